"""Captures saved as plain text: which line of a news page is what.

The shape: site name, day of the capture, headline with its marker, the time line, the headline again,
bylines, paragraphs, then the closing lines (a rule, a follow line, the galleries, the latest list).
Paragraphs are parted by blank lines; lines without one between them are one paragraph.

A capture is refused as cut short unless a closing line (rule, follow line, copyright line or latest list)
stands after the last paragraph; where a rule is the only one, that paragraph has to end a sentence, too,
because a rule may also stand between two parts of a body. So whatever byte such a file is cut at, it is
either refused or has its whole body. Gallery, slider, loading and share lines close nothing: pages show
them anywhere.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from broadsheet.formats import chrome
from broadsheet.formats.dates import Stamp, is_day, plain, read_stamp, resolve
from broadsheet.formats.html import escape, fold
from broadsheet.formats.item import FormatError, Item, Notes, Paragraph, PhotoRef

_CLOSING = {chrome.RULE, chrome.FOLLOW, chrome.LATEST, chrome.COPYRIGHT}
_PICTURE_LINES = {chrome.SLIDER, chrome.GALLERY}
_DOMAIN = re.compile(r"\S+\.\w{2,}")


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str
    after_blank: bool
    kind: str


@dataclass(frozen=True, slots=True)
class _Head:
    title: str
    headline: str
    markers: tuple[str, ...]
    bylines: tuple[str, ...]


def looks_like_text_capture(text: str) -> bool:
    """Tell whether one of the first lines is a time line with something above or below it."""
    lines = [line for line in text.splitlines() if line.strip()][:30]
    return len(lines) > 1 and any(read_stamp(line) for line in lines if len(line) < 120)


def read_text_capture(text: str, notes: Notes, *, name: str, zone: tzinfo | None) -> Item:
    """Return the story of a plain-text capture; every line that is not blank goes into the notes.

    The pictures that the gallery and slider lines name become PhotoRefs that are not present. Both lists
    show the same pictures, so the longer of the two counts them. FormatError without a headline, a time
    line or a body, for a time that cannot be told, and for a capture that is cut short.
    """
    lines = list(_lines(text))
    at, stamp = _time_line(lines, name)
    published = resolve(stamp, zone, where=_where(name, lines[at]))
    notes.recognise("published", lines[at].text)
    below = lines[at + 1 :]
    head = _read_head(lines[:at], below, notes, name)
    bylines, updated, body = _read_opening(below, head, notes, name=name, zone=zone)
    paragraphs = _read_body(body, head, notes, name)
    photos = _read_pictures(lines, head, notes)
    return Item(
        headline=head.headline,
        published_at=published,
        updated_at=updated,
        bylines=tuple(dict.fromkeys(head.bylines + bylines)),
        body=tuple(Paragraph(html=escape(paragraph)) for paragraph in paragraphs),
        photos=photos,
        markers=head.markers,
    )


def _lines(text: str) -> Iterator[_Line]:
    after_blank = True
    for number, raw in enumerate(re.split(r"\r\n|[\r\n\f]", text), start=1):
        words = fold(raw)
        if words:
            yield _Line(number, words, after_blank, chrome.chrome_kind(words))
        after_blank = not words


def _where(name: str, line: _Line) -> str:
    return f"{name} line {line.number}".strip()


def _time_line(lines: Sequence[_Line], name: str) -> tuple[int, Stamp]:
    for index, line in enumerate(lines):
        stamp = read_stamp(line.text)
        if stamp and not stamp.updated:
            return index, stamp
    raise FormatError(
        f"{len(lines)} lines, none of which is a date with a time of day",
        where=name,
        advice="Add the time below the headline, for instance 8 February 2022 15:47 (UTC+04:00)",
    )


def _read_head(above: Sequence[_Line], below: Sequence[_Line], notes: Notes, name: str) -> _Head:
    """Find the headline and account for all lines above the time line."""
    title = _title(above, below)
    if title is None:
        raise FormatError(
            "a time line without a headline above or below it",
            where=name,
            advice="Add the headline on a line of its own above the time",
        )
    headline, markers = chrome.split_markers(title.text)
    bylines: tuple[str, ...] = ()
    for index, line in enumerate(above):
        names = chrome.read_byline(line.text)
        if line is title:
            notes.recognise("headline", line.text)
        elif line.kind:
            notes.leave_out(line.kind, line.text)
        elif is_day(line.text):
            notes.recognise("day of the capture", line.text)
        elif names:
            notes.recognise("byline", line.text)
            bylines += names
        elif index == 0:
            notes.recognise("site name", line.text)
        else:
            notes.leave_out("a line around the headline", line.text)
    return _Head(title.text, headline, markers, bylines)


def _title(above: Sequence[_Line], below: Sequence[_Line]) -> _Line | None:
    """Return the headline's line: the one repeated below the time, else the nearest above, else below."""
    days = [index for index, line in enumerate(above) if is_day(line.text)]
    usable = [line for line in above[days[-1] + 1 if days else 0 :] if _may_be_title(line)]
    first = next((line for line in below if not line.kind), None)
    if first is not None:
        for line in usable:
            if _same(line.text, first.text):
                return line
    # A page whose time stands above its headline has only its own name up there.
    if usable and not (len(usable) == 1 and usable[0] is above[0] and _DOMAIN.fullmatch(usable[0].text)):
        return usable[-1]
    return first if first is not None and _may_be_title(first) else None


