"""One process of the machine at a time makes a page; the others take it from its file."""

from __future__ import annotations

import asyncio
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["Making", "making"]

# Pages whose names begin alike wait for one another, too; that is rare, and costs nothing but the wait.
_ALIKE = 2
# In seconds. A rendering takes some milliseconds; whoever waits looks so often, and at most so long.
_PACE = 0.003
_PATIENCE = 1.0


class Making:
    """The right to make a page. Whoever cannot have it, for no other reason than another process, waits for it."""

    def __init__(self, descriptor: int | None) -> None:
        self._descriptor = descriptor

    def ours(self) -> bool:
        """Whether no other process makes it at this moment. From then on this one does."""
        if self._descriptor is None:
            return True
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    async def wait(self) -> None:
        """Until it is ours. For a process that hangs nobody waits long: the page is then made twice."""
        end = time.monotonic() + _PATIENCE
        while not self.ours() and time.monotonic() < end:  # noqa: ASYNC110 (another process tells no event)
            await asyncio.sleep(_PACE)


@contextmanager
def making(folder: Path, name: str) -> Iterator[Making]:
    """`name` is a hex digest of the page's key. The system lets go for a process that is killed."""
    try:
        folder.mkdir(exist_ok=True)
        descriptor = os.open(folder / name[:_ALIKE], os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError:
        # Full, or not ours to write to: pages are served all the same.
        yield Making(None)
        return
    try:
        yield Making(descriptor)
    finally:
        os.close(descriptor)
