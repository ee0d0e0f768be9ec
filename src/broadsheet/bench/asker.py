"""The process that fills and asks one archive: names of questions come in line by line, milliseconds go out.

There is one for each database and size, since Django's settings know one database.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import Any

import django
from django.core.management import call_command

__all__ = ["main"]


def main() -> None:
    """Fills, says what can be asked, then answers until its input ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("size", type=int)
    size = parser.parse_args().size
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "broadsheet.settings")
    django.setup()
    from broadsheet.bench import fill, questions

    call_command("migrate", verbosity=0)
    # The pages name static files by the contents that these have.
    call_command("collectstatic", interactive=False, verbosity=0)
    fill.fill(size, say=lambda done: _say({"filled": done}))
    archive = questions.Archive()
    _say({"ready": list(questions.QUESTIONS)})
    for line in sys.stdin:
        _say({"ms": questions.ask(archive, line.strip())})


def _say(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
