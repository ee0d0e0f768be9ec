"""What `broadsheet check` says of stored pages: how many there are, and whether they are right.

Looks at the files that all processes of this machine share. What a process holds in memory came from them, or is
asked the same question as they are before it is served.
"""

from __future__ import annotations

import asyncio
import gzip
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import brotli
from django.conf import settings
from django.db import connections

from broadsheet.checks.health import Finding, amiss, ok
from broadsheet.delivery import follow, log
from broadsheet.delivery.models import Change
from broadsheet.delivery.node import Node, Standing
from broadsheet.delivery.page import Broken, Page, decode, make
from broadsheet.delivery.rendering import Answer, App, ask, is_storable
from broadsheet.delivery.state import state
from broadsheet.delivery.store import Key, Store
from broadsheet.delivery.sweep import files

__all__ = ["compared", "stored"]

# So far behind the database's log a machine may be while all is well.
LATE = timedelta(seconds=5)
# So many addresses are named; of the others it is said how many they are.
NAMED = 20
# Between two lines on how far it has come, in seconds.
PACE = 2.0

Progress = Callable[[int, int], None]


def stored(now: datetime) -> Finding:
    """How many pages this machine stores, and whether it knows of all changes. `now` is aware. Raises DatabaseError."""
    try:
        node = follow.node()
        if node is None:
            return ok("pages", "none are stored on this machine yet")
        here, standing = state(node), node.look()
    except OSError as error:
        where = f"{settings.PAGES_ROOT} cannot be read ({error.strerror})"
        return amiss("pages", f"{where}: mend its rights, or delete it; pages are made anew.")
    last = log.end().position
    size = f"{here.bytes / (1 << 20):.1f} of {settings.PAGES_DISK >> 20} MB"
    if standing is None:
        return amiss("pages", "Nothing stored here counts, for want of a log: broadsheet serve begins one.")
    text = f"{here.files} stored, {size}; {standing.position} of {last} changes applied"
    if trouble := _behind(standing, now):
        return amiss("pages", f"{text}. {trouble}")
    return ok("pages", text)


def _behind(standing: Standing, now: datetime) -> str:
    """What is wrong with where this machine stands in the database's log; "" where it is at its end, or almost."""
    rows = Change.objects.filter(position__gte=standing.position).order_by("position")
    ahead = list(rows.values_list("position", "mark", "at")[:2])
    if not ahead or ahead[0][:2] != (standing.position, standing.mark):
        return "They follow another log than this database's, and do not count: broadsheet serve begins anew."
    if len(ahead) > 1 and now - ahead[1][2] > LATE:
        late = (now - ahead[1][2]).total_seconds()
        return f"This machine is {late:.0f} s behind: is broadsheet serve running? Its log says why."
    return ""


# ---- each page anew -----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Found:
    """What came of it: how many are right, and stale; of the others what is wrong with each."""

    right: int = 0
    stale: int = 0
    wrong: list[str] = field(default_factory=list)
    orphaned: list[str] = field(default_factory=list)


def compared(app: App, progress: Progress) -> list[Finding]:
    """Makes each page anew that is stored here and counts as right, and says which are not what was made.

    `app` is the application behind the door. `progress(done, of)` is called every few seconds. Nothing is written:
    not one page is renewed by it. To be called where `stored` is ok.
    """
    node = follow.node()
    standing = node.look() if node is not None else None
    if node is None or standing is None:
        return [ok("compared", "nothing is stored that could be")]
    found = _Found(orphaned=list(_foreign(node, standing)))
    asyncio.run(_compare(node, app, found, progress))
    text = f"{found.right} as they are made now, {found.stale} stale"
    findings = [ok("compared", text + (" (these are renewed when they are asked for)" * bool(found.stale)))]
    what = "renew it at the desk, under Reports, Delivery; if there are many, delete"
    findings += _named("compared", found.wrong, f"{what} {settings.PAGES_ROOT}.")
    what = "Such files are never served; should they stay, delete"
    findings += _named("orphaned", found.orphaned, f"{what} {settings.PAGES_ROOT}.")
    return findings


def _named(name: str, each: list[str], what: str) -> Iterator[Finding]:
    for text in each[:NAMED]:
        yield amiss(name, f"{text}: {what}")
    if len(each) > NAMED:
        yield amiss(name, f"and {len(each) - NAMED} more: {what}")


