"""The program's commands: one file each. Results go to stdout, talk to stderr."""

from __future__ import annotations

from typing import Annotated

import typer

from broadsheet.cli import check, demo, import_, init, manage, serve, web, worker
from broadsheet.cli.ground import trouble_in_one_line

app = typer.Typer(
    name="broadsheet",
    help="A newsroom's whole publishing operation in one program.",
    epilog="Example: broadsheet demo",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

app.command("demo", epilog="Example: broadsheet demo --port 8080")(demo.command)
app.command("init", epilog=init.EXAMPLE)(init.command)
app.command("serve", epilog="Example: broadsheet serve --host 0.0.0.0 --port 80 --workers 4")(serve.command)
app.command("web", hidden=True, epilog="Example: broadsheet web --fd 3")(web.command)
app.command("worker", hidden=True, epilog="Example: broadsheet worker")(worker.command)
app.command("import", epilog=import_.EXAMPLE)(import_.command)
app.command("check", epilog=check.EXAMPLE)(check.command)
app.command(
    "manage",
    epilog="Example: broadsheet manage createsuperuser",
    add_help_option=False,
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)(manage.command)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"broadsheet {version('broadsheet')}")
        raise typer.Exit


@app.callback()
def _root(
    _: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """A newsroom's whole publishing operation in one program."""


def main() -> None:
    """Run the command that the arguments name. Trouble that one can mend is one line and exit code 2."""
    with trouble_in_one_line():
        app()
