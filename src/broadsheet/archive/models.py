"""What was imported, so that the same file changes nothing the second time."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Imported(models.Model):
    """A story that an import filed: what its source knew it by, and what the source held at that time."""

    identity = models.CharField(_("identity"), max_length=500, unique=True)
    digest = models.CharField(_("digest"), max_length=64, help_text=_("SHA-256 of the item that was read."))
    story = models.OneToOneField("stories.Story", on_delete=models.CASCADE, related_name="+")
    revision = models.PositiveBigIntegerField(
        help_text=_("The revision that the import left: a later one is by a person.")
    )
    at = models.DateTimeField(_("imported at"), auto_now=True)

    class Meta:
        verbose_name = _("imported story")
        verbose_name_plural = _("imported stories")

    def __str__(self) -> str:
        return self.identity
