"""Every word that readers see is there in every language, and compiled."""

import re
from pathlib import Path

import polib
import pytest

import broadsheet.reading

HOME = Path(broadsheet.reading.__file__).parent
LANGUAGES = ["az", "tr", "ru", "ar"]
FORMS = {"az": 2, "tr": 2, "ru": 3, "ar": 6}


def catalog(language, suffix="po"):
    file = HOME / "locale" / language / "LC_MESSAGES" / f"django.{suffix}"
    return polib.pofile(str(file)) if suffix == "po" else polib.mofile(str(file))


def used() -> set[str]:
    found: set[str] = set()
    for file in HOME.rglob("*.html"):
        text = file.read_text()
        found |= set(re.findall(r'{%\s*translate "([^"]+)"', text))
        for inner in re.findall(r"{%\s*blocktranslate.*?%}(.*?){%\s*(?:plural|endblocktranslate)\s*%}", text):
            found.add(re.sub(r"{{\s*(\w+)\s*}}", r"%(\1)s", inner))
    for file in HOME.rglob("*.py"):
        found |= set(re.findall(r'\b_\(\s*"([^"]+)"\s*\)', file.read_text()))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_translated(language):
    entries = catalog(language)
    assert used() <= {one.msgid for one in entries}
    assert not entries.untranslated_entries()
    assert not entries.fuzzy_entries()
    assert not entries.obsolete_entries()
    for one in entries:
        if one.msgid_plural:
            assert len([form for form in one.msgstr_plural.values() if form]) == FORMS[language], one.msgid


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_left_that_nobody_uses(language):
    assert {one.msgid for one in catalog(language)} <= used()


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_the_places_for_values(language):
    for one in catalog(language):
        for form in [one.msgstr, *one.msgstr_plural.values()]:
            if form and not (language == "ar" and one.msgid_plural):
                assert set(re.findall(r"%\(\w+\)s", form)) == set(re.findall(r"%\(\w+\)s", one.msgid)), (
                    one.msgid
                )


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_is_written(language):
    written, compiled = catalog(language), catalog(language, "mo")
    assert {one.msgid: (one.msgstr, one.msgstr_plural) for one in written} == {
        one.msgid: (one.msgstr, one.msgstr_plural) for one in compiled
    }


@pytest.mark.parametrize(
    ("language", "count", "text"),
    [
        ("ru", 1, "1 фотография"), ("ru", 3, "3 фотографии"), ("ru", 11, "11 фотографий"), ("ru", 21, "21 фотография"),
        ("ar", 1, "صورة واحدة"), ("ar", 2, "صورتان"), ("ar", 7, "7 صور"), ("ar", 12, "12 صورة"),
        ("tr", 5, "5 fotoğraf"), ("az", 1, "1 foto"),
    ],
)  # fmt: skip
def test_plurals(language, count, text):
    from django.utils import translation

    with translation.override(language):
        assert translation.ngettext("%(n)s photo", "%(n)s photos", count) % {"n": count} == text
