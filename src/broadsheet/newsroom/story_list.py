"""The desk's list of stories: any of a million, read through its indexes a page at a time.

No row is counted and none is skipped: a page begins at a key (a moment and a story's key). What narrows the list
most is asked first, as one or a few streams that an index yields in order; streams are merged here. Words, a byline
and the schedule yield keys instead, the newest `MOST` of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from heapq import merge
from itertools import islice
from typing import Literal

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.models import Revision

from broadsheet.newsroom.states import State
from broadsheet.newsroom.words import MOST, keys_of
from broadsheet.stories.models import Edition, Section, Story, StoryByline

PAGE = 50
COLUMNS = (
    "headline", "media", "live", "has_unpublished_changes", "changed_at", "published_at", "published_on",
    "slug", "section_id", "locale_id", "latest_revision_id",
)  # fmt: skip

Key = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for. `sections` are keys, a section and those below it; `bylines` keys of bylines.

    `first` and `last` are days of publication in the outlet's zone: with them the list holds what is live, in the
    order of publication; without, everything in the order of change.
    """

    words: str = ""
    sections: tuple[int, ...] = ()
    state: str = ""
    bylines: tuple[int, ...] | None = None
    locale: int | None = None
    first: date | None = None
    last: date | None = None
    zone: tzinfo = field(default_factory=timezone.get_current_timezone)

    @property
    def by_publication(self) -> bool:
        return bool(self.first or self.last)

    @property
    def order(self) -> Literal["published_at", "changed_at"]:
        return "published_at" if self.by_publication else "changed_at"


@dataclass(frozen=True, slots=True)
class Page:
    """Stories of a page, and the keys from which the pages of newer and of older ones begin, if there are any."""

    stories: list[Story]
    newer: Key | None
    older: Key | None


def page(wanted: Wanted, *, older: Key | None = None, newer: Key | None = None, size: int = PAGE) -> Page:
    """Those that come next after `older`, or those that stand directly before `newer`; else the newest."""
    backwards = newer is not None
    found = list(islice(_found(wanted, newer or older, size + 1, backwards=backwards), size + 1))
    more, stories = len(found) > size, found[:size]
    if backwards:
        stories.reverse()
    if not stories:
        return Page([], None, None)
    first, last = _key(stories[0], wanted), _key(stories[-1], wanted)
    has_newer, has_older = (more, True) if backwards else (older is not None, more)
    return Page(stories, first if has_newer else None, last if has_older else None)


def _key(story: Story, wanted: Wanted) -> Key:
    return getattr(story, wanted.order), story.pk


def _found(wanted: Wanted, start: Key | None, limit: int, *, backwards: bool) -> Iterable[Story]:
    """Stories from `start` on in the order that is asked, `limit` of them at most."""
    keys = _keys(wanted)
    if keys is not None:
        # A list of keys is short: sorted here, so that no index of the table's order tempts the planner; and
        # only what is shown is read whole.
        rows = Story.objects.filter(_rest(wanted), pk__in=keys).values_list(wanted.order, "pk")
        found = (key for key in rows if _within(key, start, backwards=backwards))
        shown = sorted(found, reverse=not backwards)[:limit]
        stories = Story.objects.only(*COLUMNS).in_bulk([pk for _moment, pk in shown])
        return [stories[pk] for _moment, pk in shown if pk in stories]
    streams = [
        _stream(Story.objects.filter(driving & _rest(wanted)), wanted, start, backwards=backwards)[:limit]
        for driving in _driving(wanted)
    ]
    return merge(*streams, key=lambda story: _key(story, wanted), reverse=not backwards)


def _within(key: Key, start: Key | None, *, backwards: bool) -> bool:
    return start is None or (key > start if backwards else key < start)


def _stream(rows: QuerySet[Story], wanted: Wanted, start: Key | None, *, backwards: bool) -> QuerySet[Story]:
    order = wanted.order
    if start is not None:
        side = "gt" if backwards else "lt"
        beyond = Q(**{f"{order}__{side}": start[0]}) | Q(**{f"pk__{side}": start[1]})
        rows = rows.filter(beyond, **{f"{order}__{side}e": start[0]})
    sign = "" if backwards else "-"
    return rows.order_by(f"{sign}{order}", f"{sign}pk").only(*COLUMNS)


