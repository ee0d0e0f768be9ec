"""The view of the desk's list of stories, and its filters."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton

from broadsheet.newsroom import story_list
from broadsheet.newsroom.rows import rows
from broadsheet.newsroom.states import State
from broadsheet.newsroom.story_list import Key, Wanted
from broadsheet.stories.models import Byline, Edition, Section, Story


class StoryFilters(forms.Form):
    """What the list can be narrowed by; all of it combines."""

    q = forms.CharField(label=_("Words of the headline"), required=False, max_length=200)
    section = forms.TypedChoiceField(label=_("Section"), required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Any state")), *State.choices]
    )
    byline = forms.CharField(label=_("Byline"), required=False, max_length=120)
    edition = forms.TypedChoiceField(label=_("Edition"), required=False, coerce=int, empty_value=None)
    first = forms.DateField(
        label=_("Published from"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    last = forms.DateField(
        label=_("to"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )

    def __init__(self, data: Any, *, sections: dict[int, Section], editions: dict[int, Edition]) -> None:
        super().__init__(data)
        for name in ("q", "byline"):
            self.fields[name].widget.attrs |= {"dir": "auto"}
        self.fields["q"].widget.input_type = "search"
        self._choices(
            "edition", _("All editions"), [(e.locale_id, e.language_name) for e in editions.values()]
        )
        several = len(editions) > 1
        grouped = [
            (
                edition.language_name,
                [(s.pk, str(s)) for s in sections.values() if s.locale_id == edition.locale_id],
            )
            for edition in editions.values()
        ]
        self._choices(
            "section", _("All sections"), grouped if several else [c for _n, g in grouped for c in g]
        )

    def _choices(self, name: str, every: Any, choices: list[Any]) -> None:
        self.fields[name].choices = [("", every), *choices]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """What a person asked for. What is not understood is left out, and said beside its field."""
        self.is_valid()
        asked = self.cleaned_data
        named = asked.get("byline")
        return Wanted(
            words=asked.get("q") or "",
            sections=story_list.below(asked["section"]) if asked.get("section") else (),
            state=asked.get("state") or "",
            bylines=_bylines(named) if named else None,
            locale=asked.get("edition"),
            first=asked.get("first"),
            last=asked.get("last"),
        )


def _bylines(named: str) -> tuple[int, ...]:
    """Bylines whose name holds what was typed; a hundred of them at most."""
    return tuple(Byline.objects.filter(name__icontains=named).values_list("pk", flat=True)[:100])


def parse_key(text: str | None) -> Key | None:
    """The key of an address, or None where somebody wrote another thing there."""
    with suppress(ValueError):
        moment, _tilde, pk = (text or "").partition("~")
        at = datetime.fromisoformat(moment)
        return (at if at.tzinfo else timezone.make_aware(at)), int(pk)
    return None


def write_key(key: Key) -> str:
    """A key as the address of a page of the list carries it."""
    return f"{timezone.localtime(key[0], timezone.get_default_timezone()).isoformat()}~{key[1]}"


class StoryIndexView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Newest changes first; with days given, newest publications first."""

    model = Story
    any_permission_required = ["add", "change", "delete", "view", "publish"]
    template_name = "newsroom/stories.html"
    page_title = _("Stories")
    header_icon = "doc-full"
    add_url_name = ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.user_has_permission("add"):
            return []
        url = reverse(self.add_url_name)
        if (key := self.request.GET.get("edition", "")).isdecimal():
            edition = Edition.objects.filter(locale=key).select_related("locale").first()
            url = f"{url}?locale={edition.code}" if edition else url
        return [HeaderButton(_("Write a story"), url=url, icon_name="plus")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        request: HttpRequest = self.request
        sections = {section.pk: section for section in Section.objects.select_related("parent")}
        editions = {edition.locale_id: edition for edition in Edition.objects.select_related("locale")}
        filters = StoryFilters(request.GET, sections=sections, editions=editions)
        wanted = filters.wanted()
        found = story_list.page(
            wanted, older=parse_key(request.GET.get("older")), newer=parse_key(request.GET.get("newer"))
        )
        asked = {key: value for key, value in request.GET.items() if key in filters.fields and value}
        return {
            **super().get_context_data(**kwargs),
            "filters_form": filters,
            "rows": rows(found.stories, sections, editions),
            "many_editions": len(editions) > 1,
            "is_filtered": bool(asked),
            "by_publication": wanted.by_publication,
            "list_url": request.path,
            "newest_url": f"?{urlencode(asked)}" if "older" in request.GET or "newer" in request.GET else "",
            "newer_url": f"?{urlencode({**asked, 'newer': write_key(found.newer)})}" if found.newer else "",
            "older_url": f"?{urlencode({**asked, 'older': write_key(found.older)})}" if found.older else "",
        }
