"""A node follows the database's log, whatever happened to either."""

import shutil
import time

import pytest
from django.db import OperationalError, transaction
from tests.apps.delivery.conftest import commit, touched

from broadsheet.delivery import follow, log
from broadsheet.delivery.models import Change, Head
from broadsheet.delivery.node import Node
from broadsheet.delivery.tags import Used

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _beginning():
    if not Head.objects.exists():
        log._begin()


def knows(node, tag, since=0):
    node.refresh()
    return node.clock.concerns(Used({tag}), since)


def test_a_commit_brings_this_machine_forward_before_it_returns(ours):
    process = Node(ours.folder)
    for number in range(1, 4):
        commit(f"tag {number}")
        assert process.refresh().position == number
        assert knows(process, f"tag {number}", since=number - 1)


def test_what_another_process_applied_and_did_not_come_to_tell_is_told(ours, monkeypatch):
    process, apply = Node(ours.folder), Node.apply

    def silent(self, *args, **kwargs):
        done = apply(self, *args, **kwargs)
        # As if its writer had been stopped, or killed, right before.
        self.turns[0] = process.turn
        return done

    monkeypatch.setattr(Node, "apply", silent)
    commit("a")
    assert knows(process, "a")


def test_what_is_taken_back_is_not_followed(ours):
    with transaction.atomic():
        log.write(touched("a"))
        transaction.set_rollback(True)
    assert ours.refresh().position == 0


def test_where_no_pages_are_stored_a_commit_makes_no_folder(settings):
    commit("a")
    assert not settings.PAGES_ROOT.exists()


def test_a_commit_is_made_even_if_the_node_cannot_follow(ours, monkeypatch, caplog):
    def full(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Node, "apply", full)
    commit("a")
    assert log.end().position == 1
    assert "could not follow" in caplog.text


def test_another_machine_follows_within_a_second(ours, machine):
    other = machine()
    follower = follow.Follower(other)
    follower.start()
    took = []
    try:
        for number in range(1, 5):
            began = time.monotonic()
            commit(f"tag {number}")
            while not knows(other, f"tag {number}", since=number - 1):
                assert time.monotonic() - began < 20
                time.sleep(0.005)
            took.append(time.monotonic() - began)
    finally:
        follower.stop()
        follower.join(10)
    # Where other work holds the machine up, not each of them.
    assert sorted(took)[1] < 1


def test_of_several_followers_one_asks_the_database(machine, monkeypatch):
    node = machine()
    asked = []
    monkeypatch.setattr(follow, "catch_up", asked.append)
    first, second = follow.Follower(node), follow.Follower(Node(node.folder))
    for _ in range(3):
        first.step()
        second.step()
    assert asked == [node] * 3
    first._let_go()
    second.step()
    assert asked[-1] is second.node
    second._let_go()


def test_a_lost_tail_is_caught_up(machine):
    node = machine()
    for number in range(1, 6):
        commit(f"tag {number}")
    follow.catch_up(node)
    path = node.folder / "log"
    lines = path.read_bytes().splitlines(keepends=True)
    shutil.rmtree(node.folder)
    node.folder.mkdir()
    path.write_bytes(b"".join(lines[:4]) + lines[4][:7])
    again = Node(node.folder)
    assert again.standing.position == 3
    follow.catch_up(again)
    assert again.standing.position == 5
    assert again.standing.epoch == node.standing.epoch
    assert knows(again, "tag 5", since=4)
    assert knows(again, "tag 4", since=3)


def test_many_changes_are_caught_up_in_order(machine):
    node = machine()
    with transaction.atomic():
        for number in range(1, 1203):
            log.write(touched(f"tag {number}"))
    follow.catch_up(node)
    assert node.standing.position == 1202
    assert knows(node, "tag 1201", since=1200)
    assert not knows(node, "tag 1201", since=1201)


@pytest.fixture
def settled(machine):
    """A node at change 3."""
    node = machine()
    for number in range(1, 4):
        commit(f"tag {number}")
    follow.catch_up(node)
    return node


def new_life(node, before):
    follow.catch_up(node)
    standing = node.refresh()
    assert (standing.position, standing.mark) == (log.end().position, log.end().mark)
    return standing.epoch != before.epoch


def test_a_database_brought_back_from_a_backup_empties_the_store(settled):
    before = settled.standing
    Change.objects.filter(position=3).delete()
    Head.objects.update(last=2, mark=Change.objects.get(position=2).mark)
    assert new_life(settled, before)


def test_even_if_it_has_gone_on_since(settled):
    before = settled.standing
    Change.objects.filter(position=3).delete()
    Head.objects.update(last=2, mark=Change.objects.get(position=2).mark)
    for _ in range(2):
        commit("something else")
    assert log.end().position == 4
    assert new_life(settled, before)


def test_another_database_empties_the_store(settled):
    before = settled.standing
    Change.objects.all().delete()
    Head.objects.all().delete()
    for number in range(1, 4):
        commit(f"tag {number}")
    assert new_life(settled, before)


def test_before_the_first_change_too(machine):
    node = machine()
    before = node.standing
    Change.objects.all().delete()
    Head.objects.all().delete()
    commit("a")
    assert new_life(node, before)


def test_a_node_that_was_away_for_longer_than_the_log_goes_back_starts_anew(settled):
    before = settled.standing
    for _ in range(3):
        commit("a")
    Change.objects.filter(position__lte=4).delete()
    assert new_life(settled, before)


def test_the_same_log_goes_on_in_the_same_life(settled):
    before = settled.standing
    commit("a")
    assert not new_life(settled, before)


def test_a_folder_taken_away_is_made_anew(ours):
    commit("a")
    shutil.rmtree(ours.folder)
    follower = follow.Follower(ours)
    follower.step()
    follower._let_go()
    assert ours.refresh().position == 1
    assert Node(ours.folder).standing == ours.standing


def test_the_database_s_absence_is_said_once_and_its_return_too(machine, monkeypatch, caplog):
    node = machine()
    gone = [True]

    def catch_up(_node):
        if gone[0]:
            raise OperationalError("no such host")

    monkeypatch.setattr(follow, "catch_up", catch_up)
    monkeypatch.setattr(follow, "PACE", 0.01)
    monkeypatch.setattr(follow, "PATIENCE", 0.02)
    follower = follow.Follower(node)
    follower.start()
    time.sleep(0.2)
    gone[0] = False
    time.sleep(0.2)
    follower.stop()
    follower.join(10)
    said = [record.getMessage() for record in caplog.records]
    assert len([text for text in said if "does not answer (no such host)" in text]) == 1
    assert len([text for text in said if "answers again" in text]) == 1
    before, back = node.outage()
    assert 0 < before < back <= time.time()
