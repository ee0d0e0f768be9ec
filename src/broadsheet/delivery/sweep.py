"""Keeps page files within their bounds: those not asked for the longest go, and what no store counts any more."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from broadsheet.delivery.node import Node

__all__ = ["files", "is_due", "sweep"]

# Above the first part of what is allowed there is sweeping, down to the second.
HIGH, LOW = 0.9, 0.8
# A file that a killed process was writing; no living one takes so long, in seconds.
ABANDONED = 600


def is_due(node: Node, allowed: int) -> bool:
    """Whether there is so much stored, or so much useless, that it cannot wait."""
    standing = node.refresh()
    epochs = [path.name for path in _folders(node.folder / "pages")]
    useless = standing is not None and any(name != standing.epoch for name in epochs)
    return useless or node.stored() > allowed * HIGH


def sweep(node: Node, allowed: int) -> int:
    """Sweeps, and counts anew. Says how many bytes are left. `allowed` is in bytes."""
    standing = node.refresh()
    if standing is None:
        return 0
    for epoch in _folders(node.folder / "pages"):
        if epoch.name != standing.epoch:
            shutil.rmtree(epoch, ignore_errors=True)
    found = sorted(files(node))
    total = sum(size for _time, size, _path in found)
    if total > allowed * HIGH:
        for _time, size, path in found:
            if total <= allowed * LOW:
                break
            with suppress(OSError):
                path.unlink()
                total -= size
    _take_away_empty(node.folder / "pages" / standing.epoch)
    node.recount(total)
    return total


def files(node: Node) -> Iterator[tuple[float, int, Path]]:
    """The page files that count: when each was last asked for, its size, and where it is."""
    now, standing = time.time(), node.refresh()
    for host in _folders(node.folder / "pages" / standing.epoch) if standing else ():
        for part in _folders(host):
            for path in part.iterdir():
                with suppress(OSError):
                    facts = path.stat()
                    if not path.name.startswith("."):
                        yield facts.st_mtime, facts.st_size, path
                    elif facts.st_mtime < now - ABANDONED:
                        path.unlink()


def _take_away_empty(epoch: Path) -> None:
    for host in _folders(epoch):
        for folder in (*_folders(host), host):
            # Says no where there is something in it.
            with suppress(OSError):
                folder.rmdir()


def _folders(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if path.is_dir()]
    except OSError:
        return []
