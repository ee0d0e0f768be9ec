"""A PostgreSQL of the tests' own, on this machine only, that can be stopped and paused."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from broadsheet.bench import servers

_QUICK = "-c fsync=off -c shared_buffers=32MB -c max_connections=60"


def programs():
    """Where PostgreSQL's programs for servers are; None where they are not installed."""
    there = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name.split(".")[0])
    )
    if there and (there[-1] / "initdb").exists():
        return there[-1]
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


class Cluster:
    """Begun by `start`, with an empty database at `url`; `close` takes it away. PostgreSQL refuses to run as root."""

    def __init__(self):
        self.programs = programs()
        self.port = servers.free_port()
        self.url = f"postgres://paper@{servers.HOST}:{self.port}/postgres"
        # Not below a folder of the tests, which only their user may enter.
        self.folder = Path(tempfile.mkdtemp(prefix="paper-database-"))
        self._as = {}
        if os.geteuid() == 0:
            user = next(one for name in ("postgres", "nobody") if (one := _user(name)))
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self._as = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        self._run("initdb", "-A", "trust", "-U", "paper", "-E", "UTF8", "--no-locale", "-N", "-D", self._data)

    @property
    def _data(self):
        return str(self.folder / "data")

    def _run(self, program, *argv):
        # The server inherits what it writes to, and would hold a pipe open.
        with (self.folder.with_name(f"{self.folder.name}.log")).open("ab") as log:
            subprocess.run(
                [str(self.programs / program), *argv],
                check=True, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd="/", timeout=120, **self._as,
            )  # fmt: skip

    def start(self):
        options = f"-p {self.port} -h {servers.HOST} -k '{self.folder}' {_QUICK}"
        self._run("pg_ctl", "start", "-w", "-D", self._data, "-o", options)

    def stop(self):
        """At once, as a crash does it."""
        self._run("pg_ctl", "stop", "-m", "immediate", "-D", self._data)

    def pause(self):
        """Answers nothing and refuses nothing any more."""
        self._signal(signal.SIGSTOP)

    def go_on(self):
        self._signal(signal.SIGCONT)

    def _signal(self, what):
        postmaster = int(Path(self._data, "postmaster.pid").read_text().split()[0])
        # The postmaster first, so that no process is begun behind our back.
        os.kill(postmaster, what)
        for key in list(servers.below(postmaster)):
            with suppress(ProcessLookupError):
                os.kill(key, what)

    def close(self):
        if Path(self._data, "postmaster.pid").exists():
            self.go_on()
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.with_name(f"{self.folder.name}.log").unlink(missing_ok=True)


def _user(name):
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None
