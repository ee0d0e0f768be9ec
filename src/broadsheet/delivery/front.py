"""The door: an ASGI application before Django that answers for stored pages itself.

Under our own server even before it is called, see `Front.at_hand` and `broadsheet.delivery.protocol`.
It asks nothing of the database and of no thread, so that stored pages are served on while either hangs.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Coroutine
from dataclasses import dataclass, field
from typing import Any

from broadsheet.delivery import asking
from broadsheet.delivery.crowd import Refused
from broadsheet.delivery.page import Page, Reply, head
from broadsheet.delivery.purge.headers import RECENT, Labels
from broadsheet.delivery.refusals import broken, stale_headers, unavailable, unavailable_desk
from broadsheet.delivery.rendering import OUTAGE, Answer, App, Message, Receive, Scope, Send
from broadsheet.delivery.renewal import Failure, Renewal
from broadsheet.delivery.store import Key, Store, due_for_note

__all__ = ["Counts", "Front"]

_EMPTY: Message = {"type": "http.response.body", "body": b""}
# So many Accept-Encoding headers are remembered; browsers send a handful.
_ACCEPTS = 256


@dataclass(slots=True)
class Counts:
    """What became of requests for public pages, in this process. `stale` of them were served an old copy."""

    hits: int = 0
    misses: int = 0
    stale: int = 0
    failed: int = 0


def _nothing(_path: str) -> Collection[str]:
    return ()


@dataclass(eq=False)
class Front:
    """The application that a server runs.

    `beside` are the beginnings of paths that are none of the door's business, and `desk` that of those whose askers
    are told more when the database is gone. `declared` names the query parameters of a path that make another page
    of it; it is asked only where there is a query, and may raise nothing. `proxied`: X-Forwarded-Proto comes from a
    proxy of ours. `opening` is awaited before the first page.
    """

    app: App
    store: Store
    renewal: Renewal
    beside: tuple[str, ...] = ()
    desk: str | None = None
    declared: Callable[[str], Collection[str]] = _nothing
    proxied: bool = False
    opening: Callable[[], Coroutine[Any, Any, None]] | None = None
    # What is added for those in front of us, who keep copies.
    labels: Labels | None = None
    counts: Counts = field(default_factory=Counts)
    _accepts: dict[bytes | None, int] = field(default_factory=dict)
    _opened: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        method, path = scope["method"], scope["path"]
        if path.startswith(self.beside):
            await self._through(scope, receive, send)
            return
        if method != "GET" and method != "HEAD":  # noqa: PLR1714 (twice as quick)
            await self._crowd_through(scope, receive, send)
            return
        if self.opening is not None:
            await self._open()
        headers = dict(scope["headers"])
        if not scope["query_string"]:
            key = (headers.get(b"host", b""), path, "", self._is_secure(scope, headers))
            page = self.store.main.get(key)
            if page is not None and self.store.fresh(page, time.time()):
                self.counts.hits += 1
                await self._give(page, headers, send, head=method == "HEAD")
                if due_for_note(page):
                    self.renewal.note(Key(*key), page)
                return
        await self._seek(scope, headers, receive, send)

    def at_hand(self, path: str, headers: dict[bytes, bytes]) -> tuple[bytes, bytes] | None:
        """For a server that can send bytes as they are: the answer to a GET without a query, if it is in memory.

        `path` is as it came, with nothing in it that is quoted; `headers` have each name once, in small letters.
        Gives its head without the last, empty line, and its body; None where it has to be sought by a call.
        """
        secure = self.proxied and headers.get(b"x-forwarded-proto") == b"https"
        key = (headers.get(b"host", b""), path, "", secure)
        page = self.store.main.get(key)
        if page is None or self.opening is not None or not self.store.fresh(page, time.time()):
            return None
        self.counts.hits += 1
        if due_for_note(page):
            self.renewal.note(Key(*key), page)
        reply, has = self._reply(page, headers)
        if self.labels is None:
            return (reply.unmodified_head, b"") if has else (reply.head, reply.body["body"])
        start = self._labelled(page, reply.unmodified if has else reply.start)
        return head(start), b"" if has else reply.body["body"]

    # ---- giving -----------------------------------------------------------------------------------------------

    def _reply(self, page: Page, headers: dict[bytes, bytes]) -> tuple[Reply, bool]:
        """In the encoding that the asker likes best, and whether he has it already."""
        accept = headers.get(b"accept-encoding")
        index = self._accepts.get(accept)
        reply = page.replies[self._encoding(accept) if index is None else index]
        return reply, page.status == 200 and _has(page, reply.etag, reply.raw_etag, headers)

    async def _give(self, page: Page, headers: dict[bytes, bytes], send: Send, *, head: bool) -> None:
        reply, has = self._reply(page, headers)
        await send(self._labelled(page, reply.unmodified if has else reply.start))
        await send(_EMPTY if has or head else reply.body)

    def _labelled(self, page: Page, start: Message) -> Message:
        """Only what is known to be right now may be kept in front of us, until the next change is told there."""
        if self.labels is None:
            return start
        now = time.time()
        if now - self.store.node.heard() > RECENT or not self.store.fresh(page, now):
            return start
        return self.labels.put(page, start, now)

    def _encoding(self, accept: bytes | None) -> int:
        index = asking.preferred((accept or b"")[:1024].decode("latin-1"))
        if len(accept or b"") <= 128:
            if len(self._accepts) >= _ACCEPTS:
                self._accepts.clear()
            self._accepts[accept] = index
        return index

    async def _give_old(self, page: Page, headers: dict[bytes, bytes], send: Send, *, head: bool) -> None:
        """A copy that is not right any more, and says so (RFC 9111, sections 4.2.4 and 5.1)."""
        self.counts.stale += 1
        reply = page.replies[self._encoding(headers.get(b"accept-encoding"))]
        start = dict(reply.start)
        start["headers"] = stale_headers(start["headers"], age=int(time.time() - page.made))
        await send(start)
        await send(_EMPTY if head else reply.body)

    async def _give_answer(self, answer: Answer, send: Send, *, head: bool) -> None:
        headers = [pair for pair in answer.headers if pair[0] != b"content-length"]
        headers.append((b"content-length", str(len(answer.body)).encode()))
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send(_EMPTY if head else {"type": "http.response.body", "body": answer.body})

    async def _give_failure(
        self, failure: Failure, headers: dict[bytes, bytes], send: Send, *, head: bool
    ) -> None:
        if failure.old is not None:
            await self._give_old(failure.old, headers, send, head=head)
            return
        self.counts.failed += 1
        if failure.answer is not None and failure.answer.status and not failure.outage:
            await self._give_answer(failure.answer, send, head=head)
            return
        for message in unavailable(head=head):
            await send(message)

    # ---- seeking ----------------------------------------------------------------------------------------------

    async def _seek(self, scope: Scope, headers: dict[bytes, bytes], receive: Receive, send: Send) -> None:
        """A page that is not at hand, or whose address is not written as it is kept."""
        raw = scope["query_string"]
        host = asking.valid_host(headers.get(b"host", b""))
        declared = self.declared(scope["path"]) if raw else ()
        query = asking.canonical_query(raw, declared)
        if not host or not asking.is_path(scope["path"]) or len(query) > asking.LONGEST_QUERY:
            await self._crowd_through(scope, receive, send)
            return
        key = Key(
            host.encode(),
            scope["path"],
            query,
            self._is_secure(scope, headers),
        )
        more = 0 < len(raw) <= asking.LONGEST_QUERY and asking.other_query(raw, declared)
        outcome = await self._find(key, key.query.encode(), scope)
        if more and isinstance(outcome, Page) and outcome.status in {404, 410}:
            # An old site may have had the story's number in its query: a redirect may know the whole of it.
            whole = key._replace(query="*" + raw.decode("latin-1"))
            outcome = await self._find(whole, raw, scope)
        elif more and isinstance(outcome, Page) and outcome.status == 301 and raw.isascii():
            outcome = _with_query(outcome, raw)
        head = scope["method"] == "HEAD"
        if isinstance(outcome, Page):
            await self._give(outcome, headers, send, head=head)
        elif isinstance(outcome, Answer):
            await self._give_answer(outcome, send, head=head)
        elif outcome is None:
            await self._crowd_through(scope, receive, send, likely=True)
        else:
            await self._give_failure(outcome, headers, send, head=head)

    async def _find(self, key: Key, query: bytes, scope: Scope) -> Page | Answer | Failure | None:
        page = self.store.find(key)
        if page is not None and self.store.fresh(page, time.time()):
            self.counts.hits += 1
            return page
        asked = time.time()
        outcome = await self.renewal.get(key, self._for_nobody(key, query, scope))
        if isinstance(outcome, Page) and outcome.made < asked:
            # It was there, if only in its file.
            self.counts.hits += 1
        else:
            self.counts.misses += 1
        return outcome

    def _for_nobody(self, key: Key, query: bytes, scope: Scope) -> Scope:
        """The request as anyone could have made it: nothing of the asker can slip into a page for all."""
        asked: dict[str, Any] = {
            name: scope[name]
            for name in ("type", "asgi", "http_version", "server", "root_path")
            if name in scope
        }
        forwarded = [(b"x-forwarded-proto", b"https" if key.secure else b"http")] if self.proxied else []
        return asked | {
            "method": "GET",
            "scheme": scope.get("scheme", "http"),
            "path": key.path,
            "raw_path": scope.get("raw_path", key.path.encode()),
            "query_string": query,
            "headers": [(b"host", key.host), *forwarded],
            "client": None,
        }

    def _is_secure(self, scope: Scope, headers: dict[bytes, bytes]) -> bool:
        if self.proxied:
            return headers.get(b"x-forwarded-proto") == b"https"
        return scope.get("scheme") == "https"

    # ---- the rest ---------------------------------------------------------------------------------------------

    async def _open(self) -> None:
        """The first who ask wait for it together."""
        if self._opened is None and self.opening is not None:
            self._opened = asyncio.create_task(self.opening())
        if self._opened is not None:
            await asyncio.shield(self._opened)
        self.opening = None

    async def _crowd_through(
        self, scope: Scope, receive: Receive, send: Send, *, likely: bool = False
    ) -> None:
        """For what is asked at public addresses and cannot be a page, which anybody may ask without end."""
        try:
            async with self.renewal.crowd.enter(likely=likely):
                await self._through(scope, receive, send)
        except Refused:
            self.counts.failed += 1
            for message in unavailable(head=scope["method"] == "HEAD"):
                await send(message)

    async def _through(self, scope: Scope, receive: Receive, send: Send) -> None:
        """To the application as it came; only what failed for want of the database is said in our words.

        It says nothing where the asker has gone, or where the rest of what he sends cannot be read.
        """
        said = replaced = False

        async def say(message: Message) -> None:
            nonlocal said, replaced
            said = True
            if message["type"] == "http.response.start" and message["status"] == 500 and scope.get(OUTAGE):
                replaced = True
                for instead in self._without_database(scope):
                    await send(instead)
            if not replaced:
                await send(message)

        await self.app(scope, receive, say)
        if not said:
            for message in broken():
                await send(message)

    def _without_database(self, scope: Scope) -> tuple[Message, Message]:
        head = scope["method"] == "HEAD"
        if self.desk is not None and scope["path"].startswith(self.desk):
            return unavailable_desk(head=head, sent=scope["method"] not in {"GET", "HEAD"})
        return unavailable(head=head)


def _has(page: Page, etag: str, raw_etag: bytes, headers: dict[bytes, bytes]) -> bool:
    """Whether the asker has this already. If-None-Match goes before If-Modified-Since (RFC 9110, section 13.2.2)."""
    if (match := headers.get(b"if-none-match")) is not None:
        return match == raw_etag or asking.has_already(match.decode("latin-1"), etag)
    if (since := headers.get(b"if-modified-since")) is not None:
        return asking.not_since(since.decode("latin-1"), page.modified)
    return False


def _with_query(page: Page, raw: bytes) -> Answer:
    """A redirect that takes along what stood in the query and makes no page of its own."""
    if not all(0x21 <= byte <= 0x7E for byte in raw):
        raw = b""
    headers = [
        (name, value + (b"&" if b"?" in value else b"?") + raw if name == b"location" and raw else value)
        for name, value in page.headers
    ]
    return Answer(page.status, [*headers, (b"vary", b"Accept-Encoding")], page.bodies[-1])
