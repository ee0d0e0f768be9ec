"""Which tags and points a change touches: a table of what the public saw before and sees after."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from broadsheet.delivery.tags import END, START, Touched, key
from broadsheet.stories import changes
from broadsheet.stories.changes import Record

NOON = datetime(2026, 11, 24, 12, 0, 0, 7, tzinfo=UTC)
STORY = Record(
    pk=12,
    locale=1,
    path="/2026/11/24/bridge",
    live=True,
    translation="t",
    headline="A bridge opens",
    published_at=NOON,
    day=date(2026, 11, 24),
    published_on=date(2026, 11, 24),
    section=5,
    top_section=4,
    lead_photo=9,
    lead_alt="A bridge",
    gallery=3,
    bylines=(7,),
    topics=(8,),
    media="photo",
    body="digest",
    words="digest",
)
GONE = Record(pk=12, locale=1, path=STORY.path, live=False, translation="t")
LISTS = {
    "latest:1", "section:5", "section:4", "topic:8", "byline:7", "gallery:3",
    "day:1:2026-11-24", "month:1:2026-11", "year:1:2026",
}  # fmt: skip
HERE = key(NOON, 12)


def _tags(*names):
    return frozenset(f"{name}:12" for name in names)


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"body": "another"}, {"story"}),
        ({"body": "another", "words": "others"}, {"story", "entry", "item"}),
        ({"headline": "It shuts"}, {"story", "entry", "item", "full", "short", "line", "mention", "news"}),
        ({"standfirst": "At last."}, {"story", "entry", "item", "full"}),
        ({"dateline": "Baku"}, {"story"}),
        ({"lead_alt": "Another"}, {"story", "item"}),
        ({"lead_caption": "Another"}, {"story"}),
        ({"lead_credit": "Another"}, {"story", "item"}),
        ({"lead_photo": 10}, {"story", "entry", "item", "full", "short"}),
        ({"lead_photo": None, "lead_alt": ""}, {"story", "entry", "item", "full", "short", "pictured"}),
        ({"video": 2}, {"story"}),
        ({"related": (2,)}, {"story"}),
        ({"updated_at": NOON}, {"story", "entry", "item"}),
        ({"published_on": None}, set()),
    ],
)
def test_a_field_touches_the_faces_that_show_it(change, names):
    assert changes.story(STORY, replace(STORY, **change)).tags == _tags(*names)


def test_words_about_no_photo_are_shown_nowhere():
    bare = replace(STORY, lead_photo=None, lead_alt="")
    assert changes.story(bare, replace(bare, lead_alt="Of nothing")) == Touched()


def test_publishing_touches_all_that_shows_it_and_its_place_in_lists():
    touched = changes.story(None, STORY)
    assert touched.tags == _tags(*changes.FACES) | {"url:/2026/11/24/bridge", "translations:story:t"}
    assert touched.points == {(name, HERE) for name in LISTS} | {("sitemap:1", HERE)}
    assert not touched.destroyed
    assert changes.story(STORY, GONE) == touched == changes.story(GONE, STORY)


def test_what_was_never_public_touches_nothing_but_a_known_address():
    assert changes.story(None, None) == Touched() == changes.story(GONE, GONE)
    assert changes.story(GONE, None).tags == {"url:/2026/11/24/bridge", "translations:story:t"}
    moved = replace(GONE, path="/2026/11/24/quay")
    assert {"url:/2026/11/24/bridge", "url:/2026/11/24/quay"} < changes.story(GONE, moved).tags


def test_a_move_in_time_touches_both_places():
    later = replace(STORY, published_at=NOON + timedelta(hours=1))
    touched = changes.story(STORY, later)
    assert touched.points == {
        (name, at) for name in (LISTS | {"sitemap:1"}) for at in (HERE, changes.place(later))
    }
    assert "line:12" in touched.tags
    assert changes.story(STORY, replace(STORY, published_at=NOON + timedelta(microseconds=1))).tags == set()


def test_another_section_is_another_list_and_another_name_on_cards():
    touched = changes.story(STORY, replace(STORY, section=6))
    assert touched.points == {("section:5", HERE), ("section:6", HERE)}
    assert touched.tags == _tags("story", "entry", "item", "part")


def test_an_update_is_told_to_search_engines_whether_or_not_readers_are_told():
    touched = changes.story(STORY, replace(STORY, changed_at=NOON + timedelta(minutes=1)))
    assert touched == Touched(points=frozenset({("sitemap:1", HERE)}))


def test_the_edges_of_lists_are_touched_where_they_are_others():
    older, newer = key(NOON - timedelta(1), 1), key(NOON + timedelta(1), 2)
    edges = dict.fromkeys(LISTS, (newer, older))
    assert not {name for name, _ in changes.story(None, STORY, edges).points} - LISTS - {"sitemap:1"}
    edges |= {
        "month:1:2026-11": (HERE, HERE),
        "latest:1": (HERE, older),
        "section:5": (newer, HERE),
        "section:4": (HERE, HERE),
        "topic:8": None,
    }
    touched = changes.story(None, STORY, edges)
    assert touched.points >= {
        (changes.top("latest:1"), HERE),
        (changes.end("section:5"), HERE),
        (changes.end("topic:8"), END),
    }
    assert {changes.filled(1), changes.months(1)} <= touched.tags
    moved = changes.story(replace(STORY, published_at=NOON - timedelta(hours=1)), STORY, edges)
    assert not moved.tags & {changes.filled(1), changes.months(1)}
    assert changes.months(1) in changes.story(STORY, GONE, {"month:1:2026-11": None}).tags
    assert (changes.top("latest:1"), START) in changes.story(STORY, GONE, {"latest:1": None}).points


def test_a_public_story_has_a_time():
    with pytest.raises(ValueError, match="12"):
        changes.place(replace(STORY, published_at=None))


def test_a_story_may_be_filed_nowhere():
    bare = Record(pk=1, locale=2, path="/x", live=True, published_at=NOON)
    assert changes.lists(bare) == {"latest:2"}


def test_a_recall_destroys_all_that_shows_it():
    assert changes.recalled(STORY) == Touched(destroyed=_tags(*changes.FACES))


def test_names():
    assert changes.faces("line", 1, 2) == ("line:1", "line:2")
    assert changes.fields("topic", 3, "name", "slug") == ("topic:3:name", "topic:3:slug")
    assert [changes.url(path) for path in ("/topic/a/feed.rss", "/feed.json", "/a")] == [
        "url:/topic/a",
        "url:/",
        "url:/a",
    ]
    assert changes.order(9, 4) == changes.order(4, 9) == "order:4:9"


TOPIC = {"name": "Harbour", "slug": "harbour", "path": "/topic/harbour", "locale": 1, "translation": "t"}
PLACED = {"url:/topic/harbour", "translations:topic:t", "addresses:1"}


@pytest.mark.parametrize(
    ("before", "after", "tags"),
    [
        (None, TOPIC, PLACED),
        (TOPIC, None, {"topic:8:name", "topic:8:slug", *PLACED}),
        (TOPIC, TOPIC, set()),
        (TOPIC, {**TOPIC, "name": "Port"}, {"topic:8:name"}),
        (
            TOPIC,
            {**TOPIC, "slug": "port", "path": "/topic/port"},
            {"topic:8:slug", "url:/topic/port", *PLACED},
        ),
        ({**TOPIC, "path": ""}, TOPIC, PLACED),
        ({"alt": ""}, {"alt": "A quay"}, {"topic:8:alt"}),
        (None, None, set()),
    ],
)
def test_a_thing_is_told_by_its_fields(before, after, tags):
    assert changes.thing("topic", 8, before, after) == Touched(frozenset(tags))


def test_a_gallery_opens_without_a_place_in_the_sitemap():
    closed, opened = ({"path": path, "locale": 1, "translation": "t"} for path in ("", "/gallery/nights"))
    assert changes.thing("gallery", 3, closed, opened).tags == {
        "url:/gallery/nights",
        "translations:gallery:t",
    }


def test_an_edition_that_comes_goes_or_moves_is_on_every_page():
    one = {"name": "Courier", "place": (1, 0)}
    assert changes.edition(2, one, {**one, "name": "Post"}).tags == {"edition:2:name"}
    assert changes.EDITIONS in changes.edition(2, one, {**one, "place": (1, 1)}).tags
    assert changes.edition(2, None, one).tags == {changes.EDITIONS}
    assert changes.EDITIONS in changes.edition(2, one, None).tags


@pytest.mark.parametrize(
    ("before", "after", "tags"),
    [
        ([(1, None), (2, None)], [(1, None), (2, None)], set()),
        ([(1, None), (2, None)], [(2, None), (1, None)], {"order:1:2"}),
        ([(1, None)], [(1, None), (2, None)], {"tops:7"}),
        ([(1, None)], [(1, None), (2, 1)], {"parts:1"}),
        (
            [(1, None), (2, None), (3, None), (4, 2)],
            [(3, None), (1, None), (2, None), (4, 1)],
            {"order:1:3", "order:2:3", "parts:1", "parts:2"},
        ),
    ],
)
def test_sections_are_told_by_what_a_list_of_them_holds_and_by_their_order(before, after, tags):
    assert changes.sections(7, before, after) == Touched(frozenset(tags))


def test_a_section_that_moves_takes_its_stories_along(monkeypatch):
    assert changes.members([1, 2], ["k"]).points == {("section:1", "k"), ("section:2", "k")}
    monkeypatch.setattr(changes, "MANY", 0)
    assert changes.members([1, 2], ["k"]) == Touched(frozenset({"section:1:members", "section:2:members"}))


def test_a_redirect_is_at_its_address():
    assert changes.redirect(None, ("/old", "/new")).tags == {"url:/old"}
    assert changes.redirect(("/old", "/new"), ("/older", "/new")).tags == {"url:/old", "url:/older"}
    assert changes.redirect(("/old", "/new"), ("/old", "/new")) == Touched()


def test_a_link_to_a_page_leads_to_it_or_to_its_translation():
    moved = changes.pages_moved(3, [3, 4], "az").tags
    assert moved == {"page:3:link", "page:4:link:az"}
    assert moved.isdisjoint(changes.page_links(4, "en"))


def test_policies_are_known_by_the_page_they_translate():
    rows = [(1, "about", "a"), (2, "haqqında", "a"), (1, "contact", "c"), (2, "corrections", "r")]
    assert changes.policies(rows) == {
        1: {"about": "about"},
        2: {"about": "haqqında", "corrections": "corrections"},
    }
    assert changes.policies_changed(rows, rows) == Touched()
    assert changes.policies_changed(rows, rows[:1] + rows[2:]).tags == {"policies:2"}
