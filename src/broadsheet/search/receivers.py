"""Hears of changes from stories and from Wagtail, and keeps the index in step, in the same transaction."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.models import Revision
from wagtail.signals import published, unpublished

from broadsheet.search import index
from broadsheet.stories.models import Story

# A story that is deleted takes its document along: that is a cascade.


@receiver([published, unpublished], sender=Story)
def _changed_in_public(instance: Story, **_: Any) -> None:
    index.put(Story.objects.get(pk=instance.pk))


@receiver(post_save, sender=Revision)
def _drafted(instance: Revision, *, raw: bool = False, **_: Any) -> None:
    if raw or instance.base_content_type_id != ContentType.objects.get_for_model(Story).pk:
        return
    index.put_draft(int(instance.object_id), str(instance.content.get("headline", "")))
