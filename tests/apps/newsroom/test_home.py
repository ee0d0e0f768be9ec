"""The desk's first page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from broadsheet.newsroom.home import FEW, JustPublished
from broadsheet.stories import actions
from broadsheet.stories.models import Edition, Story

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def _lines():
    return [
        (line.headline, [edition.code for edition in line.editions])
        for line in JustPublished().lines(user=None)
    ]


@pytest.fixture
def both(paper, write):
    """`both(n)` is a story of n days ago in both editions; the second is published an hour later."""

    def _both(days):
        moment = NOW - timedelta(days=days)
        story = write(f"Tide {days}", published_at=moment)
        other = actions.translate(story, paper.az, by=paper.editor)
        other.headline = f"Qabarma {days}"
        actions.publish(other, by=paper.editor, published_at=moment + timedelta(hours=1))
        return story, other

    return _both


def test_what_was_just_published_stands_there_once(client, paper, write, both):
    story, other = both(1)
    write("Of today", published_at=NOW)
    write("Bu gün", locale=paper.az, published_at=NOW - timedelta(hours=1))
    assert _lines() == [("Of today", ["en"]), ("Bu gün", ["az"]), ("Tide 1", ["en", "az"])]
    client.force_login(paper.editor)
    text = client.get("/desk/").content.decode()
    for one in (story, other):
        assert reverse("wagtailsnippets_stories_story:edit", args=[one.pk]) in text
    assert text.count("Azərbaycanca<") == 2


def test_the_newest_publication_of_a_story_counts(paper, write, both):
    both(1)
    write("Half an hour before", published_at=NOW - timedelta(days=1, minutes=-30))
    assert _lines() == [("Tide 1", ["en", "az"]), ("Half an hour before", ["en"])]


def test_an_edition_in_which_it_is_not_published_is_not_named(paper, both):
    story, _other = both(1)
    actions.unpublish(story, by=paper.editor)
    assert _lines() == [("Qabarma 1", ["az"])]


def test_a_paper_of_one_edition_names_none(paper, write):
    Edition.objects.filter(locale=paper.az).delete()
    write("Alone")
    assert _lines() == [("Alone", [])]


@pytest.mark.parametrize("count", [1, FEW + 2])
def test_it_asks_as_much_for_many_as_for_one(both, count, django_assert_num_queries):
    for days in range(count):
        both(days)
    with django_assert_num_queries(4):  # the editions, the newest of each of two, the stories
        lines = _lines()
    assert lines == [(f"Tide {days}", ["en", "az"]) for days in range(min(count, FEW))]


def test_its_stories_are_found_by_index(paper):
    if connection.vendor != "sqlite":
        pytest.skip("SQLite's planner is asked here")
    keys = [paper.city.translation_key, paper.harbour.translation_key]
    told = Story.objects.live().filter(translation_key__in=keys).explain()
    assert "translation_key=?" in told
