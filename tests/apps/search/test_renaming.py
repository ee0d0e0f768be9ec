"""A byline or a topic of another name: its stories are found by the new one, and no longer by the old one."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from broadsheet.search import find, index, tasks
from broadsheet.search.models import Document
from broadsheet.stories import actions
from broadsheet.stories.models import StoryByline

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def rename(django_capture_on_commit_callbacks):
    """`rename(thing, name)` saves it, and the worker does what waits."""

    def _rename(thing, name):
        thing.name = name
        with django_capture_on_commit_callbacks(execute=True) as calls:
            thing.save()
        return len(calls)

    return _rename


@pytest.fixture
def many(paper, write):
    """Seven stories of a byline, two of them of one moment, and one of another."""
    moments = [NOW - timedelta(days=day) for day in (0, 1, 1, 2, 3, 4, 5)]
    stories = [write(f"Tide {n}", bylines=(paper.person,), published_at=at) for n, at in enumerate(moments)]
    write("Ebb", bylines=(paper.desk,), published_at=NOW)
    return stories


def count(text, paper):
    return len(find.find(text, locale_id=paper.en.pk, limit=100))


def test_a_byline_of_another_name_is_found_by_it(paper, write, rename):
    write("A bridge opens", bylines=(paper.person, paper.desk), topics=(paper.harbour,))
    rename(paper.person, "Ada Nib")
    assert (count("quill", paper), count("nib", paper)) == (0, 1)
    rename(paper.harbour, "Docks")
    assert (count("harbour", paper), count("docks", paper), count("nib bridge", paper)) == (0, 1, 1)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_it_goes_through_all_its_stories_in_batches(paper, many, rename, monkeypatch, size):
    monkeypatch.setattr(tasks, "BATCH", size)
    batches = []
    put_many = index.put_many
    monkeypatch.setattr(index, "put_many", lambda keys: (batches.append(keys), put_many(keys)))
    rename(paper.person, "Ada Nib")
    assert (count("quill", paper), count("nib", paper)) == (0, 7)
    done = [key for batch in batches for key in batch]
    assert len(done) == len(set(done)) == 7
    assert all(len(batch) <= size for batch in batches)
    newest = sorted(many, key=lambda story: (story.published_at, story.pk), reverse=True)
    assert done == [story.pk for story in newest]


def test_a_batch_that_is_done_twice_does_no_harm(paper, many, rename, monkeypatch):
    rename(paper.person, "Ada Nib")
    before = list(Document.objects.order_by("key").values())
    tasks.renew.enqueue("byline", paper.person.pk, NOW.isoformat(), many[0].pk)
    assert list(Document.objects.order_by("key").values()) == before


def test_a_name_that_is_found_by_the_same_words_starts_nothing(paper, many, rename):
    assert rename(paper.person, "ADA QUILL") == 0
    paper.person.role = "correspondent"
    assert rename(paper.person, "Ada Quill") == 0
    assert rename(type(paper.person)(locale=paper.en, slug="new"), "New Person") == 0


def test_drafts_and_what_left_the_public_stay_hidden(paper, write, rename):
    draft = write("Secret", draft=True, bylines=(paper.person,))
    gone = actions.unpublish(write("Gone", bylines=(paper.person,)), by=paper.editor)
    rename(paper.person, "Ada Nib")
    assert count("nib", paper) == 0
    assert find.find_for_desk("secret") == [draft.pk]
    assert find.find_for_desk("gone") == [gone.pk]


def test_a_batch_asks_as_much_for_one_story_as_for_all(paper, many, django_assert_num_queries):
    StoryByline.objects.exclude(story=many[0]).filter(byline=paper.person).update(byline=paper.desk)
    for byline in (paper.person, paper.desk):
        # The batch; a savepoint, stories, bylines, topics, the documents out and in, its release.
        with django_assert_num_queries(8):
            tasks.renew.enqueue("byline", byline.pk)


def test_a_batch_walks_its_index(paper):
    if connection.vendor != "sqlite":
        pytest.skip("SQLite's planner is asked here")
    rows = StoryByline.objects.filter(byline=1, published_at__isnull=False, published_at__lte=NOW)
    told = rows.exclude(published_at=NOW, story__gte=5).order_by("-published_at", "-story")[:100].explain()
    assert "byline_stories" in told
    assert "TEMP B-TREE" not in told
