"""The desk's own ground: the outlet's time zone, the policy for what its pages may load, refusals that are told."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.modal_workflow import render_modal_workflow
from wagtail.users.models import UserProfile

from broadsheet.newsroom.approval import NotReady
from broadsheet.stories.models import Story

DESK = "/desk/"

# Wagtail's admin needs inline scripts and styles; readers' pages have the stricter policy of the settings.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline';"
    " img-src 'self' data: blob:; media-src 'self' blob:; frame-src 'self' https:; object-src 'none';"
    " base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)


class DeskMiddleware:
    """For addresses of the desk alone. Stands below the one that knows the user."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(DESK):
            return self.get_response(request)
        _tell_outlet_time(request)
        response = self.get_response(request)
        response.headers["Content-Security-Policy"] = POLICY
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Leads from wherever a story was approved to its form, and says what is lacking."""
        if not isinstance(exception, NotReady):
            return None
        for finding in exception.findings:
            messages.error(request, _("Before publishing: %s") % finding.what)
        form = reverse(Story.snippet_viewset.get_url_name("edit"), args=[exception.story.pk])
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            answer: HttpResponse = render_modal_workflow(
                request, "", None, {}, json_data={"step": "success", "redirect": form}
            )
            return answer
        return HttpResponseRedirect(form)


def _tell_outlet_time(request: HttpRequest) -> None:
    """Every time that is shown or typed at the desk is the outlet's.

    Wagtail activates the zone of the user's profile within its views: the profile of this request, which is
    not saved, therefore names the outlet's.
    """
    outlet = getattr(request, "outlet", None)
    if outlet is None or not request.user.is_authenticated:
        return
    profile = UserProfile.get_for_user(request.user)
    profile.current_time_zone = outlet.timezone
    setattr(request.user, "wagtail_userprofile", profile)  # noqa: B010 (Wagtail adds it to any user)
