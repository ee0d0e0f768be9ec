"""What is a tree: fronts, and the standing pages below them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from broadsheet.delivery.tags import Touched
from broadsheet.stories import addresses, changes, previews
from broadsheet.stories.blocks import StandingBody
from broadsheet.stories.models.streams import digest
from broadsheet.stories.telling import Public


class OurPage(Page):
    """A page whose address is ours and whose preview is the reading site's."""

    promote_panels: ClassVar[list[Any]] = [FieldPanel("slug"), FieldPanel("search_description")]

    class Meta:
        abstract = True

    @property
    def prefix(self) -> str:
        """What the addresses of its edition begin with."""
        edition = getattr(self.locale, "edition", None)
        return edition.prefix if edition else ""

    def address(self) -> str:
        """The public path."""
        raise NotImplementedError

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        """Wagtail's way to ask for the address: (site, root, path)."""
        sites = self._get_relevant_site_root_paths(request)
        return (sites[0].site_id, sites[0].root_url, self.address()) if sites else None

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        return previews.render(self, request, mode_name)


class Front(OurPage):
    """The front page of an edition; the root of its standing pages."""

    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["stories.StandingPage"]
    max_count_per_parent = None

    class Meta:
        verbose_name = _("front")
        verbose_name_plural = _("fronts")

    def address(self) -> str:
        return addresses.front(self.prefix)


class StandingPage(Public, OurPage):
    """A page that stands: about, contact, corrections policy."""

    body = StreamField(StandingBody(), blank=True, verbose_name=_("text"))

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("body")]
    parent_page_types: ClassVar[list[str]] = ["stories.Front"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("standing page")
        verbose_name_plural = _("standing pages")

    def address(self) -> str:
        return addresses.page(self.prefix, self.slug)

    def seen(self) -> Any:
        """Its own values, None while it is not public, and the keys and slugs of all that are."""
        live = StandingPage.objects.filter(live=True).order_by("pk")
        return {
            "values": next((one.shown() for one in live.filter(pk=self.pk)), None),
            "all": list(live.values_list("locale_id", "slug", "translation_key")),
        }

    def shown(self) -> dict[str, Any]:
        """The public values of this row."""
        return {
            "title": self.title,
            "search_description": self.search_description,
            "body": digest(self.body.raw_data),
            "path": self.address(),
            "locale": self.locale_id,
            "translation": str(self.translation_key),
        }

    def differs(self, before: Any, after: Any) -> tuple[Touched, Iterable[str]]:
        own = after["values"] and (self.locale_id, self.slug, self.translation_key)
        was = before or {"values": None, "all": [row for row in after["all"] if row != own]}
        touched = changes.thing("page", self.pk, was["values"], after["values"])
        if (was["values"] and was["values"]["path"]) != (after["values"] and after["values"]["path"]):
            group = StandingPage.objects.filter(translation_key=self.translation_key)
            keys = list(group.values_list("pk", flat=True))
            touched |= changes.pages_moved(self.pk, keys, self.locale.language_code)
        return touched | changes.policies_changed(was["all"], after["all"]), ()
