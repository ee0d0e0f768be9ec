"""The front page of an edition."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from broadsheet.reading import head, lists
from broadsheet.reading.cards import Card, Cards, Link, sections
from broadsheet.reading.visit import Visit, page, public
from broadsheet.stories.models import Section, Story

SECOND_ROW = 3
RAIL = 8
IN_SECTION = 4
# Enough of the newest to fill the top of the page whatever of them has no picture.
POOL = 30


@dataclass(frozen=True)
class Plan:
    """Which story stands where. No story stands twice."""

    lead: Story | None
    second: list[Story]
    rail: list[Story]
    blocks: list[tuple[Section, list[Story]]]

    def stories(self) -> Iterable[Story]:
        if self.lead:
            yield self.lead
        yield from self.second
        yield from self.rail
        for _section, stories in self.blocks:
            yield from stories


def plan(newest: list[Story], blocks: Iterable[tuple[Section, list[Story]]]) -> Plan:
    """Lays the page: the newest story with a picture leads, others with pictures follow, the rest runs beside."""
    lead = next((one for one in newest[:6] if one.lead_photo_id), newest[0] if newest else None)
    used = {lead.pk} if lead else set()
    second = [one for one in newest[:16] if one.lead_photo_id and one.pk not in used][:SECOND_ROW]
    used |= {one.pk for one in second}
    rail = [one for one in newest if one.pk not in used][:RAIL]
    used |= {one.pk for one in rail}
    laid: list[tuple[Section, list[Story]]] = []
    for section, stories in blocks:
        fresh = [one for one in stories if one.pk not in used][:IN_SECTION]
        used |= {one.pk for one in fresh}
        # The first of a block leads it, so it had better be one with a picture.
        fresh.sort(key=lambda one: one.lead_photo_id is None)
        if fresh:
            laid.append((section, fresh))
    return Plan(lead, second, rail, laid)


def _plan(visit: Visit) -> Plan:
    newest = lists.latest(visit, size=POOL).stories
    tops = sorted(
        (one for one in sections(visit).values() if one.parent_id is None),
        key=lambda one: (one.position, one.name),
    )
    # Each may meet all of the lead, the second row and the rail before its first unused story.
    size = 1 + SECOND_ROW + RAIL + IN_SECTION
    return plan(newest, [(top, lists.of_section(top, size=size).stories) for top in tops])


def context(visit: Visit) -> dict[str, Any]:
    """All that the front's template shows."""
    laid = _plan(visit)
    top = [laid.lead.pk] if laid.lead else []
    top += [stories[0].pk for _section, stories in laid.blocks]
    ready = Cards(visit, laid.stories(), top=top[:1])

    def cards(stories: Iterable[Story]) -> list[Card]:
        return [ready.card(one) for one in stories]

    return {
        "front": True,
        "head": head.front(visit),
        "lead": ready.card(laid.lead) if laid.lead else None,
        "second": cards(laid.second),
        "rail": cards(laid.rail),
        "blocks": [
            (Link(section.name, section.path(visit.prefix)), cards(stories))
            for section, stories in laid.blocks
        ],
    }


@public
def front(request: HttpRequest, visit: Visit) -> HttpResponse:
    return page("reading/front.html", visit, **context(visit))
