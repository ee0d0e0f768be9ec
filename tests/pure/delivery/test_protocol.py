"""HTTP on one connection: the same answers as by uvicorn's own protocol, in order, within bounds."""

import asyncio
import errno
import gzip
import logging
import re
import socket
from contextlib import asynccontextmanager

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

HOST = b"Host: paper.example\r\n"
FRONT = b"<p>front</p>" * 50


class Wire(asyncio.Transport):
    """What a connection has on the other side: it takes what is written, unless it is told not to."""

    def __init__(self):
        super().__init__()
        self.out, self.closed, self.aborted, self.reading, self.waiting = bytearray(), False, False, True, 0

    def write(self, data):
        assert not self.closed
        self.out += data

    def close(self):
        self.closed = True

    def abort(self):
        self.closed = self.aborted = True

    def is_closing(self):
        return self.closed

    def pause_reading(self):
        self.reading = False

    def resume_reading(self):
        self.reading = True

    def get_write_buffer_size(self):
        return self.waiting


def connect(front, kind=Protocol):
    """A connection to the door: the protocol and its wire. In a running loop."""
    config = Config(front, http=kind, ws="none", interface="asgi3", lifespan="off", log_config=None)
    config.load()
    state = State()
    state.end = b"date: now\r\n\r\n"
    state.default_headers = [(b"date", b"now")]
    made = kind(config, state, {})
    wire = Wire()
    made.connection_made(wire)
    return made, wire


async def settle(made, times=400):
    """Until everything that was asked is answered."""
    for _ in range(times):
        await asyncio.sleep(0)
        if not made.server_state.tasks and not made.pipeline:
            return
        await asyncio.sleep(0.0005)
    raise AssertionError("not answered")


def answers(data, heads=()):
    """(status, headers in order of their names, body) of each; `heads` are the places of those to HEAD requests."""
    found, rest = [], bytes(data)
    while rest:
        head, rest = rest.split(b"\r\n\r\n", 1)
        line, *lines = head.split(b"\r\n")
        headers = sorted(tuple(one.split(b": ", 1)) for one in lines if not one.startswith(b"date: "))
        length = int(dict(headers).get(b"content-length", b"0"))
        status = int(line.split()[1])
        if len(found) in heads or status == 304:
            length = 0
        found.append((status, headers, rest[:length]))
        rest = rest[length:]
    return found


def get(path=b"/", *lines, method=b"GET", version=b"HTTP/1.1", host=HOST):
    return (
        method
        + b" "
        + path
        + b" "
        + version
        + b"\r\n"
        + host
        + b"".join(one + b"\r\n" for one in lines)
        + b"\r\n"
    )


def run(work):
    return asyncio.run(work)


async def ask(front, *pieces, kind=Protocol):
    made, wire = connect(front, kind)
    for piece in pieces:
        if not wire.closed:
            made.data_received(piece)
        await settle(made)
    return made, wire


async def said(front, *pieces):
    _made, wire = await ask(front, *pieces)
    return answers(wire.out)


# ---- the same as by the longer way ------------------------------------------------------------------------------

paths = st.sampled_from(
    [b"/", b"/", b"/", b"/other", b"/none", b"/?a=1", b"/%6fther", b"//", b"/latest?before=1"]
)
lines = st.lists(
    st.sampled_from([
        b"Accept-Encoding: gzip", b"accept-ENCODING: br", b"Accept-Encoding: identity", b'If-None-Match: "x"', b"If-None-Match: *",
        b"If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT", b"Cookie: a=1", b"X: " + b"a" * 300,
    ]), max_size=3,
)  # fmt: skip
requests = st.builds(
    get, paths, method=st.sampled_from([b"GET", b"GET", b"HEAD"]), version=st.just(b"HTTP/1.1")
)


