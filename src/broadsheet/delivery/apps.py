"""The app of the change log."""

from __future__ import annotations

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """Holds the log of changes; the store itself is files."""

    name = "broadsheet.delivery"
    label = "delivery"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.core.signals import got_request_exception

        from broadsheet.delivery import follow, log, outage

        log.on_commit(follow.committed)
        got_request_exception.connect(outage.note, dispatch_uid="broadsheet.delivery.outage")
