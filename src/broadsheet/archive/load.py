"""Brings files in: read, decide, file through the one door in `stories.actions`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from broadsheet.archive.bodies import body
from broadsheet.archive.models import Imported
from broadsheet.formats import captures
from broadsheet.formats.item import FormatError, Item, PhotoBlock, Report
from broadsheet.stories import actions
from broadsheet.stories.models import Byline, Edition, Outlet, Section, Story, Topic

# What a source's headline may announce, and what our stories call it.
MEDIA = {"photo": "photo", "gallery": "photo", "video": "video"}


class Outcome(StrEnum):
    """What became of a file."""

    FILED = "filed"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    KEPT = "kept"  # the source changed, but so did the story here: ours stays
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A file, what became of it and the account of what was in it."""

    path: Path
    outcome: Outcome
    story: Story | None = None
    item: Item | None = None
    report: Report = field(default_factory=Report)
    error: str = ""


def files(path: Path) -> Iterator[Path]:
    """The file, or the files of the folder in the order of their names. Raises FileNotFoundError."""
    if not path.exists():
        raise FileNotFoundError(path)
    if path.is_dir():
        yield from sorted(one for one in path.rglob("*") if one.is_file() and not one.name.startswith("."))
    else:
        yield path


def load(path: Path, *, edition: Edition, section: Section | None = None, dry: bool = False) -> Result:
    """One file becomes one story, or changes the one it became before, or is refused with nothing left behind.

    A time without an offset is read in the outlet's zone. With `dry` the answer is the same and nothing is kept.
    """
    try:
        _check_size(path)
        reading = captures.read(path.read_bytes(), name=path.name, zone=Outlet.current().zone)
        with transaction.atomic():
            outcome, story = _file(reading.item, edition, section)
            if dry:
                transaction.set_rollback(True)
    except (FormatError, OSError) as error:
        return Result(path=path, outcome=Outcome.REFUSED, error=str(error))
    except ValidationError as error:
        return Result(path=path, outcome=Outcome.REFUSED, error=f"{path.name}: {'; '.join(error.messages)}")
    return Result(path=path, outcome=outcome, story=story, item=reading.item, report=reading.report)


def _check_size(path: Path) -> None:
    if (size := path.stat().st_size) > captures.LIMIT:
        raise FormatError(
            f"{size:,} bytes, and a saved page has at most {captures.LIMIT:,}",
            where=path.name,
            advice="Split it or name the right file",
        )


def _digest(item: Item) -> str:
    return hashlib.sha256(repr(item).encode("utf-8", "surrogatepass")).hexdigest()


def _file(item: Item, edition: Edition, section: Section | None) -> tuple[Outcome, Story]:
    known = Imported.objects.select_related("story").filter(identity=item.identity[:500]).first()
    if known is None:
        story = _publish(_draft(item, edition, section), item)
        Imported.objects.create(
            identity=item.identity[:500],
            digest=_digest(item),
            story=story,
            revision=story.latest_revision_id or 0,
        )
        return Outcome.FILED, story
    if known.digest == _digest(item):
        return Outcome.UNCHANGED, known.story
    if known.story.latest_revision_id != known.revision:
        return Outcome.KEPT, known.story
    story = known.story
    story.headline, story.standfirst, story.body = item.headline[:200], item.standfirst, body(item.body)
    actions.arrange(story, bylines=_bylines(item, edition))
    story = _publish(story, item)
    known.digest, known.revision = _digest(item), story.latest_revision_id or 0
    known.save()
    return Outcome.UPDATED, story


def _draft(item: Item, edition: Edition, section: Section | None) -> Story:
    if section is None and item.section:
        section = Section.objects.filter(locale=edition.locale, name__iexact=item.section).first()
    topics = Topic.objects.filter(locale=edition.locale, name__in=item.topics)
    return actions.create(
        by=None,
        locale=edition.locale,
        headline=item.headline[:200],
        slug=(item.slug or "")[:120],
        standfirst=item.standfirst,
        dateline=item.dateline[:120],
        section=section,
        body=body(item.body),
        bylines=_bylines(item, edition),
        topics=tuple(topics),
        announced=" ".join(sorted({MEDIA[kind] for kind in item.markers if kind in MEDIA})),
    )


def _publish(story: Story, item: Item) -> Story:
    return actions.publish(story, by=None, published_at=item.published_at, updated_at=item.updated_at)


def _bylines(item: Item, edition: Edition) -> tuple[Byline, ...]:
    """The edition's bylines of these names; a name that it lacks is added."""
    found: list[Byline] = []
    for name in dict.fromkeys(item.bylines):
        byline = Byline.objects.filter(locale=edition.locale, name__iexact=name[:120]).first()
        found.append(byline or _new_byline(name[:120], edition))
    return tuple(found)


def _new_byline(name: str, edition: Edition) -> Byline:
    slug = wanted = slugify(name, allow_unicode=True)[:110] or "byline"
    number = 2
    while Byline.objects.filter(locale=edition.locale, slug=slug).exists():
        slug, number = f"{wanted}-{number}", number + 1
    return Byline.objects.create(locale=edition.locale, name=name, slug=slug)


def lost(item: Item) -> tuple[str, ...]:
    """The pictures that the source has and this import does not take: their files lie elsewhere."""
    photos = [*item.photos, *(block.photo for block in item.body if isinstance(block, PhotoBlock))]
    return tuple(dict.fromkeys(photo.address for photo in photos if photo.present and photo.address))
