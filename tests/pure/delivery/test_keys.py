"""Keys for caches in front: they say of stretches and points what `tags.concerns` says."""

from datetime import UTC, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from broadsheet.delivery.purge import keys
from broadsheet.delivery.tags import END, START, Touched, Used, concerns, key

EPOCH = datetime(2026, 11, 24, tzinfo=UTC)
minutes = st.integers(-60_000_000, 40_000_000)
# Places in lists, a minute or more apart, or an end of the list.
places = st.one_of(
    st.just(START),
    st.just(END),
    st.integers(0, 30).map(lambda n: place(n * 7)),
    minutes.map(lambda n: place(n // 8)),
)


def place(minute, number=1):
    return key(EPOCH + timedelta(minutes=minute), number)


def dropped(touched, used):
    return not set(keys.of_change(touched)).isdisjoint(keys.of_page(used))


@given(places, places, places)
@example(START, END, START)
@example(START, END, END)
@example(END, END, END)
def test_a_point_drops_the_stretches_that_hold_it_and_no_others(low, high, at):
    used, touched = Used(set(), {("latest:1", low, high)}), Touched(points=frozenset({("latest:1", at)}))
    if low <= high:
        near = any(at != one and at[:16] == one[:16] for one in (low, high))
        # Beyond what is counted all moments are one.
        far = any(one[:4] < "1970" or one[:4] > "2096" for one in (low, high, at) if one not in {START, END})
        if concerns(touched, used):
            assert dropped(touched, used)
        elif not near and not far:
            assert not dropped(touched, used)
    assert not dropped(Touched(points=frozenset({("latest:2", at)})), used)


def test_tags_drop_what_used_them():
    assert dropped(Touched(frozenset({"a"})), Used({"a", "b"}))
    assert dropped(Touched(destroyed=frozenset({"a"})), Used({"a", "b"}))
    assert not dropped(Touched(frozenset({"c"})), Used({"a", "b"}))


def test_every_page_can_be_dropped_with_all_others():
    assert keys.ALL in keys.of_page(Used())


def test_a_recall_is_of_what_is_destroyed():
    touched = Touched(frozenset({"a"}), destroyed=frozenset({"b"}))
    assert keys.of_recall(touched) == keys.of_change(Touched(frozenset({"b"})))
    assert set(keys.of_recall(touched)) < set(keys.of_change(touched))


def test_what_cannot_be_placed_concerns_more_than_it_may_but_never_less():
    odd = Touched(points=frozenset({("latest:1", "zebra")}))
    assert keys.of_change(odd) == (keys.ALL,)
    assert dropped(Touched(points=frozenset({("a", place(5))})), Used(set(), {("a", "aardvark", "zebra")}))


def test_keys_are_short_and_alike_in_small_and_large_letters():
    for one in keys.of_page(Used({f"story:{number}" for number in range(200)})):
        assert one == one.lower()
        assert one.isalnum()
        assert len(one) <= 10


def test_a_page_with_too_many_keys_has_none():
    many = {f"story:{number}" for number in range(keys.MOST)}
    assert keys.of_page(Used(many)) is None
    stretches = {(f"list:{number}", place(number), END) for number in range(keys.MOST)}
    assert keys.of_page(Used(set(), stretches)) is None


def test_it_takes_few_keys():
    first = [len(keys.of_page(Used(set(), {("a", place(n * 997), END)}))) for n in range(500)]
    within = [
        len(keys.of_page(Used(set(), {("a", place(n * 997), place(n * 997 + 9000))}))) for n in range(500)
    ]
    assert sum(first) / 500 < 25
    assert max(within) < 45
    assert len(keys.of_page(Used(set(), {("a", START, END)}))) == 2
    assert len(keys.of_change(Touched(points=frozenset({("a", place(0))})))) == 14
