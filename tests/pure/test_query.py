import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.search.query import MOST_TERMS, parse


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("", ()),
        ('  "" ', ()),
        ("Harbour bridge", (("harbour",), ("bridge",))),
        ('"harbour bridge" opens', (("harbour", "bridge"), ("opens",))),
        ("«harbour bridge»", (("harbour", "bridge"),)),
        ('an odd "mark here', (("an",), ("odd",), ("mark", "here"))),
        ("twice twice", (("twice",),)),
        ("NOT OR * ( ^ : {", (("not",), ("or",))),
    ],
)
def test_words_and_phrases(typed, terms):
    assert parse(typed).terms == terms
    assert bool(parse(typed)) is bool(terms)


def test_a_long_text_asks_for_a_bounded_number_of_words():
    assert len(parse(" ".join(f"w{n}" for n in range(1000))).terms) == MOST_TERMS


def test_as_sqlite_is_asked():
    query = parse('"harbour bridge" at opens')
    assert query.fts5(columns="headline text", lang="l3") == (
        '{headline text} : ("harbour bridge" AND "at" AND "opens") AND lang : "l3"'
    )
    assert (
        query.fts5(columns="draft", beginnings=True)
        == '{draft} : ("harbour bridge" * AND "at" AND "opens" *)'
    )


def test_as_postgresql_is_asked():
    query = parse('"harbour bridge" at opens')
    assert query.tsquery() == "(harbour <-> bridge) & (at) & (opens)"
    assert query.tsquery(beginnings=True) == "(harbour <-> bridge:*) & (at) & (opens:*)"


@given(st.text() | st.text(alphabet="ab\"*():^-{}'« "), st.booleans())
def test_whatever_is_typed_the_database_understands_it(typed, beginnings):
    query = parse(typed)
    if query:
        with sqlite3.connect(":memory:") as database:
            database.execute("CREATE VIRTUAL TABLE t USING fts5(lang, draft)")
            match = query.fts5(columns="draft", lang="l1", beginnings=beginnings)
            assert database.execute("SELECT * FROM t WHERE t MATCH ?", [match]).fetchall() == []
        database.close()
