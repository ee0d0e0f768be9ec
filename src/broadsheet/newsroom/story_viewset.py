"""The story at the desk: its form in the order in which a newsroom writes, and its views."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
)
from wagtail.snippets.views.snippets import SnippetViewSet
from wagtail.snippets.widgets import AdminSnippetChooser

from broadsheet.newsroom.choosers import StoryChooserViewSet
from broadsheet.newsroom.forms import StoryForm
from broadsheet.newsroom.story_index import StoryIndexView
from broadsheet.newsroom.story_views import StoryCopyView, StoryCreateView, StoryDeleteView, StoryEditView
from broadsheet.stories.models import Byline, Gallery, Story, Topic


class EditionPanel(FieldPanel):
    """A choice that opens in the story's own edition. The dialog's filter can be set to another one."""

    def __init__(self, field_name: str, model: type, **kwargs: Any) -> None:
        self.chosen = model
        widget = AdminSnippetChooser(model=model, linked_fields={"locale": "#desk-edition"})
        super().__init__(field_name, widget=widget, **{k: v for k, v in kwargs.items() if k != "widget"})

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "model": self.chosen}


WORDS = ObjectList(
    [
        FieldPanel("headline", required_on_save=True, classname="title"),
        FieldPanel("standfirst"),
        FieldRowPanel(
            [FieldPanel("section", widget=forms.Select), FieldPanel("dateline")], heading=_("Filing")
        ),
        InlinePanel(
            "story_bylines", [EditionPanel("byline", Byline)], heading=_("Bylines"), label=_("byline")
        ),
        MultiFieldPanel(
            [
                FieldPanel("lead_photo"),
                FieldPanel("lead_alt"),
                FieldPanel("lead_caption"),
                FieldPanel("lead_credit"),
            ],
            heading=_("Lead photo"),
        ),
        FieldPanel("body"),
    ],
    heading=_("Story"),
)

AROUND = ObjectList(
    [
        EditionPanel("gallery", Gallery),
        FieldPanel("video"),
        InlinePanel("story_topics", [EditionPanel("topic", Topic)], heading=_("Topics"), label=_("topic")),
        InlinePanel("related", [EditionPanel("to", Story)], heading=_("Related stories"), label=_("story")),
    ],
    heading=_("Around it"),
)

ADDRESS = ObjectList(
    [FieldPanel("slug"), FieldPanel("published_at"), PublishingPanel()],
    heading=_("Address and time"),
)


class StoryViewSet(SnippetViewSet):
    model = Story
    icon = "doc-full"
    menu_label = _("Stories")
    menu_order = 10
    add_to_admin_menu = True
    chooser_viewset_class = StoryChooserViewSet
    add_view_class = StoryCreateView
    copy_view_class = StoryCopyView
    edit_view_class = StoryEditView
    delete_view_class = StoryDeleteView
    create_template_name = "newsroom/story_create.html"
    edit_template_name = "newsroom/story_edit.html"
    edit_handler = TabbedInterface([WORDS, AROUND, ADDRESS], base_form_class=StoryForm)

    @property
    def index_view(self) -> Any:
        return self.construct_view(StoryIndexView)

    @property
    def index_results_view(self) -> Any:
        return self.construct_view(StoryIndexView)
