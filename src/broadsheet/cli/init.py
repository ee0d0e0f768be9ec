"""`broadsheet init`: a new, empty paper."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from broadsheet.cli import demo
from broadsheet.cli.ground import Stop, has_outlet, home, migrated, say

EXAMPLE = (
    'Example: broadsheet init --name "The Courier" --domain courier.example --zone Asia/Baku'
    " --languages en,az --editor ada@courier.example"
)


def command(
    name: Annotated[str, typer.Option(help="The paper's name.")] = "",
    domain: Annotated[
        str | None,
        typer.Option(help="Where readers will find it: courier.example. Empty: wherever they come to."),
    ] = None,
    zone: Annotated[str, typer.Option(help="Its time zone, as Area/City.")] = "",
    languages: Annotated[
        str,
        typer.Option(help="Codes with commas between; the first one's addresses carry no language."),
    ] = "",
    editor: Annotated[str, typer.Option(help="The first editor's mail address.")] = "",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the editor's password from stdin.")
    ] = False,
) -> None:
    """A new, empty paper: name, domain, time zone, languages, first editor.

    At a terminal it asks for what was not given.
    """
    migrated()
    if has_outlet():
        raise Stop(
            "There is a paper in this database already. Another one wants a BROADSHEET_HOME of its own."
        )
    from django.core.exceptions import ValidationError

    from broadsheet.stories import founding

    asking = sys.stdin.isatty() and not password_stdin
    name = name or _ask(asking, "Name of the paper", "--name")
    domain = (
        domain if domain is not None else _ask(asking, "Domain (empty: wherever readers come to)", "", "")
    )
    zone = zone or _ask(asking, "Time zone", "", "UTC")
    languages = languages or _ask(asking, "Languages", "", "en")
    editor = editor or _ask(asking, "First editor's mail address", "--editor")
    try:
        outlet = founding.found(
            name=name,
            base_url=founding.address_of(domain),
            zone=zone,
            languages=[code.strip() for code in languages.split(",") if code.strip()],
            editor=(editor, _password(password_stdin)),
        )
    except ValidationError as error:
        raise Stop(" ".join(error.messages)) from error
    for marker in (demo.PASSWORD, demo.BUILT):  # what is here now is no demo, and not to be rebuilt as one
        (home() / marker).unlink(missing_ok=True)
    say(f"{outlet} is founded. Next: broadsheet serve, then sign in at /desk/ as {editor}.")


def _ask(asking: bool, question: str, option: str, default: str | None = None) -> str:
    if asking:
        return str(typer.prompt(question, default=default, err=True))
    if default is None:
        raise Stop(f"A paper needs {option}. `broadsheet init --help` shows an example.")
    return default


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise Stop("No terminal to ask for the editor's password: give it with --password-stdin.")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
