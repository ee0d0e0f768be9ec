"""`broadsheet demo`: an invented paper to try, built once and served."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Annotated

import typer

from broadsheet.cli import quick, serve
from broadsheet.cli.ground import Stop, has_outlet, home, migrated, say

EDITOR = "editor@demo.example"
# Files in the home that say: the paper here is a demo, and it was built to its end.
PASSWORD = "demo-password"  # noqa: S105 (a file's name)
BUILT = "demo-built"


def command(
    host: Annotated[str, typer.Option(help="Address to listen at.")] = serve.HOST,
    port: Annotated[int, typer.Option(help="Port to listen at.", min=1, max=65535)] = serve.PORT,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Throw away the demo paper that is there and build it anew.")
    ] = False,
) -> None:
    """Builds the demo paper if there is none, serves it, prints its addresses and the editor's sign-in."""
    serve.check_port(host, port)
    folder = home()
    if rebuild:
        _throw_away(folder)
    if not (folder / BUILT).exists() or quick.unchanged(folder) is None:
        migrated()
        if not (folder / BUILT).exists():
            _build(folder)
        _editor(password(folder))
        serve.settle(folder)
    serve.run(host, port, 0, ready=lambda: _welcome(serve.address(host, port), folder))


def _build(folder: Path) -> None:
    if has_outlet():
        _refuse(folder)
    from broadsheet.demo import build

    say("Building the demo paper, which takes about a minute …")
    password(folder)
    build.build(say)
    (folder / BUILT).touch()


def password(folder: Path) -> str:
    """The demo editor's, made once for each home, kept where its owner alone can read it."""
    path = folder / PASSWORD
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(9), "ascii")
    return path.read_text("ascii").strip()


def _refuse(folder: Path) -> None:
    if (folder / PASSWORD).exists():
        raise Stop("The demo paper was not built to its end. Build it anew: broadsheet demo --rebuild")
    raise Stop("There is a real paper in this database. A demo wants a BROADSHEET_HOME of its own.")


def _throw_away(folder: Path) -> None:
    """Empties the database of a demo paper, and of nothing else."""
    migrated()
    if has_outlet() and not (folder / PASSWORD).exists():
        raise Stop("There is a real paper in this database, not a demo: it is not thrown away.")
    import shutil

    from django.conf import settings
    from django.db import connection

    (folder / BUILT).unlink(missing_ok=True)
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
    if connection.vendor == "sqlite":
        path: Path = settings.DATABASE_FILE
        connection.close()
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        # A running process makes no database of itself.
        path.touch()
    else:
        with connection.cursor() as cursor:
            cursor.execute("SELECT quote_ident(current_schema())")
            (schema,) = cursor.fetchone()
            cursor.execute(f"DROP SCHEMA {schema} CASCADE")
            cursor.execute(f"CREATE SCHEMA {schema}")


def _editor(secret: str) -> None:
    """The demo's editor can sign in, with the password of this home."""
    from django.contrib.auth import get_user_model

    model = get_user_model()
    user = model.objects.filter(username=EDITOR).first() or model(username=EDITOR, email=EDITOR)
    if user.pk is None or not user.check_password(secret):
        user.is_superuser = user.is_staff = True
        user.first_name = user.first_name or "Demo"
        user.last_name = user.last_name or "Editor"
        user.set_password(secret)
        user.save()


def _welcome(base: str, folder: Path) -> None:
    from django.conf.locale import LANG_INFO

    facts = quick.ask(folder)
    lines = [
        (str(LANG_INFO.get(code, {}).get("name_local", code)).capitalize(), f"{base}{path}")
        for code, path in (facts.editions if facts else ())
    ]
    lines.append(("Desk", f"{base}/desk/  as {EDITOR}, password {password(folder)}"))
    wide = max(len(name) for name, _address in lines)
    for name, where in lines:
        typer.echo(f"  {name:<{wide}}  {where}")
    say("Ctrl-C ends it.")
