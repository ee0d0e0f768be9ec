"""What the processes of a machine know together."""

import os
import shutil
import subprocess
import sys

from tests.pure.delivery.conftest import Entry, change

from broadsheet.delivery.node import Node
from broadsheet.delivery.tags import Touched, Used


def entries(*numbers):
    return [Entry(number, f"mark {number}", Touched(frozenset({f"tag {number}"}))) for number in numbers]


def knows(node, tag, since=0):
    node.refresh()
    return node.clock.concerns(Used({tag}), since)


def test_a_new_node_stands_nowhere(tmp_path):
    node = Node(tmp_path / "a" / "b")
    assert node.refresh() is None
    assert node.begin(7, "mark 7", instead_of=None)
    assert (node.standing.position, node.standing.mark) == (7, "mark 7")
    assert node.clock.concerns(Used({"a"}), 6)
    assert not node.clock.concerns(Used({"a"}), 7)


def test_only_one_begins(tmp_path):
    one, other = Node(tmp_path), Node(tmp_path)
    assert one.begin(7, "mark 7", instead_of=None)
    assert not other.begin(7, "mark 7", instead_of=None)
    assert other.standing == one.standing


def test_what_one_applies_all_know_at_their_next_look(node):
    other = Node(node.folder)
    change(node, "a", points=[("latest", "5")], destroyed=["b"])
    assert other.standing.position == 0
    assert other.refresh() == node.standing
    assert knows(other, "a")
    assert other.clock.concerns(Used(set(), {("latest", "4", "6")}), 0)
    assert other.clock.destroys(Used({"b"}), 0)
    assert knows(Node(node.folder), "a")


def test_what_another_applied_meanwhile_is_left(node):
    start = node.standing
    other = Node(node.folder)
    assert node.apply(entries(1, 2), after=start)
    assert other.apply(entries(1, 2, 3), after=start)
    assert node.refresh().position == 3
    assert (node.folder / "log").read_bytes().count(b"\n") == 4


def test_nothing_is_applied_to_another_epoch(node):
    start = node.standing
    other = Node(node.folder)
    assert node.begin(0, "another", instead_of=start)
    assert not other.apply(entries(1), after=start)
    assert other.standing.epoch == node.standing.epoch != start.epoch
    assert not knows(other, "tag 1")


def test_half_a_line_is_not_read_and_is_cut_off(node):
    change(node, "a")
    with (node.folder / "log").open("ab") as log:
        log.write(b'[2,"mark 2",["lost"')
    other = Node(node.folder)
    assert other.standing.position == 1
    change(other, "b")
    assert node.refresh().position == 2
    assert knows(node, "b")
    assert not knows(node, "lost")
    assert Node(node.folder).standing == other.standing


def test_a_line_whose_writer_was_killed_before_it_told_is_found_by_looking(node):
    other = Node(node.folder)
    with (node.folder / "log").open("ab") as log:
        log.write(b'[1,"mark 1",["a"],[],[]]\n')
    assert other.refresh().position == 0
    assert other.look().position == 1
    assert node.apply(entries(1, 2), after=node.standing)
    assert Node(node.folder).standing.position == 2
    assert (node.folder / "log").read_bytes().count(b"\n") == 3


def test_a_log_that_is_no_log_is_none(node):
    (node.folder / "log").unlink()
    (node.folder / "log").write_bytes(b"rubbish\n")
    _nothing_counts_until_one_begins(node)


def test_a_line_that_is_no_line_spoils_the_log(node):
    change(node, "a")
    with (node.folder / "log").open("ab") as log:
        log.write(b"rubbish\n")
    _nothing_counts_until_one_begins(node)


def _nothing_counts_until_one_begins(node):
    other = Node(node.folder)
    assert other.standing is None
    assert node.look() is None
    assert other.begin(3, "mark 3", instead_of=None)
    assert node.look() == other.standing


def test_the_past_is_bounded_and_others_go_on_without_reading_it_again(tmp_path):
    node = Node(tmp_path, room=20)
    node.begin(0, "mark 0", instead_of=None)
    follower, sleeper = Node(tmp_path, room=20), Node(tmp_path, room=20)
    for number in range(1, 101):
        assert node.apply(entries(number), after=node.standing)
        follower.refresh()
    fresh = Node(tmp_path)
    sleeper.refresh()
    for one in (node, follower, sleeper, fresh):
        assert one.standing == node.standing
        assert one.clock.floor == node.clock.floor > 70
        assert len(one.clock) <= 21
        assert knows(one, "tag 100", since=99)
        assert not knows(one, "tag 99", since=99)
        assert knows(one, "no such tag", since=node.clock.floor - 1)
        assert not knows(one, "no such tag", since=node.clock.floor)
    assert (tmp_path / "log").stat().st_size < 4000


def test_a_folder_that_was_taken_away_is_noticed(node):
    change(node, "a")
    before, turn = node.standing, node.turn
    assert not node.lost()
    shutil.rmtree(node.folder)
    assert node.lost()
    node.revive()
    assert not node.lost()
    assert node.refresh() is None
    assert node.begin(1, "mark 1", instead_of=None)
    assert node.standing.epoch != before.epoch
    assert node.turn > turn


def test_bytes_are_counted_together(node):
    other = Node(node.folder)
    node.count(100)
    other.count(50)
    node.count(-30)
    assert node.stored() == other.stored() == 120
    other.count(-500)
    assert node.stored() == 0
    node.recount(9)
    assert other.stored() == 9


WRITER = """
import sys
from pathlib import Path
from broadsheet.delivery.node import Node
from broadsheet.delivery.tags import Touched
from tests.pure.delivery.conftest import Entry
node = Node(Path(sys.argv[1]), room=300)
print("ready", flush=True)
sys.stdin.readline()
for number in range(1, 2000):
    node.apply([Entry(number, str(number), Touched(frozenset({str(number)})))], after=node.standing)
"""


def test_several_writers_and_one_killed_leave_a_log_without_gaps(node):
    """All write the same changes; whoever comes first writes, and one is killed in the middle."""
    run = [sys.executable, "-c", WRITER, str(node.folder)]
    where = {**os.environ, "PYTHONPATH": os.pathsep.join(["src", "."])}
    writers = [
        subprocess.Popen(run, env=where, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    for writer in writers:
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        writer.stdin.write("\n")
        writer.stdin.flush()
    while node.look().position < 500:
        pass
    writers[0].kill()
    for writer in writers:
        writer.communicate(timeout=60)
    assert [writer.returncode for writer in writers[1:]] == [0, 0]
    assert node.look().position == 1999
    assert Node(node.folder).standing == node.standing
    numbers = [int(line.split(b",")[0][1:]) for line in (node.folder / "log").read_bytes().splitlines()[1:]]
    held = sorted(set(numbers))
    assert held == list(range(held[0], 2000))
