"""The clock agrees with the vocabulary of tags: what a change concerns, it concerns here."""

from hypothesis import given
from hypothesis import strategies as st

from broadsheet.delivery.clock import Clock
from broadsheet.delivery.tags import Touched, Used, concerns

names = st.sampled_from("abcd")
keys = st.sampled_from(["1", "2", "3", "4", "5"])
touches = st.builds(
    Touched, st.frozensets(names, max_size=2), st.frozensets(st.tuples(names, keys), max_size=2),
    st.frozensets(names, max_size=1),
)  # fmt: skip
useds = st.builds(
    Used, st.sets(names, max_size=2), st.sets(st.tuples(names, keys, keys), max_size=2), st.none()
)


def clock_of(changes):
    clock = Clock()
    for position, touched in enumerate(changes, 1):
        clock.apply(position, touched)
    return clock


@given(st.lists(touches, max_size=8), useds, st.integers(0, 8))
def test_it_says_what_the_changes_say_one_by_one(changes, used, since):
    clock = clock_of(changes)
    assert clock.concerns(used, since) == any(concerns(touched, used) for touched in changes[since:])
    assert clock.destroys(used, since) == any(touched.destroyed & used.tags for touched in changes[since:])


@given(st.lists(touches, max_size=8), useds, st.integers(0, 8))
def test_what_happened_twice_need_be_held_once(changes, used, since):
    clock, short = clock_of(changes), clock_of(changes)
    short.condense(1000)
    assert len(short) <= len(clock)
    assert short.concerns(used, since) == clock.concerns(used, since)
    again = Clock(short.floor)
    for position, touched in short.changes():
        again.apply(position, touched)
    assert again.concerns(used, since) == clock.concerns(used, since)
    assert again.destroys(used, since) == clock.destroys(used, since)


@given(st.lists(touches, min_size=1, max_size=8), useds, st.integers(0, 8), st.integers(0, 6))
def test_what_is_forgotten_counts_as_concerning(changes, used, since, room):
    clock, short = clock_of(changes), clock_of(changes)
    short.condense(room)
    assert len(short) <= room
    assert short.concerns(used, since) == (since < short.floor or clock.concerns(used, since))
    assert short.destroys(used, since) == (since < short.floor or clock.destroys(used, since))
    assert short.position == clock.position


def test_a_change_applied_twice_is_applied_once():
    clock = clock_of([Touched(frozenset("a")), Touched(frozenset("b"))])
    clock.apply(1, Touched(frozenset("c")))
    assert (clock.position, len(clock)) == (2, 2)
    assert not clock.concerns(Used({"c"}), 0)
