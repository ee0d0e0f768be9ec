from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from broadsheet.search import find, index
from broadsheet.search.models import Document, key_of, story_of
from broadsheet.stories import actions
from broadsheet.stories.models import Story


def found(text, paper, **more):
    return [story.headline for story in find.find(text, locale_id=paper.en.pk, **more)]


def test_what_is_published_is_found_by_any_of_its_words(write, paper):
    write("A bridge opens", bylines=(paper.person,), topics=(paper.harbour,), standfirst="Après la pluie")
    for text in ("BRIDGE", "opens bridge", '"lines of words"', "quill", "harbour", "apres", "reader"):
        assert found(text, paper) == ["A bridge opens"], text


def test_all_words_have_to_be_there_and_a_phrase_in_its_order(write, paper):
    write("A bridge opens")
    assert found("bridge closes", paper) == []
    assert found('"opens bridge"', paper) == []


@pytest.mark.parametrize(
    "text", ["", "   ", '"', '"""', "*", "' OR 1=1 --", "a" * 5000, "\x00", "((", "-", ":*"]
)
def test_what_says_nothing_finds_nothing_and_never_fails(text, write, paper):
    write()
    assert found(text, paper) == []
    assert find.find_for_desk(text) == []


def test_where_no_story_has_just_the_word_its_beginnings_are_found(write, paper):
    write("Bridges everywhere")
    assert found("bridge", paper) == ["Bridges everywhere"]
    write("One bridge")
    assert found("bridge", paper) == ["One bridge"]


def test_an_edition_finds_its_own(write, paper):
    write("Port", locale=paper.az)
    assert found("port", paper) == []
    assert [story.headline for story in find.find("port", locale_id=paper.az.pk)] == ["Port"]


def test_drafts_are_not_for_readers(write, paper):
    write("Secret plans", draft=True)
    live = write("A bridge opens")
    live.headline = "Another secret"
    actions.save_draft(live, by=paper.editor)
    assert found("secret", paper) == []
    assert found("bridge", paper) == ["A bridge opens"]


def test_unpublishing_and_deleting_take_it_away_at_once(write, paper):
    story = actions.unpublish(write(), by=paper.editor)
    assert found("bridge", paper) == []
    assert find.find_for_desk("bridge") == [story.pk]
    actions.delete(story, by=paper.editor)
    assert find.find_for_desk("bridge") == []
    assert not Document.objects.exists()


def test_a_corrected_word_is_found_and_the_old_one_not(write, paper):
    story = write()
    story.headline = "A tunnel opens"
    actions.publish(story, by=paper.editor)
    assert (found("bridge", paper), found("tunnel", paper)) == ([], ["A tunnel opens"])


def test_newest_first_by_publication_page_after_page(write, paper):
    start = datetime(2026, 3, 1, tzinfo=UTC)
    order = [3, 0, 4, 1, 2]
    for day in order:
        write(f"Tide {day}", published_at=start + timedelta(days=day))
    first = find.find("tide", locale_id=paper.en.pk, limit=2)
    assert [story.headline for story in first] == ["Tide 4", "Tide 3"]
    second = find.find("tide", locale_id=paper.en.pk, limit=2, before=(first[-1].published_at, first[-1].pk))
    assert [story.headline for story in second] == ["Tide 2", "Tide 1"]


def test_the_desk_finds_the_newest_headline_of_any_state_as_it_is_typed(write, paper):
    draft = write("Secret plans", draft=True)
    live = write("A bridge opens")
    live.headline = "The tunnel opens"
    actions.save_draft(live, by=paper.editor)
    other = write("Liman", locale=paper.az)
    assert find.find_for_desk("secr") == [draft.pk]
    assert find.find_for_desk("tunn") == [live.pk]
    assert find.find_for_desk("bridge") == []
    assert find.find_for_desk("liman") == [other.pk]
    assert find.find_for_desk("liman", locale_id=paper.en.pk) == []


def test_a_page_of_results_costs_three_questions_however_many_there_are(
    write, paper, django_assert_num_queries
):
    write("Tide one")
    with django_assert_num_queries(3):
        find.find("tide", locale_id=paper.en.pk)
    write("Tide two")
    write("Tide three")
    with django_assert_num_queries(3):
        find.find("tide", locale_id=paper.en.pk)


def test_a_rebuild_gives_the_same_and_goes_on_where_it_was_stopped(write, paper):
    one, two, three = write("Tide one"), write("Tide two"), write("Tide three", draft=True)
    two.headline = "Tide and tunnel"
    actions.save_draft(two, by=paper.editor)
    before = list(Document.objects.order_by("key").values())
    call_command("search_rebuild", stdout=StringIO(), stderr=StringIO())
    assert list(Document.objects.order_by("key").values()) == before
    Document.objects.all().delete()
    out = StringIO()
    call_command("search_rebuild", after=one.pk, stdout=out, stderr=StringIO())
    assert "2 stories" in out.getvalue()
    assert find.find_for_desk("tide") == [three.pk, two.pk]


def test_putting_what_is_there_already_writes_nothing(write, django_assert_num_queries):
    story = Story.objects.get(pk=write().pk)
    with django_assert_num_queries(5):  # savepoint, bylines, topics, document, release
        index.put(story)


def test_keys_grow_with_time_even_before_1970():
    moments = [
        datetime(1912, 4, 15, tzinfo=UTC),
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(2026, 1, 1, tzinfo=UTC),
    ]
    keys = [key_of(moment, 7) for moment in moments]
    assert keys == sorted(keys)
    assert {story_of(key) for key in keys} == {7}


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="asks SQLite for its plan")
def test_sqlite_walks_its_index_and_sorts_nothing(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "EXPLAIN QUERY PLAN SELECT rowid FROM search_readers WHERE search_readers MATCH 'tide'"
            " AND rowid < 99 ORDER BY rowid DESC LIMIT 20"
        )
        plan = " ".join(str(row) for row in cursor.fetchall())
    assert "VIRTUAL TABLE INDEX" in plan
    assert "B-TREE" not in plan
