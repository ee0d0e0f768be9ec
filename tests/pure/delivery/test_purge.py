"""What is sent to caches in front, seen by a server that listens on this machine."""

import base64
import contextlib
import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from broadsheet.delivery.purge import wire
from broadsheet.delivery.purge.choosing import backends
from broadsheet.delivery.purge.cloudflare import Cloudflare
from broadsheet.delivery.purge.fastly import Fastly
from broadsheet.delivery.purge.twin import Twin
from broadsheet.delivery.purge.varnish import Varnish
from broadsheet.delivery.purge.webhook import Webhook
from broadsheet.delivery.purge.wire import Limited, Unacknowledged
from broadsheet.env import InFront

TOKEN = "a-very-secret-token"
KEYS = ("aaaa", "bbbb")


class Other:
    """The other side: what it is asked, and what it answers."""

    def __init__(self):
        self.asked, self.status, self.headers, self.body, self.delay = [], 200, {}, b"{}", 0.0
        other = self

        class Answering(BaseHTTPRequestHandler):
            def _answer(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                other.asked.append((self.command, self.path, dict(self.headers), body))
                time.sleep(other.delay)
                with contextlib.suppress(OSError):
                    self.send_response(other.status)
                    for name, value in other.headers.items():
                        self.send_header(name, value)
                    self.send_header("Content-Length", str(len(other.body)))
                    self.end_headers()
                    self.wfile.write(other.body)

            do_POST = do_PURGE = _answer  # noqa: N815

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self.where = f"127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()

    def end(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def other():
    other = Other()
    yield other
    other.end()


@pytest.fixture
def all_of_them(other):
    return [
        Varnish(other.where),
        Fastly("SU1Z0", TOKEN, api=f"http://{other.where}"),
        Cloudflare("0123abcd", TOKEN, api=f"http://{other.where}/client/v4"),
        Webhook(f"http://{other.where}/hook", TOKEN),
    ]


def test_varnish_is_asked_as_its_configuration_wants(other):
    Varnish(other.where).purge(KEYS, recall=False)
    [(method, path, headers, body)] = other.asked
    assert (method, path, headers["xkey-purge"], body) == ("PURGE", "/", "aaaa bbbb", b"")
    assert "X-Forwarded-Proto" not in headers


def test_fastly_is_asked_as_its_interface_wants(other):
    Fastly("SU1Z0", TOKEN, api=f"http://{other.where}").purge(KEYS, recall=True)
    [(method, path, headers, body)] = other.asked
    assert (method, path, body) == ("POST", "/service/SU1Z0/purge", b"")
    assert (headers["Fastly-Key"], headers["Surrogate-Key"]) == (TOKEN, "aaaa bbbb")
    assert headers["Content-Length"] == "0"


def test_cloudflare_is_asked_as_its_interface_wants_and_has_to_say_that_it_was_done(other):
    cloudflare = Cloudflare("0123abcd", TOKEN, api=f"http://{other.where}/client/v4")
    other.body = b'{"success": true, "errors": [], "result": {"id": "0123abcd"}}'
    cloudflare.purge(KEYS, recall=False)
    [(method, path, headers, body)] = other.asked
    assert (method, path) == ("POST", "/client/v4/zones/0123abcd/purge_cache")
    assert headers["Authorization"] == f"Bearer {TOKEN}"
    assert json.loads(body) == {"tags": ["aaaa", "bbbb"]}
    for said in (
        b'{"success": false, "errors": [{"code": 1}]}',
        b"{}",
        b"[]",
        b"<html>",
        b'{"success": "yes"}',
    ):
        other.body = said
        with pytest.raises(Unacknowledged, match="does not say that it was done"):
            cloudflare.purge(KEYS, recall=False)


def test_a_webhook_gets_json_and_is_told_what_is_a_recall(other):
    other.status = 204
    other.body = b""
    Webhook(f"http://{other.where}/hook?paper=1").purge(KEYS, recall=True)
    Webhook(f"http://{other.where}/hook", TOKEN).purge(KEYS, recall=False)
    Webhook(f"http://{other.where}/hook", TOKEN, "ada").purge(KEYS, recall=False)
    (method, path, headers, body), bearer, basic = other.asked
    assert (method, path, headers["Content-Type"]) == ("POST", "/hook?paper=1", "application/json")
    assert json.loads(body) == {"keys": ["aaaa", "bbbb"], "recall": True}
    assert "Authorization" not in headers
    assert bearer[2]["Authorization"] == f"Bearer {TOKEN}"
    assert basic[2]["Authorization"] == "Basic " + base64.b64encode(f"ada:{TOKEN}".encode()).decode()


@pytest.mark.parametrize("status", [301, 302, 307, 400, 404, 405, 500, 502, 503])
def test_whatever_is_no_yes_is_a_no_and_no_redirect_is_followed(other, all_of_them, status):
    other.status, other.headers = status, {"Location": f"http://{other.where}/elsewhere"}
    for one in all_of_them:
        with pytest.raises(Unacknowledged, match=f"status {status}") as caught:
            one.purge(KEYS, recall=False)
        assert not isinstance(caught.value, Limited)
    assert len(other.asked) == len(all_of_them)


@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_says_where_to_look_and_no_secret(other, all_of_them, status):
    other.status, other.body = status, TOKEN.encode()
    for one in all_of_them:
        with pytest.raises(Unacknowledged, match="does not let us") as caught:
            one.purge(KEYS, recall=False)
        assert TOKEN not in str(caught.value) + repr(one)


@pytest.mark.parametrize(
    ("said", "wait"), [("7", 7), ("0", 1), ("100000", 300), ("Tue, 1 Jan", 30), ("", 30)]
)
def test_who_wants_to_be_asked_less_often_says_when(other, all_of_them, said, wait):
    other.status, other.headers = 429, {"Retry-After": said} if said else {}
    for one in all_of_them:
        with pytest.raises(Limited) as caught:
            one.purge(KEYS, recall=False)
        assert caught.value.wait == wait


def test_503_with_a_time_is_a_limit_too(other):
    other.status, other.headers = 503, {"Retry-After": "3"}
    with pytest.raises(Limited):
        Varnish(other.where).purge(KEYS, recall=False)


def test_nobody_waits_for_ever(other, all_of_them, monkeypatch):
    monkeypatch.setattr(wire, "PATIENCE", 0.2)
    other.delay = 1.0
    for one in all_of_them:
        began = time.monotonic()
        with pytest.raises(Unacknowledged, match="no answer in time"):
            one.purge(KEYS, recall=False)
        assert time.monotonic() - began < 0.9


def trickling(listening, end):
    with contextlib.suppress(OSError):
        here, _ = listening.accept()
        with here:
            here.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            while not end.wait(0.02):
                here.sendall(b".")


def test_nor_for_one_who_answers_a_letter_at_a_time(monkeypatch):
    monkeypatch.setattr(wire, "PATIENCE", 0.3)
    end = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=trickling, args=(listening, end))
        thread.start()
        began = time.monotonic()
        with pytest.raises(Unacknowledged, match="no answer in time"):
            Varnish(f"127.0.0.1:{listening.getsockname()[1]}").purge(KEYS, recall=False)
        assert time.monotonic() - began < 2
        end.set()
        thread.join()


def test_who_is_not_there_or_speaks_something_else_is_named_without_secrets():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

        def babble():
            here, _ = listening.accept()
            with here:
                here.recv(4096)
                here.sendall(f"SSH-2.0 {TOKEN}\r\n".encode())

        thread = threading.Thread(target=babble)
        thread.start()
        with pytest.raises(Unacknowledged, match="cannot be understood") as caught:
            Fastly("S", TOKEN, api=f"http://127.0.0.1:{port}").purge(KEYS, recall=False)
        assert TOKEN not in str(caught.value)
        thread.join()
    with pytest.raises(Unacknowledged, match="cannot be reached: Connection refused"):
        Varnish(f"127.0.0.1:{port}").purge(KEYS, recall=False)
    with pytest.raises(Unacknowledged) as caught:
        Webhook(f"http://127.0.0.1/{TOKEN} x").purge(KEYS, recall=False)
    assert TOKEN not in str(caught.value)


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(tmp_path):
    import ssl
    import subprocess

    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-keyout", str(tmp_path / "key"), "-out", str(tmp_path / "cert")],
        check=False, capture_output=True,
    )  # fmt: skip
    if made.returncode:
        pytest.skip("openssl makes no certificate here")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert", tmp_path / "key")
    other = Other()
    other.server.socket = context.wrap_socket(other.server.socket, server_side=True)
    other.server.handle_error = lambda *_: None
    with pytest.raises(Unacknowledged, match="certificate is not to be trusted"):
        Webhook(f"https://localhost:{other.server.server_port}/", TOKEN).purge(KEYS, recall=False)
    assert other.asked == []
    other.end()


