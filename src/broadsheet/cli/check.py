"""`broadsheet check`: is all well, and what to do where it is not."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from broadsheet.cli.ground import django_ready


def command(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON array, for machines.")] = False,
) -> None:
    """Settings, home, disk, key, database, migrations, outlet, worker, schedule: each ok, or what to do.

    Exit code 0 when all are ok, 1 when one is not.
    """
    django_ready()
    from django.utils import timezone

    from broadsheet.checks import health

    findings = health.run(timezone.now())
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            typer.echo(f"{'ok  ' if finding.ok else 'NOT '} {finding.name}: {finding.what}")
    raise typer.Exit(0 if all(finding.ok for finding in findings) else 1)
