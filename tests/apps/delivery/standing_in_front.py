"""A paper that is really served, what stands in front of it, and a door between the two that can be shut."""

from __future__ import annotations

import contextlib
import os
import re
import select
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from broadsheet.bench import servers

FILES = Path(__file__).parents[3] / "docs/howto/files"
HOST = servers.HOST

CHILD = """
import json, os, sys
import django
from datetime import timedelta
from django.utils import timezone
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "broadsheet.settings")
django.setup()
from django.core.management import call_command
from broadsheet.delivery import log
from broadsheet.delivery.models import Change, Cursor
from broadsheet.delivery.purge import telling
from broadsheet.stories import actions, founding
from broadsheet.stories.models import Byline, Section, Story, Topic

def story(number, **fields):
    return actions.create(
        by=None, locale=section[0].locale, headline=f"Story number {number}",
        body=[("paragraph", f"<p>What story {number} says.</p>")], section=section[number % 3],
        bylines=(byline[number % 2],), topics=(topic,) if number % 4 == 0 else (), **fields
    )

def publish(number, hours=None, **fields):
    at = None if hours is None else timezone.now() - timedelta(hours=hours)
    return actions.publish(story(number, **fields), by=None, published_at=at)

def reword(slug, headline):
    one = Story.objects.get(slug=slug)
    one.headline = headline
    return actions.publish(one, by=None)

def rename(slug, name):
    byline = Byline.objects.get(slug=slug)
    byline.name = name
    byline.save()

def paper():
    global section, byline, topic
    call_command("migrate", interactive=False, verbosity=0)
    outlet = founding.found(name="The Courier", zone="Asia/Baku", languages=["en"])
    from wagtail.models import Locale
    en = Locale.objects.get(language_code="en")
    names = ("City", "Sport", "Stage")
    section = [Section.objects.create(locale=en, name=n, slug=n.lower(), position=i) for i, n in enumerate(names)]
    byline = [Byline.objects.create(locale=en, name=n, slug=n.lower()) for n in ("Ada", "Ida")]
    topic = Topic.objects.create(locale=en, name="Harbour", slug="harbour")
    for number in range(48):
        publish(number, hours=3 + 5 * number)

for line in sys.stdin:
    print("->" + json.dumps(eval(line), default=str), flush=True)
"""


class Newsroom:
    """A process that works on the paper in `home`, told what to do in words of CHILD."""

    def __init__(self, home: Path) -> None:
        environ = {**os.environ, "BROADSHEET_HOME": str(home), "DATABASE_URL": "", "BROADSHEET_CDN": ""}
        environ.pop("PYTEST_CURRENT_TEST", None)
        self.log = home / "newsroom.log"
        with self.log.open("w") as kept:
            self.process = subprocess.Popen(
                [sys.executable, "-c", CHILD], env=environ, text=True, bufsize=1, start_new_session=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=kept,
            )  # fmt: skip

    def __call__(self, what: str, patience: float = 90) -> str:
        self.process.stdin.write(what + "\n")
        ready, _, _ = select.select([self.process.stdout], [], [], patience)
        answer = self.process.stdout.readline() if ready else ""
        assert answer.startswith("->"), self.log.read_text()[-3000:]
        return answer[2:].strip()

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


@contextlib.contextmanager
def newsroom(home: Path):
    home.mkdir(parents=True, exist_ok=True)
    child = Newsroom(home)
    try:
        yield child
    finally:
        child.end()


def lacking() -> str:
    """What is not on this machine of all that the tests need."""
    for program in ("nginx", "varnishd"):
        if servers.where(program) is None:
            return program
    return "" if list(Path("/usr/lib").glob("**/vmods/libvmod_xkey.so")) else "varnish-modules"


