"""The change log: in the transaction of the change, without gaps, in the order of commits."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from broadsheet.delivery import log
from broadsheet.delivery.models import Change, Head
from broadsheet.delivery.tags import Touched


def touched(*tags):
    return Touched(frozenset(tags))


def write_in_vain(tag):
    with transaction.atomic():
        log.write(touched(tag))
        raise ZeroDivisionError


@pytest.fixture(autouse=True)
def _nobody_listens(monkeypatch):
    monkeypatch.setattr(log, "_listeners", [])


@pytest.mark.django_db
def test_the_log_has_a_beginning_that_tells_it_from_others():
    assert log.end().position == 0
    assert len(log.end().mark) == 32
    assert [(entry.position, entry.mark) for entry in log.since(0)] == [(0, log.end().mark)]


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_can_be_written():
    with pytest.raises(RuntimeError):
        log.write(touched("story:1"))


@pytest.mark.django_db
def test_what_touches_nothing_is_not_written():
    log.write(Touched(), warm=["/"])
    assert log.end().position == 0


@pytest.mark.django_db
def test_what_is_written_can_be_read():
    change = Touched(
        frozenset({"b", "a"}), frozenset({("latest", "2026 7"), ("latest", "2025 1")}), frozenset({"c"})
    )
    log.write(change, warm=["/", "/latest", "/"])
    log.write(touched("d"))
    first, second = log.since(1)
    assert (first.position, first.touched, first.warm) == (1, change, ("/", "/latest"))
    assert (second.position, second.touched, second.warm) == (2, touched("d"), ())
    assert log.end() == log.End(2, second.mark)
    assert log.since(1, limit=1) == [first]
    assert log.since(3) == []


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_taken_back_leaves_nothing(monkeypatch):
    heard = []
    monkeypatch.setattr(log, "_listeners", [lambda: heard.append(1)])
    with transaction.atomic():
        log.write(touched("a"))
    with pytest.raises(ZeroDivisionError):
        write_in_vain("b")
    with transaction.atomic():
        log.write(touched("c"))
    assert [(entry.position, entry.touched) for entry in log.since(1)] == [
        (1, touched("a")),
        (2, touched("c")),
    ]
    assert len(heard) == 2


@pytest.mark.django_db(transaction=True)
def test_listeners_are_told_once_for_a_transaction_and_after_its_commit(monkeypatch):
    heard = []
    monkeypatch.setattr(log, "_listeners", [lambda: heard.append(connection.in_atomic_block)])
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError):
            write_in_vain("a")
        log.write(touched("b"))
        with transaction.atomic():
            log.write(touched("c"))
        assert heard == []
    assert heard == [False]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_positions_have_the_order_of_commits():
    """The later one cannot have its position before the earlier one is through, however long that takes."""
    first_wrote, told = threading.Event(), []

    def second():
        try:
            assert first_wrote.wait(10)
            with transaction.atomic():
                log.write(touched("second"))
            told.append("second")
        finally:
            connection.close()

    thread = threading.Thread(target=second)
    thread.start()
    with transaction.atomic():
        log.write(touched("first"))
        first_wrote.set()
        thread.join(0.5)
        assert thread.is_alive()
        told.append("first")
    thread.join(10)
    assert told == ["first", "second"]
    assert [entry.touched for entry in log.since(1)] == [touched("first"), touched("second")]


@pytest.mark.django_db
def test_old_changes_are_forgotten_but_never_the_last():
    for tag in "abc":
        log.write(touched(tag))
    Change.objects.filter(position__lte=2).update(at=timezone.now() - log.KEEP - timedelta(seconds=1))
    assert log.prune() == 3
    assert [entry.position for entry in log.since(0)] == [3]
    Change.objects.update(at=timezone.now() - log.KEEP - timedelta(seconds=1))
    assert log.prune() == 0
    assert log.end().position == 3


@pytest.mark.django_db
def test_without_a_beginning_the_first_change_makes_one():
    Head.objects.all().delete()
    Change.objects.all().delete()
    assert log.end() == log.End(0, "")
    log.write(touched("a"))
    assert [entry.position for entry in log.since(0)] == [0, 1]
