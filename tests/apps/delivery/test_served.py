"""The served paper, in processes of its own, killed again and again while it publishes.

`BROADSHEET_LONG=1` makes of it what an afternoon has time for.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import time
from contextlib import suppress
from http.client import HTTPException

import pytest
from tests.apps.delivery.serving import FILL, LONG, addresses, kill, python, said

from broadsheet.bench import servers

# Processes of their own, with a database of their own: once is enough.
pytestmark = pytest.mark.skipif("postgres" in os.environ.get("DATABASE_URL", ""), reason="takes SQLite")

# Publishes new headlines for stories drawn at random, says each before and after, and waits to be told to go on.
PUBLISH = """
import os, sys, random, django
os.environ["DJANGO_SETTINGS_MODULE"] = "broadsheet.settings"
django.setup()
from broadsheet.stories import actions
from broadsheet.stories.models import Story
chance = random.Random(int(sys.argv[1]))
keys = list(Story.objects.filter(live=True, locale__language_code="en").values_list("pk", flat=True))
number = 0
while True:
    number += 1
    story = Story.objects.get(pk=chance.choice(keys)).get_latest_revision_as_object()
    story.headline = f"Tide {sys.argv[1]} of {number} at the quay"
    print("begun", story.get_absolute_url(), story.headline, sep="|", flush=True)
    actions.publish(story, by=None)
    print("done", story.get_absolute_url(), story.headline, sep="|", flush=True)
    sys.stdin.readline()
"""

RECALL = """
import os, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "broadsheet.settings"
django.setup()
from broadsheet.stories import actions
from broadsheet.stories.models import Story
story = Story.objects.filter(live=True, locale__language_code="en").order_by("pk").first()
print(story.get_absolute_url(), flush=True)
sys.stdin.readline()
actions.recall(story, by=None, reason="a test")
os.kill(os.getpid(), 9)
"""


@pytest.fixture
def home(tmp_path):
    said(tmp_path, FILL)
    return tmp_path


class Publishing:
    """One life of a publisher beside a served paper; `begun` and `done` are the headlines by address."""

    def __init__(self, home, port, seed):
        self.port, self.begun, self.done = port, {}, {}
        self.process = python(home, PUBLISH, str(seed), stdin=subprocess.PIPE)

    def step(self):
        """One more story is published, and no process of this machine serves it as it was."""
        for kept in (self.begun, self.done):
            _what, path, headline = self.process.stdout.readline().strip().split("|")
            kept[path] = headline
        for _ in range(3):
            assert headline in ask(self.port, path).body.decode()

    def go_on(self):
        self.process.stdin.write("on\n")
        self.process.stdin.flush()

    def kill(self):
        self.process.kill()
        self.process.wait(10)
        for line in self.process.stdout:
            what, path, headline = line.strip().split("|")
            (self.begun if what == "begun" else self.done)[path] = headline
        self.process.stdout.close()
        with suppress(BrokenPipeError):
            self.process.stdin.close()


def test_killed_while_it_publishes_every_page_is_the_newest_afterwards(home):
    chance, newest, begun = random.Random(5), {}, {}
    for turn in range(100 if LONG else 3):
        with servers.paper(home) as (port, process):
            lists, stories = addresses(port)
            for path in (*lists, *stories):
                servers.get(port, path)
            publishing = Publishing(home, port, turn)
            for _ in range(5):
                publishing.step()
                publishing.go_on()
                if chance.random() < 0.3:
                    os.kill(chance.choice(list(servers.below(process.pid))), signal.SIGKILL)
            # Somewhere in the next one.
            time.sleep(chance.uniform(0, 0.15))
            publishing.kill()
            kill(process)
        begun |= publishing.begun
        newest |= publishing.done
    assert len(newest) >= 10
    with servers.paper(home) as (port, _process):
        with sqlite3.connect(home / "db.sqlite3") as database:
            positions = [
                row[0] for row in database.execute("SELECT position FROM delivery_change ORDER BY 1")
            ]
            headlines = dict(database.execute("SELECT slug, headline FROM stories_story WHERE live"))
        assert positions == list(range(positions[0], positions[-1] + 1))
        latest = servers.get(port, "/latest").body.decode()
        for path, published in newest.items():
            there = headlines[path.rsplit("/", 1)[1]]
            # What was killed between its beginning and its end is either, but one of them everywhere.
            assert there in {published, begun[path]}
            assert there in servers.get(port, path).body.decode()
            if f'href="{path}"' in latest:
                assert there in latest


def ask(port, path):
    """The answer, of whichever process lives: those who waited at a killed one's door have to come again."""
    deadline = time.monotonic() + 20
    while True:
        try:
            return servers.get(port, path)
        except (OSError, HTTPException):
            assert time.monotonic() < deadline, "the paper does not come back"
            time.sleep(0.05)


def test_a_recalled_story_is_never_served_again_whatever_is_killed(home):
    with servers.paper(home) as (port, process):
        recaller = python(home, RECALL, stdin=subprocess.PIPE)
        path = recaller.stdout.readline().strip()
        for _ in range(8):
            assert servers.get(port, path).status == 200
        recaller.stdin.write("now\n")
        recaller.stdin.close()
        recaller.wait(30)
        recaller.stdout.close()
        # It was killed before it could tell this machine, perhaps: the paper hears of it within a second.
        time.sleep(1)
        assert {servers.get(port, path).status for _ in range(10)} == {410}
        kill(process)
    aside = home / "db.aside"
    with servers.paper(home) as (port, _process):
        assert {servers.get(port, path).status for _ in range(10)} == {410}
        (home / "db.sqlite3").rename(aside)
        assert {servers.get(port, path).status for _ in range(10)} <= {410, 503}
        aside.rename(home / "db.sqlite3")
    stored = [json.dumps(str(one)) for one in (home / "pages").rglob("*") if path.encode() in _bytes(one)]
    assert not [one for one in stored if "/pages/pages/" in one]


def _bytes(path):
    return path.read_bytes()[:4000] if path.is_file() else b""
