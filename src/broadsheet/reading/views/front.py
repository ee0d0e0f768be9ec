"""The front page of an edition."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from broadsheet.delivery.tags import END, START, uses, uses_stretch
from broadsheet.reading import head, lists
from broadsheet.reading.cards import FULL, FULL_HERE, LINE, Card, Cards, Shows, listed, sections
from broadsheet.reading.lists import Stretch
from broadsheet.reading.visit import Visit, page, public
from broadsheet.stories import changes
from broadsheet.stories.models import Section, Story

SECOND_ROW = 3
RAIL = 8
IN_SECTION = 4
# Among so many of the newest one with a picture is looked for to lead, and others to follow.
LEADING, WINDOW = 6, 16
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
    lead = next((one for one in newest[:LEADING] if one.lead_photo_id), newest[0] if newest else None)
    used = {lead.pk} if lead else set()
    second = [one for one in newest[:WINDOW] if one.lead_photo_id and one.pk not in used][:SECOND_ROW]
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


def _says_top(newest: Stretch, laid: Plan) -> None:
    """Says what the top of the page depends on: the newest stories down to the last that was looked at."""
    stories = newest.stories
    if len(laid.second) < SECOND_ROW:
        last = WINDOW - 1
    else:
        first = 0 if laid.lead and laid.lead.lead_photo_id else LEADING - 1
        last = max(first, *(stories.index(one) for one in laid.second))
    looked_at = stories[: last + 1]
    chosen = {one.pk for one in (laid.lead, *laid.second) if one}
    uses(*changes.faces("pictured", *(one.pk for one in looked_at if one.pk not in chosen)))
    whole = len(looked_at) == last + 1 and len(laid.rail) == RAIL
    lists.reach(newest, min(looked_at[-1], laid.rail[-1], key=lists.place) if whole else None)


def _says_blocks(visit: Visit, tops: Iterable[Stretch], laid: Plan) -> None:
    """Says what the blocks depend on: what stands in each section below the rail's last story.

    What stands above it stands in the page's top, whichever section it is of.
    """
    uses(changes.filled(visit.locale_id))
    shown = {f"section:{section.pk}": stories for section, stories in laid.blocks}
    end = laid.rail[-1] if len(laid.rail) == RAIL else None
    high = lists.below(end.published_at, end.pk) if end and end.published_at else END
    for stretch in tops:
        stories = shown.get(stretch.name, [])
        low = min(map(lists.place, stories)) if len(stories) == IN_SECTION else START
        uses_stretch(stretch.name, low, high)


def _plan(visit: Visit) -> Plan:
    newest = lists.latest(visit, size=POOL)
    tops = sorted(
        (one for one in sections(visit).values() if one.parent_id is None),
        key=lambda one: (one.position, one.name),
    )
    # Each may meet all of the lead, the second row and the rail before its first unused story.
    size = 1 + SECOND_ROW + RAIL + IN_SECTION
    blocks = [(top, lists.of_section(top, size=size)) for top in tops]
    laid = plan(newest.stories, [(top, stretch.stories) for top, stretch in blocks])
    _says_top(newest, laid)
    _says_blocks(visit, [stretch for _top, stretch in blocks], laid)
    return laid


def context(visit: Visit) -> dict[str, Any]:
    """All that the front's template shows."""
    laid = _plan(visit)
    top = [laid.lead.pk] if laid.lead else []
    top += [stories[0].pk for _section, stories in laid.blocks]
    ready = Cards(visit, laid.stories(), top=top[:1])

    def cards(stories: Iterable[Story], shows: Shows) -> list[Card]:
        return [ready.card(one, shows) for one in stories]

    titles = listed((section for section, _stories in laid.blocks), visit)

    return {
        "front": True,
        "head": head.front(visit),
        "lead": ready.card(laid.lead) if laid.lead else None,
        "second": cards(laid.second, FULL),
        "rail": cards(laid.rail, LINE),
        "blocks": [
            (title, cards(stories, FULL_HERE))
            for title, (_section, stories) in zip(titles, laid.blocks, strict=True)
        ],
    }


@public
def front(request: HttpRequest, visit: Visit) -> HttpResponse:
    return page("reading/front.html", visit, **context(visit))
