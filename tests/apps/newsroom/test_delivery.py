"""The desk's page on delivery: who sees it, what it tells, and a page renewed through a real door."""

import os
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.asgi import get_asgi_application
from django.db import DatabaseError
from django.test import Client
from tests.apps.delivery.conftest import commit, ours, run  # noqa: F401 (a fixture)
from tests.pure.delivery.conftest import Reader

from broadsheet.delivery import assembly, follow, log, state
from broadsheet.delivery.models import Change, Cursor, Head
from broadsheet.delivery.page import decode, encode
from broadsheet.delivery.sweep import files
from broadsheet.env import InFront
from broadsheet.newsroom import delivery
from broadsheet.reading.parameters import declared

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/desk/delivery/"


@pytest.fixture
def reader(paper, ours):  # noqa: F811 (the fixture)
    """One web process of this machine."""
    if not Head.objects.exists():
        log._begin()
    follow.catch_up(ours)
    return Reader(assembly.door(get_asgi_application(), declared, desk="/desk/"))


@pytest.fixture
def desk(client, paper):
    client.force_login(paper.editor)
    return client


def person(*permissions):
    user = get_user_model().objects.create_user("ada", "ada@example.org", "a-long-password")
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *permissions]))
    return user


def get(reader, path, host=b"localhost", **more):
    return run(reader.get(path, host=host, **more))


def test_only_those_who_may_change_the_outlet_see_it(client, paper):
    assert client.get(URL).status_code == 302
    client.force_login(person("change_story", "add_story", "publish_story"))
    before = Change.objects.count()
    for said in (client.get(URL), client.post(URL, {"address": "/"})):
        assert said.status_code == 403
        assert b"may change the outlet" in said.content
    assert Change.objects.count() == before
    assert URL not in client.get("/desk/").content.decode()


def test_whoever_may_change_the_outlet_may_renew(client, paper):
    client.force_login(person("change_outlet"))
    assert client.get(URL).status_code == 200
    assert URL in client.get("/desk/").content.decode()
    assert client.post(URL, {"address": "/"}).status_code == 302
    assert "no-store" in client.get(URL)["Cache-Control"]


def test_a_post_from_elsewhere_is_refused(paper):
    client = Client(enforce_csrf_checks=True)
    client.force_login(paper.editor)
    before = Change.objects.count()
    assert client.post(URL, {"address": "/"}).status_code == 403
    assert Change.objects.count() == before


def test_before_anything_is_stored(desk):
    text = desk.get(URL).content.decode()
    assert "none on this machine yet" in text
    assert "No web process of this machine has said" in text


def test_it_tells_what_is_stored_and_how_each_process_is_doing(desk, reader, write, ours, monkeypatch):  # noqa: F811
    write()
    for path in ("/", "/", "/", "/latest"):
        get(reader, path)
    state.report(ours, lambda: assembly._facts(reader.front))
    text = " ".join(desk.get(URL).content.decode().split())
    assert "answers, in" in text
    assert ">2 files, " in text
    assert "of 1.0 GB (0 %)" in text
    assert f'<th scope="row">{os.getpid()}</th> <td>4</td> <td>50.0 %</td> <td>2</td> <td>0</td>' in text
    last = log.end().position
    assert f"<td>{last}, nothing is missing" in text

    monkeypatch.setattr(log, "_listeners", [])
    commit("editions")
    facts = assembly._facts(reader.front)
    state.report(ours, lambda: replace(facts, at=time.time() - 60, stale=7, hits=0, misses=0))
    text = " ".join(desk.get(URL).content.decode().split())
    assert f"<td>{last}, 1 behind" in text
    assert "silent for 60 s" in text
    assert "<td>nobody has asked</td>" in text
    assert "<td>7</td>" in text
    assert ": 1 behind</dd>" in text


def test_it_says_that_the_database_does_not_answer(rf, paper, ours, monkeypatch):  # noqa: F811
    def gone():
        raise DatabaseError("it is\ngone")

    monkeypatch.setattr(log, "end", gone)
    told = delivery._told(ours)
    assert (told["last"], told["answer"]) == (None, "it is gone")
    assert told["tail"].behind is None


def test_it_says_when_the_database_did_not_answer_last(desk, ours):  # noqa: F811
    assert "Last time it did not answer" not in desk.get(URL).content.decode()
    gone = datetime(2026, 11, 24, 9, 0, tzinfo=UTC).timestamp()
    ours.note_outage(gone, gone + 34.2)
    text = " ".join(desk.get(URL).content.decode().split())
    assert "<dd>24 November 2026, 13:00 (UTC+04:00), for 34 s</dd>" in text
    ours.note_outage(gone, gone + 600)
    assert ", for 10 min</dd>" in desk.get(URL).content.decode()


