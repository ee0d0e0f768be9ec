"""From the blocks of an item to the blocks of a story's body."""

from __future__ import annotations

from html import escape
from typing import Any

from broadsheet.formats.item import Block, Embed, ListBlock, Paragraph, PhotoBlock, Quote, Subhead, Table


def body(blocks: tuple[Block, ...]) -> list[tuple[str, Any]]:
    """The blocks in order. A photo is not among them: its file is not here (the import names it as missing)."""
    return [made for block in blocks if (made := _block(block)) is not None]


def _block(block: Block) -> tuple[str, Any] | None:
    match block:
        case Paragraph(html=html):
            return "paragraph", f"<p>{html}</p>"
        case Subhead(text=text):
            return "subhead", text[:160]
        case Quote(text=text, source=source):
            return "quote", {"text": text, "source": source[:200]}
        case ListBlock(items=items, ordered=ordered):
            tag = "ol" if ordered else "ul"
            return "list", f"<{tag}>{''.join(f'<li>{item}</li>' for item in items)}</{tag}>"
        case Embed(url=url, text=text) if url.startswith("https://"):
            return "embed", {"address": url, "title": (text or url)[:200]}
        case Embed(url=url, text=text):
            return "paragraph", f'<p><a href="{escape(url)}">{escape(text or url)}</a></p>'
        case Table(rows=rows, header=header):
            return "table", _table(rows, header=header)
        case PhotoBlock():
            return None
    raise TypeError(f"no such block: {block!r}")


def _table(rows: tuple[tuple[str, ...], ...], *, header: bool) -> dict[str, Any]:
    from broadsheet.formats.html import text

    wide = max(map(len, rows), default=0)
    cells = [[text(cell) for cell in row] + [""] * (wide - len(row)) for row in rows]
    return {
        "caption": "",
        "table": {
            "data": cells,
            "first_row_is_table_header": header,
            "first_col_is_header": False,
            "table_header_choice": "row" if header else "neither",
            "table_caption": "",
            "cell": [],
            "mergeCells": [],
        },
    }
