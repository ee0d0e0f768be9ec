"""The rows of the desk's list: what a person sees of each story, for a whole page with a fixed number of questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from wagtail.models import Revision

from broadsheet.newsroom import times
from broadsheet.newsroom.states import State, state_of
from broadsheet.stories.addresses import story as story_address
from broadsheet.stories.models import Edition, Section, Story, StoryByline


@dataclass(frozen=True, slots=True)
class Row:
    """One line. `published` and `changed` are told in the outlet's zone; `who` saved the newest version."""

    headline: str
    edit: str
    public: str
    media: tuple[str, ...]
    state: State
    go_live: str
    section: str
    bylines: str
    edition: str
    changed: times.Told
    published: times.Told | None
    who: str
    language: str


@dataclass(frozen=True, slots=True)
class Version:
    """The newest version of a story: its headline, who saved it."""

    headline: str
    who: str


def rows(
    stories: Sequence[Story], sections: Mapping[int, Section], editions: Mapping[int, Edition]
) -> list[Row]:
    """A row for each story, in order. Three questions, however many stories."""
    bylines, versions, waiting = _bylines(stories), _versions(stories), _waiting(stories)
    made = []
    for story in stories:
        edition = editions.get(story.locale_id)
        section = sections.get(story.section_id) if story.section_id else None
        version = versions.get(story.latest_revision_id or 0, Version(story.headline, ""))
        public = (
            story_address(edition.prefix, story.published_on, story.slug)
            if edition and story.published_on and story.live
            else ""
        )
        made.append(
            Row(
                headline=version.headline or story.headline,
                edit=reverse(Story.snippet_viewset.get_url_name("edit"), args=[story.pk]),
                public=public,
                media=tuple(story.media.split()),
                state=state_of(story, scheduled=story.pk in waiting),
                go_live=waiting.get(story.pk, ""),
                section=str(section or ""),
                bylines=", ".join(bylines.get(story.pk, ())),
                edition=edition.language_name if edition else "",
                changed=times.short(story.changed_at),
                published=times.short(story.published_at)
                if story.published_on and story.published_at
                else None,
                who=version.who,
                language=edition.code if edition else "",
            )
        )
    return made


def _bylines(stories: Sequence[Story]) -> dict[int, list[str]]:
    names: dict[int, list[str]] = defaultdict(list)
    found = StoryByline.objects.filter(story__in=[story.pk for story in stories]).order_by(
        "story", "sort_order"
    )
    for key, name in found.values_list("story", "byline__name"):
        names[key].append(name)
    return names


def _versions(stories: Sequence[Story]) -> dict[int, Version]:
    """Without their content, which holds whole stories."""
    keys = [story.latest_revision_id for story in stories if story.latest_revision_id]
    found = Revision.objects.filter(pk__in=keys).values_list(
        "pk", "object_str", "user__first_name", "user__last_name", "user__username"
    )
    return {
        key: Version(text, " ".join(filter(None, (first, last))) or name or "")
        for key, text, first, last, name in found
    }


def _waiting(stories: Sequence[Story]) -> dict[int, str]:
    """When the versions that wait for their time go live."""
    kind = ContentType.objects.get_for_model(Story)
    found = Revision.objects.filter(
        content_type=kind,
        object_id__in=[str(story.pk) for story in stories],
        approved_go_live_at__isnull=False,
    )
    return {
        int(key): times.told(moment) for key, moment in found.values_list("object_id", "approved_go_live_at")
    }
