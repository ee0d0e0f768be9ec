"""From the settings to those in front."""

from __future__ import annotations

from collections.abc import Iterable

from broadsheet.delivery.purge.cloudflare import Cloudflare
from broadsheet.delivery.purge.fastly import Fastly
from broadsheet.delivery.purge.varnish import Varnish
from broadsheet.delivery.purge.webhook import Webhook
from broadsheet.delivery.purge.wire import Backend
from broadsheet.env import InFront

__all__ = ["backends"]


def backends(in_front: Iterable[InFront]) -> dict[str, Backend]:
    """Those that are told of changes, by name. nginx is not: it keeps a page for a second."""
    return {one.name: _backend(one) for one in in_front if one.kind != "nginx"}


def _backend(one: InFront) -> Backend:
    if one.kind == "varnish":
        return Varnish(one.where)
    if one.kind == "cloudflare":
        return Cloudflare(one.where, one.token)
    if one.kind == "fastly":
        return Fastly(one.where, one.token)
    return Webhook(one.where, one.token, one.user)
