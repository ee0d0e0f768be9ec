"""What is said when there is no page, or only an old one. Pure."""

from __future__ import annotations

from typing import Any

__all__ = ["stale_headers", "unavailable"]

RETRY = 5
_TEXT = b"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Not just now</title>
<meta name="viewport" content="width=device-width"></head>
<body><h1>Not just now</h1><p>This page cannot be shown at the moment. Please try again in a few seconds.</p>
</body></html>
"""
_HEADERS = [
    (b"content-type", b"text/html; charset=utf-8"),
    (b"content-length", str(len(_TEXT)).encode()),
    (b"retry-after", str(RETRY).encode()),
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"x-frame-options", b"SAMEORIGIN"),
]


def unavailable(*, head: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    """503: it is not the asker's fault, and will soon be over."""
    return (
        {"type": "http.response.start", "status": 503, "headers": _HEADERS},
        {"type": "http.response.body", "body": b"" if head else _TEXT},
    )


def stale_headers(headers: list[tuple[bytes, bytes]], *, age: int) -> list[tuple[bytes, bytes]]:
    """Those of an old copy, which nobody behind us shall keep for longer than this one answer."""
    kept = [pair for pair in headers if pair[0] not in {b"cache-control", b"etag", b"last-modified"}]
    return [
        *kept,
        (b"cache-control", b"no-store"),
        (b"age", str(max(0, age)).encode()),
        (b"warning", b'110 - "Response is Stale", 111 - "Revalidation Failed"'),
    ]
