from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Revision

from broadsheet.stories import actions, schedule
from broadsheet.stories.models import Story


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def plan(write, paper, now):
    """A draft with a time to go live: in the past, once time has gone by."""

    def _plan(headline, moment):
        story = write(headline, draft=True)
        story.go_live_at = now + timedelta(days=1)
        story.save_revision(user=paper.editor).publish(user=paper.editor, skip_permission_checks=True)
        story = Story.objects.get(pk=story.pk)
        revision = story.latest_revision
        revision.content["go_live_at"] = moment.isoformat()
        revision.approved_go_live_at = moment
        revision.save()
        Story.objects.filter(pk=story.pk).update(go_live_at=moment)
        return story.pk

    return _plan


def test_what_is_due_is_published_and_what_is_not_waits(plan, now):
    late = plan("Late", now - timedelta(minutes=5))
    due = plan("Due", now - timedelta(seconds=1))
    later = plan("Later", now + timedelta(hours=1))
    assert [one.at for one in schedule.due(now)] == [now - timedelta(minutes=5), now - timedelta(seconds=1)]
    outcomes = schedule.run(now)
    assert [outcome.error for outcome in outcomes] == ["", ""]
    assert set(Story.objects.live().values_list("pk", flat=True)) == {late, due}
    assert not Story.objects.get(pk=later).live
    assert schedule.run(now) == []


def test_one_that_fails_holds_up_no_other_and_leaves_nothing_half_done(plan, now, monkeypatch):
    plan("First", now - timedelta(minutes=3))
    plan("Broken", now - timedelta(minutes=2))
    plan("Last", now - timedelta(minutes=1))
    settle = Story._settle

    def fail(before, after):
        if after.headline == "Broken":
            raise RuntimeError("no ink")
        settle(before, after)

    monkeypatch.setattr(Story, "_settle", staticmethod(fail))
    outcomes = schedule.run(now)
    assert [outcome.error for outcome in outcomes] == ["", "RuntimeError: no ink", ""]
    assert set(Story.objects.live().values_list("headline", flat=True)) == {"First", "Last"}
    failed = outcomes[1].due
    assert schedule.due(now) == [failed]
    assert schedule.run(now, leave={failed}) == []
    monkeypatch.undo()
    assert [outcome.error for outcome in schedule.run(now)] == [""]


def test_what_expires_leaves_the_public(write, now):
    story = write()
    Story.objects.filter(pk=story.pk).update(expire_at=now - timedelta(seconds=1))
    assert [(outcome.due.verb, outcome.error) for outcome in schedule.run(now)] == [("unpublish story", "")]
    story.refresh_from_db()
    assert (story.live, story.expired) == (False, True)
    assert schedule.run(now) == []


def test_what_another_machine_has_done_meanwhile_is_left_alone(plan, now, monkeypatch):
    plan("Once", now - timedelta(seconds=1))
    found = schedule.due(now)
    schedule.run(now)
    monkeypatch.setattr(schedule, "due", lambda _now: found)
    assert schedule.run(now) == []


def test_an_empty_schedule_costs_three_questions(paper, now, django_assert_num_queries):
    with django_assert_num_queries(3):
        assert schedule.run(now) == []
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()


def test_a_story_published_by_hand_is_not_published_again(write, paper, now):
    story = write("By hand")
    actions.publish(story, by=paper.editor)
    assert schedule.due(now + timedelta(days=1)) == []
