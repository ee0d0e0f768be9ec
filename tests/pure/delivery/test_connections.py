"""A connection under those who mean it ill: whatever they send, and whatever they take of the answers."""

import asyncio
import gzip
import logging
import random
import re
import socket
import tracemalloc
from collections import deque
from contextlib import asynccontextmanager, contextmanager
from itertools import pairwise

import brotli
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.pure.delivery.conftest import change
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from broadsheet.delivery import protocol as bounds
from broadsheet.delivery import server as times
from broadsheet.delivery.protocol import Protocol, State
from broadsheet.delivery.server import Server

HOST = b"Host: paper.example"
FRONT = b"<p>front</p>" * 50
OTHER = b"other" * 200
# What no encoding makes smaller.
LARGE = random.Random(1).randbytes(150_000)
TEXT = [(b"content-type", b"text/plain")]


class Wire(asyncio.Transport):
    """The other side, as a system's would be: what is sent comes only while it is read, and the end is told.

    Of what is written it takes `room` bytes at once, and says when that is full.
    """

    def __init__(self, kind, front, *, state=None, room=None):
        super().__init__()
        config = Config(front, http=kind, ws="none", interface="asgi3", lifespan="off", log_config=None)
        config.load()
        state = state or State()
        state.end, state.default_headers = b"date: now\r\n\r\n", [(b"date", b"now")]
        self.out, self.late, self.coming = bytearray(), bytearray(), deque()
        self.closed = self.aborted = self.gone = False
        self.reading, self.room, self.held = True, room, bytearray()
        self.made = kind(config, state, {})
        self.made.connection_made(self)

    # ---- what the protocol sees

    def write(self, data):
        if self.closed:
            self.late += data
            return
        if self.room is None:
            self.out += data
            return
        self.held += data
        self.take(0)
        if len(self.held) > 0:
            self.made.pause_writing()

    def close(self):
        if not self.closed:
            self.closed = True
            if not self.held:
                asyncio.get_running_loop().call_soon(self._lost)

    def abort(self):
        self.aborted = True
        self.held.clear()
        self.close()

    def is_closing(self):
        return self.closed

    def pause_reading(self):
        self.reading = False

    def resume_reading(self):
        self.reading = True

    def get_write_buffer_size(self):
        return len(self.held)

    def _lost(self):
        if not self.gone:
            self.gone = True
            self.made.connection_lost(None)

    # ---- what the other side does

    def take(self, more):
        """So many bytes more, and all that follow within them."""
        self.room += more
        count = min(self.room, len(self.held))
        self.out += self.held[:count]
        del self.held[:count]
        self.room -= count
        if not self.held:
            self.made.resume_writing()
            if self.closed:
                self._lost()

    def send(self, *pieces):
        """As much of it as is read at once."""
        self.coming += pieces
        while self.coming and self.reading and not self.closed:
            self.made.data_received(self.coming.popleft())

    async def settle(self):
        """Until all is answered that came, or nobody reads it."""
        quiet = 0
        for _ in range(20_000):
            self.send()
            await asyncio.sleep(0 if self.made.server_state.tasks else 0.0002)
            idle = not self.made.server_state.tasks and not (self.coming and self.reading and not self.closed)
            quiet = quiet + 1 if idle else 0
            if quiet > 3:
                return
        raise AssertionError("it never ends")

    async def turn(self, turns=20):
        """What is to happen at once has happened."""
        for _ in range(turns):
            self.send()
            await asyncio.sleep(0)


def answers(data, heads=()):
    """(status, headers by name, body) of each, without what is said before; `heads`: places of those to HEAD."""
    found, rest = [], bytes(data)
    while rest:
        head, end, rest = rest.partition(b"\r\n\r\n")
        assert end, head
        line, *lines = head.split(b"\r\n")
        version, status, _phrase = line.split(b" ", 2)
        assert version == b"HTTP/1.1"
        status = int(status)
        if status == 100:
            continue
        headers = sorted(tuple(one.split(b": ", 1)) for one in lines if not one.startswith(b"date: "))
        facts, body = dict(headers), b""
        if (len(found) in heads and status != 400) or status in {204, 304}:
            pass
        elif facts.get(b"transfer-encoding") == b"chunked":
            while True:
                size, _, rest = rest.partition(b"\r\n")
                body, rest = body + rest[: int(size, 16)], rest[int(size, 16) + 2 :]
                if size == b"0":
                    break
        else:
            length = int(facts.get(b"content-length", b"0"))
            assert len(rest) >= length
            body, rest = rest[:length], rest[length:]
        found.append((status, headers, body))
    return found


def statuses(wire):
    return [one[0] for one in answers(wire.out)]


def bodies(wire):
    return [one[2] for one in answers(wire.out)]


def asking(path=b"/", *lines, method=b"GET", version=b"HTTP/1.1", host=HOST, body=b""):
    lines = [method + b" " + path + b" " + version, *([host] if host else []), *lines]
    return b"".join(one + b"\r\n" for one in lines) + b"\r\n" + body


def posting(body, *lines, path=b"/echo"):
    return asking(path, b"Content-Length: %d" % len(body), *lines, method=b"POST", body=body)


def chunked(*pieces, path=b"/echo"):
    """The head, and as many chunks as are given. It has no end."""
    return asking(path, b"Transfer-Encoding: chunked", method=b"POST", body=b"".join(map(chunk, pieces)))


def chunk(data):
    return b"%x\r\n%s\r\n" % (len(data), data)


def run(work):
    return asyncio.run(work)


