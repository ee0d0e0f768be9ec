"""Registers the stories app."""

from django.apps import AppConfig


class StoriesConfig(AppConfig):
    name = "broadsheet.stories"
    label = "stories"
    verbose_name = "Stories"

    def ready(self) -> None:
        from broadsheet.stories import receivers

        receivers.connect()
