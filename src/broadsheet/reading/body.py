"""The body of a story made ready for its templates: everything the blocks show is read beforehand, together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Prefetch

from broadsheet.delivery.tags import uses
from broadsheet.reading import pictures, times
from broadsheet.reading.cards import MENTION, Card, Cards
from broadsheet.reading.pictures import Album, Picture, Shape
from broadsheet.reading.visit import Visit
from broadsheet.stories import changes
from broadsheet.stories.models import Gallery, GalleryItem, Story, Video

Wanted = tuple[int | None, Shape]


@dataclass(frozen=True)
class Part:
    """A block: its template and what it shows."""

    kind: str
    value: Any

    @property
    def template(self) -> str:
        return f"reading/blocks/{self.kind}.html"


@dataclass(frozen=True)
class Slides:
    """A gallery's photos, in order."""

    title: str
    path: str
    description: str
    pictures: list[Picture]

    @property
    def count(self) -> int:
        return len(self.pictures)


@dataclass(frozen=True)
class Film:
    """A video as the page shows it. `host` is who would be asked for a frame."""

    title: str
    src: str
    kind: str
    frame: str
    host: str
    poster: Picture | None
    caption: str
    credit: str
    transcript: str
    length: str
    width: int
    height: int


@dataclass
class Prepared:
    """The parts of a body, and the album in which the page's other photos are too."""

    parts: list[Part]
    album: Album
    galleries: Mapping[int, Slides] = field(default_factory=dict)
    related: Cards | None = None


def galleries_by_key(keys: Iterable[int]) -> dict[int, Gallery]:
    """Galleries with their items at hand. Two queries."""
    items = Prefetch("items", queryset=GalleryItem.objects.order_by("sort_order", "pk"))
    return Gallery.objects.filter(pk__in=set(keys)).prefetch_related(items).in_bulk()


def slides(gallery: Gallery, album: Album, prefix: str) -> Slides:
    """Its photos as slides; one whose file is lost is left out."""
    uses(*changes.fields("gallery", gallery.pk, "title", "slug", "items"))
    found = (
        album.picture(row.photo_id, pictures.SLIDE, alt=row.alt, caption=row.caption, credit=row.credit)
        for row in gallery.items.all()
    )
    return Slides(
        gallery.title, gallery.path(prefix), gallery.description, [one for one in found if one is not None]
    )


_OF_FILM = (
    "title", "file", "embed_url", "poster_id", "credit", "transcript", "seconds", "width", "height",
)  # fmt: skip


def film(video: Video, album: Album, caption: str = "") -> Film:
    """The video as a page shows it, with the still that `album` holds."""
    uses(*changes.fields("video", video.pk, *_OF_FILM, *([] if caption else ["caption"])))
    address = video.file.url if video.file else ""
    return Film(
        title=video.title,
        src=address,
        kind="video/webm" if address.lower().endswith(".webm") else "video/mp4",
        frame=video.embed_url,
        host=urlsplit(video.embed_url).hostname or "",
        poster=album.picture(video.poster_id, pictures.LEAD, words=pictures.NO_WORDS),
        caption=caption or video.caption,
        credit=video.credit,
        transcript=video.transcript,
        length=times.spoken_length(video.seconds) if video.seconds else "",
        width=video.width,
        height=video.height,
    )


def _values(body: Any, kind: str) -> Iterator[Any]:
    return (block.value for block in body if block.block_type == kind and block.value)


def _photos_in(body: Any) -> Iterator[Wanted]:
    for value in _values(body, "photo"):
        if value["photo"]:
            yield value["photo"].pk, pictures.LEAD
    for value in _values(body, "video"):
        if value["video"]:
            yield value["video"].poster_id, pictures.LEAD


def prepare(
    body: Any,
    visit: Visit,
    *,
    wanted: Iterable[Wanted] = (),
    galleries: Iterable[int] = (),
    videos: Iterable[Video] = (),
) -> Prepared:
    """`wanted` are further photos of the page; `galleries`, by key, and `videos` those beside the body."""
    held = galleries_by_key([*galleries, *(value.pk for value in _values(body, "gallery"))])
    photos = [*wanted, *_photos_in(body), *((one.poster_id, pictures.LEAD) for one in videos)]
    photos += [(row.photo_id, pictures.SLIDE) for gallery in held.values() for row in gallery.items.all()]
    album = Album(photos)
    keys = [one.pk for value in _values(body, "related") for one in value["stories"] if one]
    # Whether they are public or not: those that are not yet may be.
    uses(*changes.faces(MENTION.face, *keys))
    stories = Story.objects.live().cards().in_bulk(keys) if keys else {}
    ready = Prepared([], album, {key: slides(one, album, visit.prefix) for key, one in held.items()})
    related = Cards(visit, stories.values()).all(MENTION) if stories else []
    by_key = {card.pk: card for card in related}
    ready.parts = [part for block in body if (part := _part(block, ready, by_key)) is not None]
    return ready


def _part(block: Any, ready: Prepared, related: Mapping[int, Card]) -> Part | None:
    kind, value = block.block_type, block.value
    shown: Any = value
    if kind == "photo":
        photo = value["photo"]
        shown = photo and ready.album.picture(
            photo.pk,
            pictures.LEAD,
            alt=value.get("alt") or "",
            caption=value["caption"],
            credit=value["credit"],
        )
    elif kind == "gallery":
        shown = value and ready.galleries.get(value.pk)
    elif kind == "video":
        shown = value["video"] and film(value["video"], ready.album, value["caption"])
    elif kind == "embed":
        shown = {**value, "host": urlsplit(value["address"]).hostname or ""}
    elif kind == "table":
        shown = _table(value)
    elif kind == "related":
        shown = [related[one.pk] for one in value["stories"] if one and one.pk in related]
    return Part(kind, shown) if shown else None


def _table(value: Any) -> dict[str, Any] | None:
    """Head and rows of text. A column of numbers is told, so that it can stand flush with its end."""
    table = value["table"] or {}
    rows = [[str(cell or "") for cell in row] for row in table.get("data") or []]
    if not rows:
        return None
    headed = bool(
        table.get("first_row_is_table_header") or table.get("table_header_choice") in {"row", "both"}
    )
    head, rest = (rows[0], rows[1:]) if headed else ([], rows)
    numeric = [_numeric(column) for column in zip(*rest, strict=False)]
    return {
        "caption": value["caption"],
        "head": list(zip(head, numeric or [False] * len(head), strict=False)),
        "rows": [list(zip(row, numeric, strict=False)) for row in rest],
        "row_heads": bool(
            table.get("first_col_is_header") or table.get("table_header_choice") in {"column", "both"}
        ),
    }


def _numeric(column: Iterable[str]) -> bool:
    cells = [cell.strip() for cell in column if cell.strip()]
    return bool(cells) and all(_is_number(cell) for cell in cells)


def _is_number(cell: str) -> bool:
    digits = [letter for letter in cell if letter not in "+-−–%$€£ .,\u00a0\u202f"]
    return bool(digits) and all(letter.isdigit() for letter in digits)
