"""Pages are made in threads that keep their connection to the database, and are those that Django makes anyhow."""

import asyncio
import threading
from datetime import UTC, datetime

import pytest
from django.db import connections
from django.db.backends.signals import connection_created
from django.test import Client

from broadsheet.delivery.maker import THREADS, Maker
from broadsheet.delivery.rendering import ask

pytestmark = pytest.mark.django_db(transaction=True)


def _scope(path):
    return {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": b"", "headers": [(b"host", b"testserver")],
        "client": None, "server": None,
    }  # fmt: skip


@pytest.fixture
def maker():
    maker = Maker()
    yield maker
    # Each of its threads takes one of these, since none goes on before all have come.
    together = threading.Barrier(len(maker._threads._threads))
    for one in [maker._threads.submit(_leave, together) for _ in range(together.parties)]:
        one.result()
    maker.close()


def _leave(together):
    together.wait(20)
    connections.close_all()


@pytest.fixture
def opened():
    """The connections that were opened."""
    seen = []

    def note(**_rest):
        seen.append(1)

    connection_created.connect(note)
    yield seen
    connection_created.disconnect(note)


def test_the_page_is_the_one_that_django_makes(maker, write):
    story = write(published_at=datetime(2026, 3, 1, 9, tzinfo=UTC))
    for path in ("/", story.get_absolute_url(), "/feed.rss", "/nothing-here"):
        made = asyncio.run(ask(maker, _scope(path)))
        plain = Client().get(path)
        assert (made.status, made.body) == (plain.status_code, plain.content), path
        assert made.used.tags
        assert (b"cache-control", plain["Cache-Control"].encode()) in made.headers


def test_the_connection_is_kept(maker, write, opened):
    write()

    async def ask_often():
        for _ in range(3 * THREADS):
            assert (await ask(maker, _scope("/"))).status == 200

    asyncio.run(ask_often())
    assert len(opened) <= THREADS
