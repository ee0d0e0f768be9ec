"""Commands of the search index, for `broadsheet manage`."""
