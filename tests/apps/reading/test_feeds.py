import json
from datetime import UTC, datetime, timedelta

import feedparser
import pytest
from django.db import connection
from django.utils import timezone
from lxml import etree

from broadsheet.reading.views import sitemaps
from broadsheet.stories.models import Story, Video

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


@pytest.fixture
def story(write, paper, photo):
    return write(
        "Bridge & tunnel <open>",
        standfirst="It \x0b opens.",
        bylines=(paper.person, paper.desk),
        topics=(paper.harbour,),
        section=paper.transport,
        lead_photo=photo(),
        video=Video.objects.create(title="Film", embed_url="https://video.example/1"),
        body=[
            ("paragraph", '<p>Words with a <a href="/about">link</a>.</p>'),
            ("quote", {"text": "So & so.", "source": "Somebody"}),
        ],
        published_at=datetime(2014, 7, 15, 10, 47, tzinfo=UTC),
    )


LISTS = ["", "/section/city", "/section/transport", "/topic/harbour", "/by/ada-quill"]


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_feeds_of_every_list_are_well_formed_and_hold_the_story(client, story, path, kind):
    response = client.get(f"{path}/feed.{kind}")
    assert response["Content-Type"] == f"application/{kind}+xml; charset=utf-8"
    feed = feedparser.parse(response.content)
    assert not feed.bozo, feed.get("bozo_exception")
    [entry] = feed.entries
    address = f"http://testserver{story.get_absolute_url()}"
    assert entry.title == "Bridge & tunnel <open> [VIDEO]"
    assert (entry.link, entry.id) == (address, address)
    assert entry.published_parsed[:5] == (2014, 7, 15, 10, 47)
    assert "opens." in entry.summary
    assert 'href="http://testserver/about"' in entry.content[0].value
    assert entry.media_content[0]["url"].startswith("http://testserver/media/")
    assert [one.name for one in entry.authors][-1] in {"Ada Quill", "City Desk"}
    selves = [one.href for one in feed.feed.links if one.rel == "self"]
    assert selves == [f"http://testserver{path}/feed.{kind}"]


@pytest.mark.parametrize("path", LISTS)
def test_json_feeds(client, story, path):
    response = client.get(f"{path}/feed.json")
    assert response["Content-Type"].startswith("application/feed+json")
    feed = json.loads(response.content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    [item] = feed["items"]
    assert item["date_published"] == "2014-07-15T15:47:00+05:00"
    assert [one["name"] for one in item["authors"]] == ["Ada Quill", "City Desk"]
    assert item["tags"] == ["Transport"]


def test_feeds_are_valid_without_any_story(client, paper):
    for kind in ("rss", "atom"):
        assert not feedparser.parse(client.get(f"/az/feed.{kind}").content).bozo
    assert client.get("/az/feed.json").json()["items"] == []


def test_lists_tell_of_their_feeds(client, story):
    for path in LISTS:
        text = client.get(path or "/").content.decode()
        for kind in ("rss", "atom", "json"):
            assert f'href="{path}/feed.{kind}"' in text


@pytest.mark.parametrize("count", [1, 3])
def test_a_feed_asks_as_much_for_three_as_for_one(client, write, ready, django_assert_num_queries, count):
    for number in range(count):
        write(f"Story {number}", lead_photo=ready(f"p{number}"))
    client.get("/feed.rss")
    with django_assert_num_queries(9):
        client.get("/feed.rss")


def locs(client, path):
    root = etree.fromstring(client.get(path).content)
    return [one.text for one in root.iter(f"{MAP}loc")]


def test_the_sitemap_leads_to_every_story(client, write, paper, story):
    there = write("Körpü", locale=paper.az, published_at=datetime(2025, 12, 31, 20, 30, tzinfo=UTC))
    index = locs(client, "/sitemap.xml")
    assert "http://testserver/sitemap-2014-07.xml" in index
    assert "http://testserver/az/sitemap-2026-01.xml" in index
    assert locs(client, "/sitemap-2014-07.xml") == [f"http://testserver{story.get_absolute_url()}"]
    [address] = locs(client, "/az/sitemap-2026-01.xml")
    assert client.get(address.removeprefix("http://testserver")).status_code == 200
    assert there.slug == "körpü"
    assert client.get("/sitemap-2014-08.xml").status_code == 404
    assert client.get("/sitemap-2014-07-2.xml").status_code == 404
    assert client.get("/sitemap-2014-13.xml").status_code == 404


def test_a_month_of_more_stories_than_a_file_holds_goes_on_in_further_files(
    client, write, paper, monkeypatch
):
    monkeypatch.setattr(sitemaps, "LONGEST", 2)
    for month, count in [(1, 1), (2, 5), (3, 0), (4, 2), (5, 1), (6, 3)]:
        for number in range(count):
            write(f"Tide {month} {number}", published_at=datetime(2026, month, 1 + number, tzinfo=UTC))
    index = [address.removeprefix("http://testserver/sitemap-") for address in locs(client, "/sitemap.xml")]
    assert index == [
        "pages.xml",
        "2026-06.xml", "2026-06-2.xml", "2026-05.xml", "2026-04.xml",
        "2026-02.xml", "2026-02-2.xml", "2026-02-3.xml", "2026-01.xml",
        "http://testserver/az/sitemap-pages.xml",
    ]  # fmt: skip
    files = [locs(client, f"/sitemap-{name}") for name in index[1:-1]]
    assert [len(one) for one in files] == [2, 1, 1, 2, 2, 2, 1, 1]
    assert len({address for one in files for address in one}) == 12
    for name in ("2026-06-3", "2026-06-1", "2026-06-0", "2026-06-02", "2026-06-99999999999999999999"):
        assert client.get(f"/sitemap-{name}.xml").status_code == 404, name


@pytest.mark.parametrize(("count", "questions"), [(1, 6), (3, 8)])
def test_a_month_of_one_file_is_found_by_one_question(
    client, write, django_assert_num_queries, count, questions
):
    for number in range(count):
        write(f"Tide {number}", published_at=datetime(2020 + number, 5, 1, tzinfo=UTC))
    client.get("/sitemap.xml")
    with django_assert_num_queries(questions):
        assert len(locs(client, "/sitemap.xml")) == count + 2


def test_a_step_walks_the_index_of_the_newest(paper):
    if connection.vendor != "sqlite":
        pytest.skip("SQLite's planner is asked here")
    ours = Story.objects.live().filter(locale_id=paper.en.pk).newest_first()
    told = ours.values_list("published_at", flat=True).filter(published_at__lt=timezone.now())[9:10].explain()
    assert "story_latest" in told
    assert "TEMP B-TREE" not in told


def test_the_sitemap_of_pages_holds_only_what_answers(client, story):
    addresses = locs(client, "/sitemap-pages.xml")
    assert "http://testserver/topic/harbour" in addresses
    for address in addresses:
        assert client.get(address.removeprefix("http://testserver")).status_code == 200, address


def test_the_news_sitemap_holds_two_days(client, write, story):
    write("Of today", published_at=timezone.now() - timedelta(hours=47))
    write("Of the day before", published_at=timezone.now() - timedelta(hours=49))
    root = etree.fromstring(client.get("/news-sitemap.xml").content)
    assert [one.text for one in root.iter(f"{NEWS}title")] == ["Of today"]
    assert [one.text for one in root.iter(f"{NEWS}language")] == ["en"]


def test_robots_name_the_sitemaps(client, paper):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /desk/\n" in text
    assert "Sitemap: http://testserver/sitemap.xml\n" in text
    assert "Sitemap: http://testserver/az/news-sitemap.xml\n" in text
