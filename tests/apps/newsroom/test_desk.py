"""Every view of the desk opens for an editor and for nobody else."""

from __future__ import annotations

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db

NOUNS = ["story", "section", "topic", "byline", "gallery", "video", "edition"]


@pytest.fixture
def desk(client, paper):
    client.force_login(paper.editor)
    return client


@pytest.mark.parametrize("noun", NOUNS)
def test_lists_open(desk, write, noun):
    write()
    assert desk.get(reverse(f"wagtailsnippets_stories_{noun}:list")).status_code == 200


@pytest.mark.parametrize("noun", ["story", "section", "topic", "byline", "gallery", "video"])
def test_forms_for_new_things_open(desk, noun):
    answer = desk.get(reverse(f"wagtailsnippets_stories_{noun}:add"))
    assert answer.status_code == 200


def test_home(desk, write):
    write("A bridge opens")
    write("A tram stops", draft=True)
    text = desk.get("/desk/").content.decode()
    assert "Just published" in text
    assert "A bridge opens" in text
    assert "A tram stops" in text
    assert "The Test Courier" in text
    assert "Wagtail" not in text.split("<body")[1].split("<noscript")[0]


def test_story_views_open(desk, paper, write):
    story = write()
    for name in ("edit", "copy", "delete", "history", "usage", "unpublish"):
        url = reverse(f"wagtailsnippets_stories_story:{name}", args=[story.pk])
        assert desk.get(url).status_code == 200, name
    story.headline = "A bridge closes"
    story.save_revision(user=paper.editor)
    first, last = story.revisions.order_by("pk").values_list("pk", flat=True)[:2]
    url = reverse("wagtailsnippets_stories_story:revisions_compare", args=[story.pk, first, last])
    assert desk.get(url).status_code == 200
    url = reverse("wagtailsnippets_stories_story:revisions_revert", args=[story.pk, first])
    assert desk.get(url).status_code == 200


def test_the_outlet_is_one_form(desk):
    answer = desk.get(reverse("wagtailsnippets_stories_outlet:list"), follow=True)
    assert answer.status_code == 200
    assert answer.request["PATH_INFO"].endswith("/edit/1/")
    assert desk.get(reverse("wagtailsnippets_stories_outlet:add")).status_code == 302


def test_the_desk_is_found_without_its_slash(client, paper):
    assert client.get("/desk?a=1").url == "/desk/?a=1"


def test_no_second_admin(client, paper):
    for address in ("/django-admin/login/", "/admin/"):
        assert client.get(address, follow=True).status_code == 404


def test_desk_has_a_policy_of_its_own(desk):
    policy = desk.get("/desk/")["Content-Security-Policy"]
    assert "'unsafe-inline'" in policy
    assert "object-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
