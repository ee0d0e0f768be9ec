"""The desk's first page: what to go on with, what just went out, what goes out next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.models import ModelLogEntry, Revision

from broadsheet.newsroom import times
from broadsheet.stories.models import Edition, Story

FEW = 7
# So many of one's own last deeds are looked through for drafts.
DEEDS = 60


@dataclass(frozen=True, slots=True)
class Line:
    """A story on the first page; `when` is told in the outlet's zone."""

    headline: str
    url: str
    when: str


def _line(key: int, headline: str, when: str) -> Line:
    return Line(headline, reverse(Story.snippet_viewset.get_url_name("edit"), args=[key]), when)


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
        """The newest of each edition, of which the newest are kept: each edition has an index of its own."""
        stories: Iterable[Story] = (
            story
            for locale in Edition.objects.values_list("locale_id", flat=True)
            for story in Story.objects.live()
            .filter(locale=locale)
            .newest_first()
            .only("headline", "published_at")[:FEW]
        )
        newest = sorted(stories, key=lambda story: (story.published_at, story.pk), reverse=True)[:FEW]
        return [_line(story.pk, story.headline, times.told(story.published_at)) for story in newest]


class ScheduledNext(DeskPanel):
    name = "desk-scheduled"
    heading = _("Scheduled next")
    empty = _("Nothing waits for its time.")
    order = 30

    def lines(self, user: Any) -> Sequence[Line]:
        kind = ContentType.objects.get_for_model(Story)
        waiting = Revision.objects.filter(approved_go_live_at__isnull=False, content_type=kind)
        found = waiting.order_by("approved_go_live_at").values_list(
            "object_id", "object_str", "approved_go_live_at"
        )
        return [_line(int(key), text, times.told(at)) for key, text, at in found[:FEW]]


PANELS = (ContinueWriting, JustPublished, ScheduledNext)
