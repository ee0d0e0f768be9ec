"""The demo's texts, read from the files beside this module."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).resolve().parent / "content"
# The first is the outlet's first edition.
LANGUAGES = ("en", "az", "tr", "ru", "ar")
ZONE = "Asia/Baku"

_PHOTO = re.compile(r"^!photo\s+(\S+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Texts:
    """One edition's texts: `paper` is paper.toml, `stories` the story files in order."""

    language: str
    paper: dict[str, Any]
    stories: tuple[dict[str, Any], ...]

    def scenes(self) -> set[str]:
        """Every picture that the edition names."""
        found = {item["scene"] for gallery in self.paper.get("galleries", ()) for item in gallery["items"]}
        for story in self.stories:
            found |= set(_PHOTO.findall(story["body"]))
            if photo := story.get("photo"):
                found.add(photo["scene"])
        return found


def read(language: str) -> Texts:
    """The texts of one edition. Raises FileNotFoundError, tomllib.TOMLDecodeError."""
    folder = CONTENT / language
    files = sorted((folder / "stories").glob("*.toml"))
    return Texts(language, _toml(folder / "paper.toml"), tuple(_toml(path) for path in files))


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def moments(story: dict[str, Any], now: datetime) -> tuple[datetime, datetime | None]:
    """When a story was published and, if it was, updated: aware, in the zone of `now`. Never after `now`."""
    if "published" in story:
        published = datetime.fromisoformat(story["published"]).replace(tzinfo=now.tzinfo)
    else:
        published = now - timedelta(hours=story["age_hours"])
    if "updated_hours" not in story:
        return published, None
    return published, min(now, published + timedelta(hours=story["updated_hours"]))
