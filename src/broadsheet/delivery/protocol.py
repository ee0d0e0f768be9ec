"""HTTP/1.1 on one connection: a stored page is answered as soon as its request's head is read, before ASGI.

What uvicorn does for any other request, which goes to the door as an ASGI application. Beyond uvicorn's own, what
one connection may ask of the process is bounded here: bytes of a head, requests in a row, bytes of a body.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, cast

import httptools
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol
from uvicorn.server import ServerState

if TYPE_CHECKING:
    from broadsheet.delivery.front import Front

__all__ = ["Protocol", "State"]

# A head may have so many bytes and lines, and so may what follows a body.
HEAD_BYTES, HEAD_LINES = 64 << 10, 128
# So many requests may wait for their answers on one connection.
IN_A_ROW = 32
# Bytes of a body: for those who sign in to send pictures and films, and for everybody.
BODY_BESIDE, BODY = 1 << 30, 1 << 20
# So many of a second's answers, of so many bytes, are kept as they went out: what all the world asks for is put
# together once.
WHOLE, WHOLE_BYTES = 64, 256 << 10


class State(ServerState):
    """What all connections of a process share. `end` is the end of each head that is sent, with this second's date."""

    def __init__(self) -> None:
        super().__init__()
        # Seconds on a clock of the process's own, which those who only need to know it roughly need not ask.
        self.now = 0
        self.end = b"\r\n"
        # Answers of this second, by their heads.
        self.whole: dict[bytes, bytes] = {}


