"""Saved pages of other sites, as plain text or HTML: the door that decides which, and reads them.

`captures_text` documents the shape of text captures and when one is refused as cut short;
`captures_html` does the same for HTML.
"""

import re
from datetime import tzinfo

from broadsheet.formats.captures_html import read_html_capture
from broadsheet.formats.captures_text import looks_like_text_capture, read_text_capture
from broadsheet.formats.decoding import LIMIT, decode
from broadsheet.formats.item import FormatError, Notes, Reading

__all__ = ["LIMIT", "read", "sniff"]

# The head of a file is enough to tell what it is.
_HEAD = 64 * 1024
_PREAMBLE = r"\s*(?:<\?xml\b[^>]*\?>\s*)?(?:<!--.*?-->\s*)*"
_HTML = re.compile(
    _PREAMBLE + r"<(?:!doctype\s+html|html|head|body|meta|title|article|main|section|header|div|h1|p)\b",
    re.IGNORECASE | re.DOTALL,
)


def sniff(data: bytes) -> bool:
    """Tell whether the bytes look like a saved page: HTML, or plain text with a time line near its top.

    Never raises. A capture that `read` goes on to refuse (cut short, say) is a capture all the same.
    """
    try:
        # A head that ends inside a character is no fault of the file's.
        text = decode(data[:_HEAD], Notes(), name="")
    except FormatError:
        return False
    return _HTML.match(text) is not None or looks_like_text_capture(text)


def read(data: bytes, *, name: str = "", zone: tzinfo | None = None) -> Reading:
    """Read a saved page into one story and the account of everything that was on it.

    `name` is the file's name for messages. `zone` is the time zone in which the site writes times without
    an offset; the offset in force on the story's day is used. FormatError, with nothing guessed, for: an
    empty file, one above LIMIT, binary data, a page that is cut short, no headline, no body, a time that
    cannot be told, and a time without an offset where no `zone` is given.
    """
    notes = Notes()
    text = decode(data, notes, name=name)
    if _HTML.match(text):
        item = read_html_capture(text, notes, name=name, zone=zone)
    elif text.lstrip().startswith("<"):
        raise FormatError(
            f"markup that is no HTML page: {text.strip()[:40]}",
            where=name,
            advice="Read it as the format that it is",
        )
    else:
        item = read_text_capture(text, notes, name=name, zone=zone)
    return Reading(item=item, report=notes.report())
