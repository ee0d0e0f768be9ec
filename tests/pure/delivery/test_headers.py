"""What is added to a page's headers for those in front."""

import re

import pytest

from broadsheet.delivery.page import CACHE, make
from broadsheet.delivery.purge import headers, keys
from broadsheet.delivery.purge.headers import Labels
from broadsheet.delivery.tags import Used

NOW = 1_800_000_000.0


def page(*tags, until=None):
    return make(
        "http\nlocalhost\n/\n", 200, [(b"content-type", b"text/html")], b"A page.",
        used=Used(set(tags) or {"a"}, until=until), epoch="e", position=1, now=NOW,
    )  # fmt: skip


def put(kinds, one, now=NOW):
    start = one.replies[-1].start
    found = Labels(kinds).put(one, start, now)
    assert found["headers"][len(found["headers"]) - len(start["headers"]) :] == start["headers"]
    return found["headers"][: len(found["headers"]) - len(start["headers"])]


@pytest.mark.parametrize(
    ("kind", "name", "time", "between"),
    [
        ("varnish", b"xkey", b"surrogate-control", " "),
        ("fastly", b"surrogate-key", b"surrogate-control", " "),
        ("cloudflare", b"cache-tag", b"cloudflare-cdn-cache-control", ","),
        ("webhook", b"surrogate-key", b"cdn-cache-control", " "),
    ],
)
def test_each_gets_its_own_names(kind, name, time, between):
    one = page("a", "b")
    assert put([kind], one) == [
        (time, b"max-age=86400"),
        (name, between.join(keys.of_page(one.used)).encode()),
    ]


def test_nginx_is_told_a_second_before_it_reads_anything_else():
    one = page()
    assert put(["nginx"], one) == [(b"x-accel-expires", b"1")]
    assert put(["nginx", "varnish"], page())[0] == (b"x-accel-expires", b"1")


def test_browsers_are_told_what_they_were_told_before():
    one = page()
    found = Labels(["varnish", "cloudflare"]).put(one, one.replies[-1].start, NOW)
    assert dict(found["headers"])[b"cache-control"] == CACHE


def test_none_is_kept_for_longer_than_the_page_is_right():
    assert put(["varnish"], page(until=NOW + 90.5))[0] == (b"surrogate-control", b"max-age=90")
    assert put(["varnish"], page(until=NOW + 0.5)) == []
    assert put(["varnish"], page(until=NOW + 10 * headers.LONGEST))[0][1] == b"max-age=86400"


def test_what_has_too_many_keys_is_not_kept():
    many = page(*(f"story:{number}" for number in range(keys.MOST + 1)))
    assert put(["varnish", "fastly"], many) == []
    assert put(["nginx", "varnish"], many) == [(b"x-accel-expires", b"1")]


def test_lines_are_as_long_as_they_may_be_and_lose_nothing():
    one = page(*(f"story:{number}" for number in range(900)))
    found = put(["varnish", "cloudflare", "fastly"], one)
    lines = [value for name, value in found if name == b"xkey"]
    assert len(lines) > 1
    assert max(map(len, lines)) <= 4000
    assert b" ".join(lines).decode().split() == list(keys.of_page(one.used))
    for name in (b"cache-tag", b"surrogate-key"):
        [line] = [value for given, value in found if given == name]
        assert re.split("[ ,]", line.decode()) == list(keys.of_page(one.used))
        assert len(line) < 16_000


def test_keys_are_made_once_for_a_page(monkeypatch):
    one = page()
    put(["varnish"], one)
    monkeypatch.setattr(keys, "of_page", None)
    assert put(["varnish"], one)[1][0] == b"xkey"
