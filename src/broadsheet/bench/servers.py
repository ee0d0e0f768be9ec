"""Servers to measure: the paper itself, and nginx with the same bytes. On this machine only, ended by process."""

from __future__ import annotations

import gzip
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from broadsheet import env

HOST = "127.0.0.1"
WORKERS = 2

NGINX = """
daemon off; worker_processes {workers}; pid {folder}/pid; error_log {folder}/error.log crit;
events {{ worker_connections 1024; multi_accept on; }}
http {{
  access_log off; sendfile on; tcp_nopush on; tcp_nodelay on; etag on;
  keepalive_timeout 60; keepalive_requests 100000000; server_tokens off;
  open_file_cache max=1000 inactive=60s; open_file_cache_valid 60s; open_file_cache_min_uses 1;
  gzip_static on; gzip_vary on; default_type text/html;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  server {{ listen {host}:{port} reuseport; root {folder}/root; }}
}}
"""


class Lacking(RuntimeError):
    """Something that the measurement needs is not on this machine; the message says how to get it."""


@dataclass(frozen=True, slots=True)
class Got:
    """An answer: status, headers in small letters, body as it came."""

    status: int
    headers: dict[str, str]
    body: bytes


def where(program: str) -> str | None:
    """The program's file. Debian keeps servers in a folder that only root looks into."""
    return shutil.which(program) or shutil.which(program, path="/usr/sbin")


def need(*programs: str) -> None:
    """Raises Lacking for the first that is not here."""
    for program in programs:
        if where(program) is None:
            raise Lacking(f"{program} is not on this machine. On Debian and Ubuntu: apt install {program}")


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def get(port: int, path: str, headers: dict[str, str] | None = None, *, host: str = "localhost") -> Got:
    """Asks a server of this machine."""
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    try:
        connection.request("GET", path, headers={"Host": host, **(headers or {})})
        answer = connection.getresponse()
        return Got(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
    finally:
        connection.close()


@contextmanager
def _running(
    argv: Sequence[str], environ: dict[str, str], port: int, log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as kept:
        process = subprocess.Popen(argv, env=environ, stdout=kept, stderr=kept, start_new_session=True)  # noqa: S603
    try:
        _wait(process, port, log)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise Lacking(f"{Path(str(process.args[0])).name} ended: {log.read_text()[-2000:]}")  # type: ignore[index]
        try:
            if get(port, "/").status < 500:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise Lacking(f"no answer on port {port}: {log.read_text()[-2000:]}")


@contextmanager
def paper(home: Path, *, database: str = "") -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The paper in `home`, served; gives its port and the supervisor's process."""
    port = free_port()
    environ = env.child(BROADSHEET_HOME=str(home), DATABASE_URL=database)
    argv = [
        sys.executable,
        "-m",
        "broadsheet",
        "serve",
        "--host",
        HOST,
        "--port",
        str(port),
        "--workers",
        str(WORKERS),
    ]
    with _running(argv, environ, port, home / "bench-serve.log") as process:
        yield port, process


@contextmanager
def nginx(folder: Path, files: dict[str, bytes]) -> Iterator[int]:
    """An nginx with these files (name to content), each also compressed beforehand; gives its port."""
    shutil.rmtree(folder, ignore_errors=True)
    root = folder / "root"
    root.mkdir(parents=True)
    for name, content in {"index.html": b"nginx", **files}.items():
        (root / name).write_bytes(content)
        (root / f"{name}.gz").write_bytes(gzip.compress(content, 6))
    # Its workers run as a user of their own when it is started by root.
    folder.chmod(0o755)
    for above in folder.parents:
        if above.stat().st_uid == os.getuid() and above != Path("/"):
            above.chmod(above.stat().st_mode | 0o011)
    port = free_port()
    config = folder / "nginx.conf"
    config.write_text(NGINX.format(folder=folder, workers=WORKERS, host=HOST, port=port))
    program = where("nginx") or "nginx"
    with _running([program, "-c", str(config), "-p", str(folder)], env.child(), port, folder / "out.log"):
        yield port


def memory(process: subprocess.Popen[bytes]) -> int:
    """Bytes that the process and all below it hold for themselves (PSS, of Linux)."""
    total = 0
    for key in [process.pid, *below(process.pid)]:
        try:
            text = Path(f"/proc/{key}/smaps_rollup").read_text("ascii")
        except OSError:
            continue
        total += sum(int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith("Pss:"))
    return total


def below(key: int) -> Iterator[int]:
    """The processes that this one has started, and theirs."""
    for task in Path(f"/proc/{key}/task").glob("*/children"):
        for child in task.read_text("ascii").split():
            yield int(child)
            yield from below(int(child))