def test_it_tells_how_far_each_cache_in_front_has_been_told(desk, settings):
    assert "In front of the paper" not in desk.get(URL).content.decode()
    settings.IN_FRONT = (
        InFront("nginx"),
        InFront("varnish", "cache:80"),
        InFront("fastly", "abc", "token"),
        InFront("cloudflare", "zone", "token"),
    )
    commit("a")
    commit("b")
    last, at = log.end().position, datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    Cursor.objects.create(name="varnish cache:80", position=last, succeeded_at=at)
    Cursor.objects.create(name="fastly abc", position=last - 1, failing_since=at, error="no answer in time")
    text = " ".join(desk.get(URL).content.decode().split())
    at = "24 November 2026, 13:00 (UTC+04:00)"
    assert (
        f'<th scope="row">varnish cache:80</th> <td>{last}, nothing is missing</td> <td>{at}</td> <td>none</td>'
    ) in text
    assert (
        f'<th scope="row">fastly abc</th> <td>{last - 1}, 1 behind</td> <td>never</td>'
        f' <td>no answer in time<span class="desk-list__aside">since {at};'
    ) in text
    assert '<th scope="row">cloudflare zone</th> <td>none yet</td> <td>never</td> <td>none</td>' in text
    assert "nginx" not in text.partition("In front of the paper")[2]
    assert "token" not in text.partition("In front of the paper")[2].partition("</section>")[0]


def test_a_page_that_went_wrong_is_renewed_and_no_other(desk, reader, write, ours):  # noqa: F811
    write("A bridge opens")
    hosts = (b"localhost", b"127.0.0.1:8000")
    for host in hosts:
        for path in ("/", "/latest"):
            assert get(reader, path, host).status == 200
    for _at, _size, file in files(ours):
        page = decode(file.read_bytes())
        wrong = replace(page, bodies=(None, None, page.bodies[-1].replace(b"bridge", b"fridge")))
        file.write_bytes(encode(wrong))
    reader.front.store.main.clear()
    assert all(b"fridge" in get(reader, path, host).body for path in ("/", "/latest") for host in hosts)

    answer = desk.post(URL, {"address": "http://localhost/latest?before=1#top"}, follow=True)
    assert answer.redirect_chain == [(URL, 302)]
    assert "/latest is made anew. 2 stored copies on this machine" in answer.content.decode()
    assert Change.objects.latest("position").warm == ["/latest"]
    for host in hosts:
        assert b"A bridge opens" in get(reader, "/latest", host).body
        assert b"fridge" in get(reader, "/", host).body


@pytest.mark.parametrize(
    "path", ["/az/", "/feed.rss", "/robots.txt", "/nothing/here", "/2026", "/sitemap.xml"]
)
def test_whatever_the_door_stores_can_be_renewed(desk, reader, write, path):
    write()
    get(reader, path)
    rendered = reader.front.renewal.rendered
    get(reader, path)
    assert reader.front.renewal.rendered == rendered
    assert desk.post(URL, {"address": path}).status_code == 302
    get(reader, path)
    assert reader.front.renewal.rendered == rendered + 1


def test_letters_that_addresses_write_otherwise(desk, reader, write, paper):
    path = "/az/section/şəhər"
    get(reader, path)
    desk.post(URL, {"address": "http://testserver/az/section/%C5%9F%C9%99h%C9%99r"})
    rendered = reader.front.renewal.rendered
    get(reader, path)
    assert reader.front.renewal.rendered == rendered + 1


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("", "required"),
        ("latest", "begins with a slash"),
        ("https://elsewhere.example/latest", "not the paper&#x27;s"),
        ("//elsewhere.example/latest", "not the paper&#x27;s"),
        ("javascript:alert(1)", "not the paper&#x27;s"),
        ("/%ff", "no address"),
        ("http://[/", "no address"),
        ("/desk/images/", "no page"),
        ("/" + "a" * 1100, "begins with a slash"),
    ],
)
def test_what_is_no_page_of_the_paper_is_not_renewed(desk, address, says):
    before = Change.objects.count()
    text = desk.post(URL, {"address": address}).content.decode()
    assert "Not renewed: This" in text
    assert says in text
    assert Change.objects.count() == before
