"""Stored pages against nginx with the same bytes: two workers each, the same load, in turn, in one run.

The paper is the demo paper, built once. Five turns each, of which the median counts; what counts is the ratio.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import statistics
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from broadsheet import env
from broadsheet.bench import load, servers
from broadsheet.bench.load import Load

GOAL = 0.6


@dataclass(frozen=True, slots=True)
class Case:
    """What is asked of both: our path, nginx's file, headers for each."""

    name: str
    path: str
    file: str
    ours: dict[str, str]
    theirs: dict[str, str]


def say(text: str) -> None:
    """To whoever watches."""
    print(f"bench: {text}", file=sys.stderr, flush=True)


def build(home: Path) -> None:
    """The demo paper, if it is not there."""
    if (home / "demo-built").exists():
        return
    say("building the demo paper")
    code = (
        "import pathlib, sys; from broadsheet.cli import demo, ground, serve; home = pathlib.Path(sys.argv[1]);"
        " ground.migrated(); demo._build(home); serve.settle(home)"
    )
    subprocess.run(  # noqa: S603 (our own)
        [sys.executable, "-c", code, str(home)],
        env=env.child(BROADSHEET_HOME=str(home), DATABASE_URL=""), check=True,
    )  # fmt: skip


def pages(port: int) -> dict[str, str]:
    """Name to path: the front, its first story, the feed."""
    front = servers.get(port, "/").body.decode()
    story = next(
        part.split('"')[0]
        for part in front.split('href="')[1:]
        if part.startswith("/20") and part.count("/") > 3
    )
    return {"story": story, "front": "/", "feed": "/feed.rss"}


def cases(port: int, nginx: int, found: dict[str, str]) -> list[Case]:
    """Each page as it is, compressed, and asked for by one who has it already."""
    made = []
    for name, path in found.items():
        for encoding in ("identity", "gzip"):
            headers = {"Accept-Encoding": encoding}
            made.append(Case(f"{name}, {encoding}", path, f"/{name}.html", headers, headers))
    tags = [
        servers.get(at, path).headers.get("etag", "")
        for at, path in ((port, found["story"]), (nginx, "/story.html"))
    ]
    made.append(Case("story, 304", found["story"], "/story.html", *({"If-None-Match": tag} for tag in tags)))
    return made


def measure(
    port: int, nginx: int, asked: list[Case], turns: int, seconds: float, folder: Path
) -> dict[tuple[str, str], list[Load]]:
    """Loads by (case, server)."""
    kept: dict[tuple[str, str], list[Load]] = defaultdict(list)
    chance = random.Random(1)
    for turn in range(turns):
        for case in asked:
            both = [("broadsheet", port, case.path, case.ours), ("nginx", nginx, case.file, case.theirs)]
            for server, at, path, headers in chance.sample(both, 2):
                kept[case.name, server].append(load.run(at, [path], seconds, headers, folder / "wrk.lua"))
        say(f"turn {turn + 1} of {turns}")
    return kept


def table(times: dict[tuple[str, str], list[Load]], sizes: dict[str, int]) -> str:
    """Medians; Markdown."""
    lines = [
        "| page | bytes | broadsheet, requests/s | nginx, requests/s | ratio | p99 ms | nginx's p99 ms | errors |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for name in dict.fromkeys(case for case, _server in times):
        ours, theirs = times[name, "broadsheet"], times[name, "nginx"]
        rates = [statistics.median(one.per_second for one in some) for some in (ours, theirs)]
        tails = [statistics.median(one.p99 for one in some) for some in (ours, theirs)]
        lines.append(
            f"| {name} | {sizes.get(name, 0):,} | {rates[0]:,.0f} | {rates[1]:,.0f} | {rates[0] / rates[1]:.2f}"
            f" | {tails[0]:.2f} | {tails[1]:.2f} | {sum(one.errors for one in (*ours, *theirs))} |"
        )
    return "\n".join(lines)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(
        prog="make bench",
        description=__doc__,
        epilog="Example: python -m broadsheet.bench.speed --turns 1 --seconds 2",
    )
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--folder", type=Path, default=None, help="where the paper is kept for the next run")
    asked = parser.parse_args()
    folder: Path = (asked.folder or env.read()["BROADSHEET_HOME"] / "bench").resolve()
    home = folder / "speed"
    home.mkdir(parents=True, exist_ok=True)
    try:
        servers.need("nginx", "wrk")
        build(home)
        with servers.paper(home) as (port, process):
            found = pages(port)
            bodies = {f"{name}.html": servers.get(port, path).body for name, path in found.items()}
            with servers.nginx(folder / "nginx", bodies) as nginx:
                todo = cases(port, nginx, found)
                sizes = {case.name: len(servers.get(port, case.path, case.ours).body) for case in todo}
                before = servers.memory(process)
                times = measure(port, nginx, todo, asked.turns, asked.seconds, folder)
                after = servers.memory(process)
    except servers.Lacking as error:
        raise SystemExit(f"bench: {error}") from error
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()};", end=" ")
    print(f"{asked.turns} turns of {asked.seconds:g} s; two workers, {load.CONNECTIONS} connections\n")
    print(table(times, sizes))
    print(
        f"\nMemory of all of Broadsheet's processes: {before / 2**20:.0f} MB before the load,"
        f" {after / 2**20:.0f} MB after it."
    )


if __name__ == "__main__":
    main()
