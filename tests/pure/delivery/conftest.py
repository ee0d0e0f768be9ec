"""A machine's node in a folder, and a door before an application of a few lines."""

import asyncio
from dataclasses import dataclass

import pytest

from broadsheet.delivery.front import Front
from broadsheet.delivery.node import Node
from broadsheet.delivery.renewal import Renewal
from broadsheet.delivery.store import Store
from broadsheet.delivery.tags import Touched, uses


@pytest.fixture(autouse=True)
def _media_in_a_folder_of_its_own():
    """Nothing here has media."""


@dataclass(frozen=True)
class Entry:
    position: int
    mark: str
    touched: Touched


def change(node, *tags, points=(), destroyed=()):
    """One more change is applied."""
    here = node.look()
    touched = Touched(frozenset(tags), frozenset(points), frozenset(destroyed))
    entry = Entry(here.position + 1, f"mark {here.position + 1}", touched)
    assert node.apply([entry], after=here)


@pytest.fixture
def node(tmp_path):
    node = Node(tmp_path / "node")
    node.begin(0, "mark 0", instead_of=None)
    return node


class Site:
    """An application: `pages` by path, (status, headers, body, tags); a callable is awaited for it."""

    def __init__(self):
        self.pages = {"/": (200, [(b"content-type", b"text/html")], b"<p>front</p>" * 50, ["front"])}
        self.asked = []

    async def __call__(self, scope, receive, send):
        self.asked.append(scope)
        page = self.pages.get(scope["path"], (404, [], b"nothing", [f"url:{scope['path']}"]))
        if callable(page):
            page = await page(scope)
        status, headers, body, tags = page
        uses(*tags)
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


@dataclass
class Said:
    status: int
    headers: dict
    body: bytes


class Reader:
    """Asks a door, as a server would."""

    def __init__(self, front):
        self.front = front

    async def get(
        self, path="/", *, method="GET", query=b"", host=b"paper.example", scheme="http", **headers
    ):
        sent = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
        messages = []

        body = [{"type": "http.request", "body": b"", "more_body": False}]

        async def receive():
            if not body:
                await asyncio.Event().wait()
            return body.pop()

        async def send(message):
            messages.append(message)

        scope = {
            "type": "http",
            "method": method,
            "scheme": scheme,
            "path": path,
            "raw_path": path.encode("utf-8", "replace"),
            "query_string": query,
            "headers": [*([(b"host", host)] if host else []), *sent],
        }
        await self.front(scope, receive, send)
        start, *rest = messages
        names = [name for name, _value in start["headers"]]
        assert len(names) == len(set(names)), names
        return Said(start["status"], dict(start["headers"]), b"".join(one.get("body", b"") for one in rest))


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def open_door(site):
    """`open_door(node, **options)` is a process of its own: a reader at its door."""

    def _open(node, *, slots=4, patience=5.0, memory=1 << 20, disk=1 << 24, small=1 << 18, **options):
        store = Store(node, memory=memory, disk=disk, small=small)
        return Reader(Front(site, store, Renewal(site, store, slots=slots, patience=patience), **options))

    return _open


@pytest.fixture
def reader(open_door, node):
    return open_door(node, beside=("/desk/",), declared=lambda path: {"before"} if path == "/latest" else ())
