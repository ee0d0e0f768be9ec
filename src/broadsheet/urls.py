"""All addresses: the desk's, then the reading site's."""

from __future__ import annotations

from django.urls import include, path
from django.views.generic import RedirectView
from wagtail.admin import urls as admin_urls

urlpatterns = [
    path("desk/", include(admin_urls)),
    path("desk", RedirectView.as_view(url="/desk/", query_string=True)),
    path("", include("broadsheet.reading.urls")),
]

handler404 = "broadsheet.reading.views.errors.not_found"
handler500 = "broadsheet.reading.views.errors.failed"
