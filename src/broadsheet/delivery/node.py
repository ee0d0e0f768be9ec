"""What all processes of one machine know together: which changes are applied here. Files, no Django.

`log` holds the applied changes, one JSON object a line, written by one process at a time. `turns` is a number in
memory that all processes share; it is raised after each writing, so that looking whether there is anything new
costs no system call. A log whose file has been replaced tells in its first line how it goes on from the last one.
"""

from __future__ import annotations

import fcntl
import json
import mmap
import os
import secrets
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

from broadsheet.delivery.clock import Clock
from broadsheet.delivery.tags import Touched, Used

__all__ = ["Node", "Standing"]

FORMAT = 1
_HEADER = 256
_SHARED = 4096
_TURN, _BYTES, _HEARD, _GONE, _BACK = range(5)


class Entry(Protocol):
    """A change as it is applied."""

    @property
    def position(self) -> int: ...

    @property
    def mark(self) -> str: ...

    @property
    def touched(self) -> Touched: ...


class Kept(Protocol):
    """What was made of the database's content, and may be given until a change concerns it.

    `checked` is the position up to which none did, `turn` the node's turn when that was found, `until` the time,
    in seconds since 1970, at which it is over anyhow.
    """

    epoch: str
    used: Used
    checked: int
    turn: int
    until: float


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a process has come. `epoch` names one life of the store: with another one nothing stored counts."""

    epoch: str
    position: int
    mark: str


@dataclass(frozen=True, slots=True)
class _Header:
    """A log's first line. `part` counts its rewritings within the epoch, `skip` is where what is new in it begins."""

    epoch: str
    part: int
    floor: int
    mark: str
    skip: int
    format: int = FORMAT

    def line(self) -> bytes:
        return json.dumps(asdict(self)).encode().ljust(_HEADER - 1) + b"\n"


