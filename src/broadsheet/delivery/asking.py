"""What a request asks for: which page, in which encoding, and whether the asker has it already. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import parse_qsl, urlencode

__all__ = [
    "ENCODINGS",
    "canonical_query",
    "has_already",
    "http_date",
    "is_path",
    "not_since",
    "other_query",
    "preferred",
    "valid_host",
]

# In our order of preference, where an asker likes several equally.
ENCODINGS = ("br", "gzip", "identity")
LONGEST_PATH = 1024
LONGEST_QUERY = 512
_LABEL = "[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?"
_HOST = re.compile(rf"(?:{_LABEL}(?:\.{_LABEL})*\.?|\[[0-9a-f:.]{{2,45}}\])(?::[0-9]{{1,5}})?")
_NEVER = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_ETAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')


def valid_host(raw: bytes) -> str:
    """The host of a request in small letters, with its port; "" where it cannot be one."""
    if not raw or len(raw) > 255 or not raw.isascii():
        return ""
    host = raw.decode("ascii").lower()
    return host if _HOST.fullmatch(host) else ""


def is_path(path: str) -> bool:
    """Whether a path can be a page's: begins with a slash, not too long, no control characters."""
    return path.startswith("/") and len(path) <= LONGEST_PATH and not _NEVER.search(path)


def canonical_query(raw: bytes, declared: Iterable[str]) -> str:
    """Of a query string the declared parameters, of each the last, in the order of their names."""
    found = {name: value for name, value in _pairs(raw) if name in declared}
    return urlencode(sorted(found.items()))


def other_query(raw: bytes, declared: Iterable[str]) -> bool:
    """Whether a query string says more than what is declared."""
    return any(name not in declared for name, _value in _pairs(raw))


def _pairs(raw: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(raw.decode("ascii"), keep_blank_values=True, max_num_fields=50)
    except ValueError:
        return []


def preferred(accept: str) -> int:
    """Which of ENCODINGS an Accept-Encoding header likes best (RFC 9110, section 12.5.3), by index.

    Identity where it forbids all of them: an answer that may be useless is better than none.
    """
    weights: dict[str, float] = {}
    for part in accept.lower().split(",")[:32]:
        name, *parameters = (piece.strip() for piece in part.split(";"))
        if name:
            weights[{"x-gzip": "gzip"}.get(name, name)] = _weight(parameters)
    anything = weights.get("*", 0.0)
    # Identity is acceptable unless it is forbidden, but last of all.
    likes = (
        weights.get("br", anything),
        weights.get("gzip", anything),
        weights.get("identity", anything or 0.0005),
    )
    best = max(range(len(likes)), key=lambda index: (likes[index], -index))
    return best if likes[best] > 0 else len(likes) - 1


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                weight = float(value)
            except ValueError:
                return 0.0
            return weight if 0 <= weight <= 1 else 0.0
    return 1.0


def has_already(if_none_match: str, etag: str) -> bool:
    """Whether an If-None-Match header names this ETag, weakly compared (RFC 9110, section 13.1.2)."""
    text = if_none_match.strip()
    return text == "*" or etag in (found.group(1) for found in _ETAG.finditer(text[:4096]))


def not_since(if_modified_since: str, modified: int) -> bool:
    """Whether by an If-Modified-Since header the asker's copy is of `modified` (seconds since 1970) or later."""
    try:
        moment = parsedate_to_datetime(if_modified_since[:64])
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() >= modified
    except (ValueError, TypeError, OverflowError, IndexError):
        return False


def http_date(seconds: float) -> str:
    """As headers write it."""
    return format_datetime(datetime.fromtimestamp(int(seconds), UTC), usegmt=True)
