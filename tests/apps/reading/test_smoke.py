import pytest

pytestmark = pytest.mark.django_db


def test_pages_answer(client, write, paper):
    story = write(bylines=(paper.person,), topics=(paper.harbour,))
    for path in [
        "/",
        story.get_absolute_url(),
        "/latest",
        "/section/city",
        "/topic/harbour",
        "/by/ada-quill",
        "/2026",
        "/2026/11",
        f"/{story.published_on:%Y/%m/%d}",
        "/az/",
        "/az/section/seher",
        "/search",
        "/search?q=words",
    ]:
        response = client.get(path)
        assert response.status_code == 200, path
        assert "Cookie" not in response.get("Vary", ""), path
        assert not response.cookies, path
    assert client.get("/nothing").status_code == 404
    assert client.get("/latest/")["Location"] == "/latest"
    assert client.get("/az")["Location"] == "/az/"
