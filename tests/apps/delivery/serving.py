"""The paper served by processes of its own, from a home of its own, and those who read it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress

from broadsheet import env
from broadsheet.bench import servers

LONG = os.environ.get("BROADSHEET_LONG") == "1"

FILL = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "broadsheet.settings"
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from broadsheet.bench import fill
fill.SECTIONS, fill.TOPICS, fill.BYLINES, fill.PHOTOS, fill.A_DAY = 2, 3, 3, 1, 10
fill.fill(40)
"""


def python(home, code, *argv, database="", **kwargs):
    """A process beside the paper that runs this code; what it prints can be read."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *argv],
        env=env.child(BROADSHEET_HOME=str(home), DATABASE_URL=database),
        stdout=subprocess.PIPE,
        text=True,
        **kwargs,
    )


def said(home, code, *, database=""):
    """What it has printed when it is done."""
    with python(home, code, database=database) as process:
        text = process.communicate(timeout=300)[0]
    assert process.returncode == 0
    return text.strip()


def addresses(port):
    """The front, lists, feeds and the stories that they lead to."""
    lists = ["/", "/latest", "/section/s0", "/section/s1", "/feed.rss", "/sitemap.xml"]
    latest = servers.get(port, "/latest").body.decode()
    stories = {part.split('"')[0] for part in latest.split('href="')[1:] if part.startswith("/20")}
    return lists, sorted(path for path in stories if path.count("/") > 3)


@contextmanager
def reading(port, paths):
    """Four readers meanwhile; gives what they saw as (path, status)."""
    seen, over = [], threading.Event()

    def read():
        while not over.is_set():
            seen.extend([(path, servers.get(port, path).status) for path in paths])

    readers = [threading.Thread(target=read, daemon=True) for _ in range(4)]
    for reader in readers:
        reader.start()
    try:
        yield seen
    finally:
        over.set()
        for reader in readers:
            reader.join(30)


def kill(process):
    """All of them at once, as a power cut does it."""
    for key in [process.pid, *servers.below(process.pid)]:
        with suppress(ProcessLookupError):
            os.kill(key, signal.SIGKILL)
    process.wait(10)
