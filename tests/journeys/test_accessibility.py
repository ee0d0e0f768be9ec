"""What axe finds on every kind of page: of the paper in both directions of writing, and of the desk."""

from __future__ import annotations

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from tests.journeys.newspaper import EDITOR

from broadsheet.reading.views import front

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db,
    # A browser closes connections when it pleases; the server's thread says so.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"),
]

# All that axe has switched on: WCAG 2.0 to 2.2 up to AA and best practices. Sizes of targets wait to be asked for.
EVERYTHING = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
COLOURS = {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]}

DESKTOP, PHONE = {"width": 1360, "height": 900}, {"width": 360, "height": 740}
LIGHT, DARK = ({"media": "screen", "color_scheme": scheme} for scheme in ("light", "dark"))
PRINT = {"media": "print", "color_scheme": "dark"}

# The style sheet is one for both directions: colours need not be measured twice.
WAYS = {
    "en": [
        ("desktop, light", DESKTOP, LIGHT, EVERYTHING),
        ("desktop, dark", DESKTOP, DARK, COLOURS),
        ("print", DESKTOP, PRINT, COLOURS),
        ("phone, dark", PHONE, DARK, EVERYTHING),
        ("phone, light", PHONE, LIGHT, COLOURS),
    ],
    "ar": [("desktop, light", DESKTOP, LIGHT, EVERYTHING), ("phone, dark", PHONE, DARK, EVERYTHING)],
}

PAGES = [
    "front", "section", "subsection", "topic", "byline", "year", "month", "day", "latest", "gallery", "story", "aged",
    "standing", "search", "found", "none", "missing", "gone",
]  # fmt: skip
# Made by the template of another of them, with no more on it: as many ways as in the other direction will do.
ALIKE = {"subsection", "topic", "month", "day", "latest", "aged"}

DESK = {
    "home": "/desk/",
    "stories": "{snippets}/story/",
    "stories, none found": "{snippets}/story/?q=xyzzy",
    "story, empty": "{snippets}/story/add/",
    "story": "{snippets}/story/edit/{story}/",
    "delivery": "/desk/delivery/",
    "photos": "/desk/images/",
    "photo, empty": "/desk/images/add/",
    "photo": "/desk/images/{photo}/",
    "galleries": "{snippets}/gallery/",
    "gallery, empty": "{snippets}/gallery/add/",
    "gallery": "{snippets}/gallery/edit/{gallery}/",
    "sections": "{snippets}/section/",
    "section": "{snippets}/section/edit/{section}/",
    "topics": "{snippets}/topic/",
    "topic": "{snippets}/topic/edit/{topic}/",
    "bylines": "{snippets}/byline/",
    "byline": "{snippets}/byline/edit/{byline}/",
    "standing page": "/desk/pages/{standing}/edit/",
}
ON_A_PHONE_TOO = {"home", "stories", "story", "photo", "gallery", "byline"}

# Parts of Wagtail's admin that no template or style sheet of ours reaches: (rule, selector) and why it may stand.
EXEMPT = {
    ("label", "#HandsontableCopyPaste"): "the grid of tables keeps its clipboard in it; nobody tabs there",
    ("region", "#HandsontableCopyPaste"): "the same; the grid puts it at the end of the document",
    ("scrollable-region-focusable", ".w-minimap__list"): "it follows the form of itself; opened by its button, its links take the focus",
}  # fmt: skip


def violations(page, options=EVERYTHING):
    """What axe finds on the page as it stands, one line each. The desk has an axe of its own, of which ours is no part."""
    if not page.evaluate("'ourAxe' in window"):
        page.evaluate(AXE_SCRIPT)
        page.evaluate("window.ourAxe = window.axe")
    page.evaluate("Promise.allSettled(document.getAnimations().map(one => one.finished))")
    found = page.evaluate("options => ourAxe.run(document, options)", options)
    return [
        f"{rule['id']}: {rule['help']}: {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
        if (rule["id"], node["target"][-1]) not in EXEMPT
    ]


def check(page, ways):
    found = []
    for name, size, media, options in ways:
        page.set_viewport_size(size)
        page.emulate_media(**media)
        found += [f"{name}: {line}" for line in violations(page, options)]
    assert not found, "\n".join(found)


@pytest.fixture(scope="module")
def reader(browser, press):
    """A page of a reader's."""
    profile = browser.new_context(base_url=press)
    yield profile.new_page()
    profile.close()


@pytest.fixture(scope="module")
def editor(browser, press, newspaper):
    """A page of an editor's, signed in."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client()
    client.force_login(get_user_model().objects.get(username=EDITOR))
    profile = browser.new_context(base_url=press)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": press}
    profile.add_cookies([cookie])
    yield profile.new_page()
    profile.close()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("code", WAYS)
def test_a_page_of_the_paper(reader, newspaper, code, name):
    edition = getattr(newspaper, code)
    assert set(PAGES) == set(edition.paths)
    answer = reader.goto(edition.paths[name])
    assert answer.status == {"missing": 404, "gone": 410}.get(name, 200)
    check(reader, WAYS["ar" if name in ALIKE else code])


@pytest.mark.parametrize("code", WAYS)
def test_the_page_that_says_that_we_failed(reader, newspaper, monkeypatch, code):
    monkeypatch.setattr(front, "context", lambda visit: 1 // 0)
    answer = reader.goto(getattr(newspaper, code).paths["front"])
    assert answer.status == 500
    check(reader, WAYS[code])


def test_a_gallery_that_fills_the_screen_and_a_frame_that_was_asked_for(reader, newspaper):
    reader.context.route("https://films.example/**", lambda route: route.fulfill(body="<title>Film</title>"))
    reader.set_viewport_size(DESKTOP)
    reader.goto(newspaper.en.paths["story"])
    reader.locator("click-frame a").click()
    reader.locator("click-frame iframe").wait_for()
    reader.get_by_role("link", name="See more").click()
    reader.locator(".plain .card").nth(20).wait_for()
    check(reader, WAYS["en"][:2])
    reader.locator(".slides a").first.click()
    reader.locator("dialog[open]").wait_for()
    check(reader, WAYS["en"][:2] + WAYS["en"][3:])


@pytest.mark.parametrize("name", DESK)
def test_a_page_of_the_desk(editor, newspaper, name):
    made = newspaper.en.made
    path = DESK[name].format(
        snippets="/desk/snippets/stories", story=made["lead"].pk, gallery=made["gallery"].pk, section=made["city"].pk,
        topic=made["harbour"].pk, byline=made["person"].pk, standing=made["about"].pk, photo=newspaper.photos[0].pk,
    )  # fmt: skip
    editor.set_viewport_size(DESKTOP)
    answer = editor.goto(path)
    assert answer.status == 200
    editor.get_by_role("navigation", name="Main menu").first.wait_for()
    if name in {"story", "standing page"}:
        editor.locator("[contenteditable=true]").last.wait_for()
    phone = [("phone, light", PHONE, LIGHT, EVERYTHING)] if name in ON_A_PHONE_TOO else []
    check(editor, [*WAYS["en"][:2], *phone])


def test_the_door_of_the_desk(reader):
    reader.goto("/desk/login/")
    check(reader, WAYS["en"][:2] + WAYS["en"][3:])