class Protocol(HttpToolsProtocol):
    """One connection. Of a pipelined request nothing is answered before those ahead of it are."""

    server_state: State

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.front = cast("Front", config.app)
        self._beside = tuple(path.encode() for path in self.front.beside)
        # When something was heard last, when the head in hand began, when bytes last went out; by the state's clock.
        self.heard = self.began = self.moved = self.server_state.now
        # Bytes that wait to go out, as they were counted last.
        self.waiting = 0
        # Bytes since the last that were of use, and those of the body in hand.
        self._unused = self._length = 0
        self.in_head = False
        # Whether the message in hand is for the cycle in hand, and not one that has its answer already.
        self._is_open = False
        # Whether nothing that is sent from now on is read.
        self._is_over = False

    # ---- reading ----------------------------------------------------------------------------------------------

    def data_received(self, data: bytes) -> None:
        self.heard = self.server_state.now
        self._unused += len(data)
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            # There is nothing to change over to. It is answered, and what follows is not read.
            self._last()
        except httptools.HttpParserCallbackError as error:
            # Raised by one of the methods below: an address that is none, or a fault of ours.
            cause = error.__context__ or error
            if not isinstance(cause, (httptools.HttpParserInvalidURLError, UnicodeDecodeError)):
                self.logger.error("delivery: a request could not be read", exc_info=cause)  # noqa: TRY400
            self._refuse(400)
        except httptools.HttpParserError:
            self._refuse(400)
        else:
            if self._unused > HEAD_BYTES:
                self._refuse(431)

    def on_message_begin(self) -> None:
        self.began = self.server_state.now
        self.in_head, self.expect_100_continue, self._is_open = True, False, False
        self._unused = self._length = 0
        self.url = b""
        self.headers = []

    def on_header(self, name: bytes, value: bytes) -> None:
        # What stands behind a body is of no use to anybody here.
        if self.in_head:
            self.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        self.in_head = False
        if self._is_over or self.transport.is_closing():
            return
        cycle, url = self.cycle, self.url
        if (
            (cycle is None or cycle.response_complete)
            and b"?" not in url
            and b"%" not in url
            and b"#" not in url
            and not self.flow.write_paused
        ):
            headers = dict(self.headers)
            if len(headers) == len(self.headers) and self._give(url, headers):
                return
        self._ask()

    def on_body(self, body: bytes) -> None:
        self._unused = 0
        if not self._is_open:
            return
        self._length += len(body)
        if self._length > self._longest(self.url):
            self._refuse(413)
            return
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._unused = 0
        if self._is_open:
            super().on_message_complete()
        self._is_open = False

    # ---- answering --------------------------------------------------------------------------------------------

    def _give(self, url: bytes, headers: dict[bytes, bytes]) -> bool:
        """Answers for a page that is at hand. False where it is not, or where this is no plain request for it."""
        parser, state = self.parser, self.server_state
        method = parser.get_method()
        if (
            (method != b"GET" and method != b"HEAD")  # noqa: PLR1714 (twice as quick)
            or b"content-length" in headers
            or b"transfer-encoding" in headers
            or b"upgrade" in headers
        ):
            return False
        given = self.front.at_hand(url.decode("latin-1"), headers)
        if given is None:
            return False
        head, body = given
        stays = parser.should_keep_alive() and parser.get_http_version() != "1.0"
        end = state.end if stays else b"connection: close\r\n" + state.end
        if stays and method == b"GET":
            whole = state.whole.get(head)
            if whole is None:
                whole = head + end + body
                if len(state.whole) < WHOLE and len(body) <= WHOLE_BYTES:
                    state.whole[head] = whole
            self.transport.write(whole)
        else:
            self.transport.write(head + end + (body if method == b"GET" else b""))
        if not stays:
            self.transport.close()
        return True

    def _ask(self) -> None:
        """The request for the application, or its refusal."""
        url, headers = self.url, self.headers
        hosts = sum(name == b"host" for name, _value in headers)
        if hosts > 1 or (not hosts and self.parser.get_http_version() == "1.1"):
            # RFC 9112, section 3.2.
            self._refuse(400)
            return
        if len(headers) > HEAD_LINES or sum(len(name) + len(value) for name, value in headers) > HEAD_BYTES:
            self._refuse(431)
            return
        if len(self.pipeline) >= IN_A_ROW:
            self._refuse(503)
            return
        # As many digits as the parser lets through; before them there may be any number of zeros.
        length = int(
            next((value for name, value in headers if name == b"content-length"), b"0").strip()[-20:]
        )
        if length > self._longest(url):
            self._refuse(413)
            return
        if self.parser.should_upgrade() and (
            length or any(name == b"transfer-encoding" for name, _ in headers)
        ):
            # The parser takes what follows for something else, and the body would seem to be empty.
            self._refuse(501)
            return
        if not url.startswith(b"/") and httptools.parse_url(url).path is None:
            # A host, and nothing of it.
            self._refuse(400)
            return
        super().on_message_begin()
        self.url = url
        self.scope["headers"] = self.headers = headers
        self.expect_100_continue = any(
            name == b"expect" and value.lower() == b"100-continue" for name, value in headers
        )
        super().on_headers_complete()
        self._is_open = True

    def on_response_complete(self) -> None:
        """The next of those that wait. Whether the connection stays is looked at once a second for all of them."""
        # A head that has come in part has its time from now on.
        self.heard = self.began = self.server_state.now
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())

    def _longest(self, url: bytes) -> int:
        return BODY_BESIDE if url.startswith(self._beside) else BODY

    # ---- refusing ---------------------------------------------------------------------------------------------

    def _last(self) -> None:
        """No more is read here, and the connection ends with the last of the answers that are being given."""
        self._is_over = True
        if self.cycle is None or self.cycle.response_complete:
            self.transport.close()
        else:
            self.cycle.keep_alive = False
            self.flow.pause_reading()

    def _refuse(self, status: int) -> None:
        """Ends the connection, and says why; after the answers to what came before, which is not to blame, nothing."""
        cycle, is_its_own = self.cycle, self._is_open
        self._is_open = False
        if self.transport.is_closing():
            return
        busy = cycle is not None and not cycle.response_complete
        if busy and is_its_own and self.pipeline:
            # It is the last that waits.
            self.pipeline[0] = cycle, self._end
        if busy and (not is_its_own or self.pipeline):
            self._last()
            return
        if not is_its_own or not cycle.response_started:
            said = STATUS_LINE[status].split(b" ", 1)[1].strip() + b"\n"
            self.transport.write(
                STATUS_LINE[status] + b"content-type: text/plain; charset=utf-8\r\ncache-control: no-store\r\n"
                b"connection: close\r\ncontent-length: " + str(len(said)).encode() + b"\r\n"
                + self.server_state.end + said
            )  # fmt: skip
        if is_its_own:
            # The end is told only when all that waits to go out is taken.
            cycle.disconnected = True
            cycle.message_event.set()
        self.transport.close()

    async def _end(self, _scope: object, _receive: object, _send: object) -> None:
        """In the application's stead, where a request turned out to be none before its turn came."""
        self.cycle.disconnected = True
        self.transport.close()
