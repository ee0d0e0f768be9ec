"""How much of a process may go into what nobody has asked for before."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pure.delivery.conftest import change

from broadsheet.delivery.crowd import LIKELY, UNLIKELY, Crowd, Refused

HTML = [(b"content-type", b"text/html")]


def run(work):
    return asyncio.run(work)


@pytest.fixture
def clock(monkeypatch):
    """The process's own time, as it is set."""
    from broadsheet.delivery import crowd

    class Clock:
        spent = 0.0

    monkeypatch.setattr(crowd.time, "process_time", lambda: Clock.spent)
    return Clock


def test_after_a_quiet_time_nobody_waits():
    assert Crowd().wait(0.02, now=1000.0) == 0


def test_who_comes_when_all_is_spent_waits_until_there_is_room_again():
    crowd = Crowd(share=0.1, burst=0.5)
    assert crowd.wait(0.0, now=1000.0) == 0
    crowd.charge(0.7, likely=False)
    assert crowd.wait(0.02, now=1000.0) == pytest.approx(2.2)
    assert crowd.wait(0.02, now=1002.0) == pytest.approx(0.2)
    assert crowd.wait(0.02, now=1003.0) == 0


def test_what_was_overdrawn_is_not_held_for_long_against_all_to_come():
    crowd = Crowd(share=0.1, burst=0.5)
    for _ in range(100):
        crowd.charge(10.0, likely=False)
    assert crowd.wait(0.0, now=0.0) <= 0.5 / 0.1


@given(st.lists(st.tuples(st.floats(0, 2), st.floats(0.001, 0.2)), min_size=1, max_size=60))
def test_whenever_they_come_they_take_no_more_than_their_share(coming):
    crowd, now, taken = Crowd(share=0.1, burst=0.5), 0.0, 0.0
    crowd.wait(0, now)
    for pause, cost in coming:
        now += pause
        if crowd.wait(cost, now) == 0:
            crowd.charge(cost, likely=False)
            taken += cost
    assert taken <= 0.5 + 0.1 * now + 1e-6


def test_pages_of_the_paper_cost_nothing_of_it(clock):
    async def come():
        crowd = Crowd(share=0.1, burst=0.5)
        for _ in range(100):
            async with crowd.enter(likely=True) as entry:
                clock.spent += 1
                entry.worth = True
        return crowd

    crowd = run(come())
    assert (crowd.refused, crowd._left, crowd._costs[True]) == (0, 0.5, 0)


def test_what_is_likely_no_page_is_refused_first(clock):
    async def come():
        crowd = Crowd(share=0.1, burst=0.25)
        while True:
            try:
                async with crowd.enter(likely=False):
                    clock.spent += 0.2
            except Refused:
                break
        async with crowd.enter(likely=True):
            # It has waited: for less than it may.
            return crowd.refused

    assert UNLIKELY < LIKELY
    crowd = Crowd(share=0.1, burst=0.25)
    crowd.charge(0.6, likely=False)
    assert UNLIKELY < crowd.wait(0.0, now=0.0) <= LIKELY
    assert run(come()) == 1


def test_those_inside_at_the_same_time_share_what_it_costs(clock):
    async def come():
        crowd = Crowd(share=0.1, burst=10.0)
        crowd.wait(0, 0.0)

        async def one(first, then):
            async with crowd.enter(likely=False):
                await first.wait()
                clock.spent += 1.0
                then.set()

        gates = [asyncio.Event() for _ in range(3)]
        gates[0].set()
        await asyncio.gather(one(gates[0], gates[1]), one(gates[1], gates[2]))
        return crowd

    crowd = run(come())
    assert crowd._left == pytest.approx(8.0, abs=0.01)
    assert crowd._open == 0


def test_renewals_of_pages_do_not_stand_behind_a_flood(open_door, node, site):
    reader = open_door(node)

    async def ask():
        site.pages["/a"] = (200, HTML, b"a", ["story:1"])
        await reader.get("/a")
        crowd = reader.front.renewal.crowd
        crowd.share = 1e-6
        crowd.charge(crowd.burst * 2, likely=False)
        refused = [
            await reader.get("/none"),
            await reader.get("/a", query=b"x=1", host=b"other.example"),
            await reader.get("/a", host=b"a b"),
            await reader.get("/a", method="POST"),
        ]
        assert {said.status for said in refused} == {503}
        assert all(said.headers[b"retry-after"] for said in refused)
        change(node, "story:1")
        site.pages["/a"] = (200, HTML, b"new a", ["story:1"])
        assert (await reader.get("/a")).body == b"new a"
        assert (await reader.get("/a", query=b"utm=1")).body == b"new a"

    run(ask())
    assert reader.front.counts.failed == 4
