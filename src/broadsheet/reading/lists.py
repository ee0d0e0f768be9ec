"""Which stories a list holds, a page at a time, found by key and never counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db.models import QuerySet

from broadsheet.delivery.fragments import fragment, is_held, rests_on, rests_on_stretch
from broadsheet.delivery.tags import END, START, key, uses, uses_stretch
from broadsheet.reading import paging, times
from broadsheet.reading.paging import Key
from broadsheet.reading.visit import Visit
from broadsheet.stories import changes
from broadsheet.stories.models import Byline, Section, Story, StoryByline, StoryTopic, Topic

PAGE = 20


@dataclass(frozen=True)
class Stretch:
    """Some stories of a list, and the key after which the next ones come; None at the end.

    `name` is the list's for those who follow its changes; `high` is where the stretch begins in it.
    """

    stories: list[Story]
    after: Key | None
    full: bool
    name: str
    high: str
    # The one behind them, where there is one.
    last: Story | None = None

    @property
    def more(self) -> str:
        return f"?before={self.after}" if self.after else ""


def place(story: Story) -> str:
    """The key of a public story in every list."""
    return key(story.published_at, story.pk) if story.published_at else START


def below(moment: datetime, number: int) -> str:
    """Behind it come the key of this place, and those before it: the end of a stretch that leaves it out."""
    return f"{key(moment, min(number, 10**12) - 1)}~"


def shown(stretch: Stretch) -> None:
    """Says that the page shows the whole stretch, and whether there is more behind it."""
    reach(stretch, stretch.stories[-1] if stretch.full and stretch.stories else None)
    if stretch.full and stretch.stories:
        last = stretch.stories[-1]
        # There is more as long as the list's oldest story is older than the last one here.
        if stretch.after:
            uses_stretch(changes.end(stretch.name), place(last), END)
        elif last.published_at:
            uses_stretch(changes.end(stretch.name), START, below(last.published_at, last.pk))


def reach(stretch: Stretch, last: Story | None) -> None:
    """Says that the page shows the stretch down to `last`, or, with None, to the end of the list."""
    uses_stretch(stretch.name, place(last) if last else START, stretch.high)


def _cut(found: list[Story], size: int, name: str, before: Key | None) -> Stretch:
    stories = found[:size]
    last = stories[-1] if len(found) > size else None
    return Stretch(
        stories,
        Key(last.published_at, last.pk) if last and last.published_at else None,
        full=len(stories) == size,
        name=name,
        high=below(*before) if before else END,
        last=found[-1] if len(found) > size else None,
    )


def _kept(name: str, before: Key | None, size: int, take: Callable[[], Stretch]) -> Stretch:
    """A stretch of a list that many pages show, as long as it is the same, in all that a row tells.

    Each page says itself how far it shows it, and what of each story.
    """

    def make() -> Stretch:
        made = take()
        rests_on_stretch(name, place(made.last) if made.last else START, made.high)
        rests_on(*changes.faces("story", *(one.pk for one in made.stories)))
        return made

    return fragment(("stretch", name, before, size), make, silent=True)


def _rows(found: Iterable[tuple[int, datetime]]) -> list[Story]:
    """Public stories in this order, given by key and moment of publication; one query for those not at hand."""
    keys = [("row", *one) for one in found]
    wanted = {key[1] for key in keys if not is_held(key)}
    read = _read(wanted) if wanted else {}

    def make(number: int) -> Story | None:
        rests_on(*changes.faces("story", number))
        return read.get(number) if number in wanted else _read([number]).get(number)

    stories = (fragment(key, partial(make, key[1]), silent=True) for key in keys)
    return [story for story in stories if story is not None]


def _read(keys: Iterable[int]) -> dict[int, Story]:
    return Story.objects.live().cards().in_bulk(keys)


def _take(asked: QuerySet[Story], name: str, before: Key | None, size: int) -> Stretch:
    size = size or PAGE
    if before:
        # Not "earlier, or as early and a lower number": an OR keeps the index from being walked in order.
        asked = asked.filter(published_at__lte=before.moment).exclude(
            published_at=before.moment, pk__gte=before.number
        )
    found = asked.order_by("-published_at", "-pk").values_list("pk", "published_at")[: size + 1]
    return _cut(_rows(found), size, name, before)


def _through(rows: QuerySet[Any], name: str, before: Key | None, size: int) -> Stretch:
    """Stories by the through table, which keeps their time: sorting by a join would read all of them."""
    size = size or PAGE
    rows = rows.filter(published_at__isnull=False)
    if before:
        rows = rows.filter(published_at__lte=before.moment).exclude(
            published_at=before.moment, story__gte=before.number
        )
    found = rows.order_by("-published_at", "-story").values_list("story_id", "published_at")[: size + 1]
    return _cut(_rows(found), size, name, before)


def latest(visit: Visit, before: Key | None = None, size: int = 0) -> Stretch:
    """Everything of the edition."""
    name, asked = f"latest:{visit.locale_id}", Story.objects.live()
    return _kept(
        name, before, size, lambda: _take(asked.filter(locale_id=visit.locale_id), name, before, size)
    )


def of_section(section: Section, before: Key | None = None, size: int = 0) -> Stretch:
    """A top section's with those of its subsections, or a subsection's own."""
    where = {"section_id": section.pk} if section.parent_id else {"top_section_id": section.pk}
    name, members = f"section:{section.pk}", changes.fields("section", section.pk, "members")
    uses(*changes.fields("section", section.pk, "members"))

    def take() -> Stretch:
        rests_on(*members)
        return _take(Story.objects.live().filter(**where), name, before, size)

    return _kept(name, before, size, take)


def of_topic(topic: Topic, before: Key | None = None, size: int = 0) -> Stretch:
    """A topic's stories, newest first."""
    name, rows = f"topic:{topic.pk}", StoryTopic.objects.filter(topic=topic)
    return _kept(name, before, size, lambda: _through(rows, name, before, size))


