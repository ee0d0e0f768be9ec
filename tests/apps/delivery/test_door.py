"""The door before the real application: what a reader gets once a verb's call has returned."""

import asyncio
import threading
import time

import pytest
from django.core.asgi import get_asgi_application
from django.db import OperationalError, connections
from tests.apps.delivery.conftest import commit, run
from tests.pure.delivery.conftest import Reader

from broadsheet.delivery import assembly, follow, log, warm
from broadsheet.delivery.models import Head
from broadsheet.reading.parameters import declared
from broadsheet.stories import actions

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def reader(paper, ours, settings):
    """One web process of this machine."""
    if not Head.objects.exists():
        log._begin()
    follow.catch_up(ours)
    return Reader(assembly.door(get_asgi_application(), declared, desk="/desk/"))


async def get(reader, path, **kwargs):
    return await reader.get(path, host=b"localhost", **kwargs)


def test_a_story_is_there_when_publish_returns_and_its_404_is_gone(reader, write, paper):
    write("The first")
    story = write("A bridge opens", draft=True)

    async def ask(*paths):
        return [await get(reader, path) for path in paths]

    (front,) = run(ask("/"))
    assert b"A bridge opens" not in front.body
    story = actions.publish(story, by=paper.editor)
    path = story.get_absolute_url()
    for said in run(ask("/", "/latest", "/section/city", "/feed.rss", path)):
        assert said.status == 200
        assert b"A bridge opens" in said.body
    rendered = reader.front.renewal.rendered
    run(ask("/", "/latest", "/section/city", "/feed.rss", path))
    assert reader.front.renewal.rendered == rendered


def test_a_404_asked_for_before_publication(reader, write, paper):
    story = write("A bridge opens")
    path = story.get_absolute_url()

    async def status():
        return (await get(reader, path)).status

    actions.unpublish(story, by=paper.editor)
    before = run(status())
    assert before in {404, 410}
    assert run(status()) == before
    story.refresh_from_db()
    actions.publish(story, by=paper.editor)
    assert run(status()) == 200


def test_stored_pages_carry_the_headers_that_keep_readers_safe(reader, write):
    write()

    async def ask():
        return [await get(reader, "/") for _ in range(2)]

    made, stored = run(ask())
    assert made.headers == stored.headers
    policy = stored.headers[b"content-security-policy"].decode()
    assert "script-src 'self'" in policy
    assert "nonce" not in policy
    assert stored.headers[b"x-content-type-options"] == b"nosniff"
    assert stored.headers[b"x-frame-options"] == b"SAMEORIGIN"
    assert stored.headers[b"cache-control"] == b"public, max-age=0, must-revalidate"
    assert b"set-cookie" not in stored.headers


def test_search_is_asked_each_time(reader, write):
    write("A bridge opens")

    async def ask():
        return [await get(reader, "/search", query=b"q=bridge&utm=1") for _ in range(2)]

    assert all(b"A bridge opens" in said.body for said in run(ask()))
    assert reader.front.renewal.rendered == 2


def test_without_the_database_stored_pages_are_served_and_others_503(reader, write, monkeypatch):
    from django.db.backends.utils import CursorWrapper

    def gone(*_args, **_kwargs):
        raise OperationalError("the database is gone")

    write()

    async def ask():
        await get(reader, "/")
        with monkeypatch.context() as patch:
            patch.setattr(CursorWrapper, "execute", gone)
            stored, other, desk = [await get(reader, path) for path in ("/", "/latest", "/desk/")]
        again = await get(reader, "/latest")
        return stored, other, desk, again

    stored, other, desk, again = run(ask())
    assert stored.status == 200
    assert b"warning" not in stored.headers
    for said in (other, desk):
        assert (said.status, said.headers[b"retry-after"]) == (503, b"5")
        assert said.headers[b"cache-control"] == b"no-store"
    assert again.status == 200


def test_stored_pages_are_served_while_every_thread_of_django_hangs(reader, write, monkeypatch):
    from django.db.backends.utils import CursorWrapper

    write()
    reader.front.renewal.patience = 0.2
    release = threading.Event()
    execute = CursorWrapper.execute

    def hang(self, *args, **kwargs):
        release.wait(20)
        return execute(self, *args, **kwargs)

    async def quickest():
        """Seconds for a hundred answers; of several attempts the best."""
        times = []
        for _ in range(10):
            begun = time.perf_counter()
            assert {(await get(reader, "/")).status for _ in range(100)} == {200}
            times.append(time.perf_counter() - begun)
        return min(times)

    async def ask():
        await get(reader, "/")
        before = await quickest()
        monkeypatch.setattr(CursorWrapper, "execute", hang)
        hung = await asyncio.gather(*(get(reader, f"/section/{number}") for number in range(20)))
        assert {said.status for said in hung} == {503}
        assert await quickest() < 5 * before
        release.set()
        await asyncio.sleep(0.5)
        assert (await get(reader, "/section/1")).status == 404

    try:
        run(ask())
    finally:
        release.set()
        connections.close_all()


def test_pages_are_rendered_ahead_for_every_host_that_has_some(reader, write, ours):
    write()
    run(reader.get("/", host=b"localhost"))
    run(reader.get("/", host=b"127.0.0.1:8000"))
    assert warm.hosts(ours) == ["127.0.0.1:8000", "localhost"]
    warmer = warm.Warmer(ours, reader.front, secure=False)
    commit("editions", warm=["/", "/latest"])
    rendered = reader.front.renewal.rendered
    run(warmer.step())
    assert reader.front.renewal.rendered == rendered + 4
    hits = reader.front.counts.hits
    for host in (b"localhost", b"127.0.0.1:8000"):
        for path in ("/", "/latest"):
            assert run(reader.get(path, host=host)).status == 200
    assert reader.front.counts.hits == hits + 4
    run(warmer.step())
    assert reader.front.renewal.rendered == rendered + 4


def test_a_process_says_how_it_is_doing(reader, write, ours, tmp_path):
    import json
    import os
    from dataclasses import asdict

    from broadsheet.delivery import state

    write()
    run(get(reader, "/"))
    run(get(reader, "/"))
    state.report(ours, lambda: assembly._facts(reader.front))
    dead = asdict(assembly._facts(reader.front)) | {"pid": 2**22 + 1}
    (ours.folder / "processes" / "4194305").write_text(json.dumps(dead))
    (ours.folder / "processes" / "0").write_text("half")
    now = state.state(ours)
    (process,) = now.processes
    assert (process.pid, process.hits, process.misses, process.rendered, process.pages) == (
        os.getpid(),
        1,
        1,
        1,
        1,
    )
    assert now.files == 1
    assert now.bytes == ours.stored() > 1000
    assert now.position == process.position == log.end().position
    assert not (ours.folder / "processes" / "4194305").exists()
