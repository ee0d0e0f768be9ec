"""Reads from the database what the public sees of a story."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from broadsheet.delivery.tags import key
from broadsheet.stories import addresses
from broadsheet.stories.blocks import FEED_BLOCKS
from broadsheet.stories.changes import Record
from broadsheet.stories.models.byline import Byline
from broadsheet.stories.models.outlet import Edition, Outlet
from broadsheet.stories.models.section import Section
from broadsheet.stories.models.streams import digest
from broadsheet.stories.models.topic import Topic

if TYPE_CHECKING:
    from django.db.models import QuerySet

__all__ = ["Rows", "edges", "read", "warm"]


def _keys(rows: Any, name: str) -> tuple[int, ...]:
    return tuple(rows.order_by("sort_order", "pk").values_list(name, flat=True))


def read(row: Any) -> Record:
    """Of a story's row as it is in the database. Four queries for a public one, none for another."""
    known: dict[str, Any] = {
        "pk": row.pk,
        "locale": row.locale_id,
        "path": row.get_absolute_url(),
        "live": row.live,
        "translation": str(row.translation_key),
    }
    if not row.live:
        return Record(**known)
    blocks = list(row.body.raw_data)
    return Record(
        **known,
        headline=row.headline,
        standfirst=row.standfirst,
        dateline=row.dateline,
        published_at=row.published_at,
        updated_at=row.updated_at if row.was_updated else None,
        changed_at=row.updated_at,
        day=Outlet.current().local(row.published_at).date(),
        published_on=row.published_on,
        section=row.section_id,
        top_section=row.top_section_id,
        lead_photo=row.lead_photo_id,
        lead_caption=row.lead_caption,
        lead_credit=row.lead_credit,
        lead_alt=row.lead_alt,
        gallery=row.gallery_id,
        video=row.video_id,
        bylines=_keys(row.story_bylines, "byline_id"),
        topics=_keys(row.story_topics, "topic_id"),
        related=_keys(row.related, "to_id"),
        media=row.media,
        body=digest(blocks),
        words=digest(block for block in blocks if block["type"] in FEED_BLOCKS),
    )


@dataclass(frozen=True)
class Rows:
    """Where lists are read from: the public stories, and what they are filed under."""

    stories: QuerySet[Any]
    topics: QuerySet[Any]
    bylines: QuerySet[Any]


Edge = tuple[str, str] | None


def edges(rows: Rows, moved: Iterable[tuple[str, str]], *records: Record | None) -> dict[str, Edge]:
    """The keys of the newest and the oldest story of each list with a point, None where it is empty.

    Two short queries a list. Lists that no page goes on from are left out.
    """
    tops = {one.top_section for one in records if one}
    names = {name for name, _at in moved}
    asked = {name: _rows(rows, name, tops) for name in names if not name.startswith("gallery:")}
    return {name: _edge(*found) for name, found in asked.items()}


def _edge(rows: QuerySet[Any], number: str) -> Edge:
    found = rows.values_list("published_at", number)
    first = found.order_by("-published_at", f"-{number}").first()
    last = found.order_by("published_at", number).first()
    return (key(*first), key(*last)) if first and last else None


def _rows(rows: Rows, name: str, tops: Container[int | None]) -> tuple[QuerySet[Any], str]:
    kind, _, rest = name.partition(":")
    if kind in {"topic", "byline"}:
        through = rows.topics if kind == "topic" else rows.bylines
        return through.filter(**{kind: int(rest), "published_at__isnull": False}), "story"
    where, _, day = rest.partition(":")
    if kind == "section":
        which = "top_section" if int(where) in tops else "section"
        return rows.stories.filter(**{which: int(where)}), "pk"
    ours = rows.stories.filter(locale=int(where))
    if kind == "day":
        ours = ours.filter(published_on=date.fromisoformat(day))
    elif kind in {"month", "year"}:
        begin, after = _span(day)
        ours = ours.filter(published_at__gte=begin, published_at__lt=after)
    return ours, "pk"


def _span(name: str) -> tuple[datetime, datetime]:
    """The moments between which the month 2026-11 or the year 2026 lies in the outlet's zone."""
    year, _, month = name.partition("-")
    first = date(int(year), int(month or 1), 1)
    after = (first + timedelta(days=31)).replace(day=1) if month else date(first.year + 1, 1, 1)
    zone = Outlet.current().zone
    begin, end = (datetime.combine(one, time(), tzinfo=zone).astimezone(UTC) for one in (first, after))
    return begin, end


def warm(*records: Record | None) -> list[str]:
    """The pages that many will ask for right after a change of a story: its own, and the lists that it stands in."""
    found: list[str] = []
    for one in records:
        if one is None or not one.live:
            continue
        edition = Edition.objects.select_related("locale").filter(locale=one.locale).first()
        prefix = edition.prefix if edition else ""
        sections = [
            addresses.section(prefix, slug) for slug in _slugs(Section, (one.section, one.top_section))
        ]
        front = addresses.front(prefix)
        lists = [front, *sections]
        found += [one.path, *lists, addresses.latest(prefix)]
        found += [addresses.topic(prefix, slug) for slug in _slugs(Topic, one.topics)]
        found += [addresses.byline(prefix, slug) for slug in _slugs(Byline, one.bylines)]
        found += [f"{prefix}/news-sitemap.xml"]
        found += [addresses.feed(path, "rss") for path in lists]
        found += [addresses.feed(front, kind) for kind in ("atom", "json")]
    return list(dict.fromkeys(found))


def _slugs(model: type[Section | Topic | Byline], keys: Iterable[int | None]) -> list[str]:
    wanted = [key for key in keys if key]
    return list(model.objects.filter(pk__in=wanted).values_list("slug", flat=True)) if wanted else []
