"""Where pages are kept: in this process's memory, and in files that all processes of the machine share.

Nothing is looked up by what a page used; whether a page is right still, it is asked itself (`Store.fresh`).
Methods that touch files say so in their name's first word, `load`, `keep`, `remove`, and are for threads.
"""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from broadsheet.delivery.node import Node
from broadsheet.delivery.page import Broken, Page, decode, encode
from broadsheet.delivery.shelf import Shelf

__all__ = ["SMALL", "Key", "Store"]

logger = logging.getLogger(__name__)

# Bytes that pages which anybody can invent may fill in each process's memory.
SMALL = 8 << 20
# How many hosts may have files here. Further ones, which anybody can invent, have to do without.
HOSTS = 16
# A page that is asked for says so to its file's time at most so often, in seconds.
NOTED = 300.0


class Key(NamedTuple):
    """What a page is found by. `query` is canonical, or behind a `*` the whole of a query string as it came."""

    host: bytes
    path: str
    query: str = ""
    secure: bool = False

    def text(self) -> str:
        """Different for different keys: no part holds a line's end."""
        return "\n".join(
            ("https" if self.secure else "http", self.host.decode("ascii"), self.path, self.query)
        )


# A key by its parts: of each hit one has to be made, and a plain tuple is made in half the time.
Address = tuple[bytes, str, str, bool]


class Store:
    """One process's door to the pages of a node. Sizes are in bytes.

    `small` holds what anybody can ask for without end: addresses that do not exist, those with parameters, and
    all of further hosts than may have files.
    A flood of these leaves the pages in `main` where they are.
    """

    def __init__(
        self, node: Node, *, memory: int = 64 << 20, disk: int = 1 << 30, small: int = SMALL
    ) -> None:
        self.node, self.disk = node, disk
        self.main: Shelf[Address, Page] = Shelf(memory)
        self.small: Shelf[Address, Page] = Shelf(small)
        self._epoch = ""
        # Those that have files in this epoch.
        self._hosts: set[bytes] = set()
        self._hosts_epoch = ""
        self._full = False

    # ---- in memory --------------------------------------------------------------------------------------------

    def find(self, key: Address) -> Page | None:
        """The page in memory, right or not."""
        return self.main.get(key) or self.small.get(key)

    def fresh(self, page: Page, now: float) -> bool:
        """Whether nothing that is applied here concerns the page, and its time has not come. Never touches disk."""
        return self.node.is_right(page, now)

    def recalled(self, page: Page) -> bool:
        """Whether no copy of the page may ever be shown again, not even for want of another."""
        standing = self.node.refresh()
        if standing is None or standing.epoch != page.epoch:
            return True
        return self.node.clock.destroys(page.used, page.position)

    def hold(self, key: Key, page: Page) -> None:
        """Into memory."""
        if page.epoch != self._epoch:
            self.main.clear()
            self.small.clear()
            self._epoch = page.epoch
        (self.main if self.is_lasting(key, page) else self.small).put(key, page)

    def is_lasting(self, key: Key, page: Page) -> bool:
        """Whether it is one of the pages that a paper has, of which there is an end."""
        return key.host in self._hosts and not _is_small(key, page)

    def is_likely(self, key: Key) -> bool:
        """Whether a key of which nothing is known is rather a page's than not."""
        return not key.query and key.host in self._hosts

    def forget(self, key: Key) -> None:
        """Out of memory."""
        self.main.drop(key)
        self.small.drop(key)

    # ---- in files ---------------------------------------------------------------------------------------------

    def name(self, key: Key) -> str:
        """Of the key's file."""
        return hashlib.blake2b(key.text().encode(), digest_size=20).hexdigest()

    def path(self, key: Key, epoch: str) -> Path:
        """The file of a key. Its folders' names are made of the host and of a digest, never of the path."""
        name = self.name(key)
        return (
            self.node.folder
            / "pages"
            / epoch
            / quote(key.host.decode("ascii"), safe="")[:200]
            / name[:2]
            / name
        )

    def has(self, key: Key) -> bool:
        """Whether there is a file of the key. Quick enough for the loop: most that is asked in vain ends here."""
        standing = self.node.refresh()
        return standing is not None and not key.query and self.path(key, standing.epoch).exists()

    def load(self, key: Key) -> Page | None:
        """The page's file, right or not. What is no page of this key is removed."""
        standing = self.node.refresh()
        if standing is None or key.query:
            return None
        path = self.path(key, standing.epoch)
        try:
            data = path.read_bytes()
        except OSError:
            return None
        try:
            page = decode(data)
        except Broken as error:
            logger.warning("delivery: %s is thrown away: %s", path, error)
        else:
            if page.key == key.text() and page.epoch == standing.epoch and not self.recalled(page):
                self._is_known(key.host, page.epoch)
                return page
        self.remove(key)
        return None

    def keep(self, key: Key, page: Page) -> bool:
        """Writes the page's file, whole or not at all. False where there is no room for it."""
        if _is_small(key, page) or not self._is_known(key.host, page.epoch):
            self.remove(key)
            return False
        data = encode(page)
        path = self.path(key, page.epoch)
        before = _size(path)
        if self.node.stored() + len(data) - before > self.disk:
            self.remove(key)
            return False
        aside = path.with_name(f".{os.getpid()}-{secrets.token_hex(6)}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                aside.write_bytes(data)
                aside.replace(path)
            finally:
                aside.unlink(missing_ok=True)
        except OSError as error:
            self._say_full(error)
            self.remove(key)
            return False
        self._full = False
        self.node.count(len(data) - before)
        if self.recalled(page):
            # It happened while we were writing.
            self.remove(key)
        return True

    def remove(self, key: Key) -> None:
        """No file of this key is left."""
        standing = self.node.refresh()
        if standing is None or key.query:
            return
        path = self.path(key, standing.epoch)
        size = _size(path)
        with suppress(OSError):
            path.unlink()
            self.node.count(-size)

    def note(self, key: Key, page: Page) -> None:
        """The page is asked for: its file is not among the first to go."""
        with suppress(OSError):
            os.utime(self.path(key, page.epoch))

    def _is_known(self, host: bytes, epoch: str) -> bool:
        if epoch != self._hosts_epoch:
            self._hosts, self._hosts_epoch = set(), epoch
        if host in self._hosts:
            return True
        folder = self.node.folder / "pages" / epoch
        with suppress(OSError):
            there = {path.name for path in folder.iterdir()} if folder.exists() else set()
            if len(there) >= HOSTS and quote(host.decode("ascii"), safe="")[:200] not in there:
                return False
        if len(self._hosts) < HOSTS:
            self._hosts.add(host)
        return True

    def _say_full(self, error: OSError) -> None:
        if not self._full:
            logger.error("delivery: a page could not be stored (%s); it is served all the same", error)
        self._full = True


def _is_small(key: Key, page: Page) -> bool:
    return bool(key.query) or page.status != 200


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def due_for_note(page: Page) -> bool:
    """Whether its being asked for is to be noted now; says so once."""
    now = time.monotonic()
    if now - page.noted < NOTED:
        return False
    page.noted = now
    return True
