"""A stored page: its bytes in each encoding, its headers, what it used; as a file, and as an answer."""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import responses
from math import inf
from struct import Struct
from typing import Any

import brotli

from broadsheet.delivery.asking import ENCODINGS, http_date
from broadsheet.delivery.tags import Used

__all__ = ["CACHE", "Broken", "Page", "Reply", "decode", "encode", "head", "make"]

# Whoever keeps a page asks each time whether it is right still, which costs us next to nothing.
CACHE = b"public, max-age=0, must-revalidate"

_PREFIX = Struct(">8sII")
_MAGIC = b"bspage\x00\x01"
_SMALL = 256
_COMPRESSIBLE = (b"text/", b"application/json", b"application/feed+json", b"application/xml", b"application/rss+xml",
                 b"application/atom+xml", b"application/manifest+json", b"application/opensearchdescription+xml",
                 b"application/javascript", b"application/ld+json", b"image/svg+xml")  # fmt: skip
# The door's own business, whatever the view said.
_OURS = {b"content-length", b"etag", b"last-modified", b"vary", b"date", b"server", b"connection", b"age",
         b"transfer-encoding", b"keep-alive", b"accept-ranges"}  # fmt: skip

Headers = tuple[tuple[bytes, bytes], ...]


class Broken(ValueError):
    """A file that holds no whole page."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One encoding's answer, made once and sent as it is: the page and 304, as ASGI messages and as heads in HTTP."""

    etag: str
    raw_etag: bytes
    start: dict[str, Any]
    body: dict[str, Any]
    unmodified: dict[str, Any]
    head: bytes
    unmodified_head: bytes


def head(start: Mapping[str, Any]) -> bytes:
    """The beginning of an answer in HTTP/1.1 (RFC 9112, section 2.1), up to its Date and the empty line."""
    status = start["status"]
    lines = [b"HTTP/1.1 %d %s\r\n" % (status, responses.get(status, "").encode())]
    for name, value in start["headers"]:
        lines += (name, b": ", value, b"\r\n")
    return b"".join(lines)


@dataclass(slots=True, eq=False)
class Page:
    """`bodies` stand in the order of ENCODINGS, None where the encoding is not worth while; identity is always there.

    `epoch` and `position` are where the node stood when the rendering began.
    """

    key: str
    status: int
    headers: Headers
    bodies: tuple[bytes | None, bytes | None, bytes]
    used: Used
    epoch: str
    position: int
    made: float
    modified: int
    digest: str
    replies: tuple[Reply, ...] = field(init=False)
    weight: int = field(init=False)
    until: float = field(init=False)
    # The node's turn at which it was last found right, and up to which position.
    turn: int = -1
    checked: int = field(init=False)
    # On the process's own clock: when its file's time was noted last, and before when no renewal is tried again.
    noted: float = 0.0
    rest: float = 0.0
    # By which keys those in front file it; see purge.headers.
    filed: Headers | None = None

    def __post_init__(self) -> None:
        self.until = inf if self.used.until is None else self.used.until
        self.checked = self.position
        self.replies = tuple(self._reply(index) for index in range(len(ENCODINGS)))
        used = sum(map(len, self.used.tags)) + 100 * (len(self.used.tags) + 3 * len(self.used.stretches))
        self.weight = sum(len(body) for body in self.bodies if body) + used + 4096

    def _reply(self, index: int) -> Reply:
        body = self.bodies[index]
        if body is None:
            index = len(ENCODINGS) - 1
            body = self.bodies[-1]
        name = ENCODINGS[index]
        etag = f'"{self.digest}"' if name == "identity" else f'"{self.digest}-{name}"'
        kept = [
            pair for pair in self.headers if pair[0] in {b"cache-control", b"expires", b"content-location"}
        ]
        ours = [(b"vary", b"Accept-Encoding"), (b"etag", etag.encode())]
        if self.status == 200:
            ours.append((b"last-modified", http_date(self.modified).encode()))
        headers = [*self.headers, *ours, (b"content-length", str(len(body)).encode())]
        if name != "identity":
            headers.append((b"content-encoding", name.encode()))
        start = {"type": "http.response.start", "status": self.status, "headers": headers}
        unmodified = {"type": "http.response.start", "status": 304, "headers": [*kept, *ours]}
        return Reply(
            etag,
            etag.encode(),
            start,
            {"type": "http.response.body", "body": body},
            unmodified,
            head(start),
            head(unmodified),
        )


