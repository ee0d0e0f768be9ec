"""Environment variables, each declared once: the only place that reads `os.environ`."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

__all__ = ["VARIABLES", "EnvError", "InFront", "MailServer", "Variable", "read", "secret_key"]


class EnvError(ValueError):
    """A variable holds what it cannot hold; the message names it and says what is wanted."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable: its name, how its text is read, what it is without it, and what it is for.

    What is `secret` is not repeated in complaints.
    """

    name: str
    parse: Callable[[str], Any]
    default: str
    about: str
    wants: str
    secret: bool = False

    def value(self, environ: Mapping[str, str]) -> Any:
        """What the environment says, or the default. Raises EnvError."""
        text = environ.get(self.name, "") or self.default
        try:
            return self.parse(text)
        except ValueError as error:
            told = " cannot be understood" if self.secret else f"={text!r}: {error}"
            raise EnvError(f"{self.name}{told}. It takes {self.wants}.") from error


def _flag(text: str) -> bool:
    if text.lower() in {"1", "true", "yes", "on"}:
        return True
    if text.lower() in {"", "0", "false", "no", "off"}:
        return False
    raise ValueError("not a yes or a no")


def _number(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError("less than nothing")
    return number


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _folder(text: str) -> Path:
    return Path(text).expanduser().resolve()


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mails are handed over. `tls` is spoken from the start, or `starttls` begun before a password is sent."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: bool = False
    starttls: bool = False


def _mail_server(text: str) -> MailServer | None:
    if not text:
        return None
    parts = urlsplit(text)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError("not the address of a mail server")
    user, tls = unquote(parts.username or ""), parts.scheme == "smtps"
    starttls = bool(user) and not tls
    usual = 465 if tls else 587 if starttls else 25
    return MailServer(parts.hostname, parts.port or usual, user, unquote(parts.password or ""), tls, starttls)


@dataclass(frozen=True, slots=True)
class InFront:
    """One cache in front of the paper. `kind` is nginx, varnish, cloudflare, fastly or webhook.

    `where` is the host and port, the zone, the service, or the address without its credentials. `token` is secret,
    and with it `user`; neither is ever shown.
    """

    kind: str
    where: str = ""
    token: str = field(default="", repr=False)
    user: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        """By which it is known in the database and to people. Says nothing that is secret, as an address may be."""
        if self.kind != "webhook":
            return f"{self.kind} {self.where}".strip()
        # Two hooks of one host are told apart.
        digest = hashlib.sha256(self.where.encode()).hexdigest()[:6]
        return f"{urlsplit(self.where).netloc} ({digest})"


def _in_front(text: str) -> tuple[InFront, ...]:
    try:
        found = tuple(_one_in_front(word) for word in _words(text))
    except ValueError:
        # What went wrong may repeat a part of what is secret.
        raise ValueError("none of what is known") from None
    if len({one.name for one in found}) < len(found):
        raise ValueError("the same twice")
    return found


def _one_in_front(text: str) -> InFront:
    if text == "nginx":
        return InFront("nginx")
    parts = urlsplit(text)
    # Not `hostname`, which is in small letters: the name of a service is not.
    credentials, _, where = parts.netloc.rpartition("@")
    user, _, password = (unquote(one) for one in credentials.partition(":"))
    if parts.scheme in {"cloudflare", "fastly"}:
        if re.fullmatch("[A-Za-z0-9]+", where) and user and not password and _can_be_sent(user):
            return InFront(parts.scheme, where, user)
    elif parts.scheme == "varnish":
        if parts.hostname and not credentials:
            return InFront("varnish", where if parts.port else f"{where}:80")
    elif parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0:
        address = urlunsplit((parts.scheme, where, parts.path or "/", parts.query, ""))
        if _can_be_sent(user + password):
            return InFront("webhook", address, password or user, user if password else "")
    raise ValueError(text)


def _can_be_sent(text: str) -> bool:
    """Whether it may stand in a header."""
    return text.isascii() and text.isprintable() and " " not in text


VARIABLES: tuple[Variable, ...] = (
    Variable(
        "BROADSHEET_HOME",
        _folder,
        "./var",
        "Where the paper lives: database, uploads, secret key. Everything that a backup has to hold.",
        "a folder",
    ),
    Variable(
        "DATABASE_URL",
        str,
        "",
        "The database. Without it: SQLite in `$BROADSHEET_HOME/db.sqlite3`.",
        "an address such as `postgres://user:password@host:5432/name`",
    ),
    Variable(
        "BROADSHEET_SECRET_KEY",
        str,
        "",
        "Signs sessions and links. Without it a key is made on first start and kept in "
        "`$BROADSHEET_HOME/secret-key` (mode 600). Several machines need the same one.",
        "at least 50 random characters",
    ),
    Variable(
        "BROADSHEET_HOSTS",
        _words,
        "",
        "Further host names to answer to, besides the outlet's own domain and this machine itself.",
        "host names with commas between",
    ),
    Variable(
        "BROADSHEET_DEBUG",
        _flag,
        "no",
        "Shows errors with all their detail. Never on a machine that readers reach.",
        "yes or no",
    ),
    Variable(
        "BROADSHEET_SECURE",
        _flag,
        "no",
        "Readers come by https: cookies are marked secure and browsers are told to stay with it.",
        "yes or no",
    ),
    Variable(
        "BROADSHEET_WORKERS",
        _number,
        "2",
        "Web processes that `broadsheet serve` starts.",
        "a whole number",
    ),
    Variable(
        "BROADSHEET_PAGES_DISK",
        _number,
        "1024",
        "How much of the disk stored pages may fill, in MiB. Those not asked for the longest go first.",
        "a whole number",
    ),
    Variable(
        "BROADSHEET_PAGES_MEMORY",
        _number,
        "64",
        "How much memory each web process may fill with stored pages, in MiB.",
        "a whole number",
    ),
    Variable(
        "BROADSHEET_CDN",
        _in_front,
        "",
        "What stands in front of the paper and keeps copies of its pages. It is told which of them a change concerns,"
        " and gets headers that it has to take away again: see [In front of the paper](../howto/in-front.md).",
        "with commas between: `nginx`, `varnish://host:port`, `cloudflare://token@zone`, `fastly://token@service`,"
        " or `https://user:password@host/path` for anything else (`https://token@host/path` sends a bearer token)",
        secret=True,
    ),
    Variable(
        "BROADSHEET_MAIL_FROM",
        str,
        "",
        "The sender's address of mails. Without it: `newsroom@localhost`.",
        "a mail address",
    ),
    Variable(
        "BROADSHEET_MAIL_URL",
        _mail_server,
        "",
        "The mail server. Without it mails are written to the log.",
        "`smtp://user:password@host:587` (STARTTLS), `smtps://user:password@host:465` (TLS) or `smtp://host:25`"
        " (neither), with special characters of the password %-encoded",
        secret=True,
    ),
)


def read(environ: Mapping[str, str] | None = None) -> dict[str, Any]:
    """All variables by name, parsed. Raises EnvError for the first that does not fit."""
    environ = os.environ if environ is None else environ
    return {variable.name: variable.value(environ) for variable in VARIABLES}


def child(**otherwise: str) -> dict[str, str]:
    """The whole environment for a process of ours, with these variables set otherwise."""
    return {**os.environ, **otherwise}


def secret_key(home: Path) -> str:
    """The key kept in `home/secret-key`; made there, readable by its owner alone, if there is none.

    Raises OSError where the folder cannot be written.
    """
    path = home / "secret-key"
    try:
        return path.read_text("ascii").strip()
    except FileNotFoundError:
        pass
    home.mkdir(parents=True, exist_ok=True)
    # Written aside and linked into place: of two processes that start together, both use the first one's key.
    aside = home / f".secret-key-{secrets.token_hex(8)}"
    aside.touch(mode=0o600)
    aside.write_text(secrets.token_urlsafe(64), "ascii")
    try:
        os.link(aside, path)
    except FileExistsError:
        pass
    finally:
        aside.unlink()
    return path.read_text("ascii").strip()
