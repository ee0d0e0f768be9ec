"""The worker: background tasks in one thread, the schedule in another; neither waits for the other."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import close_old_connections, connections
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from broadsheet.cli.worker_pages import Pages
from broadsheet.delivery import log
from broadsheet.delivery.outage import is_gone
from broadsheet.stories import schedule

logger = logging.getLogger(__name__)

# A task that says it is running for longer was killed; a third time it is given up.
STUCK = timedelta(minutes=10)
ATTEMPTS = 3
ALIVE = "worker-alive"
KEEP_RESULTS = timedelta(days=14)


def heartbeat() -> Path:
    """Touched every second by the living worker."""
    return Path(settings.HOME) / ALIVE


def reap(now: datetime, *, running_here: str = "") -> int:
    """Tasks that a killed worker left behind wait again, or have failed for good. Says how many there were.

    `running_here` is the id of a worker whose task is known to be running still.
    """
    count = 0
    for task in DBTaskResult.objects.running().filter(started_at__lt=now - STUCK):
        if running_here and task.worker_ids and task.worker_ids[-1] == running_here:
            continue
        if len(task.worker_ids) >= ATTEMPTS:
            task.set_failed(RuntimeError(f"Its worker was killed {ATTEMPTS} times while it ran."))
        else:
            DBTaskResult.objects.filter(pk=task.pk, status=task.status).update(
                status="READY", started_at=None
            )
        logger.warning("worker: task %s was left running by a worker that is gone", task.task_path)
        count += 1
    return count


class Patience:
    """Which failing entries of the schedule are left alone: 1 s after the first failure, at most 5 min."""

    def __init__(self) -> None:
        self._failures: dict[schedule.Due, tuple[int, datetime]] = {}

    def leave(self, now: datetime) -> set[schedule.Due]:
        """Those whose next attempt is after `now`."""
        return {due for due, (_count, again) in self._failures.items() if again > now}

    def learn(self, now: datetime, outcomes: list[schedule.Outcome]) -> None:
        """Remembers failures, forgets what went well."""
        for outcome in outcomes:
            if not outcome.error:
                self._failures.pop(outcome.due, None)
                continue
            count = self._failures.get(outcome.due, (0, now))[0] + 1
            self._failures[outcome.due] = (count, now + timedelta(seconds=min(2 ** (count - 1), 300)))


class Loop:
    """Everything that the worker does, until `stop`."""

    def __init__(self) -> None:
        self.stopped = threading.Event()
        self.gone = False
        self.patience = Patience()
        self.tasks: Any = None
        self.pages: Pages | None = None
        self._next: dict[str, float] = {}

    def stop(self, *_: object) -> None:
        """As a signal handler: what runs is finished, nothing new is begun."""
        self.stopped.set()
        if self.tasks is not None:
            self.tasks.running = False

    def run(self) -> None:
        """Blocks until stopped and drained."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        thread = threading.Thread(target=self._run_tasks, name="tasks", daemon=True)
        thread.start()
        self._try("pages", self._begin_pages)
        while not self.stopped.is_set():
            self.tick()
            # To the next full second, so that what is due at a second is not found late.
            self.stopped.wait(1 - time.time() % 1 + 0.005)
        if self.pages is not None:
            self.pages.stop()
        thread.join(25)
        connections.close_all()

    def tick(self) -> None:
        """One second's work. Nothing that goes wrong in it ends the loop."""
        self._try("heartbeat", lambda: heartbeat().touch())
        self._try("schedule", self._schedule)
        if self._every("reap", 60):
            self._try("reaper", lambda: reap(timezone.now(), running_here=self._busy()))
        if self._every("prune", 86_400):
            self._try("pruning", _prune)
            self._try("pruning of the log", log.prune)
        if self.pages is not None:
            self._try("pages", self.pages.tick)
        close_old_connections()

    def _begin_pages(self) -> None:
        self.pages = Pages()
        self.pages.start()

    def _schedule(self) -> None:
        now = timezone.now()
        self.patience.learn(now, schedule.run(now, leave=self.patience.leave(now)))
        self.gone = False

    def _try(self, what: str, act: Callable[[], object]) -> None:
        try:
            act()
        except Exception as error:  # noqa: BLE001 (it is logged, and the loop goes on)
            self._say(error, f"worker: {what} failed; it is tried again")
            connections.close_all()

    def _say(self, error: Exception, failed: str) -> None:
        """Of all that fails while the database is gone, one line."""
        if not is_gone(error):
            logger.error(failed, exc_info=error)
        elif not self.gone:
            self.gone = True
            logger.error(
                "%s, as will be all else that needs the database: %s", failed, " ".join(str(error).split())
            )

    def _every(self, what: str, seconds: float) -> bool:
        now = time.monotonic()
        if now < self._next.get(what, 0):
            return False
        self._next[what] = now + seconds
        return True

    def _busy(self) -> str:
        return self.tasks.worker_id if self.tasks is not None and self.tasks.running_task else ""

    def _run_tasks(self) -> None:
        pause = 1.0
        while not self.stopped.is_set():
            began = time.monotonic()
            self.tasks = Worker(
                queue_names=["*"],
                interval=0.5,
                batch=False,
                backend_name="default",
                startup_delay=False,
                max_tasks=None,
                worker_id=f"{os.uname().nodename[:30]}-{os.getpid()}-{began:.0f}",
                excluded_queue_names=[],
            )
            self.tasks.running = not self.stopped.is_set()
            try:
                self.tasks.run()
            except Exception as error:  # noqa: BLE001 (it is logged, and the loop goes on)
                self._say(error, f"worker: taking tasks failed; it is tried again in {pause:.0f} s")
                connections.close_all()
                self.stopped.wait(pause)
                pause = 1.0 if time.monotonic() - began > 60 else min(pause * 2, 30.0)
        connections.close_all()


def _prune() -> None:
    call_command("prune_db_task_results", min_age_days=KEEP_RESULTS.days, verbosity=0)


def run() -> None:
    """The worker's whole life."""
    Loop().run()
