"""Reads pages as a test does."""

from __future__ import annotations

import re


def headlines(text: str) -> list[str]:
    """The headlines of the cards of a page, in order."""
    found = re.findall(r'class="card-headline"><a href="[^"]*">([^<]*)', text)
    return [one.strip() for one in found]
