"""The served paper is sent what no browser sends, over a socket: it lives, and says nothing that it should not."""

from __future__ import annotations

import os
import random
import re
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.apps.delivery.test_served import FILL, python

from broadsheet.bench import servers

pytestmark = pytest.mark.skipif("postgres" in os.environ.get("DATABASE_URL", ""), reason="takes SQLite")

# In whatever is sent, and never in what comes back for another.
MARK = "zq7mark"
# So long nothing more comes: whoever sent half a head waits for no answer.
QUIET = 0.2
COUNT = 1000
ALLOWED = {200, 206, 301, 302, 304, 400, 403, 404, 405, 410, 411, 413, 414, 415, 417, 422, 431, 501, 503, 505}
# What stands in files of this machine, and in no page.
SECRET = re.compile(
    rb"root:[x*]?:0:0|SQLite format 3|BROADSHEET_SECRET_KEY|\[build-system\]|Traceback \(most recent"
)

PATHS = [
    "/", "/latest", "/search", "/section/s0", "/feed.rss", "/sitemap.xml", "/robots.txt", "/desk/", "/static/", "/media/",
    "/../../../../etc/passwd", "/%2e%2e/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2f..%2fetc%2fpasswd", "/..%5c..%5cetc%5cpasswd",
    "/static/../../db.sqlite3", "/static/%2e%2e/%2e%2e/db.sqlite3", "/static/..%2f..%2fsecret-key", "/static//etc/passwd",
    "/media/../secret-key", "/media/%2e%2e/secret-key", "/media/..%2fsecret-key", "/media//etc/passwd", "/media/....//secret-key",
    "/media/%252e%252e/secret-key", "/media/%c0%ae%c0%ae/secret-key", "/media/..;/secret-key", "/media/%00", "/static/%00.css",
    "/%00", "/a%00b", "/%0d%0ax-injected:%20a", "/latest%0d%0ax-injected:%20a/", "/%0aset-cookie:%20zq7mark=1/", "/%ff%fe", "/%",
    "/%zz", "/%e2%80%ae", "//zq7mark.example/", "//zq7mark.example//", "/\\zq7mark.example/", "/http://zq7mark.example/", "*", "",
    "http://zq7mark.example/", "http://localhost@zq7mark.example/", "/" + "a" * 3000, "/" + "a/" * 2000, "/" + "%61" * 2000, "/;/../",
    "/./", "/.git/config", "/.env", "/pages/log", "/section/s0/%2e%2e", "/section/%0d%0ax-injected:1", "/2026/99/99/x", "/9999999999",
]  # fmt: skip
QUERIES = [
    "", "", "?", "?before=1", "?q=zq7mark", "?%0d%0ax-injected:%20a=1", "?before=%00", "?before=\x00", "?" + "a=1&" * 400, "?next=//zq7mark.example",
    "?" + "x" * 9000, "?a\tb", "?before=-1--1", "?q=%ff%fe", "?q=" + "%27%22%3c" * 20, "?a=1\rx-injected: 1", "#x", "?a\nx-injected: 1",
]  # fmt: skip
METHODS = [
    "GET",
    "GET",
    "GET",
    "GET",
    "GET",
    "POST",
    "OPTIONS",
    "PUT",
    "DELETE",
    "TRACE",
    "CONNECT",
    "G\x00T",
    "get",
    "PRI",
    "A" * 500,
]
VERSIONS = [
    "HTTP/1.1",
    "HTTP/1.1",
    "HTTP/1.1",
    "HTTP/1.0",
    "HTTP/0.9",
    "HTTP/2.0",
    "HTTP/9.9",
    "http/1.1",
    "",
    "HTTP/1.1 x",
]
HOSTS = [
    "Host: localhost", "Host: localhost", "Host: localhost", "Host: zq7mark.example", "Host: localhost:zq7mark", "Host: localhost@zq7mark.example",
    "Host: zq7mark.example\r\nHost: localhost", "Host: localhost\r\nHost: zq7mark.example", "Host:", "", "Host : localhost", "Host: ../../etc",
    "Host: localhost, zq7mark.example", "Host: local\x00host", "Host: " + "a" * 4000, "Host: [::1]", "Host: localhost\r\n zq7mark.example",
]  # fmt: skip
HEADERS = [
    "Accept-Encoding: gzip;q=0", "Accept-Encoding: " + "br," * 2000, "Accept-Encoding: \xff\xfe", "Range: bytes=0-0,1-1,2-2", "Range: bytes=-9999999999",
    "If-None-Match: " + '"' * 3000, "If-Modified-Since: Thu, 99 Nov 99999 99:99:99 GMT", "X-Forwarded-Host: zq7mark.example", "X-Forwarded-Proto: https",
    "X-Forwarded-For: zq7mark", "Forwarded: host=zq7mark.example", "X-Original-URL: /desk/zq7mark", "X-HTTP-Method-Override: DELETE", "Cookie: sessionid=zq7mark",
    "Cookie: " + "a=b; " * 1500, "Connection: close", "Connection: keep-alive, host", "Connection: upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk",
    "Upgrade: websocket", "Expect: 100-continue", "Expect: zq7mark", "TE: trailers", "Content-Length: 0", "Content-Length: 5", "Content-Length: -1",
    "Content-Length: 99999999999999999999", "Content-Length: 5\r\nContent-Length: 6", "Transfer-Encoding: chunked", "Transfer-Encoding: xchunked",
    "Transfer-Encoding: chunked\r\nContent-Length: 4", "Content-Length: 4\r\nTransfer-Encoding: chunked", "Transfer-Encoding:\x0bchunked", "X-Bad\x00: a",
    "X Bad: a", ": a", "no colon at all", "X-Long: " + "a" * 20000, "X-Folded: a\r\n b", "X-Bare: a\rx-injected: b", "X-Bare: a\nx-injected: b", "Accept-Language: az",
]  # fmt: skip
BODIES = [
    "", "", "", "", "hello", "0\r\n\r\n", "5\r\nhello\r\n0\r\n\r\n", "fffffffffffffffff\r\n", "-1\r\n", "0\r\n\r\nGET /zq7mark HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET /latest HTTP/1.1\r\nHost: localhost\r\n\r\n" * 5, "GET / HTTP/1.1\r\nHost: zq7mark.example\r\n\r\n", "\x16\x03\x01\x02\x00\x01\x00", "\x00" * 500,
]  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = tmp_path_factory.mktemp("raw")
    process = python(home, FILL)
    assert process.wait(120) == 0
    process.stdout.close()
    return home


