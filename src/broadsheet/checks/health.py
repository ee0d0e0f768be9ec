"""What `broadsheet check` looks at: each a function that says ok, or what to do."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

ENOUGH_DISK = 1_000_000_000
ALIVE_WITHIN = timedelta(seconds=15)
LATE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: `name` was looked at; it is `ok`, or `what` is to be done."""

    name: str
    ok: bool
    what: str


def ok(name: str, what: str) -> Finding:
    """All is well with it; `what` says how it is."""
    return Finding(name, ok=True, what=what)


def amiss(name: str, what: str) -> Finding:
    """Something is wrong with it; `what` says what to do."""
    return Finding(name, ok=False, what=what)


def run(now: datetime) -> list[Finding]:
    """All findings. `now` is aware. What cannot be looked at since another thing is amiss is left out."""
    findings = [_settings(), _home(), _disk(), _key()]
    database = _database()
    findings.append(database)
    if not database.ok:
        return findings
    migrations = _migrations()
    findings.append(migrations)
    if migrations.ok:
        outlet = _outlet()
        findings.append(outlet)
        if outlet.ok:
            findings += [_worker(now), *_schedule(now), *_in_front(now)]
    return findings


def _settings() -> Finding:
    serious = [message for message in checks.run_checks() if message.level >= checks.ERROR]
    if serious:
        return amiss("settings", "; ".join(message.msg for message in serious))
    if settings.DEBUG:
        return amiss("settings", "BROADSHEET_DEBUG is on: never where readers come.")
    return ok("settings", "they fit")


def _home() -> Finding:
    home = Path(settings.HOME)
    try:
        probe = home / ".check"
        probe.touch()
        probe.unlink()
    except OSError as error:
        return amiss("home", f"{home} cannot be written ({error.strerror}): mend its rights.")
    return ok("home", f"{home} can be written")


def _disk() -> Finding:
    free = shutil.disk_usage(settings.HOME).free
    text = f"{free / 1e9:.1f} GB free"
    if free < ENOUGH_DISK:
        return amiss("disk", f"{text}: make room, or uploads and drafts will be refused.")
    return ok("disk", text)


def _key() -> Finding:
    if settings.VALUES["BROADSHEET_SECRET_KEY"]:
        if len(settings.SECRET_KEY) < 50:
            return amiss("key", "BROADSHEET_SECRET_KEY is short: it wants 50 random characters.")
        return ok("key", "given by BROADSHEET_SECRET_KEY")
    path = Path(settings.HOME) / "secret-key"
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        return amiss("key", f"{path} is gone: sessions end with the next start, which makes a new one.")
    if mode & 0o077:
        return amiss("key", f"{path} can be read by others (mode {mode:o}): chmod 600 {path}")
    return ok("key", "readable by its owner alone")


def _database() -> Finding:
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        first = (str(error).strip().splitlines() or [type(error).__name__])[0]
        return amiss("database", f"it does not answer: {first}. Look at DATABASE_URL.")
    return ok("database", f"{connection.display_name} answers")


def _migrations() -> Finding:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        return amiss("migrations", f"{len(plan)} to be applied: broadsheet manage migrate")
    return ok("migrations", "all applied")


def _outlet() -> Finding:
    from broadsheet.stories.models import Outlet

    outlet = Outlet.objects.first()
    if outlet is None:
        return amiss("outlet", "There is none yet: broadsheet init, or broadsheet demo.")
    return ok("outlet", outlet.name)


def _worker(now: datetime) -> Finding:
    path = Path(settings.HOME) / "worker-alive"
    try:
        age = now.timestamp() - path.stat().st_mtime
    except FileNotFoundError:
        return amiss("worker", "It never ran here: broadsheet serve starts it.")
    if age > ALIVE_WITHIN.total_seconds():
        return amiss("worker", f"Last seen {age:.0f} s ago: broadsheet serve starts it.")
    return ok("worker", "alive")


def _schedule(now: datetime) -> Iterator[Finding]:
    from broadsheet.stories import schedule

    overdue = [one for one in schedule.due(now) if now - one.at > LATE]
    if not overdue:
        yield ok("schedule", "nothing is overdue")
    for one in overdue[:20]:
        late = now - one.at
        yield amiss(
            "schedule",
            f"{one.verb} {one.key} is {late.total_seconds():.0f} s late: the worker's log says why.",
        )


def _in_front(now: datetime) -> Iterator[Finding]:
    from broadsheet.delivery.purge.choosing import backends
    from broadsheet.delivery.purge.telling import standings

    for one in standings(backends(settings.IN_FRONT)):
        if one.succeeded_at is None and not one.error:
            yield amiss("in front", f"{one.name} was never told anything: the worker does that.")
        elif one.error and one.failing_since:
            late = (now - one.failing_since).total_seconds()
            what = (
                f"{one.name} was not told of the last changes ({one.backlog}), for {late:.0f} s: {one.error}"
            )
            yield amiss("in front", what)
        else:
            yield ok("in front", f"{one.name} was told of all changes but {one.backlog}")