def _may_be_title(line: _Line) -> bool:
    return (
        not line.kind
        and not is_day(line.text)
        and not chrome.read_byline(line.text)
        and not read_stamp(line.text)
    )


def _same(one: str, other: str) -> bool:
    return plain(chrome.split_markers(one)[0]) == plain(chrome.split_markers(other)[0])


def _read_opening(
    below: Sequence[_Line], head: _Head, notes: Notes, *, name: str, zone: tzinfo | None
) -> tuple[tuple[str, ...], datetime | None, Sequence[_Line]]:
    """Read what stands between time line and first paragraph; return bylines, update, and the rest."""
    bylines: tuple[str, ...] = ()
    updated: datetime | None = None
    for index, line in enumerate(below):
        names = chrome.read_byline(line.text)
        stamp = read_stamp(line.text)
        if line.kind:
            notes.leave_out(line.kind, line.text)
        elif _same(line.text, head.title):
            notes.recognise("headline", line.text)
        elif names:
            notes.recognise("byline", line.text)
            bylines += names
        elif stamp and stamp.updated:
            notes.recognise("updated", line.text)
            updated = resolve(stamp, zone, where=_where(name, line))
        elif stamp:
            notes.leave_out("a second time line", line.text)
        else:
            return bylines, updated, below[index:]
    return bylines, updated, ()


def _read_body(body: Sequence[_Line], head: _Head, notes: Notes, name: str) -> list[str]:
    end = _end_of_body(body)
    paragraphs: list[str] = []
    open_paragraph = False
    for line in body[:end]:
        if line.kind or _same(line.text, head.title):
            notes.leave_out(line.kind or "the headline again", line.text)
            open_paragraph = False
            continue
        notes.recognise("paragraph", line.text)
        if open_paragraph and not line.after_blank:
            paragraphs[-1] += f" {line.text}"
        else:
            paragraphs.append(line.text)
        open_paragraph = True
    for line in body[end:]:
        notes.leave_out(line.kind or "below the end of the story", line.text)
    _refuse_cut(body, end, head, paragraphs, name)
    return paragraphs


def _end_of_body(body: Sequence[_Line]) -> int:
    """Return the index of the first closing line: the latest list, or a rule with only furniture next to it.

    Without one the body may go up to the last line: a follow line alone can stand between two paragraphs.
    """
    for index, line in enumerate(body):
        following = body[index + 1] if index + 1 < len(body) else None
        if line.kind == chrome.LATEST:
            return index
        if line.kind == chrome.RULE and (following is None or following.kind not in {"", chrome.RULE}):
            return index
    return len(body)


def _refuse_cut(body: Sequence[_Line], end: int, head: _Head, paragraphs: Sequence[str], name: str) -> None:
    advice = "Save the page again, whole; if the story does end here, put a line --- below its last sentence"
    if not paragraphs:
        raise FormatError("a headline and a time without a body", where=name, advice=advice)
    last = max(
        index for index, line in enumerate(body[:end]) if not line.kind and not _same(line.text, head.title)
    )
    closing = {line.kind for line in body[last + 1 :] if line.kind in _CLOSING}
    if not closing:
        raise FormatError(
            f"a capture cut short: it stops at “{paragraphs[-1][-60:]}” without the lines that close a page",
            where=_where(name, body[-1]),
            advice=advice,
        )
    if closing == {chrome.RULE} and not chrome.ends_sentence(paragraphs[-1]):
        raise FormatError(
            f"a capture cut short: only a rule follows “{paragraphs[-1][-60:]}”, which ends no sentence",
            where=_where(name, body[last]),
            advice=advice,
        )


def _read_pictures(lines: Sequence[_Line], head: _Head, notes: Notes) -> tuple[PhotoRef, ...]:
    count = max(sum(line.kind == kind for line in lines) for kind in _PICTURE_LINES)
    names = [f"Gallery Image {number}" for number in range(1, count + 1)]
    notes.miss(names)
    notes.miss(
        f"{kind} named by the headline"
        for kind in head.markers
        if kind == "video" or (kind == "photo" and not names)
    )
    return tuple(PhotoRef(name=picture) for picture in names)
