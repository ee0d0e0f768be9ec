"""`broadsheet import`: stories from files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from broadsheet.cli.ground import Stop

EXAMPLE = "Example: broadsheet import captures/ --section city"


def command(path: Annotated[Path, typer.Argument(help="A file or a folder.")]) -> None:
    """Brings stories in from files."""
    raise Stop(f"Cannot import {path}: no reader of files is installed.")
