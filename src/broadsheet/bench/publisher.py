"""The process that publishes while others read: for each new story, how long until all its addresses show it.

It talks to the served paper as a reader does and to the database as the desk does, and writes one JSON line a story.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from typing import Any

import django

from broadsheet.bench import servers

# An address that does not show the story by then never will.
PATIENCE = 30.0


def main() -> None:
    """Publishes `count` stories, one after the other."""
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("count", type=int)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "broadsheet.settings")
    django.setup()
    from broadsheet.bench import questions

    archive = questions.Archive()
    for number in range(asked.count):
        sys.stdout.write(json.dumps(once(archive, asked.port, f"visible{number}x{time.time_ns()}")) + "\n")
        sys.stdout.flush()


def once(archive: Any, port: int, word: str) -> dict[str, float]:
    """Milliseconds from publishing until the call returned and until all show it; how many were old at first."""
    from broadsheet.stories import actions

    like = archive.any_story()
    topic = archive.chance.choice(archive.topics)
    byline = like.story_bylines.select_related("byline")[0].byline
    story = actions.create(
        by=archive.editor,
        locale=archive.first.locale,
        headline=f"{word} comes into port",
        section=like.section,
        lead_photo=like.lead_photo,
        body=[("paragraph", "<p>A text of a few words, new to the archive.</p>")],
        bylines=(byline,),
        topics=(topic,),
    )
    began = time.perf_counter()
    story = actions.publish(story, by=archive.editor)
    returned = time.perf_counter()
    section = like.section.path("")
    paths = [
        story.get_absolute_url(), "/", "/latest", section, topic.path(""), byline.path(""),
        "/feed.rss", f"{section}/feed.rss", "/news-sitemap.xml",
    ]  # fmt: skip
    old = sum(_first_shown(port, path, word) for path in paths)
    return {
        "returned": (returned - began) * 1000,
        "visible": (time.perf_counter() - began) * 1000,
        "old": old,
        "addresses": len(paths),
    }


def _first_shown(port: int, path: str, word: str) -> int:
    """Waits until the page shows the word. 1 where the first answer did not. Raises RuntimeError after PATIENCE."""
    deadline = time.monotonic() + PATIENCE
    tries = 0
    while time.monotonic() < deadline:
        got = servers.get(port, path)
        if got.status == 200 and word.encode() in got.body:
            return min(tries, 1)
        tries += 1
        time.sleep(0.005)
    raise RuntimeError(f"{path} does not show {word} after {PATIENCE:g} s: {got.status}")


if __name__ == "__main__":
    main()
