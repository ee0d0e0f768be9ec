"""A cache in front that is none: it keeps pages by their keys and drops them as the others do, or fails as they do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from broadsheet.delivery.purge.wire import Limited, Unacknowledged

__all__ = ["Twin"]


@dataclass
class Twin:
    """`mood` is how it meets the next requests: accepts, refuses, fails, late or limits.

    `late` has done what it was told, but nobody hears of it. `purged` are the requests that it has followed, in
    order, each with its keys and whether it was a recall; `copies` the addresses that it holds, with their keys.
    """

    batch: int = 100
    mood: str = "accepts"
    wait: float = 1.0
    asked: int = 0
    purged: list[tuple[tuple[str, ...], bool]] = field(default_factory=list)
    copies: dict[str, frozenset[str]] = field(default_factory=dict)

    def keep(self, address: str, keys: Iterable[str]) -> None:
        """Holds a copy from now on."""
        self.copies[address] = frozenset(keys)

    def purge(self, keys: tuple[str, ...], *, recall: bool) -> None:
        self.asked += 1
        if self.mood == "refuses":
            raise Unacknowledged("it does not let us (status 403): look at the token, or at who is let in")
        if self.mood == "fails":
            raise Unacknowledged("it cannot be reached: Connection refused")
        if self.mood == "limits":
            raise Limited("it wants to be asked less often (status 429)", self.wait)
        if len(keys) > self.batch:
            raise Unacknowledged("it says no (status 400)")
        self.purged.append((keys, recall))
        self.copies = {address: its for address, its in self.copies.items() if its.isdisjoint(keys)}
        if self.mood == "late":
            raise Unacknowledged("no answer in time")
