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


class Cursor(models.Model):
    """How far one cache in front has been told of the log, by its name.

    Told twice: what comes after `position` was not acknowledged yet, what comes after `settled` only once. The second
    time is for copies that were under way when it was told the first time; it is for the changes up to `settling`,
    at `settle_at`. -1: it knows nothing of this log, and has to drop everything.
    """

    name = models.CharField(max_length=300, primary_key=True)
    position = models.BigIntegerField(default=-1)
    mark = models.CharField(max_length=32, default="")
    settled = models.BigIntegerField(default=-1)
    settling = models.BigIntegerField(default=-1)
    settle_at = models.DateTimeField(null=True)
    succeeded_at = models.DateTimeField(null=True)
    # Since when it fails, for what reason, how often in a row, and before when it is not asked again.
    failing_since = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, default="")
    failures = models.IntegerField(default=0)
    again_at = models.DateTimeField(null=True)
    # The worker that is telling it, and until when no other does.
    holder = models.CharField(max_length=80, default="")
    held_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} at {self.position}"