def make(  # noqa: PLR0913 (each is a fact of its own)
    key: str,
    status: int,
    headers: list[tuple[bytes, bytes]],
    body: bytes,
    *,
    used: Used,
    epoch: str,
    position: int,
    now: float,
    before: Page | None = None,
) -> Page:
    """The page of an answer, compressed. Where its bytes are those of `before`, it is as old as that."""
    given = tuple((name.lower(), value) for name, value in headers if name.lower() not in _OURS)
    if not any(name == b"cache-control" for name, _value in given):
        given = (*given, (b"cache-control", CACHE))
    digest = _digest(status, given, body)
    # Two changes within one second are told apart by their times, too.
    modified = int(now)
    if before is not None:
        modified = before.modified if before.digest == digest else max(modified, before.modified + 1)
    return Page(
        key, status, given, (*_compressed(given, body), body), used, epoch, position, now, modified, digest
    )


def _digest(status: int, headers: Headers, body: bytes) -> str:
    digest = hashlib.blake2b(body, digest_size=12)
    facts = dict(headers)
    # The policy's directives, for one, come in another order from each process.
    digest.update(repr((status, facts.get(b"content-type"), facts.get(b"location"))).encode())
    return digest.hexdigest()


def _compressed(headers: Headers, body: bytes) -> tuple[bytes | None, bytes | None]:
    facts = dict(headers)
    kind = facts.get(b"content-type", b"")
    if len(body) < _SMALL or b"content-encoding" in facts or not kind.startswith(_COMPRESSIBLE):
        return None, None
    br = brotli.compress(body, quality=5)
    gz = gzip.compress(body, 6, mtime=0)
    return (br if len(br) < len(body) else None, gz if len(gz) < len(body) else None)


def encode(page: Page) -> bytes:
    """The page as a file's content."""
    head = json.dumps({
        "key": page.key,
        "status": page.status,
        "headers": [[name.decode("latin-1"), value.decode("latin-1")] for name, value in page.headers],
        "tags": sorted(page.used.tags),
        "stretches": sorted(page.used.stretches),
        "until": page.used.until,
        "epoch": page.epoch,
        "position": page.position,
        "made": page.made,
        "modified": page.modified,
        "digest": page.digest,
        "lengths": [None if body is None else len(body) for body in page.bodies],
    }).encode()  # fmt: skip
    rest = head + b"".join(body for body in page.bodies if body)
    return _PREFIX.pack(_MAGIC, zlib.crc32(rest), len(head)) + rest


def decode(data: bytes) -> Page:
    """The page of a file. Raises Broken for anything that `encode` has not written to its end."""
    try:
        magic, check, length = _PREFIX.unpack_from(data)
        if magic != _MAGIC or zlib.crc32(memoryview(data)[_PREFIX.size :]) != check:
            raise Broken("not a page, or not the whole of it")  # noqa: TRY301 (as whatever else is wrong with it)
        facts = json.loads(data[_PREFIX.size : _PREFIX.size + length])
        bodies: list[bytes | None] = []
        at = _PREFIX.size + length
        for size in facts["lengths"]:
            bodies.append(None if size is None else data[at : at + size])
            at += size or 0
        br, gz, identity = bodies
        return Page(
            facts["key"],
            facts["status"],
            tuple((name.encode("latin-1"), value.encode("latin-1")) for name, value in facts["headers"]),
            (br, gz, identity or b""),
            Used(set(facts["tags"]), {(a, b, c) for a, b, c in facts["stretches"]}, facts["until"]),
            *(facts[name] for name in ("epoch", "position", "made", "modified", "digest")),
        )
    except Broken:
        raise
    except Exception as error:
        raise Broken(str(error)) from error
