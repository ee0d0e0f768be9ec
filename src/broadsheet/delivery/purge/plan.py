"""What a cache in front is to be told next, from where it stands and what the log says. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from broadsheet.delivery.purge import keys
from broadsheet.delivery.tags import Touched

__all__ = ["DEAR", "Entry", "Plan", "again", "everything", "pause_after", "requests", "tell"]

# Above so many requests it is cheaper to have everything dropped, in one.
DEAR = 20


class Entry(Protocol):
    """A change of the log."""

    @property
    def position(self) -> int: ...

    @property
    def mark(self) -> str: ...

    @property
    def touched(self) -> Touched: ...


@dataclass(frozen=True, slots=True)
class Plan:
    """First what is recalled, then the rest. When both are acknowledged, it stands at `position`.

    `anew`: it knew nothing of this log before.
    """

    recall: tuple[str, ...]
    keys: tuple[str, ...]
    position: int
    mark: str
    anew: bool = False


def tell(
    position: int, mark: str, entries: Sequence[Entry], later: Iterable[Touched], *, end: tuple[int, str]
) -> Plan | None:
    """For one that stands at `position`, `mark`. None: it has been told all.

    `entries` are those from `position` on, that one included, and `later` the recalls behind them. Where the
    entry at its position is another one, or gone, it has to drop everything, and stands at the log's `end`.
    """
    if (position, mark) == end:
        return None
    if not entries or (entries[0].position, entries[0].mark) != (position, mark):
        return everything(*end)
    new = entries[1:]
    if not new:
        return None
    recall = _union(keys.of_recall(touched) for touched in (*(one.touched for one in new), *later))
    return Plan(recall, _union(keys.of_change(one.touched) for one in new), new[-1].position, new[-1].mark)


def again(settled: int, settling: int, entries: Sequence[Entry]) -> tuple[str, ...]:
    """What it is told a second time: the changes after `settled`, up to `settling`. `entries` begin at `settled`."""
    if not entries or entries[0].position != settled or entries[-1].position < settling:
        return (keys.ALL,)
    return _union(keys.of_change(one.touched) for one in entries[1:] if one.position <= settling)


def everything(position: int, mark: str) -> Plan:
    """All that it has is dropped."""
    return Plan((), (keys.ALL,), position, mark, anew=True)


def requests(named: tuple[str, ...], batch: int) -> list[tuple[str, ...]]:
    """The keys in as few requests as it takes, or the one for everything where they would be too many."""
    if keys.ALL in named or len(named) > batch * DEAR:
        return [(keys.ALL,)]
    return [named[at : at + batch] for at in range(0, len(named), batch)]


def pause_after(failures: int) -> float:
    """Seconds until the next attempt: half a second after the first failure, never more than half a minute."""
    return min(0.5 * 2.0 ** min(failures - 1, 10), 30.0)


def _union(several: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for one in several for key in one))
