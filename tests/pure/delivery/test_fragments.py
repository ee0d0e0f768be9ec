"""Fragments: made once, put into many pages, made again when something they are made of was touched."""

import pytest
from tests.pure.delivery.conftest import change

from broadsheet.delivery.fragments import Fragments, fragment, is_held, using
from broadsheet.delivery.tags import collecting, holds_until, uses, uses_stretch


@pytest.fixture
def fragments(node):
    return Fragments(node)


class Maker:
    """Makes a text that tells how often it was made, of what it is said to be made of."""

    def __init__(self, *tags, stretch=None, until=None):
        self.tags, self.stretch, self.until, self.times = tags, stretch, until, 0

    def __call__(self):
        self.times += 1
        uses(*self.tags)
        if self.stretch:
            uses_stretch(*self.stretch)
        if self.until:
            holds_until(self.until)
        return f"made {self.times}"


def page(fragments, make, *, key="key", silent=False):
    """What a page that holds the fragment shows, and what it used."""
    with collecting() as used, using(fragments):
        return fragment(key, make, silent=silent), used


def test_it_is_made_once_and_every_page_says_what_it_is_made_of(fragments):
    make = Maker("line:1", stretch=("latest:1", "a", "~"))
    for _ in range(3):
        shown, used = page(fragments, make)
        assert shown == "made 1"
        assert (used.tags, used.stretches) == ({"line:1"}, {("latest:1", "a", "~")})


@pytest.mark.parametrize(
    "touched", [{"tags": ["line:1"]}, {"points": [("latest:1", "b")]}, {"destroyed": ["line:1"]}]
)
def test_a_change_makes_it_anew(node, fragments, touched):
    make = Maker("line:1", stretch=("latest:1", "a", "~"))
    page(fragments, make)
    change(node, "line:2", points=[("latest:1", "0")])
    assert page(fragments, make)[0] == "made 1"
    change(
        node,
        *touched.get("tags", ()),
        points=touched.get("points", ()),
        destroyed=touched.get("destroyed", ()),
    )
    assert page(fragments, make)[0] == "made 2"


def test_its_time_comes(fragments, time_machine):
    from datetime import UTC, datetime, timedelta

    now = datetime(2026, 11, 24, 20, tzinfo=UTC)
    time_machine.move_to(now, tick=False)
    make = Maker("day", until=now + timedelta(hours=1))
    assert page(fragments, make)[1].until == (now + timedelta(hours=1)).timestamp()
    time_machine.move_to(now + timedelta(minutes=59), tick=False)
    assert page(fragments, make)[0] == "made 1"
    time_machine.move_to(now + timedelta(minutes=61), tick=False)
    assert page(fragments, make)[0] == "made 2"


def test_what_was_read_before_a_change_is_never_kept_as_if_it_were_after_it(node, fragments):
    """A row that a page read first goes into a fragment later: of that it is not newer than the page."""
    make = Maker("line:1")
    with collecting(), using(fragments):
        change(node, "line:1")
        fragment("key", make)
    assert page(fragments, make)[0] == "made 2"


def test_a_silent_one_leaves_it_to_the_page_to_say_what_it_shows(node, fragments):
    make = Maker("story:1")
    assert page(fragments, make, silent=True)[1].tags == set()
    assert page(fragments, make, silent=True)[0] == "made 1"
    change(node, "story:1")
    assert page(fragments, make, silent=True)[0] == "made 2"


def test_one_within_another_is_said_by_both(node, fragments):
    inner, outer = Maker("inner"), Maker("outer")

    def nested():
        return f"{outer()} of {fragment('inner', inner)}"

    assert page(fragments, nested)[1].tags == {"inner", "outer"}
    change(node, "outer")
    assert page(fragments, nested)[0] == "made 2 of made 1"
    change(node, "inner")
    assert page(fragments, nested)[0] == "made 3 of made 2"


def test_another_life_of_the_store_begins_without_them(node, fragments):
    make = Maker("line:1")
    page(fragments, make)
    node.begin(0, "other", instead_of=node.look())
    assert page(fragments, make)[0] == "made 2"


def test_nothing_is_kept_that_failed(fragments):
    def fail():
        uses("line:1")
        raise LookupError

    with pytest.raises(LookupError):
        page(fragments, fail)
    assert page(fragments, Maker("line:1"))[0] == "made 1"


@pytest.mark.parametrize("silent", [False, True])
def test_outside_of_a_page_that_is_stored_it_is_made_each_time(silent):
    make = Maker("line:1")
    with collecting() as used:
        assert [fragment("key", make, silent=silent) for _ in range(2)] == ["made 1", "made 2"]
    assert used.tags == (set() if silent else {"line:1"})
    assert not is_held("key")


def test_room_is_bounded_and_the_least_recently_used_go(node):
    fragments = Fragments(node, room=100_000)
    for number in range(200):
        page(fragments, lambda: "x" * 1000, key=number)
        page(fragments, lambda: "x" * 1000, key=0)
    assert fragments.shelf.weight <= 100_000
    assert 10 < len(fragments.shelf) < 60
    assert fragments.holds(0)
    assert not fragments.holds(1)
    page(fragments, lambda: ("x" * 40_000, {"an": "object"}), key="large")
    assert not fragments.holds("large")
    assert fragments.shelf.weight <= 100_000


def test_it_is_known_beforehand_whether_something_has_to_be_made(node, fragments):
    with using(fragments):
        assert not is_held("key")
        fragment("key", Maker("line:1"))
        assert is_held("key")
        change(node, "line:1")
        assert not is_held("key")
