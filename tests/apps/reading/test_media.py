from pathlib import Path

import pytest

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
