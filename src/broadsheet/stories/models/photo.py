"""Photos with caption, credit and alternative text, and their renditions."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition, Image
from wagtail.search import index

from broadsheet.stories.telling import Thing, together


class Photo(Thing, AbstractImage):
    """A photo. Its alternative text is Wagtail's `description`; a story may say other words about it."""

    KIND: ClassVar[str] = "photo"
    SHOWN: ClassVar[tuple[str, ...]] = ("caption", "credit")

    caption = models.TextField(_("caption"), blank=True)
    credit = models.CharField(
        _("credit"), max_length=200, blank=True, help_text=_("Who made it, and for whom.")
    )
    taken_at = models.DateTimeField(_("taken at"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)

    admin_form_fields = (
        *Image.admin_form_fields[:1],
        "file",
        "description",
        "caption",
        "credit",
        "place",
        *Image.admin_form_fields[2:],
    )
    search_fields = [*AbstractImage.search_fields, index.SearchField("caption"), index.SearchField("credit")]

    class Meta(AbstractImage.Meta):
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        permissions = [("choose_image", "Can choose image")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """With another file, what was made of the one before goes in the same transaction: no page may show it."""
        with together():
            before = (
                Photo.objects.filter(pk=self.pk).values_list("file", flat=True).first() if self.pk else None
            )
            super().save(*args, **kwargs)
            if before and before != self.file.name:
                self.renditions.all().delete()

    def shown(self) -> dict[str, Any] | None:
        point = (
            self.focal_point_x, self.focal_point_y, self.focal_point_width, self.focal_point_height,
        )  # fmt: skip
        file = (self.file.name, self.width, self.height)
        return {**(super().shown() or {}), "alt": self.description, "file": file, "focus": point}


class PhotoRendition(AbstractRendition):
    """A photo at one size and in one format."""

    image = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="photo_rendition"
            )
        ]
