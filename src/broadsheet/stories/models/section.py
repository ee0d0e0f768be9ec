"""Sections, two levels of them."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import TranslatableMixin

from broadsheet.stories import addresses


class Section(TranslatableMixin):
    """A part of the paper. A section with a parent is a subsection; there is no third level."""

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(
        _("slug"), max_length=80, allow_unicode=True, help_text=_("The last part of its address.")
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    description = models.TextField(_("description"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["position", "name"]
        constraints = [models.UniqueConstraint(fields=["locale", "slug"], name="section_slug")]

    def __str__(self) -> str:
        return f"{self.parent.name} › {self.name}" if self.parent else self.name

    def clean(self) -> None:
        super().clean()
        if self.parent is None:
            return
        if self.parent.parent_id or self.parent_id == self.pk or (self.pk and self.children.exists()):
            raise ValidationError(
                {"parent": _("Sections have two levels: choose a section that is itself part of none.")}
            )
        if self.locale_id and self.parent.locale_id != self.locale_id:
            raise ValidationError({"parent": _("Choose a section of the same edition.")})

    def save(self, *args: object, **kwargs: object) -> None:
        """Keeps what stories remember of their top section true when a section gets another parent."""
        with transaction.atomic():
            before = (
                Section.objects.filter(pk=self.pk).values_list("parent_id", flat=True).first()
                if self.pk
                else None
            )
            super().save(*args, **kwargs)
            if before != self.parent_id:
                self.stories.update(top_section_id=self.top_id)

    @property
    def top_id(self) -> int:
        """The key of the section of the first level that this one is, or belongs to."""
        return self.parent_id or self.pk

    def path(self, prefix: str) -> str:
        """Its address in the edition whose addresses begin with `prefix`."""
        return addresses.section(prefix, self.slug)
