"""The doors of stories and of things tell the log what the public sees otherwise, in one entry for one change."""

import threading
import time
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from broadsheet.delivery import log
from broadsheet.delivery.models import Change
from broadsheet.delivery.tags import END, key
from broadsheet.stories import actions, changes, schedule
from broadsheet.stories.models import Redirect, Section, Story, Topic


@pytest.fixture
def told():
    """`told()` gives what was told since it was asked last."""
    at = [0]

    def _told():
        entries = [one for one in log.since(at[0] + 1) if one.position > at[0]]
        at[0] = log.end().position
        return entries

    return _told


def test_a_publication_is_one_entry_with_paths_to_warm(paper, write, told):
    told()
    story = write("A bridge opens", bylines=(paper.person,), updated_at=datetime(2027, 1, 1, tzinfo=UTC))
    (entry,) = told()
    assert f"story:{story.pk}" in entry.touched.tags
    assert (f"section:{paper.city.pk}", key(story.published_at, story.pk)) in entry.touched.points
    assert {story.get_absolute_url(), "/", "/section/city", "/latest", "/feed.rss"} < set(entry.warm)
    assert {paper.person.path(""), "/news-sitemap.xml"} < set(entry.warm)


def test_a_draft_is_not_told(paper, write, told):
    told()
    story = write(draft=True)
    actions.save_draft(story, by=paper.editor)
    actions.delete(story, by=paper.editor)
    assert told() == []


def test_a_draft_over_a_public_story_is_not_told(paper, write, told):
    story = write()
    told()
    story.headline = "Another"
    actions.save_draft(story, by=paper.editor)
    assert told() == []


def test_a_new_slug_is_told_with_its_redirect(paper, write, told):
    story = write()
    old = story.get_absolute_url()
    told()
    story.slug = "elsewhere"
    story = actions.publish(story, by=paper.editor)
    (entry,) = told()
    assert {changes.url(old), changes.url(story.get_absolute_url())} <= entry.touched.tags
    assert Redirect.objects.get().old_path == old


def test_leaving_and_coming_back_are_told_alike(paper, write, told):
    story = write(topics=(paper.harbour,))
    came = told()[-1].touched
    actions.unpublish(story, by=paper.editor)
    (left,) = told()
    edges = {point for point in came.points if point[0].endswith((":end", ":top"))}
    assert left.touched.points >= came.points - edges
    assert f"address:{story.pk}" in left.touched.tags


def test_a_recall_destroys_and_says_why(paper, write, told):
    story = write()
    told()
    with pytest.raises(actions.Refused):
        actions.recall(story, by=paper.editor, reason=" ")
    gone = actions.recall(story, by=paper.editor, reason="Taken from another paper")
    (entry,) = told()
    assert not gone.live
    assert entry.touched.destroyed >= {f"story:{story.pk}", f"entry:{story.pk}"}


def test_what_fails_is_not_told(paper, write, told):
    story = write()
    told()
    with pytest.raises(actions.Refused):
        actions.delete(story, by=paper.editor)
    assert told() == []


def test_a_schedule_is_told_like_a_button(paper, write, told):
    story = write()
    Story.objects.filter(pk=story.pk).update(expire_at=datetime(2020, 1, 1, tzinfo=UTC))
    told()
    schedule.run(datetime(2030, 1, 1, tzinfo=UTC))
    assert f"story:{story.pk}" in told()[0].touched.tags


def test_things_are_told_when_they_are_saved_and_deleted(paper, told):
    told()
    paper.harbour.name = "The port"
    paper.harbour.save()
    assert told()[0].touched.tags == {f"topic:{paper.harbour.pk}:name"}
    Topic.objects.filter(pk=paper.harbour.pk).delete()
    assert "url:/topic/harbour" in told()[0].touched.tags
    Section.objects.create(locale=paper.en, name="Sport", slug="sport")
    assert f"tops:{paper.en.pk}" in told()[0].touched.tags
    paper.english.notice = "Printed on reefs"
    paper.english.save()
    assert told()[0].touched.tags == {f"edition:{paper.english.pk}:notice"}


def test_a_section_that_moves_takes_its_stories_along(paper, write, told):
    story = write(section=paper.transport)
    other = Section.objects.create(locale=paper.en, name="Land", slug="land")
    told()
    paper.transport.parent = other
    paper.transport.save()
    (entry,) = told()
    at = key(story.published_at, story.pk)
    assert {(f"section:{paper.city.pk}", at), (f"section:{other.pk}", at)} <= entry.touched.points


def test_a_gallery_opens_with_its_story_in_one_entry(paper, write, told):
    gallery = actions.add_gallery(by=None, locale=paper.en, title="Nights", items=[])
    told()
    write(gallery=gallery)
    (entry,) = told()
    assert "url:/gallery/nights" in entry.touched.tags


def test_every_entry_is_written_with_its_change(paper, write, told):
    write()
    assert Change.objects.filter(position__gt=0).count() == log.end().position


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_that_leave_a_list_at_once_leave_it_empty(paper, write, told):
    first, second = write("One"), write("Two")
    told()

    def leave():
        try:
            actions.unpublish(Story.objects.get(pk=second.pk), by=None)
        finally:
            connection.close()

    other = threading.Thread(target=leave)
    with transaction.atomic():
        actions.unpublish(first, by=None)
        other.start()
        time.sleep(1)
    other.join()
    points = {point for entry in told() for point in entry.touched.points}
    assert (f"latest:{paper.en.pk}:end", END) in points
