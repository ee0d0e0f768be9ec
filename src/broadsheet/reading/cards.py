"""Stories as lists show them, with all that a card needs read at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from broadsheet.reading import pictures, times
from broadsheet.reading.pictures import Album, Picture, Shape
from broadsheet.reading.visit import Visit
from broadsheet.stories.models import Byline, Section, Story, StoryByline


@dataclass(frozen=True)
class Link:
    """A name and where it leads."""

    name: str
    path: str
    note: str = ""


@dataclass(frozen=True)
class Card:
    """A story in a list."""

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

    def all(self) -> list[Card]:
        """In the order in which the stories were given."""
        return [self.card(story) for story in self._stories.values()]

    def _picture(self, story: Story, shape: Shape, *, eager: bool = False) -> Picture | None:
        return self._album.picture(story.lead_photo_id, shape, alt=story.lead_alt, eager=eager)

    def card(self, story: Story) -> Card:
        visit = self._visit
        moment = story.published_at or visit.now
        section = self._sections.get(story.section_id or 0)
        return Card(
            pk=story.pk,
            path=story.path(visit.prefix),
            headline=story.headline,
            marker=marker(story.media),
            standfirst=story.standfirst,
            published_at=moment,
            time=times.short_line(moment, visit.now, visit.zone, visit.language),
            machine_time=times.machine(moment, visit.zone),
            section=Link(section.name, section.path(visit.prefix)) if section else None,
            bylines=tuple(Link(name.name, name.path(visit.prefix)) for name in self._names.get(story.pk, ())),
            picture=self._picture(story, self._shape),
            top=self._picture(story, pictures.TOP, eager=True) if story.pk in self._top else None,
            words=story.words,
        )


def cards(visit: Visit, stories: Iterable[Story], *, shape: Shape = pictures.CARD) -> list[Card]:
    """The cards of these stories, in their order."""
    return Cards(visit, stories, shape=shape).all()
