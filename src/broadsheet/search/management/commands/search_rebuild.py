"""`broadsheet manage search_rebuild`: makes the search index anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from broadsheet.search import index


class Command(BaseCommand):
    help = (
        "Makes the search index anew from the stories, a batch at a time, while the paper is served."
        " Stopped, it goes on with --after. Example: broadsheet manage search_rebuild --after 120000"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--after", type=int, default=0, help="Only stories whose number is above this one."
        )

    def handle(self, *_args: Any, after: int, **_options: Any) -> None:
        last = after

        def say(key: int, done: int) -> None:
            nonlocal last
            last = key
            self.stderr.write(f"{done} stories, the last one {key}")

        try:
            done = index.rebuild(after=after, say=say)
        except KeyboardInterrupt:
            self.stderr.write(f"Stopped. Go on with: broadsheet manage search_rebuild --after {last}")
            raise
        self.stdout.write(f"{done} stories can be found.")
