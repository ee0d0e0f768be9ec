"""A quick start: when nothing has changed since the last one, neither Django nor its checks are waited for.

Loading Django takes seconds, and the web processes load it anyway. What the last full start found in order is
kept in `$BROADSHEET_HOME/started`, with a fingerprint of what is installed and which migrations were applied;
where both are the same still, the database is asked for the rest in plain SQL.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from broadsheet import env

STARTED = "started"
PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the database says: migrations as (count, newest), and the editions as (language code, path)."""

    migrations: tuple[int, int]
    outlets: int
    editions: tuple[tuple[str, str], ...]


def unchanged(home: Path) -> Facts | None:
    """The facts, when all is as the last full start left it; None when a full start is wanted."""
    try:
        kept = json.loads((home / STARTED).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    facts = ask(home)
    same = kept == _marks(home, facts) and (home / "static" / ".collected").exists()
    return facts if facts and facts.outlets and same else None


def remember(home: Path) -> None:
    """After a full start: all is in order now."""
    (home / STARTED).write_text(json.dumps(_marks(home, ask(home))), "utf-8")


def _marks(home: Path, facts: Facts | None) -> dict[str, Any]:
    return {
        "installed": fingerprint(),
        "migrations": list(facts.migrations) if facts else None,
        "home": str(home),
    }


def fingerprint() -> str:
    """Changes with the versions installed and with each migration and static file. No file is opened."""
    digest = hashlib.sha256()
    for name in ("Django", "wagtail", "whitenoise", "django-tasks-db", "django-axes"):
        digest.update(f"{name} {version(name)}\n".encode())
    digest.update(f"debug {env.read()['BROADSHEET_DEBUG']}\n".encode())
    for folder in sorted((*PACKAGE.glob("*/static"), *PACKAGE.glob("*/migrations"))):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                facts = path.stat()
                digest.update(f"{path.relative_to(PACKAGE)} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def collect_static(say: Callable[[str], None]) -> None:
    """Collects static files, unless those of just this installation are in $BROADSHEET_HOME/static."""
    from django.conf import settings
    from django.core.management import call_command

    marker = Path(str(settings.STATIC_ROOT)) / ".collected"
    wanted = fingerprint()
    if marker.exists() and marker.read_text("ascii") == wanted:
        return
    say("Collecting static files …")
    call_command("collectstatic", interactive=False, verbosity=0)
    marker.write_text(wanted, "ascii")


def ask(home: Path) -> Facts | None:
    """What the database says, or None where it does not answer or has not these tables."""
    with contextlib.suppress(*_errors()), _cursor(home) as cursor:
        cursor.execute("SELECT count(*), coalesce(max(id), 0) FROM django_migrations")
        count, newest = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM stories_outlet")
        (outlets,) = cursor.fetchone()
        cursor.execute(
            "SELECT language_code, position FROM stories_edition"
            " JOIN wagtailcore_locale ON wagtailcore_locale.id = stories_edition.locale_id ORDER BY position"
        )
        editions = tuple((code, f"/{code}/" if position else "/") for code, position in cursor.fetchall())
        return Facts((count, newest), outlets, editions)
    return None


def _errors() -> tuple[type[Exception], ...]:
    if _url():
        import psycopg

        return (psycopg.Error,)
    return (sqlite3.Error,)


@contextlib.contextmanager
def _cursor(home: Path) -> Iterator[Any]:
    if url := _url():
        import psycopg

        with psycopg.connect(url, connect_timeout=5) as server, server.cursor() as cursor:
            yield cursor
        return
    with contextlib.closing(sqlite3.connect(f"file:{home / 'db.sqlite3'}?mode=ro", uri=True)) as lite:
        yield lite.cursor()


def _url() -> str:
    return str(env.read()["DATABASE_URL"])
