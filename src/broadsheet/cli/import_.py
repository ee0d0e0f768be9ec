"""`broadsheet import`: stories from files."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from broadsheet.cli.ground import Stop, migrated, say

if TYPE_CHECKING:
    from broadsheet.archive.load import Result

EXAMPLE = "Example: broadsheet import captures/ --section city"


def command(
    path: Annotated[Path, typer.Argument(help="A saved page (text or HTML), or a folder of them.")],
    section: Annotated[str, typer.Option(help="Slug of the section that takes the stories.")] = "",
    edition: Annotated[
        str, typer.Option(help="Language of the edition; without it the outlet's first.")
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would happen and keep nothing.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report for a machine.")] = False,
) -> None:
    """Brings stories in from saved pages, and reports what was read, left out and missing.

    A file that was imported before changes nothing, unless the file itself has changed.

    Exit code 1 when a file was refused.
    """
    migrated()
    from broadsheet.archive.load import Outcome, files, load

    where, into = _target(edition, section)
    try:
        found = list(files(path))
    except FileNotFoundError as error:
        raise Stop(f"There is no {path}.") from error
    counts: Counter[str] = Counter()
    reports = []
    for number, one in enumerate(found, 1):
        result = load(one, edition=where, section=into, dry=dry_run)
        counts[result.outcome.value] += 1
        if as_json:
            reports.append(_account(result))
        else:
            _tell(result)
        if len(found) > 1:
            say(f"{number} of {len(found)}: {one.name}")
    total = ", ".join(f"{count} {outcome}" for outcome, count in counts.items()) or "nothing found"
    if as_json:
        typer.echo(
            json.dumps({"files": reports, "counts": counts, "dry_run": dry_run}, ensure_ascii=False, indent=2)
        )
    say(f"{total}{' (dry run: nothing was kept)' if dry_run else ''}.")
    if counts[Outcome.REFUSED.value]:
        raise typer.Exit(1)


def _target(edition: str, section: str) -> tuple[Any, Any]:
    from broadsheet.stories.models import Edition, Section

    editions = list(Edition.objects.select_related("locale"))
    if not editions:
        raise Stop("There is no paper in this database yet. Start one: broadsheet init, or broadsheet demo.")
    chosen = next((one for one in editions if not edition or one.code == edition), None)
    if chosen is None:
        raise Stop(f"There is no edition {edition!r}. There are: {', '.join(one.code for one in editions)}.")
    if not section:
        return chosen, None
    sections = {one.slug: one for one in Section.objects.filter(locale=chosen.locale)}
    if section not in sections:
        raise Stop(f"There is no section {section!r} in {chosen}. There are: {', '.join(sorted(sections))}.")
    return chosen, sections[section]


def _account(result: Result) -> dict[str, Any]:
    from broadsheet.archive.load import lost

    told: dict[str, Any] = {"file": str(result.path), "outcome": result.outcome.value}
    if result.error:
        told["error"] = result.error
    if result.item and result.story:
        told |= {
            "headline": result.item.headline,
            "published_at": result.item.published_at.isoformat() if result.item.published_at else None,
            "bylines": list(result.item.bylines),
            "address": result.story.get_absolute_url(),
            "recognised": [list(pair) for pair in result.report.recognised],
            "left_out": [list(pair) for pair in result.report.left_out],
            "missing": list(result.report.missing),
            "not_fetched": list(lost(result.item)),
        }
    return told


def _tell(result: Result) -> None:
    told = _account(result)
    if "error" in told:
        say(f"refused: {told['error']}")
        return
    typer.echo(f"{told['outcome']}: {told['headline']}")
    typer.echo(f"  published {told['published_at']}, by {', '.join(told['bylines']) or 'nobody named'}")
    typer.echo(f"  at {told['address']}")
    for what, value in told["recognised"]:
        typer.echo(f"  recognised {what}: {value[:70]}")
    for why, text in told["left_out"]:
        typer.echo(f"  left out ({why}): {text[:70]}")
    for name in told["missing"]:
        typer.echo(f"  named but missing: {name}")
    for address in told["not_fetched"]:
        typer.echo(f"  not fetched: {address}")
