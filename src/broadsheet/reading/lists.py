"""Which stories a list holds, a page at a time, found by key and never counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from broadsheet.reading import paging, times
from broadsheet.reading.paging import Key
from broadsheet.reading.visit import Visit
from broadsheet.stories.models import Byline, Section, Story, StoryByline, StoryTopic, Topic

PAGE = 20


@dataclass(frozen=True)
class Stretch:
    """Some stories of a list, and the key after which the next ones come; None at the end."""

    stories: list[Story]
    after: Key | None = None

    @property
    def more(self) -> str:
        return f"?before={self.after}" if self.after else ""


def _cut(found: list[Story], size: int) -> Stretch:
    stories = found[:size]
    last = stories[-1] if len(found) > size else None
    return Stretch(stories, Key(last.published_at, last.pk) if last and last.published_at else None)


def _take(asked: QuerySet[Story], before: Key | None, size: int) -> Stretch:
    if before:
        # Not "earlier, or as early and a lower number": an OR keeps the index from being walked in order.
        asked = asked.filter(published_at__lte=before.moment).exclude(
            published_at=before.moment, pk__gte=before.number
        )
    return _cut(list(asked.order_by("-published_at", "-pk")[: size + 1]), size)


def _through(rows: QuerySet[Any], before: Key | None, size: int) -> Stretch:
    """Stories by the through table, which keeps their time: sorting by a join would read all of them."""
    rows = rows.filter(published_at__isnull=False)
    if before:
        rows = rows.filter(published_at__lte=before.moment).exclude(
            published_at=before.moment, story__gte=before.number
        )
    keys = list(rows.order_by("-published_at", "-story").values_list("story_id", flat=True)[: size + 1])
    stories = Story.objects.live().cards().in_bulk(keys)
    return _cut([stories[key] for key in keys if key in stories], size)


def latest(visit: Visit, before: Key | None = None, size: int = PAGE) -> Stretch:
    """Everything of the edition."""
    return _take(Story.objects.live().cards().filter(locale_id=visit.locale_id), before, size)


def of_section(section: Section, before: Key | None = None, size: int = PAGE) -> Stretch:
    """A top section's with those of its subsections, or a subsection's own."""
    where = {"section_id": section.pk} if section.parent_id else {"top_section_id": section.pk}
    return _take(Story.objects.live().cards().filter(**where), before, size)


def of_topic(topic: Topic, before: Key | None = None, size: int = PAGE) -> Stretch:
    """A topic's stories, newest first."""
    return _through(StoryTopic.objects.filter(topic=topic), before, size)


def of_byline(byline: Byline, before: Key | None = None, size: int = PAGE) -> Stretch:
    """A byline's stories, newest first."""
    return _through(StoryByline.objects.filter(byline=byline), before, size)


def of_day(visit: Visit, day: date, before: Key | None = None, size: int = PAGE) -> Stretch:
    """Those whose address has that day."""
    asked = Story.objects.live().cards().filter(locale_id=visit.locale_id, published_on=day)
    return _take(asked, before, size)


def of_span(visit: Visit, first: date, after: date, before: Key | None = None, size: int = PAGE) -> Stretch:
    """Those published in the outlet's days from `first` up to, not including, `after`."""
    begin, end = times.day_span(first, after, visit.zone)
    asked = (
        Story.objects.live()
        .cards()
        .filter(locale_id=visit.locale_id, published_at__gte=begin, published_at__lt=end)
    )
    return _take(asked, before, size)


def bounds(visit: Visit) -> tuple[datetime, datetime] | None:
    """The first and the last moment of publication in the edition; None while it is empty. Two short queries."""
    ours = Story.objects.live().filter(locale_id=visit.locale_id)
    first = ours.order_by("published_at", "pk").values_list("published_at", flat=True).first()
    last = ours.order_by("-published_at", "-pk").values_list("published_at", flat=True).first()
    return (first, last) if first and last else None


def before_of(text: str) -> Key | None:
    """The key in `?before=`."""
    return paging.read(text)
