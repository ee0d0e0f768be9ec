"""What the worker does for the reading site."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django_tasks import task

from broadsheet.reading.pictures import make_renditions
from broadsheet.stories.models import Photo


@task()
def renditions(photo: int) -> int:
    """Makes the renditions of a photo, by its key. Returns how many there are; 0 where it is gone."""
    found = Photo.objects.filter(pk=photo).first()
    return make_renditions(found) if found else 0


def photo_was_saved(instance: Photo, update_fields: Any = None, **_signal: Any) -> None:
    """Has the renditions made before a reader asks. What is there already is found and kept."""
    if update_fields is None:
        key = instance.pk
        # Robust: a queue that is down must not undo an upload. The first reader then waits instead.
        transaction.on_commit(lambda: renditions.enqueue(key), robust=True)
