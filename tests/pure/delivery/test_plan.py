"""What a cache in front is told next."""

from dataclasses import dataclass, field

from broadsheet.delivery.purge import keys, plan
from broadsheet.delivery.tags import Touched


@dataclass
class Entry:
    position: int
    touched: Touched = field(default_factory=Touched)

    @property
    def mark(self):
        return f"m{self.position}"


def entry(position, *tags, destroyed=()):
    return Entry(position, Touched(frozenset(tags), destroyed=frozenset(destroyed)))


def named(*tags):
    return keys.of_change(Touched(frozenset(tags)))


def tell(position, entries, *, later=(), mark=None, end=None):
    last = entries[-1] if entries else entry(9)
    return plan.tell(position, mark or f"m{position}", entries, later, end=end or (last.position, last.mark))


def test_whoever_stands_at_the_end_is_told_nothing():
    assert tell(3, [entry(3, "a")]) is None
    assert tell(3, [entry(3, "a")], end=(4, "m4")) is None


def test_changes_are_told_in_order_each_key_once():
    todo = tell(3, [entry(3, "z"), entry(4, "b"), entry(5, "a"), entry(6, "b")])
    assert todo.keys == (*named("b"), *named("a"))
    assert (todo.recall, todo.position, todo.mark, todo.anew) == ((), 6, "m6", False)


def test_what_is_recalled_goes_first_wherever_it_stands_and_is_told_with_the_rest_too():
    todo = tell(
        3, [entry(3), entry(4, "a"), entry(5, destroyed=["b"])], later=[Touched(destroyed=frozenset("c"))]
    )
    assert todo.recall == (*named("b"), *named("c"))
    assert todo.keys == (*named("a"), *named("b"))


def test_another_log_or_one_that_goes_back_less_far_means_everything():
    for mark, entries in (("other", [entry(3), entry(4, "a")]), ("m3", [entry(5), entry(6)]), ("m3", [])):
        todo = tell(3, entries, mark=mark, end=(9, "m9"))
        assert todo == plan.Plan((), (keys.ALL,), 9, "m9", anew=True)


def test_the_second_time_it_is_told_what_it_was_told_the_first_time():
    entries = [entry(3, "z"), entry(4, "a"), entry(5, "b"), entry(6, "c")]
    assert plan.again(3, 5, entries) == (*named("a"), *named("b"))
    for settled, settling, known in ((2, 5, entries), (3, 7, entries), (3, 5, [])):
        assert plan.again(settled, settling, known) == (keys.ALL,)


def test_many_keys_take_several_requests_too_many_one_for_everything():
    many = tuple(f"k{number}" for number in range(25))
    assert [len(one) for one in plan.requests(many, 10)] == [10, 10, 5]
    assert plan.requests((), 10) == []
    assert plan.requests(many, 1) == [(keys.ALL,)]
    assert plan.requests(("a", keys.ALL, "b"), 10) == [(keys.ALL,)]


def test_the_pause_grows_and_has_an_end():
    assert [plan.pause_after(failures) for failures in (1, 2, 3, 4)] == [0.5, 1, 2, 4]
    assert plan.pause_after(1000) == 30
