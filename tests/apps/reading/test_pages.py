import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from broadsheet.stories import actions
from broadsheet.stories.models import Front, Redirect, StandingPage

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def standing(paper):
    from wagtail.models import Page

    root = Page.get_first_root_node()
    front = root.add_child(instance=Front(title="Courier", slug="front-en", locale=paper.en))
    return front.add_child(
        instance=StandingPage(
            title="About", slug="about", locale=paper.en, body=[("paragraph", "<p>Who we are.</p>")]
        )
    )


def every_path(paper, story):
    day = story.published_on
    return [
        "/", story.get_absolute_url(), "/latest", "/section/city", "/section/transport", "/topic/harbour",
        "/by/ada-quill", f"/{day:%Y}", f"/{day:%Y/%m}", f"/{day:%Y/%m/%d}", "/search", "/search?q=words", "/about",
        "/az/", "/az/section/seher", "/az/latest", "/feed.rss", "/feed.atom", "/feed.json", "/sitemap.xml",
        "/sitemap-pages.xml", f"/sitemap-{day:%Y-%m}.xml", "/news-sitemap.xml", "/robots.txt", "/opensearch.xml",
        "/manifest.webmanifest",
    ]  # fmt: skip


def test_every_address_answers_get_and_head_the_same_for_everybody(client, write, paper, standing):
    story = write(bylines=(paper.person,), topics=(paper.harbour,))
    for path in every_path(paper, story):
        response = client.get(path)
        assert response.status_code == 200, path
        wanted = "no-cache" if path.startswith("/search") else "public, max-age=0, must-revalidate"
        assert response["Cache-Control"] == wanted, path
        assert "Cookie" not in response.get("Vary", ""), path
        assert not response.cookies, path
        assert client.head(path).status_code == 200, path
        assert client.post(path).status_code == 405, path


def test_a_page_holds_no_inline_style_or_script_but_data(html, write, paper, standing):
    story = write(bylines=(paper.person,), topics=(paper.harbour,))
    for path in every_path(paper, story)[:16]:
        text = html(path)
        assert " style=" not in text, path
        assert "<style" not in text, path
        assert " on" not in re.sub(r">[^<]*<", "><", text).replace(" once", ""), path
        scripts = re.findall(r"<script([^>]*)>", text)
        assert all("application/ld+json" in one or "src=" in one for one in scripts), path


@pytest.mark.parametrize(
    ("path", "goal"),
    [
        ("/latest/", "/latest"),
        ("/section/city/?a=1", "/section/city?a=1"),
        ("/az", "/az/"),
        ("/en/latest", "/latest"),
        ("/az/latest/", "/az/latest"),
        ("/about/", "/about"),
        ("/faq/", "/faq"),
        ("/en/latest/?a=1", "/latest?a=1"),
        ("/section/city/feed.rss/", "/section/city/feed.rss"),
        ("/old/page/", "/new/page"),
        ("/older/page/", "/newer/page"),
    ],
)
def test_addresses_with_a_slash_too_many_or_too_few_lead_on(client, paper, standing, path, goal):
    standing.copy(update_attrs={"slug": "faq"}, copy_revisions=False)
    Redirect.objects.create(old_path="/old/page/", new_path="/new/page")
    Redirect.objects.create(old_path="/older/page", new_path="/newer/page")
    response = client.get(path)
    assert (response.status_code, response["Location"]) == (301, goal)


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/2026/02/30/x", "/2026/13", "/3026/01", "/0000", "/section/none", "/topic/none", "/by/none",
     "/gallery/none", "/az/section/city", "/a/b/c/d", "/feed.xml", "/9999", "/nothing/", "/xyz/", "/az/nothing/",
     "/section/none/", "/section/", "/a/b/c/d/", "/%5Cevil.example/", "/what%3Fnow/"],
)  # fmt: skip
def test_what_is_not_there_is_404_on_our_page(client, write, paper, path):
    write()
    response = client.get(path)
    assert response.status_code == 404
    assert 'class="sorry-code"' in response.content.decode()
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_a_story_that_left_the_public_is_410(client, write, paper):
    story = write()
    actions.unpublish(story, by=paper.editor)
    assert client.get(story.get_absolute_url()).status_code == 410
    assert client.get(f"{story.get_absolute_url()}/").status_code == 410


