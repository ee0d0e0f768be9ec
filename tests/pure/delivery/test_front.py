"""The door: what it answers itself, what it asks for, and what it lets through."""

import asyncio
import gzip

import brotli
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.pure.delivery.conftest import change

from broadsheet.delivery import rendering

HTML = [(b"content-type", b"text/html")]


def run(work):
    return asyncio.run(work)


async def _times(reader, count, *args, **kwargs):
    return [await reader.get(*args, **kwargs) for _ in range(count)]


def test_a_page_is_asked_for_once(reader, site):
    first, second = run(_times(reader, 2))
    assert first.status == second.status == 200
    assert first.body == second.body == b"<p>front</p>" * 50
    assert first.headers == second.headers
    assert len(site.asked) == 1
    assert (reader.front.counts.hits, reader.front.counts.misses) == (1, 1)


def test_another_process_and_a_later_one_find_it_in_the_store(open_door, node, site):
    run(open_door(node).get())
    later = open_door(node)
    assert run(later.get()).body == b"<p>front</p>" * 50
    assert len(site.asked) == 1
    # That was an answer from the store, for whoever counts them.
    assert (later.front.counts.hits, later.front.counts.misses) == (1, 0)


def test_nothing_of_the_asker_reaches_a_page_that_all_will_get(reader, site):
    run(reader.get(query=b"utm_source=x&before=1", cookie="a=1", accept_encoding="br", range="bytes=0-1",
                   if_none_match='"x"', authorization="y", accept_language="fr", x_forwarded_host="evil.example"))  # fmt: skip
    (scope,) = site.asked
    assert scope["headers"] == [(b"host", b"paper.example")]
    assert scope["query_string"] == b""
    assert scope["client"] is None


def test_each_asker_gets_the_encoding_he_likes(reader):
    async def ask():
        for accept, name, undo in (
            ("gzip, br", b"br", brotli.decompress), ("gzip", b"gzip", gzip.decompress), ("", None, bytes),
        ):  # fmt: skip
            said = await reader.get(accept_encoding=accept)
            assert said.headers.get(b"content-encoding") == name
            assert undo(said.body) == b"<p>front</p>" * 50
            assert said.headers[b"content-length"] == str(len(said.body)).encode()
            head = await reader.get(method="HEAD", accept_encoding=accept)
            assert (head.status, head.headers, head.body) == (200, said.headers, b"")

    run(ask())


def test_who_has_it_already_is_told_so(reader):
    async def ask():
        whole = await reader.get(accept_encoding="br")
        etag, modified = (whole.headers[name].decode() for name in (b"etag", b"last-modified"))
        for headers, status in (
            ({"if_none_match": etag}, 304),
            ({"if_none_match": f'"x", W/{etag}'}, 304),
            ({"if_none_match": "*"}, 304),
            ({"if_none_match": '"x"'}, 200),
            ({"if_modified_since": modified}, 304),
            ({"if_modified_since": "Mon, 01 Jan 2001 00:00:00 GMT"}, 200),
            ({"if_modified_since": "nonsense"}, 200),
            ({"if_none_match": '"x"', "if_modified_since": modified}, 200),
        ):
            said = await reader.get(accept_encoding="br", **headers)
            assert said.status == status, headers
            assert said.headers[b"etag"] == whole.headers[b"etag"]
            assert said.headers[b"vary"] == b"Accept-Encoding"
            assert bool(said.body) == (status == 200)
        # The tag of one encoding is not that of another.
        assert (await reader.get(accept_encoding="gzip", if_none_match=etag)).status == 200

    run(ask())


def test_a_change_renews_what_it_concerns_and_nothing_else(reader, site, node):
    site.pages["/a"] = (200, HTML, b"a", ["story:1"])
    site.pages["/b"] = (200, HTML, b"b", ["story:2"])

    async def ask():
        await reader.get("/a")
        await reader.get("/b")
        change(node, "story:1")
        site.pages["/a"] = (200, HTML, b"new a", ["story:1"])
        assert (await reader.get("/a")).body == b"new a"
        assert (await reader.get("/b")).body == b"b"
        assert [scope["path"] for scope in site.asked] == ["/a", "/b", "/a"]

    run(ask())


def test_a_page_rendered_anew_with_the_same_bytes_is_the_same_page(reader, site, node):
    async def ask():
        before = await reader.get()
        change(node, "front")
        after = await reader.get(if_none_match=before.headers[b"etag"].decode())
        assert after.status == 304
        assert after.headers[b"last-modified"] == before.headers[b"last-modified"]
        assert len(site.asked) == 2

    run(ask())


def test_a_404_asked_for_before_publication_is_gone_after(reader, site, node):
    async def ask():
        for _ in range(2):
            assert (await reader.get("/2026/11/24/bridge")).status == 404
        assert len(site.asked) == 1
        site.pages["/2026/11/24/bridge"] = (200, HTML, b"it opens", ["story:7"])
        change(node, "url:/2026/11/24/bridge")
        assert (await reader.get("/2026/11/24/bridge")).body == b"it opens"
        change(node, "story:7")
        del site.pages["/2026/11/24/bridge"]
        assert (await reader.get("/2026/11/24/bridge")).status == 404

    run(ask())


