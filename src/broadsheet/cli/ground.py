"""What the commands stand on: Django made ready, a home that can be written, a database that answers."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import typer

from broadsheet import env


class Stop(Exception):
    """Trouble that whoever called can mend: printed as one line, exit code 2."""


def say(text: str = "") -> None:
    """Talk, as against results: to stderr."""
    typer.echo(text, err=True)


@contextlib.contextmanager
def trouble_in_one_line() -> Iterator[None]:
    """Turns Stop and EnvError into one line on stderr and exit code 2, Ctrl-C into 130."""
    try:
        yield
    except (Stop, env.EnvError) as error:
        say("broadsheet: " + " ".join(str(error).split()))
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read our output has enough of it; Python shall not complain about that at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)


def home() -> Path:
    """$BROADSHEET_HOME, made if there is none. Raises Stop where it cannot be written."""
    folder: Path = env.read()["BROADSHEET_HOME"]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".written-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise Stop(
            f"BROADSHEET_HOME={folder} cannot be written ({error.strerror})."
            " Name a folder that can, or mend its rights."
        ) from error
    return folder


def django_ready() -> None:
    """Settings read, apps loaded. Raises EnvError or Stop."""
    home()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "broadsheet.settings")
    import django

    # Modules are loaded and none let go: looking for garbage meanwhile costs a quarter of the time.
    gc.disable()
    django.setup()
    gc.freeze()
    gc.enable()


def database_ready() -> None:
    """As django_ready, and the database answers. Raises Stop with its one line of complaint."""
    django_ready()
    from django.db import DatabaseError, connection

    try:
        connection.ensure_connection()
    except DatabaseError as error:
        first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        from django.conf import settings

        name = connection.settings_dict
        there = f"{name['HOST']}:{name['PORT'] or 5432}/{name['NAME']}"
        where = there if name.get("HOST") else str(settings.DATABASE_FILE)
        raise Stop(f"The database at {where} does not answer: {first} Look at DATABASE_URL.") from error


def migrated() -> None:
    """As database_ready, and its tables are those of this version: what is missing is made, and said."""
    django_ready()
    from django.conf import settings

    if not settings.VALUES["DATABASE_URL"]:
        settings.DATABASE_FILE.touch()
    database_ready()
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        say(f"Making the database ready: {len(plan)} migration{'s' if len(plan) > 1 else ''} …")
        call_command("migrate", interactive=False, verbosity=0)


def has_outlet() -> bool:
    """Whether the paper has been founded. The database is migrated."""
    from broadsheet.stories.models import Outlet

    return Outlet.objects.exists()
