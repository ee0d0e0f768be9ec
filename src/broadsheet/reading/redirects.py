"""Where an address of old leads."""

from __future__ import annotations

from urllib.parse import unquote

from django.http import HttpRequest

from broadsheet.delivery.tags import uses
from broadsheet.stories import changes
from broadsheet.stories.models import Edition, Redirect


def target(request: HttpRequest, editions: tuple[Edition, ...]) -> str:
    """The address that answers for the one asked for, or "". Old sites may have had their key in the query."""
    asked = [request.path]
    if query := request.META.get("QUERY_STRING", ""):
        asked.insert(0, f"{request.path}?{unquote(query)}")
    uses(*(changes.url(path) for path in asked))
    found = {row.old_path: row for row in Redirect.objects.filter(old_path__in=asked)}
    for path in asked:
        if path not in found:
            continue
        row = found[path]
        if row.new_path:
            return row.new_path
        story = row.story
        uses(*changes.faces("address", row.story_id or 0))
        if story is not None and story.is_public:
            return story.path(_prefix(editions, story.locale_id))
    return ""


def _prefix(editions: tuple[Edition, ...], locale_id: int) -> str:
    return next((one.prefix for one in editions if one.locale_id == locale_id), "")
