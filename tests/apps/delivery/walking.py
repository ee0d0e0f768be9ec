"""Walks all addresses of a paper, keeping of each page what was answered and what it was made of, by who said so."""

from __future__ import annotations

import ast
import html
import importlib
import pkgutil
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.core.cache import cache
from django.test import Client

import broadsheet.reading
from broadsheet.delivery import tags
from broadsheet.delivery.fragments import Fragments, using
from broadsheet.delivery.tags import Used

LINK = re.compile(
    r'(?:href|src|action)="([^"]+)"|<loc>([^<]+)</loc>|<link>([^<]+)</link>|"(?:url|feed_url)": "([^"]+)"'
)
DATE = re.compile("(?P<day>(?P<month>(?:/[a-z]{2})?/[0-9]{4}/[0-9]{2})(?:/[0-9]{2})?)(?P<slug>/[^/?]+)?")
NOT_OURS = ("/static/", "/media/", "/desk/", "//")
HOST = "http://testserver"


@dataclass
class Page:
    """An answer: `shown` is all that a reader can tell. `sites` are the places in the program that spoke, each with what."""

    shown: tuple
    used: Used
    sites: dict[str, Used] = field(default_factory=dict)

    def told(self) -> tuple:
        """What a reader can tell, and how long it holds."""
        return self.shown, self.used.until

    def without(self, site: str) -> Used:
        left = Used()
        for name, used in self.sites.items():
            if name != site:
                left.tags |= used.tags
                left.stretches |= used.stretches
                left.until = min(filter(None, (left.until, used.until)), default=None)
        return left


def modules() -> list:
    """All of the reading site."""
    path, name = broadsheet.reading.__path__, "broadsheet.reading."
    return [importlib.import_module(found.name) for found in pkgutil.walk_packages(path, name)]


class Ears:
    """Hears who says what: replaces the words of `delivery.tags` wherever the reading site has imported them."""

    WORDS = ("uses", "uses_stretch", "holds_until")

    def __init__(self, monkeypatch) -> None:
        self.heard: dict[int, dict[str, Used]] = {}
        for module in modules():
            for word in self.WORDS:
                if getattr(module, word, None) is getattr(tags, word):
                    monkeypatch.setattr(module, word, self._listener(word))

    def _listener(self, word: str):
        said = getattr(tags, word)

        def listener(*words, **more) -> None:
            said(*words, **more)
            page = tags._current.get()
            if page is None:
                return
            frame = sys._getframe(1)
            site = _site(frame.f_code.co_filename, frame.f_lineno)
            alone = self.heard.setdefault(id(page), {}).setdefault(site, Used())
            token = tags._current.set(alone)
            said(*words, **more)
            tags._current.reset(token)

        return listener


class Walk:
    """Asks for pages; `only` keeps what is asked within the paper."""

    def __init__(self, ears: Ears) -> None:
        self.client, self.ears = Client(), ears
        self.fragments: Fragments | None = None

    def page(self, path: str) -> Page:
        self.ears.heard.clear()
        with tags.collecting() as used, using(self.fragments):
            answer = self.client.get(path)
            body = answer.content
        sites = self.ears.heard.get(id(used), {})
        return Page((answer.status_code, tuple(sorted(answer.headers.items())), body), used, sites)

    def all(self, seeds: Iterable[str]) -> dict[str, Page]:
        """The pages of these addresses and of all that they lead to."""
        cache.clear()
        found: dict[str, Page] = {}
        waiting = list(seeds)
        while waiting:
            path = waiting.pop()
            if path in found or not ours(path):
                continue
            found[path] = self.page(path)
            waiting += links(found[path])
        return found


def ours(path: str) -> bool:
    return path.startswith("/") and not path.startswith(NOT_OURS) and "?q=" not in path


def links(page: Page) -> list[str]:
    _status, headers, body = page.shown
    location = dict(headers).get("Location", "")
    found = [next(filter(None, groups), "") for groups in LINK.findall(body.decode())]
    paths = [html.unescape(one).removeprefix(HOST).partition("#")[0] for one in [*found, location]]
    # Days and months without a story are all alike: of them those are asked for that are named by the test.
    dated = [path for path in paths if (date := DATE.fullmatch(path)) is None or date["slug"]]
    for path in tuple(dated):
        if date := DATE.fullmatch(path):
            dated += [date["day"], date["month"]]
    return dated


def _site(file: str, line: int) -> str:
    return f"{file}:{line}"


def sites() -> set[str]:
    """Every place in the reading site that says what a page used, as `file:line`."""
    return {
        _site(module.__file__, node.lineno)
        for module in modules()
        for node in ast.walk(ast.parse(Path(module.__file__).read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in Ears.WORDS
    }
