"""The outlet that publishes, and its editions: the outlet in one language each."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable
from datetime import datetime, tzinfo
from functools import cached_property
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import Locale

from broadsheet.delivery.tags import Touched
from broadsheet.stories import addresses, changes
from broadsheet.stories.menus import FollowBlock, FooterBlock, LinkBlock
from broadsheet.stories.models.streams import plain
from broadsheet.stories.telling import Thing

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "ckb", "ps", "sd", "ug", "yi"})


def _check_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise ValidationError(
            _("%(name)s is no time zone. Write it as Area/City, such as Asia/Baku."), params={"name": name}
        )


class Outlet(Thing):
    """The site that is published. There is one to a database; `Outlet.current()` gives it."""

    KIND: ClassVar[str] = "outlet"
    SHOWN: ClassVar[tuple[str, ...]] = ("name", "base_url", "timezone", "founded", "street", "email", "phone")

    name = models.CharField(_("name"), max_length=120)
    base_url = models.URLField(
        _("address"),
        blank=True,
        help_text=_(
            "Where readers find the paper, such as https://courier.example. Without it: the address that was asked."
        ),
    )
    timezone = models.CharField(
        _("time zone"),
        max_length=64,
        default="UTC",
        validators=[_check_zone],
        help_text=_("As Area/City. All times on the pages and at the desk are told in it."),
    )
    founded = models.PositiveSmallIntegerField(_("founded in"), null=True, blank=True)
    street = models.CharField(_("postal address"), max_length=250, blank=True)
    email = models.EmailField(_("mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    logo = models.ForeignKey(
        "stories.Photo",
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("outlet")
        verbose_name_plural = _("outlets")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_outlet")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.pk = 1
        super().save(*args, **kwargs)

    @classmethod
    def current(cls) -> Outlet:
        """The outlet. Raises Outlet.DoesNotExist before `broadsheet init` or `broadsheet demo`."""
        return cls.objects.get(pk=1)

    @cached_property
    def zone(self) -> tzinfo:
        """The zone in which the paper tells its times."""
        return zoneinfo.ZoneInfo(self.timezone)

    def local(self, moment: datetime) -> datetime:
        """An aware `moment` as the clocks of the outlet's zone show it, with the offset of that day."""
        return moment.astimezone(self.zone)


class Edition(Thing):
    """The outlet in one language. Its stories, sections and topics are those of its locale."""

    KIND: ClassVar[str] = "edition"
    SHOWN: ClassVar[tuple[str, ...]] = ("name", "tagline", "description", "notice")
    STREAMS: ClassVar[tuple[str, ...]] = ("navigation", "footer", "follow")

    locale = models.OneToOneField(
        Locale, verbose_name=_("language"), on_delete=models.PROTECT, related_name="edition"
    )
    name = models.CharField(
        _("name"), max_length=120, help_text=_("The paper's name as this edition's masthead writes it.")
    )
    tagline = models.CharField(_("tagline"), max_length=200, blank=True)
    description = models.TextField(
        _("description"), blank=True, help_text=_("For search engines and shared links.")
    )
    notice = models.CharField(
        _("notice"), max_length=200, blank=True, help_text=_("A line at the foot of every page.")
    )
    position = models.PositiveSmallIntegerField(
        _("position"),
        default=0,
        help_text=_("The edition at 0 is the outlet's first: its addresses carry no language."),
    )
    navigation = StreamField([("link", LinkBlock())], blank=True, verbose_name=_("navigation"))
    footer = StreamField([("column", FooterBlock())], blank=True, verbose_name=_("footer"))
    follow = StreamField([("account", FollowBlock())], blank=True, verbose_name=_("follow links"))

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["position"], name="edition_position")]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"

    def shown(self) -> dict[str, Any] | None:
        streams = {name: plain(list(getattr(self, name).raw_data)) for name in self.STREAMS}
        return {**(super().shown() or {}), **streams, "place": (self.locale_id, self.position)}

    def differs(self, before: Any, after: Any) -> tuple[Touched, Iterable[str]]:
        return changes.edition(self.pk, before, after), ()

    @cached_property
    def code(self) -> str:
        """The language's tag, as BCP 47 writes it: az, pt-BR."""
        return str(self.locale.language_code)

    @property
    def prefix(self) -> str:
        """What the addresses of this edition begin with: nothing for the first, "/az" for another."""
        return "" if self.position == 0 else f"/{self.code}"

    @property
    def path(self) -> str:
        return addresses.front(self.prefix)

    @property
    def direction(self) -> str:
        """The direction of its script: ltr or rtl."""
        return "rtl" if self.code.split("-")[0] in RIGHT_TO_LEFT else "ltr"

    @property
    def language_name(self) -> str:
        """The language's name in itself: Türkçe."""
        return str(get_language_info(self.code)["name_local"]).capitalize()
