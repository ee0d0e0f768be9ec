"""Anything else that can be told by HTTP: a request with JSON, which says which keys to drop."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field

from broadsheet.delivery.purge.wire import acknowledged, send

__all__ = ["Webhook"]


@dataclass(frozen=True, slots=True)
class Webhook:
    """POST to `address`: `{"keys": ["…"], "recall": false}`. Any status from 200 to 204 acknowledges it.

    With `user` and `token` as a user and a password (RFC 7617), with `token` alone as a bearer's (RFC 6750).
    """

    address: str = field(repr=False)
    token: str = field(default="", repr=False)
    user: str = field(default="", repr=False)
    batch: int = 500

    def purge(self, keys: tuple[str, ...], *, recall: bool) -> None:
        headers = {"Content-Type": "application/json"}
        if self.user:
            both = base64.b64encode(f"{self.user}:{self.token}".encode()).decode("ascii")
            headers["Authorization"] = f"Basic {both}"
        elif self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        body = json.dumps({"keys": keys, "recall": recall}).encode()
        acknowledged(send("POST", self.address, headers, body), success=(200, 201, 202, 204))
