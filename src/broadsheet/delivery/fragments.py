"""Fragments: what is made once and put into many pages, until something that it was made of is touched.

A page that is renewed is mostly made of what has not changed. What a fragment was made of is kept with it, and said
again by each page that it is put into, as if the page had made it itself.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from math import inf
from typing import Any, TypeVar

from broadsheet.delivery.node import Node, Standing
from broadsheet.delivery.shelf import Shelf
from broadsheet.delivery.tags import Used, collecting, holds_until, said, uses, uses_stretch

__all__ = ["Fragments", "fragment", "is_held", "rests_on", "rests_on_stretch", "rests_until", "using"]

T = TypeVar("T")

# What an object counts for, in bytes.
_WEIGHT = 2048


@dataclass(slots=True)
class _Held:
    """A fragment, as a node judges it (see `node.Kept`)."""

    value: Any
    used: Used
    epoch: str
    checked: int
    turn: int = -1
    until: float = field(init=False)
    weight: int = field(init=False)

    def __post_init__(self) -> None:
        self.until = inf if self.used.until is None else self.used.until
        self.weight = _weight(self.value) + 100 * (len(self.used.tags) + 3 * len(self.used.stretches))


def _weight(value: Any) -> int:
    """Bytes, roughly."""
    if isinstance(value, str):
        return 100 + 2 * len(value)
    return sum(map(_weight, value)) if isinstance(value, tuple) else _WEIGHT


class Fragments:
    """One process's fragments, at most `room` bytes of them. Safe in threads."""

    def __init__(self, node: Node, *, room: int = 32 << 20) -> None:
        self.node = node
        self.shelf: Shelf[Hashable, _Held] = Shelf(room)
        self._lock = threading.Lock()

    def holds(self, key: Hashable) -> bool:
        """Whether nothing has to be made for the key."""
        return self._find(key) is not None

    def get(self, key: Hashable, make: Callable[[], T], standing: Standing | None, *, silent: bool) -> T:
        """See `fragment`. `standing` is where the node stood before anything was read that `make` may use."""
        held = self._find(key) or self._make(key, make, standing)
        if not silent:
            said(held.used)
        value: T = held.value
        return value

    def _find(self, key: Hashable) -> _Held | None:
        with self._lock:
            held = self.shelf.get(key)
        return held if held is not None and self.node.is_right(held, time.time()) else None

    def _make(self, key: Hashable, make: Callable[[], Any], standing: Standing | None) -> _Held:
        with collecting() as used:
            value = make()
        if standing is None:
            return _Held(value, used, "", 0)
        held = _Held(value, used, standing.epoch, standing.position)
        with self._lock:
            self.shelf.put(key, held)
        return held


# Those in use, and where their node stood when the page was begun: rows that were read for one fragment go into
# others, so that none of them is newer than that.
_here: ContextVar[tuple[Fragments, Standing | None] | None] = ContextVar("fragments", default=None)


@contextmanager
def using(fragments: Fragments | None) -> Iterator[None]:
    """Inside, and in the threads that are started there, `fragment` keeps what it makes. For one page."""
    token = _here.set(None if fragments is None else (fragments, fragments.node.refresh()))
    try:
        yield
    finally:
        _here.reset(token)


def fragment(key: Hashable, make: Callable[[], T], *, silent: bool = False) -> T:
    """What `make` gives, now or before; it must give the same for the same key as long as nothing it used is touched.

    The page is said to use what it used, unless `silent`: then the page has to say itself what it shows of it. Outside
    of `using`, as in a preview, it is made each time.
    """
    here = _here.get()
    if here is not None:
        fragments, standing = here
        return fragments.get(key, make, standing, silent=silent)
    if not silent:
        return make()
    with collecting():
        return make()


def rests_on(*tags: str) -> None:
    """As `uses`, for what a silent fragment was made of, which no page is said to use."""
    uses(*tags)


def rests_on_stretch(name: str, low: str, high: str) -> None:
    """As `rests_on`, of a list."""
    uses_stretch(name, low, high)


def rests_until(moment: datetime) -> None:
    """As `rests_on`: at this aware moment a silent fragment is to be made again."""
    holds_until(moment)


def is_held(key: Hashable) -> bool:
    """Whether `fragment` would have nothing to make for this key."""
    here = _here.get()
    return here is not None and here[0].holds(key)
