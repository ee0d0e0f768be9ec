"""Turns away requests for hosts that are not the paper's, and says when there is no paper yet."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin

from broadsheet.delivery.fragments import fragment, rests_on
from broadsheet.stories import changes
from broadsheet.stories.models import Outlet

_NO_PAPER = (
    "This paper is not yet set up. Run `broadsheet init` to found one, or `broadsheet demo` to see one.\n"
)
_WITHOUT_PAPER = ("/desk/", "/static/", "/media/")


def bare_host(netloc: str) -> str:
    """The host of `host:port` or `[host]:port`, in small letters."""
    return (urlsplit(f"//{netloc}").hostname or "").rstrip(".")


def is_loopback(host: str) -> bool:
    """Whether only this machine can have asked for it by this name."""
    if host == "localhost" or host.endswith(".localhost") or host == "testserver":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _plain(text: str, status: int) -> HttpResponse:
    response = HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response


def _outlet() -> Outlet:
    """The paper. Of its fields each is said to be used where a page reads it. Raises Outlet.DoesNotExist."""
    rests_on(*changes.fields(Outlet.KIND, 1, *Outlet.SHOWN))
    return Outlet.objects.get(pk=1)


class HostMiddleware(MiddlewareMixin):
    """Lays `request.outlet`, the Outlet or None, and answers itself where the host is not ours."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        try:
            outlet = fragment("outlet", _outlet, silent=True)
        except Outlet.DoesNotExist:
            outlet = None
        request.outlet = outlet  # type: ignore[attr-defined]
        try:
            host = bare_host(request.get_host())
        except (DisallowedHost, ValueError):
            host = ""
        ours = {bare_host(extra) for extra in settings.EXTRA_HOSTS}
        if outlet and outlet.base_url:
            ours.add(urlsplit(outlet.base_url).hostname or "")
        if not host or not (is_loopback(host) or host in ours):
            return _plain("This server publishes no paper under that host name.\n", 400)
        if outlet is None and not request.path_info.startswith(_WITHOUT_PAPER):
            return _plain(_NO_PAPER, 503)
        return None
