from pathlib import Path

import pytest

from broadsheet.archive.load import Outcome, files, load
from broadsheet.stories import actions
from broadsheet.stories.models import Byline, Story

REFERENCE = Path(__file__).parents[4] / "shared/reference/article-page-capture.txt"

CAPTURE = """Halvern.Example

Thursday April 18 2024

Mole lamps lit again [PHOTO]

8 February 2022 15:47 (UTC+04:00)
Mole lamps lit again [PHOTO]

By Ada Quill

The lamps on the mole were lit again on Tuesday after a winter without them.

The harbour office said the repair had cost 4,000 crowns.

---

Follow us on Twitter @Halvern

Slider Image 1
Mole lamps lit again [PHOTO] - Gallery Image
Loading...
Latest See more"""


@pytest.fixture
def capture(tmp_path):
    path = tmp_path / "page.txt"
    path.write_text(CAPTURE)
    return path


def test_a_capture_becomes_a_published_story(paper, capture):
    result = load(capture, edition=paper.english, section=paper.city)
    story = Story.objects.get()
    assert (result.outcome, story.headline, story.section, story.live) == (
        Outcome.FILED, "Mole lamps lit again", paper.city, True,
    )  # fmt: skip
    assert story.published_at.isoformat() == "2022-02-08T11:47:00+00:00"
    assert [row.byline for row in story.story_bylines.all()] == [paper.person]
    assert ([block.block_type for block in story.body], story.media) == (["paragraph"] * 2, "photo")
    assert story.get_absolute_url() == "/2022/02/08/mole-lamps-lit-again"
    assert len(result.report.missing) == 1


def test_again_it_changes_nothing(paper, capture):
    load(capture, edition=paper.english)
    before = Story.objects.get()
    assert load(capture, edition=paper.english).outcome == Outcome.UNCHANGED
    after = Story.objects.get()
    assert (after.latest_revision_id, after.changed_at) == (before.latest_revision_id, before.changed_at)


def test_a_changed_source_changes_the_story_unless_a_person_did(paper, capture):
    load(capture, edition=paper.english)
    capture.write_text(CAPTURE.replace("4,000", "5,000"))
    assert load(capture, edition=paper.english).outcome == Outcome.UPDATED
    assert "5,000" in Story.objects.get().body[1].value.source
    actions.publish(Story.objects.get(), by=paper.editor)
    capture.write_text(CAPTURE.replace("4,000", "6,000"))
    assert load(capture, edition=paper.english).outcome == Outcome.KEPT
    assert "5,000" in Story.objects.get().body[1].value.source


def test_an_unknown_name_becomes_a_byline(paper, capture):
    capture.write_text(CAPTURE.replace("Ada Quill", "Nell Farrow"))
    load(capture, edition=paper.english)
    assert Byline.objects.get(name="Nell Farrow").slug == "nell-farrow"


@pytest.mark.parametrize(
    "data",
    [b"", b"\x00\x01\x02" * 500, CAPTURE[:260].encode(), b"no story at all"],
    ids=["empty", "binary", "cut", "other"],
)
def test_what_cannot_be_read_is_refused_and_leaves_nothing(paper, capture, data):
    capture.write_bytes(data)
    result = load(capture, edition=paper.english)
    assert (result.outcome, Story.objects.count(), Byline.objects.count()) == (Outcome.REFUSED, 0, 2)
    assert "page.txt" in result.error


def test_a_file_of_100_megabytes_is_refused_unread(paper, capture):
    with capture.open("wb") as file:
        file.truncate(100_000_000)
    assert "100,000,000 bytes" in load(capture, edition=paper.english).error


def test_a_dry_run_keeps_nothing(paper, capture):
    assert load(capture, edition=paper.english, dry=True).outcome == Outcome.FILED
    assert not Story.objects.exists()


def test_a_folder_is_read_by_name_and_a_missing_one_is_told(tmp_path):
    for name in ("b.txt", "a.html", ".hidden"):
        (tmp_path / name).touch()
    assert [path.name for path in files(tmp_path)] == ["a.html", "b.txt"]
    with pytest.raises(FileNotFoundError):
        list(files(tmp_path / "none"))


@pytest.mark.skipif(not REFERENCE.exists(), reason="the reference capture is not beside this checkout")
def test_the_reference_capture(paper):
    result = load(REFERENCE, edition=paper.english)
    story = Story.objects.get()
    assert "[" not in story.headline
    assert paper.outlet.local(story.published_at).isoformat() == "2022-02-08T15:47:00+04:00"
    assert [block.block_type for block in story.body] == ["paragraph"] * 12
    assert (story.media, len(result.report.missing), result.item.bylines) == ("photo", 2, ("Vugar Khalilov",))
