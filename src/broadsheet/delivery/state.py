"""How delivery is doing on this machine: what each process says of itself, and what all of them store."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from broadsheet.delivery.node import Node
from broadsheet.delivery.sweep import files

__all__ = ["Process", "State", "processes", "report", "state"]


@dataclass(frozen=True, slots=True)
class Process:
    """One web process, `at` the time (seconds since 1970) when it said so.

    Requests since its start: `hits` answered from the store, `misses` not, `stale` with an old copy, `failed` with
    none. `pages` and `memory` are what it holds, `position` is the last change it has applied.
    """

    pid: int
    at: float
    position: int
    hits: int
    misses: int
    stale: int
    failed: int
    rendered: int
    pages: int
    memory: int


@dataclass(frozen=True, slots=True)
class State:
    """What this machine stores: page files and their bytes, the last change applied, the processes alive."""

    files: int
    bytes: int
    position: int
    processes: tuple[Process, ...]


def report(node: Node, facts: Callable[[], Process]) -> None:
    """The process says how it is doing. Raises OSError."""
    mine = facts()
    folder = node.folder / "processes"
    folder.mkdir(exist_ok=True)
    aside = folder / f".{mine.pid}"
    aside.write_text(json.dumps(asdict(mine)), "utf-8")
    aside.replace(folder / str(mine.pid))


def processes(folder: Path) -> Iterator[Process]:
    """Those that are alive, by their number. What dead ones left is taken away."""
    with suppress(OSError):
        for path in sorted(folder.iterdir()):
            with suppress(OSError, ValueError, TypeError):
                said = Process(**json.loads(path.read_text("utf-8")))
                if _lives(said.pid):
                    yield said
                else:
                    path.unlink()


def state(node: Node) -> State:
    """How it is now. Looks at every file."""
    standing = node.refresh()
    sizes = [size for _time, size, _path in files(node)]
    return State(
        len(sizes),
        sum(sizes),
        standing.position if standing else 0,
        tuple(processes(node.folder / "processes")),
    )


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
