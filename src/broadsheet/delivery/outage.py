"""A request that failed because the database is not there: the door is told, and the log has one line for all."""

from __future__ import annotations

import logging
import sys
import time
from typing import Any

from django.db import Error, InterfaceError, OperationalError
from django.http import HttpRequest

from broadsheet.delivery.rendering import OUTAGE

__all__ = ["Once", "is_gone", "note"]

# PostgreSQL's: it ends, has crashed, begins, or has no room for one more; and all of class 08, connections.
_GONE = {"57P01", "57P02", "57P03", "57P05", "53300"}
# SQLite's: an error in what it was asked; a file that cannot be opened or read, or is not where it was.
_MISTAKE, _IO, _CANNOT_OPEN, _MOVED = 1, 10, 14, 1032


def note(sender: object, request: HttpRequest | None = None, **_rest: Any) -> None:  # noqa: ARG001 (signals name it)
    """For got_request_exception, which is sent while the exception is being handled."""
    scope, error = getattr(request, "scope", None), sys.exc_info()[1]
    if scope is not None and isinstance(error, (OperationalError, InterfaceError)):
        # Of SQLite a table that is not there is an OperationalError, too, and no outage.
        scope[OUTAGE] = getattr(error.__cause__, "sqlite_errorcode", None) != _MISTAKE


def is_gone(error: BaseException | None) -> bool:
    """Whether this says that the database cannot be reached, rather than what it thinks of a question."""
    if not isinstance(error, Error) or error.__cause__ is None:
        return False
    said = error.__cause__
    code = getattr(said, "sqlite_errorcode", None)
    if code is not None:
        return code == _MOVED or code & 0xFF in {_IO, _CANNOT_OPEN}
    if not isinstance(error, (OperationalError, InterfaceError)) or not hasattr(said, "sqlstate"):
        return False
    return said.sqlstate is None or said.sqlstate in _GONE or said.sqlstate.startswith("08")


class Once(logging.Filter):
    """Of all requests that fail for want of the database lets one through, in a line, until it has been heard again.

    Everything else passes as it is.
    """

    def __init__(self) -> None:
        super().__init__()
        self._said = 0.0

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if error is None or not is_gone(error):
            return True
        # Not above: logging is set up before there are models.
        from broadsheet.delivery import follow

        here = follow.node()
        if here is not None and here.heard() <= self._said:
            return False
        self._said = time.time()
        failed, said = record.getMessage(), " ".join(str(error).split())
        record.msg = "%s (%s); others that fail for this are not named until the database answers"
        record.args = (failed, said)
        record.exc_info = record.exc_text = None
        return True