@contextlib.contextmanager
def varnish(folder: Path, paper: int, port: int):
    """Varnish with the documented configuration; gives its process."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    vcl = folder / "paper.vcl"
    vcl.write_text((FILES / "varnish.vcl").read_text("utf-8").replace('"8000"', f'"{paper}"'), "utf-8")
    argv = [
        servers.where("varnishd"), "-F", "-n", str(folder / "work"), "-f", str(vcl), "-a", f"{HOST}:{port}",
        "-T", "none", "-s", "malloc,64m", "-j", "none",
    ]  # fmt: skip
    with servers._running(argv, dict(os.environ), port, folder / "varnish.log") as process:
        yield process


@contextlib.contextmanager
def nginx(folder: Path, name: str, goal: tuple[int, int]):
    """nginx with a documented configuration, its TLS left out; `goal` is which port there is which here."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "cache").mkdir(parents=True)
    port, _else = servers.free_port(), servers.free_port()
    text = (FILES / name).read_text("utf-8")
    text = re.sub(r"server \{\s+listen 80;.*?\n\}\n", "", text, flags=re.DOTALL)
    text = re.sub(r"^ *ssl_certificate.*\n", "", text, flags=re.MULTILINE)
    for old, new in (
        ("listen 443 ssl http2;", f"listen {HOST}:{port};"),
        ("server_name courier.example;", "server_name localhost;"),
        ("/var/cache/nginx/courier", f"{folder}/cache"),
        (f"127.0.0.1:{goal[0]}", f"127.0.0.1:{goal[1]}"),
    ):
        assert old in text or "cache" in old
        text = text.replace(old, new)
    paths = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.getuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"daemon off; {user} worker_processes 2; pid {folder}/pid; error_log {folder}/error.log;\n"
        f"events {{ worker_connections 256; }}\nhttp {{ access_log off; {paths}\n{text}\n}}\n",
        "utf-8",
    )
    argv = [servers.where("nginx"), "-c", str(folder / "nginx.conf"), "-p", str(folder)]
    with servers._running(argv, dict(os.environ), port, folder / "nginx.log"):
        yield port


class Gate:
    """A way to a port, which can be shut and opened again."""

    def __init__(self, goal: int) -> None:
        self.goal = goal
        self.port = servers.free_port()
        self._listening: socket.socket | None = None
        self.open()

    def open(self) -> None:
        self._listening = socket.create_server((HOST, self.port))
        threading.Thread(target=self._let_in, args=(self._listening,), daemon=True).start()

    def shut(self) -> None:
        if self._listening is not None:
            with contextlib.suppress(OSError):
                self._listening.shutdown(socket.SHUT_RDWR)
            self._listening.close()
            self._listening = None

    def _let_in(self, listening: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                here, _ = listening.accept()
                threading.Thread(target=self._carry, args=(here,), daemon=True).start()

    def _carry(self, here: socket.socket) -> None:
        with contextlib.suppress(OSError), here, socket.create_connection((HOST, self.goal)) as there:
            other = {here: there, there: here}
            while True:
                for one in select.select(list(other), [], [], 30)[0]:
                    if not (data := one.recv(65_536)):
                        return
                    other[one].sendall(data)


def links(port: int, start: str = "/", most: int = 80) -> list[str]:
    """Addresses of the paper, from one to the next."""
    found, waiting = [], [start, "/feed.rss", "/latest", "/sitemap.xml", "/by/ada", "/topic/harbour"]
    while waiting and len(found) < most:
        path = waiting.pop(0)
        if (
            path in found
            or not path.startswith("/")
            or path.startswith(("/static", "/media", "/desk", "//", "/search"))
        ):
            continue
        got = servers.get(port, path)
        if got.status == 200:
            found.append(path)
            waiting += [link.split("#")[0] for link in re.findall(r'href="([^"]+)"', got.body.decode())]
    return found


def until(what, patience: float) -> float:
    """Seconds until it is so."""
    began = time.monotonic()
    while not what():
        assert time.monotonic() - began < patience, "not within its time"
        time.sleep(0.02)
    return time.monotonic() - began
