"""How much of a process may go into answering for what nobody has asked for before. Pure.

Anybody can think of addresses, queries and hosts without end, and each costs a rendering, during which the process
gives no stored page. So those that turn out to be nothing that is worth keeping may take a share of the time, and
no more; what is a page of the paper costs nothing of it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

__all__ = ["Crowd", "Entry", "Refused"]

# Of each second so much; and so many seconds' worth may be taken at once by those who come after a quiet time.
SHARE = 0.05
BURST = 0.25
# So long, in seconds, one may wait for his turn: what is likely a page, and what is likely none.
LIKELY, UNLIKELY = 4.0, 1.0


class Refused(Exception):
    """Too many are waiting already."""


@dataclass(slots=True)
class Entry:
    """Who was let in. `worth` is set where it was a page of the paper after all."""

    worth: bool = False


class Crowd:
    """The budget of one process, in seconds of its own time. To be used by one event loop."""

    def __init__(self, share: float = SHARE, burst: float = BURST) -> None:
        self.share, self.burst = share, burst
        self.refused = 0
        self._left, self._at = burst, 0.0
        # What one is expected to cost, of those that are likely pages and of the others; and all whose end is open.
        self._costs = {True: 0.0, False: 0.0}
        self._open = 0.0
        # Who is inside, and of the process's own time what each who was inside all along would have had of it.
        self._inside = 0
        self._metered, self._meter = 0.0, 0.0

    def wait(self, cost: float, now: float) -> float:
        """Seconds until there will be room for one more of this cost, if all before him cost what is expected."""
        self._left = min(self.burst, self._left + (now - self._at) * self.share)
        self._at = now
        return max(0.0, self._open + cost - self._left) / self.share

    def charge(self, cost: float, *, likely: bool) -> None:
        """What one has cost: 0 for a page of the paper. What is overdrawn is not held for long against all to come."""
        self._left = max(-self.burst, self._left - cost)
        self._costs[likely] += (min(cost, self.burst) - self._costs[likely]) / 8

    @asynccontextmanager
    async def enter(self, *, likely: bool) -> AsyncIterator[Entry]:
        """Waits for one's turn. Raises Refused where that would take too long."""
        cost = self._costs[likely]
        wait = self.wait(cost, time.monotonic())
        if wait > (LIKELY if likely else UNLIKELY):
            self.refused += 1
            raise Refused
        self._open += cost
        try:
            if wait:
                await asyncio.sleep(wait)
            entry, began = Entry(), self._count(1)
            try:
                yield entry
            finally:
                spent = self._count(-1) - began
                self.charge(0.0 if entry.worth else spent, likely=likely)
        finally:
            self._open -= cost

    def _count(self, more: int) -> float:
        """The process's own time, shared by those inside; it stands still while the database is waited for."""
        now = time.process_time()
        if self._inside:
            self._meter += (now - self._metered) / self._inside
        self._metered = now
        self._inside += more
        return self._meter
