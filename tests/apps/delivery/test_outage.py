"""The served paper, in processes of its own, while its database is gone, or answers no more.

Each for a moment; `BROADSHEET_LONG=1` makes a minute of it.
"""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection

import pytest
from tests.apps.delivery.cluster import Cluster, programs
from tests.apps.delivery.serving import FILL, LONG, addresses, reading, said

from broadsheet.bench import servers

# Processes of their own, with a database of their own: once is enough.
pytestmark = pytest.mark.skipif("postgres" in os.environ.get("DATABASE_URL", ""), reason="takes its own")

needs_postgres = pytest.mark.skipif(programs() is None, reason="PostgreSQL's server is not installed here")

# An editor who is signed in already; prints the cookie.
EDITOR = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "broadsheet.settings"
django.setup()
from django.contrib.auth import get_user_model
from django.test import Client
client = Client()
client.force_login(get_user_model().objects.create_superuser("ada", "ada@example.org", "a-long-password"))
print(client.cookies["sessionid"].value)
"""


class Moved:
    """SQLite's files, moved away and back."""

    url = ""

    def __init__(self, home):
        self.home, self.aside = home, home / "aside"

    def go(self):
        self.aside.mkdir()
        for path in [path for path in self.home.iterdir() if path.name.startswith("db.sqlite3")]:
            path.rename(self.aside / path.name)

    def come(self):
        # None was made in its place meanwhile.
        assert not (self.home / "db.sqlite3").exists()
        for path in list(self.aside.iterdir()):
            path.rename(self.home / path.name)


class Stopped:
    """A PostgreSQL that crashes and is started again."""

    def __init__(self, cluster):
        self.url, self.go, self.come = cluster.url, cluster.stop, cluster.start


class Paused:
    """A PostgreSQL that takes every connection, and answers none until it is let go on."""

    def __init__(self, cluster):
        self.url, self.go, self.come = cluster.url, cluster.pause, cluster.go_on


@pytest.fixture
def database(request, tmp_path):
    if request.param is Moved:
        yield Moved(tmp_path)
        return
    cluster = Cluster()
    try:
        cluster.start()
        yield request.param(cluster)
    finally:
        cluster.close()


def quickest(port, path):
    """Seconds for a hundred answers, one after the other; of several attempts the best."""
    connection = HTTPConnection(servers.HOST, port, timeout=60)
    times = []
    for _ in range(10):
        begun = time.perf_counter()
        for _ in range(100):
            connection.request("GET", path, headers={"Host": "localhost"})
            answer = connection.getresponse()
            assert answer.status == 200
            answer.read()
        times.append(time.perf_counter() - begun)
    connection.close()
    return min(times)


def soon(port, path, status, headers=None, *, text=b""):
    """Asks until the answer is that; PostgreSQL takes a while to recover, and a follower pauses between attempts."""
    deadline = time.monotonic() + 60
    while (answer := servers.get(port, path, headers)).status != status or text not in answer.body:
        assert time.monotonic() < deadline, answer
        time.sleep(0.2)


@pytest.mark.parametrize(
    "database",
    [Moved, pytest.param(Stopped, marks=needs_postgres), pytest.param(Paused, marks=needs_postgres)],
    ids=["SQLite moved away", "PostgreSQL stopped", "PostgreSQL paused"],
    indirect=True,
)
def test_without_its_database_a_paper_is_read_on(tmp_path, database):
    said(tmp_path, FILL, database=database.url)
    signed_in = {"Cookie": f"sessionid={said(tmp_path, EDITOR, database=database.url)}"}
    with (
        servers.paper(tmp_path, database=database.url) as (port, _process),
        ThreadPoolExecutor(40) as others,
    ):
        lists, stories = addresses(port)
        stored, unknown = [*lists, *stories[:10]], "/topic/not-asked-for-before"
        for path in (*stored, "/desk/delivery/"):
            assert servers.get(port, path, signed_in).status == 200, path
        before = quickest(port, "/")
        database.go()
        refusals = {}
        # Far more than the door lets into Django at once, so that nothing of Django is left.
        asked = [others.submit(servers.get, port, f"/topic/asked-for-{number}") for number in range(40)]
        during = quickest(port, "/")
        with reading(port, stored) as seen:
            end = time.monotonic() + (60 if LONG else 4)
            while time.monotonic() < end:
                for path in (unknown, "/desk/", "/desk/delivery/"):
                    refusals[path] = servers.get(port, path, signed_in)
                    assert refusals[path].status == 503, path
                    assert refusals[path].headers["retry-after"]
                time.sleep(0.2)
        assert {one.result().status for one in asked} == {503}
        database.come()
        assert len(seen) > 100
        assert {status for _path, status in seen} == {200}
        assert during < 5 * before
        assert b"Not just now" in refusals[unknown].body
        for path in ("/desk/", "/desk/delivery/"):
            assert b"The database does not answer" in refusals[path].body
        for path in (unknown, *(f"/topic/asked-for-{number}" for number in range(3))):
            soon(port, path, 404)
        soon(port, "/desk/delivery/", 200, signed_in, text=b"Last time it did not answer")
    # One line for each process, however many requests have failed.
    log = (tmp_path / "bench-serve.log").read_text()
    assert 1 <= log.count("Internal Server Error") <= servers.WORKERS
    assert "Traceback" not in log