def test_the_settings_name_them():
    found = backends((
        InFront("nginx"), InFront("varnish", "10.0.0.5:6081"), InFront("cloudflare", "zone", TOKEN),
        InFront("fastly", "service", TOKEN), InFront("webhook", "https://cdn.example/", TOKEN, "ada"),
    ))  # fmt: skip
    assert list(map(type, found.values())) == [Varnish, Cloudflare, Fastly, Webhook]
    assert [one.batch for one in found.values()] == [400, 100, 256, 500]
    assert TOKEN not in repr(found)


def test_the_twin_drops_as_the_others_do_and_fails_as_they_do():
    twin = Twin(batch=2)
    twin.keep("/", ["a", "b"])
    twin.keep("/x", ["c"])
    twin.purge(("b",), recall=True)
    assert (list(twin.copies), twin.purged) == (["/x"], [(("b",), True)])
    for mood in ("refuses", "fails", "limits"):
        twin.mood = mood
        with pytest.raises(Unacknowledged):
            twin.purge(("c",), recall=False)
        assert list(twin.copies) == ["/x"]
    twin.mood = "accepts"
    with pytest.raises(Unacknowledged, match="400"):
        twin.purge(("1", "2", "3"), recall=False)
    twin.mood = "late"
    with pytest.raises(Unacknowledged, match="in time"):
        twin.purge(("c",), recall=False)
    assert twin.copies == {}
