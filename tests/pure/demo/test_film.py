"""The film is a WebM file: a reader that knows nothing of its writer walks its elements and finds every frame."""

import io
import struct

import pytest
from PIL import Image

from broadsheet.demo.film import film, poster
from broadsheet.demo.webm import vp8_frame

SIZE = (160, 90)
MASTERS = {
    0x1A45DFA3, 0x18538067, 0x114D9B74, 0x4DBB, 0x1549A966, 0x1654AE6B, 0xAE, 0xE0, 0x1F43B675, 0x1C53BB6B, 0xBB, 0xB7,
}  # fmt: skip


def walk(data, at=0, end=None):
    """Yield (identifier, where it starts, body) of every element, parents first."""
    end = len(data) if end is None else end
    while at < end:
        start = at
        wide = 9 - data[at].bit_length()
        ident = int.from_bytes(data[at : at + wide], "big")
        at += wide
        wide = 9 - data[at].bit_length()
        length = int.from_bytes(data[at : at + wide], "big") & ((1 << 7 * wide) - 1)
        at += wide
        assert at + length <= end, f"element {ident:x} at {start} runs out of its parent"
        yield ident, start, data[at : at + length]
        if ident in MASTERS:
            yield from walk(data, at, at + length)
        at += length


@pytest.fixture(scope="module")
def short():
    return film(seconds=2, fps=5, size=SIZE)


@pytest.fixture(scope="module")
def elements(short):
    return list(walk(short))


def values(elements, ident):
    return [body for found, _, body in elements if found == ident]


def number(elements, ident):
    return [int.from_bytes(body, "big") for body in values(elements, ident)]


def test_it_says_what_it_is(elements):
    assert values(elements, 0x4282) == [b"webm"]
    assert values(elements, 0x86) == [b"V_VP8"]
    assert number(elements, 0xB0) + number(elements, 0xBA) == [*SIZE]
    assert struct.unpack(">d", values(elements, 0x4489)[0]) == (2000.0,)


def test_every_frame_is_a_key_frame_of_the_right_size(elements):
    blocks = values(elements, 0xA3)
    assert len(blocks) == 10
    for block in blocks:
        assert (block[0], block[3]) == (0x81, 0x80)
        assert not block[4] & 1  # RFC 6386, section 9.1: a key frame
        assert block[7:10] == b"\x9d\x01\x2a"
        assert struct.unpack("<HH", block[10:14]) == SIZE


def test_times_run_through_clusters(elements):
    assert number(elements, 0xE7) == [0, 1000]
    assert [struct.unpack(">h", block[1:3])[0] for block in values(elements, 0xA3)] == [
        0,
        200,
        400,
        600,
        800,
    ] * 2


def test_cues_and_seek_head_point_to_what_they_say(elements, short):
    segment = values(elements, 0x18538067)[0]
    base = len(short) - len(segment)
    starts = {start - base: ident for ident, start, _ in elements}
    assert [starts[at] for at in number(elements, 0xF1)] == [0x1F43B675] * 2
    assert number(elements, 0xB3) == [0, 1000]
    assert [starts[at] for at in number(elements, 0x53AC)] == number(elements, 0x53AB)


def test_the_film_moves_and_is_the_same_every_time(elements, short):
    assert len(set(values(elements, 0xA3))) == 10
    assert film(seconds=2, fps=5, size=SIZE) == short


def test_what_is_no_webp_is_refused():
    with pytest.raises(ValueError, match="No VP8 chunk"):
        vp8_frame(b"RIFF\x00\x00\x00\x00WEBPVP8L")


def test_the_poster_is_a_jpeg():
    with Image.open(io.BytesIO(poster((320, 180)))) as image:
        assert (image.format, image.size) == ("JPEG", (320, 180))
