"""A paper of any number of stories, the same each time, filled fast: rows are copied from one story made by the doors.

The paper grows at a steady rate, so that a paper of ten thousand stories is the last weeks of one of a million: a day,
a month, a section's first page hold as much in both, and only what lies behind them differs.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.contrib.auth import get_user_model
from django.core.management.color import no_style
from django.db import connection, transaction
from PIL import Image
from wagtail.models import Revision

from broadsheet.bench.rows import ZONE, Pattern, Values
from broadsheet.reading.pictures import make_renditions
from broadsheet.stories import actions, founding
from broadsheet.stories.models import (
    Byline,
    Edition,
    Outlet,
    Photo,
    Section,
    Story,
    Topic,
)

# The newest story's moment of publication, and how many come in a day.
LAST = datetime(2026, 11, 1, 12, tzinfo=UTC)
A_DAY = 140
BATCH = 5_000
EDITOR = ("bench@paper.example", "only-on-this-machine-4711")
SECTIONS, PARTS, TOPICS, BYLINES, PHOTOS = 8, 2, 300, 120, 12

_SYLLABLES = (
    "ba", "del", "cor", "fin", "gal", "har", "jo", "kel", "lum", "mar", "nor", "ost", "pel", "quin", "ras", "sol",
    "tam", "ul", "vor", "wen", "yar", "zet",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ground:
    """What all stories of an edition share. Sections are (own key, top section's key)."""

    locale: int
    sections: Sequence[tuple[int, int]]
    topics: Sequence[tuple[int, str]]
    bylines: Sequence[tuple[int, str]]
    photos: Sequence[int]


class Words:
    """An invented language in which few words are frequent and many rare, as in all of them."""

    def __init__(self, count: int = 6_000) -> None:
        chance = random.Random(7)
        made: dict[str, None] = {}
        while len(made) < count:
            made["".join(chance.choices(_SYLLABLES, k=chance.choice((2, 2, 3, 3, 4))))] = None
        self.all = list(made)
        total, self._weights = 0.0, []
        for rank in range(1, count + 1):
            total += 1 / rank
            self._weights.append(total)

    def some(self, chance: random.Random, count: int) -> str:
        return " ".join(chance.choices(self.all, cum_weights=self._weights, k=count))


def found(base: str = "http://localhost") -> None:
    """The empty paper with everything that stories share; nothing where there is one already."""
    if Outlet.objects.exists():
        return
    with transaction.atomic():
        founding.found(
            name="The Measured Courier",
            base_url=base,
            zone=ZONE.key,
            languages=("en", "az"),
            editor=EDITOR,
        )
        words, chance = Words(), random.Random(11)
        for edition in Edition.objects.all():
            _sections(edition, words, chance)
            for model, count in ((Topic, TOPICS), (Byline, BYLINES)):
                for number in range(count):
                    name = words.some(chance, 2).title()
                    slug = f"{number}-{name.lower()[:20]}".replace(" ", "-")
                    model.objects.create(locale=edition.locale, name=name, slug=slug)
        for number in range(PHOTOS):
            photo = actions.add_photo(
                _picture(number),
                by=None,
                filename=f"{number}.jpg",
                title=f"Photo {number}",
                credit="Nobody",
                alt="A field of one colour",
            )
            make_renditions(photo)


def _sections(edition: Edition, words: Words, chance: random.Random) -> None:
    for number in range(SECTIONS):
        top = Section.objects.create(
            locale=edition.locale, name=words.some(chance, 1).title(), slug=f"s{number}", position=number
        )
        for part in range(PARTS):
            Section.objects.create(
                locale=edition.locale,
                name=words.some(chance, 1).title(),
                slug=f"s{number}-{part}",
                parent=top,
            )


def _picture(number: int) -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (1600, 1000), (40 + 15 * number, 90, 200 - 12 * number)).save(kept, "JPEG")
    return kept.getvalue()


def grounds() -> list[Ground]:
    """For each edition what its stories share."""
    photos = list(Photo.objects.order_by("pk").values_list("pk", flat=True))
    return [
        Ground(
            locale=locale,
            sections=[
                (pk, parent or pk)
                for pk, parent in Section.objects.filter(locale=locale)
                .order_by("pk")
                .values_list("pk", "parent")
            ],
            topics=list(Topic.objects.filter(locale=locale).order_by("pk").values_list("pk", "name")),
            bylines=list(Byline.objects.filter(locale=locale).order_by("pk").values_list("pk", "name")),
            photos=photos,
        )
        for locale in Edition.objects.order_by("position").values_list("locale_id", flat=True)
    ]


def fill(size: int, *, say: Callable[[int], None] = lambda _done: None) -> None:
    """Adds stories until there are `size`. Stopped and run again, it goes on with the batch that it was at."""
    found()
    if not Story.objects.exists():
        _first(size)
    pattern = Pattern()
    words, shared = Words(), grounds()
    while (have := Story.objects.order_by("-pk").values_list("pk", flat=True)[0]) < size:
        with transaction.atomic():
            numbers = range(have + 1, min(have + BATCH, size) + 1)
            pattern.copy([_values(n, size, shared, words) for n in numbers])
        say(numbers[-1])
    _settle()


def _moment(pk: int, size: int) -> datetime:
    return LAST - timedelta(days=1) * ((size - pk) / A_DAY)


def _values(pk: int, size: int, shared: list[Ground], words: Words) -> Values:
    chance = random.Random(pk)
    ground = shared[1 if pk % 10 == 0 else 0]
    kind = pk % 100
    return Values(
        pk=pk,
        locale=ground.locale,
        headline=words.some(chance, chance.randint(5, 10)).capitalize(),
        standfirst=words.some(chance, 18).capitalize() + ".",
        text="".join(f"<p>{words.some(chance, 40).capitalize()}.</p>" for _ in range(3)),
        section=chance.choice(ground.sections),
        photo=chance.choice(ground.photos),
        byline=chance.choice(ground.bylines),
        # Few topics have most of the stories.
        topics=tuple(ground.topics[int(len(ground.topics) * chance.random() ** 3)] for _ in range(2)),  # type: ignore[arg-type]
        moment=_moment(pk, size),
        live=kind not in {13, 57},
        changed=kind in {13, 57, 77},
    )


def _first(size: int) -> None:
    """The story that all others are copied from, made and published as an editor does it."""
    ground = grounds()[0]
    one = _values(1, size, [ground, ground], Words())
    editor = get_user_model().objects.get(username=EDITOR[0])
    story = actions.create(
        by=editor,
        locale=Edition.objects.get(locale=ground.locale).locale,
        headline=one.headline,
        slug="story-1",
        standfirst=one.standfirst,
        section=Section.objects.get(pk=one.section[0]),
        lead_photo=Photo.objects.get(pk=one.photo),
        body=[("paragraph", one.text)],
        bylines=(Byline.objects.get(pk=one.byline[0]),),
        topics=tuple(Topic.objects.get(pk=key) for key, _name in ground.topics[:2]),
    )
    actions.publish(story, by=editor, published_at=one.moment)


def _settle() -> None:
    """After the load: numbers go on behind ours, and PostgreSQL knows what it holds."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Story, Revision]):
            cursor.execute(statement)
        # Neither database tidies up within a transaction.
        if not connection.in_atomic_block:
            tidy = {"postgresql": "VACUUM ANALYZE", "sqlite": "PRAGMA wal_checkpoint(TRUNCATE)"}
            cursor.execute(tidy[connection.vendor])
