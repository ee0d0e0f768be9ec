"""What would be missed if one place did not say what it used, or if one kind of tag were not touched: no rendering."""

from __future__ import annotations

import linecache
from collections.abc import Iterable
from dataclasses import replace

from tests.apps.delivery.proof import Proof, Seen

from broadsheet.delivery.tags import Touched
from broadsheet.stories.changes import FACES

# Places that the small paper cannot show to be needed, by their words, and why.
SPARED = {
    'uses(*changes.fields("section", section.pk, "members"))': "told only where more than 500 stories move at once",
}

# Of these things each field is a kind of its own.
_BY_FIELD = {
    "byline",
    "topic",
    "section",
    "photo",
    "gallery",
    "video",
    "edition",
    "outlet",
    "page",
} - FACES.keys()


def kind(tag: str) -> str:
    """Of `photo:9:alt` photo:alt, of `line:12` line, of the list `latest:1:end` latest:end."""
    name, _, rest = tag.partition(":")
    if name == "page" and ":link:" in rest:
        return "page:link in a language"
    if name == "translations":
        return f"{name}:{rest.partition(':')[0]}"
    last = rest.rpartition(":")[2]
    if last in {"end", "top"} or (name in _BY_FIELD and not last.isdigit()):
        return f"{name}:{last}"
    return name


def kinds(seen: Iterable[Seen]) -> set[str]:
    """Of tags and, with `list` before, of lists."""
    found: set[str] = set()
    for one in seen:
        found |= {kind(tag) for tag in one.touched.tags} | {
            f"list {kind(name)}" for name, _ in one.touched.points
        }
    return found


def without_kind(touched: Touched, name: str) -> Touched:
    return Touched(
        frozenset(tag for tag in touched.tags if kind(tag) != name),
        frozenset(point for point in touched.points if f"list {kind(point[0])}" != name),
    )


def missed_without_site(proof: Proof, site: str) -> bool:
    """Whether any page would stay as it was though a change changes it."""
    pages = {path: page.without(site) for path, page in proof.pages.items() if site in page.sites}
    return any(
        path in one.changed and not one.concerned(used)
        for one in proof.seen.values()
        for path, used in pages.items()
    )


def missed_without_kind(proof: Proof, name: str) -> bool:
    """As above, for a kind of tags that no change touches any more."""
    for one in proof.seen.values():
        left = replace(one, touched=without_kind(one.touched, name))
        if left.touched != one.touched and any(
            not left.concerned(proof.pages[path].used) for path in one.changed
        ):
            return True
    return False


def unspared(sites: Iterable[str]) -> list[str]:
    """Of these sites, given as `file:line`, those that are not spared."""
    lines = {site: linecache.getline(site.rpartition(":")[0], int(site.rpartition(":")[2])) for site in sites}
    return sorted(f"{site} {line.strip()}" for site, line in lines.items() if line.strip() not in SPARED)
