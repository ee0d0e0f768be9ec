"""Hears of changes from stories and from Wagtail, and keeps the index in step, in the same transaction."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver
from wagtail.models import Revision
from wagtail.signals import published, unpublished

from broadsheet.search import index, tasks
from broadsheet.search.fold import fold
from broadsheet.stories.models import Byline, Story, Topic

_BEFORE = "_name_before"

# A story that is deleted takes its document along: that is a cascade.


@receiver([published, unpublished], sender=Story)
def _changed_in_public(instance: Story, **_: Any) -> None:
    index.put(Story.objects.get(pk=instance.pk))


@receiver(post_save, sender=Revision)
def _drafted(instance: Revision, *, raw: bool = False, **_: Any) -> None:
    if raw or instance.base_content_type_id != ContentType.objects.get_for_model(Story).pk:
        return
    index.put_draft(int(instance.object_id), str(instance.content.get("headline", "")))


@receiver(pre_save, sender=Byline)
@receiver(pre_save, sender=Topic)
def _is_saved(sender: type[Byline | Topic], instance: Byline | Topic, **_: Any) -> None:
    """Keeps what it was called, to be compared when it has been saved."""
    before = sender.objects.filter(pk=instance.pk).values_list("name", flat=True).first()
    instance.__dict__[_BEFORE] = before


@receiver(post_save, sender=Byline)
@receiver(post_save, sender=Topic)
def _was_saved(sender: type[Byline | Topic], instance: Byline | Topic, **_: Any) -> None:
    before = instance.__dict__.pop(_BEFORE, None)
    if before is None or fold(before) == fold(instance.name):
        return
    kind: tasks.Kind = "byline" if sender is Byline else "topic"
    key = instance.pk
    # Robust: a queue that is down must not undo the change of name; `search_rebuild` makes up for it.
    transaction.on_commit(lambda: tasks.renew.enqueue(kind, key), robust=True)
