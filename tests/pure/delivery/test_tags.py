"""What a page used, and whether a change concerns it."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from broadsheet.delivery.tags import (
    END,
    START,
    Touched,
    Used,
    collecting,
    concerns,
    holds_until,
    key,
    uses,
    uses_stretch,
)

moments = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)).map(
    lambda moment: moment.replace(tzinfo=UTC)
)


def test_what_is_said_outside_is_heard_by_nobody():
    uses("a")
    uses_stretch("latest")
    holds_until(datetime(2026, 11, 24, tzinfo=UTC))


def test_what_is_said_inside_is_kept_and_the_earliest_moment_counts():
    with collecting() as used:
        uses("a", "b")
        uses_stretch("latest", "1")
        holds_until(datetime(2026, 11, 25, tzinfo=UTC))
        holds_until(datetime(2026, 11, 24, tzinfo=UTC))
        holds_until(datetime(2026, 11, 26, tzinfo=UTC))
        with collecting() as inner:
            uses("c")
    assert used == Used({"a", "b"}, {("latest", "1", END)}, datetime(2026, 11, 24, tzinfo=UTC).timestamp())
    assert inner.tags == {"c"}


def test_a_change_concerns_what_used_its_tags_or_shows_its_points():
    used = Used({"a"}, {("latest", "2", "4"), ("empty", START, END)})
    assert concerns(Touched(frozenset("a")), used)
    assert concerns(Touched(destroyed=frozenset("a")), used)
    assert concerns(Touched(points=frozenset({("latest", "2")})), used)
    assert concerns(Touched(points=frozenset({("empty", "9")})), used)
    assert not concerns(
        Touched(frozenset("b"), frozenset({("latest", "5"), ("other", "3")}), frozenset("c")), used
    )
    assert not Touched()
    assert Touched(frozenset("a")) | Touched(frozenset("b"), destroyed=frozenset("c")) == Touched(
        frozenset("ab"), destroyed=frozenset("c")
    )


@given(st.tuples(moments, st.integers(0, 10**11)), st.tuples(moments, st.integers(0, 10**11)))
def test_keys_sort_as_what_they_are_made_of_whatever_the_zone(one, other):
    elsewhere = other[0].astimezone(timezone(timedelta(hours=4)))
    assert (key(*one) < key(elsewhere, other[1])) == (one < other)
    assert START < key(*one) < END
