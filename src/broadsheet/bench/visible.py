"""From the call that publishes until all addresses of the story show it, while 32 connections read.

Asked of the archives of `make bench-archive`, which are filled first where they are not there.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path

from broadsheet import env
from broadsheet.bench import archive, load, servers

GOAL = 300.0
# Stories among what is read meanwhile.
READ = 40


def paths(port: int) -> list[str]:
    """What is read meanwhile: the front, lists, a feed, stories."""
    found = ["/", "/latest", "/feed.rss", "/section/s0", "/section/s1"]
    latest = servers.get(port, "/latest").body.decode()
    stories = [part.split('"')[0] for part in latest.split('href="')[1:] if part.startswith("/20")]
    return [*found, *list(dict.fromkeys(path for path in stories if path.count("/") > 3))[:READ]]


def measure(home: Path, database: str, count: int, folder: Path) -> tuple[list[dict[str, float]], load.Load]:
    """What the publisher said of each story, and what the readers met."""
    environ = env.child(BROADSHEET_HOME=str(home), DATABASE_URL=database)
    with servers.paper(home, database=database) as (port, _process):
        read = paths(port)
        argv = [sys.executable, "-m", "broadsheet.bench.publisher", str(port), str(count)]
        # In a session of its own, as the desk is: Linux shares its processors out among sessions first.
        with subprocess.Popen(  # noqa: S603
            argv, env=environ, stdout=subprocess.PIPE, text=True, start_new_session=True
        ) as publisher:
            told: list[dict[str, float]] = []
            readers = subprocess.Popen(  # noqa: S603
                load.command(port, read, 3600, {"Accept-Encoding": "gzip"}, folder / "wrk.lua"),
                stdout=subprocess.PIPE, text=True,
            )  # fmt: skip
            try:
                assert publisher.stdout is not None  # noqa: S101 (for the type checker)
                for line in publisher.stdout:
                    told.append(json.loads(line))
                    if len(told) % 20 == 0:
                        archive.say(f"{len(told)} of {count} published")
            finally:
                # Interrupted, wrk reports what it has.
                readers.send_signal(2)
                text, _none = readers.communicate(timeout=30)
    if len(told) != count:
        raise SystemExit("bench: the publisher ended early, see above")
    return told, load.read(text)


def row(name: str, told: list[dict[str, float]], readers: load.Load) -> str:
    """Markdown."""

    def at(what: str, share: int) -> float:
        return statistics.quantiles([one[what] for one in told], n=100)[share - 1]

    return (
        f"| {name} | {at('returned', 50):.0f} | {at('visible', 50):.0f} | {at('visible', 99):.0f}"
        f" | {sum(one['old'] for one in told):.0f} of {sum(one['addresses'] for one in told):.0f}"
        f" | {readers.per_second:,.0f} | {readers.errors} |"
    )


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(
        prog="make bench-visible", description=__doc__,
        epilog="Example: python -m broadsheet.bench.visible --sizes 10000 --databases sqlite --count 20",
    )  # fmt: skip
    archive.add_arguments(parser, sizes="10000,1000000")
    parser.add_argument("--count", type=int, default=200, help="stories to publish in each")
    asked = parser.parse_args()
    folder = (asked.folder or env.read()["BROADSHEET_HOME"] / "bench").resolve()
    try:
        servers.need("wrk")
        rows = []
        for database in asked.databases.split(","):
            for size in sorted(int(size) for size in asked.sizes.split(",")):
                asker = archive.start(database, size, folder, asked.postgres)
                asker.process.kill()
                asker.process.wait()
                url = archive.database_url(asked.postgres, size) if database == "postgresql" else ""
                told, readers = measure(folder / f"{database}-{size}", url, asked.count, folder)
                rows.append(row(f"{database}, {size:,} stories", told, readers))
    except servers.Lacking as error:
        raise SystemExit(f"bench: {error}") from error
    print(
        "| | call returned, p50 ms | visible, p50 ms | visible, p99 ms | old pages after it"
        " | readers' requests/s | errors |"
    )
    print("|---|--:|--:|--:|--:|--:|--:|")
    print("\n".join(rows))


if __name__ == "__main__":
    main()
