import json
from datetime import UTC, datetime, timedelta

import feedparser
import pytest
from django.utils import timezone
from lxml import etree

from broadsheet.stories.models import Video

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
    with django_assert_num_queries(8):
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
