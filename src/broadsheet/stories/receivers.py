"""Tells the log of what is deleted, whichever way it goes: by itself, with others, with what it belonged to."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, pre_delete
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from broadsheet.stories.models import (
    Byline,
    Edition,
    Gallery,
    Photo,
    Redirect,
    Section,
    StandingPage,
    Story,
    Topic,
    Video,
)
from broadsheet.stories.telling import Public, together

PUBLIC = (Byline, Edition, Gallery, Photo, Redirect, Section, StandingPage, Story, Topic, Video)


def leaves(instance: Public, **_signal: Any) -> None:
    """Takes what the public sees of it while it is still there."""
    instance._leaving = instance.seen()  # noqa: SLF001 (ours, on its way out)


def has_left(instance: Public, **_signal: Any) -> None:
    """Django deletes in a transaction; the log is told within it."""
    with together() as telling:
        telling.add(*instance.differs(instance._leaving, instance.seen()))  # noqa: SLF001


def log_actions(registry: Any) -> None:
    """The verbs of ours that Wagtail's history does not know."""
    registry.register_action("stories.recall", _("Recall"), _("Recalled"))


def connect() -> None:
    """Called once, when the apps are ready."""
    hooks.register("register_log_actions", log_actions)
    for model in PUBLIC:
        pre_delete.connect(leaves, sender=model, dispatch_uid=f"stories.leaves.{model.__name__}")
        post_delete.connect(has_left, sender=model, dispatch_uid=f"stories.left.{model.__name__}")
