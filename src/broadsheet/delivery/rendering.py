"""One answer of the application behind the door, asked for nobody in particular."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from broadsheet.delivery.fragments import Fragments, using
from broadsheet.delivery.tags import Used, collecting

__all__ = ["LIMIT", "OUTAGE", "Answer", "App", "ask", "is_storable"]

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

# Larger answers are not stored.
LIMIT = 4 << 20
# Laid into the scope by whoever sees that the database is the cause of a failure.
OUTAGE = "broadsheet.outage"
_STORABLE = {200, 301, 404, 410}
_FORBIDDEN = (b"no-store", b"private", b"no-cache")


@dataclass(slots=True)
class Answer:
    """What came. Status 0: nothing came; `large`: it was given up for its size. `used` is what it was made of."""

    status: int = 0
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""
    large: bool = False
    outage: bool = False
    used: Used = field(default_factory=Used)
    epoch: str = ""
    position: int = 0

    @property
    def failed(self) -> bool:
        return not self.large and (self.status == 0 or self.status >= 500)

    @property
    def is_for_all(self) -> bool:
        """Whether those who asked for the same may be given the same."""
        said = b",".join(value.lower() for name, value in self.headers if name == b"cache-control")
        return not any(name == b"set-cookie" for name, _value in self.headers) and not any(
            word in said for word in _FORBIDDEN
        )


class _TooLarge(Exception):
    """Not for storing."""


async def ask(app: App, scope: Scope, fragments: Fragments | None = None) -> Answer:
    """The answer to a GET that carries nothing of its asker. `scope` has the host, path and query already.

    Of what it is made of, what did not change is taken from `fragments`.

    Never raises but for being cancelled.
    """
    answer = Answer()
    parts: list[bytes] = []
    size = 0
    asked = False

    async def receive() -> Message:
        nonlocal asked
        if not asked:
            asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        # Whoever asked may go: others wait for the same answer.
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        nonlocal size
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = [
                (bytes(name).lower(), bytes(value)) for name, value in message.get("headers", ())
            ]
        elif message["type"] == "http.response.body":
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            if size > LIMIT:
                answer.large = True
                raise _TooLarge

    with collecting() as used, using(fragments):
        try:
            await app(scope, receive, send)
        except _TooLarge:
            pass
        except Exception:  # noqa: BLE001 (Django has logged its own; for the asker it is a failure like any other)
            answer.status = 0
    answer.body = b"" if answer.large else b"".join(parts)
    answer.used = used
    answer.outage = bool(scope.get(OUTAGE))
    if any(not _is_clean(name, value) for name, value in answer.headers):
        answer.status, answer.headers, answer.body = 0, [], b""
    return answer


def _is_clean(name: bytes, value: bytes) -> bool:
    """Whether a header is one header, and not the beginning of more."""
    return bool(name) and not any(mark in name + value for mark in (b"\r", b"\n", b"\0"))


def is_storable(answer: Answer) -> bool:
    """Whether the answer is the same for everyone who asks for this page, until a change that we shall hear of.

    What says nothing of what it used would be kept for ever, and is therefore not kept.
    """
    used = answer.used
    if not (used.tags or used.stretches or used.until):
        return False
    if answer.large or answer.status not in _STORABLE or not answer.is_for_all:
        return False
    varies = {
        word.strip().lower()
        for name, value in answer.headers
        if name == b"vary"
        for word in value.split(b",")
    }
    return varies <= {b"accept-encoding", b""}
