"""The node follows the database's log: in the process that committed at once, in a thread of every other soon."""

from __future__ import annotations

import fcntl
import logging
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import DatabaseError, connection

from broadsheet.delivery import log
from broadsheet.delivery.node import Node

__all__ = ["Follower", "catch_up", "close_if_replaced", "committed", "node", "own"]

logger = logging.getLogger(__name__)

PACE = 0.25
TELLING = 2.0
# While the database is gone, the longest pause between two attempts.
PATIENCE = 2.0
# An answer that took so long, in seconds, is told as an outage.
HANGS = 5.0

_nodes: dict[Path, Node] = {}
_opening = threading.Lock()


def node(*, make: bool = False) -> Node | None:
    """The node of this machine; None where no process has begun to store pages and `make` does not say to."""
    folder = Path(settings.PAGES_ROOT)
    with _opening:
        here = _nodes.get(folder)
        if here is not None and here.lost():
            if make:
                here.revive()
            else:
                here = None
        if here is None and (make or (folder / "turns").exists()):
            here = _nodes[folder] = Node(folder)
    return here


def own() -> Node:
    """The node of this machine, made if there is none."""
    here = node(make=True)
    if here is None:
        raise AssertionError
    return here


def committed() -> None:
    """For log.on_commit: this machine has caught up before the call that committed returns."""
    try:
        if (here := node()) is not None:
            catch_up(here)
            here.tell()
    except Exception:
        # The change is made, and its caller shall hear so. A follower sees to the rest.
        logger.exception("delivery: the node could not follow at once")


def catch_up(here: Node) -> None:
    """Brings the node to the end of the database's log. Begins anew where it finds another log than it knows.

    That is: the change at which the node stands is not in the log (a database of another paper or an older one
    brought back from a backup; a node that was away for longer than the log goes back). Raises DatabaseError, OSError.
    """
    while True:
        # In this order: a log that ends before where the node stood already is another one.
        asked, standing = time.time(), here.look()
        end = log.end()
        if standing is None:
            here.begin(end.position, end.mark, instead_of=None)
            continue
        if (standing.position, standing.mark) == (end.position, end.mark):
            here.hear(asked)
            return
        entries = log.since(standing.position) if standing.position < end.position else []
        if entries and (entries[0].position, entries[0].mark) == (standing.position, standing.mark):
            here.apply(entries[1:], after=standing)
        elif here.begin(end.position, end.mark, instead_of=standing):
            logger.warning("delivery: another log than the one followed so far; stored pages count no more")


class Follower(threading.Thread):
    """Keeps a node at the log's end until `stop`. Of all followers on a machine one asks the database.

    `each` is called every few seconds, whatever the database says.
    """

    def __init__(self, here: Node, each: Callable[[], None] | None = None) -> None:
        super().__init__(name="follower", daemon=True)
        self.node, self.each = here, each
        self.stopped = threading.Event()
        self.gone = False
        self._since = 0.0
        self._lead: int | None = None

    def stop(self) -> None:
        self.stopped.set()

    def run(self) -> None:
        pause, told = PACE, 0.0
        while not self.stopped.wait(pause):
            if self.each is not None and time.monotonic() - told > TELLING:
                told = time.monotonic()
                with suppress(OSError):
                    self.each()
            begun = time.time()
            try:
                self.step()
            except (DatabaseError, OSError) as error:
                self._say_gone(error)
                pause = min(pause * 2, PATIENCE)
                _close()
            except Exception:
                logger.exception("delivery: following failed; it is tried again")
                pause = PATIENCE
                _close()
            else:
                if time.time() - begun > HANGS:
                    self._note_gone(begun)
                self._say_back()
                pause = PACE
        self._let_go()
        _close()

    def step(self) -> None:
        """One look. Raises DatabaseError, OSError."""
        if self.node.lost():
            self._let_go()
            self.node.revive()
        self.node.look()
        if self._leads():
            close_if_replaced()
            catch_up(self.node)

    def _leads(self) -> bool:
        if self._lead is not None:
            return True
        descriptor = os.open(self.node.folder / "leader", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        self._lead = descriptor
        return True

    def _let_go(self) -> None:
        if self._lead is not None:
            os.close(self._lead)
        self._lead = None

    def _say_gone(self, error: Exception) -> None:
        if not self.gone:
            said = " ".join(str(error).split()) or type(error).__name__
            logger.error("delivery: the database does not answer (%s); stored pages are served on", said)
        self._note_gone(time.time())

    def _note_gone(self, now: float) -> None:
        if not self.gone:
            self._since = min(self.node.heard() or now, now)
        self.gone = True

    def _say_back(self) -> None:
        if self.gone:
            now = time.time()
            logger.warning("delivery: the database answers again, after %.0f s", now - self._since)
            self.node.note_outage(self._since, now)
        self.gone = False


def _close() -> None:
    with suppress(Exception):
        connection.close()


def close_if_replaced() -> None:
    """SQLite goes on with a file that was moved away. Raises OSError where there is none."""
    if not str(connection.settings_dict["NAME"]).startswith(f"file:{quote(str(settings.DATABASE_FILE))}?"):
        return
    there = Path(settings.DATABASE_FILE).stat().st_ino
    if getattr(connection, "inode_of_file", there) != there:
        connection.close()
    setattr(connection, "inode_of_file", there)  # noqa: B010 (it goes and comes with the connection)
