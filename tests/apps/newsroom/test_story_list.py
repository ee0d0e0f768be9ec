"""The desk's list: what it holds, in which order, with how many questions, through which index."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from broadsheet.newsroom import home, story_list
from broadsheet.newsroom.story_list import Wanted
from broadsheet.stories.models import Story

pytestmark = pytest.mark.django_db
URL = "/desk/snippets/stories/story/"


@pytest.fixture
def desk(client, paper):
    client.force_login(paper.editor)
    client.get("/desk/")
    return client


@pytest.mark.parametrize("many", [1, 3])
@pytest.mark.parametrize(
    ("asked", "questions"),
    [
        ("", 13),
        ("?state=draft", 14),
        ("?state=live", 14),
        ("?byline=Ada", 17),
    ],
)
def test_a_fixed_number_of_questions(desk, paper, write, django_assert_num_queries, many, asked, questions):
    for number in range(many):
        write(f"Story {number}", bylines=(paper.person, paper.desk))
        write(f"Draft {number}", bylines=(paper.person,), draft=True)
    desk.get(URL)
    with django_assert_num_queries(questions):
        answer = desk.get(URL + asked)
    assert answer.status_code == 200


def test_what_a_row_says(desk, paper, write):
    write(
        "A bridge opens",
        section=paper.transport,
        bylines=(paper.person, paper.desk),
        published_at=datetime(2014, 7, 15, 8, tzinfo=UTC),
    )
    text = desk.get(URL).content.decode()
    for words in (
        "A bridge opens",
        "City › Transport",
        "Ada Quill, City Desk",
        "15 Jul 2014, 13:00",
        "UTC+05:00",
        "UTC+04:00",
        "English",
        "Live",
        "editor",
    ):
        assert words in text, words


def test_a_newer_draft_is_known_by_its_own_headline(desk, paper, write):
    story = write("A bridge opens")
    story.headline = "A bridge closes"
    story.save_revision(user=paper.editor)
    text = desk.get(URL).content.decode()
    assert "A bridge closes" in text
    assert "Live, with changes" in text


def _asked(**fields):
    return {story.headline for story in story_list.page(Wanted(**fields)).stories}


def test_filters_combine(paper, write):
    write("Live city")
    write("Draft city", draft=True)
    write(
        "Live tram",
        section=paper.transport,
        bylines=(paper.person,),
        published_at=datetime(2022, 2, 8, tzinfo=UTC),
    )
    write("Draft tram", section=paper.transport, bylines=(paper.person,), draft=True)
    write("Şəhər", locale=paper.az)
    assert len(_asked()) == 5
    assert _asked(state="draft") == {"Draft city", "Draft tram"}
    assert _asked(state="live", locale=paper.en.pk) == {"Live city", "Live tram"}
    assert _asked(sections=story_list.below(paper.city.pk)) == {
        "Live city",
        "Draft city",
        "Live tram",
        "Draft tram",
    }
    assert _asked(sections=(paper.transport.pk,), state="draft") == {"Draft tram"}
    assert _asked(bylines=(paper.person.pk,)) == {"Live tram", "Draft tram"}
    assert _asked(bylines=(paper.person.pk,), state="live") == {"Live tram"}
    assert _asked(bylines=()) == set()
    assert _asked(words="tram") == {"Live tram", "Draft tram"}
    assert _asked(words="tram", state="draft", bylines=(paper.person.pk,)) == {"Draft tram"}
    assert _asked(first=date(2022, 2, 8), last=date(2022, 2, 8)) == {"Live tram"}
    assert _asked(first=date(2022, 2, 9), sections=(paper.transport.pk,)) == set()
    assert _asked(locale=paper.az.pk) == {"Şəhər"}


def test_scheduled_unpublished_and_changed(paper, write):
    waiting = write("Waiting", draft=True)
    waiting.go_live_at = timezone.now() + timedelta(hours=2)
    waiting.save_revision(user=paper.editor).publish(user=paper.editor)
    gone = write("Gone")
    gone.unpublish(user=paper.editor)
    changed = write("Changed")
    changed.save_revision(user=paper.editor)
    assert _asked(state="scheduled") == {"Waiting"}
    assert _asked(state="unpublished") == {"Gone"}
    assert _asked(state="changed") == {"Changed"}


@pytest.mark.parametrize("wanted", [{}, {"state": "live"}, {"words": "Story"}, {"first": date(2020, 1, 1)}])
def test_leafing_there_and_back(write, wanted):
    for number in range(7):
        write(f"Story {number}", published_at=datetime(2024, 1, 1, tzinfo=UTC))
    first = story_list.page(Wanted(**wanted), size=3)
    second = story_list.page(Wanted(**wanted), older=first.older, size=3)
    third = story_list.page(Wanted(**wanted), older=second.older, size=3)
    back = story_list.page(Wanted(**wanted), newer=third.newer, size=3)
    names = [story.headline for page in (first, second, third) for story in page.stories]
    assert names == [f"Story {number}" for number in range(6, -1, -1)]
    assert first.newer is None
    assert third.older is None
    assert [story.pk for story in back.stories] == [story.pk for story in second.stories]
    assert story_list.page(Wanted(**wanted), newer=back.newer, size=3).newer is None


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads SQLite's plans")
@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        ({}, "story_changed"),
        ({"state": "draft"}, "story_changed_state"),
        ({"state": "changed"}, "story_changed_state"),
        ({"state": "live"}, "story_changed_state"),
        ({"locale": 1}, "story_changed_locale"),
        ({"locale": 1, "state": "live"}, "story_changed_locale"),
        ({"sections": (1,)}, "story_changed_section"),
        ({"sections": (1,), "state": "live"}, "story_changed_section"),
        ({"first": date(2024, 1, 1)}, "story_latest"),
        ({"first": date(2024, 1, 1), "sections": (1,)}, "story_in_section"),
    ],
)
@pytest.mark.parametrize("start", [None, (datetime(2026, 1, 1, tzinfo=UTC), 10)])
def test_an_index_yields_the_order(paper, wanted, index, start):
    with CaptureQueriesContext(
        connection,
    ) as seen:
        story_list.page(Wanted(**wanted), older=start)
    asked = [query["sql"] for query in seen if 'FROM "stories_story"' in query["sql"]]
    assert asked
    with connection.cursor() as cursor:
        for sql in asked:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            plan = " / ".join(row[3] for row in cursor.fetchall())
            assert f"INDEX {index} " in f"{plan} ", plan
            assert "TEMP B-TREE" not in plan


def test_nothing_is_counted_or_skipped(desk, write):
    write()
    with CaptureQueriesContext(connection) as seen:
        desk.get(URL)
    for query in seen:
        assert "COUNT(" not in query["sql"]
        assert "OFFSET" not in query["sql"]
        assert '"stories_story"."body"' not in query["sql"]


@pytest.mark.parametrize(
    "asked",
    [
        "?older=x",
        "?older=2024-01-01~",
        "?older=2024-01-01T00:00:00~9",
        "?first=x",
        "?section=x",
        "?state=x",
        "?q=%00",
    ],
)
def test_odd_questions_are_answered(desk, write, asked):
    write()
    assert desk.get(URL + asked).status_code == 200


def test_the_address(paper):
    assert reverse("wagtailsnippets_stories_story:list") == URL
    assert Story.snippet_viewset.menu_label == "Stories"


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="reads SQLite's plan")
def test_what_an_editor_did_last_is_read_in_order_not_sorted(desk, paper, write):
    write(draft=True)
    with CaptureQueriesContext(connection) as seen:
        assert home.ContinueWriting().lines(paper.editor)
    (asked,) = [query["sql"] for query in seen if 'FROM "wagtailcore_modellogentry"' in query["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {asked}")
        plan = " / ".join(row[3] for row in cursor.fetchall())
    assert "broadsheet_log_of_user" in plan
    assert "TEMP B-TREE" not in plan


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="reads SQLite's plan")
def test_what_waits_for_its_time_is_found_by_its_time(paper):
    with CaptureQueriesContext(connection) as seen:
        story_list.waiting()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {seen[-1]['sql']}")
        plan = " / ".join(row[3] for row in cursor.fetchall())
    assert "approved_go_live_at" in plan
    assert "TEMP B-TREE" not in plan
