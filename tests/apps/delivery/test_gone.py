"""What says that the database is gone, and how often the log says so."""

import logging
import sqlite3

import psycopg
import pytest
from django.db import DatabaseError, DataError, InterfaceError, OperationalError, ProgrammingError

from broadsheet.delivery.outage import Once, is_gone, note
from broadsheet.delivery.rendering import OUTAGE


def raised(kind, cause):
    """As Django raises it."""
    error = kind(str(cause))
    error.__cause__ = cause
    return error


def sqlite(act):
    with pytest.raises(sqlite3.Error) as caught:
        act()
    return caught.value


def missing_file(tmp_path):
    return sqlite(lambda: sqlite3.connect(f"file:{tmp_path}/nothing?mode=ro", uri=True))


def missing_table():
    connection = sqlite3.connect(":memory:")
    try:
        return sqlite(lambda: connection.execute("SELECT 1 FROM nothing"))
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("kind", "cause", "gone"),
    [
        (OperationalError, psycopg.OperationalError("connection refused"), True),
        (OperationalError, psycopg.errors.ConnectionTimeout("connection timeout expired"), True),
        (OperationalError, psycopg.errors.AdminShutdown("terminating connection"), True),
        (OperationalError, psycopg.errors.CannotConnectNow("the database system is starting up"), True),
        (OperationalError, psycopg.errors.ConnectionFailure(""), True),
        (InterfaceError, psycopg.InterfaceError("the connection is closed"), True),
        (OperationalError, psycopg.errors.QueryCanceled("canceling statement"), False),
        (OperationalError, psycopg.errors.DeadlockDetected("deadlock"), False),
        (ProgrammingError, psycopg.errors.UndefinedTable("no such table"), False),
        (DataError, psycopg.DataError("no"), False),
        (OperationalError, ValueError("something else"), False),
    ],
)
def test_what_postgresql_says(kind, cause, gone):
    assert is_gone(raised(kind, cause)) is gone


def test_what_sqlite_says(tmp_path):
    assert is_gone(raised(OperationalError, missing_file(tmp_path)))
    assert not is_gone(raised(OperationalError, missing_table()))


def test_what_says_nothing():
    assert not is_gone(None)
    assert not is_gone(ValueError())
    assert not is_gone(DatabaseError())


class Request:
    def __init__(self):
        self.scope = {}


@pytest.mark.parametrize("gone", [True, False])
def test_a_mistake_of_ours_is_no_outage(tmp_path, gone):
    request = Request()
    error = raised(OperationalError, missing_file(tmp_path) if gone else missing_table())

    def fail():
        try:
            raise error
        finally:
            note(None, request)

    with pytest.raises(OperationalError):
        fail()
    assert request.scope[OUTAGE] is gone


@pytest.fixture
def log(caplog):
    """`log(path, error)` is Django's record of a request that failed; gives what of it is written, or None."""
    once, logger = Once(), logging.getLogger("tests.gone")

    def _log(path, error):
        caplog.clear()
        logger.error("%s: %s", "Internal Server Error", path, exc_info=error)
        (record,) = caplog.records
        return caplog.handler.format(record) if once.filter(record) else None

    return _log


@pytest.mark.django_db(transaction=True)
def test_of_an_outage_the_log_has_one_line(log, ours, tmp_path):
    gone = raised(OperationalError, missing_file(tmp_path))
    said = log("/a", gone)
    assert "Internal Server Error: /a (unable to open database file); others" in said
    assert "Traceback" not in said
    assert "\n" not in said
    assert log("/b", gone) is None
    other = log("/c", raised(OperationalError, missing_table()))
    assert "Traceback" in other
    assert log("/d", None).endswith("Internal Server Error: /d")
    assert log("/e", gone) is None
    # The database has been heard again: the next one is another outage.
    ours.hear(ours.heard() + 3600)
    assert "/f" in log("/f", gone)


def test_where_nothing_is_stored_each_has_its_line(log, tmp_path):
    gone = raised(OperationalError, missing_file(tmp_path))
    assert "/a" in log("/a", gone)
    assert "/b" in log("/b", gone)
