"""Feeds and sitemaps hold to their formats, as schemas in tests/fixtures/schemas put them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jsonschema
import pytest
from django.utils import timezone
from lxml import etree

SCHEMAS = Path(__file__).parents[2] / "fixtures" / "schemas"


def relax(name):
    return etree.RelaxNG(etree.parse(SCHEMAS / f"{name}.rng"))


def feed_schema():
    schema = json.loads((SCHEMAS / "jsonfeed.json").read_text("utf-8"))
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())


@pytest.fixture
def stories(write, paper, photo):
    """One that has everything, one that has nothing, one of the other edition."""
    now = timezone.now()
    write(
        "Bridge & tunnel <open>",
        standfirst="It \x0b opens.",
        dateline="Halvern",
        bylines=(paper.person, paper.desk),
        topics=(paper.harbour,),
        section=paper.transport,
        lead_photo=photo(),
        published_at=now - timedelta(hours=3),
        updated_at=now - timedelta(hours=1),
    )
    write(
        "No more than a headline", section=None, body=[], published_at=datetime(2014, 7, 15, 10, tzinfo=UTC)
    )
    write("Körpü", locale=paper.az, published_at=now - timedelta(hours=2))


LISTS = ["", "/az", "/section/city", "/section/transport", "/topic/harbour", "/by/ada-quill", "/by/city-desk"]


@pytest.mark.parametrize("kind", ["atom", "rss"])
def test_xml_feeds(client, stories, kind):
    schema = relax(kind)
    for path in LISTS:
        schema.assertValid(etree.fromstring(client.get(f"{path}/feed.{kind}").content))


def test_json_feeds(client, stories):
    schema = feed_schema()
    for path in LISTS:
        schema.validate(json.loads(client.get(f"{path}/feed.json").content))


def test_sitemaps(client, stories):
    schema = relax("sitemap")
    root = etree.fromstring(client.get("/sitemap.xml").content)
    schema.assertValid(root)
    addresses = [one.text.removeprefix("http://testserver") for one in root.iter("{*}loc")]
    assert len(addresses) >= 5
    for address in [*addresses, "/news-sitemap.xml", "/az/news-sitemap.xml"]:
        schema.assertValid(etree.fromstring(client.get(address).content))


@pytest.mark.parametrize(
    ("name", "path", "right", "wrong"),
    [
        ("atom", "/feed.atom", "<updated>", "<updated>about "),
        ("atom", "/feed.atom", "<entry>", "<entry><id>http://twice.example/</id>"),
        ("rss", "/feed.rss", "<pubDate>", "<pubDate>Some day, "),
        ("rss", "/feed.rss", "<item>", "<item><title>twice</title>"),
        ("sitemap", "/sitemap.xml", "http://testserver/", "/"),
        ("sitemap", "/news-sitemap.xml", "<news:title>", "<news:title/><news:title>"),
    ],
)
def test_the_schemas_find_what_is_wrong(client, stories, name, path, right, wrong):
    text = client.get(path).content.decode()
    assert right in text
    assert not relax(name).validate(etree.fromstring(text.replace(right, wrong).encode()))


def test_the_schema_of_json_feeds_finds_what_is_wrong(client, stories):
    for change in ({"version": "https://jsonfeed.org/version/2"}, {"titel": "x"}, {"items": [{"id": "1"}]}):
        feed = json.loads(client.get("/feed.json").content) | change
        assert not feed_schema().is_valid(feed)