@pytest.fixture(scope="module")
def served(home):
    with servers.paper(home) as (port, process):
        yield port, process


def draw(chance):
    """One message, as bytes, odd in a few things only; some are cut off, or have a byte in them that is none."""

    def odd(usual, others, often):
        return chance.choice(others) if chance.random() < often else usual

    method, version = odd("GET", METHODS, 0.3), odd("HTTP/1.1", VERSIONS, 0.1)
    lines = [
        f"{method} {chance.choice(PATHS)}{odd('', QUERIES, 0.4)} {version}",
        odd("Host: localhost", HOSTS, 0.3),
    ]
    lines += chance.choices(HEADERS, k=chance.choice((0, 0, 0, 1, 2)))
    if chance.random() < 0.03:
        lines += [f"X-{number}: {number}" for number in range(300)]
    sent = ("\r\n".join(filter(None, lines)) + "\r\n\r\n" + odd("", BODIES, 0.3)).encode("latin-1")
    fate = chance.random()
    if fate < 0.08:
        return sent[: chance.randrange(len(sent))]
    if fate < 0.16:
        at = chance.randrange(len(sent))
        return sent[:at] + bytes([chance.randrange(256)]) + sent[at + 1 :]
    if fate < 0.2:
        return sent.replace(b"\r\n", b"\n")
    return sent


def exchange(port, sent):
    """What comes back for these bytes, until nothing more does."""
    came = b""
    with socket.create_connection((servers.HOST, port), timeout=20) as line:
        try:
            line.sendall(sent)
            line.settimeout(QUIET)
            while more := line.recv(1 << 16):
                came += more
        except (TimeoutError, ConnectionError):
            pass
    return came


