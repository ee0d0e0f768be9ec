"""What a page used, said while it is made; what a change touched; and whether the one concerns the other. Pure.

A page says it with `uses`, `uses_stretch` and `holds_until`, wherever the question is asked. A list is an order of
keys (see `key`); a page shows a stretch of it and is concerned only by what enters or leaves within that stretch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime

__all__ = [
    "END", "START", "Touched", "Used", "collecting", "concerns", "holds_until", "key", "said", "uses", "uses_stretch",
]  # fmt: skip

# Before and behind every key of a list.
START, END = "", "~"


@dataclass(slots=True)
class Used:
    """What a page was made of. Stretches are (list, lowest key, highest key), both ends included."""

    tags: set[str] = field(default_factory=set)
    stretches: set[tuple[str, str, str]] = field(default_factory=set)
    # Seconds since 1970 after which the page is no longer right, or None.
    until: float | None = None


@dataclass(frozen=True, slots=True)
class Touched:
    """What a change touched. Points are (list, key) of what entered or left there.

    Pages with a tag in `destroyed` are recalled: no copy of them may ever be shown again.
    """

    tags: frozenset[str] = frozenset()
    points: frozenset[tuple[str, str]] = frozenset()
    destroyed: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.tags or self.points or self.destroyed)

    def __or__(self, other: Touched) -> Touched:
        return Touched(self.tags | other.tags, self.points | other.points, self.destroyed | other.destroyed)


_current: ContextVar[Used | None] = ContextVar("used", default=None)


@contextmanager
def collecting() -> Iterator[Used]:
    """Keeps what is said inside, in the threads that it starts too. Nested, the outer one hears nothing of it."""
    used = Used()
    token = _current.set(used)
    try:
        yield used
    finally:
        _current.reset(token)


def uses(*tags: str) -> None:
    """The page that is being made shows something of these."""
    if (used := _current.get()) is not None:
        used.tags.update(tags)


def uses_stretch(name: str, low: str = START, high: str = END) -> None:
    """The page shows the list's stretch from key `low` to key `high`, or that there is nothing in it."""
    if (used := _current.get()) is not None:
        used.stretches.add((name, low, high))


def holds_until(moment: datetime) -> None:
    """At this aware moment the page changes of itself, as at midnight."""
    if (used := _current.get()) is not None:
        seconds = moment.timestamp()
        used.until = seconds if used.until is None else min(used.until, seconds)


def said(other: Used) -> None:
    """The page shows something of all that was said elsewhere, when a part of it was made."""
    if (used := _current.get()) is not None:
        used.tags |= other.tags
        used.stretches |= other.stretches
        if other.until is not None:
            used.until = other.until if used.until is None else min(used.until, other.until)


def key(moment: datetime, number: int) -> str:
    """The place in lists ordered by an aware moment and, where two share it, by a number. Sorts as text."""
    return f"{moment.astimezone(UTC).isoformat(timespec='microseconds')} {number:012d}"


def concerns(touched: Touched, used: Used) -> bool:
    """Whether a page that used this has to be made anew."""
    return (
        not used.tags.isdisjoint(touched.tags)
        or not used.tags.isdisjoint(touched.destroyed)
        or _within(touched.points, used.stretches)
    )


def _within(points: Iterable[tuple[str, str]], stretches: Iterable[tuple[str, str, str]]) -> bool:
    return any(name == where and low <= at <= high for where, at in points for name, low, high in stretches)
