"""What the desk changes in Wagtail's admin; the work itself is done in the modules beside."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet

from broadsheet.newsroom import tables  # noqa: F401 (registers the editor of tables)
from broadsheet.newsroom.delivery import NAME, delivery, may_see
from broadsheet.newsroom.forms import name_blocks
from broadsheet.newsroom.home import PANELS
from broadsheet.newsroom.story_views import translate
from broadsheet.newsroom.story_viewset import StoryViewSet
from broadsheet.newsroom.viewsets import VIEWSETS
from broadsheet.stories.models import StandingPage, Story

register_snippet(StoryViewSet)
for _viewset in VIEWSETS:
    register_snippet(_viewset)

# Wagtail's own menus that a newsroom has no use for; `explorer` and `images` are renamed below.
_LEFT_OUT = {"documents", "help", "snippets"}


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern]:
    """Addresses of the desk's own verbs."""
    return [
        path("translate/<int:pk>/<str:code>/", translate, name="newsroom_translate"),
        path("delivery/", delivery, name=NAME),
    ]


class DeliveryItem(MenuItem):
    """The way to how delivery is doing, for those who may see it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_see(request.user)


@hooks.register("register_reports_menu_item")
def see_delivery() -> MenuItem:
    """Among the reports."""
    return DeliveryItem(_("Delivery"), reverse(NAME), name="delivery", icon_name="globe", order=50)


@hooks.register("register_admin_menu_item")
def see_the_paper() -> MenuItem:
    # The sidebar marks what the address at hand begins with: a bare slash would be marked everywhere.
    """The way from the desk to what readers see."""
    return MenuItem(_("See the paper"), "/#", name="paper", icon_name="view", order=100_000)


@hooks.register("construct_main_menu")
def calm_menu(request: HttpRequest, items: list[Any]) -> None:
    """Leaves in the menu what a newsroom uses."""
    items[:] = [item for item in items if item.name not in _LEFT_OUT]
    for item in items:
        if item.name == "images":
            item.label, item.order = _("Photos"), 105
        elif item.name == "explorer":
            item.order = 160


@hooks.register("construct_homepage_panels")
def home_panels(request: HttpRequest, panels: list[Any]) -> None:
    """Our panels instead of Wagtail's."""
    panels[:] = [panel() for panel in PANELS]


@hooks.register("construct_homepage_summary_items")
def no_counts(request: HttpRequest, items: list[Any]) -> None:
    """Each counted a table."""
    items.clear()


@hooks.register("before_bulk_action")
def keep_live_stories(
    request: HttpRequest, action: str, objects: list[Any], _view: Any
) -> HttpResponse | None:
    """Many at once, as one by one: what readers can see is not deleted."""
    if action == "delete" and any(isinstance(one, Story) and one.live for one in objects):
        messages.error(request, _("A published story is among them. Unpublish it first, then delete it."))
        return HttpResponseRedirect(reverse(Story.snippet_viewset.get_url_name("list")))
    return None


@hooks.register("before_create_page")
@hooks.register("before_edit_page")
def name_fields(request: HttpRequest, *_pages: Any) -> None:
    """Wagtail makes the form of a standing page; its fields say what they are, as those of a story do."""
    name_blocks(StandingPage.body.field.stream_block)


@hooks.register("insert_global_admin_css")
def desk_css() -> str:
    """The desk's own style."""
    return format_html('<link rel="stylesheet" href="{}">', static("newsroom/desk.css"))
