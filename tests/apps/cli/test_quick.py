import json

import pytest
from django.db import connection

from broadsheet.cli import quick


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return tmp_path


def test_without_a_database_there_are_no_facts(home):
    assert quick.ask(home) is None
    assert quick.unchanged(home) is None


def test_a_database_that_does_not_answer_gives_no_facts(home, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://postgres@127.0.0.1:1/x")
    assert quick.ask(home) is None


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="asks PostgreSQL")
def test_postgresql_gives_the_same_facts(home, monkeypatch, db):
    data = connection.settings_dict
    secret = f":{data['PASSWORD']}" if data["PASSWORD"] else ""
    where = f"{data['HOST']}:{data['PORT'] or 5432}/{data['NAME']}"
    monkeypatch.setenv("DATABASE_URL", f"postgres://{data['USER']}{secret}@{where}")
    facts = quick.ask(home)
    assert facts.migrations[0] > 100
    assert (facts.outlets, facts.editions) == (0, ())


def test_a_quick_start_wants_all_as_it_was(home, monkeypatch):
    facts = quick.Facts((190, 190), 1, (("en", "/"), ("az", "/az/")))
    monkeypatch.setattr(quick, "ask", lambda _home: facts)
    quick.remember(home)
    assert quick.unchanged(home) is None  # static files are not there
    (home / "static").mkdir()
    (home / "static" / ".collected").touch()
    assert quick.unchanged(home) == facts
    facts = quick.Facts((191, 191), 1, facts.editions)
    assert quick.unchanged(home) is None
    (home / "started").write_text(json.dumps("nonsense"))
    assert quick.unchanged(home) is None
    (home / "started").write_text("{")
    assert quick.unchanged(home) is None


def test_the_fingerprint_changes_with_a_variable_that_changes_static_files(home, monkeypatch):
    before = quick.fingerprint()
    assert quick.fingerprint() == before
    monkeypatch.setenv("BROADSHEET_DEBUG", "yes")
    assert quick.fingerprint() != before
