"""How stored pages reach readers from this machine, told at the desk; and a page made anew by hand."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.permissions import policy_registry

from broadsheet.delivery import again, follow, log, warm
from broadsheet.delivery.asking import LONGEST_PATH, is_path
from broadsheet.delivery.models import Change
from broadsheet.delivery.node import Node
from broadsheet.delivery.purge.choosing import backends
from broadsheet.delivery.purge.telling import Standing, standings
from broadsheet.delivery.state import Process, state
from broadsheet.delivery.store import Key, Store
from broadsheet.newsroom import times
from broadsheet.stories.models import Outlet

__all__ = ["NAME", "delivery", "may_see"]

NAME = "newsroom_delivery"
logger = logging.getLogger(__name__)

# A process says every two seconds how it is doing; after so many it is called silent.
SILENT = 15


def may_see(user: Any) -> bool:
    """Whether delivery is this person's business: that of those who may change the outlet."""
    return bool(policy_registry.get_by_type(Outlet).user_has_permission(user, "change"))


# ---- how it is ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tail:
    """Where somebody stands in the log of changes: how many there are behind him, and when his last one was made."""

    position: int
    behind: int | None
    made: str


@dataclass(frozen=True, slots=True)
class Row:
    """A web process. `hit_rate` is in percent, "" where nobody has asked; `silent` is in seconds, 0 while it is not."""

    said: Process
    hit_rate: str
    silent: int
    tail: Tail


def _row(said: Process, tail: Tail, now: float) -> Row:
    asked = said.hits + said.misses
    silence = int(now - said.at)
    return Row(
        said, f"{100 * said.hits / asked:.1f} %" if asked else "", silence if silence > SILENT else 0, tail
    )


def _tails(positions: Iterable[int], last: int | None) -> dict[int, Tail]:
    """By position. `last` is the database's own, None where that is not known."""
    each, made = set(positions), dict[int, datetime]()
    if last is not None:
        made = dict(Change.objects.filter(position__in=each).values_list("position", "at"))
    return {
        one: Tail(one, None if last is None else max(0, last - one), times.told(made.get(one)))
        for one in each
    }


def _database() -> tuple[int | None, str]:
    """The position of its last change, None where it does not answer; and how it answers."""
    begun = time.perf_counter()
    try:
        last = log.end().position
    except DatabaseError as error:
        return None, " ".join(str(error).split()) or type(error).__name__
    return last, f"{1000 * (time.perf_counter() - begun):.1f} ms"


def _outage(gone: float, back: float) -> str:
    """When the database did not answer, and for how long."""
    length = max(1, round(back - gone))
    for_long = f"{length} s" if length < 120 else f"{length // 60} min"
    return f"{times.told(datetime.fromtimestamp(gone, UTC))}, for {for_long}"


@dataclass(frozen=True, slots=True)
class InFront:
    """A cache in front that is told of changes; times as they are shown, "" for none."""

    said: Standing
    acknowledged: str
    failing: str


def _in_front(last: int | None) -> list[InFront]:
    """Those that there are, while the database answers, which knows of them."""
    names = backends(settings.IN_FRONT)
    if last is None or not names:
        return []
    return [
        InFront(one, times.told(one.succeeded_at), times.told(one.failing_since)) for one in standings(names)
    ]


def _told(node: Node | None) -> dict[str, Any]:
    """What the page shows."""
    last, answer = _database()
    facts: dict[str, Any] = {
        "last": last,
        "answer": answer,
        "allowed": settings.PAGES_DISK,
        "in_front": _in_front(last),
    }
    if node is None:
        return facts | {"tail": _tails([last or 0], last)[last or 0]}
    here, outage = state(node), node.outage()
    tails = _tails([here.position, last or 0, *(one.position for one in here.processes)], last)
    return facts | {
        "here": here,
        "outage": _outage(*outage) if outage else "",
        "begun": node.standing is not None,
        "share": round(100 * here.bytes / settings.PAGES_DISK) if settings.PAGES_DISK else 100,
        "applied": tails[here.position],
        "tail": tails[last or 0],
        "rows": [_row(one, tails[one.position], time.time()) for one in here.processes],
    }


# ---- a page anew --------------------------------------------------------------------------------------------------


class RenewForm(forms.Form):
    """One address. `hosts` are those by which the paper is known, without ports."""

    address = forms.CharField(
        label="Address or path",
        max_length=3 * LONGEST_PATH,
        help_text="For example /latest. What stands behind a question mark does not matter.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "dir": "ltr"}),
    )

    def __init__(self, data: Any = None, *, hosts: Collection[str] = ()) -> None:
        super().__init__(data, label_suffix="")
        self.hosts = hosts
        self.fields["address"].widget.attrs["aria-describedby"] = "id_address_help id_address_errors"

    def clean_address(self) -> str:
        """Its path, as the door knows it."""
        try:
            parts = urlsplit(self.cleaned_data["address"])
            host, path = parts.hostname or "", unquote(parts.path, errors="strict") or "/"
        except ValueError as error:
            raise ValidationError("This is no address.") from error
        if (host or parts.scheme) and host not in self.hosts:
            raise ValidationError("This address is not the paper's.")
        if not is_path(path):
            raise ValidationError("This is no path of a page: that begins with a slash, as /latest does.")
        if path.startswith(("/desk/", settings.STATIC_URL, settings.MEDIA_URL)):
            raise ValidationError("This is no page: nothing is stored there.")
        return path


def _hosts(request: HttpRequest, node: Node | None) -> set[str]:
    """The names under which the paper is asked for."""
    outlet = Outlet.objects.first()
    ours = [request.get_host(), *settings.EXTRA_HOSTS, *(warm.hosts(node) if node is not None else ())]
    names = {urlsplit(f"//{one}").hostname or "" for one in ours}
    return names | {urlsplit(outlet.base_url if outlet else "").hostname or ""} - {""}


def _files(node: Node | None, path: str) -> int:
    """How many pages of this path this machine has in files: one for each host, and for http and https."""
    standing = node.refresh() if node is not None else None
    if node is None or standing is None:
        return 0
    store = Store(node)
    keys = [Key(host.encode(), path, "", secure) for host in warm.hosts(node) for secure in (False, True)]
    return sum(store.path(key, standing.epoch).exists() for key in keys)


def _renew(path: str, node: Node | None, user: Any) -> str:
    """Says what was done."""
    stored = _files(node, path)
    again.renew(path)
    logger.info("delivery: %s is renewed at the desk by %s", path, user.get_username())
    here = {0: "No copy of it was stored", 1: "One stored copy"}.get(stored, f"{stored} stored copies")
    until = " counted until now" if stored else ""
    return f"{path} is made anew. {here} on this machine{until}; other machines follow within seconds."


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def delivery(request: HttpRequest) -> HttpResponse:
    """How delivery is doing; a POST renews a page. 403 for whom it does not concern."""
    if not may_see(request.user):
        return TemplateResponse(request, "newsroom/delivery_refused.html", status=403)
    node = follow.node()
    form = RenewForm(
        request.POST if request.method == "POST" else None,
        hosts=_hosts(request, node),
    )
    if form.is_valid():
        messages.success(request, _renew(form.cleaned_data["address"], node, request.user))
        return HttpResponseRedirect(reverse(NAME))
    return TemplateResponse(request, "newsroom/delivery.html", {"form": form, "here": None, **_told(node)})
