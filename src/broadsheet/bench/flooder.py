"""The process that floods a served paper: so many requests a second, over connections that stay open.

It asks for what nobody links to, or, to compare with, for pages that are stored. It ends when its input ends, and
says in a line of JSON what was answered.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import string
import sys
from collections import Counter
from collections.abc import Callable

from broadsheet.bench import servers

__all__ = ["KINDS", "junk", "main", "stored"]

# Requests under way at once; what is due while all of them wait is not sent.
CONNECTIONS = 64
PATIENCE = 30.0
# A letter of each kind that addresses and headers are made of.
LETTERS = string.ascii_letters + string.digits + "-_.~"

Request = tuple[str, str, str]


def _word(chance: random.Random, least: int = 3, most: int = 12) -> str:
    return "".join(chance.choices(string.ascii_lowercase + string.digits, k=chance.randint(least, most)))


def _accept(chance: random.Random) -> str:
    names = chance.sample(["gzip", "br", "identity", "deflate", "*", _word(chance)], chance.randint(1, 6))
    return ", ".join(f"{name};q={chance.random():.3f}" for name in names)


def _undeclared(chance: random.Random, paths: list[str]) -> Request:
    value = "".join(chance.choices(LETTERS, k=chance.choice((8, 40, 600))))
    return f"{chance.choice(paths)}?{_word(chance)}={value}", "localhost", "gzip"


def _declared(chance: random.Random, _paths: list[str]) -> Request:
    before = f"{chance.randint(10**14, 2 * 10**15)}-{chance.randint(1, 10**6)}"
    return chance.choice((f"/latest?before={before}", f"/search?q={_word(chance)}")), "localhost", "gzip"


def _path(chance: random.Random, _paths: list[str]) -> Request:
    word = _word(chance)
    form = chance.choice(("/{}", "/{}/{}.php", "/section/{}", "/{}/", "/2026/11/24/{}", "/{}/{}?{}={}"))
    return form.replace("{}", word), "localhost", "gzip"


def _encoding(chance: random.Random, paths: list[str]) -> Request:
    return chance.choice(paths), "localhost", _accept(chance)


def _host(chance: random.Random, paths: list[str]) -> Request:
    word = _word(chance)
    # Those below localhost are names of this machine, at any port: the paper answers to them.
    names = (f"{word}.example", f"{word}.localhost", f"localhost:{chance.randint(1, 65535)}", f"{word}..")
    return chance.choice(paths), chance.choice(names), "gzip"


KINDS: dict[str, Callable[[random.Random, list[str]], Request]] = {
    "undeclared": _undeclared,
    "declared": _declared,
    "path": _path,
    "encoding": _encoding,
    "host": _host,
}


def junk(chance: random.Random, paths: list[str], kinds: tuple[str, ...] = tuple(KINDS)) -> Request:
    """Target, Host and Accept-Encoding of a request drawn from all kinds alike. `paths` are pages that exist."""
    return KINDS[chance.choice(kinds)](chance, paths)


def stored(chance: random.Random, paths: list[str]) -> Request:
    """A request for a page that is stored, as browsers ask."""
    return chance.choice(paths), "localhost", "gzip"


class _Flood:
    def __init__(self, port: int, rate: float, draw: Callable[[], Request]) -> None:
        self.port, self.rate, self.draw = port, rate, draw
        self.said: Counter[str] = Counter()
        self.idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self.tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        over = asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
        clock = asyncio.get_running_loop().time
        due = clock()
        while not over.done():
            due += 1 / self.rate
            await asyncio.sleep(max(0.0, due - clock()))
            if len(self.tasks) >= CONNECTIONS:
                self.said["not sent"] += 1
                continue
            task = asyncio.create_task(self._ask(*self.draw()))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)
        for task in self.tasks:
            task.cancel()

    async def _ask(self, target: str, host: str, accept: str) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                if self.idle:
                    reader, writer = self.idle.pop()
                else:
                    reader, writer = await asyncio.open_connection(servers.HOST, self.port)
                head = f"GET {target} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: {accept}\r\n\r\n"
                writer.write(head.encode())
                status, stays = await _answer(reader)
        except (OSError, EOFError, ValueError, TimeoutError):
            self.said["broken off"] += 1
            return
        self.said[str(status)] += 1
        if stays:
            self.idle.append((reader, writer))
        else:
            writer.close()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bool]:
    """The status, and whether the connection stays open. Raises ValueError for what is no answer."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    first, *lines = head.split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines if ": " in line)
    if headers.get("transfer-encoding") == "chunked":
        while size := int(await reader.readline(), 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    else:
        await reader.readexactly(int(headers.get("content-length", "0")))
    return int(first.split()[1]), headers.get("connection") != "close"


def main() -> None:
    """Floods until its input ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("rate", type=float)
    parser.add_argument("seed", type=int)
    parser.add_argument("kinds", help="stored, or kinds of junk with commas between them")
    parser.add_argument("paths", nargs="+", help="pages that are stored")
    asked = parser.parse_args()
    chance = random.Random(asked.seed)
    if asked.kinds == "stored":
        flood = _Flood(asked.port, asked.rate, lambda: stored(chance, asked.paths))
    else:
        kinds = tuple(asked.kinds.split(","))
        flood = _Flood(asked.port, asked.rate, lambda: junk(chance, asked.paths, kinds))
    print("ready", flush=True)
    asyncio.run(flood.run())
    print(json.dumps(flood.said))


if __name__ == "__main__":
    main()
