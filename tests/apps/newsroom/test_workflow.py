"""A story that is published by the approval of a workflow passes the checks of the button."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.contrib.messages import get_messages
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Workflow, WorkflowContentType, WorkflowTask
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from broadsheet.stories.models import Story

pytestmark = pytest.mark.django_db
NOUN = "wagtailsnippets_stories_story"
LACKING = "Before publishing: No section is chosen."


@pytest.fixture
def workflow(paper):
    """`workflow(n)` is one for stories that ends after n approvals, each of which the editor may give."""

    def _workflow(approvals=1):
        group = Group.objects.create(name="Chiefs")
        paper.editor.groups.add(group)
        made = Workflow.objects.create(name="Second look")
        for number in range(approvals):
            task = GroupApprovalTask.objects.create(name=f"Look {number}")
            task.groups.add(group)
            WorkflowTask.objects.create(workflow=made, task=task, sort_order=number)
        WorkflowContentType.objects.create(
            workflow=made, content_type=ContentType.objects.get_for_model(Story)
        )
        return made

    return _workflow


@pytest.fixture
def desk(client, paper):
    client.force_login(paper.editor)
    return client


def _form(story, **fields):
    empty = dict.fromkeys(("story_bylines", "story_topics", "related"), inline_formset([]))
    body = streamfield([("paragraph", rich_text("<p>Two lines of words.</p>"))])
    return nested_form_data({"headline": story.headline, "section": "", "body": body, **empty, **fields})


def by_form(desk, story):
    """Approves in the story's form, which saves it too."""
    story.refresh_from_db()
    newest = story.get_latest_revision_as_object()
    form = _form(newest, section=newest.section_id or "")
    form |= {"action-workflow-action": "true", "workflow-action-name": "approve"}
    return desk.post(reverse(f"{NOUN}:edit", args=[story.pk]), form)


def _action(story):
    return reverse(
        f"{NOUN}:workflow_action", args=[story.pk, "approve", story.current_workflow_task_state.pk]
    )


def by_page(desk, story):
    """Approves from a list, without scripts."""
    return desk.post(_action(story), {"comment": "Good."})


def by_dialog(desk, story):
    """Approves in a dialog over a list."""
    return desk.post(_action(story), {"comment": "Good."}, headers={"x-requested-with": "XMLHttpRequest"})


def where(answer):
    return answer.url if answer.status_code == 302 else answer.json()["redirect"]


DOORS = [by_form, by_page, by_dialog]


@pytest.mark.parametrize("approve", DOORS)
def test_an_approved_story_without_section_is_not_published(desk, paper, write, workflow, approve):
    story = write(draft=True, section=None)
    workflow().start(story, paper.editor)
    answer = approve(desk, story)
    assert where(answer) == reverse(f"{NOUN}:edit", args=[story.pk])
    assert LACKING in [str(one) for one in get_messages(answer.wsgi_request)]
    story = Story.objects.get()
    assert not story.live
    assert story.workflow_in_progress
    story.section = paper.city
    story.save_revision(user=paper.editor)
    approve(desk, story)
    story = Story.objects.get()
    assert story.live
    assert story.section == paper.city
    assert not story.workflow_in_progress


def test_an_approval_that_is_not_the_last_asks_nothing(desk, paper, write, workflow):
    story = write(draft=True, section=None)
    workflow(2).start(story, paper.editor)
    by_page(desk, story)
    story = Story.objects.get()
    assert story.current_workflow_task.name == "Look 1"
    by_page(desk, story)
    story = Story.objects.get()
    assert not story.live
    assert story.current_workflow_task.name == "Look 1"


def test_a_workflow_without_tasks_publishes_nothing_that_lacks_a_section(desk, paper, write, workflow):
    workflow(0)
    story = write(draft=True, section=None)
    edit = reverse(f"{NOUN}:edit", args=[story.pk])
    answer = desk.post(edit, _form(story, **{"action-submit": "1"}))
    assert answer.url == edit
    assert LACKING in [str(one) for one in get_messages(answer.wsgi_request)]
    assert not Story.objects.get().live


def test_a_standing_page_is_approved_as_ever(paper, workflow):
    from wagtail.models import Page

    from broadsheet.stories.models import Front, StandingPage

    front = Page.get_first_root_node().add_child(instance=Front(title="C", slug="front-en", locale=paper.en))
    page = front.add_child(instance=StandingPage(title="About", slug="about", locale=paper.en, live=False))
    page.save_revision()
    state = workflow().start(page, paper.editor)
    state.current_task_state.specific.approve(user=paper.editor)
    assert StandingPage.objects.get().live
