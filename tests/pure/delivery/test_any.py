"""Whatever is asked in whatever order: each gets the page that he asked for, and the bounds hold."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broadsheet.delivery import asking
from broadsheet.delivery.front import Front
from broadsheet.delivery.renewal import Renewal
from broadsheet.delivery.store import HOSTS, Store
from broadsheet.delivery.tags import uses

ROOM, SMALL = 200_000, 60_000

hosts = st.one_of(
    st.sampled_from([b"a.example", b"A.example", b"b.example", b"a.example:80", b"a.example.", b"", b".."]),
    st.integers(0, 40).map(lambda number: b"h%d.localhost" % number),
    st.binary(max_size=12),
)
paths = st.one_of(
    st.sampled_from(
        ["/", "/a", "/a/", "//a", "/../a", "/%2e%2e/a", "/latest", "/gone", "/A", "/a\nb", "/a\r\nx: y", ""]
    ),
    st.text(max_size=8).map("/".__add__),
)
queries = st.one_of(
    st.sampled_from([b"", b"before=1", b"before=2", b"x=1", b"before=1&x=2", b"x=1&before=1", b"x=" + b"y" * 600,
                     b"before=" + b"y" * 600, b"before=1\nb.example", b"%0d%0aset-cookie:%20a"]),
    st.binary(max_size=12),
)  # fmt: skip
header_names = st.sampled_from([b"accept-encoding", b"if-none-match", b"x-forwarded-proto", b"x-forwarded-host",
                                b"range", b"cookie", b"host", b"content-length", b"\xff"])  # fmt: skip
scopes = st.fixed_dictionaries({
    "host": hosts,
    "path": paths,
    "query": queries,
    "scheme": st.sampled_from(["http", "https"]),
    "method": st.sampled_from(["GET", "GET", "GET", "HEAD", "POST"]),
    "headers": st.lists(st.tuples(header_names, st.binary(max_size=20)), max_size=3),
})  # fmt: skip


async def echo(scope, receive, send):
    """Says what it was asked for; some of it cannot be stored."""
    uses("all")
    host = dict(scope["headers"]).get(b"host", b"")
    said = repr((host, scope["path"], scope["query_string"], scope["scheme"])).encode()
    status = 404 if scope["path"].startswith("/gone") else 200
    await send(
        {"type": "http.response.start", "status": status, "headers": [(b"content-type", b"text/html")]}
    )
    await send({"type": "http.response.body", "body": said + b"." * 2000})


async def ask(front, asked):
    messages = []

    async def send(message):
        messages.append(message)

    await front(
        {
            "type": "http",
            "method": asked["method"],
            "scheme": asked["scheme"],
            "path": asked["path"],
            "query_string": asked["query"],
            "headers": [(b"host", asked["host"]), *asked["headers"]],
        },
        None,
        send,
    )
    start, *bodies = messages
    return start["status"], start["headers"], b"".join(body.get("body", b"") for body in bodies)


def wanted(asked):
    """What the page has to say, where it is one that others get, too; None where it is the asker's own."""
    given = dict([(b"host", asked["host"]), *asked["headers"]]).get(b"host", b"")
    declared = {"before"} if asked["path"] == "/latest" else ()
    host, query = asking.valid_host(given), asking.canonical_query(asked["query"], declared)
    if asked["method"] == "POST" or not host or not asking.is_path(asked["path"]) or len(query) > 512:
        return (given, asked["path"], asked["query"], asked["scheme"])
    return (host.encode(), asked["path"], query.encode(), asked["scheme"])


@pytest.mark.filterwarnings("error")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(st.lists(scopes, min_size=1, max_size=25))
def test_each_gets_what_he_asked_for_and_the_bounds_hold(node, several):
    store = Store(node, memory=ROOM, disk=ROOM, small=SMALL)
    renewal = Renewal(echo, store)
    # How fast they may come is not what is asked here.
    renewal.crowd.share = 1e9
    front = Front(echo, store, renewal, declared=lambda path: {"before"} if path == "/latest" else ())

    async def all_of_them():
        for asked in several:
            # What the encodings hold is told elsewhere.
            asked["headers"] = [pair for pair in asked["headers"] if pair[0] != b"accept-encoding"]
            status, headers, body = await ask(front, asked)
            assert status in {200, 304, 404}
            for name, value in headers:
                assert not set(name + value) & {10, 13, 0}
            if body:
                whole = repr(wanted(asked)).encode()
                later = repr((*wanted(asked)[:2], asked["query"], asked["scheme"])).encode()
                assert body.rstrip(b".") in {whole, later if status == 404 else whole}

    asyncio.run(all_of_them())
    renewal.close()
    assert store.main.weight == sum(page.weight for page in store.main.held.values()) <= ROOM
    assert store.small.weight == sum(page.weight for page in store.small.held.values()) <= SMALL
    assert len({key[0] for key in store.main.held}) <= HOSTS
    pages = node.folder / "pages" / node.standing.epoch
    if pages.exists():
        assert len(list(pages.iterdir())) <= HOSTS
        files = [path for path in pages.rglob("*") if path.is_file()]
        assert sum(path.stat().st_size for path in files) <= ROOM
        assert all(path.resolve().is_relative_to(pages.resolve()) for path in files)


def test_hosts_beyond_those_of_a_paper_push_no_page_out_of_memory(node):
    store = Store(node, memory=ROOM, disk=1 << 24, small=SMALL)
    front = Front(echo, store, Renewal(echo, store))
    front.renewal.crowd.share = 1e9

    async def all_of_them():
        for number in range(500):
            host = b"h%d.localhost" % number
            await ask(
                front,
                {"host": host, "path": "/", "query": b"", "scheme": "http", "method": "GET", "headers": []},
            )

    asyncio.run(all_of_them())
    assert len(store.main) == HOSTS
    assert store.small.weight <= SMALL
    assert (b"h0.localhost", "/", "", False) in store.main.held
