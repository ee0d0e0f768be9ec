"""What a person typed, as what the database is asked. Never raises, whatever was typed. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from broadsheet.search.fold import words

__all__ = ["Query", "parse"]

LONGEST = 300
MOST_TERMS = 16
# A shorter word is meant as it stands: as a beginning it would find half the dictionary.
SHORTEST_BEGINNING = 3


@dataclass(frozen=True, slots=True)
class Query:
    """All of `terms` have to be there; a term is one folded word, or several that stand in a row."""

    terms: tuple[tuple[str, ...], ...]

    def __bool__(self) -> bool:
        return bool(self.terms)

    def fts5(self, *, columns: str, lang: str = "", beginnings: bool = False) -> str:
        """For SQLite: within `columns` ("headline text"), in the edition whose mark is `lang`.

        With `beginnings` the last word of each term may go on.
        """
        terms = " AND ".join(f'"{" ".join(term)}"' + _star(term, beginnings, " *") for term in self.terms)
        return f"{{{columns}}} : ({terms})" + (f' AND lang : "{lang}"' if lang else "")

    def tsquery(self, *, beginnings: bool = False) -> str:
        """For PostgreSQL's to_tsquery, with its "simple" configuration."""
        return " & ".join(
            "(" + " <-> ".join(term) + _star(term, beginnings, ":*") + ")" for term in self.terms
        )


def _star(term: tuple[str, ...], beginnings: bool, mark: str) -> str:  # noqa: FBT001
    return mark if beginnings and len(term[-1]) >= SHORTEST_BEGINNING else ""


def parse(text: str) -> Query:
    """All words are wanted, in any order; those between quotation marks in this order."""
    for mark in "“”„«»‟":
        text = text.replace(mark, '"')
    terms: list[tuple[str, ...]] = []
    for number, part in enumerate(text[:LONGEST].split('"')):
        found = words(part)
        if number % 2 and found:
            terms.append(tuple(found))
        elif not number % 2:
            terms.extend((word,) for word in found)
    # dict: once each, in order.
    return Query(tuple(dict.fromkeys(terms))[:MOST_TERMS])
