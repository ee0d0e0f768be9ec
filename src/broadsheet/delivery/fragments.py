"""Fragments: what is made once and put into many pages, until something that it was made of is touched.

A page that is renewed is mostly made of what has not changed. What a fragment was made of is kept with it, and said
again by each page that it is put into, as if the page had made it itself.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from math import inf
from typing import Any, TypeVar

from broadsheet.delivery.node import Node, Standing
from broadsheet.delivery.tags import Used, collecting, said, uses, uses_stretch

__all__ = ["Fragments", "fragment", "is_held", "rests_on", "rests_on_stretch", "using"]

T = TypeVar("T")

# What an object counts for, in bytes.
_WEIGHT = 2048


@dataclass(slots=True)
class _Held:
    """`checked` is the position up to which nothing touched it, `turn` the node's turn when that was found."""

    value: Any
    used: Used
    epoch: str
    checked: int
    turn: int = -1
    weight: int = field(init=False)

    def __post_init__(self) -> None:
        self.weight = _weight(self.value) + 100 * (len(self.used.tags) + 3 * len(self.used.stretches))


def _weight(value: Any) -> int:
    """Bytes, roughly."""
    if isinstance(value, str):
        return 100 + 2 * len(value)
    return sum(map(_weight, value)) if isinstance(value, tuple) else _WEIGHT


class Fragments:
    """One process's fragments, at most `room` bytes by their weight; those not used for the longest go first."""

    def __init__(self, node: Node, *, room: int = 32 << 20) -> None:
        self.node, self.room, self.weight = node, room, 0
        self._held: OrderedDict[Hashable, _Held] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._held)

    def holds(self, key: Hashable) -> bool:
        """Whether nothing has to be made for the key."""
        held = self._held.get(key)
        return held is not None and self._right(held)

    def get(self, key: Hashable, make: Callable[[], T], standing: Standing | None, *, silent: bool) -> T:
        """See `fragment`. `standing` is where the node stood before anything was read that `make` may use."""
        held = self._held.get(key)
        if held is None or not self._right(held):
            held = self._make(key, make, standing)
        else:
            with self._lock:
                if key in self._held:
                    self._held.move_to_end(key)
        if not silent:
            said(held.used)
        value: T = held.value
        return value

    def _right(self, held: _Held) -> bool:
        standing = self.node.refresh()
        if standing is None or standing.epoch != held.epoch:
            return False
        if held.turn != self.node.turn:
            turn = self.node.turn
            if self.node.clock.concerns(held.used, held.checked):
                return False
            held.checked, held.turn = standing.position, turn
        return time.time() < (inf if held.used.until is None else held.used.until)

    def _make(self, key: Hashable, make: Callable[[], Any], standing: Standing | None) -> _Held:
        with collecting() as used:
            value = make()
        if standing is None:
            return _Held(value, used, "", 0)
        held = _Held(value, used, standing.epoch, standing.position)
        with self._lock:
            if (before := self._held.pop(key, None)) is not None:
                self.weight -= before.weight
            if held.weight <= self.room // 4:
                self._held[key] = held
                self.weight += held.weight
            while self.weight > self.room:
                _key, gone = self._held.popitem(last=False)
                self.weight -= gone.weight
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
    """What a silent fragment was made of. No page is thereby said to use it."""
    uses(*tags)


def rests_on_stretch(name: str, low: str, high: str) -> None:
    """As `rests_on`, of a list."""
    uses_stretch(name, low, high)


def is_held(key: Hashable) -> bool:
    """Whether `fragment` would have nothing to make for this key."""
    here = _here.get()
    return here is not None and here[0].holds(key)