class Node:
    """One process's view of `folder`, which is made if there is none. Safe in threads.

    `standing` is None until some process has begun a log here. `room` bounds how much of the past is held.
    """

    def __init__(self, folder: Path, *, room: int = 200_000) -> None:
        self.folder, self.room = folder, room
        self.standing: Standing | None = None
        self.clock = Clock()
        self.turn = -1
        self._header: _Header | None = None
        # The descriptor of the log in hand.
        self._log: int | None = None
        self._read = 0
        self._reading = threading.RLock()
        self._path = folder / "log"
        self._open()

    def _open(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.alone():
            self._open_turns()
        self.look()

    def _open_turns(self) -> None:
        descriptor = os.open(self.folder / "turns", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            if os.fstat(descriptor).st_size < _SHARED:
                os.ftruncate(descriptor, _SHARED)
            self._inode = os.fstat(descriptor).st_ino
            self._memory = mmap.mmap(descriptor, _SHARED)
        finally:
            os.close(descriptor)
        # Aligned to eight bytes: read and written at once.
        self.turns = memoryview(self._memory).cast("Q")
        # A number that no process can have seen: the last file's, if there was one, are not met again.
        self.turns[_TURN] = self.turns[_TURN] or time.time_ns()

    def lost(self) -> bool:
        """Whether somebody has taken the folder's files away, so that this process is alone with its memory."""
        try:
            return (self.folder / "turns").stat().st_ino != self._inode
        except OSError:
            return True

    def revive(self) -> None:
        """Begins anew in a folder of which `lost` is true."""
        with self._reading:
            self._disown()
            self._open()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """No other process or thread writes meanwhile. Let go by the system when its holder is killed."""
        descriptor = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    # ---- reading ----------------------------------------------------------------------------------------------

    def refresh(self) -> Standing | None:
        """Applies what is new in the log. Where nothing is, it costs one look into memory."""
        if self.turns[_TURN] == self.turn:
            return self.standing
        with self._reading:
            # Read first: what is written from here on is seen the next time.
            turn = self.turns[_TURN]
            self._drain()
            if self._replaced():
                self._go_over()
                self._drain()
            self.turn = turn
            return self.standing

    def look(self) -> Standing | None:
        """As `refresh`, but into the file itself: a process killed between writing and raising `turns` told nobody."""
        with self._reading:
            self.turn = -1
            return self.refresh()

    def is_right(self, kept: Kept, now: float) -> bool:
        """Whether no change applied here concerns it, and its time has not come. Touches no disk if nothing is new."""
        # Read first, as in `refresh`.
        turn = self.turns[_TURN]
        if kept.turn != turn:
            standing = self.refresh()
            if (
                standing is None
                or standing.epoch != kept.epoch
                or self.clock.concerns(kept.used, kept.checked)
            ):
                return False
            kept.checked, kept.turn = standing.position, turn
        return now < kept.until

    def _replaced(self) -> bool:
        try:
            there = self._path.stat().st_ino
        except OSError:
            return self._log is not None
        return self._log is None or os.fstat(self._log).st_ino != there

    def _go_over(self) -> None:
        """To the log that has taken the place of the last one. The old one was read to its end."""
        self._let_go()
        header = None
        with suppress(OSError, ValueError, TypeError):
            self._log = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
            header = _Header(**json.loads(os.pread(self._log, _HEADER, 0)))
        if header is None or header.format != FORMAT:
            self._disown()
            return
        goes_on = (
            self._header is not None
            and self.standing is not None
            and (header.epoch, header.part) == (self._header.epoch, self._header.part + 1)
        )
        if goes_on:
            self.clock.forget(header.floor)
            self._read = header.skip
        else:
            self.clock = Clock(header.floor)
            self.standing = Standing(header.epoch, header.floor, header.mark)
            self._read = _HEADER
        self._header = header

    def _drain(self) -> None:
        """Applies what has been added to the log in hand. An incomplete last line is left for later."""
        if self._log is None or self._header is None:
            return
        added = os.pread(self._log, max(0, os.fstat(self._log).st_size - self._read), self._read)
        whole = added.rfind(b"\n") + 1
        try:
            for line in added[:whole].splitlines():
                position, mark, tags, points, destroyed = json.loads(line)
                touched = Touched(frozenset(tags), frozenset((a, b) for a, b in points), frozenset(destroyed))
                self.clock.apply(position, touched)
                self.standing = Standing(self._header.epoch, position, mark)
        except (ValueError, TypeError):
            self._disown()
        else:
            self._read += whole

    def _disown(self) -> None:
        """The file in hand is no log: until somebody begins one, nothing stored counts."""
        self._let_go()
        self._header = self.standing = None
        self.clock = Clock()

    # ---- writing ----------------------------------------------------------------------------------------------

    def begin(self, position: int, mark: str, *, instead_of: Standing | None) -> bool:
        """A new epoch, at this place of the database's log: whatever is stored counts no more.

        False, and nothing done, where the node no longer stands at `instead_of`.
        """
        with self.alone():
            if self.look() != instead_of:
                return False
            header = _Header(secrets.token_hex(8), 0, position, mark, _HEADER)
            self._replace(header, b"")
        self.refresh()
        return True

    def apply(self, entries: Iterable[Entry], *, after: Standing) -> bool:
        """Applies changes that follow one another from behind `after`. Those that others applied meanwhile are left.

        False, and nothing done, where the node stands in another epoch by now.
        """
        with self.alone():
            here = self.look()
            if here is None or here.epoch != after.epoch:
                return False
            self._mend()
            lines = [
                _line(entry.position, entry.mark, entry.touched)
                for entry in entries
                if entry.position > here.position
            ]
            if lines:
                with self._path.open("ab") as log:
                    log.write(b"".join(lines))
                self.turns[_TURN] += 1
                self.refresh()
            if len(self.clock) > self.room:
                self._condense()
        self.refresh()
        return True

    def tell(self) -> None:
        """All processes look into the log before they serve another page.

        For whoever found there already what he came to apply: its writer may not have raised `turns` yet, or may
        have been killed before he could.
        """
        with self.alone():
            self.turns[_TURN] += 1

    def _mend(self) -> None:
        """Cuts off half a line, which a killed process has left."""
        if self._path.stat().st_size > self._read:
            os.truncate(self._path, self._read)

    def _condense(self) -> None:
        here, header = self.standing, self._header
        if here is None or header is None:
            return
        with self._reading:
            self.clock.condense(self.room // 2)
            past = b"".join(_line(at, "", touched) for at, touched in self.clock.changes())
            # Of the last change the mark has to be known, whatever it touched.
            past += _line(here.position, here.mark, Touched())
            floor = self.clock.floor
        self._replace(_Header(header.epoch, header.part + 1, floor, here.mark, _HEADER + len(past)), past)

    def _replace(self, header: _Header, past: bytes) -> None:
        aside = self.folder / f".log-{secrets.token_hex(8)}"
        try:
            with aside.open("xb") as new:
                new.write(header.line() + past)
                new.flush()
                os.fsync(new.fileno())
            aside.replace(self._path)
        finally:
            aside.unlink(missing_ok=True)
        self.turns[_TURN] += 1

    # ---- when the database was heard ---------------------------------------------------------------------------

    def hear(self, moment: float) -> None:
        """The node holds whatever was in the database's log at this moment, in seconds since 1970."""
        self.turns[_HEARD] = max(self.turns[_HEARD], int(moment * 1000))

    def heard(self) -> float:
        """The last such moment, 0 for none. One look into memory."""
        return self.turns[_HEARD] / 1000

    def note_outage(self, gone: float, back: float) -> None:
        """The database was not heard between these moments, though it was asked."""
        self.turns[_GONE], self.turns[_BACK] = int(gone * 1000), int(back * 1000)

    def outage(self) -> tuple[float, float] | None:
        """The last one that is over: when the database was last heard before it, and when it was heard again."""
        gone, back = self.turns[_GONE] / 1000, self.turns[_BACK] / 1000
        return (gone, back) if 0 < gone <= back else None

    # ---- how much is stored -----------------------------------------------------------------------------------

    def stored(self) -> int:
        """Bytes in page files, as far as they were counted."""
        return self.turns[_BYTES]

    def count(self, difference: int) -> None:
        """Page files have become larger by this much, or smaller."""
        with self.alone():
            self.turns[_BYTES] = max(0, self.turns[_BYTES] + difference)

    def recount(self, total: int) -> None:
        """Page files hold this much."""
        with self.alone():
            self.turns[_BYTES] = total

    def close(self) -> None:
        """Lets go of the files."""
        with self._reading:
            self._let_go()
            self.turns.release()
            self._memory.close()

    def _let_go(self) -> None:
        if self._log is not None:
            os.close(self._log)
        self._log = None

    def __del__(self) -> None:
        self._let_go()


def _line(position: int, mark: str, touched: Touched) -> bytes:
    parts = [position, mark, sorted(touched.tags), sorted(touched.points), sorted(touched.destroyed)]
    return json.dumps(parts, separators=(",", ":")).encode() + b"\n"
