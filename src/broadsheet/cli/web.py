"""`broadsheet web`: one web process. `broadsheet serve` starts as many as are wanted, with one socket for all."""

from __future__ import annotations

import socket
from typing import Annotated

import typer


def command(fd: Annotated[int, typer.Option(help="Number of the file of a socket that listens.")]) -> None:
    """Answers requests. `broadsheet serve` runs it."""
    from broadsheet.asgi import application
    from broadsheet.delivery.server import serve

    serve(application, socket.socket(fileno=fd))
