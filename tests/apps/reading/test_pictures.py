from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine

from broadsheet.delivery.fragments import Fragments, using
from broadsheet.delivery.node import Node
from broadsheet.reading import pictures
from broadsheet.reading.pictures import Album
from broadsheet.reading.tasks import renditions
from broadsheet.stories.models import PhotoRendition


def test_a_picture_has_its_widths_and_its_size(photo):
    made = photo()
    shown = Album([(made.pk, pictures.LEAD)]).picture(made.pk, pictures.LEAD)
    assert [one.rsplit(" ", 1)[1] for one in shown.webp.split(", ")] == ["480w", "720w", "1280w"]
    assert shown.src.endswith(".jpg")
    assert (shown.width, shown.height) == (720, 479)


def test_a_small_photo_is_not_blown_up_and_no_width_is_named_twice(db):
    import io

    from PIL import Image

    from broadsheet.stories import actions

    sink = io.BytesIO()
    Image.new("RGB", (300, 200)).save(sink, "JPEG")
    tiny = actions.add_photo(sink.getvalue(), by=None, filename="t.jpg", title="T")
    shown = Album([(tiny.pk, pictures.LEAD)]).picture(tiny.pk, pictures.LEAD)
    assert shown.webp.endswith(" 300w")
    assert ", " not in shown.webp


def test_words_of_a_story_go_before_the_photos_own(photo):
    made = photo()
    album = Album([(made.pk, pictures.CARD), (None, pictures.CARD)])
    own = album.picture(made.pk, pictures.CARD)
    assert (own.alt, own.caption, own.credit) == ("A picture of Quay", "Quay at noon.", "Ida Marlowe")
    other = album.picture(made.pk, pictures.CARD, alt="A", caption="B", credit="C")
    assert (other.alt, other.caption, other.credit) == ("A", "B", "C")
    assert album.picture(None, pictures.CARD) is None


def test_a_photo_whose_file_is_gone_is_tried_again_and_a_photo_at_hand_is_not_read(
    photo, tmp_path, django_assert_num_queries
):
    made, node = photo(), Node(tmp_path / "node")
    node.begin(0, "mark", instead_of=None)
    file, aside = Path(made.file.path), tmp_path / "aside"

    def shown():
        return Album([(made.pk, pictures.PORTRAIT)]).picture(made.pk, pictures.PORTRAIT)

    with time_machine.travel(datetime(2026, 11, 24, tzinfo=UTC), tick=False) as now, using(Fragments(node)):
        file.rename(aside)
        assert shown() is None
        aside.rename(file)
        assert shown() is None
        now.shift(pictures.AGAIN)
        assert shown() is not None
        with django_assert_num_queries(0):
            assert shown() is not None


@pytest.mark.parametrize("count", [1, 3])
def test_an_album_reads_in_two_queries(ready, django_assert_num_queries, count):
    keys = [ready(f"p{number}").pk for number in range(count)]
    with django_assert_num_queries(2):
        album = Album((key, pictures.CARD) for key in keys)
        assert all(album.picture(key, pictures.CARD) for key in keys)


def test_saving_a_photo_has_its_renditions_made(photo, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        made = photo()
    specs = {spec for shape in pictures.SHAPES for spec in shape.specs}
    assert {one.filter_spec for one in PhotoRendition.objects.filter(image=made)} == specs
    assert renditions.func(made.pk + 1) == 0
