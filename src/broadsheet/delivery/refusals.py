"""What is said when there is no page, or only an old one. Pure."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

__all__ = ["broken", "stale_headers", "unavailable", "unavailable_desk"]

RETRY = 5
_TEXT = b"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Not just now</title>
<meta name="viewport" content="width=device-width"></head>
<body><h1>Not just now</h1><p>This page cannot be shown at the moment. Please try again in a few seconds.</p>
</body></html>
"""
_BROKEN = b"The request is not whole.\n"
_BROKEN_HEADERS = [
    (b"content-type", b"text/plain; charset=utf-8"),
    (b"content-length", str(len(_BROKEN)).encode()),
    (b"cache-control", b"no-store"),
    (b"connection", b"close"),
]
_STYLE = b"""
:root { color-scheme: light dark; }
body { max-width: 38rem; margin: 12vh auto; padding: 0 1.25rem; font: 1rem/1.55 system-ui, sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.25; }
h2 { margin-top: 2rem; font-size: 1.1rem; }
li { margin: .4rem 0; }
"""
_DESK = b"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>The database does not answer</title>
<meta name="viewport" content="width=device-width">%s<style>%s</style></head>
<body><main><h1>The database does not answer</h1>
<p>%s</p>
<h2>What goes on</h2>
<ul><li>Readers are given every stored page as before: front page, lists, feeds, and the stories that were read.</li>
<li>A page that is not stored tells them to try again in a few seconds.</li>
<li>Nothing is published or changed. What was due meanwhile is done once the database answers.</li></ul>
<h2>What to do</h2>
<ul><li>Leave other windows open in which you are writing, and do not reload them: what you typed is there, and can
be saved once the database answers.</li>
<li>Should this last for more than a minute, tell whoever runs the paper: <code>broadsheet check</code>, and the log,
say what is wrong with the database. The paper itself need not be started again.</li></ul>
</main></body></html>
"""
_AGAIN = b'<meta http-equiv="refresh" content="%d">' % RETRY
_ASKED = (
    b"This page tries again by itself every %d seconds, and shows what you asked for as soon as it can."
    % RETRY
)
_SENT = (
    b"What you sent has probably not been saved. Leave this page open, and do not go back: your browser still has what"
    b" you sent. Look in another window whether the desk is there again; then reload this page, and let the browser"
    b" send the form once more."
)


def _headers(text: bytes, style: bytes = b"") -> list[tuple[bytes, bytes]]:
    digest = base64.b64encode(hashlib.sha256(style).digest())
    return [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(text)).encode()),
        (b"retry-after", str(RETRY).encode()),
        (b"cache-control", b"no-store"),
        (
            b"content-security-policy",
            b"default-src 'none'" + (b"; style-src 'sha256-%s'" % digest if style else b""),
        ),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"strict-origin-when-cross-origin"),
        (b"x-frame-options", b"SAMEORIGIN"),
    ]


_HEADERS = _headers(_TEXT)


def unavailable(*, head: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    """503: it is not the asker's fault, and will soon be over."""
    return _refusal(_HEADERS, b"" if head else _TEXT)


def unavailable_desk(*, head: bool, sent: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    """503 for those at the desk: what goes on without the database, and what to do. `sent`: it was a form, say."""
    text = _DESK % (b"" if sent else _AGAIN, _STYLE, _SENT if sent else _ASKED)
    return _refusal(_headers(text, _STYLE), b"" if head else text)


def broken() -> tuple[dict[str, Any], dict[str, Any]]:
    """400 for a request whose body is not what its head says."""
    return _refusal(_BROKEN_HEADERS, _BROKEN, 400)


def _refusal(
    headers: list[tuple[bytes, bytes]], body: bytes, status: int = 503
) -> tuple[dict[str, Any], dict[str, Any]]:
    return (
        {"type": "http.response.start", "status": status, "headers": headers},
        {"type": "http.response.body", "body": body},
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
