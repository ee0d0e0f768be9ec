"""Uploads: photos, renditions and films, with ranges so that a film can be wound."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    StreamingHttpResponse,
)
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

# What we serve as what it is. Anything else (an SVG or a page could hold script) is only offered for download.
TYPES = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".pdf": "application/pdf",
}
_RANGE = re.compile(r"bytes=(\d*)-(\d*)", re.ASCII)
_PIECE = 64 * 1024
# A rendition's name changes with the photo's file; an original may be put anew under its name.
_LONG, _SHORT = "public, max-age=31536000, immutable", "public, max-age=86400"


def _inside(path: str) -> Path | None:
    """The file of that path below the media folder; None where it is none, or leads out of it."""
    if "\0" in path or "\\" in path:
        return None
    root = Path(settings.MEDIA_ROOT).resolve()
    try:
        file = (root / path).resolve()
        inside = file.is_relative_to(root) and file != root and file.is_file()
    except (OSError, ValueError):
        return None
    hidden = any(part.startswith(".") for part in Path(path).parts)
    return file if inside and not hidden else None


def span(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte of a Range header; None for one that we do not answer in parts.

    Raises ValueError where the range lies outside the file (RFC 9110, section 15.5.17).
    """
    found = _RANGE.fullmatch(header.strip())
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        length = int(found[2])
        if length == 0 or size == 0:
            raise ValueError(header)
        return max(0, size - length), size - 1
    first = int(found[1])
    last = min(int(found[2]), size - 1) if found[2] else size - 1
    if first >= size:
        raise ValueError(header)
    return (first, last) if first <= last else None


def _pieces(file: BinaryIO, length: int) -> Iterator[bytes]:
    with file:
        while length > 0 and (piece := file.read(min(_PIECE, length))):
            length -= len(piece)
            yield piece


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    file = _inside(path)
    if file is None:
        return HttpResponse("Not found\n", status=404, content_type="text/plain; charset=utf-8")
    stat = file.stat()
    etag = f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'
    modified = int(stat.st_mtime)
    unchanged = get_conditional_response(request, etag=etag, last_modified=modified)
    response = unchanged or _answer(request, file, stat, etag)
    response["ETag"], response["Last-Modified"] = etag, http_date(modified)
    response["Accept-Ranges"] = "bytes"
    response["X-Content-Type-Options"] = "nosniff"
    renditions = path.startswith("images/")
    response["Cache-Control"] = _LONG if renditions else _SHORT
    return response


def _answer(request: HttpRequest, file: Path, stat: os.stat_result, etag: str) -> HttpResponseBase:
    kind = TYPES.get(file.suffix.lower())
    size = stat.st_size
    asked = request.headers.get("Range", "")
    if asked and request.headers.get("If-Range", etag) in {etag, http_date(int(stat.st_mtime))}:
        try:
            part = span(asked, size)
        except ValueError:
            response = HttpResponse(status=416)
            response["Content-Range"] = f"bytes */{size}"
            return response
        if part:
            return _part(file, part, size, kind)
    return FileResponse(
        file.open("rb"),
        content_type=kind or "application/octet-stream",
        as_attachment=kind is None,
        filename=file.name,
    )


def _part(file: Path, part: tuple[int, int], size: int, kind: str | None) -> HttpResponseBase:
    first, last = part
    length = last - first + 1
    handle = file.open("rb")
    handle.seek(first)
    response = StreamingHttpResponse(
        _pieces(handle, length), status=206, content_type=kind or "application/octet-stream"
    )
    response["Content-Range"] = f"bytes {first}-{last}/{size}"
    response["Content-Length"] = str(length)
    return response