class Echo:
    """An application that reads what it is sent, and says what that was. What it was told is in `heard`."""

    def __init__(self, site):
        self.site, self.heard, self.go = site, [], {}

    async def __call__(self, scope, receive, send):
        path = scope["path"]
        if path in self.go:
            await self.go[path].wait()
        if path in {"/early", "/late"}:
            await self._say(send, b"without reading")
            return
        if path not in {"/echo", "/desk/echo"}:
            await self.site(scope, receive, send)
            return
        body = b""
        while True:
            message = await receive()
            self.heard.append(message["type"])
            if message["type"] == "http.disconnect":
                return
            body = (body + message["body"])[:1000]
            if not message["more_body"]:
                break
        await self._say(send, scope["method"].encode() + b" " + body)

    async def _say(self, send, body):
        headers = [*TEXT, (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


@pytest.fixture
def echo(site):
    site.pages |= {
        "/other": (200, TEXT, OTHER, ["other"]),
        "/large": (200, [(b"content-type", b"image/png")], LARGE, ["large"]),
        "/own": (200, [*TEXT, (b"set-cookie", b"a=1")], b"own", ["own"]),
    }
    return Echo(site)


@pytest.fixture
def door(open_door, node, echo):
    """The door before that application, with its pages in memory."""
    reader = open_door(
        node, beside=("/desk/",), declared=lambda path: {"before"} if path == "/latest" else ()
    )
    reader.front.app = reader.front.renewal.app = echo
    reader.front.renewal.crowd.share = 1e9
    for path in ("/", "/other", "/large"):
        run(reader.get(path))
        assert reader.front.at_hand(path, {b"host": b"paper.example"})
    echo.site.asked.clear()
    return reader.front


@pytest.fixture
def hold(echo):
    """`hold(path)`: from now on the application answers there only when it is let."""

    @contextmanager
    def _hold(path="/slow"):
        echo.site.pages.setdefault(path, (200, [*TEXT, (b"set-cookie", b"a=1")], b"slow", ["slow"]))
        echo.go[path] = asyncio.Event()
        yield echo.go[path].set
        echo.go.pop(path).set()

    return _hold


async def talk(front, *pieces, kind=Protocol, **options):
    wire = Wire(kind, front, **options)
    wire.send(*pieces)
    await wire.settle()
    return wire


# ---- the same as by the longer way ------------------------------------------------------------------------------

# In these is written what the door gave with its page.
LINES = [
    b"Accept-Encoding: gzip", b"ACCEPT-encoding: br;q=0.5, gzip", b"accept-encoding:br", b"Accept-Encoding: *;q=0",
    b"Accept-Encoding: identity;q=0, gzip;q=0.001", b"Accept-Encoding:", b"If-None-Match: {plain}", b"if-NONE-match: {br}",
    b"If-None-Match: W/{gzip}", b'If-None-Match: "x", {br}', b'If-None-Match: "x"', b"If-None-Match: *", b"If-None-Match: \xe4",
    b"If-Modified-Since: {modified}", b"If-Modified-Since: Mon, 01 Jan 2001 00:00:00 GMT", b"If-Modified-Since: \xff",
    b"Cookie: a=1", b"X: " + b"a" * 300, b"X-Forwarded-Proto: https", b"Range: bytes=0-1", b"Connection: keep-alive",
    b"Expect: 100-continue", b"Expect: nothing", b"Content-Length: 0", b"\xc0bc: d"[1:], b"TE: trailers",
]  # fmt: skip
PATHS = [
    b"/", b"/", b"/other", b"/other", b"/large", b"/none", b"/own", b"/?a=1", b"/?", b"/%6fther", b"/oth%65r?x", b"//", b"//other",
    b"/other#x", b"/latest?before=1", b"/latest?b%65fore=1&x", b"http://paper.example/other", b"http://else.example/other", b"/desk/x",
    b"/.", b"/;x", b"/other/", b"/%ff", b"/%00", b"/%2f", b"*",
]  # fmt: skip


@st.composite
def requests(draw, *, last=False):
    version = draw(st.sampled_from([b"HTTP/1.1", b"HTTP/1.0"])) if last else b"HTTP/1.1"
    lines = draw(st.lists(st.sampled_from(LINES), max_size=4))
    while lines.count(b"Content-Length: 0") > 1:
        # That is no request at all; see below.
        lines.remove(b"Content-Length: 0")
    if last and draw(st.booleans()):
        lines.append(draw(st.sampled_from([b"Connection: close", b"connection: x, CLOSE"])))
    host = draw(st.sampled_from([HOST, HOST, b"hOST:paper.example", b"Host: Paper.Example", b"Host: a/b"]))
    method = draw(st.sampled_from([b"GET"] * 4 + [b"HEAD"] * 2 + [b"OPTIONS", b"DELETE"]))
    sends = draw(st.sampled_from([None] * 6 + ["whole", "chunks"]))
    path = draw(st.sampled_from(PATHS))
    if sends is None:
        return asking(path, *lines, method=method, version=version, host=host)
    lines = [one for one in lines if not one.startswith(b"Content-Length")]
    body = draw(st.binary(max_size=20))
    method, path = (
        draw(st.sampled_from([b"POST", b"PUT", b"GET"])),
        draw(st.sampled_from([b"/echo", b"/", b"/other"])),
    )
    if sends == "whole":
        lines.append(b"content-length: %d" % len(body))
    elif version == b"HTTP/1.1":
        lines.append(b"Transfer-encoding: chunked")
        body = (chunk(body) if body else b"") + draw(
            st.sampled_from([b"0\r\n\r\n", b"0;x=y\r\na: b\r\nc: d\r\n\r\n"])
        )
    else:
        body = b""
    return asking(path, *lines, method=method, version=version, host=host, body=body)


@st.composite
def conversations(draw):
    """Requests in a row, the places of those to HEAD, and the places at which what is sent is cut."""
    asked = [*draw(st.lists(requests(), max_size=6)), draw(requests(last=True))]
    cuts = draw(st.lists(st.integers(0, 10_000), max_size=5))
    return asked, cuts, draw(st.booleans())


def cut(whole, places):
    places = [0, *sorted(place % (len(whole) + 1) for place in places), len(whole)]
    return [whole[a:b] for a, b in pairwise(places)]


async def facts(front):
    """What of the front page can be asked for by a condition."""
    wire = await talk(front, *[asking(b"/", b"Accept-Encoding: " + one) for one in (b"x", b"br", b"gzip")])
    plain, br, packed = (dict(one[1]) for one in answers(wire.out))
    return {b"{plain}": plain[b"etag"], b"{br}": br[b"etag"], b"{gzip}": packed[b"etag"],
            b"{modified}": plain[b"last-modified"]}  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(conversations())
def test_whatever_is_said_on_a_connection_the_answers_are_those_of_the_longer_way(door, echo, conversation):
    asked, cuts, theirs_first = conversation

    async def both():
        known = await facts(door)
        whole = b"".join(asked)
        for name, value in known.items():
            whole = whole.replace(name, value)
        heads = [place for place, one in enumerate(asked) if one.startswith(b"HEAD")]
        found = []
        for kind in (HttpToolsProtocol, Protocol) if theirs_first else (Protocol, HttpToolsProtocol):
            wire = await talk(door, *cut(whole, cuts), kind=kind)
            assert kind is HttpToolsProtocol or not wire.late
            found.append((answers(wire.out, heads), wire.closed, wire.out.count(b"100 Continue")))
        assert found[0] == found[1]
        assert len(found[0][0]) == len(asked)

    run(both())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(
    st.lists(st.sampled_from([b"/", b"/other", b"/own", b"/none", b"/large"]), min_size=1, max_size=12),
    st.data(),
)
def test_answers_come_in_the_order_of_the_requests_at_whatever_byte_these_are_cut(door, paths, data):
    expected = {b"/": FRONT, b"/other": OTHER, b"/own": b"own", b"/none": b"nothing", b"/large": LARGE}
    whole = b"".join(map(asking, paths))
    pieces = data.draw(st.sampled_from([
        [whole], [bytes([one]) for one in whole], list(map(asking, paths)),
        cut(whole, data.draw(st.lists(st.integers(0, len(whole)), max_size=20))),
    ]))  # fmt: skip
    wire = run(talk(door, *pieces))
    assert bodies(wire) == [expected[one] for one in paths]
    assert not wire.closed


def test_a_page_at_hand_costs_no_task_and_one_write(door, monkeypatch):
    """Or the comparison above would be one of the longer way with itself."""
    written = []
    monkeypatch.setattr(Wire, "write", lambda _wire, data: written.append(bytes(data)))

    async def once():
        wire = Wire(Protocol, door)
        wire.send(asking(b"/", b"accept-ENCODING: gzip"), asking(b"/other", method=b"HEAD"))
        return wire.made.server_state.tasks

    assert not run(once())
    packed, head = written
    assert gzip.decompress(answers(packed)[0][2]) == FRONT
    assert answers(head, {0})[0][0] == 200


@pytest.mark.parametrize("path", [b"/", b"/none", b"/desk/x"])
def test_in_1_1_there_is_one_host_and_in_1_0_there_may_be_none(door, path):
    async def each():
        for host, version, status in (
            (b"", b"HTTP/1.1", 400),
            (HOST + b"\r\n" + HOST, b"HTTP/1.1", 400),
            (HOST + b"\r\nhost: else.example", b"HTTP/1.0", 400),
            (HOST, b"HTTP/1.0", 200 if path == b"/" else 404),
        ):
            wire = await talk(door, asking(path, host=host, version=version))
            assert (statuses(wire), wire.closed) == ([status], True), host
        wire = await talk(door, asking(path, host=b"", version=b"HTTP/1.0"))
        assert statuses(wire) == statuses(
            await talk(door, asking(path, host=b"", version=b"HTTP/1.0"), kind=HttpToolsProtocol)
        )

    run(each())


# ---- bounds -----------------------------------------------------------------------------------------------------


async def flood(front, begin, piece, most=4000):
    """Sends `piece` until the connection ends; also tells how much memory that took at its height."""
    wire = Wire(Protocol, front)
    wire.send(begin)
    await wire.turn(5)
    tracemalloc.start()
    try:
        sent = 0
        while not wire.closed and sent < most:
            wire.send(piece)
            sent += 1
            if sent % 8 == 0 or not wire.reading:
                await asyncio.sleep(0)
        _now, height = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    ended = wire.closed
    wire.close()
    await wire.settle()
    wire.closed = ended
    return wire, sent * len(piece), height


@pytest.mark.parametrize(
    ("begin", "piece", "status"),
    [
        (b"GET / HTTP/1.1\r\n" + HOST + b"\r\n", b"X: " + b"a" * 1000 + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\n" + HOST + b"\r\nX: ", b"a" * 1000, 431),
        (b"GET / HTTP/1.1\r\n" + HOST + b"\r\n", b"X", 431),
        (b"GET /", b"a" * 1000, 431),
        (b"", b"\r\n" * 500, 431),
        (b"G", b"E" * 1000, 400),
        (chunked() + b"0\r\n", b"x: " + b"a" * 1000 + b"\r\n", 431),
        (chunked() + b"0\r\nx: ", b"a" * 1000, 431),
        (chunked() + b"5;", b"a" * 1000, 431),
        (chunked() + b'5;a="', b"a" * 1000, 431),
        (chunked(), b"1" * 1000, 400),
        (chunked(), chunk(b"a" * 1000), 413),
        (chunked(), chunk(b"a" * 20), 413),
        (chunked(path=b"/desk/echo"), b"5;", 431),
    ],
)  # fmt: skip
def test_what_never_ends_is_ended_and_takes_no_more_memory_than_its_bound(door, begin, piece, status):
    most = (bounds.BODY if status == 413 else bounds.HEAD_BYTES) + 10_000
    wire, sent, height = run(flood(door, begin, piece, most=10 * most // len(piece)))
    assert (statuses(wire), wire.closed) == ([status], True)
    assert sent <= (2 * most if piece == chunk(b"a" * 20) else most)
    # Whatever is kept of it, it is not more than a few times what a head may be.
    assert height < 20 * bounds.HEAD_BYTES
    assert not wire.late


@pytest.mark.parametrize("count", [bounds.HEAD_LINES, bounds.HEAD_LINES + 1])
def test_a_head_may_have_so_many_lines(door, count):
    lines = [b"X%d: a" % number for number in range(count - 1)]
    wire = run(talk(door, asking(b"/none", *lines)))
    assert (statuses(wire), wire.closed) == (([404], False) if count == bounds.HEAD_LINES else ([431], True))


def test_a_large_body_that_is_taken_is_not_kept(door, echo):
    """Beside the door pictures and films are sent."""
    wire, sent, height = run(flood(door, chunked(path=b"/desk/echo"), chunk(b"a" * 60_000), most=200))
    assert sent > 10_000_000
    assert not wire.closed
    assert height < 1 << 20
    assert len(echo.heard) > 10


def test_a_body_that_nobody_takes_is_not_read(door, hold):
    async def send():
        with hold():
            wire, sent, height = await asyncio.wait_for(_stuck(door), 10)
            assert (wire.reading, wire.closed) == (False, False)
            assert sent < 4 * 65_536
            assert height < 1 << 20

    async def _stuck(front):
        wire = Wire(Protocol, front)
        wire.send(asking(b"/slow", b"Content-Length: 900000", method=b"POST"))
        await wire.turn()
        tracemalloc.start()
        try:
            wire.send(*[b"a" * 10_000] * 90)
            height = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        return wire, (90 - len(wire.coming)) * 10_000, height

    run(send())


@pytest.mark.parametrize(
    ("length", "path", "status"),
    [
        (bounds.BODY + 1, b"/echo", 413),
        (bounds.BODY_BESIDE + 1, b"/desk/echo", 413),
        (10**17, b"/desk/echo", 413),
        (10**30, b"/desk/echo", 400),
        (bounds.BODY + 1, b"http://paper.example/desk/echo", 413),
    ],
)  # fmt: skip
def test_a_body_that_is_said_to_be_too_long_is_refused_before_the_application_is_asked(
    door, echo, length, path, status
):
    head = asking(path, b"Content-Length: %d" % length, b"Expect: 100-continue", method=b"POST")
    wire = run(talk(door, head, b"a" * 1000))
    assert (statuses(wire), wire.closed, echo.heard) == ([status], True, [])
    assert b"100 Continue" not in wire.out


@pytest.mark.parametrize("kind", ["whole", "chunks"])
def test_a_body_may_be_just_so_long(door, monkeypatch, kind):
    monkeypatch.setattr(bounds, "BODY", 100)

    def sends(size):
        return posting(b"a" * size) if kind == "whole" else chunked(b"a" * size) + b"0\r\n\r\n"

    assert bodies(run(talk(door, sends(100), sends(100)))) == [b"POST " + b"a" * 100] * 2
    wire = run(talk(door, sends(101)))
    assert (statuses(wire), wire.closed) == ([413], True)


def test_more_in_a_row_than_may_be_ends_the_connection_after_those_that_may(door, hold):
    async def flooded():
        with hold() as go:
            wire = Wire(Protocol, door)
            # In one piece: what comes later is not read while one waits.
            wire.send(asking(b"/slow") + (asking(b"/") + asking(b"/none")) * 1000)
            await wire.turn()
            assert len(wire.made.pipeline) == bounds.IN_A_ROW
            assert not wire.reading
            assert not wire.out
            go()
            await wire.settle()
        return wire

    wire = run(flooded())
    assert bodies(wire) == [b"slow"] + [FRONT, b"nothing"] * (bounds.IN_A_ROW // 2)
    assert wire.closed
    assert not wire.late


# ---- what is no plain request for a page ------------------------------------------------------------------------


CONFUSABLE = {"/é": b"one", "/Ã©": b"two", "//x": b"double", "/x": b"single", "/a?b": b"question", "/a": b"a", "/a#b": b"hash",
              "/a%62": b"percent", "/ab": b"ab", "/a b": b"space", "/http://x/": b"scheme", "/paper.example:443": b"port",
              "/*": b"star"}  # fmt: skip


ADDRESSES = [
    b"/\xc3\xa9", b"/\xe9", b"/%C3%A9", b"/%C3%83%C2%A9", b"//x", b"///x", b"/x", b"/a?b", b"/a%3Fb", b"/a#b", b"/a%23b",
    b"/a%2562", b"/a%62", b"/a%20b", b"/a+b", b"*", b"/*", b"http://x/", b"http://x/x", b"/http://x/", b"http://paper.example/a",
    b"HTTP://paper.example//x", b"http://paper.example", b"http://paper.example?a", b"x", b"?", b"#", b"a:1",
    b"paper.example:443", b"/a\tb", b"/a\x7f", b"/a\\b", b'/a"b',
]  # fmt: skip
ODD = [
    asking(b"/", b"Content-Length: 5", body=b"hello"), asking(b"/", b"Content-Length: 0"),
    asking(b"/", b"Transfer-Encoding: chunked", body=b"0\r\n\r\n"),
    asking(b"/", b"Transfer-Encoding: Chunked", body=b"1\r\na\r\n0\r\n\r\n"),
    asking(b"/", method=b"get"), asking(b"/", method=b"PROPFIND"), asking(b"/", method=b"QUERY"),
    asking(b"/", version=b"HTTP/2.0"), asking(b"/", version=b"HTTP/0.9"), asking(b"/", version=b"HTTP/1.2"),
    b"GET /\r\n\r\n", b"GET  / HTTP/1.1\r\n" + HOST + b"\r\n\r\n", b"GET / HTTP/1.1\n" + HOST + b"\n\n",
    asking(b"/", b"X : a"), asking(b"/", b" X: a"), asking(b"/", b"X: a\r\n b"), asking(b"/", b"X: a\x00b"),
    asking(b"/", b"Content-Length: 1", b"Content-Length: 1", body=b"a"), asking(b"/", b"Content-Length: 1, 1", body=b"a"),
    asking(b"/", b"Content-Length: -1"), asking(b"/", b"Content-Length: 0x1", body=b"a"), asking(b"/", b"Content-Length:"),
    asking(b"/", b"Content-Length: " + b"0" * 5000 + b"1  ", body=b"a"),
    asking(b"/", b"Transfer-Encoding: gzip"), asking(b"/", b"Transfer-Encoding: chunked, gzip"),
]  # fmt: skip


@pytest.mark.parametrize("method", [b"GET", b"HEAD", b"OPTIONS", b"CONNECT", b""])
@pytest.mark.parametrize("line", [b"", b"Expect: 100-continue"])
def test_what_is_odd_is_answered_as_by_the_longer_way_and_never_with_another_page(
    door, echo, caplog, method, line
):
    for path, body in CONFUSABLE.items():
        echo.site.pages[path] = 200, TEXT, body, ["x"]

    async def both():
        for path in CONFUSABLE:
            quoted = "".join(one if one.isalnum() and one.isascii() or one in "/:.*" else
                             "".join(f"%{byte:02X}" for byte in one.encode()) for one in path)  # fmt: skip
            await talk(door, asking(quoted.encode()))
            assert door.store.find((b"paper.example", path, "", False))
        for asked in (
            [asking(path, *[line] * bool(line), method=method) for path in ADDRESSES] if method else ODD
        ):
            ours, theirs = [await talk(door, asked, kind=kind) for kind in (Protocol, HttpToolsProtocol)]
            assert not ours.late
            # That nothing is changed over to may be said at the end of our answer.
            ours, theirs = ([(status, [pair for pair in headers if pair[0] != b"connection"], body)
                             for status, headers, body in answers(wire.out, {0} if method == b"HEAD" else ())]
                            for wire in (ours, theirs))  # fmt: skip
            if theirs and theirs[0][0] == 400:
                assert [one[0] for one in ours] == [400], asked
            else:
                assert ours == theirs, asked

    run(both())
    # None of that is a fault of ours.
    assert not [one for one in caplog.records if one.levelno >= logging.ERROR]


@pytest.mark.parametrize("path", [b"/", b"/none", b"/own", b"/slow"])
@pytest.mark.parametrize("version", [b"h2c", b"websocket", b"TLS/1.0"])
def test_after_an_upgrade_the_connection_ends_with_the_answer(door, hold, path, version):
    async def upgrade():
        with hold() as go:
            wire = Wire(Protocol, door)
            wire.send(
                asking(b"/own")
                + asking(path, b"Connection: Upgrade", b"Upgrade: " + version)
                + asking(b"/other")
            )
            wire.send(asking(b"/other"))
            await wire.turn()
            go()
            await wire.settle()
        return wire

    wire = run(upgrade())
    _first, second = answers(wire.out)
    assert second[2] == {b"/": FRONT, b"/none": b"nothing", b"/own": b"own", b"/slow": b"slow"}[path]
    assert (b"connection", b"close") in second[1]
    assert wire.closed


@pytest.mark.parametrize("sends", [posting, lambda body, *lines: asking(
    b"/echo", b"Transfer-Encoding: chunked", *lines, method=b"POST", body=chunk(body) + b"0\r\n\r\n")])  # fmt: skip
def test_a_body_that_comes_with_an_upgrade_is_not_taken_for_an_empty_one(door, echo, sends):
    """It is not read by the parser. Whoever sent it must not be told that it was."""
    wire = run(talk(door, sends(b"hello", b"Connection: Upgrade", b"Upgrade: h2c")))
    assert wire.closed
    assert bodies(wire) != [b"POST "]
    assert "http.request" not in echo.heard


def test_who_waits_to_be_asked_for_his_body_is_asked_when_it_is_read(door):
    async def expect():
        wire = Wire(Protocol, door)
        wire.send(
            asking(b"/other")
            + asking(b"/echo", b"Expect: 100-Continue", b"Content-Length: 5", method=b"POST")
        )
        await wire.turn()
        assert wire.out.endswith(b"HTTP/1.1 100 Continue\r\n\r\n")
        wire.send(b"hello" + asking(b"/"))
        await wire.settle()
        return wire

    assert bodies(run(expect())) == [OTHER, b"POST hello", FRONT]


# ---- junk -------------------------------------------------------------------------------------------------------

JUNK = [b"\x00", b"junk\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET /\xff HTTP/1.1\r\n\r\n", asking(host=b""),
        asking(b"/none", b"X: " + b"a" * 70_000), asking(b"/", b"Content-Length: 2000000", method=b"POST"),
        asking(b"x"), asking(b"/", b"Content-Length: 1", b"Transfer-Encoding: chunked"), chunked(b"a") + b"x\r\n",
        chunked() + b"5\r\nhelloo", chunked() + b"0\r\n\x00"]  # fmt: skip


@pytest.mark.parametrize("between", [b"", asking(b"/other")])
@pytest.mark.parametrize("apart", [False, True])
def test_who_asked_before_junk_is_answered_whole_and_then_it_ends(door, hold, between, apart):
    async def junked(junk):
        with hold("/desk/slow") as go:
            wire = Wire(Protocol, door)
            good = asking(b"/desk/slow") + between
            if apart:
                wire.send(good)
                await wire.turn()
                # The application may listen on, as it does for the end.
                wire.made.flow.resume_reading()
                wire.send(junk + asking(b"/other"))
            else:
                wire.send(good + junk + asking(b"/other"))
            await wire.turn()
            assert not wire.out, junk
            assert not wire.closed, junk
            go()
            await wire.settle()
        found = answers(wire.out)
        assert [one[2] for one in found] == ([b"slow", OTHER] if between else [b"slow"]), junk
        assert wire.closed
        assert not wire.late

    async def each():
        for junk in JUNK:
            await junked(junk)

    run(each())


@pytest.mark.parametrize("junk", [b"x\r\n", b"5\r\nhelloo", b"0\r\n\x00", b"ffffffffffffffffff\r\n"])
@pytest.mark.parametrize("read", [True, False])
def test_junk_in_a_body_is_refused_and_the_application_is_told(door, echo, hold, junk, read):
    async def junked():
        with hold("/echo") as go:
            wire = Wire(Protocol, door)
            if read:
                go()
            wire.send(chunked(b"hello"))
            await wire.turn()
            wire.send(junk + asking(b"/other"))
            go()
            await wire.settle()
        return wire

    wire = run(junked())
    assert (statuses(wire), wire.closed) == ([400], True)
    assert echo.heard[-1] == "http.disconnect"
    assert not wire.late
    assert not wire.made.server_state.tasks


@pytest.mark.parametrize("junk", [b"x\r\n", *[chunk(b"a" * 60_000) * 20]])
def test_whoever_has_his_answer_already_gets_no_other_for_what_follows_in_its_body(door, junk):
    async def early():
        wire = Wire(Protocol, door)
        wire.send(chunked(b"hello", path=b"/early"))
        await wire.settle()
        wire.send(junk)
        await wire.settle()
        return wire

    wire = run(early())
    assert bodies(wire) == [b"without reading"]
    assert wire.closed


def test_after_a_refusal_nothing_is_written_even_while_what_came_before_is_still_taken(door, hold):
    """The end is told only when all is taken, and until then the application knows nothing of it."""

    async def refused():
        with hold("/late") as go:
            wire = Wire(Protocol, door, room=1000)
            wire.made.pause_writing = lambda: None
            wire.send(asking(b"/large"), chunked(b"a", path=b"/late"))
            await wire.turn()
            wire.send(b"x\r\n")
            assert wire.closed
            go()
            await wire.turn()
            assert not wire.late
            wire.take(1 << 20)
            await wire.settle()
        return wire

    assert [one[0] for one in answers(run(refused()).out)] == [200, 400]


# ---- those that take nothing ------------------------------------------------------------------------------------


def test_nothing_more_is_written_to_one_who_takes_nothing_and_the_order_stays(door):
    paths = [b"/large", b"/large", b"/other", b"/none", b"/", b"/own", b"/large", b"/"]
    expected = {b"/": FRONT, b"/other": OTHER, b"/own": b"own", b"/none": b"nothing", b"/large": LARGE}

    async def slowly():
        wire = Wire(Protocol, door, room=1000)
        wire.send(b"".join(map(asking, paths[:5])))
        await wire.turn(50)
        wire.send(*map(asking, paths[5:]))
        await wire.turn(50)
        height = len(wire.held)
        assert len(wire.out) == 1000
        while wire.held or wire.made.server_state.tasks or wire.coming:
            wire.take(70_000)
            await wire.turn(50)
            height = max(height, len(wire.held))
        return wire, height

    wire, height = run(slowly())
    assert bodies(wire) == [expected[one] for one in paths]
    # Never more than one page of them all.
    assert height < len(LARGE) + 2000


@asynccontextmanager
async def listening(front, most=100):
    """A server at a socket of its own, whose seconds are ours to count."""
    server = Server(front, most=most)
    server.config.load()
    server.lifespan = server.config.lifespan_class(server.config)
    await server.on_tick(0)
    with socket.create_server(("127.0.0.1", 0)) as at:
        await server.startup([at])
        yield server, at.getsockname()
        for connection in list(server.state.connections):
            connection.transport.abort()
        await server.shutdown([at])


async def until(is_so):
    for _ in range(5000):
        if is_so():
            return
        await asyncio.sleep(0.001)
    raise AssertionError("it never comes")


@pytest.mark.enable_socket
def test_over_a_socket_a_reader_who_takes_nothing_holds_one_page_and_gets_all_when_he_does(
    open_door, node, echo
):
    huge = random.Random(2).randbytes(2_000_000)
    echo.site.pages["/huge"] = 200, [(b"content-type", b"image/png")], huge, ["huge"]
    reader = open_door(node, memory=32 << 20)
    run(reader.get("/huge"))
    run(reader.get("/other"))

    async def slowly():
        async with listening(reader.front) as (server, address):
            coming, going = await asyncio.open_connection(*address, limit=1 << 16)
            going.transport.pause_reading()
            # 24 MB: no system takes that for him.
            going.write((asking(b"/huge") + asking(b"/other")) * 12)
            await until(lambda: any(one.flow.write_paused for one in server.state.connections))
            (one,) = server.state.connections
            height = 0
            for _ in range(50):
                await asyncio.sleep(0.001)
                height = max(height, one.transport.get_write_buffer_size())
            going.transport.resume_reading()
            for _ in range(12):
                for expected in (huge, OTHER):
                    head = await asyncio.wait_for(coming.readuntil(b"\r\n\r\n"), 10)
                    length = int(re.search(rb"content-length: (\d+)", head)[1])
                    assert await asyncio.wait_for(coming.readexactly(length), 10) == expected
            going.close()
            return height

    assert run(slowly()) < len(huge) + (1 << 17)


# ---- connections whose time is over -----------------------------------------------------------------------------


@pytest.fixture
def server(door):
    return Server(door, most=8)


def pass_time(server, seconds):
    for _ in range(seconds):
        server.state.now += 1
        server._look_round()


async def lives(server, wire, most):
    """How many seconds it does, if nothing happens."""
    for second in range(most):
        if wire.closed:
            return second
        pass_time(server, 1)
        await wire.turn(2)
    return None


@pytest.mark.parametrize(
    ("sent", "seconds"),
    [
        (b"", times.KEPT),
        (b"\r\n", times.KEPT),
        (asking(b"/"), times.KEPT),
        (asking(b"/own"), times.KEPT),
        (asking(b"/none") + asking(b"/"), times.KEPT),
        (posting(b"a"), times.KEPT),
        (b"G", times.HEAD),
        (b"GET / HTTP/1.1\r\nX: ", times.HEAD),
        (asking(b"/") + b"GET", times.HEAD),
        (posting(b"a") + b"GET / HTTP/1.1\r\n", times.HEAD),
        (posting(b"aaaa")[:-1], times.STALLED),
        (chunked(b"a"), times.STALLED),
        (chunked(b"a") + b"0\r\nx: ", times.STALLED),
        (asking(b"/") + chunked(), times.STALLED),
        # That has its answer already.
        (chunked(b"a", path=b"/early"), times.KEPT),
    ],
)
def test_where_nothing_more_comes_a_connection_ends_in_its_time(door, server, sent, seconds):
    async def silence():
        wire = Wire(Protocol, door, state=server.state)
        wire.send(sent)
        await wire.settle() if seconds == times.KEPT else await wire.turn(200)
        assert seconds < await lives(server, wire, 200) <= seconds + 2
        await wire.settle()
        assert not server.state.connections
        assert not wire.late

    run(silence())


@pytest.mark.parametrize(
    ("begin", "piece", "every", "ends"),
    [
        # A head has its time as a whole, however it comes.
        (b"GET / HTTP/1.1\r\nX: ", b"a", 1, times.HEAD),
        (b"GET /", b"a", 1, times.HEAD),
        (posting(b"a" * 1000)[:-1000], b"a", times.STALLED - 1, None),
        (chunked(), chunk(b"a"), times.STALLED - 1, None),
        (b"", asking(b"/"), times.KEPT - 1, None),
        (b"", asking(b"/none"), times.KEPT - 1, None),
    ],
)
def test_what_comes_slowly_is_waited_for_if_it_is_no_head(door, server, begin, piece, every, ends):
    async def slowly():
        wire = Wire(Protocol, door, state=server.state)
        wire.send(begin)
        await wire.turn(50)
        for second in range(500):
            if second % every == 0 and not wire.closed:
                wire.send(piece)
                await wire.turn(50)
            pass_time(server, 1)
            if wire.closed:
                assert ends is not None
                assert ends < second + 1 <= ends + 2
                break
        else:
            assert ends is None
        wire.close()
        await wire.settle()

    run(slowly())


@pytest.mark.parametrize(
    "sent",
    [
        asking(b"/desk/slow"),
        asking(b"/desk/slow") + asking(b"/") * 5,
        asking(b"/desk/slow") + asking(b"/") + b"GET / HT",
        # Its body is there, or not read yet, or not asked for.
        posting(b"a" * 100, path=b"/desk/slow"),
        posting(b"a" * 900_000, path=b"/desk/slow")[:100_000],
        asking(b"/desk/slow") + posting(b"aaaa")[:-1],
        asking(b"/desk/slow", b"Content-Length: 5", b"Expect: 100-continue", method=b"POST"),
    ],
)
def test_a_request_that_the_application_takes_long_over_is_let(door, server, hold, sent):
    async def long():
        with hold("/desk/slow") as go:
            wire = Wire(Protocol, door, state=server.state)
            wire.send(sent)
            await wire.turn(50)
            assert await lives(server, wire, 400) is None
            go()
            await wire.turn(200)
        assert bodies(wire)[0] == b"slow"
        # And those behind it have their time from then on.
        assert await lives(server, wire, 10) is None
        wire.close()
        await wire.settle()

    run(long())


@pytest.mark.parametrize("path", [b"/large", b"/desk/large"])
def test_one_who_takes_nothing_of_his_answer_is_ended_and_one_who_takes_a_little_is_not(
    door, echo, server, path
):
    echo.site.pages["/desk/large"] = echo.site.pages["/large"]

    async def slowly():
        wires = nothing, little = [Wire(Protocol, door, state=server.state, room=1000) for _ in range(2)]
        for wire in wires:
            wire.send(asking(path))
            await wire.turn(50)
        for second in range(times.STALLED * 5):
            if second % (times.STALLED - 1) == 0:
                little.take(1)
            pass_time(server, 1)
            await little.turn(2)
            # The first look is what the others are counted from.
            assert nothing.aborted == (second > times.STALLED), second
            assert not little.aborted
        little.take(1 << 20)
        await little.settle()
        # All of it, whatever became of the connection.
        if path == b"/large":
            assert bodies(little) == [LARGE]
        little.close()
        await little.settle()
        assert not server.state.connections

    run(slowly())


def test_where_there_are_many_those_that_wait_go_sooner_and_those_that_are_busy_do_not(door, server, hold):
    async def crowd():
        with hold("/desk/slow") as go:
            busy, taking, sending = (
                Wire(Protocol, door, state=server.state, room=room) for room in (None, 1000, None)
            )
            busy.send(asking(b"/desk/slow"))
            taking.send(asking(b"/large"))
            sending.send(posting(b"a" * 100)[:-50])
            idle = [Wire(Protocol, door, state=server.state) for _ in range(3)]
            for wire in (busy, taking, sending, *idle):
                await wire.turn(20)
            # Six of eight are not many yet.
            pass_time(server, times.KEPT_SHORT + 5)
            assert not any(wire.closed for wire in idle)
            late = Wire(Protocol, door, state=server.state)
            pass_time(server, 1)
            assert all(wire.closed for wire in idle)
            assert not late.closed
            await late.turn(5)
            pass_time(server, times.KEPT_SHORT + 5)
            # There are few again.
            assert not late.closed
            several = [Wire(Protocol, door, state=server.state) for _ in range(4)]
            pass_time(server, times.KEPT_SHORT + 2)
            assert all(wire.closed for wire in (late, *several))
            assert not any(wire.closed for wire in (busy, sending))
            assert not taking.aborted
            go()
            taking.take(1 << 20)
            sending.send(b"a" * 50)
            for wire in (busy, taking, sending):
                await wire.settle()
        return bodies(busy), bodies(taking), bodies(sending)

    assert run(crowd()) == ([b"slow"], [LARGE], [b"POST " + b"a" * 100])


@pytest.mark.enable_socket
def test_over_a_socket_a_download_that_makes_progress_is_not_ended(open_door, node, echo):
    """The system holds megabytes of an answer, and says nothing before a third of them is taken."""
    huge = random.Random(2).randbytes(12_000_000)
    echo.site.pages["/huge"] = 200, [(b"content-type", b"image/png")], huge, ["huge"]
    reader = open_door(node, memory=32 << 20)
    run(reader.get("/huge"))

    async def slowly():
        loop = asyncio.get_running_loop()
        async with listening(reader.front) as (server, address):
            with socket.socket() as taking:
                taking.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
                taking.setblocking(False)
                await loop.sock_connect(taking, address)
                await loop.sock_sendall(taking, asking(b"/huge"))
                await until(lambda: any(one.flow.write_paused for one in server.state.connections))
                for _ in range(3 * times.STALLED):
                    await loop.sock_recv(taking, 10_000)
                    await asyncio.sleep(0.001)
                    pass_time(server, 1)
                    assert server.state.connections
                # And now he takes nothing.
                pass_time(server, times.STALLED + 2)
                await until(lambda: not server.state.connections)

    run(slowly())


# ---- faults of ours ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["at_hand", "_ask", "_give", "_longest"])
@pytest.mark.parametrize("before", [b"", asking(b"/desk/slow")])
def test_a_fault_of_ours_is_logged_with_where_it_was_and_answered_400(
    door, hold, monkeypatch, caplog, fault, before
):
    async def failing():
        with hold("/desk/slow") as go:
            wire = Wire(Protocol, door)
            wire.send(before)
            await wire.turn()

            def broken(*_args):
                raise RuntimeError("it is broken")

            monkeypatch.setattr(door if fault == "at_hand" else Protocol, fault, broken)
            if before and fault in {"at_hand", "_give"}:
                # While one is being answered none is given at once.
                go()
                await wire.settle()
            wire.send(asking(b"/"), posting(b"a"))
            monkeypatch.undo()
            go()
            await wire.settle()
        return wire

    wire = run(failing())
    expected = [200] if before else []
    if not before or fault in {"at_hand", "_give"}:
        expected.append(400)
    if fault in {"_longest", "_ask"} and not before:
        # The page was at hand.
        expected = [200, 400]
    assert statuses(wire) == expected
    assert wire.closed
    assert not wire.late
    (record,) = [one for one in caplog.records if one.levelno >= logging.ERROR]
    assert str(record.exc_info[1]) == "it is broken"
    assert record.exc_info[2] is not None


def test_what_the_asker_does_wrong_is_not_logged(door, caplog):
    async def each():
        for junk in [
            *JUNK,
            asking(b"/", host=b""),
            asking(b"http://[/"),
            asking(b"http://paper.example"),
            asking(b"/", HOST),
        ]:
            wire = await talk(door, junk)
            assert statuses(wire)[0] in {400, 413, 431}
            assert wire.closed

    run(each())
    assert not [one for one in caplog.records if one.levelno >= logging.ERROR]


# ---- never an old one, and never another's ----------------------------------------------------------------------

UNDO = {b"": bytes, b"gzip": gzip.decompress, b"br": brotli.decompress}
steps = st.lists(
    st.one_of(
        st.tuples(
            st.sampled_from(["/a", "/b"]), st.sampled_from([b"GET"] * 3 + [b"HEAD"]), st.sampled_from(sorted(UNDO)),
            st.sampled_from(["", "", "its", "another's", "*"]), st.booleans(),
        ),
        st.sampled_from(["/a", "/b", "second"]),
    ),
    min_size=4, max_size=25,
)  # fmt: skip


def tag_of(answer, body, method, encoding, *, has):
    """The answer's tag, once it is what was to come: `body` where the asker does not have it."""
    status, headers, found = answer
    facts = dict(headers)
    assert (status == 304) == has
    if status == 200:
        assert facts.get(b"content-encoding", b"") == encoding
    if status == 200 and method == b"GET":
        assert UNDO[encoding](found) == body
        assert facts[b"content-length"] == b"%d" % len(found)
    return facts[b"etag"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(steps)
def test_every_answer_is_of_its_page_as_it_is_now_in_the_encoding_asked_for(door, echo, node, steps):
    versions = dict.fromkeys(["/a", "/b"], 0)

    def body(path):
        # They are all of one length, and so are their heads.
        return b"%s %04d " % (path.encode(), versions[path]) * 60

    def publish(path):
        versions[path] += 1
        echo.site.pages[path] = 200, TEXT, body(path), [f"page:{path}"]
        change(node, f"page:{path}")

    async def talk():
        for path in versions:
            publish(path)
        wire, tags = Wire(Protocol, door), {}
        for step in steps:
            if isinstance(step, str):
                wire.made.server_state.whole.clear() if step == "second" else publish(step)
                continue
            path, method, encoding, condition, twice = step
            its, version = tags.get((path, encoding), (b'"x"', None))
            others, _version = tags.get(("/b" if path == "/a" else "/a", encoding), (b'"x"', None))
            tag = {"": b"", "its": its, "another's": others, "*": b"*"}[condition]
            has = condition == "*" or (condition == "its" and version == versions[path])
            lines = [b"Accept-Encoding: " + encoding, *[b"If-None-Match: " + tag] * bool(tag)]
            for _ in range(1 + twice):
                wire.out.clear()
                wire.send(asking(path.encode(), *lines, method=method))
                await wire.settle()
                (answer,) = answers(wire.out, {0} if method == b"HEAD" else ())
                its = tag_of(answer, body(path), method, encoding, has=has)
                tags[path, encoding] = its, versions[path]
        assert not wire.closed

    run(talk())


def test_what_is_kept_whole_for_a_second_is_bounded_and_goes_with_it(open_door, node, echo, monkeypatch):
    monkeypatch.setattr(bounds, "WHOLE", 5)
    monkeypatch.setattr(bounds, "WHOLE_BYTES", 10_000)
    for number in range(10):
        echo.site.pages[f"/{number}"] = 200, TEXT, b"%d" % number * 500, ["x"]
    reader = open_door(node)

    async def talk():
        server = Server(reader.front, most=8)
        await server.on_tick(0)
        for path in ("/large", "/", *echo.site.pages):
            await reader.get(path)
        wire = Wire(Protocol, reader.front, state=server.state)
        date = server.state.end
        wire.send(
            asking(b"/large"),
            asking(b"/large", method=b"HEAD"),
            asking(b"/", b"If-None-Match: *", method=b"HEAD"),
        )
        assert not server.state.whole
        wire.send(*[asking(b"/%d" % number) for number in range(10)] * 2)
        assert len(server.state.whole) == 5
        wire.send(asking(b"/0", b"Connection: close"))
        assert wire.closed
        assert b"connection: close" not in b"".join(server.state.whole.values())
        await server.on_tick(5)
        assert len(server.state.whole) == 5
        await server.on_tick(10)
        assert not server.state.whole
        assert server.state.end.startswith(b"date: ")
        return date, wire

    date, wire = run(talk())
    assert date
    assert [one[:1] for one in bodies_after(wire, 3)] == [b"%d" % number for number in [*range(10)] * 2 + [0]]


def bodies_after(wire, count):
    return [one[2] for one in answers(wire.out, {1, 2})][count:]
