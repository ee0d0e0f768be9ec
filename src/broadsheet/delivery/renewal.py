"""A page that memory does not have, or has no more: from its file, or made anew once for all who ask for it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from broadsheet.delivery.crowd import Crowd, Refused
from broadsheet.delivery.fragments import Fragments
from broadsheet.delivery.making import making
from broadsheet.delivery.node import Standing
from broadsheet.delivery.page import Page, make
from broadsheet.delivery.rendering import Answer, App, Scope, ask, is_storable
from broadsheet.delivery.store import Key, Store

__all__ = ["Failure", "Outcome", "Renewal"]

logger = logging.getLogger(__name__)
T = TypeVar("T")

# After a rendering failed its old copy is served this long, in seconds, before the next attempt.
REST = 1.0
# So many pages may be waited for; with more the machine has no hope of serving them in time.
WAITING = 1000


@dataclass(slots=True)
class Failure:
    """No page could be made. `old` is a copy that may be shown instead, `answer` what came, if anything came."""

    old: Page | None = None
    answer: Answer | None = None
    outage: bool = True


# None: whoever asks has to be given an answer of his own.
Outcome = Page | Answer | Failure | None


@dataclass(slots=True, eq=False)
class _Flight:
    """One attempt at a page. Those who have waited until `deadline` wait no longer."""

    deadline: float
    task: asyncio.Task[Outcome] | None = None
    old: Page | None = None


class Renewal:
    """Finds and makes pages: at most `slots` at once, each within `patience` seconds."""

    def __init__(self, app: App, store: Store, *, slots: int = 4, patience: float = 10.0) -> None:
        self.app, self.store, self.slots, self.patience = app, store, slots, patience
        self.fragments = Fragments(store.node)
        self.rendered = 0
        self.crowd = Crowd()
        self._flights: dict[Key, _Flight] = {}
        # Replaced by another attempt but running still, in a thread that hangs.
        self._running: set[_Flight] = set()
        self._free = asyncio.Semaphore(slots)
        self._threads = ThreadPoolExecutor(4, thread_name_prefix="pages")

    async def get(self, key: Key, scope: Scope) -> Outcome:
        """The page, right at the time of this call or later. `scope` is what the application is asked with."""
        standing = self.store.node.refresh()
        end = time.monotonic() + self.patience
        while True:
            before = self._flights.get(key)
            flight = self._join(key, scope)
            if flight is None or flight.task is None:
                return self._fail(key, self.store.find(key))
            try:
                async with asyncio.timeout(min(end, flight.deadline) - time.monotonic()):
                    outcome = await asyncio.shield(flight.task)
            except TimeoutError:
                return self._fail(key, flight.old)
            if isinstance(outcome, Answer) and (
                outcome.large or (flight is before and not outcome.is_for_all)
            ):
                return None
            # One that began before we asked is no answer where something has changed in between.
            if outcome is None or isinstance(outcome, Failure) or self._reaches(outcome, standing):
                return outcome

    def _reaches(self, outcome: Page | Answer, wanted: Standing | None) -> bool:
        return (
            wanted is None
            or (outcome.epoch == wanted.epoch and _reached(outcome) >= wanted.position)
            or not self._concerned(outcome)
        )

    def _concerned(self, outcome: Page | Answer) -> bool:
        node = self.store.node
        standing = node.refresh()
        return (
            standing is None
            or standing.epoch != outcome.epoch
            or node.clock.concerns(outcome.used, _reached(outcome))
        )

    def _join(self, key: Key, scope: Scope) -> _Flight | None:
        """The attempt that is under way, or a new one; None where there is no hope of one."""
        now = time.monotonic()
        flight = self._flights.get(key)
        if flight is not None and now < flight.deadline + self.patience:
            return flight
        if len(self._flights) >= WAITING or self._hangs(now):
            return None
        flight = _Flight(now + self.patience)
        self._flights[key] = flight
        flight.task = asyncio.create_task(self._fly(key, scope, flight))
        return flight

    def _hangs(self, now: float) -> bool:
        """Whether all that may run is running, and late."""
        return len(self._running) >= self.slots and all(now > flight.deadline for flight in self._running)

    def _fail(self, key: Key, old: Page | None) -> Failure:
        """Too late, or hopeless."""
        if old is not None and self.store.recalled(old):
            self.store.forget(key)
            old = None
        return Failure(old)

    async def _fly(self, key: Key, scope: Scope, flight: _Flight) -> Outcome:
        try:
            found = await self._look(key)
            if self._is_right(key, found):
                return found
            flight.old = found
            if found is not None and found.rest > time.monotonic():
                return Failure(found)
            if found is not None and self.store.is_lasting(key, found):
                return await self._make(key, scope, flight)
            async with self.crowd.enter(likely=self.store.is_likely(key)) as entry:
                outcome = await self._make(key, scope, flight)
                entry.worth = isinstance(outcome, Page) and self.store.is_lasting(key, outcome)
                return outcome
        except Refused:
            return Failure(outage=False)
        except Exception:
            logger.exception("delivery: a page could not be made")
            return Failure(flight.old, outage=False)
        finally:
            if self._flights.get(key) is flight:
                del self._flights[key]

    async def _make(self, key: Key, scope: Scope, flight: _Flight) -> Outcome:
        """The page, made here, or taken from its file where another process of this machine was quicker."""
        if key.query:
            # It has no file.
            async with self._free:
                return await self._run(key, scope, flight)
        with making(self.store.node.folder / "making", self.store.name(key)) as right:
            waited = self._free.locked()
            async with self._free:
                if right.ours():
                    return await self._run(key, scope, flight, again=waited)
            # Not in the way of those that are for us to make.
            await right.wait()
            async with self._free:
                return await self._run(key, scope, flight, again=True)

    async def _run(self, key: Key, scope: Scope, flight: _Flight, *, again: bool = False) -> Outcome:
        """`again`: time has passed since it was looked for."""
        if again and (found := await self._find(key)) is not None:
            return found
        self._running.add(flight)
        try:
            return await self._render(key, scope, flight.old)
        finally:
            self._running.discard(flight)

    async def _find(self, key: Key) -> Page | None:
        found = await self._look(key)
        return found if self._is_right(key, found) else None

    def _is_right(self, key: Key, found: Page | None) -> bool:
        """Whether it can be given; then it is at hand for the next one, too."""
        if found is None or not self.store.fresh(found, time.time()):
            return False
        self.store.hold(key, found)
        return True

    async def _look(self, key: Key) -> Page | None:
        """The best copy in memory and file, right or not, but never a recalled one."""
        held = self.store.find(key)
        if held is not None and self.store.recalled(held):
            self.store.forget(key)
            held = None
        if held is not None and held.rest > time.monotonic():
            return held
        filed = await self._in_thread(lambda: self.store.load(key)) if self.store.has(key) else None
        if held is None or (filed is not None and filed.position > held.position):
            return filed
        return held

    async def _render(self, key: Key, scope: Scope, old: Page | None) -> Outcome:
        standing = self.store.node.refresh()
        answer = await ask(self.app, scope, self.fragments)
        self.rendered += 1
        if standing is not None:
            answer.epoch, answer.position = standing.epoch, standing.position
        if answer.failed:
            if old is not None and not self.store.recalled(old):
                old.rest = time.monotonic() + REST
                self.store.hold(key, old)
                return Failure(old, answer, answer.outage)
            return Failure(None, answer, answer.outage)
        if standing is None or not is_storable(answer):
            await self._drop(key)
            return answer
        page = await self._in_thread(lambda: _page(key, answer, old))
        if self._concerned(page):
            # Right for whoever asked before the change; for those after it another is made.
            return page
        await self._in_thread(lambda: self.store.keep(key, page))
        if self.store.fresh(page, time.time()):
            self.store.forget(key)
            self.store.hold(key, page)
        return page

    async def _drop(self, key: Key) -> None:
        """What was stored under this key is not what the address shows any more."""
        self.store.forget(key)
        await self._in_thread(lambda: self.store.remove(key))

    async def _in_thread(self, act: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, act)

    def note(self, key: Key, page: Page) -> None:
        """The page is asked for; see Store.note. Returns at once."""
        self._threads.submit(self.store.note, key, page)

    def close(self) -> None:
        """Lets the threads go when they are done."""
        self._threads.shutdown(wait=False)


def _reached(outcome: Page | Answer) -> int:
    return outcome.checked if isinstance(outcome, Page) else outcome.position


def _page(key: Key, answer: Answer, before: Page | None) -> Page:
    return make(
        key.text(),
        answer.status,
        answer.headers,
        answer.body,
        used=answer.used,
        epoch=answer.epoch,
        position=answer.position,
        now=time.time(),
        before=before,
    )