def of_byline(byline: Byline, before: Key | None = None, size: int = 0) -> Stretch:
    """A byline's stories, newest first."""
    name, rows = f"byline:{byline.pk}", StoryByline.objects.filter(byline=byline)
    return _kept(name, before, size, lambda: _through(rows, name, before, size))


def of_day(visit: Visit, day: date, before: Key | None = None, size: int = 0) -> Stretch:
    """Those whose address has that day."""
    asked = Story.objects.live().filter(locale_id=visit.locale_id, published_on=day)
    return _take(asked, changes.day_list(visit.locale_id, day), before, size)


def of_span(visit: Visit, first: date, after: date, before: Key | None = None, size: int = 0) -> Stretch:
    """Those published in the outlet's days from `first` up to, not including, `after`."""
    begin, end = times.day_span(first, after, visit.zone)
    asked = Story.objects.live().filter(
        locale_id=visit.locale_id, published_at__gte=begin, published_at__lt=end
    )
    name = changes.month_list if (after - first).days <= 31 else changes.year_list
    return _take(asked, name(visit.locale_id, first), before, size)


Span = tuple[datetime, datetime]


def between(name: str, begin: datetime, after: datetime) -> None:
    """Says that the page depends on what of a list is in this time: from `begin` up to, not including, `after`."""
    uses_stretch(name, key(begin, 0), below(after, 0))


def ends_within(visit: Visit, first: Span | None, last: Span | None) -> None:
    """Says that the page depends on the edition's oldest and newest story being in these times; on none being there."""
    name = f"latest:{visit.locale_id}"
    for edge, span in ((changes.end(name), first), (changes.top(name), last)):
        uses_stretch(edge, START, below(span[0], 0) if span else END)
        if span:
            uses_stretch(edge, key(span[1], 0), END)


def ends_beyond(visit: Visit, span: Span, *, before: bool) -> None:
    """Says that the page depends on the edition having nothing of this time, nor of one `before` it, or after it."""
    name = f"latest:{visit.locale_id}"
    if before:
        uses_stretch(changes.end(name), START, below(span[1], 0))
    else:
        uses_stretch(changes.top(name), key(span[0], 0), END)


def bounds(visit: Visit) -> Span | None:
    """The first and the last moment of publication in the edition; None while it is empty. Two short queries.

    Whoever asks says with `ends_within` how closely the page tells them.
    """
    ours = Story.objects.live().filter(locale_id=visit.locale_id)
    first = ours.order_by("published_at", "pk").values_list("published_at", flat=True).first()
    last = ours.order_by("-published_at", "-pk").values_list("published_at", flat=True).first()
    return (first, last) if first and last else None


def before_of(text: str) -> Key | None:
    """The key in `?before=`."""
    return paging.read(text)
