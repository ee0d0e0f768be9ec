"""The real paper, really behind Varnish and nginx, with the configurations that the documentation gives."""

import http.client
import json
import os

import pytest
from tests.apps.delivery.standing_in_front import HOST, Gate, lacking, links, newsroom, nginx, until, varnish

from broadsheet.bench import servers

LACKING = lacking()
EVERYTHING = os.environ.get("CI") == "true" or os.environ.get("BROADSHEET_ALL") == "1"
pytestmark = [
    pytest.mark.servers,
    pytest.mark.skipif(bool(LACKING) and not EVERYTHING, reason=f"there is no {LACKING} here"),
]
# The headers for each, which it takes away.
OF_VARNISH, OF_NGINX = {"xkey", "surrogate-control"}, {"x-accel-expires"}


@pytest.fixture(scope="module")
def stand(tmp_path_factory):
    """The paper behind Varnish and behind nginx, the newsroom, the way from the worker to Varnish, the addresses."""
    folder = tmp_path_factory.mktemp("in-front")
    folder.parent.chmod(0o755)
    port = servers.free_port()
    gate = Gate(port)
    with pytest.MonkeyPatch.context() as patch, newsroom(folder / "home") as desk:
        desk("paper()")
        patch.setenv("BROADSHEET_CDN", f"nginx,varnish://{HOST}:{gate.port}")
        with (
            servers.paper(folder / "home") as (paper, _process),
            varnish(folder / "varnish", paper, port),
            nginx(folder / "nginx", "nginx-cache.conf", (8000, paper)) as cached,
            nginx(folder / "tls", "nginx-tls.conf", (6081, port)) as before,
        ):
            stand = Stand(desk, gate, paper, port, cached, before)
            stand.paths = links(paper)
            assert len(stand.paths) >= 60
            yield stand
        gate.shut()


class Stand:
    def __init__(self, desk, gate, paper, varnish, cached, before):
        self.desk, self.gate = desk, gate
        self.paper, self.varnish, self.cached, self.before = paper, varnish, cached, before
        self.paths = []

    def walk(self, port):
        return {path: servers.get(port, path) for path in self.paths}

    def warm(self):
        """All in Varnish, nothing more to be told."""
        until(
            lambda: (
                self.desk("[one.settled == log.end().position for one in Cursor.objects.all()]") == "[true]"
            ),
            30,
        )
        until(lambda: hits(self.walk(self.varnish)) == set(self.paths), 30)
        return self.bodies(self.paper)

    def bodies(self, port):
        return {path: got.body for path, got in self.walk(port).items()}

    def all_is_told(self):
        return self.standing() == [0, ""]

    def standing(self):
        return json.loads(
            self.desk("[[s.backlog, s.error] for s in telling.standings([Cursor.objects.get().name])]")
        )[0]


def hits(pages):
    return {path for path, got in pages.items() if got.headers["x-cache"] == "HIT"}


CHANGES = {
    "a headline deep in the archive": "reword('story-number-30', 'Another headline').pk",
    "a headline on the front": "reword('story-number-1', 'Not what it was').pk",
    "a new story": "publish(100).pk",
    "a story of last week": "publish(104, hours=100.5).pk",
    "a story taken back": "actions.unpublish(Story.objects.get(slug='story-number-9'), by=None).pk",
    "a recall": "actions.recall(Story.objects.get(slug='story-number-12'), by=None, reason='Wrong.').pk",
    "a byline's name": "rename('ida', 'Id\u00e1')",
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_drops_exactly_the_pages_whose_bytes_are_others(stand, change):
    before = stand.warm()
    stand.desk(CHANGES[change])
    took = until(stand.all_is_told, 5)
    now = stand.bodies(stand.paper)
    changed = {path for path in stand.paths if now[path] != before[path]}
    after = stand.walk(stand.varnish)
    assert 0 < len(changed) < len(stand.paths)
    assert set(stand.paths) - hits(after) == changed
    assert {path: got.body for path, got in after.items()} == now
    # A second or two, and as much again for whatever else the machine does.
    assert took < 4


def test_while_varnish_cannot_be_told_nothing_is_lost(stand):
    before = stand.warm()
    stand.gate.shut()
    stand.desk("reword('story-number-31', 'Written meanwhile').pk")
    stand.desk("reword('story-number-2', 'This too').pk")
    until(lambda: stand.standing() == [2, "it cannot be reached: Connection refused"], 10)
    assert hits(stand.walk(stand.varnish)) == set(stand.paths)
    stand.gate.open()
    until(stand.all_is_told, 30)
    now = stand.bodies(stand.paper)
    after = stand.walk(stand.varnish)
    assert set(stand.paths) - hits(after) == {path for path in stand.paths if now[path] != before[path]}
    assert {path: got.body for path, got in after.items()} == now


def test_each_takes_away_what_was_for_it_alone(stand):
    stand.warm()
    until(lambda: servers.get(stand.paper, "/").headers.keys() >= OF_VARNISH | OF_NGINX, 10)
    plain = servers.get(stand.paper, "/").headers
    for port, its in (
        (stand.varnish, OF_VARNISH),
        (stand.before, OF_VARNISH | OF_NGINX),
        (stand.cached, OF_NGINX),
    ):
        got = servers.get(port, "/", {"Accept-Encoding": "gzip"})
        assert not its & got.headers.keys()
        assert got.headers["cache-control"] == plain["cache-control"]
        assert got.headers["content-encoding"] == "gzip"
        same = servers.get(port, "/", {"Accept-Encoding": "gzip", "If-None-Match": got.headers["etag"]})
        assert (same.status, same.body) == (304, b"")
        assert not its & same.headers.keys()


def test_a_reader_s_cookies_make_no_other_page(stand):
    stand.warm()
    for port in (stand.varnish, stand.before):
        servers.get(port, "/latest")
        assert servers.get(port, "/latest", {"Cookie": "_ga=1"}).headers["x-cache"] == "HIT"


def test_the_desk_is_never_kept(stand):
    for port in (stand.varnish, stand.before, stand.cached):
        pages = [servers.get(port, "/desk/login/") for _ in range(3)]
        assert [got.status for got in pages] == [200] * 3
        assert len({got.headers["set-cookie"] for got in pages}) == 3
        assert "HIT" not in {got.headers.get("x-cache") for got in pages}


def test_only_the_worker_has_anything_dropped(stand):
    stand.warm()
    for port, headers, status in (
        (stand.before, {"xkey-purge": "broadsheet"}, 405),
        (stand.varnish, {"xkey-purge": "broadsheet", "X-Forwarded-Proto": "https"}, 403),
        (stand.varnish, {}, 400),
    ):
        connection = http.client.HTTPConnection(HOST, port, timeout=10)
        connection.request("PURGE", "/", headers={"Host": "localhost", **headers})
        assert connection.getresponse().status == status
        connection.close()
    assert hits(stand.walk(stand.varnish)) == set(stand.paths)


def test_nginx_keeps_a_page_for_a_second_and_shows_none_that_is_older(stand):
    path = "/section/city"

    def state():
        return servers.get(stand.cached, path).headers["x-cache"]

    until(lambda: state() == "HIT", 5)
    until(lambda: state() == "REVALIDATED", 5)
    stand.desk("publish(201).pk")
    until(lambda: b"Story number 201" in servers.get(stand.cached, path).body, 4)
    assert (
        len({servers.get(stand.cached, path).headers["x-cache"] for _ in range(50)} - {"HIT", "REVALIDATED"})
        == 0
    )