def _driving(wanted: Wanted) -> list[Q]:
    """Conditions, each of which an index yields in order; what is rarest goes first."""
    if wanted.by_publication:
        if wanted.sections:
            return [Q(section=key, live=True) for key in wanted.sections]
        locales = [wanted.locale] if wanted.locale else Edition.objects.values_list("locale_id", flat=True)
        return [Q(locale=key, live=True) for key in locales]
    if wanted.state in {State.DRAFT, State.UNPUBLISHED}:
        return [_states(live=False, changed=changed) for changed in (True, False)]
    if wanted.state == State.CHANGED:
        return [_states(live=True, changed=True)]
    if wanted.sections:
        return [Q(section=key) for key in wanted.sections]
    if wanted.locale:
        return [Q(locale=wanted.locale)]
    if wanted.state == State.LIVE:
        return [_states(live=True, changed=changed) for changed in (True, False)]
    return [Q()]


def _states(*, live: bool, changed: bool) -> Q:
    # Written with IN: Django asks for a bare `live` otherwise, for which SQLite looks into no index.
    return Q(live__in=[live], has_unpublished_changes__in=[changed])


def _rest(wanted: Wanted) -> Q:
    """Everything that was asked for and that a row shows by itself."""
    conditions = _state(wanted.state)
    if wanted.sections:
        conditions &= Q(section__in=wanted.sections)
    if wanted.locale:
        conditions &= Q(locale=wanted.locale)
    if wanted.by_publication:
        conditions &= Q(live=True)
    if wanted.first:
        conditions &= Q(published_at__gte=_midnight(wanted.first, wanted.zone))
    if wanted.last:
        conditions &= Q(published_at__lt=_midnight(wanted.last + timedelta(days=1), wanted.zone))
    return conditions


def _state(state: str) -> Q:
    return {
        State.DRAFT: Q(live=False, published_on=None),
        State.UNPUBLISHED: Q(live=False, published_on__isnull=False),
        State.LIVE: Q(live=True),
        State.CHANGED: Q(live=True, has_unpublished_changes=True),
    }.get(state, Q())  # type: ignore[call-overload]


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _keys(wanted: Wanted) -> set[int] | None:
    """The keys that words, byline and schedule leave, or None where none of them was asked."""
    sets = []
    if wanted.words:
        sets.append(set(keys_of(wanted.words)))
    if wanted.bylines is not None:
        sets.append(_by(wanted))
    if wanted.state == State.SCHEDULED:
        sets.append(scheduled())
    return set.intersection(*sets) if sets else None


def _by(wanted: Wanted) -> set[int]:
    """The newest published stories and the newest drafts of the bylines: both are ranges of one index."""
    rows = StoryByline.objects.filter(byline__in=wanted.bylines or ())
    published = rows.filter(published_at__isnull=False)
    if wanted.first:
        published = published.filter(published_at__gte=_midnight(wanted.first, wanted.zone))
    if wanted.last:
        published = published.filter(published_at__lt=_midnight(wanted.last + timedelta(days=1), wanted.zone))
    newest = published.order_by("-published_at", "-story").values_list("story", flat=True)[:MOST]
    drafts = rows.filter(published_at=None).order_by("-story").values_list("story", flat=True)[:MOST]
    return {*newest, *drafts}


def scheduled() -> set[int]:
    """Keys of all stories of which a version waits for its time."""
    return {key for key, _headline, _at in waiting()}


def waiting() -> list[tuple[int, str, datetime]]:
    """Key, headline and time of every story's version that waits for its time, the next first."""
    kind = ContentType.objects.get_for_model(Story).pk
    # Told apart from pages here: asked for both, SQLite would look through the revisions of all stories.
    rows = Revision.objects.filter(approved_go_live_at__isnull=False).order_by("approved_go_live_at")
    found = rows.values_list("content_type", "object_id", "object_str", "approved_go_live_at")
    return [(int(key), text, at) for of, key, text, at in found if of == kind]


def below(section: int) -> tuple[int, ...]:
    """A section and those that are part of it."""
    return tuple(Section.objects.filter(Q(pk=section) | Q(parent=section)).values_list("pk", flat=True))


__all__ = ["PAGE", "Key", "Page", "Wanted", "below", "page", "scheduled", "waiting"]
