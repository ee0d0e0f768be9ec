"""The end of a workflow publishes, and asks of a story what the button asks.

Wagtail reads `publish_approved` from the settings while it loads its own models: nothing of Wagtail or of ours is
imported above.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from broadsheet.newsroom.checks import Finding
    from broadsheet.stories.models import Story


class NotReady(Exception):
    """A story is approved that readers cannot have yet: `findings` are what it must have before."""

    def __init__(self, story: Story, findings: list[Finding]) -> None:
        super().__init__(f"“{story}” cannot be published: {' '.join(one.what for one in findings)}")
        self.story = story
        self.findings = findings


def publish_approved(workflow_state: Any, user: Any = None) -> None:
    """Publishes what a workflow has approved, from whichever page of the desk.

    Raises NotReady, which takes the last approval back: the workflow waits where it was. DeskMiddleware tells it.
    """
    from wagtail.workflows import publish_workflow_state

    from broadsheet.newsroom.describe import findings
    from broadsheet.stories.models import Story

    thing = workflow_state.content_object
    if isinstance(thing, Story):
        newest = thing.get_latest_revision_as_object()
        if lacking := [one for one in findings(newest) if one.severity == "must"]:
            raise NotReady(newest, lacking)
    publish_workflow_state(workflow_state, user=user)
