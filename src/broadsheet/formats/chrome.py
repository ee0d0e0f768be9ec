"""The furniture of a news page that is no part of its story: markers, bylines, follow lines, galleries."""

import re

from broadsheet.formats.dates import plain
from broadsheet.formats.html import fold

RULE, FOLLOW, LATEST, COPYRIGHT = "rule", "follow line", "latest list", "copyright line"
SLIDER, GALLERY, LOADING, SHARE = "slider image", "gallery image", "loading line", "share line"

_MARKER_WORDS = {
    word: kind
    for kind, words in {
        "photo": "photo photos foto fotolar fotoğraf фото gallery galeri qalereya галерея",
        "video": "video videos видео vídeo",
        "audio": "audio аудио podcast подкаст",
        "live": "live canlı онлайн",
        "infographic": "infographic infographics infoqrafika infografik инфографика",
        "map": "map xəritə harita карта",
        "updated": "updated yenilənib güncellendi обновлено",
    }.items()
    for word in map(plain, words.split())
}
_MARKERS = (
    (re.compile(r"(?P<rest>.*\S)\s*\[(?P<words>[^\[\]]{1,40})\]"), True),
    (re.compile(r"\[(?P<words>[^\[\]]{1,40})\]\s*(?P<rest>\S.*)"), True),
    (re.compile(r"(?P<rest>.*\S)\s*\((?P<words>[^()]{1,40})\)"), False),
    (re.compile(r"(?P<rest>.*\S)\s+[-–—|]\s+(?P<words>[^-–—|]{1,40})"), False),
)
_KINDS = tuple(
    (kind, re.compile(pattern, re.DOTALL))
    for kind, pattern in (
        (RULE, r"-{3,}|_{3,}|={3,}|\*{3,}|—{2,}|\* \* \*"),
        (
            FOLLOW,
            (
                r"(?:follow us|bizi (?:.{0,80} )?(?:izləyin|takip edin)"
                r"|подписывайтесь|подпишитесь|следите за (?:нами|новостями)).{0,120}"
            ),
        ),
        (
            LATEST,
            (
                r"latest(?: news)?(?: see more)?|see more|son xəbərlər|son haberler|daha çox"
                r"|последние новости|все новости"
            ),
        ),
        (COPYRIGHT, r"(?:©|copyright\b).{0,200}|.{0,120}all rights reserved\.?"),
        (SLIDER, r"slider image(?: \d+)?"),
        (GALLERY, r"(?:.* [-–—] )?gallery image(?: \d+)?"),
        (LOADING, r"(?:loading|yüklənir|yükleniyor|загрузка) ?(?:\.{3}|…)?"),
        (
            SHARE,
            (
                r"share(?: this)?(?: on)?|print|tweet|facebook|twitter|whatsapp|telegram|linkedin"
                r"|paylaş|поделиться"
            ),
        ),
    )
)
_BYLINE = re.compile(
    r"(?:(?:written )?by\s*:?|(?:müəllif|author|авторы?|yazan|haber|muhabir|текст)\s*:?)\s+(\S.*)",
    re.IGNORECASE,
)
_BYLINE_PARTS = re.compile(r"\s*[,;]\s*(?:and\s+)?|\s+(?:and|&|və|ve|и)\s+")
_SENTENCE_END = re.compile(r"""[.!?…。！？؟۔։।]["'”’»›)\]}*\s]*$""")


def chrome_kind(line: str) -> str:
    """Return which kind of furniture a folded line is, by one of this module's constants; empty if none."""
    words = plain(line)
    return next((kind for kind, pattern in _KINDS if pattern.fullmatch(words)), "")


def split_markers(headline: str) -> tuple[str, tuple[str, ...]]:
    """Return a headline without its media markers, and the kinds these name, in their order.

    `… [PHOTO]`, `[VIDEO] …` and `[PHOTO/VIDEO]` in any case; `… (FOTO)` and `… - ВИДЕО` only in capitals,
    where a writer cannot have meant the word itself. Brackets with anything else stay in the headline.
    """
    rest = fold(headline)
    kinds: list[str] = []
    while True:
        for pattern, any_case in _MARKERS:
            found = pattern.fullmatch(rest)
            if found and (any_case or found["words"].isupper()) and (named := _marker_kinds(found["words"])):
                rest = found["rest"]
                kinds[:0] = named
                break
        else:
            return rest, tuple(dict.fromkeys(kinds))


def read_byline(line: str) -> tuple[str, ...]:
    """Return the names of a "By A and B" line, in several languages; empty if the line is something else.

    Every name has to begin with a capital (or a letter without case) and to be short, so that a sentence
    which begins with "By" is not taken for a byline.
    """
    found = _BYLINE.fullmatch(line)
    if found is None:
        return ()
    names = tuple(part for part in _BYLINE_PARTS.split(found[1]) if part)
    return names if names and all(map(_is_name, names)) else ()


def ends_sentence(text: str) -> bool:
    """Tell whether a text ends as sentences do, closing quotation marks and brackets allowed."""
    return _SENTENCE_END.search(text) is not None


def _marker_kinds(words: str) -> tuple[str, ...]:
    parts = [part for part in re.split(r"[\s/,+&|.]+", plain(words)) if part]
    kinds = tuple(_MARKER_WORDS.get(part, "") for part in parts)
    return kinds if all(kinds) else ()


def _is_name(name: str) -> bool:
    words = name.split()
    initial = re.search(r"\b\w\.$", name)
    return (
        len(words) <= 6
        and len(name) <= 60
        and name[0].isalpha()
        and not name[0].islower()
        and (initial is not None or not ends_sentence(name))
    )
