"""Pages in memory and in files: bounded, of their own key alone, and never half."""

import os
import subprocess
import sys
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.pure.delivery.conftest import change

from broadsheet.delivery import sweep
from broadsheet.delivery.page import encode, make
from broadsheet.delivery.shelf import Shelf
from broadsheet.delivery.store import HOSTS, Key, Store, due_for_note
from broadsheet.delivery.tags import Used

HOST = b"paper.example"


def page_of(node, key, body=b"words", *, status=200, tags=("a",), until=None):
    return make(
        key.text(), status, [], body, used=Used(set(tags), set(), until),
        epoch=node.standing.epoch, position=node.standing.position, now=time.time(),
    )  # fmt: skip


@pytest.fixture
def store(node):
    return Store(node, memory=1 << 20, disk=1 << 20, small=1 << 16)


def files(node):
    return [path for path in (node.folder / "pages").rglob("*") if path.is_file()]


def test_a_shelf_lets_go_of_what_was_not_asked_for_the_longest(node):
    one = page_of(node, Key(HOST, "/1"))
    shelf = Shelf(one.weight * 5)
    for number in range(5):
        shelf.put(Key(HOST, f"/{number}"), page_of(node, Key(HOST, f"/{number}")))
    assert shelf.get(Key(HOST, "/0"))
    for number in range(5, 9):
        shelf.put(Key(HOST, f"/{number}"), page_of(node, Key(HOST, f"/{number}")))
    assert sorted(key[1] for key in shelf.held) == ["/0", "/5", "/6", "/7", "/8"]
    assert shelf.weight == sum(page.weight for page in shelf.held.values()) <= shelf.room
    shelf.put(Key(HOST, "/0"), page_of(node, Key(HOST, "/0"), b"longer" * 9))
    assert shelf.weight == sum(page.weight for page in shelf.held.values()) <= shelf.room
    shelf.put(Key(HOST, "/big"), page_of(node, Key(HOST, "/big"), os.urandom(shelf.room)))
    assert Key(HOST, "/big") not in shelf.held
    shelf.clear()
    assert (len(shelf), shelf.weight) == (0, 0)


def test_what_one_process_keeps_another_loads(node, store):
    key = Key(HOST, "/a", secure=True)
    assert store.keep(key, page_of(node, key))
    other = Store(node)
    assert other.load(key).bodies[-1] == b"words"
    assert other.load(Key(HOST, "/a")) is None
    assert node.stored() == sum(path.stat().st_size for path in files(node))
    assert store.keep(key, page_of(node, key, b"other words"))
    assert node.stored() == sum(path.stat().st_size for path in files(node))
    store.remove(key)
    assert (files(node), node.stored()) == ([], 0)
    store.remove(key)
    assert node.stored() == 0


keys = st.builds(
    Key,
    st.sampled_from([b"a.example", b"b.example", b"a.example:80"]),
    st.sampled_from(
        ["/", "/a", "/../a", "/..", "//", "/a/", "/a?x=1", "/%2e%2e/x", "/A", "/خ", "/" + "x" * 1000]
    ),
    st.sampled_from(["", "x=1", "*x=1"]),
    st.booleans(),
)


@given(keys, keys)
def test_two_keys_never_share_a_text(one, other):
    assert (one.text() == other.text()) == (one == other)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(keys, keys)
def test_two_keys_never_share_a_file_and_no_file_lies_outside(store, one, other):
    epoch = store.node.standing.epoch
    assert (store.path(one, epoch) == store.path(other, epoch)) == (one == other)
    inside = (store.node.folder / "pages" / epoch).resolve()
    assert store.path(one, epoch).resolve().relative_to(inside)
    assert len(store.path(one, epoch).relative_to(inside).parts) == 3


@pytest.mark.parametrize("content", [b"", b"rubbish", "half", "another"])
def test_a_file_that_is_not_this_page_is_a_miss_and_is_removed(node, store, content):
    key = Key(HOST, "/a")
    store.keep(key, page_of(node, key))
    path = store.path(key, node.standing.epoch)
    if content == "half":
        content = path.read_bytes()[:-1]
    elif content == "another":
        content = encode(page_of(node, Key(HOST, "/b")))
    path.write_bytes(content)
    assert store.load(key) is None
    assert not path.exists()


def test_a_recalled_page_is_removed_when_it_is_seen(node, store):
    key = Key(HOST, "/a")
    store.keep(key, page_of(node, key, tags=["story:1"]))
    change(node, "story:1")
    assert store.load(key)
    change(node, destroyed=["story:1"])
    assert store.load(key) is None
    assert files(node) == []


def test_what_was_recalled_while_it_was_written_is_not_left(node, store):
    key = Key(HOST, "/a")
    late = page_of(node, key, tags=["story:1"])
    change(node, destroyed=["story:1"])
    store.keep(key, late)
    assert files(node) == []


