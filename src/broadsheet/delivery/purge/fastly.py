"""Fastly: https://www.fastly.com/documentation/reference/api/purging/ (several surrogate keys in one request)."""

from __future__ import annotations

from dataclasses import dataclass, field

from broadsheet.delivery.purge.wire import acknowledged, send

__all__ = ["Fastly"]

API = "https://api.fastly.com"


@dataclass(frozen=True, slots=True)
class Fastly:
    """`token` may do no more than purge the service."""

    service: str
    token: str = field(repr=False)
    api: str = API
    batch: int = 256

    def purge(self, keys: tuple[str, ...], *, recall: bool) -> None:  # noqa: ARG002 (what it drops is gone)
        headers = {"Fastly-Key": self.token, "Surrogate-Key": " ".join(keys), "Accept": "application/json"}
        acknowledged(send("POST", f"{self.api}/service/{self.service}/purge", headers, b""))
