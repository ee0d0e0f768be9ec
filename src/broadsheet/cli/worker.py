"""`broadsheet worker`: what happens without a visitor. `broadsheet serve` starts it."""

from __future__ import annotations

from broadsheet.cli.ground import database_ready


def command() -> None:
    """Background tasks and the schedule. `broadsheet serve` runs it; alone it is for machines without web."""
    database_ready()
    from broadsheet.cli.worker_loop import run

    run()
