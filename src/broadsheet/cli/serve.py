"""`broadsheet serve`: web and background worker under one supervisor."""

from __future__ import annotations

import http.client
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from broadsheet import env
from broadsheet.cli import quick
from broadsheet.cli.ground import Stop, has_outlet, home, migrated, say

HOST = "127.0.0.1"
PORT = 8000
# So many who ask may wait until a web process has time for them; the system may allow fewer.
BACKLOG = 2048


def command(
    host: Annotated[str, typer.Option(help="Address to listen at; 0.0.0.0 is all of them.")] = HOST,
    port: Annotated[int, typer.Option(help="Port to listen at.", min=1, max=65535)] = PORT,
    workers: Annotated[int, typer.Option(help="Web processes. 0: as BROADSHEET_WORKERS says.", min=0)] = 0,
) -> None:
    """Serves the paper: web and background worker, until TERM or Ctrl-C.

    Exit code 0 when it was told to end, 1 when the web cannot be started.
    """
    check_port(host, port)
    folder = home()
    if quick.unchanged(folder) is None:
        migrated()
        if not has_outlet():
            raise Stop(
                "There is no paper yet."
                " `broadsheet init` founds an empty one, `broadsheet demo` builds one to try."
            )
        settle(folder)
    run(host, port, workers, ready=lambda: say(f"Broadsheet is at {address(host, port)}/ (Ctrl-C ends it)."))


def settle(folder: Path) -> None:
    """The last of a full start: static files are there, and the next start may be a quick one."""
    from django.db import connections

    quick.collect_static(say)
    connections.close_all()
    quick.remember(folder)


def run(host: str, port: int, workers: int, *, ready: Callable[[], None]) -> None:
    """Serves until told to end, then exits. The database is migrated and there is an outlet."""
    from broadsheet.cli.supervisor import Child, Supervisor

    # Ours, and not the web processes' own: whoever asks while one of them is started again waits, and is answered.
    listening = listen(host, port)
    broadsheet = [sys.executable, "-m", "broadsheet"]
    web = [*broadsheet, "web", "--fd", str(listening.fileno())]
    count = workers or env.read()["BROADSHEET_WORKERS"] or 1
    supervisor = Supervisor(
        [
            *(
                Child(f"web {number}" if count > 1 else "web", web, vital=True, files=(listening.fileno(),))
                for number in range(1, count + 1)
            ),
            Child("worker", [*broadsheet, "worker"]),
        ],
        say=lambda text: say(f"broadsheet: {text}"),
        answers=lambda: answers(host, port),
        ready=ready,
    )
    with listening:
        raise typer.Exit(supervisor.run())


def address(host: str, port: int) -> str:
    """What to type into a browser on this machine."""
    name = {"0.0.0.0": "localhost", "::": "localhost", "127.0.0.1": "localhost"}.get(host, host)  # noqa: S104
    name = f"[{name}]" if ":" in name else name
    return f"http://{name}" if port == 80 else f"http://{name}:{port}"


def check_port(host: str, port: int) -> None:
    """Raises Stop where nobody could listen at this port."""
    listen(host, port).close()


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises Stop where that cannot be."""
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(where)
            listening.listen(BACKLOG)
        except OSError:
            listening.close()
            raise
    except OSError as error:
        raise Stop(
            f"Cannot listen at {host} port {port}: {error.strerror or error}. Choose another with --port."
        ) from error
    return listening


def answers(host: str, port: int) -> bool:
    """Whether the web answers a request, whatever it says."""
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    connection = http.client.HTTPConnection(near, port, timeout=5)
    try:
        connection.request("HEAD", "/", headers={"Host": "localhost"})
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True
