"""What the worker does for search: a byline or topic of another name is found by it in all its stories."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django_tasks import task

from broadsheet.search import index
from broadsheet.stories.models import StoryByline, StoryTopic

# Publishing one of these stories waits for its batch.
BATCH = 100

Kind = Literal["byline", "topic"]
_LISTS: dict[Kind, Any] = {"byline": StoryByline, "topic": StoryTopic}


@task(priority=-10)
def renew(kind: Kind, key: int, moment: str = "", story: int = 0) -> int:
    """Renews the words of a batch of the byline's or topic's stories and queues the next one; says how many.

    The newest first; `moment` (ISO 8601) and `story` are those of the last story of the batch before. A worker that is
    killed on the way has the batch done again, and other tasks have their turn between two batches.
    """
    rows = _LISTS[kind].objects.filter(**{kind: key}, published_at__isnull=False)
    if moment:
        last = datetime.fromisoformat(moment)
        rows = rows.filter(published_at__lte=last).exclude(published_at=last, story__gte=story)
    batch = list(rows.order_by("-published_at", "-story").values_list("published_at", "story")[:BATCH])
    index.put_many([number for _moment, number in batch])
    if len(batch) == BATCH:
        before, number = batch[-1]
        renew.enqueue(kind, key, before.isoformat(), number)
    return len(batch)
