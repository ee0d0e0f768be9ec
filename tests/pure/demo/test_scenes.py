"""The painted pictures: the same every time, of the size asked for, and worth a look."""

import hashlib
import io
import subprocess
import sys

import pytest
from PIL import Image, ImageStat

from broadsheet.demo.scenes import KINDS, jpeg, paint
from broadsheet.demo.scenes.icon import icon

SMALL = (320, 213)
LIGHTS = ("dawn", "day", "dusk", "night", "storm", "winter", "fog", "rain")


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_paints_something_to_see(kind):
    picture = paint(f"{kind}/test", SMALL)
    assert picture.size == SMALL
    assert picture.mode == "RGB"
    assert max(ImageStat.Stat(picture).stddev) > 14
    assert len(picture.reduce(8).getcolors(5000)) > 200


@pytest.mark.parametrize("light", LIGHTS)
@pytest.mark.parametrize("kind", ["harbour", "street", "hills", "portrait"])
def test_each_light_can_be_asked_for(kind, light):
    assert paint(f"{kind}/{light}-one", SMALL).size == SMALL


def test_night_is_darker_than_day():
    night, day = (
        ImageStat.Stat(paint(f"harbour/{word}", SMALL).convert("L")).mean[0] for word in ("night", "day")
    )
    assert night < day / 2


@pytest.mark.parametrize("name", ["harbour/dawn-quay", "stadium/final", "map/north", "portrait/mayor"])
def test_the_same_name_gives_the_same_bytes(name):
    assert jpeg(name, SMALL) == jpeg(name, SMALL)


def test_another_process_gives_the_same_bytes():
    code = (
        "import hashlib; from broadsheet.demo.scenes import jpeg;"
        f"print(hashlib.sha256(jpeg('ferry/dusk', {SMALL})).hexdigest())"
    )
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": "src", "PYTHONHASHSEED": "7"},
    )
    assert told.stdout.strip() == hashlib.sha256(jpeg("ferry/dusk", SMALL)).hexdigest()


def test_another_word_gives_another_picture():
    pictures = {paint(f"lighthouse/{word}", SMALL).tobytes() for word in ("one", "two", "three", "four")}
    assert len(pictures) == 4


def test_tall_and_square_pictures_are_painted_too():
    assert paint("bridge/tall", (200, 300)).size == (200, 300)
    assert paint("market/square", (240, 240)).size == (240, 240)


def test_a_jpeg_is_progressive():
    with Image.open(io.BytesIO(jpeg("beach/one", SMALL))) as image:
        assert image.size == SMALL
        assert image.info["progressive"]


def test_an_unknown_kind_is_told_which_are_known():
    with pytest.raises(ValueError, match=r"'submarine'.*harbour.*portrait"):
        paint("submarine/yellow", SMALL)


@pytest.mark.parametrize("size", [32, 180, 192, 512])
def test_the_icon_has_the_size_asked_for(size):
    with Image.open(io.BytesIO(icon(size))) as image:
        assert (image.format, image.size) == ("PNG", (size, size))
    assert icon(size) == icon(size)