@pytest.mark.parametrize(
    ("path", "status", "goal"),
    [
        ("//latest/", 301, "/latest"),
        ("//", 301, "/"),
        ("//evil.example/", 404, ""),
        ("/latest\r\n/", 404, ""),
    ],
)
def test_slashes_in_front_lead_nowhere_else(client, paper, path, status, goal):
    response = client.get("/", PATH_INFO=path)
    assert (response.status_code, response.get("Location", "")) == (status, goal)


def test_what_is_posted_to_an_address_with_a_slash_too_many_does_nothing(client, paper):
    assert client.post("/latest/").status_code == 404


def test_an_old_slug_leads_to_the_new_one(client, write, paper):
    story = write()
    old = story.get_absolute_url()
    story.slug = "the-bridge"
    story = actions.publish(story, by=paper.editor)
    response = client.get(old)
    assert (response.status_code, response["Location"]) == (301, story.get_absolute_url())


def test_an_address_of_an_old_site_leads_on_by_path_and_query(client, paper):
    Redirect.objects.create(old_path="/news.php?id=7", new_path="/2020/01/01/x")
    assert client.get("/news.php?id=7")["Location"] == "/2020/01/01/x"
    assert client.get("/news.php?id=8").status_code == 404


def test_the_failure_page_asks_no_database(rf):
    from broadsheet.reading.views.errors import failed

    response = failed(rf.get("/az/latest"))  # a test without the database's mark may not touch it
    assert response.status_code == 500
    assert 'lang="az"' in response.content.decode()


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        ("en", "Wednesday, 17 April 2024", "Thursday, 18 April 2024"),
        ("az", "17 aprel 2024, çərşənbə", "18 aprel 2024, cümə axşamı"),
        ("tr", "17 Nisan 2024 Çarşamba", "18 Nisan 2024 Perşembe"),
        ("ru", "среда, 17 апреля 2024", "четверг, 18 апреля 2024"),
        ("ar", "الأربعاء، 17 أبريل 2024", "الخميس، 18 أبريل 2024"),
    ],
)
def test_the_mastheads_date_turns_at_the_outlets_midnight(html, paper, code, before, after):
    from wagtail.models import Locale

    from broadsheet.stories.models import Edition

    locale, _ = Locale.objects.get_or_create(language_code=code)
    edition, _ = Edition.objects.get_or_create(locale=locale, defaults={"name": code, "position": 7})
    midnight = datetime(2024, 4, 17, 20, 0, tzinfo=UTC)
    for moment, line in [(midnight - timedelta(seconds=1), before), (midnight, after)]:
        with time_machine.travel(moment, tick=False):
            assert line in html(edition.path)


def test_the_page_says_its_language_and_direction(html, paper):
    from wagtail.models import Locale

    from broadsheet.stories.models import Edition

    Edition.objects.create(locale=Locale.objects.create(language_code="ar"), name="البريد", position=2)
    assert '<html lang="ar" dir="rtl">' in html("/ar/")
    assert '<html lang="en" dir="ltr">' in html("/")
    assert "تخطَّ" not in html("/")
    assert "انتقل إلى المحتوى" in html("/ar/")


def test_search_finds_and_pages_and_says_when_there_is_nothing(html, write):
    for number in range(22):
        write(f"Lanterns {number}", published_at=NOW - timedelta(days=number))
    text = html("/search?q=lanterns")
    assert text.count("card-headline") == 20
    more = re.search(r'rel="next" href="([^"]+)"', text)[1].replace("&amp;", "&")
    assert html(more).count("card-headline") == 2
    assert "No story has “zeppelin”" in html("/search?q=zeppelin")
    assert html('/search?q="%00').count("card-headline") == 0


def test_the_manifest_and_the_icons(client, paper):
    assert client.get("/manifest.webmanifest").json()["name"] == "The Test Courier"
    assert client.get("/favicon.ico").status_code == 302
    assert client.get("/apple-touch-icon.png")["Location"] == "/static/reading/icon-180.png"
    assert "/search?q={searchTerms}" in client.get("/opensearch.xml").content.decode()


@pytest.mark.parametrize("path", ["/nothing", "/az/nothing", "/2026/01/02/nothing"])
def test_a_page_that_says_404_has_a_title(client, paper, path):
    title = client.get(path).content.decode().split("<title>")[1].split("</title>")[0]
    assert len(title.partition(" · ")[0].strip()) > 5


def test_the_way_on_says_of_what_there_is_more(client, paper, write):
    for number in range(21):
        write(f"Story {number}")
    text = client.get("/section/city").content.decode()
    assert 'See more<span class="unseen">: City</span></a>' in text
