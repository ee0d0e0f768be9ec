"""Load by wrk, and what it says of it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

THREADS, CONNECTIONS = 2, 32

_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}

# Asks for one address after the other, and says at the end how many answers were of which status.
_LUA = """
local paths = {{ {paths} }}
local n = 0
request = function() n = n + 1; return wrk.format("GET", paths[n % #paths + 1]) end
"""


@dataclass(frozen=True, slots=True)
class Load:
    """Requests a second, milliseconds that 99 of 100 stayed below, and how many were no 2xx or 3xx or broke off."""

    per_second: float
    p99: float
    errors: int


def command(
    port: int, paths: Sequence[str], seconds: float, headers: dict[str, str], script: Path
) -> list[str]:
    """Its arguments; `script` is written where there are several paths."""
    argv = [
        "wrk",
        f"-t{THREADS}",
        f"-c{CONNECTIONS}",
        f"-d{seconds:g}s",
        "--latency",
        "-H",
        "Host: localhost",
    ]
    for name, value in headers.items():
        argv += ["-H", f"{name}: {value}"]
    if len(paths) > 1:
        script.write_text(_LUA.format(paths=", ".join(f'"{path}"' for path in paths)))
        argv += ["-s", str(script)]
    return [*argv, f"http://127.0.0.1:{port}{paths[0] if len(paths) == 1 else '/'}"]


def run(port: int, paths: Sequence[str], seconds: float, headers: dict[str, str], script: Path) -> Load:
    """One load, to its end."""
    argv = command(port, paths, seconds, headers, script)
    found = subprocess.run(argv, capture_output=True, text=True, check=True, timeout=seconds + 60)  # noqa: S603
    return read(found.stdout)


def read(text: str) -> Load:
    """The report of wrk. Raises ValueError where it is none."""
    rate = re.search(r"Requests/sec:\s+([\d.]+)", text)
    p99 = re.search(r"99%\s+([\d.]+)(us|ms|s|m)\b", text)
    if rate is None or p99 is None:
        raise ValueError(f"not a report of wrk: {text[:200]!r}")
    errors = sum(int(number) for number in re.findall(r"Non-2xx or 3xx responses: (\d+)", text))
    if broken := re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", text):
        errors += sum(map(int, broken.groups()))
    return Load(float(rate[1]), float(p99[1]) * _UNITS[p99[2]], errors)
