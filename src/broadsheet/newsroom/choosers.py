"""Dialogs in which a byline, a topic or a story is chosen: searched by name, within an edition, quick at any size."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.utils.functional import cached_property
from wagtail.admin.forms.choosers import BaseFilterForm, LocaleFilterMixin, SearchFilterMixin
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column, LocaleColumn
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
)

from broadsheet.newsroom.words import keys_of
from broadsheet.stories.models import Story

# Nobody leafs further in a dialog; beyond it one searches.
DEEPEST = 500


class _ByName(SearchFilterMixin, BaseFilterForm):
    """Things whose name or title holds what is typed."""

    def filter(self, objects: Any) -> Any:
        if text := (self.cleaned_data.get("q") or "").strip():
            self.is_searching, self.search_query = True, text
            named = "name" if hasattr(objects.model, "name") else "title"
            return objects.filter(**{f"{named}__icontains": text})
        return objects


class _ByNameInEdition(LocaleFilterMixin, _ByName):
    """The same, in one edition."""


class _Named:
    def get_filter_form_class(self) -> type:
        return _ByNameInEdition if self.i18n_enabled else _ByName  # type: ignore[attr-defined]


class NamedChooseView(_Named, ChooseView):
    """The dialog."""


class NamedChooseResultsView(_Named, ChooseResultsView):
    """The list within the dialog."""


class NamedChooserViewSet(SnippetChooserViewSet):
    """Chooses what has a name or a title."""

    choose_view_class = NamedChooseView
    choose_results_view_class = NamedChooseResultsView


class CappedPaginator(WagtailPaginator):
    """Counts no further than one leafs, so that the table is never counted through."""

    @cached_property
    def count(self) -> int:
        return len(self.object_list.order_by().values_list("pk", flat=True)[:DEEPEST])


class _ByHeadline(SearchFilterMixin, BaseFilterForm):
    def filter(self, objects: Any) -> Any:
        if text := (self.cleaned_data.get("q") or "").strip():
            self.is_searching, self.search_query = True, text
            return objects.filter(pk__in=keys_of(text))
        return objects


class _ByHeadlineInEdition(LocaleFilterMixin, _ByHeadline):
    """The same, in one edition."""


class _Stories:
    paginator_class: type[Paginator[Any]] = CappedPaginator
    ordering = ["-changed_at", "-pk"]

    def get_filter_form_class(self) -> type:
        return _ByHeadlineInEdition

    def get_object_list(self) -> Any:
        return Story.objects.cards().select_related("locale")

    @property
    def columns(self) -> list[Column]:
        return [self.title_column, LocaleColumn(sort_key=None), Column("state", accessor=_state)]  # type: ignore[attr-defined]


def _state(story: Story) -> str:
    from broadsheet.newsroom.states import state_of

    return str(state_of(story).label)


class StoryChooseView(_Stories, ChooseView):
    """The dialog."""


class StoryChooseResultsView(_Stories, ChooseResultsView):
    """The list within the dialog."""


class StoryChooserViewSet(SnippetChooserViewSet):
    """Chooses a story; never counts all of them."""

    choose_view_class = StoryChooseView
    choose_results_view_class = StoryChooseResultsView
