"""A story described for the checks, and where links lead."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from broadsheet.newsroom.describe import findings, targets
from broadsheet.stories import actions
from broadsheet.stories.models import GalleryItem, Outlet, Redirect

pytestmark = pytest.mark.django_db


@pytest.fixture
def photo(paper):
    def _photo(**words):
        data = BytesIO()
        Image.new("RGB", (20, 10), "navy").save(data, "PNG")
        return actions.add_photo(data.getvalue(), by=paper.editor, filename="a.png", title="Quay", **words)

    return _photo


def _said(story):
    return [(one.severity, one.what, one.where) for one in findings(story)]


def test_a_story_with_everything(paper, write, photo):
    story = write(standfirst="At last.", lead_photo=photo(alt="A quay", credit="Ada"), draft=True)
    assert _said(story) == []


def test_words_of_the_story_stand_for_those_of_the_photo(write, photo):
    story = write(standfirst="At last.", lead_photo=photo(), draft=True)
    assert _said(story)[0] == ("must", "The photo has no alternative text.", "Lead photo")
    story.lead_alt, story.lead_credit = "A quay", "Ada"
    assert _said(story) == []


def test_photos_of_text_and_galleries(paper, write, photo):
    bare = photo()
    gallery = actions.add_gallery(
        by=paper.editor, locale=paper.en, title="Storm", items=[GalleryItem(photo=bare)]
    )
    body = [("paragraph", "<p>Words.</p>"), ("photo", {"photo": bare}), ("gallery", gallery)]
    story = write(standfirst="At last.", body=body, draft=True)
    assert [where for _s, _w, where in _said(story)] == ["Text, block 2: Quay"] * 2 + [
        "Gallery “Storm”: Quay"
    ] * 2


def test_a_byline_of_another_edition(paper, write):
    story = write(locale=paper.az, standfirst="x", bylines=(paper.person,), draft=True)
    assert _said(story) == [("should", "“Ada Quill” belongs to another edition.", "Filing")]


def test_where_links_lead(paper, write):
    live, draft = write("A bridge opens"), write("A tram stops", draft=True)
    gone = actions.unpublish(write("A ship sinks"), by=paper.editor)
    Redirect.objects.create(old_path="/old.html", story=live)
    Outlet.objects.update(base_url="https://courier.example")
    here = live.get_absolute_url()
    assert targets(
        [
            here, f"{here}?utm_source=x#top", f"https://courier.example{here}", "https://other.example/nothing",
            gone.get_absolute_url(), "/old.html", "/", "/az/", "/latest", "/2026/11", "/section/city", "/section/none",
            "/az/section/seher", "/az/section/city", "/topic/harbour", "/by/ada-quill", "/nowhere", "/2026/13/40/x",
            "mailto:a@example.org", "#note",
        ]
    ) == {
        here: "live", f"{here}?utm_source=x#top": "live", f"https://courier.example{here}": "live",
        gone.get_absolute_url(): "unpublished", "/old.html": "live", "/": "live", "/az/": "live", "/latest": "live",
        "/2026/11": "live", "/section/city": "live", "/section/none": "nothing", "/az/section/seher": "live",
        "/az/section/city": "nothing", "/topic/harbour": "live", "/by/ada-quill": "live", "/nowhere": "nothing",
        "/2026/13/40/x": "nothing",
    }  # fmt: skip
    assert draft.get_absolute_url() == ""


def test_links_of_paragraphs_lists_and_facts(write):
    link = '<a href="/nowhere/{}">x</a>'
    body = [
        ("paragraph", f"<p>Words {link.format(1)}</p>"),
        ("list", f"<ul><li>{link.format(2)}</li></ul>"),
        ("facts", {"title": "F", "text": f"<p>{link.format(3)}</p>"}),
    ]
    story = write(standfirst="x", body=body, draft=True)
    assert [what for _s, what, _w in _said(story)] == [
        f"The link /nowhere/{n} leads nowhere." for n in (1, 2, 3)
    ]
