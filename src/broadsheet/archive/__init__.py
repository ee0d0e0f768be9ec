"""Old sites in, the paper out."""
