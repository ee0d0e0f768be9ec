import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.search.fold import fold, words


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("İSTANBUL", "istanbul"),
        ("ISPARTA Irmağı", "ısparta ırmagi"),
        ("Şəhər", "seher"),
        ("Ёлка", "елка"),
        ("Café Zürich", "cafe zurich"),
        ("Straße", "strasse"),
        ("Łódź, Ærø", "lodz aero"),
        ("أخبار", "اخبار"),
        ("مُحَمَّد", "محمد"),
        ("مدينة", "مدينه"),
        ("على", "علي"),
        ("کتاب فارسی", "كتاب فارسي"),
        ("ســـلام", "سلام"),
        ("می‌شود", "میشود"),
        ("١٤ ۱۴", "14 14"),
        ("ﬁnance", "finance"),
        ("한국", "한국"),
        ("O’Neill", "oneill"),
    ],
)
def test_marks_and_keyboards_make_no_difference(written, typed):
    assert fold(written) == fold(typed)


def test_words_are_letters_and_digits():
    assert words('Pier 7: "re-opened"_now!') == ["pier", "7", "re", "opened", "now"]


@given(st.text())
def test_folding_twice_changes_nothing_and_leaves_letters_and_digits(text):
    folded = fold(text)
    assert fold(folded) == folded
    assert all(word.isalnum() for word in folded.split())
