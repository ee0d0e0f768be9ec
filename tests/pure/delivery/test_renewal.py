"""A page made anew: once for all who ask, never older than the truth, and an old copy only while it fails."""

import asyncio
import base64
import hashlib
import os
import subprocess
import sys
import time

import pytest
from tests.pure.delivery.conftest import change

from broadsheet.delivery import renewal
from broadsheet.delivery.node import Node
from broadsheet.delivery.rendering import OUTAGE

HTML = [(b"content-type", b"text/html")]


def run(work):
    return asyncio.run(work)


class Gate:
    """A page that is made of what is true when it begins, and is sent when the gate opens."""

    def __init__(self, truth, tags):
        self.truth, self.tags = truth, tags
        self.open = asyncio.Event()
        self.begun = asyncio.Event()

    async def __call__(self, _scope):
        said = self.truth[0]
        self.begun.set()
        await self.open.wait()
        return 200, HTML, said, self.tags


async def broken(scope):
    return 500, [(b"cache-control", b"no-store")], b"our own words", []


async def outage(scope):
    scope[OUTAGE] = True
    return 500, [], b"", []


async def crash(scope):
    raise ZeroDivisionError


def test_all_who_ask_at_once_wait_for_one_answer(reader, site):
    async def ask():
        gate = site.pages["/"] = Gate([b"x"], ["front"])
        asking = [asyncio.create_task(reader.get(accept_encoding="gzip")) for _ in range(20)]
        await gate.begun.wait()
        gate.open.set()
        assert {said.body for said in await asyncio.gather(*asking)} == {b"x"}
        assert len(site.asked) == 1

    run(ask())


def test_the_first_who_asked_may_go(reader, site):
    async def ask():
        gate = site.pages["/"] = Gate([b"x"], ["front"])
        first = asyncio.create_task(reader.get())
        await gate.begun.wait()
        second = asyncio.create_task(reader.get())
        await asyncio.sleep(0)
        first.cancel()
        gate.open.set()
        assert (await second).body == b"x"
        assert first.cancelled()
        assert len(site.asked) == 1

    run(ask())


def test_a_rendering_begun_before_a_change_is_never_served_after_it(reader, open_door, site, node):
    """Neither from memory, nor from the file, nor to one who began to ask after the change and waited for it."""

    async def ask():
        truth = [b"old"]
        first_gate = site.pages["/"] = Gate(truth, ["front"])
        early = asyncio.create_task(reader.get())
        await first_gate.begun.wait()
        truth[0] = b"new"
        change(node, "front")
        second_gate = site.pages["/"] = Gate(truth, ["front"])
        second_gate.open.set()
        late = asyncio.create_task(reader.get())
        await asyncio.sleep(0.01)
        first_gate.open.set()
        await early
        assert (await late).body == b"new"
        assert (await reader.get()).body == b"new"
        assert (await open_door(node).get()).body == b"new"
        assert len(site.asked) == 2

    run(ask())


def test_a_change_that_does_not_concern_it_does_not_hold_a_rendering_up(reader, site, node):
    async def ask():
        gate = site.pages["/"] = Gate([b"x"], ["front"])
        early = asyncio.create_task(reader.get())
        await gate.begun.wait()
        change(node, "something else")
        late = asyncio.create_task(reader.get())
        await asyncio.sleep(0.01)
        gate.open.set()
        await asyncio.gather(early, late)
        await reader.get()
        assert len(site.asked) == 1

    run(ask())


@pytest.mark.parametrize("failing", [broken, outage, crash])
def test_while_rendering_fails_the_old_copy_is_shown_and_says_so(reader, open_door, site, node, failing):
    async def ask():
        await reader.get()
        change(node, "front")
        good, site.pages["/"] = site.pages["/"], failing
        for door in (reader, reader, open_door(node)):
            said = await door.get(accept_encoding="gzip")
            assert said.status == 200
            assert said.headers[b"content-encoding"] == b"gzip"
            assert int(said.headers[b"age"]) >= 0
            assert said.headers[b"warning"].startswith(b"110 ")
            assert said.headers[b"cache-control"] == b"no-store"
            assert b"etag" not in said.headers
        # Between two attempts there is a rest.
        assert len(site.asked) == 3
        site.pages["/"] = good
        reader.front.store.find((b"paper.example", "/", "", False)).rest = 0
        assert b"warning" not in (await reader.get()).headers

    run(ask())


def test_a_recalled_page_is_not_shown_however_much_fails(reader, open_door, site, node):
    async def ask():
        await reader.get()
        other = open_door(node)
        await other.get()
        change(node, destroyed=["front"])
        site.pages["/"] = outage
        for door in (reader, other, open_door(node), open_door(Node(node.folder))):
            said = await door.get()
            assert said.status == 503
            assert b"front" not in said.body
        assert not [path for path in (node.folder / "pages").rglob("*") if path.is_file()]

    run(ask())


