"""When the door says that a copy of a page may be kept in front of it."""

import asyncio
import time

import pytest
from tests.pure.delivery.conftest import change

from broadsheet.delivery.purge.headers import RECENT, Labels


@pytest.fixture
def labelled(open_door, node):
    """A reader at a door with Varnish in front, whose node has just heard the database."""
    node.hear(time.time())
    return open_door(node, labels=Labels(["varnish"]))


def get(reader, *args, **kwargs):
    return asyncio.run(reader.get(*args, **kwargs))


def is_labelled(said):
    assert (b"xkey" in said.headers) == (b"surrogate-control" in said.headers)
    return b"xkey" in said.headers


def test_without_anyone_in_front_nothing_is_said(reader, node):
    node.hear(time.time())
    assert not is_labelled(get(reader))


def test_a_page_a_page_that_is_not_there_and_one_that_is_unchanged_are(labelled):
    first, again, missing = get(labelled), get(labelled), get(labelled, "/nowhere")
    assert is_labelled(first)
    assert is_labelled(again)
    assert (missing.status, is_labelled(missing)) == (404, True)
    same = get(labelled, if_none_match=first.headers[b"etag"].decode())
    assert (same.status, is_labelled(same)) == (304, True)
    assert is_labelled(get(labelled, method="HEAD"))


def test_who_has_not_heard_the_database_says_nothing(labelled, node, monkeypatch):
    get(labelled)
    heard = node.heard()
    monkeypatch.setattr(time, "time", lambda: heard + RECENT + 0.1)
    assert not is_labelled(get(labelled))
    node.hear(heard + RECENT)
    assert is_labelled(get(labelled))
    node.hear(heard)
    assert node.heard() == pytest.approx(heard + RECENT, abs=0.002)


def test_one_made_while_it_changed_is_not(labelled, node, site):
    async def overtaken(_scope):
        change(node, "front")
        site.pages["/"] = whole
        return whole

    whole = site.pages["/"]
    site.pages["/"] = overtaken
    assert not is_labelled(get(labelled))
    assert is_labelled(get(labelled))


def test_an_old_copy_shown_for_want_of_another_is_not(labelled, node, site):
    get(labelled)
    change(node, "front")
    site.pages["/"] = (500, [], b"", ["front"])
    old = get(labelled)
    assert (old.status, old.headers[b"cache-control"]) == (200, b"no-store")
    assert not is_labelled(old)
