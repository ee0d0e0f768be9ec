"""What is added to a stored page's headers for those in front, each of which takes its own away again. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, MutableMapping
from typing import Any

from broadsheet.delivery.page import Headers, Page
from broadsheet.delivery.purge import keys

__all__ = ["LONGEST", "RECENT", "Labels"]

# In seconds: whoever has not heard the database for so long does not say that a copy may be kept. Less than until
# those in front are told of a change the second time: no copy made in ignorance of it outlives that.
RECENT = 3.0

# So long a copy may be kept, in seconds, by whoever is told of changes.
LONGEST = 86_400
# And by whoever is not.
_UNTOLD = 1
# A line of a header, in bytes. Varnish takes 8 kB and any number of lines, the others 16 kB in one.
_LINE = {b"xkey": 4000}
_NAMES = {
    "varnish": b"xkey",
    "fastly": b"surrogate-key",
    "cloudflare": b"cache-tag",
    "webhook": b"surrogate-key",
}
_TIMES = {
    "varnish": b"surrogate-control",
    "fastly": b"surrogate-control",
    "cloudflare": b"cloudflare-cdn-cache-control",
    "webhook": b"cdn-cache-control",
}


class Labels:
    """Those for these kinds of caches. Browsers go on as before: what is added speaks to caches in front alone."""

    def __init__(self, kinds: Iterable[str]) -> None:
        kinds = set(kinds)
        self.untold = "nginx" in kinds
        self.names = tuple(sorted({_NAMES[kind] for kind in kinds if kind in _NAMES}))
        self.times = tuple(sorted({_TIMES[kind] for kind in kinds if kind in _TIMES}))

    def put(self, page: Page, start: MutableMapping[str, Any], now: float) -> MutableMapping[str, Any]:
        """The beginning of an answer with them. `now` is in seconds since 1970; the page is right at that moment."""
        filed = page.filed
        if filed is None:
            filed = page.filed = self._filed(page)
        left = int(min(page.until - now, LONGEST))
        if left < 1:
            return start
        added: list[tuple[bytes, bytes]] = []
        if self.untold:
            # Before Cache-Control, which nginx otherwise heeds first.
            added.append((b"x-accel-expires", str(min(left, _UNTOLD)).encode()))
        if filed:
            life = b"max-age=" + str(left).encode()
            added += [(name, life) for name in self.times]
        return {**start, "headers": [*added, *filed, *start["headers"]]}

    def _filed(self, page: Page) -> Headers:
        """The page's keys, once for all its answers. None of them: it has too many, and is not to be kept."""
        found = keys.of_page(page.used) if self.names else None
        return tuple(line for name in self.names for line in _lines(name, found or ()))


def _lines(name: bytes, found: Iterable[str]) -> Iterator[tuple[bytes, bytes]]:
    """In as many lines as it takes."""
    between = b"," if name == b"cache-tag" else b" "
    line = b""
    for key in found:
        if len(line) + len(key) >= _LINE.get(name, 16_000):
            yield name, line
            line = b""
        line += (between if line else b"") + key.encode()
    if line:
        yield name, line
