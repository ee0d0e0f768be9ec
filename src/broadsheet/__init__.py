"""Broadsheet: a newsroom's whole publishing operation in one program."""

__version__ = "0.1.0"
