"""A page made anew though no change concerns it: whoever doubts what is stored has only to name its path."""

from __future__ import annotations

from django.db import transaction

from broadsheet.delivery import log
from broadsheet.delivery.tags import Touched, uses

__all__ = ["can_be_renewed", "renew"]


def can_be_renewed(path: str) -> None:
    """Whatever is being made for this path counts until `renew` is called for it. To be said for every page."""
    uses(_tag(path))


def renew(path: str) -> None:
    """Nothing stored for this path counts any more: under every host, with every parameter, on every machine.

    Once this returns nobody is given it here; where pages are stored, workers make it anew at once.
    """
    with transaction.atomic():
        log.write(Touched(frozenset({_tag(path)})), warm=[path])


def _tag(path: str) -> str:
    return f"at:{path}"
