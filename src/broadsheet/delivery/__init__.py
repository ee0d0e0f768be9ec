"""Stored pages and their renewal. Knows addresses and tags, which are strings; nothing of stories."""