def test_a_page_that_is_404_now_leaves_no_copy_behind(reader, open_door, site, node):
    async def ask():
        site.pages["/a"] = (200, HTML, b"a", ["story:1"])
        await reader.get("/a")
        change(node, "story:1")
        del site.pages["/a"]
        assert (await reader.get("/a")).status == 404
        assert not [path for path in (node.folder / "pages").rglob("*") if path.is_file()]
        assert (await open_door(node).get("/a")).status == 404

    run(ask())


def test_a_page_changes_of_itself_when_its_time_comes(reader, site):
    from datetime import UTC, datetime, timedelta

    from broadsheet.delivery.tags import holds_until

    async def today(_scope):
        holds_until(datetime.now(UTC) + timedelta(seconds=0.1))
        return 200, HTML, b"today", ["front"]

    async def ask():
        site.pages["/"] = today
        await _times(reader, 3)
        assert len(site.asked) == 1
        await asyncio.sleep(0.15)
        await reader.get()
        assert len(site.asked) == 2

    run(ask())


def test_only_declared_parameters_make_another_page(reader, site):
    async def page(scope):
        return 200, HTML, scope["query_string"], ["latest"]

    async def ask():
        site.pages["/latest"] = page
        for query in (b"before=2", b"before=2&utm_source=a", b"x=1&before=2", b"before=1&before=2"):
            assert (await reader.get("/latest", query=query)).body == b"before=2"
        for query in (b"", b"utm_source=a", b"x=1&y=2", b"&&&"):
            assert (await reader.get("/latest", query=query)).body == b""
        assert len(site.asked) == 2

    run(ask())


def test_where_there_is_no_page_the_whole_query_may_find_one(reader, site):
    async def old(scope):
        if scope["query_string"] == b"id=7":
            return 301, [(b"location", b"/new")], b"", ["url:/old.php?id=7"]
        return 404, [], b"", ["url:/old.php"]

    async def ask():
        site.pages["/old.php"] = old
        for _ in range(2):
            assert (await reader.get("/old.php")).status == 404
            assert (await reader.get("/old.php", query=b"id=7")).headers[b"location"] == b"/new"
            assert (await reader.get("/old.php", query=b"id=8")).status == 404
        assert len(site.asked) == 3

    run(ask())


def test_a_redirect_takes_the_rest_of_the_query_along(reader, site):
    async def ask():
        site.pages["/moved"] = (301, [(b"location", b"/here?a=1")], b"", ["redirects"])
        assert (await reader.get("/moved")).headers[b"location"] == b"/here?a=1"
        assert (await reader.get("/moved", query=b"utm=x")).headers[b"location"] == b"/here?a=1&utm=x"
        assert (await reader.get("/moved", query=b"u=\r\nx:y")).headers[b"location"] == b"/here?a=1"
        assert len(site.asked) == 1

    run(ask())


@pytest.mark.parametrize(
    "page",
    [
        (200, [(b"set-cookie", b"a=1")], b"x", ["a"]),
        (200, [(b"cache-control", b"no-store")], b"x", ["a"]),
        (200, [(b"Cache-Control", b"Private")], b"x", ["a"]),
        (200, [(b"vary", b"Cookie")], b"x", ["a"]),
        (200, [(b"vary", b"*")], b"x", ["a"]),
        (302, [(b"location", b"/")], b"", ["a"]),
        (403, [], b"x", ["a"]),
        (200, [], b"x", []),
    ],
)
def test_what_is_not_for_all_or_says_nothing_is_not_stored(reader, site, node, page):
    site.pages["/x"] = page
    said = run(_times(reader, 2, "/x"))
    assert [one.status for one in said] == [page[0]] * 2
    assert [one.body for one in said] == [page[2]] * 2
    for name, value in page[1]:
        assert said[0].headers[name.lower()] == value
    assert len(site.asked) == 2
    assert not (node.folder / "pages").exists()


def test_what_is_for_one_alone_is_not_given_to_who_waits_beside_him(reader, site):
    async def own(_scope):
        await asyncio.sleep(0.02)
        return 200, [(b"set-cookie", b"id=%d" % len(site.asked))], b"", ["a"]

    async def ask():
        site.pages["/x"] = own
        return await asyncio.gather(*(reader.get("/x") for _ in range(3)))

    assert len({one.headers[b"set-cookie"] for one in run(ask())} | {1}) >= 2
    assert len(site.asked) == 3


