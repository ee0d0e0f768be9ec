"""Bylines: persons, desks and agencies, each with a page."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import TranslatableMixin

from broadsheet.stories import addresses
from broadsheet.stories.telling import Placed


class Byline(Placed, TranslatableMixin):
    """Who wrote it, as the paper writes the name in this language."""

    KIND: ClassVar[str] = "byline"
    SHOWN: ClassVar[tuple[str, ...]] = (
        "name", "slug", "is_person", "role", "bio", "portrait_id", "email", "website",
    )  # fmt: skip

    class Kind(models.TextChoices):
        PERSON = "person", _("person")
        DESK = "desk", _("desk")
        AGENCY = "agency", _("agency")

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("slug"), max_length=120, allow_unicode=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.PERSON)
    role = models.CharField(
        _("role"), max_length=120, blank=True, help_text=_("Such as: harbour correspondent.")
    )
    bio = models.TextField(_("about"), blank=True)
    portrait = models.ForeignKey(
        "stories.Photo",
        verbose_name=_("portrait"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    email = models.EmailField(_("mail address"), blank=True, help_text=_("Shown to readers."))
    website = models.URLField(_("website"), blank=True)

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("byline")
        verbose_name_plural = _("bylines")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["locale", "slug"], name="byline_slug")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_person(self) -> bool:
        return self.kind == self.Kind.PERSON

    def path(self, prefix: str) -> str:
        """Its address in the edition whose addresses begin with `prefix`."""
        return addresses.byline(prefix, self.slug)
