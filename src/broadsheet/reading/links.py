"""Where links of a text to standing pages lead: nowhere while there is no such page to be seen."""

from __future__ import annotations

from typing import Any

from django.utils.html import escape
from django.utils.translation import get_language
from wagtail import hooks
from wagtail.rich_text.pages import PageLinkHandler

from broadsheet.delivery.tags import uses
from broadsheet.stories import changes

__all__ = ["register"]


class PageLink(PageLinkHandler):
    """As Wagtail's, which leads to drafts too."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        return [cls._opening(page) if page else "<a>" for page in cls.get_many(attrs_list)]

    @staticmethod
    def _opening(page: Any) -> str:
        there = page.localized
        to_itself, to_translation = changes.page_links(there.pk, get_language() or "")
        # Its translation in this language may come one day; the translation itself has none but itself.
        uses(to_itself, *([to_translation] if there.pk == page.pk else []))
        return f'<a href="{escape(there.url)}">' if there.live else "<a>"


def _features(features: Any) -> None:
    features.register_link_type(PageLink)


def register() -> None:
    """After Wagtail's own, whose place it takes."""
    hooks.register("register_rich_text_features", _features, order=100)
