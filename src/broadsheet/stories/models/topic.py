"""Topics: what stories are about, across sections."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import TranslatableMixin

from broadsheet.stories import addresses
from broadsheet.stories.telling import Placed


class Topic(Placed, TranslatableMixin):
    """A subject with a page of its own."""

    KIND: ClassVar[str] = "topic"
    SHOWN: ClassVar[tuple[str, ...]] = ("name", "slug", "description")

    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(_("slug"), max_length=100, allow_unicode=True)
    description = models.TextField(_("description"), blank=True)

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["locale", "slug"], name="topic_slug")]

    def __str__(self) -> str:
        return self.name

    def path(self, prefix: str) -> str:
        """Its address in the edition whose addresses begin with `prefix`."""
        return addresses.topic(prefix, self.slug)