@st.composite
def conversations(draw):
    """Requests, and the places at which what is sent is cut."""
    asked = [
        get(draw(paths), *draw(lines), method=draw(st.sampled_from([b"GET", b"GET", b"HEAD"])))
        for _ in range(draw(st.integers(1, 5)))
    ]
    asked.append(
        get(
            draw(paths),
            *draw(st.sampled_from([(), (b"Connection: close",), (b"Connection: keep-alive",)])),
            version=draw(st.sampled_from([b"HTTP/1.1", b"HTTP/1.0"])),
        )
    )
    whole = b"".join(asked)
    cuts = sorted(draw(st.lists(st.integers(0, len(whole)), max_size=4)))
    pieces = [whole[a:b] for a, b in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    heads = [place for place, one in enumerate(asked) if one.startswith(b"HEAD")]
    return pieces, heads


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(conversations())
def test_a_conversation_is_the_same_by_the_longer_way(reader, site, talk):
    site.pages["/other"] = 200, [(b"content-type", b"text/plain")], b"other" * 200, ["other"]
    pieces, heads = talk

    async def both():
        # Whichever comes first has them made.
        await said(reader.front, get(), get(b"/other"))
        ours = await ask(reader.front, *pieces)
        theirs = await ask(reader.front, *pieces, kind=HttpToolsProtocol)
        assert answers(ours[1].out, heads) == answers(theirs[1].out, heads)
        assert ours[1].closed == theirs[1].closed

    run(both())


def test_what_is_at_hand_is_answered_without_the_application_or_a_task(reader):
    async def twice():
        await said(reader.front, get())
        made, wire = connect(reader.front)
        made.data_received(get(b"/", b"Accept-Encoding: gzip"))
        return answers(wire.out)

    ((status, headers, body),) = run(twice())
    assert status == 200
    assert gzip.decompress(body) == FRONT
    assert dict(headers)[b"content-encoding"] == b"gzip"


def test_each_gets_his_own_of_a_page_that_is_kept_whole(reader):
    """The same head within a second is answered with the same bytes, and no other is."""

    async def many():
        _made, wire = await ask(
            reader.front, get(), get(), get(), get(method=b"HEAD"), get(b"/", b"Accept-Encoding: gzip"),
            get(b"/", b"If-None-Match: *"), get(),
        )  # fmt: skip
        return answers(wire.out, {3})

    one, two, three, head, packed, known, last = run(many())
    assert one == two == three == last
    assert one[2] == FRONT
    assert (head[1], head[2]) == (one[1], b"")
    assert gzip.decompress(packed[2]) == FRONT
    assert (known[0], known[2]) == (304, b"")


def test_after_a_change_the_next_answer_on_an_open_connection_is_new(reader, site, node):
    async def talk():
        made, wire = await ask(reader.front, get(), get())
        site.pages["/"] = 200, [(b"content-type", b"text/html")], b"new" * 200, ["front"]
        change(node, "front")
        made.data_received(get())
        await settle(made)
        return answers(wire.out)

    assert [body for _status, _headers, body in run(talk())] == [FRONT, FRONT, b"new" * 200]


# ---- what is no plain request for a page ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (get(host=b""), 400),
        (get(host=HOST + b"Host: other.example\r\n"), 400),
        (get(host=HOST + HOST), 400),
        (get(b"/ x"), 400),
        (get(b"/\xff"), 400),
        (get(b"/", b"no colon"), 400),
        (get(b"/none", b"X: " + b"a" * 70_000), 431),
        (get(b"/none", *[b"X: a"] * 200), 431),
        (get(b"/", b"Content-Length: 2000000", method=b"POST"), 413),
        (get(b"/", b"Content-Length: x"), 400),
        (get(b"/", b"Transfer-Encoding: chunked", b"Content-Length: 4"), 400),
    ],
)
def test_what_cannot_be_right_is_refused_and_ends_the_connection(reader, site, asked, status):
    async def talk():
        await said(reader.front, get())
        site.asked.clear()
        return await ask(reader.front, asked)

    _made, wire = run(talk())
    assert [one[0] for one in answers(wire.out)] == [status]
    assert wire.closed
    assert site.asked == []


def test_a_get_with_a_body_or_an_upgrade_goes_to_the_application_and_an_upgrade_ends_there(reader):
    async def talk():
        await said(reader.front, get())
        with_body = await said(reader.front, get(b"/", b"Content-Length: 5") + b"hello" + get())
        _made, wire = await ask(reader.front, get(b"/", b"Connection: upgrade", b"Upgrade: h2c"), get())
        return with_body, answers(wire.out), wire.closed

    with_body, upgraded, ended = run(talk())
    assert [body for _status, _headers, body in with_body] == [FRONT, FRONT]
    assert len(upgraded) == 1
    assert ended


def test_what_is_quoted_in_an_address_is_not_mixed_up_with_what_is_not(reader, site):
    site.pages["/a?b"] = 200, [(b"content-type", b"text/plain")], b"question" * 99, ["a"]
    site.pages["/%41"] = 200, [(b"content-type", b"text/plain")], b"percent" * 99, ["b"]

    async def talk():
        return await said(
            reader.front, *[get(one) for one in (b"/a%3Fb", b"/a?b", b"/%2541", b"/%41", b"/#", b"/")]
        )

    bodies = [body for _status, _headers, body in run(talk())]
    assert bodies == [b"question" * 99, b"nothing", b"percent" * 99, b"nothing", FRONT, FRONT]


