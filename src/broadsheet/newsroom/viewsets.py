"""The desk's views of what stories are filed under and made of, and of the paper itself."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    MultiFieldPanel,
    MultipleChooserPanel,
    ObjectList,
    TitleFieldPanel,
)
from wagtail.admin.ui.tables import LocaleColumn
from wagtail.models import Locale
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.views.snippets import CreateView, IndexView, SnippetViewSet

from broadsheet.newsroom.choosers import NamedChooserViewSet
from broadsheet.newsroom.forms import DeskForm, SectionForm
from broadsheet.stories.models import Byline, Edition, Gallery, Outlet, Section, Topic, Video


class EditionLocale:
    """Which edition a list or a new thing belongs to: the one asked for, else the outlet's first.

    Wagtail's own way is the language of the settings, which a paper need not have.
    """

    def get_locale(self) -> Locale | None:
        if not self.i18n_enabled:  # type: ignore[attr-defined]
            return None
        code = self.request.GET.get("locale")  # type: ignore[attr-defined]
        locales = Locale.objects.order_by("edition__position", "pk")
        chosen: Locale | None = (
            locales.filter(language_code=code).first() if code else None
        ) or locales.first()
        return chosen


class DeskIndexView(EditionLocale, IndexView):
    """A list of few things."""


class DeskCreateView(EditionLocale, CreateView):
    """A new thing, in the edition that was asked for."""


class DeskViewSet(SnippetViewSet):
    """What the desk's lists of small things share."""

    index_view_class = DeskIndexView
    add_view_class = DeskCreateView
    chooser_viewset_class = NamedChooserViewSet
    list_per_page = 50
    add_to_admin_menu = True
    copy_view_enabled = False


class SectionViewSet(DeskViewSet):
    model = Section
    icon = "list-ul"
    menu_order = 130
    list_display = ["__str__", "slug", LocaleColumn(), "position"]
    ordering = ["locale", "position", "name"]
    search_fields = ["name"]
    edit_handler = ObjectList(
        [
            TitleFieldPanel("name", targets=["slug"]),
            FieldPanel("slug"),
            FieldPanel("parent"),
            FieldPanel("description"),
            FieldPanel("position"),
        ],
        base_form_class=SectionForm,
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return Section.objects.select_related("parent", "locale")


class TopicViewSet(DeskViewSet):
    model = Topic
    icon = "tag"
    menu_order = 140
    list_display = ["name", "slug", LocaleColumn()]
    search_fields = ["name"]
    edit_handler = ObjectList(
        [TitleFieldPanel("name", targets=["slug"]), FieldPanel("slug"), FieldPanel("description")],
        base_form_class=DeskForm,
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return Topic.objects.select_related("locale")


class BylineViewSet(DeskViewSet):
    model = Byline
    icon = "user"
    menu_order = 150
    list_display = ["name", "kind", "role", LocaleColumn()]
    list_filter = ["kind"]
    search_fields = ["name"]
    edit_handler = ObjectList(
        [
            TitleFieldPanel("name", targets=["slug"]),
            FieldPanel("slug"),
            FieldPanel("kind"),
            FieldPanel("role"),
            FieldPanel("bio"),
            FieldPanel("portrait"),
            MultiFieldPanel([FieldPanel("email"), FieldPanel("website")], heading=_("Contact")),
        ],
        base_form_class=DeskForm,
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return Byline.objects.select_related("locale")


class GalleryViewSet(DeskViewSet):
    model = Gallery
    icon = "grip"
    menu_order = 110
    list_display = ["title", "slug", LocaleColumn()]
    search_fields = ["title"]
    edit_handler = ObjectList(
        [
            TitleFieldPanel("title", targets=["slug"]),
            FieldPanel("slug"),
            FieldPanel("description"),
            MultipleChooserPanel(
                "items",
                chooser_field_name="photo",
                label=_("photo"),
                heading=_("Photos"),
                panels=[
                    FieldPanel("photo"),
                    FieldPanel("caption", help_text=_("Empty: the photo's own.")),
                    FieldPanel("credit", help_text=_("Empty: the photo's own.")),
                    FieldPanel("alt", help_text=_("Empty: the photo's own.")),
                ],
            ),
        ],
        base_form_class=DeskForm,
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return Gallery.objects.select_related("locale")


class VideoViewSet(DeskViewSet):
    model = Video
    icon = "media"
    menu_order = 120
    list_display = ["title", "credit", "created_at"]
    search_fields = ["title"]
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            MultiFieldPanel([FieldPanel("file"), FieldPanel("embed_url")], heading=_("Film")),
            FieldPanel("poster"),
            FieldPanel("caption"),
            FieldPanel("credit"),
            FieldPanel("transcript"),
            MultiFieldPanel(
                [FieldPanel("seconds"), FieldPanel("width"), FieldPanel("height")], heading=_("Measures")
            ),
        ],
        base_form_class=DeskForm,
    )


class FoundedPolicy(ModelPermissionPolicy):
    """The outlet and its editions are founded with the paper: at the desk they are changed, never made or lost."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action not in {"add", "delete"} and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


for _founded in (Outlet, Edition):
    register_permission_policy(_founded, FoundedPolicy(_founded))


class EditionViewSet(DeskViewSet):
    model = Edition
    icon = "globe"
    menu_order = 20
    add_to_admin_menu = False
    add_to_settings_menu = True
    list_display = ["name", "locale", "position"]
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("tagline"),
            FieldPanel("description"),
            FieldPanel("notice"),
            FieldPanel("navigation"),
            FieldPanel("footer"),
            FieldPanel("follow"),
        ],
        base_form_class=DeskForm,
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return Edition.objects.select_related("locale")


class OutletIndexView(DeskIndexView):
    """There is one outlet: its list is its form."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponseRedirect(reverse(self.edit_url_name, args=[1]))


class OutletViewSet(DeskViewSet):
    model = Outlet
    icon = "site"
    menu_label = _("Outlet")
    menu_order = 10
    index_view_class = OutletIndexView
    add_to_admin_menu = False
    add_to_settings_menu = True
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("base_url"),
            FieldPanel("timezone"),
            FieldPanel("logo"),
            FieldPanel("founded"),
            MultiFieldPanel(
                [FieldPanel("street"), FieldPanel("email"), FieldPanel("phone")], heading=_("Contact")
            ),
        ],
        base_form_class=DeskForm,
    )


VIEWSETS = (
    GalleryViewSet, VideoViewSet, SectionViewSet, TopicViewSet, BylineViewSet, OutletViewSet, EditionViewSet,
)  # fmt: skip
