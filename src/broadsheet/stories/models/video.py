"""Videos: a file of our own, or a frame of somebody else's behind a click."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from broadsheet.stories.telling import Thing


class Video(Thing):
    """A film. Exactly one of `file` and `embed_url` is set."""

    KIND: ClassVar[str] = "video"
    SHOWN: ClassVar[tuple[str, ...]] = (
        "title", "embed_url", "poster_id", "caption", "credit", "transcript", "seconds", "width", "height",
    )  # fmt: skip

    title = models.CharField(_("title"), max_length=160)
    file = models.FileField(
        _("file"),
        upload_to="videos/%Y/%m",
        blank=True,
        validators=[FileExtensionValidator(["mp4", "webm"])],
        help_text=_("MP4 or WebM."),
    )
    embed_url = models.URLField(
        _("frame"),
        blank=True,
        help_text=_("The https address of another site's player. Loaded when a reader asks for it."),
    )
    poster = models.ForeignKey(
        "stories.Photo",
        verbose_name=_("still"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    caption = models.TextField(_("caption"), blank=True)
    credit = models.CharField(_("credit"), max_length=200, blank=True)
    transcript = models.TextField(
        _("transcript"), blank=True, help_text=_("What is heard and seen, for those who cannot.")
    )
    seconds = models.PositiveIntegerField(_("length in seconds"), null=True, blank=True)
    width = models.PositiveIntegerField(_("width"), default=640)
    height = models.PositiveIntegerField(_("height"), default=360)
    created_at = models.DateTimeField(_("added at"), auto_now_add=True)

    class Meta:
        verbose_name = _("video")
        verbose_name_plural = _("videos")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title

    def shown(self) -> dict[str, Any] | None:
        return {**(super().shown() or {}), "file": self.file.name or ""}

    def clean(self) -> None:
        super().clean()
        if bool(self.file) == bool(self.embed_url):
            raise ValidationError(_("Give either a file or the address of a frame."))
        if self.embed_url and not self.embed_url.startswith("https://"):
            raise ValidationError({"embed_url": _("The address has to begin with https://.")})
