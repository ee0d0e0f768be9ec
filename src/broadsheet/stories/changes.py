"""What a change touches: from what the public saw before and sees after, to tags and points of lists. Pure.

Pages say with the names that are made here what they used (see `delivery.tags`):

- `line:12` and the other FACES: what a page that shows that much of story 12 depends on;
- `section:3:name`, `photo:9:alt`: one field of a thing, for all things but stories;
- `url:/old`: what answers at an address where nothing, or not what was asked for, is;
- lists such as `latest:1`, whose keys are the stories' places in them, and `latest:1:end` and `latest:1:top`, whose
  one key is that of the oldest and of the newest story, so that pages know when that one is another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations
from typing import Any

from broadsheet.delivery.tags import END, START, Touched, key

__all__ = [
    "EDITIONS", "FACES", "MANY", "Record", "day_list", "edition", "end", "faces", "fields", "filled", "lists",
    "members", "month_list", "months", "order", "page_links", "pages_moved", "parts", "place", "points",
    "policies", "policies_changed", "recalled", "redirect", "sections", "sitemap", "story", "thing", "top",
    "tops", "translations", "url", "year_list",
]  # fmt: skip

# Which editions there are, in which order, in which languages: every page depends on it.
EDITIONS = "editions"
# Above so many stories, moving a section is told by a tag, not by the place of each.
MANY = 500
_FEED = re.compile(r"/feed\.(?:rss|atom|json)$")


@dataclass(frozen=True, slots=True)
class Record:
    """What the public sees of a story that has, or had, an address. Plain values; things by their keys.

    `updated_at` is the update that readers are told of, `changed_at` the last one of any kind. `day` is the day
    of publication in the outlet's zone. `body` and `words` are digests: of the whole, and of what feeds hold of it.
    """

    pk: int
    locale: int
    path: str
    live: bool
    translation: str = ""
    headline: str = ""
    standfirst: str = ""
    dateline: str = ""
    published_at: datetime | None = None
    updated_at: datetime | None = None
    changed_at: datetime | None = None
    day: date | None = None
    published_on: date | None = None
    section: int | None = None
    top_section: int | None = None
    lead_photo: int | None = None
    lead_caption: str = ""
    lead_credit: str = ""
    lead_alt: str = ""
    gallery: int | None = None
    video: int | None = None
    bylines: tuple[int, ...] = ()
    topics: tuple[int, ...] = ()
    related: tuple[int, ...] = ()
    media: str = ""
    body: str = ""
    words: str = ""


def _second(moment: datetime | None) -> datetime | None:
    """Readers are told seconds."""
    return moment and moment.replace(microsecond=0)


def _mention(one: Record) -> tuple[Any, ...]:
    return one.path, one.headline, one.media


def _line(one: Record) -> tuple[Any, ...]:
    return *_mention(one), _second(one.published_at)


def _entry(one: Record) -> tuple[Any, ...]:
    names = one.standfirst, one.bylines, one.section
    return *_line(one), *names, one.words, one.lead_photo, _second(one.updated_at)


def _words(one: Record) -> tuple[Any, ...]:
    return (one.lead_alt, one.lead_caption, one.lead_credit) if one.lead_photo else ()


def _whole(one: Record) -> tuple[Any, ...]:
    things = one.gallery, one.video, one.topics, one.related
    return *_entry(one), *things, *_words(one), one.dateline, one.body


# How much of a story is shown, by name. A page says one for each story on it, and the names of the things it shows.
FACES: Mapping[str, Callable[[Record], tuple[Any, ...]]] = {
    "story": _whole,
    "entry": _entry,  # of a feed
    "item": lambda one: (*_entry(one), *(_words(one) and (one.lead_alt, one.lead_credit))),  # of an RSS feed
    "full": lambda one: (
        *_line(one),
        one.lead_photo,
        one.standfirst,
        one.bylines,
    ),  # a card with all its words
    "short": lambda one: (*_line(one), one.lead_photo),  # a card with its picture
    "line": _line,  # a card without one
    "news": lambda one: (one.path, one.headline, _second(one.published_at)),
    "mention": _mention,  # a link
    "address": lambda one: (one.path,),
    "part": lambda one: (one.section,),  # which section a card names
    "pictured": lambda one: (one.lead_photo is not None,),  # whether it may lead a page
}


def faces(name: str, *keys: int) -> tuple[str, ...]:
    """The tags of one of FACES of these stories."""
    return tuple(f"{name}:{one}" for one in keys)


def fields(kind: str, key: int | None, *names: str) -> tuple[str, ...]:
    """The tags of these fields of a thing."""
    return tuple(f"{kind}:{key}:{name}" for name in names)


def url(path: str) -> str:
    """The tag of an address at which something else may answer some day. A feed stands and falls with its page."""
    return f"url:{_FEED.sub('', path) or '/'}"


def page_links(key: int, language: str) -> tuple[str, ...]:
    """The tags of where a link to a standing page leads from a page in this language: there, or to its translation."""
    return f"page:{key}:link", f"page:{key}:link:{language}"


def pages_moved(key: int, group: Iterable[int], language: str) -> Touched:
    """A standing page in this language has another address, or none; `group` are those that translate each other."""
    others = (page_links(one, language)[1] for one in group if one != key)
    return Touched(frozenset({page_links(key, language)[0], *others}))


def translations(kind: str, key: object) -> str:
    """The tag of where something is in other editions."""
    return f"translations:{kind}:{key}"


def order(first: int, second: int) -> str:
    """The tag of which of two sections comes first."""
    return f"order:{min(first, second)}:{max(first, second)}"


def tops(locale: int) -> str:
    """The tag of which sections of the first level an edition has."""
    return f"tops:{locale}"


def parts(section: int) -> str:
    """The tag of which sections are part of this one."""
    return f"parts:{section}"


def end(name: str) -> str:
    """The list whose one key is that of the last, oldest story of list `name`; END where that is empty."""
    return f"{name}:end"


def top(name: str) -> str:
    """The list whose one key is that of the first, newest story of list `name`; START where that is empty."""
    return f"{name}:top"


def filled(locale: int) -> str:
    """The tag of a section of the first level of the edition getting its first story."""
    return f"filled:{locale}"


def months(locale: int) -> str:
    """The tag of which months have stories of the edition."""
    return f"months:{locale}"


def sitemap(locale: int) -> str:
    """The list of addresses and times of change."""
    return f"sitemap:{locale}"


def day_list(locale: int, day: date) -> str:
    """The list of stories whose address has that day."""
    return f"day:{locale}:{day:%Y-%m-%d}"


def month_list(locale: int, day: date) -> str:
    """The list of stories published in the month of `day`."""
    return f"month:{locale}:{day:%Y-%m}"


def year_list(locale: int, day: date) -> str:
    """The list of stories published in the year of `day`."""
    return f"year:{locale}:{day:%Y}"


def _public(one: Record | None) -> Record | None:
    return one if one and one.live else None


def place(one: Record) -> str:
    """Its key in every list."""
    if one.published_at is None:
        raise ValueError(f"Story {one.pk} is public and has no time of publication.")
    return key(one.published_at, one.pk)


def lists(one: Record) -> frozenset[str]:
    """The lists in which a public story stands."""
    names = {f"latest:{one.locale}"}
    names |= {f"section:{section}" for section in (one.section, one.top_section) if section}
    names |= {f"topic:{topic}" for topic in one.topics} | {f"byline:{byline}" for byline in one.bylines}
    if one.gallery:
        names.add(f"gallery:{one.gallery}")
    if one.published_on and one.day:
        names.add(day_list(one.locale, one.published_on))
        names |= {month_list(one.locale, one.day), year_list(one.locale, one.day)}
    return frozenset(names)


def points(before: Record | None, after: Record | None) -> frozenset[tuple[str, str]]:
    """Where a story left a list, entered one, or stood and stands."""
    was, now = _public(before), _public(after)
    then = {(name, place(was)) for name in lists(was)} if was else set()
    here = {(name, place(now)) for name in lists(now)} if now else set()
    return frozenset(then ^ here)


def story(
    before: Record | None,
    after: Record | None,
    edges: Mapping[str, tuple[str, str] | None] | None = None,
) -> Touched:
    """`edges` are the newest and the oldest key, None where it is empty, of each list of `points`, after the change."""
    was, now = _public(before), _public(after)
    tags = set(_addresses(before, after))
    for name, face in FACES.items():
        if (was and face(was)) != (now and face(now)):
            tags |= {f"{name}:{one.pk}" for one in (was, now) if one}
    moved, known = points(before, after), edges or {}
    tags.update(_openings(was, now, known))
    return Touched(frozenset(tags), moved | _edges(moved, known) | _mapped(was, now))


def _addresses(before: Record | None, after: Record | None) -> Iterable[str]:
    was, now = before and (before.path, before.live), after and (after.path, after.live)
    if was != now:
        for one in (before, after):
            if one:
                yield url(one.path)
                yield translations("story", one.translation)


def _openings(
    was: Record | None, now: Record | None, edges: Mapping[str, tuple[str, str] | None]
) -> Iterable[str]:
    """The tags of lists that got their first story, or lost their last one."""
    then, here = lists(was) if was else frozenset(), lists(now) if now else frozenset()
    entered = {name for name in here - then if now and edges.get(name) == (place(now), place(now))}
    emptied = {name for name in then - here if edges.get(name, ()) is None}
    if now and f"section:{now.top_section}" in entered:
        yield filled(now.locale)
    yield from (months(int(name.split(":")[1])) for name in entered | emptied if name.startswith("month:"))


def _edges(
    moved: Iterable[tuple[str, str]], edges: Mapping[str, tuple[str, str] | None]
) -> set[tuple[str, str]]:
    """The new first and last keys of lists, where they are others than before."""
    found: set[tuple[str, str]] = set()
    for name, at in moved:
        newest, oldest = edges.get(name, ("", "")) or (START, END)
        if oldest and at <= oldest:
            found.add((end(name), oldest))
        if name.startswith("latest:") and at >= newest and oldest:
            found.add((top(name), newest))
    return found


def _mapped(was: Record | None, now: Record | None) -> set[tuple[str, str]]:
    """What the maps for search engines say: an address and the time of its last change."""

    def said(one: Record) -> tuple[Any, ...]:
        changed = max(filter(None, (one.published_at, one.changed_at)))
        return one.locale, one.path, place(one), _second(changed)

    if (was and said(was)) == (now and said(now)):
        return set()
    return {(sitemap(one.locale), place(one)) for one in (was, now) if one}


def recalled(one: Record) -> Touched:
    """No copy of a page that shows anything of it may ever be shown again."""
    return Touched(destroyed=frozenset(f"{name}:{one.pk}" for name in FACES))


# Of things that have pages: where they are, in plain values beside their fields.
_PLACE = ("path", "locale", "translation")
# Those that the sitemap of pages names.
_MAPPED = {"section", "topic", "byline", "page"}


def thing(kind: str, key: int, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> Touched:
    """A thing of which each field has its tag. What is new is on no page yet.

    `path` among the fields is where its own page is, "" for none; it goes with `locale` and `translation`.
    """
    tags: set[str] = set()
    if before is not None:
        names = (name for name in before if name not in _PLACE)
        tags.update(f"{kind}:{key}:{name}" for name in names if after is None or before[name] != after[name])
    was, now = (one and tuple(one.get(name) for name in _PLACE) for one in (before, after))
    if was != now:
        for path, locale, group in filter(None, (was, now)):
            if path:
                tags |= {url(path), translations(kind, group)}
                if kind in _MAPPED:
                    tags.add(f"addresses:{locale}")
    return Touched(frozenset(tags))


def edition(key: int, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> Touched:
    """An edition: `place` among its fields is its language and position."""
    was, now = ({**one, "place": None} if one else None for one in (before, after))
    touched = thing("edition", key, was, now)
    if (before and before["place"]) != (after and after["place"]):
        touched |= Touched(frozenset({EDITIONS}))
    return touched


Row = tuple[int, int | None]


def sections(locale: int, before: Sequence[Row], after: Sequence[Row]) -> Touched:
    """The sections of an edition as (key, key of the parent), in order: which a list of them holds, and their order."""
    tags: set[str] = set()
    was, now = _by_parent(before), _by_parent(after)
    for parent in was.keys() | now.keys():
        then, here = was.get(parent, []), now.get(parent, [])
        if set(then) != set(here):
            tags.add(parts(parent) if parent else tops(locale))
        places = {one: number for number, one in enumerate(here)}
        staying = [one for one in then if one in places]
        tags |= {order(one, other) for one, other in combinations(staying, 2) if places[one] > places[other]}
    return Touched(frozenset(tags))


def _by_parent(rows: Iterable[Row]) -> dict[int | None, list[int]]:
    found: dict[int | None, list[int]] = {}
    for one, parent in rows:
        found.setdefault(parent, []).append(one)
    return found


def members(lists: Iterable[int], keys: Sequence[str]) -> Touched:
    """Stories, by their keys, left or entered the lists of these sections with the section that they are in."""
    if len(keys) > MANY:
        return Touched(frozenset(f"section:{one}:members" for one in lists))
    return Touched(points=frozenset((f"section:{one}", at) for one in lists for at in keys))


def redirect(before: tuple[str, str] | None, after: tuple[str, str] | None) -> Touched:
    """An address of old and its goal."""
    if before == after:
        return Touched()
    return Touched(frozenset(url(one[0]) for one in (before, after) if one))


# Standing pages that others speak of, known by their slugs.
_POLICIES = ("about", "corrections")


def policies(rows: Sequence[tuple[int, str, object]]) -> dict[int, dict[str, str]]:
    """The slugs of the pages that say who we are and how we correct, by edition and by what they are.

    `rows` are the public standing pages: locale, slug, translation key. A page is known by its slug, or by that of
    the page that it translates.
    """
    kinds = {group: slug for _locale, slug, group in rows if slug in _POLICIES}
    found: dict[int, dict[str, str]] = {}
    for locale, slug, group in rows:
        if group in kinds:
            found.setdefault(locale, {})[kinds[group]] = slug
    return found


def policies_changed(
    before: Sequence[tuple[int, str, object]], after: Sequence[tuple[int, str, object]]
) -> Touched:
    """In which editions they are others."""
    was, now = policies(before), policies(after)
    return Touched(
        frozenset(f"policies:{one}" for one in was.keys() | now.keys() if was.get(one) != now.get(one))
    )
