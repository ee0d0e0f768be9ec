"""From the bytes of a saved page to its text: what is no text is refused, the character set is found."""

import codecs
import re

from broadsheet.formats.item import FormatError, Notes

LIMIT = 20 * 1024 * 1024
"""The largest capture that is read, in bytes."""

_SAVE_AGAIN = "Save the page again as plain text or as HTML only"
_KINDS = (
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a WebP image or other media file"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"%PDF-", "a PDF document"),
    (b"bplist", "a Safari web archive"),
    (b"WARC/", "a WARC archive"),
    (b"From: <Saved by", "an MHTML archive"),
    (b"MIME-Version:", "an MHTML archive"),
)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META_CHARSET = re.compile(rb"""<meta\b[^>]*?charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_TEXT_CODEC = re.compile(
    r"cp125\d|cp866|cp874|iso8859-\d+|koi8-[rut]|mac-cyrillic|ascii|utf-8|gb2312|gbk|gb18030|big5"
    r"|shift_jis|cp932|euc_jp|euc_kr|cp949"
)
# What pages call by these names is read by every browser as the second (WHATWG Encoding, section 4.2).
_MEANT = {"ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254"}
_CONTROLS = re.compile(r"[\x01-\x08\x0b\x0e-\x1f\x7f]")


def decode(data: bytes, notes: Notes, *, name: str) -> str:
    """Return the text of a capture and note its character set.

    A byte order mark decides; then UTF-8, if the bytes are valid UTF-8; then what `<meta charset>` says;
    then UTF-8 with single broken bytes, or windows-1251 where most letters lie in its Cyrillic half, else
    windows-1254. Broken bytes become U+FFFD, control characters spaces, and both are noted as left out.
    FormatError for an empty file, one above LIMIT, and binary data.
    """
    refuse_binary(data, name=name)
    text, charset = _decoded(data)
    notes.recognise("character set", charset)
    if "\0" in text:
        raise FormatError("text with NUL characters", where=name, advice=_SAVE_AGAIN)
    if not text.strip("\ufeff \t\r\n\f"):
        raise FormatError("a file without any text", where=name, advice=_SAVE_AGAIN)
    broken = text.count("\ufffd")
    if broken:
        notes.leave_out(f"bytes that are not {charset}, shown as \ufffd", f"{broken} times")
    controls = _CONTROLS.findall(text)
    if controls:
        notes.leave_out("control characters", f"{len(controls)} times")
    return _CONTROLS.sub(" ", text).removeprefix("\ufeff")


def refuse_binary(data: bytes, *, name: str) -> None:
    """Raise FormatError for bytes that cannot be a saved page: none, too many, images, archives, NULs."""
    if not data:
        raise FormatError("an empty file", where=name, advice=_SAVE_AGAIN)
    if len(data) > LIMIT:
        raise FormatError(
            f"a file of {len(data):,} bytes, above the limit of {LIMIT:,}",
            where=name,
            advice="Save the page without its pictures and scripts",
        )
    for start, kind in _KINDS:
        if data.startswith(start):
            raise FormatError(f"{kind}, not a saved page", where=f"{name} byte 0".strip(), advice=_SAVE_AGAIN)
    if b"\0" in data and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        where = f"{name} byte {data.index(0)}".strip()
        raise FormatError("binary data (a NUL byte)", where=where, advice=_SAVE_AGAIN)


def _decoded(data: bytes) -> tuple[str, str]:
    for bom, charset in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(charset, "replace"), charset
    declared = _declared(data)
    try:
        return data.decode(), "utf-8"
    except UnicodeDecodeError:
        lenient = data.decode("utf-8", "replace")
    if declared:
        return data.decode(declared, "replace"), declared
    broken = lenient.count("\ufffd")
    if sum(not character.isascii() for character in lenient) > 2 * broken:
        return lenient, "utf-8"
    high = sum(byte >= 0xC0 for byte in data)
    low = sum(65 <= byte & 0xDF <= 90 for byte in data if byte < 128)
    legacy = "cp1251" if high * 2 > low else "cp1254"
    return data.decode(legacy, "replace"), legacy


def _declared(data: bytes) -> str:
    """Return Python's name of the character set that the page declares; empty if none, or none of text."""
    found = _META_CHARSET.search(data, 0, 4096)
    if found is None:
        return ""
    try:
        codec = codecs.lookup(found[1].decode("ascii", "replace")).name
    except LookupError:
        return ""
    # Only character sets: Python also looks up "rot13", "base64" and others by these names.
    return _MEANT.get(codec, codec) if _TEXT_CODEC.fullmatch(codec) else ""
