"""The log of changes: what each touched, in the order in which they were committed."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Head(models.Model):
    """The log's end, in one row (pk 1).

    Whoever writes to the log first raises `last`, and so holds this row's lock until the commit: positions have
    no gaps, and their order is that of the commits.
    """

    last = models.BigIntegerField(default=0)
    # That of the change at `last`. The change at 0 is the log's beginning and touched nothing.
    mark = models.CharField(max_length=32)

    def __str__(self) -> str:
        return f"head at {self.last}"


class Change(models.Model):
    """One change. Its mark, which is random, tells this log from any other that has a change at this position."""

    position = models.BigIntegerField(primary_key=True)
    mark = models.CharField(max_length=32)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    tags = models.JSONField(default=list)
    points = models.JSONField(default=list)
    destroyed = models.JSONField(default=list)
    # Paths of pages that many will ask for at once.
    warm = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"change {self.position}"
