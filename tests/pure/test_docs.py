"""The documents name what is there."""

import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMES = re.findall(r"`(broadsheet\.[\w.:]+)`", (ROOT / "docs/map.md").read_text("utf-8"))


def test_the_map_has_a_road():
    assert len(NAMES) > 10


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.django_db
def test_the_map_names_what_exists(name):
    module, _, path = name.partition(":")
    thing = importlib.import_module(module)
    for part in filter(None, path.split(".")):
        thing = getattr(thing, part)
    assert thing is not None


def test_the_readme_names_the_two_commands_and_only_pictures_that_exist():
    text = (ROOT / "README.md").read_text("utf-8")
    assert "make demo" in text
    assert "make test" in text
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text)
    assert pictures
    assert all((ROOT / picture).is_file() for picture in pictures)
