"""Search by words: query, find, index."""
