"""Folds text to the words that are searched: the same for what was written and for what is asked.

Readers type without the marks of their own script, on keyboards of other languages: case, accents, dotted and
dotless i, ə, ё and the forms of an Arabic letter make no difference. Pure.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["fold", "words"]

_WORD = re.compile(r"[^\W_]+")

# What Unicode does not take apart by itself. Keys are casefolded already.
_LETTERS = str.maketrans(
    {
        "ı": "i",
        "ə": "e",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ґ": "г",
        # Arabic letters as other keyboards give them, and those that readers use for one another.
        "ى": "ي",
        "ی": "ي",
        "ې": "ي",
        "ک": "ك",
        "ة": "ه",
        "ہ": "ه",
        "ھ": "ه",
        "ە": "ه",
        "ٱ": "ا",
        "ء": None,
        # Drawn out, or joined and not joined: no letters at all.
        "ـ": None,  # tatweel
        "\u200c": None,
        "\u200d": None,
        "\u00ad": None,
        "’": None,
        "'": None,
        "ʼ": None,
    }
)


def words(text: str) -> list[str]:
    """The folded words of `text`, in order: letters and digits only."""
    bare = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text.casefold())
        if not unicodedata.combining(letter)
    )
    # Composed again for scripts whose syllables were taken apart, folded again for what ligatures held.
    whole = unicodedata.normalize("NFC", bare).casefold().translate(_LETTERS)
    return [_digits(word) for word in _WORD.findall(whole)]


def fold(text: str) -> str:
    """The folded words of `text` with single spaces between."""
    return " ".join(words(text))


def _digits(word: str) -> str:
    """Digits of any script as 0 to 9."""
    if word.isascii() or not any(letter.isdecimal() for letter in word):
        return word
    return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in word)
