"""The states of a story as the desk names them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from broadsheet.stories.models import Story


class State(models.TextChoices):
    """A word for each; the order is that of the filter."""

    DRAFT = "draft", _("Draft")
    SCHEDULED = "scheduled", _("Scheduled")
    LIVE = "live", _("Live")
    CHANGED = "changed", _("Live, with changes")
    UNPUBLISHED = "unpublished", _("Unpublished")


def state_of(story: Story, *, scheduled: bool = False) -> State:
    """`scheduled`: a version of it waits for its time."""
    if scheduled and not story.live:
        return State.SCHEDULED
    if story.live:
        return State.CHANGED if story.has_unpublished_changes else State.LIVE
    return State.UNPUBLISHED if story.published_on else State.DRAFT
