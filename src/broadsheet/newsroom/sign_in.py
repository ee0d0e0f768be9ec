"""Where somebody signs in from, for the count of wrong passwords."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str | None:
    """The address of whoever asks.

    Behind a proxy that speaks https for us it is the last one of X-Forwarded-For, which the proxy wrote itself: what
    stands before it anybody can make up. All who sign in would else be the proxy, and lock each other out.
    """
    if settings.SECURE_PROXY_SSL_HEADER:
        told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if told:
            return told
    return request.META.get("REMOTE_ADDR")
