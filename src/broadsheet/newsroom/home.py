"""The desk's first page: what to go on with, what just went out, what goes out next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.models import ModelLogEntry

from broadsheet.newsroom import story_list, times
from broadsheet.stories.models import Edition, Story

FEW = 7
# So many of one's own last deeds are looked through for drafts.
DEEDS = 60


@dataclass(frozen=True, slots=True)
class InEdition:
    """A story in one of its editions: the edition's language, as it calls itself, and where the story is edited."""

    language: str
    code: str
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """A story on the first page; `when` is told in the outlet's zone."""

    headline: str
    url: str
    when: str
    editions: tuple[InEdition, ...] = ()


def _form(key: int) -> str:
    return reverse(Story.snippet_viewset.get_url_name("edit"), args=[key])


def _line(key: int, headline: str, when: str) -> Line:
    return Line(headline, _form(key), when)


class DeskPanel(Component):
    """A short list with a heading."""

    template_name = "newsroom/home_panel.html"
    name = ""
    heading: Any = ""
    empty: Any = ""
    order = 0

    def lines(self, user: Any) -> Sequence[Line]:
        raise NotImplementedError

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        lines = self.lines(parent_context["request"].user)
        return {"name": self.name, "heading": self.heading, "empty": self.empty, "lines": lines}


class ContinueWriting(DeskPanel):
    name = "desk-continue"
    heading = _("Continue writing")
    empty = _("You have no drafts open.")
    order = 10

    def lines(self, user: Any) -> Sequence[Line]:
        """My newest drafts: from the log of what I did, since a story does not say who wrote at it."""
        kind = ContentType.objects.get_for_model(Story)
        deeds = ModelLogEntry.objects.filter(user=user, content_type=kind).order_by("-timestamp", "-pk")
        keys = dict.fromkeys(int(key) for key in deeds.values_list("object_id", flat=True)[:DEEDS])
        drafts = Story.objects.filter(pk__in=keys, has_unpublished_changes=True).values_list(
            "pk", "headline", "latest_revision__object_str", "changed_at"
        )
        found = {pk: _line(pk, text or headline, times.told(at)) for pk, headline, text, at in drafts}
        return [found[key] for key in keys if key in found][:FEW]


class JustPublished(DeskPanel):
    name = "desk-published"
    heading = _("Just published")
    empty = _("Nothing is published yet.")
    order = 20

    def lines(self, user: Any) -> Sequence[Line]:
        """Each story once, with the editions in which it can be read; by its newest publication."""
        editions = {one.locale_id: one for one in Edition.objects.select_related("locale")}
        newest = _newest(editions)
        found: dict[UUID, dict[int, Line]] = defaultdict(dict)
        rows = Story.objects.live().filter(translation_key__in=newest)
        for key, locale, pk, headline in rows.values_list("translation_key", "locale", "pk", "headline"):
            found[key][locale] = _line(pk, headline, times.told(newest[key]))
        return [_together(found[key], editions) for key in newest if key in found]


def _newest(editions: Mapping[int, Edition]) -> dict[UUID, datetime]:
    """What was published last, each with the moment of its newest publication, the newest first.

    Each edition's newest are asked for, since each has an index of its own; no more of them can be among the newest
    of all.
    """
    moments: dict[UUID, datetime] = {}
    for locale in editions:
        rows = Story.objects.live().filter(locale=locale).newest_first()
        for key, moment in rows.values_list("translation_key", "published_at")[:FEW]:
            if moment is not None:
                moments[key] = max(moment, moments.get(key, moment))
    newest = sorted(moments, key=lambda key: moments[key], reverse=True)[:FEW]
    return {key: moments[key] for key in newest}


def _together(lines: Mapping[int, Line], editions: Mapping[int, Edition]) -> Line:
    """One line of those of a story's editions: in the words of the first, and leading to each."""
    there = [one for locale, one in editions.items() if locale in lines]
    if len(editions) == 1:
        return lines[there[0].locale_id]
    return replace(
        lines[there[0].locale_id],
        editions=tuple(InEdition(one.language_name, one.code, lines[one.locale_id].url) for one in there),
    )


class ScheduledNext(DeskPanel):
    name = "desk-scheduled"
    heading = _("Scheduled next")
    empty = _("Nothing waits for its time.")
    order = 30

    def lines(self, user: Any) -> Sequence[Line]:
        return [_line(key, text, times.told(at)) for key, text, at in story_list.waiting()[:FEW]]


PANELS = (ContinueWriting, JustPublished, ScheduledNext)
