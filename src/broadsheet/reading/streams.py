"""How answers leave: files in pieces, text compressed, and neither a picture nor a part of a file compressed again."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterator

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.middleware.gzip import GZipMiddleware

# As much of a file is read at once, and held in memory.
PIECE = 256 * 1024
_TEXT = re.compile(r"text/.+|application/(?:json|xml|javascript)|.+\+(?:json|xml)")


def _gather(pieces: Iterator[bytes]) -> bytes:
    """The next pieces, until there is enough; nothing at the end."""
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= PIECE:
            break
    return b"".join(held)


async def _stream(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    # In the request's own thread, so that what asks the database on the way uses the request's connection.
    gather = sync_to_async(_gather, thread_sensitive=True)
    while piece := await gather(pieces):
        yield piece


class StreamMiddleware:
    """Sends files piece by piece under an asynchronous server. Stands above all whose answers are streams.

    Left alone, Django reads all of a stream into memory before it sends the first byte, and warns of it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if (
            isinstance(request, ASGIRequest)
            and isinstance(response, StreamingHttpResponse)
            and not response.is_async
        ):
            pieces = iter(()) if request.method == "HEAD" else iter(response)
            response.streaming_content = _stream(pieces)
        return response


class TextGZipMiddleware(GZipMiddleware):
    """Compresses text. Photos and films are compressed already, and a part of a file has to stay that part."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.get("Content-Type", "").partition(";")[0].strip()
        if response.status_code == 206 or not _TEXT.fullmatch(kind):
            return response
        return super().process_response(request, response)
