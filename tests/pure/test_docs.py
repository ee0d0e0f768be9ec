"""The documents name what is there."""

import importlib
import importlib.util
import re
import shlex
from pathlib import Path

import pytest
import typer.main

from broadsheet import env
from broadsheet.cli import app

ROOT = Path(__file__).parents[2]
PROGRAM = typer.main.get_command(app)
PAGES = sorted(
    page for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")] if "_build" not in page.parts
)
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


@pytest.fixture(scope="module")
def generate():
    """The script that writes the pages of reference."""
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs/generate.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    return script


def test_the_pages_of_reference_are_what_the_program_says(generate, capsys):
    assert generate.outdated() == [], "make reference"
    assert generate.main(["--check"]) == 0
    assert capsys.readouterr().out == ""


def test_a_page_that_is_out_of_date_is_named(generate, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(generate, "FOLDER", tmp_path)
    assert generate.main(["--check"]) == 1
    assert "settings.md is out of date: make reference" in capsys.readouterr().out
    assert generate.main([]) == 0
    assert generate.main(["--check"]) == 0


def test_the_settings_page_lists_all_settings(generate):
    rows = [line.split(" | ") for line in generate.settings().splitlines() if line.startswith("| `")]
    assert [row[0].strip("|` ") for row in rows] == [one.name for one in env.VARIABLES]
    assert {len(row) for row in rows} == {4}


@pytest.mark.parametrize("name", PROGRAM.commands)
def test_every_command_has_help_an_example_and_help_for_each_option(name):
    command = PROGRAM.commands[name]
    assert command.help.strip().splitlines()[0].endswith((".", ":"))
    assert command.epilog.startswith(f"Example: broadsheet {name}")
    for one in command.params:
        assert (one.help or "").endswith("."), one.name
    # The example is one that the command understands.
    words = shlex.split(command.epilog.removeprefix("Example: "))
    command.make_context(name, words[2:])


def test_every_page_is_in_a_list_of_contents():
    listed = set()
    for page in (ROOT / "docs").rglob("*.md"):
        for block in re.findall(r"```{toctree}\n(.*?)```", page.read_text("utf-8"), re.DOTALL):
            names = [line for line in block.splitlines() if line and not line.startswith(":")]
            listed |= {(page.parent / f"{name}.md").resolve() for name in names}
    assert listed | {ROOT / "docs/index.md"} == {page for page in PAGES if "docs" in page.parts}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_names_only_settings_and_commands_that_there_are(page):
    text = page.read_text("utf-8")
    known = {one.name for one in env.VARIABLES} | {"BROADSHEET_TEST_DATABASE_URL", "BROADSHEET_CHROMIUM"}
    assert set(re.findall(r"BROADSHEET_[A-Z_]+", text)) - known <= {"BROADSHEET_ALL"}
    named = re.findall(r"(?:^ +|`|bin/)broadsheet ([a-z]+)([^`\n]*)", text, re.MULTILINE)
    for name, rest in named:
        assert name in PROGRAM.commands, name
        options = {opt for one in PROGRAM.commands[name].params for opt in one.opts}
        assert set(re.findall(r"--[a-z-]+", rest)) <= options or name == "manage", rest


@pytest.mark.django_db
def test_a_language_is_added_as_the_page_says(client):
    from django.conf import settings

    from broadsheet.stories import founding
    from broadsheet.stories.models import StandingPage

    text = (ROOT / "docs/howto/edition.md").read_text("utf-8")
    codes = re.findall(r"\b[a-z]{2}\b", re.search(r"to choose from are ([^.]+)\.", text)[1])
    assert codes == sorted(code for code, _name in settings.LANGUAGES)
    founding.found(name="The Courier", languages=["en", "az"])
    [lines] = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    names = {}
    exec(compile(lines, "edition.md", "exec"), names)
    assert 'lang="de"' in client.get("/de/").content.decode()
    assert 'href="/de/"' in client.get("/").content.decode()
    names["front"].add_child(instance=StandingPage(title="Über uns", slug="ueber", locale=names["locale"]))
    assert client.get("/de/ueber").status_code == 200
