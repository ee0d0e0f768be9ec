"""Where links of a text to standing pages lead: nowhere while there is no such page to be seen."""

from __future__ import annotations

from typing import Any

from django.utils.html import escape
from wagtail import hooks
from wagtail.rich_text.pages import PageLinkHandler

__all__ = ["register"]


class PageLink(PageLinkHandler):
    """As Wagtail's, which leads to drafts too."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        pages = [page and page.localized for page in cls.get_many(attrs_list)]
        return [f'<a href="{escape(page.url)}">' if page and page.live else "<a>" for page in pages]


def _features(features: Any) -> None:
    features.register_link_type(PageLink)


def register() -> None:
    """After Wagtail's own, whose place it takes."""
    hooks.register("register_rich_text_features", _features, order=100)
