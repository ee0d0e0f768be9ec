"""Tells the log what the public sees otherwise from now on: one entry for all that is changed together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db import connection, models, transaction

from broadsheet.delivery import log
from broadsheet.delivery.tags import Touched
from broadsheet.stories import changes

__all__ = ["Placed", "Public", "Telling", "Thing", "change_of", "together"]


@dataclass(slots=True)
class Telling:
    """What one entry will say. `held` are the things whose state before was taken already."""

    touched: Touched = field(default_factory=Touched)
    warm: list[str] = field(default_factory=list)
    held: set[tuple[str, Any]] = field(default_factory=set)

    def add(self, touched: Touched, warm: Iterable[str] = ()) -> None:
        self.touched |= touched
        self.warm += warm


_current: ContextVar[Telling | None] = ContextVar("telling", default=None)


@contextmanager
def together() -> Iterator[Telling]:
    """One transaction, and at its end one entry for all that is told inside. Nested, the outermost writes."""
    if (outer := _current.get()) is not None:
        yield outer
        return
    with transaction.atomic():
        telling = Telling()
        token = _current.set(telling)
        try:
            yield telling
        finally:
            _current.reset(token)
        log.write(telling.touched, telling.warm)


# Wagtail's classes carry no types, and so the things made of them have none: this keeps it so.
_Model: Any = models.Model


class Public(_Model):
    """A thing of which the public sees something: whenever it is saved or deleted, the log is told what."""

    class Meta:
        abstract = True

    def seen(self) -> Any:
        """What the public sees of it, as the database has it now: plain values, None for nothing."""
        raise NotImplementedError

    def differs(self, before: Any, after: Any) -> tuple[Touched, Iterable[str]]:
        """What the difference touches, and the paths of pages that many will ask for at once."""
        raise NotImplementedError

    def save(self, *args: Any, **kwargs: Any) -> None:
        with change_of(self):
            super().save(*args, **kwargs)


class Thing(Public):
    """A public thing of which each of the fields in `SHOWN` is told by itself."""

    KIND: ClassVar[str]
    SHOWN: ClassVar[tuple[str, ...]]

    class Meta:
        abstract = True

    def shown(self) -> dict[str, Any] | None:
        """The public values of this row."""
        return {name: getattr(self, name) for name in self.SHOWN}

    def seen(self) -> Any:
        row = type(self)._base_manager.filter(pk=self.pk).first()  # noqa: SLF001 (Django's own name for it)
        return row.shown() if row else None

    def differs(self, before: Any, after: Any) -> tuple[Touched, Iterable[str]]:
        return changes.thing(self.KIND, self.pk, before, after), ()


class Placed(Thing):
    """One with a page of its own in an edition."""

    class Meta:
        abstract = True

    def shown(self) -> dict[str, Any] | None:
        edition = getattr(self.locale, "edition", None)
        return {
            **(super().shown() or {}),
            "path": self.path(edition.prefix if edition else ""),
            "locale": self.locale_id,
            "translation": str(self.translation_key),
        }

    def path(self, prefix: str) -> str:
        """Its address in the edition whose addresses begin with `prefix`."""
        raise NotImplementedError


@contextmanager
def change_of(thing: Public) -> Iterator[Telling]:
    """Compares what the public sees of the thing before and after, and tells the log. Nested, the outermost does."""
    with together() as telling:
        name = (type(thing).__name__, thing.pk)
        if thing.pk is not None and name in telling.held:
            yield telling
            return
        before = None if thing.pk is None else _held_fast(thing).seen()
        telling.held.add(name)
        try:
            yield telling
        finally:
            telling.held.discard(name)
        telling.add(*thing.differs(before, thing.seen()))


def _held_fast(thing: Public) -> Public:
    """Locks its row until the end of the transaction: what is seen before has to be what was last told."""
    if connection.features.has_select_for_update:
        rows = type(thing)._base_manager.select_for_update()  # noqa: SLF001 (Django's own name for it)
        rows.filter(pk=thing.pk).order_by().values_list("pk").first()
    return thing
