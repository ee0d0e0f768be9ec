"""A page as a file and as answers."""

import gzip

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.delivery.page import Broken, decode, encode, make
from broadsheet.delivery.tags import Used

HTML = [(b"Content-Type", b"text/html; charset=utf-8")]


def page(body=b"<p>words</p>" * 100, *, headers=HTML, status=200, now=1000.7, before=None, used=None):
    return make(
        "http\npaper.example\n/\n", status, headers, body,
        used=used or Used({"front"}), epoch="e", position=3, now=now, before=before,
    )  # fmt: skip


def test_a_page_is_there_in_three_encodings_each_with_an_etag_of_its_own():
    body = b"<p>words</p>" * 100
    br, gz, plain = page(body).replies
    assert (
        brotli.decompress(br.body["body"]) == gzip.decompress(gz.body["body"]) == plain.body["body"] == body
    )
    assert len({br.etag, gz.etag, plain.etag}) == 3
    for reply, name in ((br, b"br"), (gz, b"gzip"), (plain, None)):
        headers = dict(reply.start["headers"])
        assert headers.get(b"content-encoding") == name
        assert headers[b"vary"] == b"Accept-Encoding"
        assert headers[b"etag"] == reply.raw_etag == reply.etag.encode()
        assert headers[b"content-length"] == str(len(reply.body["body"])).encode()
        assert headers[b"cache-control"] == b"public, max-age=0, must-revalidate"
        unmodified = dict(reply.unmodified["headers"])
        assert reply.unmodified["status"] == 304
        assert set(unmodified) == {b"etag", b"vary", b"cache-control", b"last-modified"}


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"short", HTML),
        (b"x" * 1000, [(b"content-type", b"image/png")]),
        (b"x" * 1000, [*HTML, (b"content-encoding", b"zstd")]),
        (b"", HTML),
    ],
)
def test_where_it_does_not_help_nothing_is_compressed(body, headers):
    for reply in page(body, headers=headers).replies:
        assert reply.body["body"] == body
        assert dict(reply.start["headers"]).get(b"content-encoding") in {None, b"zstd"}


def test_headers_that_are_our_business_are_ours():
    given_headers = [*HTML, (b"ETag", b'"x"'), (b"Vary", b"Accept-Encoding"), (b"Content-Length", b"7"),
                     (b"Cache-Control", b"public, max-age=60"), (b"X-Frame-Options", b"DENY")]  # fmt: skip
    headers = page(headers=given_headers).replies[2].start["headers"]
    assert len(dict(headers)) == len(headers)
    assert dict(headers)[b"x-frame-options"] == b"DENY"
    assert dict(headers)[b"cache-control"] == b"public, max-age=60"
    assert dict(headers)[b"content-length"] == b"1200"


def test_the_same_bytes_keep_their_etag_and_their_age():
    first = page(now=1000)
    again = page(now=5000, before=first, headers=[*HTML, (b"content-security-policy", b"another order")])
    assert [reply.etag for reply in again.replies] == [reply.etag for reply in first.replies]
    assert again.modified == first.modified
    other = page(b"<p>others</p>" * 100, now=5000, before=first)
    assert {reply.etag for reply in other.replies}.isdisjoint(reply.etag for reply in first.replies)
    assert other.modified == 5000


def test_two_changes_within_a_second_are_told_apart_by_time_too():
    first = page(now=1000.1)
    assert page(b"other", now=1000.9, before=first).modified == first.modified + 1


def test_what_is_no_200_has_no_last_modified():
    assert b"last-modified" not in dict(page(status=404).replies[0].start["headers"])


useds = st.builds(
    Used,
    st.sets(st.text(max_size=5), max_size=3),
    st.sets(st.tuples(st.text(max_size=3), st.text(max_size=3), st.text(max_size=3)), max_size=3),
    st.none() | st.floats(0, 1e10),
)
values = st.binary(max_size=20).filter(lambda value: not set(value) & {10, 13, 0})


@given(st.binary(max_size=2000), useds, st.lists(st.tuples(st.just(b"x-some"), values), max_size=2))
def test_what_is_written_can_be_read(body, used, more):
    here = page(body, used=used, headers=[*HTML, *more])
    there = decode(encode(here))
    for name in ("key", "status", "headers", "bodies", "used", "epoch", "position", "made", "modified", "digest",
                 "replies", "weight", "until"):  # fmt: skip
        assert getattr(there, name) == getattr(here, name), name


@given(st.data())
def test_a_file_that_is_not_whole_is_broken(data):
    whole = encode(page())
    cut = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(Broken):
        decode(whole[:cut])
    spoilt = bytearray(whole)
    spoilt[cut] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Broken):
        decode(bytes(spoilt))


@given(st.binary(max_size=100))
def test_any_other_file_is_broken(data):
    with pytest.raises(Broken):
        decode(data)
