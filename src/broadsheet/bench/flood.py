"""Hits while others flood the paper with random queries, paths, hosts and encodings, and what the flood leaves behind.

The load is on one stored story, by wrk with all the machine can give; on its side, in turn, nothing, a flood of
pages that are stored, and a flood of junk, both from the same program at the same steady rate. On a machine that
serves and asks with the same cores any flood takes its share of them, that of who sends it included; so junk
is compared with the stored pages: the ratio says what the door does with junk more than with a hit. The goal is that
no more than a fifth of the hits are lost to it.

The rate is 200 requests a second: five million askings in seven hours, and, where each was rendered,
several times the work that two cores can do.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from broadsheet import env
from broadsheet.bench import flooder, load, servers, speed
from broadsheet.bench.load import Load
from broadsheet.delivery import state
from broadsheet.delivery.node import Node
from broadsheet.delivery.store import SMALL

GOAL = 0.8
SIDES = ("nothing", "stored", "junk")
MEGA = 1 << 20
PAUSE = 2.0


@dataclass(slots=True)
class Seen:
    """Loads by what was on their side, and the answers to each flood by status."""

    loads: dict[str, list[Load]] = field(default_factory=lambda: defaultdict(list))
    floods: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))


@dataclass(frozen=True, slots=True)
class Held:
    """What the paper holds: PSS, page files and their bytes, in each web process pages and their weight."""

    memory: int
    files: int
    bytes: int
    processes: tuple[tuple[int, int], ...]


@contextmanager
def beside(
    port: int, side: str, rate: float, seed: int, paths: list[str], said: Counter[str]
) -> Iterator[None]:
    """A flood meanwhile; `said` is told at its end how often it got which status."""
    if side == "nothing":
        yield
        return
    kinds = side if side == "stored" else ",".join(flooder.KINDS) if side == "junk" else side
    argv = [sys.executable, "-m", "broadsheet.bench.flooder", str(port), str(rate), str(seed), kinds, *paths]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout is not None  # noqa: S101 (for the type checker)
        process.stdout.readline()
        try:
            yield
        finally:
            text, _none = process.communicate(timeout=30)
    # What it has begun is not the next one's burden.
    time.sleep(PAUSE)
    said.update(json.loads(text))


def measure(port: int, paths: list[str], sides: list[str], asked: argparse.Namespace, script: Path) -> Seen:
    """Several turns, the sides in another order in each."""
    seen = Seen()
    for turn in range(asked.turns):
        for place in range(len(sides)):
            side = sides[(place + turn) % len(sides)]
            with beside(port, side, asked.rate, turn, paths, seen.floods[side]):
                found = load.run(port, paths[:1], asked.seconds, {"Accept-Encoding": "gzip"}, script)
            seen.loads[side].append(found)
            speed.say(f"turn {turn + 1} of {asked.turns}, beside {side}: {found.per_second:,.0f} hits/s")
    return seen


def held(process: subprocess.Popen[bytes], home: Path) -> Held:
    """As it is now; what the processes say of themselves is some seconds old."""
    node = Node(home / "pages")
    try:
        now = state.state(node)
    finally:
        node.close()
    return Held(
        servers.memory(process), now.files, now.bytes, tuple((one.pages, one.memory) for one in now.processes)
    )


def table(seen: Seen) -> str:
    """Medians; Markdown."""
    lines = [
        "| beside it | hits/s | of those beside nothing | of those beside stored pages | p99 ms | errors | answers |",
        "|---|--:|--:|--:|--:|--:|---|",
    ]
    rates = {side: statistics.median(one.per_second for one in some) for side, some in seen.loads.items()}
    for side, some in seen.loads.items():
        tail = statistics.median(one.p99 for one in some)
        answers = ", ".join(f"{number:,} × {what}" for what, number in sorted(seen.floods[side].items()))
        lines.append(
            f"| {side} | {rates[side]:,.0f} | {_ratio(rates, side, 'nothing')} | {_ratio(rates, side, 'stored')}"
            f" | {tail:.2f} | {sum(one.errors for one in some)} | {answers} |"
        )
    return "\n".join(lines)


def _ratio(rates: dict[str, float], side: str, other: str) -> str:
    return f"{rates[side] / rates[other]:.2f}" if other in rates and side != other else ""


def growth(before: Held, after: Held, memory: int, disk: int) -> str:
    """What was held before and after, against the bounds (bytes); Markdown."""
    pages = [
        ", ".join(f"{count:,} ({size / MEGA:.1f} MB)" for count, size in one.processes)
        for one in (before, after)
    ]
    return "\n".join((
        "| | before | after | bound |",
        "|---|--:|--:|--:|",
        f"| memory of all processes (PSS), MB | {before.memory / MEGA:.0f} | {after.memory / MEGA:.0f} | |",
        f"| pages in memory, of each process | {pages[0]} | {pages[1]} | {memory / MEGA:.0f} MB |",
        f"| page files | {before.files:,} | {after.files:,} | |",
        f"| page files, MB | {before.bytes / MEGA:.1f} | {after.bytes / MEGA:.1f} | {disk / MEGA:.0f} |",
    ))  # fmt: skip


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(
        prog="make bench-flood", description=__doc__,
        epilog="Example: python -m broadsheet.bench.flood --turns 1 --seconds 4 --sides nothing,stored,junk,host",
    )  # fmt: skip
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--rate", type=float, default=200, help="requests a second of the flood")
    parser.add_argument("--sides", default=",".join(SIDES), help=f"also one of {', '.join(flooder.KINDS)}")
    parser.add_argument("--home", type=Path, default=None, help="a paper to serve instead of the demo paper")
    parser.add_argument(
        "--folder", type=Path, default=None, help="where the demo paper is kept for the next run"
    )
    asked = parser.parse_args()
    folder: Path = (asked.folder or env.read()["BROADSHEET_HOME"] / "bench").resolve()
    home = asked.home.resolve() if asked.home else folder / "speed"
    home.mkdir(parents=True, exist_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        servers.need("wrk")
        if asked.home is None:
            speed.build(home)
        with servers.paper(home) as (port, process):
            paths = list(speed.pages(port).values())
            load.run(port, paths, 3, {"Accept-Encoding": "gzip"}, folder / "wrk.lua")
            before = held(process, home)
            seen = measure(port, paths, asked.sides.split(","), asked, folder / "wrk.lua")
            # What processes say of themselves, they say every two seconds.
            load.run(port, paths, 3, {"Accept-Encoding": "gzip"}, folder / "wrk.lua")
            after = held(process, home)
    except servers.Lacking as error:
        raise SystemExit(f"bench: {error}") from error
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()};", end=" ")
    print(
        f"{asked.turns} turns of {asked.seconds:g} s; two workers, {load.CONNECTIONS} connections;", end=" "
    )
    print(f"a flood of {asked.rate:g} requests/s\n")
    print(table(seen))
    values = env.read()
    memory = (values["BROADSHEET_PAGES_MEMORY"] << 20) + SMALL
    print("\n" + growth(before, after, memory, values["BROADSHEET_PAGES_DISK"] << 20))


if __name__ == "__main__":
    main()
