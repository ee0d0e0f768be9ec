"""The rows that one story has in each table, and a quick way to write as many of them as are wanted."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from wagtail.models import ModelLogEntry, ReferenceIndex, Revision

from broadsheet.search.fold import fold
from broadsheet.search.models import Document, key_of, lang_of
from broadsheet.stories.models import Byline, Photo, Section, Story, StoryByline, StoryTopic, Topic

__all__ = ["ZONE", "Pattern", "Values"]

ZONE = ZoneInfo("Asia/Baku")


@dataclass(frozen=True, slots=True)
class Values:
    """What is its own in story number `pk`."""

    pk: int
    locale: int
    headline: str
    standfirst: str
    text: str
    section: tuple[int, int]
    photo: int
    byline: tuple[int, str]
    topics: tuple[tuple[int, str], tuple[int, str]]
    moment: datetime
    live: bool
    changed: bool

    @property
    def revision(self) -> int:
        """Its number: above those that the founding of the paper has taken."""
        return self.pk + 1_000


class Pattern:
    """The rows that one published story has in each table, and how those of others differ from them."""

    def __init__(self) -> None:
        story = Story.objects.order_by("pk")[0]
        kind = ContentType.objects.get_for_model(Story)
        of_ours = {"content_type_id": kind.pk, "object_id": str(story.pk)}
        self.story = _rows(Story, id=story.pk)[0]
        self.byline = _rows(StoryByline, story_id=story.pk)[0]
        self.topics = _rows(StoryTopic, story_id=story.pk)
        self.revision = _rows(Revision, id=story.latest_revision_id)[0]
        self.content: dict[str, Any] = json.loads(self.revision["content"])
        self.log = _rows(ModelLogEntry, **of_ours)
        self.references = _rows(ReferenceIndex, base_content_type_id=kind.pk, object_id=str(story.pk))
        self.document = _rows(Document, story_id=story.pk)[0]
        kinds = ContentType.objects.get_for_models(Section, Photo, Byline, Topic)
        self.kinds = {content_type.pk: model for model, content_type in kinds.items()}

    def copy(self, stories: Sequence[Values]) -> None:
        """The rows of these stories, in the transaction that is open."""
        _insert(Revision, (self._revision(one) for one in stories))
        _insert(Story, (self._story(one) for one in stories))
        _insert(
            StoryByline,
            (self._through(self.byline, "byline_id", one.byline, one) for one in stories),
            without_pk=True,
        )
        topics = (
            self._through(row, "topic_id", topic, one)
            for one in stories
            for row, topic in zip(self.topics, dict.fromkeys(one.topics), strict=False)
        )
        _insert(StoryTopic, topics, without_pk=True)
        _insert(ModelLogEntry, (row for one in stories for row in self._logged(one)), without_pk=True)
        _insert(ReferenceIndex, (row for one in stories for row in self._referred(one)), without_pk=True)
        _insert(Document, (self._document(one) for one in stories))

    def _story(self, one: Values) -> dict[str, Any]:
        return {
            **self.story,
            "id": one.pk,
            "translation_key": _key(UUID(int=one.pk)),
            "locale_id": one.locale,
            "headline": one.headline,
            "slug": f"story-{one.pk}",
            "standfirst": one.standfirst,
            "section_id": one.section[0],
            "top_section_id": one.section[1],
            "lead_photo_id": one.photo,
            "body": self._body(one),
            "live": bool(one.live),
            "has_unpublished_changes": one.changed,
            "latest_revision_id": one.revision,
            "live_revision_id": one.revision if one.live else None,
            "published_on": _day(one.moment.astimezone(ZONE).date()) if one.live else None,
            **dict.fromkeys(
                ("published_at", "first_published_at", "last_published_at"),
                _moment_of(one.moment) if one.live else None,
            ),
            **dict.fromkeys(("created_at", "changed_at"), _moment_of(one.moment)),
        }

    def _body(self, one: Values) -> str:
        block = {"type": "paragraph", "value": one.text, "id": str(UUID(int=one.pk))}
        return json.dumps([block], ensure_ascii=False)

    def _through(self, row: dict[str, Any], column: str, to: tuple[int, str], one: Values) -> dict[str, Any]:
        at = _moment_of(one.moment) if one.live else None
        return {**row, "story_id": one.pk, column: to[0], "published_at": at}

    def _revision(self, one: Values) -> dict[str, Any]:
        moment = one.moment.isoformat()
        content = {
            **self.content,
            "pk": one.pk,
            "translation_key": str(UUID(int=one.pk)),
            "locale": one.locale,
            "headline": one.headline,
            "slug": f"story-{one.pk}",
            "standfirst": one.standfirst,
            "section": one.section[0],
            "top_section": one.section[1],
            "lead_photo": one.photo,
            "body": self._body(one),
            "live": one.live,
            "published_at": moment if one.live else None,
            "latest_revision": one.revision,
            "story_bylines": [
                {**self.content["story_bylines"][0], "pk": None, "story": one.pk, "byline": one.byline[0]}
            ],
            "story_topics": [
                {**row, "pk": None, "story": one.pk, "topic": key}
                for row, (key, _name) in zip(
                    self.content["story_topics"], dict.fromkeys(one.topics), strict=False
                )
            ],
        }
        return {
            **self.revision,
            "id": one.revision,
            "object_id": str(one.pk),
            "object_str": one.headline,
            "created_at": _moment_of(one.moment),
            "content": json.dumps(content, ensure_ascii=False),
        }

    def _logged(self, one: Values) -> Iterable[dict[str, Any]]:
        for row in self.log:
            yield {
                **row,
                "object_id": str(one.pk),
                "label": one.headline,
                "timestamp": _moment_of(one.moment),
                "revision_id": one.revision if row["revision_id"] else None,
            }

    def _referred(self, one: Values) -> Iterable[dict[str, Any]]:
        topics = iter(one.topics)
        for row in self.references:
            to = {
                Section: one.section[0],
                Photo: one.photo,
                Byline: one.byline[0],
            }.get(self.kinds.get(row["to_content_type_id"]))  # type: ignore[arg-type]
            if to is None and self.kinds.get(row["to_content_type_id"]) is Topic:
                to = next(topics)[0]
            yield {
                **row,
                "object_id": str(one.pk),
                "to_object_id": row["to_object_id"] if to is None else str(to),
            }

    def _document(self, one: Values) -> dict[str, Any]:
        names = "\n".join((one.standfirst, one.byline[1], *(name for _key, name in one.topics), one.text))
        return {
            "key": key_of(one.moment, one.pk),
            "story_id": one.pk,
            "lang": lang_of(one.locale),
            "headline": fold(one.headline) if one.live else "",
            "text": fold(names.replace("<p>", "").replace("</p>", "\n")) if one.live else "",
            "draft": fold(one.headline),
        }


def _moment_of(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)


def _day(day: Any) -> Any:
    return connection.ops.adapt_datefield_value(day)


def _key(key: UUID) -> Any:
    return key if connection.vendor == "postgresql" else key.hex


def _columns(model: type[models.Model]) -> list[str]:
    return [str(field.column) for field in model._meta.concrete_fields]  # noqa: SLF001 (documented, whatever its name)


def _rows(model: type[models.Model], **where: Any) -> list[dict[str, Any]]:
    """Rows as the database holds them, which is not as Django hands them over."""
    quote = connection.ops.quote_name
    columns = _columns(model)
    conditions = " AND ".join(f"{quote(name)} = %s" for name in where)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(map(quote, columns))} FROM {quote(model._meta.db_table)} WHERE {conditions}",  # noqa: S608, SLF001
            list(where.values()),
        )
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def _insert(model: type[models.Model], rows: Iterable[dict[str, Any]], *, without_pk: bool = False) -> None:
    """Many rows, the quick way of each database; `without_pk`: it gives the numbers itself.

    While rows are copied to PostgreSQL its connection takes no question: `rows` must not ask one.
    """
    quote, table = connection.ops.quote_name, model._meta.db_table  # noqa: SLF001
    columns = [name for name in _columns(model) if not (without_pk and name == "id")]
    names = ", ".join(map(quote, columns))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {quote(table)} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row([row[name] for name in columns])
            return
        marks = ", ".join(["?"] * len(columns))
        cursor.cursor.executemany(
            f"INSERT INTO {quote(table)} ({names}) VALUES ({marks})",  # noqa: S608
            [[row[name] for name in columns] for row in rows],
        )
