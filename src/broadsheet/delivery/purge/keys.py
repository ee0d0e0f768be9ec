"""Keys by which a cache in front files the copies of pages, and by which it is told which of them to drop. Pure.

Such a cache knows keys, and whether two are the same; it knows no order. What a page says of stretches of ordered
lists is therefore told in keys, too. A list's time, in minutes, is cut into four, each part into four, and so on:
a stretch is filed under the few largest parts that together are all of it, and a change at some point names all
the parts in which that point lies. One of them is among the stretch's, and only one, if the point is within it.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime

from broadsheet.delivery.tags import END, START, Touched, Used

__all__ = ["ALL", "MOST", "of_change", "of_page", "of_recall"]

# Every copy of every page is filed under this one.
ALL = "broadsheet"
# A page with more keys than this is not to be kept: the header would be longer than caches take (16 kB, or less).
MOST = 1000
# Minutes since 1970 in base 4: until the year 2097, beyond which all moments are one.
_DIGITS = 13
_LAST = 4**_DIGITS - 1


def of_page(used: Used) -> tuple[str, ...] | None:
    """What a page that used this is filed under, in order; None where that is more than MOST."""
    if len(used.tags) + len(used.stretches) >= MOST:
        return None
    names = set(used.tags)
    for name, low, high in used.stretches:
        names.update(_parts(name, _floor(low), _ceiling(high)))
    return (ALL, *sorted(map(_short, names))) if len(names) < MOST else None


def of_change(touched: Touched) -> tuple[str, ...]:
    """What a cache shall drop, in order: what it holds of the pages that this concerns, and nothing else.

    But for stretches that begin or end within the same minute as a point, and keys that happen to be alike.
    """
    if any(_minute(at) is None for _name, at in touched.points):
        return (ALL,)
    names = set(touched.tags) | touched.destroyed
    for name, at in touched.points:
        names.update(_around(name, _minute(at) or 0))
    return tuple(sorted(map(_short, names)))


def of_recall(touched: Touched) -> tuple[str, ...]:
    """Of a change what no copy may go on being shown of."""
    return tuple(sorted(map(_short, touched.destroyed)))


def _short(name: str) -> str:
    """40 bits in letters and digits: some caches do not tell small letters from large ones."""
    return base64.b32encode(hashlib.blake2b(name.encode(), digest_size=5).digest()).decode("ascii").lower()


def _minute(place: str) -> int | None:
    """The minute of a place in a list; None where it is none that `tags.key` has made."""
    if place == START:
        return 0
    if place == END:
        return _LAST
    try:
        moment = datetime.strptime(place[:16], "%Y-%m-%dT%H:%M").replace(tzinfo=UTC)
    except ValueError:
        return None
    return min(max(0, int(moment.timestamp()) // 60), _LAST)


def _floor(low: str) -> int:
    minute = _minute(low)
    return 0 if minute is None else minute


def _ceiling(high: str) -> int:
    minute = _minute(high)
    return _LAST if minute is None else minute


def _parts(name: str, low: int, high: int) -> Iterator[str]:
    """The largest parts that together hold the minutes from `low` to `high`, both included, and no others."""
    for digits in range(_DIGITS, 0, -1):
        # What does not fill a larger part, at either end, is told here.
        while low <= high and low % 4:
            yield _part(name, digits, low)
            low += 1
        while low <= high and high % 4 != 3:
            yield _part(name, digits, high)
            high -= 1
        if low > high:
            return
        low, high = low // 4, high // 4
    yield _part(name, 0, 0)


def _around(name: str, minute: int) -> Iterator[str]:
    """Each part in which this minute lies."""
    for digits in range(_DIGITS, -1, -1):
        yield _part(name, digits, minute)
        minute //= 4


def _part(name: str, digits: int, begin: int) -> str:
    return f"{name}\n{digits}\n{begin}"
