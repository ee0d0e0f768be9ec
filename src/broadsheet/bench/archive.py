"""How much dearer a question to a large archive is than to a small one.

Each database and size has a process of its own; they are asked in turn, each question of all sizes within moments, so
that whatever else the machine does falls upon all of them alike. What counts is the ratio to the smallest.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import statistics
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from broadsheet import env

BOUND = 1.5
DATABASES = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Asker:
    """A process that holds one archive. `database` is a word for people."""

    database: str
    size: int
    process: subprocess.Popen[str]
    questions: list[str] = field(default_factory=list)

    def read(self) -> dict[str, Any]:
        """Its next line. Raises SystemExit when it has ended, its error having gone to stderr."""
        assert self.process.stdout is not None  # noqa: S101 (for the type checker)
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"bench: the process for {self.database} at {self.size:,} ended, see above")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def ask(self, question: str) -> float:
        """Milliseconds."""
        assert self.process.stdin is not None  # noqa: S101
        self.process.stdin.write(question + "\n")
        self.process.stdin.flush()
        return float(self.read()["ms"])


def say(text: str) -> None:
    """To whoever watches."""
    print(f"bench: {text}", file=sys.stderr, flush=True)


def database_url(url: str, size: int) -> str:
    """The address of the database for that size; it is made where there is none."""
    import psycopg
    from psycopg import sql

    name = f"broadsheet_bench_{size}"
    with psycopg.connect(url, autocommit=True, connect_timeout=5) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if not known:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def start(database: str, size: int, folder: Path, url: str) -> Asker:
    """Its process, once the archive is filled."""
    home = folder / f"{database}-{size}"
    address = database_url(url, size) if database == "postgresql" else ""
    home.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(  # noqa: S603 (our own module)
        [sys.executable, "-m", "broadsheet.bench.asker", str(size)],
        env=env.child(BROADSHEET_HOME=str(home), DATABASE_URL=address),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    asker = Asker(database, size, process)
    while "ready" not in (line := asker.read()):
        say(f"{database}: {line['filled']:,} of {size:,} stories")
    asker.questions.extend(line["ready"])
    return asker


Times = dict[tuple[str, str, int], list[float]]


def measure(askers: list[Asker], names: list[str], rounds: int, warm: int = 3) -> Times:
    """Milliseconds by (question, database, size). The first few of each are not kept."""
    kept: Times = defaultdict(list)
    chance = random.Random(1)
    for number in range(warm + rounds):
        for name in names:
            for asker in chance.sample(askers, len(askers)):
                took = asker.ask(name)
                if number >= warm:
                    kept[name, asker.database, asker.size].append(took)
        say(f"round {number + 1} of {warm + rounds}")
    return kept


def table(times: Times, database: str, sizes: list[int]) -> str:
    """Medians in milliseconds, and the largest archive's as a multiple of the smallest's; Markdown."""
    lines = [
        f"| {database}, milliseconds | " + " | ".join(f"{size:,}" for size in sizes) + " | ratio | |",
        "|---|" + "--:|" * (len(sizes) + 1) + "---|",
    ]
    for name in dict.fromkeys(key[0] for key in times):
        medians = [statistics.median(times[name, database, size]) for size in sizes]
        ratio = medians[-1] / medians[0]
        cells = " | ".join(f"{median:.1f}" for median in medians)
        lines.append(f"| {name} | {cells} | {ratio:.2f} | {'above ' + str(BOUND) if ratio > BOUND else ''} |")
    return "\n".join(lines)


def add_arguments(parser: argparse.ArgumentParser, *, sizes: str) -> None:
    """Which archives, and where they are."""
    parser.add_argument("--sizes", default=sizes)
    parser.add_argument("--databases", default=",".join(DATABASES))
    parser.add_argument("--folder", type=Path, default=None, help="where archives are kept for the next run")
    parser.add_argument(
        "--postgres",
        default="postgres://postgres@127.0.0.1/postgres",
        help="a server on which databases may be made",
    )


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(
        prog="make bench-archive", description=__doc__,
        epilog="Example: python -m broadsheet.bench.archive --sizes 10000,100000 --databases sqlite",
    )  # fmt: skip
    add_arguments(parser, sizes="10000,100000,1000000")
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--only", default="", help="questions that hold this text")
    asked = parser.parse_args()
    sizes = sorted(int(size) for size in asked.sizes.split(","))
    folder = asked.folder or env.read()["BROADSHEET_HOME"] / "bench"
    askers = [
        start(database, size, folder, asked.postgres)
        for database in asked.databases.split(",")
        for size in sizes
    ]
    names = [name for name in askers[0].questions if asked.only.lower() in name.lower()]
    try:
        times = measure(askers, names, asked.rounds)
    finally:
        for asker in askers:
            asker.process.kill()
            asker.process.wait()
    print(
        f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}; {asked.rounds} rounds\n"
    )
    for database in asked.databases.split(","):
        print(table(times, database, sizes), end="\n\n")


if __name__ == "__main__":
    main()
