"""Public addresses, made from plain values: the one place that knows what they look like."""

from __future__ import annotations

from datetime import date

__all__ = [
    "byline",
    "day",
    "feed",
    "front",
    "gallery",
    "latest",
    "month",
    "page",
    "section",
    "story",
    "topic",
    "year",
]


def front(prefix: str) -> str:
    """The front of an edition. `prefix` is "" for the outlet's first edition, "/az" for another."""
    return f"{prefix}/"


def story(prefix: str, published_on: date, slug: str) -> str:
    """`published_on` is the day of first publication in the outlet's zone; it never changes again."""
    return f"{prefix}/{published_on:%Y/%m/%d}/{slug}"


def year(prefix: str, day: date) -> str:
    """All that was published in the year of `day`."""
    return f"{prefix}/{day:%Y}"


def month(prefix: str, day: date) -> str:
    """All that was published in the month of `day`."""
    return f"{prefix}/{day:%Y/%m}"


def day(prefix: str, day: date) -> str:
    """All that was published on `day`."""
    return f"{prefix}/{day:%Y/%m/%d}"


def section(prefix: str, slug: str) -> str:
    """A section of either level: its slug is unique within its edition."""
    return f"{prefix}/section/{slug}"


def topic(prefix: str, slug: str) -> str:
    """A topic's page."""
    return f"{prefix}/topic/{slug}"


def byline(prefix: str, slug: str) -> str:
    """The page of a person, a desk or an agency."""
    return f"{prefix}/by/{slug}"


def gallery(prefix: str, slug: str) -> str:
    """A gallery on a page of its own."""
    return f"{prefix}/gallery/{slug}"


def latest(prefix: str) -> str:
    """Everything, newest first."""
    return f"{prefix}/latest"


def page(prefix: str, slug: str) -> str:
    """A standing page, such as the corrections policy."""
    return f"{prefix}/{slug}"


def feed(path: str, kind: str) -> str:
    """The feed beside a list: `/` gives `/feed.rss`, `/topic/tides` gives `/topic/tides/feed.rss`.

    `kind` is rss, atom or json.
    """
    return f"{path.rstrip('/')}/feed.{kind}"
