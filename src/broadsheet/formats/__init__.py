"""Readers and writers of story formats: bytes in, frozen data out, without Django, network or clock."""
