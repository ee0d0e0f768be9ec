"""`broadsheet manage …`: Django's own commands."""

from __future__ import annotations

import typer

from broadsheet.cli.ground import django_ready


def command(context: typer.Context) -> None:
    """Django's own commands: `broadsheet manage help` lists them."""
    django_ready()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["broadsheet manage", *context.args])
