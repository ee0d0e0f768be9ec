"""Tells one cache in front of the changes in the log, in order, until it has acknowledged them, and then once more.

One worker at a time tells it: whoever has its cursor, for a while that ends by itself when that worker is killed.
No transaction is open while the other side is waited for.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from broadsheet.delivery import log
from broadsheet.delivery.models import Change, Cursor
from broadsheet.delivery.purge import plan
from broadsheet.delivery.purge.plan import Plan
from broadsheet.delivery.purge.wire import Backend, Limited, Unacknowledged
from broadsheet.delivery.tags import Touched

__all__ = ["Standing", "Teller", "standings"]

logger = logging.getLogger(__name__)

# The second time comes so long after the first: by then every node has heard of the change, and no answer that
# was made before it is still on its way.
SETTLE = timedelta(seconds=5)
LEASE = timedelta(seconds=60)
BUSY = timedelta(seconds=1)
MANY = 500


@dataclass(frozen=True, slots=True)
class Standing:
    """How one in front is doing: changes it has not acknowledged, when it last did, since when it fails, and why.

    `position` is the last change that it has acknowledged, None where it was never told anything.
    """

    name: str
    position: int | None
    backlog: int
    succeeded_at: datetime | None
    failing_since: datetime | None
    error: str


def standings(names: Iterable[str]) -> list[Standing]:
    """Of those in front, by name. Two queries."""
    end = log.end().position
    rows = Cursor.objects.in_bulk(list(names))
    found = ((name, rows.get(name) or Cursor(name=name)) for name in names)
    return [
        Standing(
            name,
            row.position if row.position >= 0 else None,
            end - max(row.position, 0),
            row.succeeded_at,
            row.failing_since,
            row.error,
        )
        for name, row in found
    ]


class Teller:
    """Tells `backend`, which is known as `name`. `by` is this worker's own name. Methods raise DatabaseError."""

    def __init__(
        self, name: str, backend: Backend, *, by: str, clock: Callable[[], datetime] = timezone.now
    ) -> None:
        self.name, self.backend, self.by, self.clock = name, backend, by, clock
        self.limited = False

    def tell(self) -> datetime | None:
        """Tells what there is to tell now. When it is to be called again; None: when there is something new."""
        row = self._take()
        if row is None:
            return self.clock() + BUSY
        again = row.again_at
        try:
            if again is None or again <= self.clock():
                again = self._act(row)
        finally:
            Cursor.objects.filter(pk=self.name, holder=self.by).update(held_until=None, holder="")
        return again

    def _act(self, row: Cursor) -> datetime | None:
        try:
            told = self._tell_new(row)
            if row.settle_at is not None and row.settle_at <= self.clock():
                self._tell_again(row)
        except Unacknowledged as error:
            return self._failed(row, error)
        self.limited = False
        return self.clock() if told else row.settle_at

    # ---- whose it is ------------------------------------------------------------------------------------------

    def _take(self) -> Cursor | None:
        now = self.clock()
        free = Q(held_until=None) | Q(held_until__lt=now) | Q(holder=self.by)
        mine = Cursor.objects.filter(free, pk=self.name)
        if not mine.update(holder=self.by, held_until=now + LEASE):
            _row, made = Cursor.objects.get_or_create(pk=self.name)
            if not made or not mine.update(holder=self.by, held_until=now + LEASE):
                return None
        return Cursor.objects.get(pk=self.name)

    def _keep(self, row: Cursor, **fields: object) -> None:
        """Notes something, as long as nobody else has taken over."""
        for name, value in fields.items():
            setattr(row, name, value)
        Cursor.objects.filter(pk=self.name, holder=self.by).update(**fields)

    # ---- telling ----------------------------------------------------------------------------------------------

    def _tell_new(self, row: Cursor) -> bool:
        end = log.end()
        entries = log.since(row.position, MANY)
        later = _recalls(entries[-1].position) if len(entries) == MANY else []
        todo = plan.tell(row.position, row.mark, entries, later, end=(end.position, end.mark))
        if todo is None:
            return False
        self._send(row, self._cheaper(todo))
        now = self.clock()
        fields = {"position": todo.position, "mark": todo.mark}
        if todo.anew:
            fields |= {"settled": -1, "settling": -1}
        if todo.anew or row.settle_at is None:
            fields |= {"settling": todo.position, "settle_at": now + SETTLE}
        self._succeeded(row, now, fields)
        return True

    def _cheaper(self, todo: Plan) -> Plan:
        """One that wants to be asked less often gets everything in one request, once."""
        if not self.limited:
            return todo
        whole = plan.everything(todo.position, todo.mark)
        return Plan(todo.recall, whole.keys, todo.position, todo.mark, anew=todo.anew)

    def _tell_again(self, row: Cursor) -> None:
        entries = log.since(row.settled, MANY)
        self._send(row, Plan((), plan.again(row.settled, row.settling, entries), 0, ""))
        now = self.clock()
        rest = row.position > row.settling
        self._succeeded(row, now, {
            "settled": row.settling,
            "settling": row.position,
            "settle_at": now + SETTLE if rest else None,
        })  # fmt: skip

    def _send(self, row: Cursor, todo: Plan) -> None:
        for named, recall in ((todo.recall, True), (todo.keys, False)):
            for one in plan.requests(named, self.backend.batch):
                self._keep(row, held_until=self.clock() + LEASE)
                self.backend.purge(one, recall=recall)

    # ---- what came of it --------------------------------------------------------------------------------------

    def _succeeded(self, row: Cursor, now: datetime, fields: dict[str, object]) -> None:
        if row.failing_since is not None:
            logger.warning("delivery: %s acknowledges again", self.name)
        well = {"succeeded_at": now, "failing_since": None, "error": "", "failures": 0, "again_at": None}
        self._keep(row, **well, **fields)

    def _failed(self, row: Cursor, error: Unacknowledged) -> datetime:
        now, said = self.clock(), str(error)[:300]
        if row.failing_since is None or row.error != said:
            logger.error("delivery: %s is not told of changes: %s; it is tried again", self.name, said)
        self.limited = isinstance(error, Limited)
        pause = error.wait if isinstance(error, Limited) else plan.pause_after(row.failures + 1)
        again = now + timedelta(seconds=pause)
        self._keep(
            row, failing_since=row.failing_since or now, error=said, failures=row.failures + 1, again_at=again
        )
        return again


def _recalls(position: int) -> list[Touched]:
    rows = Change.objects.filter(position__gt=position).exclude(destroyed=[]).order_by("position")
    return [Touched(destroyed=frozenset(destroyed)) for destroyed in rows.values_list("destroyed", flat=True)]
