from datetime import timedelta

import psycopg
import pytest
from django.db import OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from broadsheet.cli import worker_loop
from broadsheet.stories import schedule


@pytest.fixture
def task(db):
    def _task(**fields):
        return DBTaskResult.objects.create(
            **{
                "status": "RUNNING", "args_kwargs": {"args": [], "kwargs": {}}, "backend_name": "default",
                "task_path": "a.task", "run_after": timezone.now(), "worker_ids": ["one"],
                "started_at": timezone.now() - timedelta(minutes=11), **fields,
            }
        )  # fmt: skip

    return _task


def test_a_task_whose_worker_was_killed_waits_again(task):
    one = task()
    assert worker_loop.reap(timezone.now()) == 1
    one.refresh_from_db()
    assert (one.status, one.started_at) == ("READY", None)


def test_a_task_that_killed_three_workers_has_failed(task):
    one = task(worker_ids=["one", "two", "three"])
    worker_loop.reap(timezone.now())
    one.refresh_from_db()
    assert one.status == "FAILED"


def test_a_task_that_is_running_is_left_alone(task):
    task(started_at=timezone.now() - timedelta(minutes=9))
    task(worker_ids=["other", "me"])
    assert worker_loop.reap(timezone.now(), running_here="me") == 0


def test_what_fails_is_tried_again_ever_more_rarely():
    now = timezone.now()
    due = schedule.Due("publish", 1, now)
    patience = worker_loop.Patience()
    waits = []
    for _ in range(12):
        patience.learn(now, [schedule.Outcome(due, "no ink")])
        wait = 0
        while due in patience.leave(now):
            now += timedelta(seconds=1)
            wait += 1
        waits.append(wait)
    assert waits[:4] == [1, 2, 4, 8]
    assert waits[-1] == 300
    patience.learn(now, [schedule.Outcome(due)])
    assert patience.leave(now - timedelta(days=1)) == set()


def test_nothing_that_goes_wrong_in_a_second_ends_the_loop(settings, tmp_path, monkeypatch, caplog, db):
    settings.HOME = tmp_path
    monkeypatch.setattr(worker_loop, "close_old_connections", lambda: None)
    monkeypatch.setattr(worker_loop.connections, "close_all", lambda: None)
    monkeypatch.setattr(schedule, "run", lambda *_args, **_more: 1 / 0)
    loop = worker_loop.Loop()
    loop.tick()
    assert "schedule failed" in caplog.text
    assert (tmp_path / "worker-alive").exists()


def test_while_the_database_is_gone_the_worker_says_so_once(settings, tmp_path, monkeypatch, caplog, db):
    settings.HOME = tmp_path
    monkeypatch.setattr(worker_loop, "close_old_connections", lambda: None)
    monkeypatch.setattr(worker_loop.connections, "close_all", lambda: None)
    gone = OperationalError("connection refused")
    gone.__cause__ = psycopg.OperationalError("connection refused")

    def run(*_args, **_more):
        raise trouble

    monkeypatch.setattr(worker_loop.Loop, "_every", lambda *_: False)
    monkeypatch.setattr(schedule, "run", run)
    loop, trouble = worker_loop.Loop(), gone
    for _ in range(3):
        loop.tick()
    [record] = caplog.records
    assert (
        "schedule failed; it is tried again, as will be all else that needs the database: connection refused"
        in caplog.text
    )
    assert record.exc_info is None
    # What else is wrong is said as ever, and the next outage, too.
    trouble = ZeroDivisionError()
    loop.tick()
    assert caplog.records[-1].exc_info[0] is ZeroDivisionError
    monkeypatch.setattr(schedule, "run", lambda *_args, **_more: [])
    loop.tick()
    trouble = gone
    monkeypatch.setattr(schedule, "run", run)
    loop.tick()
    assert [record.exc_info is None for record in caplog.records] == [True, False, True]
