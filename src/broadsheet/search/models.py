"""What of each story can be found: folded words, kept in the order in which they are shown."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from broadsheet.stories.models import Story

# The lower bits of a key hold the story's number, the upper ones the second it was published.
BITS = 30


def key_of(moment: datetime, story_id: int) -> int:
    """A number that grows with the moment (aware), and with the story where two share a second.

    The text indexes give what they find in the order of these numbers, so that the newest twenty of a
    hundred thousand matches cost no more than twenty.
    """
    return (int(moment.timestamp() // 1) << BITS) | (story_id & ((1 << BITS) - 1))


def story_of(key: int) -> int:
    """The story's number in a key."""
    return key & ((1 << BITS) - 1)


class Document(models.Model):
    """The words of one story. The database's text indexes follow this table, by triggers or of themselves."""

    key = models.BigIntegerField(primary_key=True)
    story = models.OneToOneField(Story, on_delete=models.CASCADE, related_name="+")
    # The edition, as one word that a text index can hold.
    lang = models.CharField(max_length=12)
    # What the public sees; both empty unless the story is live.
    headline = models.TextField(default="", blank=True)
    text = models.TextField(default="", blank=True)
    # The newest headline that an editor has written.
    draft = models.TextField(default="", blank=True)

    def __str__(self) -> str:
        return f"words of story {self.story_id}"


def lang_of(locale_id: int) -> str:
    """The mark of an edition."""
    return f"l{locale_id}"
