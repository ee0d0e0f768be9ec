"""Static files, collected into $BROADSHEET_HOME/static when what is installed has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command


def collect(say: Callable[[str], None]) -> None:
    """Collects them, unless those of just this installation are there already."""
    root: Path = settings.STATIC_ROOT
    marker = root / ".collected"
    wanted = fingerprint()
    if marker.exists() and marker.read_text("ascii") == wanted:
        return
    say("Collecting static files …")
    call_command("collectstatic", interactive=False, verbosity=0)
    marker.write_text(wanted, "ascii")


def fingerprint() -> str:
    """Changes with the versions installed and with each file of our own; cheap, since no file is opened."""
    from importlib.metadata import version

    digest = hashlib.sha256()
    for name in ("Django", "wagtail", "whitenoise"):
        digest.update(f"{name} {version(name)}\n".encode())
    digest.update(f"{settings.STORAGES['staticfiles']['BACKEND']}\n".encode())
    package: Path = settings.PACKAGE
    for folder in sorted(package.glob("*/static")):
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                facts = path.stat()
                digest.update(f"{path.relative_to(package)} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()
