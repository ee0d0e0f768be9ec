"""Photos, galleries and counting for the reading site's tests."""

from __future__ import annotations

import io

import pytest
from PIL import Image


def pytest_collection_modifyitems(items):
    """Wagtail leaves the temporary files of renditions to the garbage collector, which warns of each."""
    for item in items:
        if "reading" in item.path.parts:
            item.add_marker(pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"))


@pytest.fixture(autouse=True)
def _no_renditions_of_other_tests():
    """Wagtail keeps renditions in the process's cache by a key that the next test's photo has too."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def photo(db):
    """`photo(title)` is a small photo with caption, credit and alternative text, no rendition made yet."""
    from broadsheet.stories import actions

    def _photo(title="Quay", **words):
        sink = io.BytesIO()
        Image.linear_gradient("L").resize((1400, 933)).convert("RGB").save(sink, "JPEG")
        words = {
            "caption": f"{title} at noon.",
            "credit": "Ida Marlowe",
            "alt": f"A picture of {title}",
            **words,
        }
        return actions.add_photo(sink.getvalue(), by=None, filename=f"{title}.jpg", title=title, **words)

    return _photo


@pytest.fixture
def ready(photo):
    """As `photo`, with all renditions made."""
    from broadsheet.reading.pictures import make_renditions

    def _ready(title="Quay", **words):
        made = photo(title, **words)
        make_renditions(made)
        return made

    return _ready


@pytest.fixture
def gallery(paper, photo):
    """`gallery(n)` has n photos and is not open yet."""
    from broadsheet.stories import actions
    from broadsheet.stories.models import GalleryItem

    def _gallery(n=3, title="A night out"):
        items = [GalleryItem(photo=photo(f"p{number}")) for number in range(n)]
        return actions.add_gallery(by=None, locale=paper.en, title=title, items=items)

    return _gallery


@pytest.fixture
def html(client):
    """`html(path)` is the text of a page that has to answer 200."""

    def _html(path, **headers):
        response = client.get(path, headers=headers)
        assert response.status_code == 200, (path, response.status_code)
        return response.content.decode()

    return _html