def test_a_body_in_chunks_is_bounded_and_what_stands_behind_it_too(open_door, node, monkeypatch):
    """Nothing of it is kept, however much is sent."""
    monkeypatch.setattr(bounds, "BODY", 1000)
    chunked = get(b"/", b"Transfer-Encoding: chunked", method=b"POST")

    async def app(scope, receive, send):
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    async def talk(*pieces):
        reader = open_door(node)
        reader.front.app = app
        made, wire = connect(reader.front)
        for piece in pieces:
            made.data_received(piece)
            await asyncio.sleep(0)
            if wire.closed:
                break
        made.connection_lost(None)
        await settle(made)
        return made, answers(wire.out), wire.closed

    _made, found, ended = run(talk(chunked, *[b"64\r\n" + b"a" * 100 + b"\r\n"] * 20))
    assert ([one[0] for one in found], ended) == ([413], True)
    made, found, ended = run(talk(chunked, b"0\r\n", *[b"x: " + b"a" * 1000 + b"\r\n"] * 100))
    assert ([one[0] for one in found], ended) == ([431], True)
    assert len(made.headers) == 2
    _made, found, ended = run(talk(chunked, b"5;", *[b"a" * 1000] * 100))
    assert ([one[0] for one in found], ended) == ([431], True)


def test_a_head_that_never_ends_is_refused(reader):
    async def talk():
        made, wire = connect(reader.front)
        made.data_received(b"GET / HTTP/1.1\r\n" + HOST)
        sent = 0
        while not wire.closed and sent < 1000:
            made.data_received(b"X: " + b"a" * 1000 + b"\r\n")
            sent += 1
        return sent, answers(wire.out)

    sent, found = run(talk())
    assert sent < 80
    assert [one[0] for one in found] == [431]


# ---- several at once --------------------------------------------------------------------------------------------


@asynccontextmanager
async def slow(site, path="/slow"):
    """A page that is made only when it is let go."""
    go = asyncio.Event()

    async def page(_scope):
        await go.wait()
        return 200, [(b"content-type", b"text/plain")], b"slow", ["slow"]

    site.pages[path] = page
    yield go
    go.set()


def test_a_page_at_hand_waits_for_those_asked_before_it(reader, site):
    async def talk():
        await said(reader.front, get())
        async with slow(site) as go:
            made, wire = connect(reader.front)
            made.data_received(get(b"/slow") + get() + get(b"/none"))
            await asyncio.sleep(0.01)
            assert not wire.out
            go.set()
            await settle(made)
        return answers(wire.out)

    assert [(one[0], one[2]) for one in run(talk())] == [(200, b"slow"), (200, FRONT), (404, b"nothing")]


@pytest.mark.parametrize("junk", [b"\x00junk\r\n\r\n", get(host=b""), get(b"/none", b"X: " + b"a" * 70_000)])
def test_who_asked_before_junk_is_answered_whole_and_nothing_after_it(reader, site, junk):
    async def talk():
        async with slow(site) as go:
            made, wire = connect(reader.front)
            made.data_received(get(b"/slow"))
            await asyncio.sleep(0.01)
            made.data_received(junk + get())
            assert not wire.out
            assert not wire.reading
            go.set()
            await settle(made)
        return wire

    wire = run(talk())
    assert [one[2] for one in answers(wire.out)] == [b"slow"]
    assert wire.closed


def test_too_many_in_a_row_are_not_taken(reader, site):
    async def talk():
        async with slow(site) as go:
            made, wire = connect(reader.front)
            made.data_received(get(b"/slow") * 1000)
            await asyncio.sleep(0.01)
            waiting = len(made.pipeline)
            go.set()
            await settle(made)
        return waiting, wire

    waiting, wire = run(talk())
    assert waiting == bounds.IN_A_ROW
    assert [one[2] for one in answers(wire.out)] == [b"slow"] * (bounds.IN_A_ROW + 1)
    assert wire.closed


def test_nothing_more_is_written_to_one_who_takes_nothing(reader):
    async def talk():
        await said(reader.front, get())
        made, wire = connect(reader.front)
        made.pause_writing()
        for _ in range(5):
            made.data_received(get() * 100)
            await asyncio.sleep(0)
        held = len(wire.out)
        made.resume_writing()
        await settle(made)
        return held, answers(wire.out)

    held, found = run(talk())
    assert held == 0
    assert found
    assert {one[2] for one in found} == {FRONT}


