"""Keeps what can be found in step with the stories: put, put_draft, remove, rebuild."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.db import transaction
from wagtail.models import Revision

from broadsheet.search.fold import fold
from broadsheet.search.models import Document, key_of, lang_of
from broadsheet.stories.models import Story, StoryByline, StoryTopic

# Letters of a story that can be found: PostgreSQL takes no more than a megabyte of words.
LONGEST = 200_000
BATCH = 500

_KEPT = ("key", "lang", "headline", "text", "draft")


def document(story: Story, draft: str | None = None, names: Iterable[str] | None = None) -> Document:
    """What can be found of a story as its row has it; `draft` is its newest headline if that is another.

    `names` are those of its bylines and topics, where they have been asked for already.
    """
    found = Document(
        key=key_of(story.published_at or story.created_at, story.pk),
        story=story,
        lang=lang_of(story.locale_id),
        draft=fold(story.headline if draft is None else draft),
    )
    if story.live:
        found.headline = fold(story.headline)
        found.text = fold(text_of(story, _names([story.pk])[story.pk] if names is None else names))[:LONGEST]
    return found


def text_of(story: Story, names: Iterable[str]) -> str:
    """All the words of a story but its headline's."""
    parts = [story.standfirst, story.dateline, *names]
    for block in story.body:
        parts += block.block.get_searchable_content(block.value)
    return "\n".join(str(part) for part in parts)


def _names(keys: Collection[int]) -> dict[int, list[str]]:
    """The names of bylines and topics of these stories, in their order. Two questions."""
    names: dict[int, list[str]] = {key: [] for key in keys}
    for rows, field in ((StoryByline.objects, "byline__name"), (StoryTopic.objects, "topic__name")):
        found = rows.filter(story__in=keys).order_by("story", "sort_order")
        for key, name in found.values_list("story", field):
            names[key].append(name)
    return names


@transaction.atomic
def put(story: Story) -> None:
    """Makes what can be found of the story that which its row has now."""
    wanted = document(story, _newest_headline(story))
    kept = Document.objects.filter(story_id=story.pk).first()
    if kept is not None:
        if all(getattr(kept, name) == getattr(wanted, name) for name in _KEPT):
            return
        # By its primary key, which may be another one now.
        kept.delete()
    wanted.save(force_insert=True)


def put_draft(story_id: int, headline: str) -> None:
    """The newest headline that an editor has written, whatever the public sees."""
    draft = fold(headline)
    rows = Document.objects.filter(story_id=story_id)
    if rows.exists():
        rows.exclude(draft=draft).update(draft=draft)
        return
    story = Story.objects.filter(pk=story_id).first()
    if story is not None:
        document(story, headline).save(force_insert=True)


def remove(story_id: int) -> None:
    """Nothing of the story can be found any more."""
    Document.objects.filter(story_id=story_id).delete()


def rebuild(*, after: int = 0, say: Callable[[int, int], None] = lambda _key, _done: None) -> int:
    """Puts all stories numbered above `after`, in batches that are kept when it is stopped; says how many.

    `say` is called after each batch with the last story's number and how many were done.
    """
    done = 0
    while batch := list(
        Story.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:BATCH]
    ):
        put_many(batch)
        after = batch[-1]
        done += len(batch)
        say(after, done)
    return done


@transaction.atomic
def put_many(keys: Collection[int]) -> None:
    """As put, for many at once, by their numbers.

    The rows are locked: what is published meanwhile comes after it, and is not covered by the words of before.
    """
    stories = list(Story.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
    headlines, names = _newest_headlines(stories), _names([story.pk for story in stories])
    wanted = [document(story, headlines.get(story.pk), names[story.pk]) for story in stories]
    Document.objects.filter(story__in=keys).delete()
    Document.objects.bulk_create(wanted)


def _newest_headline(story: Story) -> str | None:
    return _newest_headlines([story]).get(story.pk)


def _newest_headlines(stories: Iterable[Story]) -> dict[int, str]:
    """By story's number, for those whose newest draft the public does not see."""
    keys = {story.latest_revision_id: story.pk for story in stories if story.has_unpublished_changes}
    rows: Any = Revision.objects.filter(pk__in=[key for key in keys if key]).values_list(
        "pk", "content__headline"
    )
    return {keys[key]: headline for key, headline in rows if headline is not None}
