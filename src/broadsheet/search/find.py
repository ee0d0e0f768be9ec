"""Finds stories by words: for readers among what is public, for the desk among all headlines."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection

from broadsheet.search.models import key_of, lang_of, story_of
from broadsheet.search.query import Query, parse
from broadsheet.stories.models import Story

# Below and above all keys.
_NEWEST = (1 << 63) - 1


def find(
    text: str, *, locale_id: int, limit: int = 20, before: tuple[datetime, int] | None = None
) -> list[Story]:
    """Live stories of an edition with all the words of `text`, newest first, without their bodies.

    `before` is (publication time, number) of the last story of the page before. Where no story has just these
    words, those are found whose words begin so. A blank text finds nothing.
    """
    query = parse(text)
    if not query:
        return []
    lang = lang_of(locale_id)
    beginnings = not _keys(_readers(query, lang, beginnings=False), _NEWEST, 1)
    upto = _NEWEST if before is None else key_of(*before)
    keys = _keys(_readers(query, lang, beginnings=beginnings), upto, limit)
    stories = Story.objects.live().cards().in_bulk([story_of(key) for key in keys])
    return [stories[number] for number in map(story_of, keys) if number in stories]


def find_for_desk(text: str, *, locale_id: int | None = None, limit: int = 2000) -> list[int]:
    """The numbers of stories in any state whose newest headline has words that begin so, newest first.

    `locale_id` keeps to one edition. A blank text finds nothing.
    """
    query = parse(text)
    if not query:
        return []
    lang = lang_of(locale_id) if locale_id else ""
    if connection.vendor == "sqlite":
        asked = (
            "search_desk MATCH %s",
            [query.fts5(columns="draft", lang=lang, beginnings=True)],
            "rowid",
            "search_desk",
        )
    else:
        asked = _tsquery("desk", query, lang, beginnings=True)
    return [story_of(key) for key in _keys(asked, _NEWEST, limit)]


_Asked = tuple[str, list[Any], str, str]


def _readers(query: Query, lang: str, *, beginnings: bool) -> _Asked:
    if connection.vendor == "sqlite":
        match = query.fts5(columns="headline text", lang=lang, beginnings=beginnings)
        return "search_readers MATCH %s", [match], "rowid", "search_readers"
    return _tsquery("readers", query, lang, beginnings=beginnings)


def _tsquery(column: str, query: Query, lang: str, *, beginnings: bool) -> _Asked:
    where = f"{column} @@ to_tsquery('simple', %s)"
    values: list[Any] = [query.tsquery(beginnings=beginnings)]
    if lang:
        where, values = f"{where} AND lang = %s", [*values, lang]
    return where, values, "key", "search_document"


def _keys(asked: _Asked, before: int, limit: int) -> list[int]:
    """The keys below `before`, largest first: both databases walk their index in this order, and stop."""
    where, values, key, table = asked
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {key} FROM {table} WHERE {where} AND {key} < %s ORDER BY {key} DESC LIMIT %s",  # noqa: S608 (names of our own)
            [*values, before, limit],
        )
        return [row[0] for row in cursor.fetchall()]