def _foreign(node: Node, standing: Standing) -> Iterator[str]:
    """Files of another life of the store."""
    for epoch in sorted((node.folder / "pages").glob("*")):
        if epoch.name != standing.epoch:
            number = sum(path.is_file() for path in epoch.rglob("*"))
            yield f"{epoch} holds {number} files of another life of the store"


async def _compare(node: Node, app: App, found: _Found, progress: Progress) -> None:
    store = Store(node)
    paths = [path for _time, _size, path in sorted(files(node), key=lambda one: one[2])]
    said = time.monotonic()
    for done, path in enumerate(paths):
        if time.monotonic() - said > PACE:
            progress(done, len(paths))
            said = time.monotonic()
        try:
            page = _load(store, path)
        except Broken as error:
            found.orphaned.append(f"{path} is no page that counts ({error})")
            continue
        if page is not None:
            await _look_at(store, app, page, found)


def _load(store: Store, path: Path) -> Page | None:
    """The page of a file; None where it has gone meanwhile. Raises Broken where it is not the page of that file."""
    try:
        page = decode(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Broken(error.strerror) from error
    standing = store.node.refresh()
    if standing is not None and page.epoch != standing.epoch:
        raise Broken("of another life of the store")
    if page.key.count("\n") != 3 or store.path(_key(page), page.epoch) != path:
        raise Broken("the page of another address")
    return page


def _key(page: Page) -> Key:
    scheme, host, path, query = page.key.split("\n")
    return Key(host.encode(), path, query, scheme == "https")


async def _look_at(store: Store, app: App, page: Page, found: _Found) -> None:
    if not store.fresh(page, time.time()):
        found.stale += 1
        return
    key = _key(page)
    address = f"{'https' if key.secure else 'http'}://{key.host.decode()}{key.path}"
    answer = await ask(app, _scope(key))
    trouble = _trouble(page, answer)
    if trouble:
        # What was made may show a change that this machine has not heard of yet.
        await asyncio.to_thread(_catch_up, store.node)
    if not store.fresh(page, time.time()):
        found.stale += 1
    elif trouble:
        found.wrong.append(f"{address} {trouble}")
    else:
        found.right += 1


def _catch_up(node: Node) -> None:
    try:
        follow.catch_up(node)
    finally:
        connections.close_all()


def _scope(key: Key) -> dict[str, Any]:
    """As the door asks for the page."""
    proxied = bool(settings.SECURE_PROXY_SSL_HEADER)
    forwarded = [(b"x-forwarded-proto", b"https" if key.secure else b"http")] if proxied else []
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "https" if key.secure and not proxied else "http",
        "path": key.path,
        "raw_path": key.path.encode(),
        "query_string": b"",
        "headers": [(b"host", key.host), *forwarded],
        "client": None,
        "server": None,
    }


def _trouble(page: Page, answer: Answer) -> str:
    """How a stored page differs from the answer made now; "" where it does not."""
    if answer.failed:
        return f"cannot be made (status {answer.status or 500}); the server's log says why"
    if answer.status != page.status:
        return f"is stored with status {page.status} and made with {answer.status}"
    if not is_storable(answer):
        return "is stored, though its answer is not for all any more"
    made = make(
        page.key, answer.status, answer.headers, answer.body,
        used=answer.used, epoch=page.epoch, position=page.position, now=page.made,
    )  # fmt: skip
    if made.bodies[-1] != page.bodies[-1]:
        return "is stored otherwise than it is made"
    if not _unpacks(page):
        return "is stored compressed otherwise than as it is"
    if made.digest != page.digest or _headers(made) != _headers(page):
        return "is stored with other headers than it is made with"
    return ""


def _unpacks(page: Page) -> bool:
    br, gz, identity = page.bodies
    try:
        return (br is None or brotli.decompress(br) == identity) and (
            gz is None or gzip.decompress(gz) == identity
        )
    except (brotli.error, OSError, EOFError):
        return False


def _headers(page: Page) -> list[tuple[bytes, list[bytes]]]:
    """Whatever the order of their words: that of the policy's directives is another in each process."""
    return sorted((name, sorted(re.split(rb"[\s;,]+", value))) for name, value in page.headers)
