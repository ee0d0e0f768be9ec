"""What is said of stored pages, each made by a door before the real application."""

import gzip
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.asgi import get_asgi_application
from django.utils import timezone
from tests.apps.delivery.conftest import commit, ours, run  # noqa: F401 (a fixture)
from tests.pure.delivery.conftest import Reader

from broadsheet.checks import pages
from broadsheet.delivery import assembly, follow, log
from broadsheet.delivery.models import Change, Head
from broadsheet.delivery.page import decode, encode
from broadsheet.delivery.sweep import files
from broadsheet.reading.parameters import declared

pytestmark = pytest.mark.django_db(transaction=True)
PATHS = ("/", "/latest", "/feed.rss", "/az/")


@pytest.fixture
def store(write, ours, paper):  # noqa: F811 (the fixture)
    """A machine on which PATHS are stored."""
    if not Head.objects.exists():
        log._begin()
    write("A bridge opens")
    follow.catch_up(ours)
    reader = Reader(assembly.door(get_asgi_application(), declared, desk="/desk/"))

    async def ask():
        for path in PATHS:
            assert (await reader.get(path, host=b"localhost")).status == 200

    run(ask())
    return ours


def findings(progress=lambda _done, _of: None):
    return pages.compared(get_asgi_application(), progress)


def amiss(found):
    return [(one.name, one.what) for one in found if not one.ok]


def file_of(node, path):
    return next(one for _at, _size, one in files(node) if decode(one.read_bytes()).key.split("\n")[2] == path)


def tamper(node, path, **fields):
    file = file_of(node, path)
    page = decode(file.read_bytes())
    file.write_bytes(encode(replace(page, **{name: act(page) for name, act in fields.items()})))


def test_where_nothing_is_stored_all_is_well(db):
    assert pages.stored(timezone.now()).ok
    assert amiss(findings()) == []


def test_stored_pages_that_are_right(store, monkeypatch):
    monkeypatch.setattr(pages, "PACE", -1)
    said = []
    found = findings(lambda done, of: said.append((done, of)))
    assert [(one.ok, one.what) for one in found] == [(True, "4 as they are made now, 0 stale")]
    assert said == [(number, 4) for number in range(4)]
    finding = pages.stored(timezone.now())
    last = log.end().position
    assert finding.ok
    assert finding.what.startswith("4 stored, 0.")
    assert finding.what.endswith(f"of 1024 MB; {last} of {last} changes applied")


def test_a_page_that_was_tampered_with_is_named(store):
    tamper(store, "/latest", bodies=lambda page: (None, None, page.bodies[-1].replace(b"bridge", b"fridge")))
    tamper(store, "/az/", bodies=lambda page: (page.bodies[0], gzip.compress(b"other"), page.bodies[-1]))
    tamper(store, "/feed.rss", headers=lambda page: (*page.headers, (b"x-more", b"1")))
    found = findings()
    assert found[0].what == "1 as they are made now, 0 stale"
    wrong = dict(what.split(" ", 1) for name, what in amiss(found) if name == "compared")
    assert wrong.keys() == {f"http://localhost{path}" for path in ("/latest", "/az/", "/feed.rss")}
    assert wrong["http://localhost/latest"].startswith("is stored otherwise than it is made: renew it at")
    assert "compressed" in wrong["http://localhost/az/"]
    assert "headers" in wrong["http://localhost/feed.rss"]


def test_what_a_change_missed_is_named_and_not_more_than_a_few(store, write, paper, monkeypatch):
    """A change that told nobody."""
    monkeypatch.setattr(log, "write", lambda *_a, **_k: None)
    write("A tram runs")
    monkeypatch.setattr(pages, "NAMED", 1)
    found = amiss(findings())
    assert len(found) == 2
    assert found[1][1].startswith("and 2 more: ")


def test_what_a_change_concerns_is_counted_and_well(store, write, paper):
    write("Bu gün", locale=paper.az)
    (finding,) = findings()
    assert finding.ok
    assert finding.what.startswith("3 as they are made now, 1 stale (these")


def test_a_change_that_came_meanwhile_is_no_fault(store, write, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(follow, "committed", lambda: None)
        patch.setattr(log, "_listeners", [])
        write("A tram runs")
    assert store.look().position < log.end().position
    (finding,) = findings()
    assert finding.what.startswith("1 as they are made now, 3 stale")


def test_a_page_that_cannot_be_made(store, monkeypatch):
    async def broken(_scope, _receive, send):
        await send({"type": "http.response.start", "status": 500, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    found = amiss(pages.compared(broken, lambda _done, _of: None))
    assert len(found) == 4
    assert all("cannot be made (status 500)" in what for _name, what in found)


def test_files_that_are_no_pages_are_found(store):
    half, other = file_of(store, "/latest"), file_of(store, "/az/")
    half.write_bytes(half.read_bytes()[:-10])
    other.write_bytes(file_of(store, "/feed.rss").read_bytes())
    foreign = store.folder / "pages" / "0123" / "localhost"
    foreign.mkdir(parents=True)
    (foreign / "one").touch()
    found = findings()
    assert found[0].what == "2 as they are made now, 0 stale"
    said = [what for name, what in amiss(found) if name == "orphaned"]
    assert len(said) == 3
    assert said[0].startswith(f"{foreign.parent} holds 1 files of another life")
    assert any(what.startswith(f"{half} is no page that counts (not a page") for what in said)
    assert any(what.startswith(f"{other} is no page that counts (the page of another") for what in said)
    assert all("delete" in what for what in said)


def test_a_machine_that_is_behind_says_for_how_long(store, monkeypatch):
    monkeypatch.setattr(log, "_listeners", [])
    commit("editions")
    assert pages.stored(timezone.now()).ok
    Change.objects.update(at=timezone.now() - timedelta(seconds=40))
    finding = pages.stored(timezone.now())
    assert not finding.ok
    assert "40 s behind" in finding.what


def test_another_log_and_none(store):
    Change.objects.filter(position=store.look().position).update(mark="another")
    assert "another log" in pages.stored(timezone.now()).what
    (store.folder / "log").unlink()
    store.tell()
    finding = pages.stored(timezone.now())
    assert not finding.ok
    assert "for want of a log" in finding.what


def test_a_store_that_cannot_be_read(db, monkeypatch):
    def refuse():
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(follow, "node", refuse)
    assert "mend its rights" in pages.stored(timezone.now()).what