def test_what_is_very_large_is_sent_on_and_not_stored(reader, site, monkeypatch):
    monkeypatch.setattr(rendering, "LIMIT", 100)
    site.pages["/big"] = (200, HTML, b"x" * 101, ["a"])
    assert run(reader.get("/big")).body == b"x" * 101
    assert reader.front.store.find((b"paper.example", "/big", "", False)) is None


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/"), ("PUT", "/"), ("OPTIONS", "/"), ("GET", "/desk/"), ("GET", "/desk/x")]
)
def test_all_else_goes_through_as_it_came(reader, site, method, path):
    site.pages["/desk/"] = site.pages["/desk/x"] = site.pages["/"]
    run(_times(reader, 2, path, method=method, cookie="a=1", query=b"x=1"))
    assert len(site.asked) == 2
    assert (b"cookie", b"a=1") in site.asked[0]["headers"]
    assert site.asked[0]["query_string"] == b"x=1"
    assert site.asked[0]["method"] == method


@pytest.mark.parametrize("host", [b"", b"a/b", b"..", b"x" * 300, b"a b", "ə".encode()])
def test_a_host_that_is_none_is_left_to_the_application(reader, site, node, host):
    run(reader.get(host=host))
    assert len(site.asked) == 1
    assert not (node.folder / "pages").exists()


def test_hosts_and_schemes_do_not_share_pages(open_door, site, node):
    async def page(scope):
        return 200, HTML, dict(scope["headers"])[b"host"] + scope["scheme"].encode(), ["a"]

    async def ask():
        site.pages["/"] = page
        reader = open_door(node)
        for host in (b"a.example", b"b.example", b"a.example:81"):
            for scheme in ("http", "https"):
                for _ in range(2):
                    assert (await reader.get(host=host, scheme=scheme)).body == host + scheme.encode()
        assert (await reader.get(host=b"A.Example")).body == b"a.examplehttp"
        assert len(site.asked) == 6

    run(ask())


def test_behind_a_proxy_the_scheme_is_what_the_proxy_says(open_door, site, node):
    reader = open_door(node, proxied=True)
    run(reader.get(x_forwarded_proto="https"))
    run(reader.get(x_forwarded_proto="http"))
    run(reader.get())
    assert [dict(scope["headers"])[b"x-forwarded-proto"] for scope in site.asked] == [b"https", b"http"]


def test_a_request_that_is_not_whole_is_the_askers_fault(reader, monkeypatch):
    async def silent(_scope, _receive, _send):
        """As Django is when what it reads breaks off."""

    monkeypatch.setattr(reader.front, "app", silent)
    said = run(reader.get(method="POST"))
    assert (said.status, said.headers[b"connection"]) == (400, b"close")
    assert said.headers[b"content-length"] == str(len(said.body)).encode()


def test_headers_that_hold_more_than_one_are_refused(reader, site):
    site.pages["/x"] = (200, [(b"x-name", b"a\r\nset-cookie: b")], b"x", ["a"])
    said = run(reader.get("/x"))
    assert said.status == 503
    assert b"x-name" not in said.headers


text = st.text(max_size=30)
header = (
    st.binary(max_size=40)
    .filter(lambda value: not set(value) & {10, 13, 0})
    .map(lambda raw: raw.decode("latin-1"))
)


asked = st.fixed_dictionaries({
    "method": st.sampled_from(["GET", "HEAD"]),
    "query": st.binary(max_size=40),
    "host": st.binary(max_size=20),
    "accept_encoding": header,
    "if_none_match": header,
    "if_modified_since": header,
})  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(text, asked)
def test_whatever_is_asked_is_answered(reader, path, asked):
    said = run(reader.get("/" + path, **asked))
    assert said.status in {200, 304, 404}
    for name, value in said.headers.items():
        assert not set(name + value) & {10, 13, 0}


def test_a_flood_stays_within_bounds_and_evicts_no_page(open_door, site, node):
    reader = open_door(node, small=200_000, memory=1 << 20)
    # How fast it may come is told elsewhere.
    reader.front.renewal.crowd.share = 1e9

    async def ask():
        await reader.get()
        for number in range(3000):
            await reader.get(f"/no/{number}", query=b"q=%d" % number, accept_encoding=f"gzip;q=0.{number}",
                             host=b"paper.example")  # fmt: skip
            await reader.get(query=b"q=%d" % number)
        for number in range(40):
            await reader.get(host=b"h%d.localhost" % number)
        count = len(site.asked)
        await reader.get()
        assert len(site.asked) == count

    run(ask())
    store = reader.front.store
    assert store.small.weight <= 200_000
    assert store.main.weight <= 1 << 20
    assert len(reader.front._accepts) <= 256
    assert len([path for path in (node.folder / "pages").rglob("*") if path.is_file()]) <= 16


def test_before_the_first_page_the_door_is_opened_once(open_door, node):
    opened = []

    async def opening():
        opened.append(1)
        await asyncio.sleep(0.01)

    reader = open_door(node, opening=opening)

    async def ask():
        await asyncio.gather(*(reader.get() for _ in range(5)))
        await reader.get()

    run(ask())
    assert opened == [1]


def test_a_node_that_stands_nowhere_stores_nothing(open_door, tmp_path, site):
    from broadsheet.delivery.node import Node

    reader = open_door(Node(tmp_path / "new"))
    assert [one.status for one in run(_times(reader, 2))] == [200, 200]
    assert len(site.asked) == 2
