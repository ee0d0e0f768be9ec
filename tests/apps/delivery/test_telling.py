"""A cache in front hears of every change, in order, until it has acknowledged it; whatever happens in between."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from tests.apps.delivery.conftest import commit

from broadsheet.delivery import log
from broadsheet.delivery.models import Change, Cursor, Head
from broadsheet.delivery.purge import keys, purger, telling
from broadsheet.delivery.purge.purger import Purger
from broadsheet.delivery.purge.telling import SETTLE, Teller, standings
from broadsheet.delivery.purge.twin import Twin
from broadsheet.delivery.tags import Touched

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
NAME = "twin"


@pytest.fixture(autouse=True)
def _beginning():
    if not Head.objects.exists():
        log._begin()


class Clock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now

    def wait(self, seconds):
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def twin():
    return Twin()


@pytest.fixture
def teller(twin, clock):
    """One whose cache has heard of all so far."""
    teller = Teller(NAME, twin, by="a", clock=clock)
    teller.tell()
    clock.wait(6)
    teller.tell()
    assert row().settled == log.end().position
    twin.purged.clear()
    return teller


def row():
    return Cursor.objects.get(pk=NAME)


def named(*tags):
    return keys.of_change(Touched(frozenset(tags)))


def standing():
    [one] = standings([NAME])
    return one


def test_who_is_new_drops_everything_first(twin, clock):
    commit("a")
    assert standing().backlog == 1
    Teller(NAME, twin, by="a", clock=clock).tell()
    assert twin.purged == [((keys.ALL,), False)]
    assert (row().position, standing().backlog, standing().succeeded_at) == (1, 0, NOW)


def test_changes_are_told_at_once_and_again_when_all_have_settled(teller, twin, clock):
    commit("a")
    assert teller.tell() == clock.now
    assert twin.purged == [(named("a"), False)]
    commit("b")
    teller.tell()
    again = teller.tell()
    assert again == clock.now + SETTLE
    assert twin.purged == [(named("a"), False), (named("b"), False)]
    twin.purged.clear()
    clock.wait(5)
    teller.tell()
    # What came later has not settled for long enough.
    assert twin.purged == [(named("a"), False)]
    clock.wait(5)
    assert teller.tell() is None
    assert twin.purged[1:] == [(named("b"), False)]
    clock.wait(100)
    assert teller.tell() is None
    assert len(twin.purged) == 2


def test_nothing_counts_as_done_that_was_not_acknowledged(teller, twin, clock):
    commit("a")
    pauses = []
    for mood in ("fails", "refuses", "late", "fails"):
        twin.mood = mood
        again = teller.tell()
        pauses.append((again - clock.now).total_seconds())
        assert (row().position, standing().backlog, standing().failing_since) == (
            0,
            1,
            NOW + timedelta(seconds=6),
        )
        asked = twin.asked
        assert teller.tell() == again
        assert twin.asked == asked
        clock.now = again
    assert pauses == [0.5, 1, 2, 4]
    assert standing().error == "it cannot be reached: Connection refused"
    twin.mood = "accepts"
    twin.purged.clear()
    teller.tell()
    assert twin.purged == [(named("a"), False)]
    assert (standing().backlog, standing().failing_since, standing().error) == (0, None, "")


def test_hours_later_it_catches_up_in_order_and_a_recall_goes_first(teller, twin, clock, monkeypatch):
    monkeypatch.setattr(telling, "MANY", 20)
    twin.mood = "fails"
    for number in range(30):
        commit(f"tag {number}")
    commit("x", destroyed=["recalled"])
    for _ in range(40):
        clock.wait(600)
        teller.tell()
    assert standing().backlog == 31
    assert (teller.tell() - clock.now).total_seconds() == 30
    twin.mood = "accepts"
    clock.wait(30)
    teller.tell()
    assert twin.purged[0] == (named("recalled"), True)
    while standing().backlog:
        teller.tell()
    told = [key for one, recall in twin.purged if not recall for key in one]
    assert told[:30] == [named(f"tag {number}")[0] for number in range(30)]
    assert set(told[30:]) == {*named("x"), *named("recalled")}


def test_a_log_that_was_pruned_beyond_it_or_replaced_means_everything(teller, twin, clock):
    for _ in range(3):
        commit("a")
    Change.objects.filter(position__lt=3).delete()
    teller.tell()
    assert (twin.purged, row().position) == ([((keys.ALL,), False)], 3)
    clock.wait(5)
    teller.tell()
    assert twin.purged == [((keys.ALL,), False)] * 2
    assert teller.tell() is None
    twin.purged.clear()
    Change.objects.filter(position=3).update(mark="of another log")
    Head.objects.update(mark="of another log")
    teller.tell()
    assert twin.purged == [((keys.ALL,), False)]


def test_many_keys_go_in_several_requests_and_all_or_none_count(teller, twin, clock):
    commit(*(f"tag {number}" for number in range(250)))
    teller.tell()
    assert [len(one) for one, _recall in twin.purged] == [100, 100, 50]
    commit(*(f"tag {number}" for number in range(2001)))
    teller.tell()
    assert twin.purged[3:] == [((keys.ALL,), False)]


def test_who_limits_us_is_asked_when_it_says_and_then_once(teller, twin, clock):
    commit(*(f"tag {number}" for number in range(250)))
    commit("x", destroyed=["recalled"])
    twin.mood, twin.wait = "limits", 42.0
    assert teller.tell() == clock.now + timedelta(seconds=42)
    twin.mood = "accepts"
    clock.wait(41)
    teller.tell()
    assert twin.purged == []
    clock.wait(1)
    teller.tell()
    assert twin.purged == [(named("recalled"), True), ((keys.ALL,), False)]
    commit("b")
    teller.tell()
    assert twin.purged[2:] == [(named("b"), False)]


def test_two_workers_do_not_tell_at_the_same_time(teller, twin, clock):
    other = Teller(NAME, twin, by="b", clock=clock)
    commit("a")
    inside = []

    class Slow(Twin):
        def purge(self, named, *, recall):
            inside.append(other.tell())
            super().purge(named, recall=recall)

    slow = Teller(NAME, Slow(), by="a", clock=clock)
    slow.tell()
    assert inside == [clock.now + telling.BUSY]
    assert twin.purged == []
    assert slow.backend.purged == [(named("a"), False)]
    other.tell()
    assert twin.purged == []


def test_of_two_workers_that_tell_the_first_time_one_does(twin, clock, monkeypatch):
    assert Teller(NAME, twin, by="a", clock=clock)._take() is not None
    assert Teller(NAME, twin, by="b", clock=clock)._take() is None


def test_a_worker_that_was_killed_is_followed_by_another(teller, twin, clock):
    commit("a")
    teller._take()
    other = Teller(NAME, twin, by="b", clock=clock)
    assert other.tell() == clock.now + telling.BUSY
    clock.wait(61)
    other.tell()
    assert twin.purged == [(named("a"), False)]
    # The first one wakes up, and notes nothing.
    teller._keep(row(), position=-1)
    assert row().position == 1


def test_no_transaction_is_open_while_the_other_side_is_waited_for(teller, twin, clock, monkeypatch):
    seen = []
    monkeypatch.setattr(twin, "purge", lambda *_a, **_k: seen.append(connection.in_atomic_block))
    commit("a")
    teller.tell()
    assert seen == [False]


def test_the_log_says_once_that_it_fails_and_once_that_it_is_over(teller, twin, clock, caplog):
    twin.mood = "fails"
    commit("a")
    for _ in range(5):
        clock.wait(60)
        teller.tell()
    twin.mood = "accepts"
    clock.wait(60)
    teller.tell()
    said = [one.getMessage() for one in caplog.records]
    assert said == [
        "delivery: twin is not told of changes: it cannot be reached: Connection refused; it is tried again",
        "delivery: twin acknowledges again",
    ]


def test_what_copies_there_are_decides_what_is_dropped(teller, twin):
    from broadsheet.delivery.tags import END, Used, key

    pages = {
        "/": Used({"line:1"}, {("latest:1", key(NOW - timedelta(days=1), 7), END)}),
        "/old": Used(
            {"line:2"}, {("latest:1", key(NOW - timedelta(days=9), 3), key(NOW - timedelta(days=8), 4))}
        ),
        "/story": Used({"story:1"}),
    }
    for address, used in pages.items():
        twin.keep(address, keys.of_page(used))
    with transaction.atomic():
        log.write(Touched(points=frozenset({("latest:1", key(NOW, 9))})))
    teller.tell()
    assert sorted(twin.copies) == ["/old", "/story"]


# ---- the worker's thread -----------------------------------------------------------------------------------------


@pytest.fixture
def thread(ours, twin):
    thread = Purger(ours, NAME, twin)
    yield thread
    thread.stop()
    if thread.is_alive():
        thread.join(10)


def until(what):
    began = time.monotonic()
    while not what():
        assert time.monotonic() - began < 20
        time.sleep(0.01)
    return time.monotonic() - began


def test_a_commit_is_heard_in_front_within_a_second(thread, twin):
    thread.start()
    until(lambda: twin.purged)
    took = []
    for number in range(4):
        twin.purged.clear()
        commit(f"tag {number}")
        took.append(until(lambda number=number: (named(f"tag {number}"), False) in twin.purged))
    assert sorted(took)[1] < 1


def test_a_database_that_is_gone_ends_nothing(thread, twin, monkeypatch):
    monkeypatch.setattr(purger, "TROUBLE", 0.05)
    tell, trouble = thread.teller.tell, [DatabaseError("gone"), OSError(5, "input"), RuntimeError("a bug")]

    def telling():
        if trouble:
            raise trouble.pop()
        return tell()

    monkeypatch.setattr(thread.teller, "tell", telling)
    thread.start()
    until(lambda: twin.purged)
    assert trouble == []


def test_the_first_time_our_own_node_has_heard_before(thread, ours, twin, monkeypatch):
    monkeypatch.setattr(log, "_listeners", [])
    commit("a")
    heard = []
    monkeypatch.setattr(twin, "purge", lambda *_a, **_k: heard.append(ours.refresh().position))
    thread.step()
    assert heard == [1]
