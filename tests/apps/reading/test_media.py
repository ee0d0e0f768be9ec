from datetime import UTC, datetime
from pathlib import Path

import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient

from broadsheet.reading import streams
from broadsheet.reading.views.media import span

DATA = bytes(range(256)) * 4


@pytest.fixture
def files(settings, paper):
    root = Path(settings.MEDIA_ROOT)
    (root / "images").mkdir(parents=True)
    (root / "videos").mkdir()
    (root / "images" / "a.webp").write_bytes(DATA)
    (root / "videos" / "film.webm").write_bytes(DATA)
    (root / "page.html").write_text("<script>alert(1)</script>")
    (root / ".hidden.jpg").write_bytes(DATA)
    (root.parent / "secret.jpg").write_bytes(DATA)
    return root


def read(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_a_file_comes_whole_with_its_type_and_for_long(client, files):
    response = client.get("/media/images/a.webp")
    assert read(response) == DATA
    assert response["Content-Type"] == "image/webp"
    assert response["Content-Length"] == "1024"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Accept-Ranges"] == "bytes"
    assert "immutable" in response["Cache-Control"]
    assert "Cookie" not in response.get("Vary", "")
    again = client.get("/media/images/a.webp", headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304
    later = client.get("/media/images/a.webp", headers={"if-modified-since": response["Last-Modified"]})
    assert later.status_code == 304
    head = client.head("/media/images/a.webp")
    assert (head.status_code, head["Content-Length"], read(head)) == (200, "1024", b"")


@pytest.mark.parametrize(
    ("asked", "told", "data"),
    [
        ("bytes=0-9", "bytes 0-9/1024", DATA[:10]),
        ("bytes=1000-", "bytes 1000-1023/1024", DATA[1000:]),
        ("bytes=-24", "bytes 1000-1023/1024", DATA[1000:]),
        ("bytes=5-99999", "bytes 5-1023/1024", DATA[5:]),
    ],
)
def test_a_film_can_be_wound(client, files, asked, told, data):
    response = client.get("/media/videos/film.webm", headers={"range": asked})
    assert response.status_code == 206
    assert response["Content-Range"] == told
    assert response["Content-Length"] == str(len(data))
    assert read(response) == data


def test_a_range_outside_the_file_is_refused_and_an_odd_one_ignored(client, files):
    response = client.get("/media/videos/film.webm", headers={"range": "bytes=1024-"})
    assert (response.status_code, response["Content-Range"]) == (416, "bytes */1024")
    for odd in ("bytes=0-1,4-5", "lines=1-2", "bytes=9-3", "bytes=-"):
        response = client.get("/media/videos/film.webm", headers={"range": odd})
        assert response.status_code == 200
        assert read(response) == DATA


def test_a_range_of_a_file_that_changed_brings_the_whole_one(client, files):
    response = client.get("/media/videos/film.webm", headers={"range": "bytes=0-9", "if-range": '"old"'})
    assert response.status_code == 200
    assert read(response) == DATA


async def under_asgi(path, **headers):
    """The answer of an asynchronous server, and its body in pieces."""
    response = await AsyncClient().get(path, headers=headers)
    return response, [piece async for piece in response]


def test_a_film_is_sent_in_pieces(files):
    film = bytes(range(256)) * 4096 + b"end"
    (files / "videos" / "long.webm").write_bytes(film)
    response, pieces = async_to_sync(under_asgi)("/media/videos/long.webm")
    assert (response.status_code, response["Content-Length"]) == (200, str(len(film)))
    assert b"".join(pieces) == film
    assert [len(piece) for piece in pieces] == [streams.PIECE] * 4 + [3]
    response, pieces = async_to_sync(under_asgi)("/media/videos/long.webm", range="bytes=9-524299")
    assert (response.status_code, response["Content-Range"]) == (206, f"bytes 9-524299/{len(film)}")
    assert b"".join(pieces) == film[9:524300]
    response = async_to_sync(AsyncClient().head)("/media/videos/long.webm")
    assert (response.status_code, response["Content-Length"]) == (200, str(len(film)))


@pytest.mark.parametrize("path", ["/media/images/a.webp", "/media/videos/film.webm"])
def test_what_is_compressed_already_is_not_compressed_again(client, files, path):
    response = client.get(path, headers={"accept-encoding": "gzip"})
    assert "Content-Encoding" not in response
    assert "Vary" not in response
    assert response["ETag"].startswith('"')
    assert read(response) == DATA


def test_a_part_of_a_file_is_not_compressed(client, files):
    asked = {"accept-encoding": "gzip", "range": "bytes=0-999"}
    response = client.get("/media/videos/film.webm", headers=asked)
    assert (response.status_code, response["Content-Length"]) == (206, "1000")
    assert "Content-Encoding" not in response


@pytest.mark.parametrize("path", ["/", "/feed.rss", "/feed.json", "/sitemap.xml", "/manifest.webmanifest"])
def test_text_is_compressed(client, files, write, path):
    # Enough of it that the random letters that Django hides a page's length with do not outweigh what is spared.
    for day in range(1, 13):
        write(f"Story of month {day}", published_at=datetime(2025, day, 1, 12, tzinfo=UTC))
    response = client.get(path, headers={"accept-encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response["Vary"]


@pytest.mark.parametrize(
    "path",
    ["../secret.jpg", "images/../../secret.jpg", "%2e%2e/secret.jpg", "..%5csecret.jpg", "images", "", ".hidden.jpg",
     "none.jpg", "images/%00.webp", "/etc/passwd"],
)  # fmt: skip
def test_nothing_else_is_reached(client, files, path):
    assert client.get(f"/media/{path}").status_code in {301, 404}


def test_a_link_out_of_the_folder_is_not_followed(client, files):
    (files / "link.jpg").symlink_to(files.parent / "secret.jpg")
    assert client.get("/media/link.jpg").status_code == 404


def test_what_could_hold_script_is_only_offered_for_download(client, files):
    response = client.get("/media/page.html")
    read(response)
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")
    assert client.post("/media/page.html").status_code == 405


def test_span_of_an_empty_file():
    with pytest.raises(ValueError, match="bytes=-5"):
        span("bytes=-5", 0)
