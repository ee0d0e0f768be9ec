"""Addresses that moved."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from broadsheet.delivery.tags import Touched
from broadsheet.stories import changes
from broadsheet.stories.telling import Public


class Redirect(Public):
    """An address of old, and the story or the path that answers for it now."""

    old_path = models.CharField(_("old address"), max_length=500, unique=True)
    story = models.ForeignKey(
        "stories.Story",
        verbose_name=_("story"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="redirects",
    )
    new_path = models.CharField(_("new address"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(story__isnull=False) ^ ~models.Q(new_path=""), name="redirect_one_target"
            )
        ]

    def __str__(self) -> str:
        return self.old_path

    def seen(self) -> tuple[str, str] | None:
        row = Redirect.objects.filter(pk=self.pk).first()
        return (row.old_path, row.new_path or f"story {row.story_id}") if row else None

    def differs(
        self, before: tuple[str, str] | None, after: tuple[str, str] | None
    ) -> tuple[Touched, Iterable[str]]:
        return changes.redirect(before, after), ()
