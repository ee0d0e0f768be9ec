"""Cloudflare: https://developers.cloudflare.com/cache/how-to/purge-cache/purge-by-tags/ (API v4)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from broadsheet.delivery.purge.wire import Unacknowledged, acknowledged, send

__all__ = ["Cloudflare"]

API = "https://api.cloudflare.com/client/v4"


@dataclass(frozen=True, slots=True)
class Cloudflare:
    """`token` may do no more than purge the zone's cache."""

    zone: str
    token: str = field(repr=False)
    api: str = API
    # What one request takes at most.
    batch: int = 100

    def purge(self, keys: tuple[str, ...], *, recall: bool) -> None:  # noqa: ARG002 (what it drops is gone)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        body = json.dumps({"tags": keys}).encode()
        reply = acknowledged(send("POST", f"{self.api}/zones/{self.zone}/purge_cache", headers, body))
        try:
            done = json.loads(reply.body)["success"] is True
        except (ValueError, TypeError, KeyError):
            done = False
        if not done:
            raise Unacknowledged("it does not say that it was done")
