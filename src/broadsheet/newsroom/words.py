"""Stories by words of their headline, in any state."""

from __future__ import annotations

from broadsheet.search.find import find_for_desk

# As many as a person would look through.
MOST = 300


def keys_of(text: str) -> list[int]:
    """Keys of the newest stories that have the words of `text`, the newest first."""
    return find_for_desk(text, limit=MOST)
