"""The desk's views of one story: written, edited, translated, deleted."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.admin.widgets.button import Button
from wagtail.permissions import policy_registry
from wagtail.snippets.views.snippets import CopyView, CreateView, DeleteView, EditView

from broadsheet.newsroom.describe import findings
from broadsheet.newsroom.viewsets import EditionLocale
from broadsheet.stories import actions
from broadsheet.stories.models import Edition, Story


class BeforePublishing(BaseSidePanel):
    """What the checks found, beside the story; Wagtail renews it with each save."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label: Any = gettext_lazy("Toggle what is open before publishing")
        icon_name = "list-ul"
        counter_classname = "w-bg-critical-200"

        def get_context_data(self, parent_context: Any) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            context["count"] = count = sum(one.severity == "must" for one in self.panel.findings)
            if count:
                # The number stands on the button: its name has to hold it.
                self.aria_label = _("Toggle what is open before publishing: %(count)d") % {"count": count}
            return context

    name = "before-publishing"
    title = gettext_lazy("Before publishing")
    template_name = "newsroom/before_publishing.html"
    order = 50

    @cached_property
    def findings(self) -> list[Any]:
        return findings(self.object)

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {**super().get_context_data(parent_context), "findings": self.findings}


class _Checked:
    """Shows the checks first among the panels at the side."""

    def get_side_panels(self) -> MediaContainer:
        panels = list(super().get_side_panels())  # type: ignore[misc]
        story = self.form.instance if getattr(self, "form", None) else self.object  # type: ignore[attr-defined]
        return MediaContainer([*panels, BeforePublishing(story, self.request)])  # type: ignore[attr-defined]


class StoryCreateView(EditionLocale, _Checked, CreateView):
    """A new story, in the edition that was asked for."""


class StoryCopyView(EditionLocale, _Checked, CopyView):
    """A new story that begins with the words of another one; it shares neither address nor history."""

    def get_locale(self) -> Any:
        return Story.objects.select_related("locale").get(pk=self.kwargs["pk"]).locale

    def get_initial_form_instance(self) -> Story:
        story: Story = self.get_object().get_latest_revision_as_object()
        return _copy(story)


def _copy(story: Story) -> Story:
    kept = {
        name: getattr(story, name)
        for name in (
            "locale", "headline", "standfirst", "dateline", "section", "lead_photo", "lead_caption", "lead_credit",
            "lead_alt", "gallery", "video", "body",
        )
    }  # fmt: skip
    copy = Story(**kept, live=False)
    actions.arrange(
        copy,
        bylines=tuple(row.byline for row in story.story_bylines.all()),
        topics=tuple(row.topic for row in story.story_topics.all()),
        related=tuple(row.to for row in story.related.all()),
    )
    return copy


class StoryEditView(_Checked, EditView):
    """A story's form, with the editions that lack it among the actions."""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = list(super().header_more_buttons)
        if self.object.is_public:
            url = self.live_object.get_absolute_url()
            see = Button(
                _("See it in the paper"), url=url, icon_name="view", priority=1, attrs={"target": "_blank"}
            )
            buttons.append(see)
        if not self.user_has_permission("add"):
            return buttons
        there = Story.objects.filter(translation_key=self.object.translation_key).values("locale")
        missing = Edition.objects.exclude(locale__in=there).select_related("locale")
        buttons.extend(_translate_button(self.object, edition) for edition in missing)
        return buttons


def _translate_button(story: Story, edition: Edition) -> Button:
    """A button of Wagtail's that posts, with the form's token."""
    url = reverse("newsroom_translate", args=[story.pk, edition.code])
    return Button(
        _("Translate into %(language)s") % {"language": edition.language_name},
        icon_name="globe",
        priority=15,
        attrs={"data-controller": "w-action", "data-action": "w-action#post", "data-w-action-url-value": url},
    )


class StoryDeleteView(DeleteView):
    """Deletes through the verb, which refuses what readers can see."""

    def get_success_url(self) -> str:
        return reverse(self.index_url_name)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            actions.delete(self.object, by=self.request.user)
        except actions.Refused as refusal:
            messages.error(self.request, str(refusal))
            return HttpResponseRedirect(reverse(self.edit_url_name, args=[self.object.pk]))
        messages.success(self.request, self.get_success_message())
        return HttpResponseRedirect(self.get_success_url())


@require_POST
def translate(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Makes the draft in the other edition and opens it; opens the one that is there already."""
    if not policy_registry.get_by_type(Story).user_has_permission(request.user, "add"):
        raise PermissionDenied
    story = get_object_or_404(Story, pk=pk)
    edition = get_object_or_404(Edition.objects.select_related("locale"), locale__language_code=code)
    try:
        other = actions.translate(story, edition.locale, by=request.user)  # type: ignore[arg-type]
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
        other = Story.objects.defer("body").get(translation_key=story.translation_key, locale=edition.locale)
    else:
        messages.success(
            request,
            _("A draft for %(edition)s is made; its words wait to be translated.") % {"edition": edition},
        )
    return HttpResponseRedirect(reverse(Story.snippet_viewset.get_url_name("edit"), args=[other.pk]))