# ---- connections whose time is over -----------------------------------------------------------------------------


def look(server, made, seconds):
    """Seconds go by on a connection."""
    for _ in range(seconds):
        server.state.now += 1
        server._look_round()


@pytest.fixture
def server(reader):
    return Server(reader.front, most=4)


def through(server, front):
    made, wire = connect(front)
    made.server_state = server.state
    server.state.connections.add(made)
    made.heard = made.moved = server.state.now
    return made, wire


@pytest.mark.parametrize(
    ("sent", "lives", "dies"),
    [
        (b"", times.KEPT, 2),
        (get(), times.KEPT, 2),
        (b"GET / HTTP/1.1\r\n", times.HEAD, 2),
        (get(b"/none", b"Content-Length: 10", method=b"POST") + b"a", times.STALLED, 2),
    ],
)
def test_a_connection_ends_when_nothing_comes(reader, server, sent, lives, dies):
    async def talk():
        await said(reader.front, get())
        made, wire = through(server, reader.front)
        made.data_received(sent)
        look(server, made, lives)
        assert not wire.closed
        look(server, made, dies)
        assert wire.closed
        made.connection_lost(None)
        await settle(made)

    run(talk())


def test_a_head_that_comes_byte_by_byte_ends_all_the_same(reader, server):
    async def talk():
        made, wire = through(server, reader.front)
        made.data_received(b"GET / HTTP/1.1\r\nX: ")
        for _ in range(times.HEAD + 2):
            made.data_received(b"a")
            look(server, made, 1)
        assert wire.closed

    run(talk())


def test_one_who_takes_long_to_answer_or_to_take_his_answer_is_let(reader, server, site):
    async def talk():
        async with slow(site) as go:
            made, wire = through(server, reader.front)
            made.data_received(get(b"/slow"))
            await asyncio.sleep(0.01)
            look(server, made, 500)
            assert not wire.closed
            for size in range(300, 0, -1):
                wire.waiting = size
                look(server, made, 1)
            assert not wire.closed
            look(server, made, times.STALLED + 2)
            assert wire.aborted
            go.set()
            await settle(made)

    run(talk())


def test_where_there_are_many_they_are_kept_for_less_long(reader, server):
    async def talk():
        several = [through(server, reader.front) for _ in range(4)]
        look(server, several[0][0], times.KEPT_SHORT + 2)
        assert all(wire.closed for _made, wire in several)

    run(talk())


# ---- faults -----------------------------------------------------------------------------------------------------


def test_a_fault_of_ours_is_logged_and_one_of_the_asker_is_not(reader, monkeypatch, caplog):
    async def talk(asked):
        with caplog.at_level(logging.ERROR):
            return [one[0] for one in await said(reader.front, asked)]

    assert run(talk(get(b"/\xff"))) == [400]
    assert run(talk(get(b"http://[/"))) in ([400], [404])
    assert not caplog.records
    monkeypatch.setattr(reader.front, "at_hand", None)
    assert run(talk(get())) == [400]
    assert re.search("could not be read", caplog.text)
    assert "TypeError" in caplog.text


# ---- listening --------------------------------------------------------------------------------------------------


class Listening(socket.socket):
    """A socket for which the system had no file left, as often as it says."""

    full = 0

    def accept(self):
        if self.full:
            self.full -= 1
            raise OSError(errno.EMFILE, "Too many open files")
        return super().accept()


@pytest.mark.parametrize("full", [0, 1])
@pytest.mark.enable_socket
def test_a_server_takes_connections_as_soon_as_it_can_and_lets_them_go_at_its_end(reader, full):
    async def talk():
        server = Server(reader.front, most=4)
        server.config.load()
        server.lifespan = server.config.lifespan_class(server.config)
        with Listening() as listening:
            listening.full = full
            listening.bind(("127.0.0.1", 0))
            listening.listen()
            await server.startup([listening])
            coming, going = await asyncio.open_connection(*listening.getsockname())
            going.write(get() * 2)
            head = await asyncio.wait_for(coming.readuntil(b"\r\n\r\n"), 10)
            await server.shutdown([listening])
            rest = await asyncio.wait_for(coming.read(), 10)
            going.close()
        return head, rest, server.opening, server.state.connections

    head, rest, opening, connections = run(talk())
    assert head.startswith(b"HTTP/1.1 200 ")
    assert rest.count(FRONT) == 2
    assert not opening
    assert not connections
