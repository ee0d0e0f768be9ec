"""Stories as lists show them, with all that a card needs read at once."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from broadsheet.delivery.fragments import fragment, is_held, rests_on
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

_PICTURED = {"short", "full"}


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
    # As it was shown already, by how.
    html: dict[Hashable, SafeString] = field(default_factory=dict, compare=False, repr=False)


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
    """All sections of the edition by key, each with its parent at hand. One query, or none."""
    return fragment(("sections", visit.locale_id), lambda: _sections(visit.locale_id), silent=True)


def _sections(locale: int) -> dict[int, Section]:
    rests_on(f"addresses:{locale}")
    found = {one.pk: one for one in Section.objects.filter(locale_id=locale)}
    rests_on(*(tag for key in found for tag in changes.fields(Section.KIND, key, *Section.SHOWN)))
    every = sorted(found)
    rests_on(
        *(changes.order(one, other) for number, one in enumerate(every) for other in every[number + 1 :])
    )
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
    """Makes cards of stories. Of those that are not at hand it reads all that they need together: four queries."""

    def __init__(
        self, visit: Visit, stories: Iterable[Story], *, shape: Shape = pictures.CARD, top: Iterable[int] = ()
    ) -> None:
        """`top` are the keys of the stories that also need a large picture."""
        self._visit, self._shape = visit, shape
        self._stories = {story.pk: story for story in stories}
        self._top = set(top)
        # By the story's key, and by how much of it is shown.
        self._names: dict[tuple[int, str], Sequence[Byline]] = {}
        self._albums: dict[tuple[int, str], Album] = {}

    @cached_property
    def _sections(self) -> Mapping[int, Section]:
        return sections(self._visit)

    def _load(self, story: Story, shows: Shows) -> None:
        """What the card of this story needs, and those of all others that will have to be made like it."""
        if (story.pk, shows.face) in self._albums:
            return
        wanted = [
            one
            for one in self._stories.values()
            if (one.pk, shows.face) not in self._albums
            and (one is story or not is_held(self._key(one, shows)))
        ]
        names = names_of(wanted) if shows.face == "full" else {}
        photos = [(one.lead_photo_id, self._shape) for one in wanted if shows.face in _PICTURED]
        photos += [(one.lead_photo_id, pictures.TOP) for one in wanted if one.pk in self._top]
        album = Album(photos)
        self._names |= {(one.pk, shows.face): names.get(one.pk, ()) for one in wanted}
        self._albums |= {(one.pk, shows.face): album for one in wanted}

    def _key(self, story: Story, shows: Shows) -> Hashable:
        visit = self._visit
        shape = self._shape.name, story.pk in self._top
        return "card", visit.language, visit.prefix, story.pk, shows, shape

    def __getitem__(self, key: int) -> Card:
        return self.card(self._stories[key])

    def all(self, shows: Shows = FULL) -> list[Card]:
        """In the order in which the stories were given."""
        return [self.card(story, shows) for story in self._stories.values()]

    def _picture(self, story: Story, face: str, shape: Shape, *, eager: bool = False) -> Picture | None:
        album = self._albums[story.pk, face]
        return album.picture(story.lead_photo_id, shape, eager=eager, words=pictures.NO_WORDS)

    def _section(self, story: Story) -> Link | None:
        uses(*changes.faces("part", story.pk))
        return label("section", self._sections.get(story.section_id or 0), self._visit)

    def _bylines(self, story: Story) -> Iterator[Link]:
        for name in self._names[story.pk, "full"]:
            uses(*changes.fields("byline", name.pk, "name"))
            yield Link(name.name, name.path(self._visit.prefix))

    def card(self, story: Story, shows: Shows = FULL) -> Card:
        return fragment(self._key(story, shows), lambda: self._make(story, shows))

    def _make(self, story: Story, shows: Shows) -> Card:
        self._load(story, shows)
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
            picture=self._picture(story, face, self._shape) if face in _PICTURED else None,
            top=self._picture(story, face, pictures.TOP, eager=True) if story.pk in self._top else None,
            words=story.words,
        )


def cards(
    visit: Visit, stories: Iterable[Story], *, shape: Shape = pictures.CARD, shows: Shows = FULL
) -> list[Card]:
    """The cards of these stories, in their order."""
    return Cards(visit, stories, shape=shape).all(shows)
