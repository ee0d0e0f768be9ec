"""Fixtures that all tests share: a small paper in two languages."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from hypothesis import settings

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def paper(db):
    """An outlet in Asia/Baku with an English (first) and an Azerbaijani edition, sections, a topic, two bylines."""
    from django.contrib.auth import get_user_model
    from wagtail.models import Locale

    from broadsheet.stories.models import Byline, Edition, Outlet, Section, Topic

    outlet = Outlet(name="The Test Courier", timezone="Asia/Baku")
    outlet.save()
    en, _ = Locale.objects.get_or_create(language_code="en")
    az, _ = Locale.objects.get_or_create(language_code="az")
    english = Edition.objects.create(locale=en, name="The Test Courier", position=0)
    azerbaijani = Edition.objects.create(locale=az, name="Sınaq Kuryeri", position=1)
    city = Section.objects.create(locale=en, name="City", slug="city")
    transport = Section.objects.create(locale=en, name="Transport", slug="transport", parent=city)
    sheher = Section.objects.create(
        locale=az, name="Şəhər", slug="seher", translation_key=city.translation_key
    )
    harbour = Topic.objects.create(locale=en, name="Harbour", slug="harbour")
    person = Byline.objects.create(locale=en, name="Ada Quill", slug="ada-quill")
    desk = Byline.objects.create(locale=en, name="City Desk", slug="city-desk", kind=Byline.Kind.DESK)
    editor = get_user_model().objects.create_superuser("editor", "editor@example.org", "a-long-password")
    return SimpleNamespace(
        outlet=outlet,
        en=en,
        az=az,
        english=english,
        azerbaijani=azerbaijani,
        city=city,
        transport=transport,
        seher=sheher,
        harbour=harbour,
        person=person,
        desk=desk,
        editor=editor,
    )


@pytest.fixture
def write(paper):
    """`write(headline, …)` makes a published story; `published_at` may be given; `draft=True` leaves it a draft."""
    from broadsheet.stories import actions

    def _write(headline="A bridge opens", *, draft=False, published_at=None, updated_at=None, **fields):
        fields.setdefault("locale", paper.en)
        fields.setdefault("section", paper.city if fields["locale"] == paper.en else paper.seher)
        fields.setdefault("body", [("paragraph", "<p>Two lines of <b>words</b> for the reader.</p>")])
        story = actions.create(by=paper.editor, headline=headline, **fields)
        if draft:
            return story
        return actions.publish(story, by=paper.editor, published_at=published_at, updated_at=updated_at)

    return _write


@pytest.fixture(autouse=True)
def _media_in_a_folder_of_its_own(request, tmp_path):
    settings = request.getfixturevalue("settings")
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PAGES_ROOT = tmp_path / "pages"


# Other work on the machine must not fail a property: they are not timed, and each run tries the same examples.
settings.register_profile("steady", deadline=None, derandomize=True, database=None)
settings.load_profile("steady")
