"""A reader's ways through the paper: without scripts and with them, by keyboard and by finger, in both directions."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from tests.journeys.newspaper import FRAME, MANY

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db,
    # A browser closes connections when it pleases; the server's thread says so.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"),
]

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


def _headlines(page):
    return page.locator(".stream .card-headline a").evaluate_all("all => all.map(one => one.pathname)")


def _swipe(page, start, end):
    """A finger that goes sideways, in the upper half of the window."""
    session = page.context.new_cdp_session(page)

    def finger(kind, *points):
        touches = [{"x": x, "y": 320} for x in points]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    finger("touchStart", start)
    for x in range(start, end, 20 if end > start else -20):
        finger("touchMove", x)
    finger("touchEnd")


@pytest.fixture
def watched(arrive, press):
    """`watched(**options)` is a page whose profile asks nobody but the paper, is answered, and is given no cookie."""
    profiles, asked, answers = [], [], []

    def _watched(**options):
        profile = arrive(base_url=press, **options)
        profile.on("request", lambda request: asked.append(request.url))
        profile.on("response", lambda answer: answers.append((answer.status, answer.url)))
        profiles.append(profile)
        return profile.new_page()

    yield _watched
    assert [profile.cookies() for profile in profiles] == [[] for _profile in profiles]
    assert {urlsplit(address)[:2] for address in asked} == {urlsplit(press)[:2]}
    # A picture that the browser has already is 304.
    assert [answer for answer in answers if answer[0] not in {200, 304}] == []


def test_without_scripts(watched, newspaper):
    en = newspaper.en
    page = watched(java_script_enabled=False)
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("The Test Courier")
    page.get_by_role("navigation", name="Sections").get_by_role("link", name="City").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("City")
    page.get_by_role("link", name=en.words["lead"]).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(en.words["lead"])
    expect(page.locator(".body")).to_contain_text("a baker carried her tray")
    expect(page.locator(".slider-controls")).to_be_hidden()

    page.get_by_role("link", name=en.words["gallery"], exact=True).click()
    expect(page).to_have_url(re.compile(en.paths["gallery"]))
    pictures = page.locator(".slides figure")
    expect(pictures).to_have_count(4)
    for number in range(4):
        one = pictures.nth(number)
        one.scroll_into_view_if_needed()
        expect(one.get_by_role("img", name=f"Ferry {number + 1}")).to_be_visible()
        expect(one.get_by_text(f"{en.words['caption']} {number + 1}")).to_be_visible()
        expect(one.locator(".credit")).to_contain_text("Ida Marlowe")
    page.wait_for_function("[...document.images].every(one => one.naturalWidth)")

    page.goto(en.paths["story"])
    beside = _headlines(page)
    page.get_by_role("link", name="See more").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Latest")
    second = _headlines(page)
    page.get_by_role("link", name="See more").click()
    expect(page.get_by_text("Back to the beginning")).to_be_visible()
    found = beside + second + _headlines(page)
    # Notices and the old story, each once.
    assert len(found) == len(set(found)) == MANY + 1

    page.get_by_role("link", name=en.words["aged"]).click()
    expect(page.get_by_role("note")).to_have_text("This story is 1 year old.")
    page.get_by_role("navigation", name="Topics").get_by_role("link", name="Harbour").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Harbour")
    page.get_by_role("link", name=en.words["lead"]).click()
    page.get_by_role("link", name="Ada Quill").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ada Quill")
    expect(page.get_by_text("Harbour correspondent")).to_be_visible()


def test_by_date_by_words_and_in_the_other_language(watched, newspaper):
    en, ar = newspaper.en, newspaper.ar
    day = en.lead.published_on
    page = watched(java_script_enabled=False)
    page.goto("/")
    page.get_by_role("link", name="Latest", exact=True).click()
    page.get_by_role("link", name="Archive by date").click()
    page.get_by_role("navigation", name="Years").get_by_role("link", name=str(day.year)).click()
    page.get_by_role("link", name=f"{day:%B}").first.click()
    page.get_by_role("navigation", name="Days").get_by_role("link", name=re.compile(rf"\b{day.day} ")).click()
    expect(page).to_have_url(re.compile(f"{day:/%Y/%m/%d}$"))
    expect(page.get_by_role("link", name=en.words["lead"])).to_be_visible()

    page.get_by_role("searchbox", name="Search the paper").fill("LANTERNS sails")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=LANTERNS"))
    expect(page.locator(".stream .card")).to_have_count(1)
    page.get_by_role("link", name=en.words["lead"]).click()

    page.get_by_role("navigation", name="Editions").locator("[hreflang=ar]").click()
    expect(page).to_have_url(re.compile(f"{ar.paths['story']}$"))
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.get_by_role("heading", level=1)).to_contain_text(ar.words["lead"])


@pytest.mark.parametrize("code", ["en", "ar"])
def test_a_gallery_by_keyboard(watched, newspaper, code):
    page = watched()
    page.goto(getattr(newspaper, code).paths["story"])
    onward, back = ("ArrowRight", "ArrowLeft") if code == "en" else ("ArrowLeft", "ArrowRight")
    gallery = page.locator("photo-gallery")
    links, dialog = gallery.locator(".slides a"), gallery.locator("dialog")

    def shown(number):
        expect(gallery.get_by_role("status")).to_have_text(re.compile(rf"^{number}\D+4$"))
        expect(gallery.locator(".slides li").nth(number - 1)).to_be_in_viewport(ratio=0.95)

    links.first.focus()
    page.keyboard.press(onward)
    shown(2)
    page.keyboard.press(back)
    shown(1)
    links.first.focus()
    page.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    assert dialog.bounding_box() == {"x": 0, "y": 0, **page.viewport_size}
    shown(1)
    steps = {back: -1, onward: 1}
    number = 1
    for key in (back, onward, onward, back, onward, onward, onward):
        number = min(max(number + steps[key], 1), 4)
        page.keyboard.press(key)
        shown(number)
    for stop in ("step", "step", "close"):
        page.keyboard.press("Tab")
        # Nothing behind the dialog takes the focus, nor a picture, which leads nowhere in here.
        expect(dialog.locator(f".{stop}:focus")).to_have_count(1)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('a') === null")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(links.last).to_be_focused()
    shown(4)

    page.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(links.last).to_be_focused()

    large = gallery.locator(".large")
    large.focus()
    page.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(large).to_be_focused()


def test_the_page_of_a_gallery_by_keyboard(watched, newspaper):
    page = watched()
    page.goto(newspaper.en.paths["gallery"])
    links, dialog = page.locator(".slides a"), page.locator("dialog")
    links.nth(2).focus()
    page.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("3 of 4")
    expect(page.locator(".slides li").nth(2)).to_be_in_viewport(ratio=0.95)
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("status")).to_have_text("2 of 4")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(links.nth(1)).to_be_focused()
    expect(links.nth(1)).to_be_in_viewport()


def test_a_gallery_by_finger(watched, newspaper):
    page = watched(**PHONE)
    page.goto(newspaper.en.paths["story"])
    gallery = page.locator("photo-gallery")
    counter = gallery.get_by_role("status")
    gallery.locator(".slides img").first.tap()
    expect(gallery.locator("dialog")).to_be_visible()
    expect(counter).to_have_text("1 of 4")
    _swipe(page, 320, 60)
    expect(counter).to_have_text("2 of 4")
    gallery.get_by_role("button", name="Next photo").tap()
    expect(counter).to_have_text("3 of 4")
    gallery.get_by_role("button", name="Close").tap()
    expect(gallery.locator("dialog")).to_be_hidden()
    expect(gallery.locator(".slides li").nth(2)).to_be_in_viewport(ratio=0.5)


def test_see_more_loads_on_in_its_place(watched, newspaper):
    page = watched()
    page.goto(newspaper.en.paths["story"])
    here = page.url
    cards, said = page.locator(".plain .card"), page.locator("more-stories [role=status]")
    expect(cards).to_have_count(8)
    more = page.get_by_role("link", name="See more")
    more.click()
    expect(cards).to_have_count(28)
    expect(said).to_have_text("20 more stories are shown")
    expect(more).to_be_focused()
    more.click()
    expect(cards).to_have_count(MANY + 1)
    expect(said).to_have_text("7 more stories are shown")
    expect(more).to_have_count(0)
    expect(cards.nth(28).get_by_role("link").last).to_be_focused()
    assert page.url == here
    expect(page.locator(".plain h3")).to_have_count(MANY + 1)
    found = _headlines(page)
    assert len(found) == len(set(found))


def test_see_more_is_a_link_where_loading_fails(arrive, press, newspaper):
    profile = arrive(base_url=press)
    lost = []

    def lose(route):
        if route.request.resource_type == "fetch":
            lost.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    profile.route(re.compile("before="), lose)
    page = profile.new_page()
    page.goto("/latest")
    page.get_by_role("link", name="See more").click()
    expect(page).to_have_url(re.compile(r"/latest\?before="))
    expect(page.get_by_text("Back to the beginning")).to_be_visible()
    assert len(lost) == 1


def test_a_frame_of_another_site_is_asked_for_by_a_click(arrive, press, newspaper):
    profile, asked = arrive(base_url=press), []
    profile.on("request", lambda request: asked.append(request.url))
    profile.route("https://films.example/**", lambda route: route.fulfill(body="<title>Film</title>"))
    page = profile.new_page()
    page.goto(newspaper.en.paths["story"], wait_until="networkidle")
    link = page.locator("click-frame a")
    expect(link).to_contain_text("films.example")
    assert len(page.frames) == 1
    assert FRAME not in asked
    link.focus()
    page.keyboard.press("Enter")
    frame = page.get_by_title(newspaper.en.words["frame"])
    expect(frame).to_be_visible()
    expect(frame).to_be_focused()
    expect(page.frame_locator("click-frame iframe").locator("body")).to_be_attached()
    assert asked[-1] == FRAME
    assert page.url == press + newspaper.en.paths["story"]


def test_a_story_is_passed_on(arrive, press, newspaper):
    address = press + newspaper.en.paths["story"]
    page = arrive(base_url=press).new_page()
    page.goto(address)
    ways = page.get_by_role("navigation", name="Pass it on")
    hosts = ways.get_by_role("link").evaluate_all("all => all.map(one => one.host || one.protocol)")
    assert hosts == ["mailto:", "x.com", "www.facebook.com", "t.me", "wa.me"]
    expect(ways.get_by_role("button")).to_have_count(0)

    able = arrive(base_url=press)
    able.add_init_script("navigator.share = async (what) => { window.shared = what; }")
    page = able.new_page()
    page.goto(address)
    page.get_by_role("button", name="Share…").click()
    assert page.evaluate("shared") == {"title": newspaper.en.words["lead"], "url": address}


@pytest.mark.parametrize("code", ["en", "ar"])
def test_a_narrow_window_scrolls_one_way_only(watched, newspaper, code):
    page = watched(**PHONE)
    edition = getattr(newspaper, code)
    for name in set(edition.paths) - {"missing", "gone"}:
        page.goto(edition.paths[name])
        expect(page.locator("html")).to_have_attribute("dir", {"en": "ltr", "ar": "rtl"}[code])
        assert page.evaluate("document.scrollingElement.scrollWidth") == 360, name
        assert page.evaluate("scrollTo({left: 99, behavior: 'instant'}), scrollX") == 0, name


def test_the_first_link_skips_to_the_content(watched, newspaper):
    page = watched()
    page.goto(newspaper.en.paths["section"])
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).not_to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_who_wants_calm_sees_nothing_move(watched, newspaper):
    page = watched(reduced_motion="reduce")
    page.goto(newspaper.en.paths["story"])
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    assert page.evaluate("document.getAnimations().length") == 0
    page.locator("photo-gallery").scroll_into_view_if_needed()
    # Where it is in the very moment after the press.
    left = """button => { button.click(); return document.querySelector('.slides').scrollLeft; }"""
    width = page.locator(".slides").evaluate("one => one.clientWidth")
    assert page.locator(".slider .step").last.evaluate(left) == pytest.approx(width, abs=1)
    moving = watched().context.new_page()
    moving.goto(newspaper.en.paths["story"])
    moving.locator("photo-gallery").scroll_into_view_if_needed()
    assert moving.locator(".slider .step").last.evaluate(left) < width / 2


@pytest.mark.parametrize("name", ["front", "section", "year", "found", "gallery", "story", "standing"])
def test_paper_shows_what_is_read_and_nothing_to_press(watched, newspaper, name):
    page = watched()
    page.goto(newspaper.en.paths[name])
    page.emulate_media(media="print", color_scheme="dark")
    for control in page.locator("nav, form, button, .skip, click-frame").all():
        expect(control).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    if name == "story":
        expect(page.get_by_text("a baker carried her tray").last).to_be_visible()
        expect(page.locator(".lead-photo img")).to_be_visible()
        for number in range(4):
            expect(page.locator(".slides figcaption").nth(number)).to_be_visible()
