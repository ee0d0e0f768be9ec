"""The small markup of the demo's texts, turned into the blocks of a body. Pure but for the lookups it is given."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

Blocks = list[tuple[str, Any]]

_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_STRONG = re.compile(r"\*\*(.+?)\*\*")
_EM = re.compile(r"\*(.+?)\*")
_NUMBERED = re.compile(r"\d+\.\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookups:
    """What the texts name by key: each function answers with the thing, or None where the edition lacks it."""

    address: Callable[[str], str | None]
    photo: Callable[[str, str, str, str], Any]
    gallery: Callable[[str], Any]
    video: Callable[[str], Any]
    story: Callable[[str], Any]


def blocks(text: str, lookups: Lookups) -> Blocks:
    """The blocks of `text`, in order. Raises ValueError for a mark that there is none of."""
    return [block for part in re.split(r"\n\s*\n", text.strip()) for block in _block(part.strip(), lookups)]


def inline(text: str, lookups: Lookups) -> str:
    """Emphasis and links as HTML; a link to a story that the edition lacks becomes plain words."""

    def link(match: re.Match[str]) -> str:
        words, target = match.groups()
        if target.startswith("story:"):
            address = lookups.address(target.removeprefix("story:"))
            return f'<a href="{address}">{words}</a>' if address else words
        return f'<a href="{target}">{words}</a>'

    html = _LINK.sub(link, escape(text, quote=False))
    return _EM.sub(r"<i>\1</i>", _STRONG.sub(r"<b>\1</b>", html))


def _block(part: str, lookups: Lookups) -> Iterator[tuple[str, Any]]:
    lines = [line.strip() for line in part.splitlines()]
    first = lines[0]
    if first.startswith("!"):
        yield from _mark(lines, lookups)
    elif first.startswith("## "):
        yield "subhead", first.removeprefix("## ")
        if lines[1:]:
            yield from _block("\n".join(lines[1:]), lookups)
    elif first.startswith("> "):
        said = " ".join(line.removeprefix("> ").removeprefix(">") for line in lines)
        words, _, source = said.rpartition(" — ")
        yield "quote", {"text": words or said, "source": source if words else ""}
    elif first.startswith("- ") or _NUMBERED.match(first):
        yield "list", _list(lines, lookups)
    else:
        yield "paragraph", f"<p>{inline(' '.join(lines), lookups)}</p>"


def _list(lines: list[str], lookups: Lookups) -> str:
    ordered = not lines[0].startswith("- ")
    items = (_NUMBERED.sub("", line, count=1) if ordered else line.removeprefix("- ") for line in lines)
    inner = "".join(f"<li>{inline(item, lookups)}</li>" for item in items)
    return f"<ol>{inner}</ol>" if ordered else f"<ul>{inner}</ul>"


def _mark(lines: list[str], lookups: Lookups) -> Iterator[tuple[str, Any]]:
    name, _, rest = lines[0].removeprefix("!").partition(" ")
    if name == "photo":
        scene, caption, credit, alt = (word.strip() for word in rest.split("|"))
        yield (
            "photo",
            {"photo": lookups.photo(scene, caption, credit, alt), "caption": "", "credit": "", "alt": ""},
        )
    elif name == "gallery":
        yield "gallery", lookups.gallery(rest.strip())
    elif name == "video":
        yield "video", {"video": lookups.video(rest.strip()), "caption": ""}
    elif name == "related":
        if stories := [story for key in rest.split() if (story := lookups.story(key))]:
            yield "related", {"stories": stories}
    elif name == "facts":
        yield "facts", {"title": rest, "text": _list(lines[1:], lookups)}
    elif name == "table":
        yield "table", {"caption": rest, "table": _table(lines[1:])}
    elif name == "embed":
        address, _, title = rest.partition("|")
        yield "embed", {"address": address.strip(), "title": title.strip()}
    else:
        raise ValueError(f"The demo's texts have no mark !{name}: {lines[0]!r}")


def _table(lines: list[str]) -> dict[str, Any]:
    return {
        "data": [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines],
        "first_row_is_table_header": True,
        "first_col_is_header": False,
        "table_header_choice": "row",
        "table_caption": "",
        "cell": [],
        "mergeCells": [],
    }
