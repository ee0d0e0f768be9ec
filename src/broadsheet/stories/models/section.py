"""Sections, two levels of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import TranslatableMixin

from broadsheet.delivery.tags import Touched, key
from broadsheet.stories import addresses, changes
from broadsheet.stories.telling import Placed, together


class Section(Placed, TranslatableMixin):
    """A part of the paper. A section with a parent is a subsection; there is no third level."""

    KIND: ClassVar[str] = "section"
    SHOWN: ClassVar[tuple[str, ...]] = ("name", "slug", "description", "parent_id")

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
        with together() as telling:
            before = (
                Section.objects.filter(pk=self.pk).values_list("parent_id", flat=True).first()
                if self.pk
                else None
            )
            super().save(*args, **kwargs)
            if before != self.parent_id:
                telling.add(self._members(before or self.pk))
                if self.parent_id is None:
                    telling.add(Touched(frozenset({changes.filled(self.locale_id)})))
                self.stories.update(top_section_id=self.top_id)

    def _members(self, old: int) -> Touched:
        """Its stories leave the list of the section of the first level `old` for another; its own stays as it is."""
        live = self.stories.filter(live=True).values_list("published_at", "pk")[: changes.MANY + 1]
        keys = [key(moment, number) for moment, number in live]
        return changes.members({old, self.top_id} - {self.pk}, keys)

    def _siblings(self, locale: int | None) -> list[tuple[int, int | None]]:
        return list(Section.objects.filter(locale=locale).values_list("pk", "parent_id"))

    def seen(self) -> Any:
        """Its own values, and what the sections of its edition are and in which order."""
        row = Section.objects.filter(pk=self.pk).first()
        locale = row.locale_id if row else self.locale_id
        return {"values": row.shown() if row else None, "locale": locale, "order": self._siblings(locale)}

    def differs(self, before: Any, after: Any) -> tuple[Touched, Iterable[str]]:
        was = before or {"values": None, "locale": after["locale"], "order": after["order"]}
        if was["values"] is None:
            was = {**was, "order": [row for row in was["order"] if row[0] != self.pk]}
        touched = changes.thing(self.KIND, self.pk, was["values"], after["values"])
        return touched | changes.sections(after["locale"], was["order"], after["order"]), ()

    @property
    def top_id(self) -> int:
        """The key of the section of the first level that this one is, or belongs to."""
        return self.parent_id or self.pk

    def path(self, prefix: str) -> str:
        """Its address in the edition whose addresses begin with `prefix`."""
        return addresses.section(prefix, self.slug)
