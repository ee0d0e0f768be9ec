"""What a story lacks before readers see it: decided from a plain description, without a database."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

# A headline beyond this is cut by search engines and on phones.
HEADLINE = 110

Severity = Literal["must", "should"]


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo of the story: `place` says where, in words; `alt` and `credit` are what readers would get."""

    place: str
    alt: str
    credit: str
    lead: bool = False


@dataclass(frozen=True, slots=True)
class Description:
    """A story as the checks see it. `links` are the addresses in its text, whatever they begin with."""

    headline: str = ""
    standfirst: str = ""
    has_section: bool = False
    words: int = 0
    pictures: tuple[Picture, ...] = ()
    links: tuple[str, ...] = ()
    strangers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is open: `what` it is and `where` it stands, in the editor's language.

    `field` names the form's field that mends it, where there is one.
    """

    severity: Severity
    what: str
    where: str
    field: str = ""


# What an address of the paper's own leads to: a live thing, a story that readers cannot see, or nothing.
Target = Literal["live", "unpublished", "nothing"]


def check(story: Description, targets: Mapping[str, Target]) -> list[Finding]:
    """All findings, those that stop a publication first.

    `targets` says of the addresses in `story.links` that are the paper's own where they lead; those that it does
    not name are not judged.
    """
    findings = [*_words(story), *_pictures(story.pictures), *_links(story.links, targets)]
    return sorted(findings, key=lambda one: one.severity != "must")


def _words(story: Description) -> Iterator[Finding]:
    if not story.headline.strip():
        yield Finding("must", _("There is no headline."), _("Headline"), "headline")
    elif len(story.headline) > HEADLINE:
        what = _("The headline has %(length)d characters; beyond %(limit)d it is cut on phones.")
        yield Finding("should", what % {"length": len(story.headline), "limit": HEADLINE}, _("Headline"))
    if not story.has_section:
        yield Finding("must", _("No section is chosen."), _("Section"), "section")
    if not story.standfirst.strip():
        yield Finding("should", _("There is no standfirst."), _("Standfirst"))
    if not story.words:
        yield Finding("should", _("There is no text."), _("Text"))
    for name in story.strangers:
        yield Finding("should", _("“%(name)s” belongs to another edition.") % {"name": name}, _("Filing"))


def _pictures(pictures: Collection[Picture]) -> Iterator[Finding]:
    for picture in pictures:
        if not picture.alt.strip():
            what = _("The photo has no alternative text.")
            if picture.lead:
                yield Finding("must", what, picture.place, "lead_alt")
            else:
                yield Finding("should", what, picture.place)
        if not picture.credit.strip():
            yield Finding("should", _("The photo has no credit."), picture.place)


def _links(links: Collection[str], targets: Mapping[str, Target]) -> Iterator[Finding]:
    for link in dict.fromkeys(links):
        if targets.get(link) == "nothing":
            yield Finding("should", _("The link %(link)s leads nowhere.") % {"link": link}, _("Text"))
        elif targets.get(link) == "unpublished":
            what = _("The link %(link)s leads to a story that is not published.")
            yield Finding("should", what % {"link": link}, _("Text"))


__all__ = ["HEADLINE", "Description", "Finding", "Picture", "Target", "check"]
