"""Stories as lists show them, with all that a card needs read at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from django.utils.translation import gettext as _

from broadsheet.delivery.tags import uses
from broadsheet.reading import pictures, times
from broadsheet.reading.pictures import Album, Picture, Shape
from broadsheet.reading.visit import Visit
from broadsheet.stories import changes
from broadsheet.stories.models import Byline, Section, Story, StoryByline, Topic


@dataclass(frozen=True)
class Link:
    """A name and where it leads."""

    name: str
    path: str
    note: str = ""


class Shows(NamedTuple):
    """How much of a story a card shows: one of `changes.FACES`, and whether its section."""

    face: str
    section: bool


# A link; a headline and the time; with the picture; with all its words. The template's parts show no more than that.
MENTION, LINE = Shows("mention", section=False), Shows("line", section=False)
SHORT, SHORT_HERE = Shows("short", section=True), Shows("short", section=False)
FULL, FULL_HERE = Shows("full", section=True), Shows("full", section=False)


@dataclass(frozen=True)
class Card:
    """A story in a list. What its `Shows` leaves out is empty."""

    pk: int
    path: str
    headline: str
    marker: str
    standfirst: str
    published_at: datetime
    time: str
    machine_time: str
    section: Link | None
    bylines: tuple[Link, ...]
    picture: Picture | None
    top: Picture | None
    words: int


def marker(media: str) -> str:
    """`[PHOTO, VIDEO]` in the language of the page, from what the story holds. "" where it holds neither."""
    names = {"photo": _("PHOTO"), "video": _("VIDEO")}
    held = _(", ").join(name for kind, name in names.items() if kind in media.split())
    return f"[{held}]" if held else ""


def label(kind: str, thing: Section | Topic | Byline | None, visit: Visit) -> Link | None:
    """The name of a thing, leading to its page."""
    if thing is None:
        return None
    uses(*changes.fields(kind, thing.pk, "name", "slug"))
    return Link(thing.name, thing.path(visit.prefix))


def listed(rows: Iterable[Section], visit: Visit) -> list[Link]:
    """The names of sections in their order."""
    every = list(rows)
    uses(*(changes.order(one.pk, other.pk) for one, other in pairwise(every)))
    return [link for one in every if (link := label("section", one, visit))]


def sections(visit: Visit) -> dict[int, Section]:
    """All sections of the edition by key, each with its parent at hand. One query."""
    found = {one.pk: one for one in Section.objects.filter(locale_id=visit.locale_id)}
    for one in found.values():
        if one.parent_id in found:
            one.parent = found[one.parent_id]
    return found


def names_of(stories: Sequence[Story]) -> Mapping[int, list[Byline]]:
    """Who wrote each story, in order. One query."""
    names: dict[int, list[Byline]] = {}
    rows = StoryByline.objects.filter(story__in=[story.pk for story in stories])
    for row in rows.select_related("byline").order_by("sort_order", "pk"):
        names.setdefault(row.story_id, []).append(row.byline)
    return names


class Cards:
    """Makes cards of stories. Reads sections, bylines, photos and renditions in five queries at most."""

    def __init__(
        self, visit: Visit, stories: Iterable[Story], *, shape: Shape = pictures.CARD, top: Iterable[int] = ()
    ) -> None:
        """`top` are the keys of the stories that also need a large picture."""
        self._visit, self._shape = visit, shape
        self._stories = {story.pk: story for story in stories}
        self._top = set(top)
        every = list(self._stories.values())
        self._sections = sections(visit) if every else {}
        self._names = names_of(every) if every else {}
        wanted = [(story.lead_photo_id, shape) for story in every]
        wanted += [(story.lead_photo_id, pictures.TOP) for story in every if story.pk in self._top]
        self._album = Album(wanted)

    def __getitem__(self, key: int) -> Card:
        return self.card(self._stories[key])

    def all(self, shows: Shows = FULL) -> list[Card]:
        """In the order in which the stories were given."""
        return [self.card(story, shows) for story in self._stories.values()]

    def _picture(self, story: Story, shape: Shape, *, eager: bool = False) -> Picture | None:
        return self._album.picture(story.lead_photo_id, shape, eager=eager, words=pictures.NO_WORDS)

    def _section(self, story: Story) -> Link | None:
        uses(*changes.faces("part", story.pk))
        return label("section", self._sections.get(story.section_id or 0), self._visit)

    def _bylines(self, story: Story) -> Iterator[Link]:
        for name in self._names.get(story.pk, ()):
            uses(*changes.fields("byline", name.pk, "name"))
            yield Link(name.name, name.path(self._visit.prefix))

    def card(self, story: Story, shows: Shows = FULL) -> Card:
        visit, face = self._visit, shows.face
        moment = story.published_at or visit.now
        uses(*changes.faces(face, story.pk))
        return Card(
            pk=story.pk,
            path=story.path(visit.prefix),
            headline=story.headline,
            marker=marker(story.media),
            standfirst=story.standfirst if face == "full" else "",
            published_at=moment,
            time=times.short_line(moment, visit.now, visit.zone, visit.language),
            machine_time=times.machine(moment, visit.zone),
            section=self._section(story) if shows.section else None,
            bylines=tuple(self._bylines(story)) if face == "full" else (),
            picture=self._picture(story, self._shape) if face in {"short", "full"} else None,
            top=self._picture(story, pictures.TOP, eager=True) if story.pk in self._top else None,
            words=story.words,
        )


def cards(
    visit: Visit, stories: Iterable[Story], *, shape: Shape = pictures.CARD, shows: Shows = FULL
) -> list[Card]:
    """The cards of these stories, in their order."""
    return Cards(visit, stories, shape=shape).all(shows)
