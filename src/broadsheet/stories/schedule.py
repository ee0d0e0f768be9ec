"""The schedule: what is due, done one by one, so that a story that fails holds up no other."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db import transaction
from wagtail.models import Page, Revision

from broadsheet.stories.models import Story

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to do since `at` (aware): `key` is a revision to publish, or a story or page to unpublish."""

    verb: Literal["publish", "unpublish story", "unpublish page"]
    key: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it went: `error` is empty when it is done."""

    due: Due
    error: str = ""


def due(now: datetime) -> list[Due]:
    """All that is due at `now` (aware), the longest overdue first."""
    revisions = Revision.objects.filter(approved_go_live_at__lte=now).values_list("pk", "approved_go_live_at")
    stories = Story.objects.filter(live=True, expire_at__lte=now).values_list("pk", "expire_at")
    pages = Page.objects.filter(live=True, expire_at__lte=now).values_list("pk", "expire_at")
    found = [Due("publish", key, at) for key, at in revisions]
    found += [Due("unpublish story", key, at) for key, at in stories]
    found += [Due("unpublish page", key, at) for key, at in pages]
    return sorted(found, key=lambda one: (one.at, one.verb, one.key))


def run(now: datetime, *, leave: Collection[Due] = ()) -> list[Outcome]:
    """Does all that is due at `now` except what is in `leave`; each in a transaction of its own."""
    outcomes = []
    for one in due(now):
        if one in leave:
            continue
        try:
            with transaction.atomic():
                done = _DO[one.verb](one, now)
        except Exception as error:  # the next one shall have its turn whatever this one's trouble is
            logger.exception("schedule: %s %s, due at %s, failed", one.verb, one.key, one.at.isoformat())
            outcomes.append(Outcome(one, f"{type(error).__name__}: {error}"))
        else:
            if done:
                late = (now - one.at).total_seconds()
                logger.info("schedule: %s %s, %.0f s after its time", one.verb, one.key, late)
                outcomes.append(Outcome(one))
    return outcomes


def _publish(one: Due, now: datetime) -> bool:
    # Locked and asked again: another machine's worker may have done it meanwhile.
    rows = Revision.objects.select_for_update(of=("self",))
    revision = rows.filter(pk=one.key, approved_go_live_at__lte=now).first()
    if revision is None:
        return False
    revision.publish(log_action="wagtail.publish.scheduled", skip_permission_checks=True)
    return True


def _unpublish(rows: Any, one: Due, now: datetime) -> bool:
    thing = rows.select_for_update(of=("self",)).filter(pk=one.key, live=True, expire_at__lte=now).first()
    if thing is None:
        return False
    thing.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    return True


_DO: dict[str, Callable[[Due, datetime], bool]] = {
    "publish": _publish,
    "unpublish story": lambda one, now: _unpublish(Story.objects.all(), one, now),
    "unpublish page": lambda one, now: _unpublish(Page.objects.all(), one, now),
}

__all__ = ["Due", "Outcome", "due", "run"]
