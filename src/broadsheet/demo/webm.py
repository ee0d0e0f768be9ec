"""Write a WebM file of VP8 key frames: an EBML tree with cues, and nothing that a player does not need.

EBML is RFC 8794, the Matroska elements are RFC 9559, the frames RFC 6386; WebM is the profile
of Matroska that browsers play.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# Element identifiers, with their length marker as they stand in the file (RFC 9559, section 5.1).
EBML, SEGMENT, INFO, TRACKS, CLUSTER, CUES = (
    0x1A45DFA3,
    0x18538067,
    0x1549A966,
    0x1654AE6B,
    0x1F43B675,
    0x1C53BB6B,
)
SEEK_HEAD, SEEK, SEEK_ID, SEEK_POSITION = 0x114D9B74, 0x4DBB, 0x53AB, 0x53AC
TRACK_ENTRY, VIDEO, CUE_POINT, CUE_TRACK_POSITIONS = 0xAE, 0xE0, 0xBB, 0xB7
TIMESTAMP, SIMPLE_BLOCK = 0xE7, 0xA3
MASTERS = frozenset(
    {
        EBML,
        SEGMENT,
        INFO,
        TRACKS,
        CLUSTER,
        CUES,
        SEEK_HEAD,
        SEEK,
        TRACK_ENTRY,
        VIDEO,
        CUE_POINT,
        CUE_TRACK_POSITIONS,
    }
)

_NAME = "Broadsheet"
_KEY_FRAME = 0x80  # SimpleBlock flags (RFC 9559, section 10.2)


def element(ident: int, body: bytes) -> bytes:
    """Write one element; its size always takes eight octets (RFC 8794, section 4), to know lengths ahead."""
    return (
        ident.to_bytes((ident.bit_length() + 7) // 8, "big") + (1 << 56 | len(body)).to_bytes(8, "big") + body
    )


def number(ident: int, value: int) -> bytes:
    """Write an unsigned integer element of eight octets (RFC 8794, section 7.2)."""
    return element(ident, value.to_bytes(8, "big"))


def text(ident: int, value: str) -> bytes:
    """Write a string element (RFC 8794, section 7.4)."""
    return element(ident, value.encode())


def vp8_frame(webp: bytes) -> bytes:
    """Take the VP8 key frame out of a lossy WebP file, from its "VP8 " chunk (RFC 9649, section 2.5).

    Raises ``ValueError`` if the file holds none.
    """
    at = 12
    while webp[:4] == b"RIFF" and at + 8 <= len(webp):
        kind, length = webp[at : at + 4], int.from_bytes(webp[at + 4 : at + 8], "little")
        if kind == b"VP8 ":
            return webp[at + 8 : at + 8 + length]
        at += 8 + length + length % 2
    message = f"No VP8 chunk in these {len(webp)} bytes, which begin {webp[:16]!r}."
    raise ValueError(message)


def _head() -> bytes:
    fields = (
        number(0x4286, 1),
        number(0x42F7, 1),
        number(0x42F2, 4),
        number(0x42F3, 8),
        text(0x4282, "webm"),
        number(0x4287, 2),
        number(0x4285, 2),
    )
    return element(EBML, b"".join(fields))


def _info(milliseconds: float) -> bytes:
    """Write the segment's information: ticks are milliseconds (RFC 9559, section 5.1.2)."""
    duration = element(0x4489, struct.pack(">d", milliseconds))
    return element(INFO, number(0x2AD7B1, 1_000_000) + duration + text(0x4D80, _NAME) + text(0x5741, _NAME))


def _tracks(size: tuple[int, int], step: int) -> bytes:
    """Describe the one video track (RFC 9559, section 5.1.4); a frame lasts step nanoseconds."""
    video = element(VIDEO, number(0xB0, size[0]) + number(0xBA, size[1]))
    numbers = number(0xD7, 1) + number(0x73C5, 1) + number(0x83, 1) + number(0x9C, 0) + number(0x23E383, step)
    return element(TRACKS, element(TRACK_ENTRY, numbers + text(0x86, "V_VP8") + video))


def _cluster(start: int, frames: Sequence[tuple[int, bytes]]) -> bytes:
    """Write frames with their times; every one is a key frame (RFC 9559, sections 5.1.3 and 10.2)."""
    blocks = (
        element(SIMPLE_BLOCK, b"\x81" + struct.pack(">hB", when - start, _KEY_FRAME) + frame)
        for when, frame in frames
    )
    return element(CLUSTER, number(TIMESTAMP, start) + b"".join(blocks))


def _cues(places: Sequence[tuple[int, int]]) -> bytes:
    """Say at which octet of the segment each time is found (RFC 9559, section 5.1.5)."""
    points = (
        element(
            CUE_POINT, number(0xB3, when) + element(CUE_TRACK_POSITIONS, number(0xF7, 1) + number(0xF1, at))
        )
        for when, at in places
    )
    return element(CUES, b"".join(points))


def _seek_head(places: Sequence[tuple[int, int]]) -> bytes:
    """Point to the top elements (RFC 9559, section 5.1.1)."""
    seeks = (
        element(SEEK, element(SEEK_ID, ident.to_bytes(4, "big")) + number(SEEK_POSITION, at))
        for ident, at in places
    )
    return element(SEEK_HEAD, b"".join(seeks))


def mux(frames: Sequence[bytes], fps: int, size: tuple[int, int]) -> bytes:
    """Join VP8 key frames to a WebM file with one cluster, and one cue, to each second."""
    times = [(round(n * 1000 / fps), frame) for n, frame in enumerate(frames)]
    clusters = [_cluster(times[n][0], times[n : n + fps]) for n in range(0, len(times), fps)]
    starts = [times[n][0] for n in range(0, len(times), fps)]
    info, tracks = _info(len(frames) * 1000 / fps), _tracks(size, 1_000_000_000 // fps)

    def front(seek_size: int, cues_size: int) -> bytes:
        info_at = seek_size
        tracks_at = info_at + len(info)
        cues_at = tracks_at + len(tracks)
        at, places = cues_at + cues_size, []
        for start, cluster in zip(starts, clusters, strict=True):
            places.append((start, at))
            at += len(cluster)
        return (
            _seek_head([(INFO, info_at), (TRACKS, tracks_at), (CUES, cues_at)])
            + info
            + tracks
            + _cues(places)
        )

    cues_size = len(_cues([(0, 0)] * len(clusters)))
    seek_size = len(_seek_head([(INFO, 0)] * 3))
    return _head() + element(SEGMENT, front(seek_size, cues_size) + b"".join(clusters))
