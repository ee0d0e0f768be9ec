"""Applies each change to the paper, takes it back, and keeps what it touched and which pages it changed."""

from __future__ import annotations

import copy
import fcntl
import importlib
import pickle
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import time_machine
from django.core.cache import cache
from django.db import transaction
from tests.apps.delivery import small_paper
from tests.apps.delivery.changing import CHANGES, COARSE, MOMENTS, SEEDS
from tests.apps.delivery.small_paper import NOW
from tests.apps.delivery.walking import Ears, Page, Walk

from broadsheet.delivery import log
from broadsheet.delivery.clock import Clock
from broadsheet.delivery.fragments import Fragments
from broadsheet.delivery.node import Node, Standing
from broadsheet.delivery.tags import Touched, Used, concerns

# The changes are tried in so many parts, so that several processes can share them.
PARTS = 6


@dataclass
class Seen:
    """What came of a change: what it touched, which of the pages asked for it made others, and when, in seconds."""

    touched: Touched
    asked: frozenset[str]
    changed: frozenset[str]
    now: float

    def concerned(self, used: Used) -> bool:
        return concerns(self.touched, used) or (used.until is not None and used.until < self.now)


@dataclass
class Proof:
    """The pages as they were, and what came of each change."""

    pages: dict[str, Page]
    kept: Kept
    seen: dict[str, Seen] = field(default_factory=dict)
    # Of each change the pages that are others when they are put together from fragments kept from before it.
    stale: dict[str, list[str]] = field(default_factory=dict)

    def wrong(self, name: str) -> list[str]:
        """Of a change: the pages that it concerns and leaves as they are, and those that it changes unheard."""
        one = self.seen[name]
        concerned = {path for path in one.asked if one.concerned(self.pages[path].used)}
        vain = set() if name in COARSE else concerned - one.changed
        in_vain = [f"renewed in vain: {path} {self._why(one, path)}" for path in sorted(vain)]
        return in_vain + [f"missed: {path}" for path in sorted(one.changed - concerned)]

    def _why(self, one: Seen, path: str) -> str:
        used = self.pages[path].used
        both = (one.touched.tags | one.touched.destroyed) & used.tags
        points = {point for point in one.touched.points if concerns(Touched(points=frozenset({point})), used)}
        return f"({', '.join(sorted(both) + sorted(map(str, points))) or 'its time'})"


class Kept:
    """Fragments of the paper as it is before any change, and the node that knows of the change."""

    def __init__(self, walk: Walk) -> None:
        self.turns, self.clock = [0], Clock()
        self.standing = Standing("life", 0, "mark")
        walk.fragments = Fragments(self)
        walk.all(SEEDS)
        self.held, walk.fragments = walk.fragments.shelf.held, None

    def __getstate__(self) -> dict:
        return {}

    is_right = Node.is_right

    def refresh(self) -> Standing:
        return self.standing

    def touched(self, touched: Touched) -> Fragments:
        """The same, where the change is known."""
        self.turns, self.clock = [self.turns[0] + 1], Clock()
        self.clock.apply(1, touched)
        self.standing = Standing("life", 1, "mark")
        fragments = Fragments(self)
        for key, held in self.held.items():
            fragments.shelf.put(key, copy.copy(held))
            fragments.shelf.held[key].turn, fragments.shelf.held[key].checked = -1, 0
        return fragments


def part(number: int, folder: Path, monkeypatch) -> Proof:
    """A part of the proof: made once, and kept in the folder for whoever asks next, in another process too."""
    kept = folder / f"proof-{number}.pickle"
    with (folder / f"proof-{number}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            kept.write_bytes(pickle.dumps(_prove(monkeypatch, slice(number, None, PARTS))))
        return pickle.loads(kept.read_bytes())


def _prove(monkeypatch, which: slice) -> Proof:
    for name, sizes in small_paper.SIZES.items():
        for size, value in sizes.items():
            monkeypatch.setattr(importlib.import_module(name), size, value)
    with time_machine.travel(NOW, tick=False):
        paper = small_paper.build()
        walk = Walk(Ears(monkeypatch))
        walk.all(SEEDS)  # Makes the renditions.
        proof = Proof(walk.all(SEEDS), Kept(walk))
        for name, change in list(CHANGES.items())[which]:
            _try(proof, name, walk, lambda change=change: change(paper))
    for name, moment in list(MOMENTS.items())[which]:
        with time_machine.travel(moment, tick=False):
            _try(proof, name, walk, lambda: None)
    return proof


def _try(proof: Proof, name: str, walk: Walk, act: Callable[[], object]) -> None:
    before, now = log.end().position, time.time()
    with transaction.atomic():
        act()
        after = walk.all([*proof.pages, *SEEDS])
        entries = [one for one in log.since(before, 10_000) if one.position > before]
        touched = Touched()
        for one in entries:
            touched |= one.touched
        walk.fragments = proof.kept.touched(touched)
        again = walk.all([*proof.pages, *SEEDS])
        walk.fragments = None
        transaction.set_rollback(True)
    cache.clear()
    proof.stale[name] = sorted(
        path
        for path in again.keys() | after.keys()
        if path not in again
        or path not in after
        or again[path].told() != after[path].told()
        or not after[path].used.tags <= again[path].used.tags
        or not after[path].used.stretches <= again[path].used.stretches
    )
    with time_machine.travel(NOW, tick=False):
        for path in after.keys() - proof.pages.keys():
            proof.pages[path] = walk.page(path)
    changed = frozenset(path for path, page in after.items() if page.told() != proof.pages[path].told())
    proof.seen[name] = Seen(touched, frozenset(after), changed, now)
