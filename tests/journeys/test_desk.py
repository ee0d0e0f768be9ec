"""An editor's day: a story is written, illustrated, previewed, published, taken back, compared and translated."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from broadsheet.stories.models import Photo, Story

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    # A browser closes connections when it pleases; the server's thread says so.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"),
]


@pytest.fixture
def desk(live_server, page, paper):
    """A page, signed in."""
    page.goto(f"{live_server.url}/desk/")
    page.fill("[name=username]", "editor")
    page.fill("[name=password]", "a-long-password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="The Test Courier")).to_be_visible()
    return page


def _action(page, name):
    """An action of the menu at the foot of the form."""
    foot = page.get_by_role("navigation", name="Actions (footer)")
    foot.get_by_role("button", name="More actions").click()
    foot.locator(f"button:has-text('{name}'), a:has-text('{name}')").last.click()


def _write(page):
    """A headline, a standfirst, a section and a paragraph."""
    page.get_by_role("link", name="Write a story").click()
    expect(page.locator("#w-editor-form[data-w-unsaved-has-edits-value]")).to_be_visible()
    page.get_by_placeholder("Headline").fill("A bridge opens")
    page.locator("[name=standfirst]").fill("After nine years the harbour is crossed on foot.")
    page.locator("[name=section]").select_option("City")
    page.get_by_role("button", name="Insert a block").last.click()
    page.get_by_role("option", name="Paragraph").click()
    paragraph = page.locator("[contenteditable=true]").last
    paragraph.click()
    expect(paragraph).to_be_focused()
    page.keyboard.type("The first to cross was a baker with her tray.")
    expect(paragraph).to_contain_text("tray.")


def test_a_story_from_first_word_to_translation(desk, live_server, paper):
    page = desk
    _write(page)
    # Autosave makes the draft; nothing is pressed.
    expect(page).to_have_url(re.compile("/edit/"), timeout=20_000)
    story = Story.objects.get()
    assert not story.live

    page.locator("[data-side-panel-toggle=preview]").click()
    preview = page.frame_locator("iframe[title=Preview]").last
    expect(preview.get_by_role("heading", name="A bridge opens")).to_be_visible()
    expect(preview.get_by_text("a baker with her tray")).to_be_visible()
    for size in ("mobile", "desktop"):
        page.get_by_label(re.compile(f"Preview in {size} size", re.IGNORECASE)).check(force=True)
    page.locator("[data-side-panel-toggle=before-publishing]").click()
    expect(page.get_by_text("Nothing is open.")).to_be_visible()

    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Story 'A bridge opens' updated.")).to_be_visible()
    _action(page, "Publish")
    expect(page.get_by_text("updated and published")).to_be_visible()

    story.refresh_from_db()
    address = f"{live_server.url}{story.get_absolute_url()}"
    answer = page.request.get(address)
    assert answer.status == 200
    assert "A bridge opens" in answer.text()

    edit = f"{live_server.url}/desk/snippets/stories/story/edit/{story.pk}/"
    page.goto(edit)
    _action(page, "Unpublish")
    page.get_by_role("button", name=re.compile("unpublish", re.IGNORECASE)).click()
    expect(page.get_by_text("unpublished", exact=False).first).to_be_visible()
    assert page.request.get(address).status == 410

    first, last = story.revisions.order_by("pk").values_list("pk", flat=True)[:2]
    page.goto(f"{live_server.url}/desk/snippets/stories/story/history/{story.pk}/")
    expect(page.get_by_text("Unpublished").first).to_be_visible()
    history = f"{live_server.url}/desk/snippets/stories/story/history/{story.pk}"
    answer = page.goto(f"{history}/revisions/compare/{first}...{last}/")
    assert answer.status == 200
    expect(page.get_by_role("main")).to_contain_text("A bridge opens")

    page.goto(edit)
    page.locator("#w-slim-header-buttons").get_by_role("button", name="Actions", exact=True).click()
    page.get_by_role("button", name="Translate into Azərbaycanca").click()
    page.wait_for_url(lambda url: "/edit/" in url and url != edit)
    expect(page.get_by_placeholder("Headline")).to_have_value("A bridge opens")
    assert Story.objects.get(locale=paper.az).section == paper.seher


def test_a_photo_is_uploaded_with_its_words(desk, live_server):
    page = desk
    data = BytesIO()
    Image.new("RGB", (1200, 800), "steelblue").save(data, "JPEG")
    page.goto(f"{live_server.url}/desk/images/add/")
    page.get_by_label("File").set_input_files(
        {"name": "quay.jpg", "mimeType": "image/jpeg", "buffer": data.getvalue()}
    )
    page.get_by_label("Title").fill("Quay")
    page.get_by_label("Alternative text").fill("The quay at dawn")
    page.get_by_label("Credit").fill("Ada Quill / The Test Courier")
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_text("Image 'Quay' added.")).to_be_visible()
    photo = Photo.objects.get()
    assert (photo.description, photo.credit) == ("The quay at dawn", "Ada Quill / The Test Courier")


def test_the_list_is_filtered_and_opens(desk, live_server, write, paper):
    page = desk
    write("A bridge opens")
    write("A tram stops", section=paper.transport, draft=True)
    page.get_by_role("link", name="Stories", exact=True).first.click()
    expect(page.get_by_role("link", name="A bridge opens", exact=True)).to_be_visible()
    page.get_by_label("State").select_option("Draft")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("link", name="A bridge opens", exact=True)).to_have_count(0)
    page.get_by_role("link", name="A tram stops", exact=True).click()
    expect(page.get_by_placeholder("Headline")).to_have_value("A tram stops")
