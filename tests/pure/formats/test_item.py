from datetime import UTC, datetime, timedelta, timezone

import pytest

from broadsheet.formats.chrome import read_byline, split_markers
from broadsheet.formats.item import FormatError, Item, Notes, Paragraph

BODY = (Paragraph(html="Text."),)


def test_times_are_aware():
    with pytest.raises(ValueError, match="no offset"):
        Item(headline="H", body=BODY, published_at=datetime(2024, 5, 3))


def test_identity():
    moment = datetime(2024, 5, 3, 9, 5, tzinfo=UTC)
    there = moment.astimezone(timezone(timedelta(hours=4)))
    assert (
        Item(headline="H", body=BODY, source_id="urn:x", address="https://a.example/").identity == "id:urn:x"
    )
    assert (
        Item(headline="H", body=BODY, address="HTTPS://A.example/B?c#d").identity == "https://a.example/B?c"
    )
    one = Item(headline="A  b", body=BODY, published_at=moment, bylines=("X",))
    assert one.identity == Item(headline="a B", body=(), published_at=there, bylines=("X",)).identity
    assert one.identity != Item(headline="a B", body=BODY, bylines=("X",)).identity


def test_a_format_error_says_what_where_and_what_to_do():
    error = FormatError("a hole", where="x.txt line 3", advice="Mend it")
    assert str(error) == "x.txt line 3: a hole. Mend it"
    assert (error.seen, error.where, error.advice) == ("a hole", "x.txt line 3", "Mend it")
    assert str(FormatError("a hole")) == "a hole"


def test_notes():
    notes = Notes()
    notes.leave_out("nothing", "")
    notes.miss(["a", "a"])
    assert notes.report().left_out == ()
    assert notes.report().missing == ("a",)


@pytest.mark.parametrize(
    ("headline", "rest", "kinds"),
    [
        ("A b [PHOTO]", "A b", ("photo",)),
        ("[video] A b", "A b", ("video",)),
        ("A b (FOTO)", "A b", ("photo",)),
        ("A b (photo)", "A b (photo)", ()),
        ("A b - VİDEO", "A b", ("video",)),
        ("A b – ФОТО [PHOTO/VIDEO]", "A b", ("photo", "video")),
        ("A b [OPINION]", "A b [OPINION]", ()),
        ("A b [ / ]", "A b [ / ]", ()),
        ("[PHOTO]", "[PHOTO]", ()),
    ],
)
def test_markers(headline, rest, kinds):
    assert split_markers(headline) == (rest, kinds)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By A. B. Lind, Reuters and C Doe", ("A. B. Lind", "Reuters", "C Doe")),
        ("Written by: Ada", ("Ada",)),
        ("Müəllif: Əli Nümunəyev", ("Əli Nümunəyev",)),
        ("Автор: Анна К.", ("Анна К.",)),
        ("By Monday, the port was open.", ()),
        ("By land and sea", ()),
        ("By Night.", ()),
        ("By ,", ()),
        ("Nothing", ()),
    ],
)
def test_bylines(line, names):
    assert read_byline(line) == names