def come_again(port, path, host):
    """The answer, once those who sent so much before have had their turn."""
    deadline = time.monotonic() + 60
    while (got := servers.get(port, path, host=host)).status == 503:
        assert time.monotonic() < deadline
        time.sleep(int(got.headers["retry-after"]) / 5)
    return got


def answers(came):
    """(status, headers, body) of each answer. Asserts that they are answers."""
    while came := came.removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n"):
        head, end, came = came.partition(b"\r\n\r\n")
        first, *lines = head.split(b"\r\n")
        found = re.fullmatch(rb"HTTP/1\.[01] (\d{3})(?: [ -~]*)?", first)
        assert found, first[:200]
        assert end
        headers = []
        for line in lines:
            name, colon, value = line.partition(b":")
            assert colon
            assert re.fullmatch(rb"[a-zA-Z0-9-]+", name), line
            assert not set(value) & {0, 10, 13}, line
            headers.append((name.lower(), value.strip()))
        facts = dict(headers)
        if facts.get(b"transfer-encoding") == b"chunked":
            body = b""
            while (size := int(came.partition(b"\r\n")[0] or b"0", 16)) and b"\r\n" in came:
                came = came.partition(b"\r\n")[2]
                body, came = body + came[:size], came[size + 2 :]
            came = came.partition(b"\r\n\r\n")[2]
        else:
            size = int(facts.get(b"content-length", b"0")) if int(found[1]) != 304 else 0
            body, came = came[:size], came[size:]
        yield int(found[1]), headers, body


def test_whatever_is_sent_nothing_comes_back_that_should_not(home, served):
    chance = random.Random(20261124)
    sent = [draw(chance) for _ in range(COUNT)]
    key = (home / "secret-key").read_bytes().strip()
    port, process = served
    before = {path: servers.get(port, path).body for path in ("/", "/latest", "/robots.txt")}
    workers = set(servers.below(process.pid))
    with ThreadPoolExecutor(32) as several:
        came = list(several.map(lambda one: exchange(port, one), sent))
    seen = []
    for asked, answered in zip(sent, came, strict=True):
        for status, headers, body in answers(answered):
            seen.append(status)
            assert status in ALLOWED, (asked[:300], status)
            assert status != 503 or b"retry-after" in dict(headers), asked[:300]
            names = {name for name, _value in headers}
            assert b"x-injected" not in names, asked[:300]
            assert not SECRET.search(body), asked[:300]
            assert key not in body
            for name, value in headers:
                if name == b"set-cookie":
                    assert MARK.encode() not in value, asked[:300]
                if name == b"location":
                    assert not re.match(rb"(https?:)?[/\\]{2}[^/]*zq7mark", value), (asked[:300], value)
    # All of them are alive, and nobody else is told of what was sent.
    assert workers <= set(servers.below(process.pid))
    assert {path: servers.get(port, path).body for path in before} == before
    for host in ("localhost", "127.0.0.1"):
        for path in (*before, "/section/s0", "/feed.rss", "/sitemap.xml"):
            got = come_again(port, path, host)
            assert got.status == 200, path
            assert MARK not in repr(got), path
    assert come_again(port, "/", f"{MARK}.example").status == 400
    assert len(seen) > COUNT // 2
    assert {200, 400} <= set(seen)
    pages = next((home / "pages" / "pages").iterdir())
    for path in pages.rglob("*"):
        assert MARK not in path.name
        assert not path.is_file() or MARK.encode() not in path.read_bytes()


@pytest.mark.parametrize(
    "lengths",
    ["Content-Length: 44\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\r\nContent-Length: 44",
     "Content-Length: 5\r\nContent-Length: 44", "Transfer-Encoding: x\r\nContent-Length: 44", "Transfer-Encoding : chunked"],
)  # fmt: skip
def test_of_a_message_with_two_lengths_nothing_is_taken_for_another(served, lengths):
    hidden = "GET /robots.txt HTTP/1.1\r\nHost: localhost\r\n\r\n"
    sent = f"POST / HTTP/1.1\r\nHost: localhost\r\n{lengths}\r\n\r\n0\r\n\r\n{hidden}"
    assert [status for status, _headers, _body in answers(exchange(served[0], sent.encode()))] in (
        [],
        [400],
        [403],
        [503],
    )
