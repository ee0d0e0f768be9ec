"""Galleries: photos in an order, with words for each."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable, TranslatableMixin

from broadsheet.stories import addresses
from broadsheet.stories.telling import Placed


class Gallery(Placed, TranslatableMixin, ClusterableModel):
    """A set of photos. It has a page of its own from the moment a story that shows it is published."""

    KIND: ClassVar[str] = "gallery"
    SHOWN: ClassVar[tuple[str, ...]] = ("title", "slug", "description")

    title = models.CharField(_("title"), max_length=160)
    slug = models.SlugField(_("slug"), max_length=160, allow_unicode=True)
    description = models.TextField(_("description"), blank=True)
    published_at = models.DateTimeField(
        _("published at"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("When its page opened to readers."),
    )

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("gallery")
        verbose_name_plural = _("galleries")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["locale", "slug"], name="gallery_slug")]
        indexes = [models.Index(fields=["locale", "-published_at"], name="gallery_newest")]

    def __str__(self) -> str:
        return self.title

    def path(self, prefix: str) -> str:
        """Its address in the edition whose addresses begin with `prefix`."""
        return addresses.gallery(prefix, self.slug)

    def shown(self) -> dict[str, Any] | None:
        values = super().shown() or {}
        items = self.items.order_by("sort_order", "pk").values_list("photo_id", "alt", "caption", "credit")
        return {**values, "items": list(items), "path": values["path"] if self.published_at else ""}


class GalleryItem(Orderable):
    """A photo in a gallery. Empty words mean: those of the photo itself."""

    gallery = ParentalKey(Gallery, on_delete=models.CASCADE, related_name="items")
    photo = models.ForeignKey(
        "stories.Photo", verbose_name=_("photo"), on_delete=models.PROTECT, related_name="+"
    )
    caption = models.TextField(_("caption"), blank=True)
    credit = models.CharField(_("credit"), max_length=200, blank=True)
    alt = models.CharField(_("alternative text"), max_length=255, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
