"""Lists: order, pages by key, and how many questions each asks, with one item and with three."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from tests.apps.reading.cards_of import headlines

from broadsheet.stories import actions
from broadsheet.stories.models import Story

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

# Of each page: the outlet and the editions; then the list's keys and rows and its cards' (sections, names, photos, renditions).
QUERIES = {
    "/latest": 9,
    "/section/city": 11,
    "/section/transport": 11,
    "/topic/harbour": 11,
    "/by/ada-quill": 11,
    "/2026": 11,
    "/2026/11": 9,
    "/2026/11/24": 9,
}


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("path", QUERIES)
def test_a_list_asks_as_much_for_three_as_for_one(
    client, paper, write, ready, django_assert_num_queries, path, count
):
    for number in range(count):
        write(
            f"Story {number}",
            section=paper.transport,
            bylines=(paper.person, paper.desk),
            topics=(paper.harbour,),
            lead_photo=ready(f"p{number}"),
            published_at=NOW - timedelta(minutes=number),
        )
    with django_assert_num_queries(QUERIES[path]):
        text = client.get(path).content.decode()
    assert headlines(text) == [f"Story {number}" for number in range(count)]


@pytest.mark.parametrize("count", [1, 3])
def test_the_front_asks_as_much_for_three_as_for_one(
    client, paper, write, ready, django_assert_num_queries, count
):
    for number in range(count):
        write(f"Story {number}", bylines=(paper.person,), lead_photo=ready(f"p{number}"))
    with django_assert_num_queries(13):
        client.get("/")


@pytest.mark.parametrize(
    "path", ["/latest", "/section/city", "/topic/harbour", "/by/ada-quill", "/2026", "/2026/11"]
)
def test_pages_by_key_hold_every_story_once_even_of_one_moment(client, paper, write, path):
    moment = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    for number in range(43):
        write(
            f"Story {number:02}",
            section=paper.transport,
            bylines=(paper.person,),
            topics=(paper.harbour,),
            published_at=moment - timedelta(hours=number // 30),
        )
    seen, here = [], path
    while here:
        response = client.get(here)
        text = response.content.decode()
        seen.append(headlines(text))
        here = text.split('rel="next" href="')[1].split('"')[0] if 'rel="next" href="' in text else ""
    assert [len(one) for one in seen] == [20, 20, 3]
    stories = Story.objects.order_by("-published_at", "-pk")
    assert [one for page in seen for one in page] == [story.headline for story in stories]


def test_a_top_section_holds_its_parts_and_names_them(client, paper, write):
    write("On rails", section=paper.transport)
    text = client.get("/section/city").content.decode()
    assert headlines(text) == ["On rails"]
    assert 'href="/section/transport">Transport' in text


def test_a_story_that_left_the_public_is_in_no_list(client, paper, write):
    story = write(bylines=(paper.person,), topics=(paper.harbour,))
    actions.unpublish(story, by=paper.editor)
    for path in ("/", "/latest", "/section/city", "/topic/harbour", "/by/ada-quill"):
        assert headlines(client.get(path).content.decode()) == [], path


def test_the_archive_goes_by_the_outlets_days(client, write):
    write("Late", published_at=datetime(2025, 12, 31, 20, 30, tzinfo=UTC))
    assert headlines(client.get("/2026/01/01").content.decode()) == ["Late"]
    assert headlines(client.get("/2026/01").content.decode()) == ["Late"]
    assert client.get("/2025").status_code == 404


def test_the_way_into_the_archive_leads_somewhere_on_the_first_of_january_too(html, write):
    assert "/2025" not in html("/latest")
    write(published_at=datetime(2025, 12, 31, 9, 0, tzinfo=UTC))
    with time_machine.travel(datetime(2026, 1, 1, 0, 30, tzinfo=UTC), tick=False):
        way = re.search('class="archive"><a href="([^"]*)"', html("/latest"))[1]
        assert way == "/2025"
        html(way)


def test_the_front_shows_no_story_twice_and_leads_with_a_picture(client, paper, write, ready):
    write("Without picture", published_at=NOW)
    write("With picture", published_at=NOW - timedelta(hours=1), lead_photo=ready())
    for number in range(20):
        write(f"Other {number}", published_at=NOW - timedelta(hours=2 + number))
    found = headlines(client.get("/").content.decode())
    assert found[0] == "With picture"
    assert len(found) == len(set(found)) == 13


def test_a_list_query_walks_its_index(paper, write):
    """The order of a list comes out of the index: nothing is sorted, no other table is begun with."""
    from django.db import connection

    from broadsheet.reading import paging

    if connection.vendor != "sqlite":
        pytest.skip("SQLite's planner is asked here")
    key = paging.Key(NOW, 5)
    for filters, index in [
        ({"locale_id": paper.en.pk}, "story_latest"),
        ({"section_id": paper.city.pk}, "story_in_section"),
        ({"top_section_id": paper.city.pk}, "story_in_top_section"),
    ]:
        query = Story.objects.live().cards().filter(**filters, published_at__lte=key.moment)
        query = query.exclude(published_at=key.moment, pk__gte=key.number).order_by("-published_at", "-pk")[
            :21
        ]
        told = query.explain()
        assert index in told
        assert "TEMP B-TREE" not in told
