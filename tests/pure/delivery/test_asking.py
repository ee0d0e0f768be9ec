"""What a request asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.delivery import asking

BR, GZIP, IDENTITY = range(3)


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("", IDENTITY),
        ("gzip", GZIP),
        ("x-gzip", GZIP),
        ("gzip, deflate, br", BR),
        ("GZIP;q=1.0, br;q=0.9", GZIP),
        ("gzip;q=0, br;q=0", IDENTITY),
        ("*", BR),
        ("*;q=0", IDENTITY),
        ("*;q=0.5, br;q=0", GZIP),
        ("identity;q=1, gzip;q=0.5", IDENTITY),
        ("identity;q=0, gzip;q=0", IDENTITY),
        ("gzip;q=nonsense", IDENTITY),
        ("gzip;q=7", IDENTITY),
        ("gzip ; q = 0.3 , deflate", GZIP),
        ("zstd, deflate", IDENTITY),
        (",,;;q=,", IDENTITY),
    ],
)
def test_the_encoding_that_is_liked_best(accept, wanted):
    assert asking.preferred(accept) == wanted


@given(st.text())
def test_any_accept_encoding_has_an_answer(accept):
    assert asking.preferred(accept) in {BR, GZIP, IDENTITY}


@given(st.sampled_from(["br", "gzip"]), st.floats(0.001, 1).map(lambda q: round(q, 3)))
def test_what_is_forbidden_is_not_given(name, weight):
    other = "gzip" if name == "br" else "br"
    assert asking.preferred(f"{name};q={weight}, {other};q=0") == asking.ENCODINGS.index(name)


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ('"a"', True),
        ('W/"a"', True),
        ('"b", "a"', True),
        ('"b" , W/"a","c"', True),
        ("*", True),
        ('"b"', False),
        ('"ab"', False),
        ("a", False),
        ("", False),
        ('"a', False),
        ('"x, "a"', True),
    ],
)
def test_etags_are_compared_weakly(header, wanted):
    assert asking.has_already(header, '"a"') is wanted


@given(st.text())
def test_any_if_none_match_has_an_answer(header):
    assert asking.has_already(header, '"0123456789"') in {True, False}


@given(
    st.lists(st.from_regex(r"[a-z0-9-]{1,12}", fullmatch=True)),
    st.from_regex(r"[a-z0-9-]{1,12}", fullmatch=True),
)
def test_a_list_of_etags_names_what_is_in_it(names, wanted):
    header = ", ".join(f'W/"{name}"' for name in names)
    assert asking.has_already(header, f'"{wanted}"') == (wanted in names)


@given(st.integers(0, 4_000_000_000), st.integers(-5, 5))
def test_dates_are_compared_to_the_second(modified, later):
    if modified + later >= 0:
        assert asking.not_since(asking.http_date(modified + later), modified) == (later >= 0)


@given(st.text())
def test_any_if_modified_since_has_an_answer(header):
    assert asking.not_since(header, 1_700_000_000) in {True, False}


@pytest.mark.parametrize(
    ("raw", "host"),
    [
        (b"paper.example", "paper.example"),
        (b"Paper.EXAMPLE:8000", "paper.example:8000"),
        (b"paper.example.", "paper.example."),
        (b"localhost", "localhost"),
        (b"my_paper", "my_paper"),
        (b"127.0.0.1:80", "127.0.0.1:80"),
        (b"[::1]:8000", "[::1]:8000"),
        (b"", ""),
        (b"a/b", ""),
        (b"../etc", ""),
        (b"..", ""),
        (b"a..b", ""),
        (b"a b", ""),
        (b"a\nb", ""),
        (b"a.example\r\nx: y", ""),
        (b"a.example:x", ""),
        (b"user@a.example", ""),
        (b"-a", ""),
        ("ə.example".encode(), ""),
        (b"a" * 256, ""),
    ],
)
def test_a_host_is_a_host(raw, host):
    assert asking.valid_host(raw) == host


@given(st.binary(max_size=300))
def test_no_host_leads_out_of_its_folder(raw):
    host = asking.valid_host(raw)
    assert "/" not in host
    assert "\0" not in host
    assert host not in {".", ".."}


@pytest.mark.parametrize("path", ["", "x", "/a\0b", "/a\nb", "/a\x7f", "/\ud800", "/" + "a" * 1024])
def test_what_is_no_path_of_a_page(path):
    assert not asking.is_path(path)


@pytest.mark.parametrize("path", ["/", "/a b", "/ə/خبر\u200cها", "//", "/../../etc/passwd", "/?", "/%"])
def test_what_may_be_one(path):
    assert asking.is_path(path)


def test_of_a_query_only_what_is_declared_makes_a_page():
    raw = b"utm_source=x&before=2&q=a+b&before=3&fbclid=1"
    assert asking.canonical_query(raw, {"before"}) == "before=3"
    assert asking.canonical_query(raw, {"before", "q"}) == "before=3&q=a+b"
    assert asking.canonical_query(raw, ()) == ""
    assert asking.other_query(raw, {"before"})
    assert not asking.other_query(b"before=3", {"before"})
    assert asking.canonical_query(b"\xff=1", {"before"}) == ""
    assert asking.canonical_query(b"&".join([b"before=1"] * 60), {"before"}) == ""


@given(st.dictionaries(st.text(min_size=1, max_size=5), st.text(max_size=5), max_size=5))
def test_a_canonical_query_stays_what_it_is(query):
    from urllib.parse import urlencode

    raw = urlencode(query, errors="replace").encode()
    once = asking.canonical_query(raw, set(query))
    assert asking.canonical_query(once.encode(), set(query)) == once
