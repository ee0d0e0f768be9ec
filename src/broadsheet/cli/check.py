"""`broadsheet check`: is all well, and what to do where it is not."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, cast

import typer

from broadsheet.cli.ground import django_ready, say

if TYPE_CHECKING:
    from broadsheet.checks.health import Finding

EXAMPLE = "Example: broadsheet check --pages"


def command(
    with_pages: Annotated[
        bool,
        typer.Option(
            "--pages",
            help="Make each stored page of this machine anew, and say which are not as they should be.",
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON array, for machines.")] = False,
) -> None:
    """Settings, home, disk, key, database, migrations, outlet, worker, schedule, pages: each ok, or what to do.

    Exit code 0 when all are ok, 1 when one is not.
    """
    django_ready()
    from django.utils import timezone

    from broadsheet.checks import health, pages

    now = timezone.now()
    findings = health.run(now)
    if any(one.name == "migrations" and one.ok for one in findings):
        stored = pages.stored(now)
        findings.append(stored)
        if with_pages and stored.ok:
            findings += _compared()
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            typer.echo(f"{'ok  ' if finding.ok else 'NOT '} {finding.name}: {finding.what}")
    raise typer.Exit(0 if all(finding.ok for finding in findings) else 1)


def _compared() -> list[Finding]:
    from django.core.asgi import get_asgi_application

    from broadsheet.checks import pages
    from broadsheet.delivery.rendering import App

    return pages.compared(
        cast("App", get_asgi_application()), lambda done, of: say(f"{done} of {of} pages made anew …")
    )
