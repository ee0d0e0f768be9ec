"""Varnish, with the module xkey and the configuration that docs/howto/files/varnish.vcl is."""

from __future__ import annotations

from dataclasses import dataclass

from broadsheet.delivery.purge.wire import acknowledged, send

__all__ = ["Varnish"]


@dataclass(frozen=True, slots=True)
class Varnish:
    """`where` is its host and port. Who may ask it to drop anything stands in its own configuration."""

    where: str
    # With keys of 8 letters well below the 8 kB that Varnish takes for a header.
    batch: int = 400

    def purge(self, keys: tuple[str, ...], *, recall: bool) -> None:  # noqa: ARG002 (what it drops is gone)
        reply = send("PURGE", f"http://{self.where}/", {"xkey-purge": " ".join(keys)})
        acknowledged(reply)