def test_another_epoch_knows_nothing_of_the_pages_before(node, store):
    key = Key(HOST, "/a")
    before = page_of(node, key)
    store.keep(key, before)
    store.hold(key, before)
    node.begin(0, "another", instead_of=node.standing)
    assert not store.fresh(before, 0)
    assert store.recalled(before)
    assert store.load(key) is None
    assert sweep.is_due(node, 1 << 20)
    assert sweep.sweep(node, 1 << 20) == 0
    assert files(node) == []
    store.hold(Key(HOST, "/b"), page_of(node, Key(HOST, "/b")))
    assert store.find(key) is None


def test_freshness_is_asked_again_only_after_a_change(node, store, monkeypatch):
    page = page_of(node, Key(HOST, "/a"), until=100.0)
    assert store.fresh(page, 99.0)
    assert not store.fresh(page, 100.0)
    change(node, "b")
    assert store.fresh(page, 99.0)
    monkeypatch.setattr(node, "refresh", None)
    assert store.fresh(page, 99.0)
    monkeypatch.undo()
    change(node, "a")
    assert not store.fresh(page, 99.0)


def test_what_anybody_can_invent_is_never_a_file(node, store):
    for key, status in ((Key(HOST, "/x"), 404), (Key(HOST, "/x/"), 301), (Key(HOST, "/a", "before=1"), 200)):
        page = page_of(node, key, status=status)
        assert not store.keep(key, page)
        store.hold(key, page)
        assert store.find(key) is page
    assert (len(store.main), len(store.small), files(node)) == (0, 3, [])


def test_further_hosts_than_a_paper_has_are_not_stored(node, store):
    for number in range(HOSTS + 5):
        key = Key(b"host%d.example" % number, "/")
        assert store.keep(key, page_of(node, key)) == (number < HOSTS)
    other = Store(node)
    assert other.keep(Key(b"host1.example", "/2"), page_of(node, Key(b"host1.example", "/2")))
    assert not other.keep(Key(b"new.example", "/"), page_of(node, Key(b"new.example", "/")))


def test_the_disk_is_not_filled_beyond_what_is_allowed(node):
    store = Store(node, disk=40_000)
    kept = [
        store.keep(Key(HOST, f"/{number}"), page_of(node, Key(HOST, f"/{number}"), os.urandom(3000)))
        for number in range(30)
    ]
    assert 9 < sum(kept) < 14
    assert sum(path.stat().st_size for path in files(node)) <= 40_000
    assert sweep.is_due(node, 40_000)
    for number in range(3):
        os.utime(store.path(Key(HOST, f"/{number}"), node.standing.epoch), (2e9, 2e9))
    assert sweep.sweep(node, 40_000) == node.stored() <= 32_000
    assert not sweep.is_due(node, 40_000)
    assert all(store.load(Key(HOST, f"/{number}")) for number in range(3))


def test_a_full_disk_is_said_once_and_stops_nobody(node, store, monkeypatch, caplog):
    from pathlib import Path

    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    for number in range(3):
        key = Key(HOST, f"/{number}")
        assert not store.keep(key, page_of(node, key))
    assert len(caplog.records) == 1
    assert files(node) == []


def test_the_sweep_takes_what_a_killed_process_left(node, store):
    key = Key(HOST, "/a")
    store.keep(key, page_of(node, key))
    folder = store.path(key, node.standing.epoch).parent
    for name, age in ((".old", sweep.ABANDONED + 10), (".new", 0)):
        (folder / name).write_bytes(b"half")
        os.utime(folder / name, (time.time() - age,) * 2)
    sweep.sweep(node, 1 << 20)
    assert sorted(path.name[0] for path in files(node)) == sorted([".", path_name(store, key)[0]])
    assert store.load(key)


def path_name(store, key):
    return store.path(key, store.node.standing.epoch).name


def test_being_asked_for_is_noted_seldom(node, store):
    key = Key(HOST, "/a")
    page = page_of(node, key)
    store.keep(key, page)
    os.utime(store.path(key, node.standing.epoch), (1, 1))
    page.noted = -1e9
    assert due_for_note(page)
    assert not due_for_note(page)
    store.note(key, page)
    assert store.path(key, node.standing.epoch).stat().st_mtime > 1
    store.note(Key(HOST, "/none"), page)


WRITER = """
import sys
from pathlib import Path
from broadsheet.delivery.node import Node
from broadsheet.delivery.store import Key, Store
from tests.pure.delivery.test_store import page_of
node = Node(Path(sys.argv[1]))
store = Store(node)
key = Key(b"paper.example", "/a")
print("ready", flush=True)
for number in range(100000):
    store.keep(key, page_of(node, key, (b"%d " % number) * 20000))
"""


def test_a_process_killed_while_it_stores_leaves_no_broken_page(node, store):
    where = {**os.environ, "PYTHONPATH": os.pathsep.join(["src", "."])}
    key = Key(HOST, "/a")
    for pause in (0.02, 0.05, 0.09):
        run = [sys.executable, "-c", WRITER, str(node.folder)]
        writer = subprocess.Popen(run, env=where, stdout=subprocess.PIPE, text=True)
        assert writer.stdout.readline() == "ready\n"
        time.sleep(pause)
        writer.kill()
        writer.communicate(timeout=20)
        page = store.load(key)
        if page is not None:
            number, _, _rest = page.bodies[-1].partition(b" ")
            assert page.bodies[-1] == (number + b" ") * 20000
