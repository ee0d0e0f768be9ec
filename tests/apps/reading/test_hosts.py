import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient

from broadsheet.reading.middleware import bare_host, is_loopback


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200), ("localhost:8000", 200), ("127.0.0.1:8000", 200), ("[::1]:8000", 200),
        ("courier.localhost", 200), ("courier.example", 200), ("COURIER.example", 200), ("extra.example", 200),
        ("evil.example", 400), ("courier.example.evil", 400), ("10.0.0.1", 400), ("a_b:x", 400),
    ],
)  # fmt: skip
def test_only_our_hosts_are_answered(client, paper, settings, host, status):
    settings.EXTRA_HOSTS = ("extra.example",)
    paper.outlet.base_url = "https://courier.example"
    paper.outlet.save()
    response = client.get("/robots.txt", headers={"host": host})
    assert response.status_code == status
    if status == 400:
        assert response.content.count(b"\n") == 1


@pytest.mark.django_db
def test_without_a_paper_the_answer_says_what_to_do(client):
    response = client.get("/")
    assert response.status_code == 503
    assert "broadsheet init" in response.content.decode()


@pytest.mark.django_db
def test_without_a_paper_the_desk_and_the_files_are_not_held_up(client):
    assert client.get("/desk/login/").status_code in {200, 302}
    assert client.get("/media/none.jpg").status_code == 404


def test_it_answers_asynchronous_servers_too(paper):
    assert async_to_sync(AsyncClient().get)("/").status_code == 200
    assert async_to_sync(AsyncClient().get)("/", headers={"host": "evil.example"}).status_code == 400


def test_hosts_are_read_with_and_without_a_port():
    assert [bare_host(one) for one in ("A.b:80", "[::1]:80", "x.y.")] == ["a.b", "::1", "x.y"]
    assert is_loopback("127.8.8.8")
    assert not is_loopback("localhost.evil.example")
