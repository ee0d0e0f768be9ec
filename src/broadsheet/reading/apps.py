"""Registers the reading app."""

from django.apps import AppConfig


class ReadingConfig(AppConfig):
    name = "broadsheet.reading"
    label = "reading"

    def ready(self) -> None:
        from broadsheet.reading import previews

        previews.register()
