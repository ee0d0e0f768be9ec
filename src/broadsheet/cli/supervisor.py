"""Keeps child processes running: starts the fallen again, passes TERM on, waits while they drain."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

# A child that lived this long (seconds) was well: its next fall is the first again.
WELL = 30.0
FIRST_PAUSE = 0.25
LONGEST_PAUSE = 30.0
DRAIN = 30.0
# Seconds that the vital children have the processors for themselves.
GRACE = 8.0
# Falls in a row, each soon after the start, before the first child has ever answered.
HOPELESS = 4


def pause_after(falls: int) -> float:
    """Seconds to wait before the next start, after so many `falls` in a row (one or more)."""
    return float(min(FIRST_PAUSE * 2 ** (falls - 1), LONGEST_PAUSE))


@dataclass
class Child:
    """One process to keep running. It leads a process group of its own, which falls with it."""

    name: str
    argv: Sequence[str]
    # Whether all has to end when it cannot even be started.
    vital: bool = False
    # Numbers of open files that it gets.
    files: Sequence[int] = ()
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    due: float = 0.0
    falls: int = field(default=0)

    def start(self, now: float) -> None:
        """`now` is monotonic seconds, here and below."""
        self.process = subprocess.Popen(  # noqa: S603 (our own commands)
            self.argv,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=self.files,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 (the supervisor has one thread)
        )
        self.started = now

    def fallen(self, now: float) -> int | None:
        """Its exit code when it has ended since it was last asked; it is then due to be started again."""
        if self.process is None or (code := self.process.poll()) is None:
            return None
        self.kill()  # what it leaves behind, such as a web worker that holds the port
        self.process = None
        self.falls = 1 if now - self.started >= WELL else self.falls + 1
        self.due = now + pause_after(self.falls)
        return code

    def kill(self, number: int = signal.SIGKILL) -> None:
        """A signal to its whole group."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)


def _die_with_parent() -> None:
    """On Linux a child gets TERM when the supervisor was killed, so that no orphan holds the port."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(1, signal.SIGTERM)


class Supervisor:
    """Runs `children` until TERM or INT, or until a vital one cannot be started.

    The vital ones start first, the others when those answer, or after a few seconds. `answers` says whether
    the paper can be reached; `ready` is called once, when it first does.
    """

    def __init__(
        self,
        children: Sequence[Child],
        *,
        say: Callable[[str], None],
        answers: Callable[[], bool],
        ready: Callable[[], None],
    ) -> None:
        self.children = children
        self.say = say
        self.answers = answers
        self.ready = ready
        self.stopping = False
        self.is_ready = False

    def stop(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        """As a signal handler."""
        self.stopping = True

    def run(self) -> int:
        """The exit code: 0 after TERM or INT, 1 when a vital child cannot be started."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        code, began = 0, time.monotonic()
        while not self.stopping:
            now = time.monotonic()
            all_may_run = self.is_ready or now - began > GRACE
            for child in self.children:
                if not child.vital and not all_may_run:
                    continue
                if self._look_after(child, now):
                    code, self.stopping = 1, True
            if not self.is_ready and not self.stopping and self.answers():
                self.is_ready = True
                self.ready()
            time.sleep(0.1)
        self._drain()
        return code

    def _look_after(self, child: Child, now: float) -> bool:
        """Starts it again when it has fallen. True: it is vital and cannot be started."""
        code = child.fallen(now)
        if code is not None:
            if child.vital and not self.is_ready and child.falls >= HOPELESS:
                self.say(f"{child.name} ended {child.falls} times while starting; giving up.")
                return True
            self.say(
                f"{child.name} ended ({_how(code)}); starting it again in {pause_after(child.falls):g} s."
            )
        if child.process is None and now >= child.due:
            child.start(now)
        return False

    def _drain(self) -> None:
        """TERM to each child, and KILL to what is left after half a minute."""
        running = [child for child in self.children if child.process is not None]
        for child in running:
            assert child.process is not None  # noqa: S101 (for the type checker)
            child.process.terminate()
        deadline = time.monotonic() + DRAIN
        for child in running:
            assert child.process is not None  # noqa: S101
            try:
                child.process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.say(f"{child.name} did not end within {DRAIN:g} s; it is killed.")
            child.kill()
            child.process.wait()


def _how(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
