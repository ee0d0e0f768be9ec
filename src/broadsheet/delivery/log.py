"""The change log in the database: written in the transaction of the change itself, read in order by every node."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from broadsheet.delivery.models import Change, Head
from broadsheet.delivery.tags import Touched

__all__ = ["KEEP", "End", "Entry", "end", "hold", "on_commit", "prune", "since", "write"]

# A node that was away for longer finds its own last change no more, and starts its store anew.
KEEP = timedelta(days=14)

_listeners: list[Callable[[], None]] = []


@dataclass(frozen=True, slots=True)
class Entry:
    """One change as the nodes apply it."""

    position: int
    mark: str
    touched: Touched
    warm: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class End:
    """Where the log ends: the position of its last change, 0 before the first one, and that change's mark."""

    position: int
    mark: str


def write(touched: Touched, warm: Iterable[str] = ()) -> None:
    """Notes a change, to be seen by all nodes once it is committed. `warm`: paths that the worker renders again.

    To be called in the transaction of the change, as late in it as can be: other writers wait from here to its
    end. Before the call that commits returns, no page of this machine that the change concerns is served any
    more. Raises RuntimeError outside a transaction. Nothing touched: nothing written.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A change is written to the log in the transaction that makes it.")
    if not touched:
        return
    mark = secrets.token_hex(16)
    while not Head.objects.filter(pk=1).update(last=F("last") + 1, mark=mark):
        _begin()
    Change.objects.create(
        position=Head.objects.values_list("last", flat=True).get(pk=1),
        mark=mark,
        tags=sorted(touched.tags),
        points=sorted(map(list, touched.points)),
        destroyed=sorted(touched.destroyed),
        warm=list(dict.fromkeys(warm)),
    )
    # Once for all that one transaction writes. What a savepoint takes back takes its registration along.
    if not any(waiting[1] is _committed for waiting in connection.run_on_commit):
        transaction.on_commit(_committed)


def hold() -> None:
    """Waits until those that write to the log at the same time have committed: what they changed can then be read.

    From here to the end of the transaction nobody else writes. SQLite has one writer at a time as it is.
    """
    if connection.features.has_select_for_update:
        while not Head.objects.select_for_update().filter(pk=1).exists():
            _begin()


def _begin() -> None:
    """The migration has done this, but tests empty all tables."""
    first = secrets.token_hex(16)
    Head.objects.bulk_create([Head(pk=1, mark=first)], ignore_conflicts=True)
    Change.objects.bulk_create([Change(position=0, mark=first)], ignore_conflicts=True)


def on_commit(listener: Callable[[], None]) -> None:
    """`listener()` is called after each commit that wrote to the log, in the thread that committed."""
    if listener not in _listeners:
        _listeners.append(listener)


def _committed() -> None:
    for listener in _listeners:
        listener()


def end() -> End:
    """Where the log ends now. One query."""
    row = Head.objects.filter(pk=1).values_list("last", "mark").first()
    return End(*row) if row else End(0, "")


def since(position: int, limit: int = 500) -> list[Entry]:
    """The changes from `position` on, that one included, in order, at most `limit`. One query."""
    rows = Change.objects.filter(position__gte=position).order_by("position")[:limit]
    return [
        Entry(
            row.position,
            row.mark,
            Touched(
                frozenset(row.tags),
                frozenset((name, where) for name, where in row.points),
                frozenset(row.destroyed),
            ),
            tuple(row.warm),
        )
        for row in rows
    ]


def prune() -> int:
    """Forgets changes older than KEEP, except the last one. Says how many."""
    last = end().position
    deleted, _ = Change.objects.filter(at__lt=timezone.now() - KEEP, position__lt=last).delete()
    return deleted
