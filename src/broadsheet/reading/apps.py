"""Registers the reading app."""

from django.apps import AppConfig
from django.db.models.signals import post_save


class ReadingConfig(AppConfig):
    name = "broadsheet.reading"
    label = "reading"

    def ready(self) -> None:
        from broadsheet.reading import links, previews, tasks
        from broadsheet.stories.models import Photo

        previews.register()
        links.register()
        post_save.connect(tasks.photo_was_saved, sender=Photo, dispatch_uid="reading.renditions")
