"""What is kept in memory, within bounds. Pure."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, Protocol, TypeVar

__all__ = ["Shelf"]


class Heavy(Protocol):
    """What has a weight: bytes, roughly."""

    @property
    def weight(self) -> int: ...


K = TypeVar("K", bound=Hashable)
V = TypeVar("V", bound=Heavy)


class Shelf(Generic[K, V]):
    """Things in memory, at most `room` bytes by their weight; those not asked for the longest go first.

    Of a thing that would take more than a quarter of the room nothing is kept. Not safe in threads.
    """

    def __init__(self, room: int) -> None:
        self.room, self.weight = room, 0
        self.held: OrderedDict[K, V] = OrderedDict()

    def __len__(self) -> int:
        return len(self.held)

    def get(self, key: K) -> V | None:
        thing = self.held.get(key)
        if thing is not None:
            self.held.move_to_end(key)
        return thing

    def put(self, key: K, thing: V) -> None:
        self.drop(key)
        if thing.weight > self.room // 4:
            return
        self.held[key] = thing
        self.weight += thing.weight
        while self.weight > self.room:
            _key, gone = self.held.popitem(last=False)
            self.weight -= gone.weight

    def drop(self, key: K) -> None:
        if (thing := self.held.pop(key, None)) is not None:
            self.weight -= thing.weight

    def clear(self) -> None:
        self.held.clear()
        self.weight = 0
