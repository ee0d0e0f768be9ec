"""The verbs: the only functions that change what is published. Each is one transaction and says by whom.

`by` is the user who acts, or None for the machine (a schedule, an import). `now` is an aware moment.
Rights are checked by the caller's view for now; the actions check what is right for the story.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.text import slugify
from wagtail.log_actions import log
from wagtail.models import Locale

from broadsheet.stories import changes
from broadsheet.stories.models import (
    Byline,
    Gallery,
    GalleryItem,
    Photo,
    Related,
    Story,
    StoryByline,
    StoryTopic,
    Topic,
)
from broadsheet.stories.telling import change_of, together

By = AbstractBaseUser | None


class Refused(ValueError):
    """A verb that cannot be done; the message says why and what to do."""


@transaction.atomic
def create(
    *,
    by: By,
    locale: Locale,
    headline: str,
    bylines: tuple[Byline, ...] = (),
    topics: tuple[Topic, ...] = (),
    related: tuple[Story, ...] = (),
    **fields: Any,
) -> Story:
    """A new draft. `fields` are those of Story. Raises ValidationError."""
    story = Story(locale=locale, headline=headline, live=False, has_unpublished_changes=True, **fields)
    arrange(story, bylines=bylines, topics=topics, related=related)
    story.full_clean()
    story.save()
    log(instance=story, action="wagtail.create", user=by, content_changed=True)
    story.save_revision(user=by, clean=False)
    return story


def arrange(
    story: Story,
    *,
    bylines: tuple[Byline, ...] | None = None,
    topics: tuple[Topic, ...] | None = None,
    related: tuple[Story, ...] | None = None,
) -> None:
    """Sets who wrote it, what it is about and what to read after it, in this order, on the story in memory."""
    if bylines is not None:
        story.story_bylines = [StoryByline(byline=byline, sort_order=n) for n, byline in enumerate(bylines)]
    if topics is not None:
        story.story_topics = [StoryTopic(topic=topic, sort_order=n) for n, topic in enumerate(topics)]
    if related is not None:
        story.related = [Related(to=to, sort_order=n) for n, to in enumerate(related)]


@transaction.atomic
def save_draft(story: Story, *, by: By) -> Story:
    """Keeps the words that `story` holds in memory as its newest draft; the public sees nothing of it."""
    story.save_revision(user=by, log_action=True)
    return story


@transaction.atomic
def publish(
    story: Story,
    *,
    by: By,
    published_at: datetime | None = None,
    updated_at: datetime | None = None,
) -> Story:
    """The words that `story` holds in memory become public now.

    `published_at` and `updated_at` are for stories that were published elsewhere before (an import): aware
    moments that readers are told instead of now. Raises ValidationError.
    """
    if published_at is not None:
        story.published_at = published_at
    with change_of(story):
        story.save_revision(user=by).publish(user=by, skip_permission_checks=True)
        if updated_at is not None:
            Story.objects.filter(pk=story.pk).update(updated_at=updated_at)
    return Story.objects.get(pk=story.pk)


@transaction.atomic
def unpublish(story: Story, *, by: By) -> Story:
    """The story leaves the public; its address answers that it is gone."""
    if not story.live:
        raise Refused(f"“{story}” is not published, so it cannot be unpublished.")
    story.unpublish(user=by)
    return Story.objects.get(pk=story.pk)


@transaction.atomic
def recall(story: Story, *, by: By, reason: str) -> Story:
    """As `unpublish`, and no copy that was kept of it may be shown again, not even while nothing else can be.

    `reason` is for the newsroom's own history. Raises Refused without one.
    """
    if not reason.strip():
        raise Refused("Say why the story is recalled.")
    with together() as telling:
        if seen := story.seen():
            telling.add(changes.recalled(seen))
        log(instance=story, action="stories.recall", user=by, data={"reason": reason.strip()})
        return unpublish(story, by=by)


@transaction.atomic
def translate(story: Story, locale: Locale, *, by: By) -> Story:
    """A draft in another edition, with the words of this one to be written over.

    Section, topics, bylines, gallery and related stories become those of the other edition where they have
    a translation there. Raises Refused where the other edition already has this story.
    """
    if Story.objects.filter(translation_key=story.translation_key, locale=locale).exists():
        raise Refused(f"“{story}” is already in {locale}.")

    def there(thing: Any) -> Any:
        return thing.get_translation_or_none(locale) if thing else None

    source = story.get_latest_revision_as_object()
    return create(
        by=by,
        locale=locale,
        headline=source.headline,
        translation_key=source.translation_key,
        standfirst=source.standfirst,
        dateline=source.dateline,
        section=there(source.section),
        lead_photo=source.lead_photo,
        lead_caption=source.lead_caption,
        lead_credit=source.lead_credit,
        lead_alt=source.lead_alt,
        gallery=there(source.gallery),
        video=source.video,
        body=source.body,
        bylines=tuple(filter(None, (there(row.byline) for row in source.story_bylines.all()))),
        topics=tuple(filter(None, (there(row.topic) for row in source.story_topics.all()))),
        related=tuple(filter(None, (there(row.to) for row in source.related.all()))),
    )


@transaction.atomic
def delete(story: Story, *, by: By) -> None:
    """Takes the story away for good. A published one has to be unpublished first."""
    if story.live:
        raise Refused(f"“{story}” is published. Unpublish it first, then delete it.")
    log(instance=story, action="wagtail.delete", user=by, deleted=True)
    story.delete()


@transaction.atomic
def add_photo(
    data: bytes,
    *,
    by: By,
    filename: str,
    title: str,
    caption: str = "",
    credit: str = "",
    alt: str = "",
) -> Photo:
    """A photo from the bytes of an image file. Raises ValidationError where it is none that we take."""
    photo = Photo(title=title, caption=caption, credit=credit, description=alt, uploaded_by_user=by)
    photo.file.save(filename, ContentFile(data), save=False)
    photo.full_clean(exclude=["width", "height", "file_size", "file_hash"])
    photo.save()
    return photo


@transaction.atomic
def add_gallery(
    *, by: By, locale: Locale, title: str, items: list[GalleryItem], slug: str = "", **fields: Any
) -> Gallery:
    """A gallery with its photos in order. It opens to readers with the first story that shows it."""
    gallery = Gallery(locale=locale, title=title, slug=slug or slugify(title, allow_unicode=True), **fields)
    for n, item in enumerate(items):
        item.sort_order = n
    gallery.items = items
    gallery.full_clean()
    gallery.save()
    log(instance=gallery, action="wagtail.create", user=by, content_changed=True)
    return gallery


__all__ = [
    "Refused",
    "add_gallery",
    "add_photo",
    "arrange",
    "create",
    "delete",
    "publish",
    "recall",
    "save_draft",
    "translate",
    "unpublish",
]
