"""What every format reads into and writes from: one frozen story, its parts, and what became of the rest."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit, urlunsplit


class FormatError(ValueError):
    """A file that cannot be read as it stands; nothing of it was guessed.

    The message says where it is (file, line or byte), what was seen there, and what to do about it;
    the three are also attributes.
    """

    def __init__(self, seen: str, *, where: str = "", advice: str = "") -> None:
        """Take what was `seen`, `where` (file, line, byte), and the `advice` on what to do now."""
        self.seen = seen
        self.where = where
        self.advice = advice
        message = f"{where}: {seen}" if where else seen
        super().__init__(f"{message}. {advice}" if advice else message)


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoRef:
    """A picture that a story shows or mentions.

    `present` is True where the source says where the picture's bytes are: `address` is then an http(s)
    address, a path beside the source file, or a `data:` address. It is False where the source only names
    the picture; `address` is then None and the picture has to be found by hand.
    """

    address: str | None = None
    name: str = ""
    caption: str = ""
    credit: str = ""
    alt: str = ""
    present: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph: clean inline HTML (see `formats.html.inline`), never empty."""

    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Subhead:
    """A heading inside the body, plain text."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A quotation set apart: plain text, its paragraphs separated by a blank line, and who said it."""

    text: str
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListBlock:
    """A list; each of the items is clean inline HTML."""

    items: tuple[str, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoBlock:
    """A picture at its place in the body."""

    photo: PhotoRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Embed:
    """Something shown from elsewhere (video, post, map): its address and the text that stood in its place."""

    url: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of clean inline HTML cells; with `header` the first row holds the column headings."""

    rows: tuple[tuple[str, ...], ...]
    header: bool = False


Block = Paragraph | Subhead | Quote | ListBlock | PhotoBlock | Embed | Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One story as a source delivers it.

    Times are aware datetimes with the offset that the source gave; a naive one raises ValueError.
    `photos` are all pictures in the order of the source, those of the body included. `markers` are the
    kinds of media which the source's headline announces, such as "photo", "video", "live".
    `source_id` is the source's own identifier where a format has one (a GUID, a URN).
    """

    headline: str
    body: tuple[Block, ...]
    slug: str | None = None
    standfirst: str = ""
    dateline: str = ""
    language: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    bylines: tuple[str, ...] = ()
    section: str | None = None
    topics: tuple[str, ...] = ()
    photos: tuple[PhotoRef, ...] = ()
    markers: tuple[str, ...] = ()
    address: str | None = None
    source_id: str | None = None

    def __post_init__(self) -> None:
        """Refuse a time that does not say its offset."""
        for moment in (self.published_at, self.updated_at):
            if moment is not None and moment.utcoffset() is None:
                message = f"{moment.isoformat()} has no offset: an item's times are aware"
                raise ValueError(message)

    @property
    def identity(self) -> str:
        """Stay the same for the same source story, whatever happens to its text.

        The source's identifier; else its canonical address, without the fragment and with the host in
        lower case; else a hash over headline, moment of publication (in UTC) and bylines. The body is
        not part of it, so a story that is read again with a changed body is an update, not a second story.
        """
        if self.source_id:
            return f"id:{self.source_id}"
        if self.address:
            parts = urlsplit(self.address)
            return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path, parts.query, ""))
        moment = self.published_at.astimezone(UTC).isoformat() if self.published_at else ""
        words = (" ".join(self.headline.split()).casefold(), moment, *self.bylines)
        return "sha256:" + hashlib.sha256("\x1f".join(words).encode("utf-8", "replace")).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What became of everything in a source.

    `recognised` are pairs of what it is and its text, `left_out` pairs of the reason and the text,
    `missing` the names of things that the source mentions and does not hold.
    """

    recognised: tuple[tuple[str, str], ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a reader returns: the story, and the account of its source."""

    item: Item
    report: Report


@dataclass(slots=True)
class Notes:
    """A report while it is being written."""

    recognised: list[tuple[str, str]] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def recognise(self, what: str, value: str) -> None:
        """Account for a piece of the source that went into the story or was understood."""
        self.recognised.append((what, value))

    def leave_out(self, why: str, text: str) -> None:
        """Account for a piece of the source that the story does not hold; a piece without text is nothing."""
        if text:
            self.left_out.append((why, text))

    def miss(self, names: Iterable[str]) -> None:
        """Name things that the source mentions and does not hold."""
        self.missing.extend(names)

    def report(self) -> Report:
        """Freeze what was noted."""
        return Report(
            recognised=tuple(self.recognised),
            left_out=tuple(self.left_out),
            missing=tuple(dict.fromkeys(self.missing)),
        )
