"""The app of the change log."""

from __future__ import annotations

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """Holds the log of changes; the store itself is files."""

    name = "broadsheet.delivery"
    label = "delivery"
    default_auto_field = "django.db.models.BigAutoField"