def test_a_page_recalled_while_its_renewal_hangs_is_not_shown(open_door, site, node):
    reader = open_door(node, patience=0.1)

    async def ask():
        await reader.get()
        change(node, "front")
        site.pages["/"] = Gate([b"x"], ["front"])
        waits = asyncio.create_task(reader.get())
        await asyncio.sleep(0.02)
        change(node, destroyed=["front"])
        assert (await waits).status == 503
        assert (await reader.get()).status == 503

    run(ask())


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_those_at_the_desk_are_told_what_goes_on_without_the_database(open_door, site, node, method):
    reader = open_door(node, beside=("/desk/", "/static/"), desk="/desk/")
    site.pages["/desk/"] = site.pages["/static/"] = outage

    async def ask():
        said = await reader.get("/desk/", method=method)
        assert (said.status, said.headers[b"retry-after"]) == (503, b"5")
        assert said.headers[b"cache-control"] == b"no-store"
        style = said.body.partition(b"<style>")[2].partition(b"</style>")[0]
        if method != "HEAD":
            assert int(said.headers[b"content-length"]) == len(said.body)
            digest = base64.b64encode(hashlib.sha256(style).digest())
            assert b"'sha256-" + digest + b"'" in said.headers[b"content-security-policy"]
            assert b"<h1>The database does not answer</h1>" in said.body
        # What was sent is not sent again by itself, nor lost by loading another page.
        assert (b'http-equiv="refresh"' in said.body) == (method == "GET")
        assert (b"has probably not been saved" in said.body) == (method == "POST")
        other = await reader.get("/static/", method=method)
        assert other.status == 503
        assert b"database" not in other.body

    run(ask())


def test_without_a_copy_the_database_s_absence_is_503_and_our_own_fault_is_500(reader, site):
    async def ask():
        site.pages["/a"], site.pages["/b"], site.pages["/c"] = outage, broken, crash
        gone, ours, worse = [await reader.get(path) for path in ("/a", "/b", "/c")]
        assert (gone.status, gone.headers[b"retry-after"], gone.headers[b"cache-control"]) == (
            503,
            b"5",
            b"no-store",
        )
        assert gone.headers[b"content-length"] == str(len(gone.body)).encode()
        assert (ours.status, ours.body) == (500, b"our own words")
        assert worse.status == 503
        assert (await reader.get("/a", method="HEAD")).body == b""
        # Outside the store, too.
        assert (await reader.get("/a", method="POST")).status == 503
        assert (await reader.get("/b", method="POST")).status == 500

    run(ask())


def test_stored_pages_are_served_on_while_all_renderings_hang(open_door, site, node):
    reader = open_door(node, slots=3, patience=0.1)

    async def ask():
        await reader.get()
        site.pages["/other"] = (200, HTML, b"other", ["other"])
        await reader.get("/other")
        change(node, "other")
        gates = [Gate([b"x"], ["front"]) for _ in range(6)]
        for number, gate in enumerate(gates):
            site.pages[f"/{number}"] = gate
        hung = await asyncio.gather(*(reader.get(f"/{number}") for number in range(6)))
        assert {one.status for one in hung} == {503}
        began = time.monotonic()
        for _ in range(100):
            assert (await reader.get()).status == 200
        assert (await reader.get("/other")).headers[b"warning"]
        for number in range(6):
            assert (await reader.get(f"/{number}")).status == 503
        assert time.monotonic() - began < 0.1
        for gate in gates:
            gate.open.set()
        await asyncio.sleep(0.05)
        assert {(await reader.get(f"/{number}")).status for number in range(6)} == {200}
        assert b"warning" not in (await reader.get("/other")).headers

    run(ask())


def test_only_so_many_are_waited_for(open_door, site, node, monkeypatch):
    monkeypatch.setattr(renewal, "WAITING", 10)
    reader = open_door(node, slots=2)

    async def ask():
        gate = Gate([b"x"], ["a"])
        site.pages |= {f"/{number}": gate for number in range(30)}
        asking = [asyncio.create_task(reader.get(f"/{number}")) for number in range(30)]
        await asyncio.sleep(0.05)
        assert len(site.asked) == 2
        gate.open.set()
        said = [one.status for one in await asyncio.gather(*asking)]
        assert (said.count(200), said.count(503)) == (10, 20)

    run(ask())


SERVER = """
import asyncio, sys
from pathlib import Path
from broadsheet.delivery.front import Front
from broadsheet.delivery.node import Node
from broadsheet.delivery.renewal import Renewal
from broadsheet.delivery.store import Store
from tests.pure.delivery.conftest import Reader, Site

folder = Path(sys.argv[1])
site = Site()

async def truth(scope):
    return 200, [], (folder / "truth").read_bytes(), ["front"]

async def main():
    site.pages["/"] = truth
    store = Store(Node(folder))
    reader = Reader(Front(site, store, Renewal(site, store)))
    for line in sys.stdin:
        wanted = int(line)
        for _ in range(20):
            said = int((await reader.get()).body)
            if said < wanted:
                print("old", said, wanted, flush=True)
                return
        print("good", flush=True)

asyncio.run(main())
"""


def test_no_process_serves_the_old_page_once_the_change_is_applied(node):
    where = {**os.environ, "PYTHONPATH": os.pathsep.join(["src", "."])}
    (node.folder / "truth").write_bytes(b"0")
    servers = [
        subprocess.Popen([sys.executable, "-c", SERVER, str(node.folder)], env=where, text=True,
                         stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(2)
    ]  # fmt: skip
    for number in range(100):
        aside = node.folder / "truth.new"
        aside.write_bytes(b"%d" % number)
        aside.replace(node.folder / "truth")
        change(node, "front")
        for server in servers:
            server.stdin.write(f"{number}\n")
            server.stdin.flush()
        for server in servers:
            assert server.stdout.readline() == "good\n"
    for server in servers:
        server.communicate(timeout=20)
        assert server.returncode == 0


def test_a_page_whose_recall_a_killed_process_applied_is_gone_for_the_next(tmp_path, site, open_door):
    """The log's line is written, `turns` is not raised: as after a kill between the two."""
    node = Node(tmp_path / "node")
    node.begin(0, "mark 0", instead_of=None)
    run(open_door(node).get())
    with (node.folder / "log").open("ab") as log:
        log.write(b'[1,"mark 1",[],[],["front"]]\n')
    site.pages["/"] = outage
    assert run(open_door(Node(node.folder)).get()).status == 503
