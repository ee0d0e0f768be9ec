"""Writes the pages of `docs/reference` from what the program says of itself. With --check: says whether they are so."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import typer.main

from broadsheet import env
from broadsheet.cli import app

FOLDER = Path(__file__).parent / "reference"
EXAMPLE = "Example: "

EXIT_CODES = (
    ("0", "All went well."),
    ("1", "Something did not go well: the command's own text says what, or a traceback, where nobody foresaw it."),
    ("2", "It was not begun: an argument or a setting does not fit. One line on stderr says which, and what to do."),
    ("130", "Ctrl-C ended it."),
    ("141", "Whoever read its output had enough of it, as `head` has."),
)  # fmt: skip


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table in Markdown."""
    for row in (head, ["---"] * len(head), *rows):
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"


def settings() -> str:
    """The environment variables."""
    lines = [
        "# Settings",
        "",
        "Broadsheet is set up by environment variables alone. An empty variable counts as one that is not there; one",
        "that does not fit stops every command with a line that says what it takes. What belongs to the paper itself,",
        "its name, address, time zone and editions, is kept in its database and changed at the desk, under *Settings*.",
        "",
    ]
    lines += table(
        ("variable", "without it", "takes", "what for"),
        [
            (f"`{one.name}`", f"`{one.default}`" if one.default else "–", one.wants, one.about)
            for one in env.VARIABLES
        ],
    )
    return "\n".join([*lines, ""])


def _default(param: Any) -> str:
    if param.required:
        return "has to be given"
    if getattr(param, "is_flag", False):
        return "off"
    return "–" if param.default in {None, ""} else f"`{param.default}`"


def _params(command: Any) -> Iterator[str]:
    """A table of its arguments, then its options; nothing where it has neither."""
    shown = [one for one in command.params if not one.hidden]
    # An argument has no dashes.
    shown.sort(key=lambda one: one.opts[0].startswith("-"))
    rows = []
    for one in shown:
        name = ", ".join(f"`{opt}`" for opt in (*one.opts, *one.secondary_opts))
        rows.append(
            (name if name.startswith("`-") else f"`{one.name.upper()}`", _default(one), one.help or "")
        )
    if rows:
        yield from ["", *table(("argument or option", "without it", "what for"), rows)]


def _section(title: str, command: Any) -> Iterator[str]:
    yield from ["", f"## {title}", "", command.help.strip()]
    yield from _params(command)
    yield from ["", f"    {command.epilog.removeprefix(EXAMPLE)}"]


def commands() -> str:
    """The commands of the program."""
    root: Any = typer.main.get_command(app)
    lines = [
        "# Commands",
        "",
        "Results go to stdout, everything that is only said along the way to stderr. `--help` after any of them shows",
        "what stands here.",
        *_section("broadsheet", root),
    ]
    for name, command in root.commands.items():
        if not command.hidden:
            lines += _section(f"broadsheet {name}", command)
    lines += ["", "## Exit codes", "", *table(("code", "means"), EXIT_CODES), ""]
    return "\n".join(lines)


PAGES = {"settings.md": settings, "commands.md": commands}


def outdated() -> list[str]:
    """The pages that are not what the program says now."""
    return [
        name
        for name, page in PAGES.items()
        if not (FOLDER / name).is_file() or (FOLDER / name).read_text("utf-8") != page()
    ]


def main(arguments: Sequence[str]) -> int:
    """Writes all pages, or with --check says which ones are out of date; the exit code is then 1."""
    if "--check" in arguments:
        for name in outdated():
            print(f"docs/reference/{name} is out of date: make reference")
        return 1 if outdated() else 0
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
