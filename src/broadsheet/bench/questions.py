"""What readers and editors ask of an archive, each as one call that is timed whole: view, database, page."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.urls import reverse

from broadsheet.bench import fill
from broadsheet.reading.paging import Key
from broadsheet.stories import actions
from broadsheet.stories.models import Edition, Section, Story, Topic


class Wrong(RuntimeError):
    """A question was answered otherwise than expected: its time says nothing."""


@dataclass
class Archive:
    """A filled paper and who asks it. Targets are drawn anew for each question, over the whole archive."""

    chance: random.Random = field(default_factory=lambda: random.Random(2))
    reader: Client = field(default_factory=Client)
    desk: Client = field(default_factory=Client)
    words: fill.Words = field(default_factory=fill.Words)

    def __post_init__(self) -> None:
        self.editor = get_user_model().objects.get(username=fill.EDITOR[0])
        self.desk.force_login(self.editor, "django.contrib.auth.backends.ModelBackend")
        self.first = Edition.objects.order_by("position")[0]
        self.sections = list(Section.objects.filter(locale=self.first.locale_id))
        self.topics = list(Topic.objects.filter(locale=self.first.locale_id).order_by("pk")[:20])
        self.size = Story.objects.order_by("-pk").values_list("pk", flat=True)[0]

    def any_story(self) -> Story:
        """A live one of the first edition, of any age."""
        while True:
            found = Story.objects.filter(pk=self.chance.randint(1, self.size)).first()
            if found and found.live and found.locale_id == self.first.locale_id:
                return found

    def draft_of(self, story: Story) -> Story:
        """Its newest draft in memory, with a word more in the headline and in the text."""
        draft: Story = story.get_latest_revision_as_object()
        word = f"bench{self.chance.randint(0, 10**6)}"
        draft.headline = f"{draft.headline[:150]} {word}"
        draft.body = [("paragraph", f"<p>{word}</p>"), *((one.block_type, one.value) for one in draft.body)]
        return draft


@contextmanager
def _timed(kept: list[float]) -> Any:
    began = time.perf_counter()
    yield
    kept.append((time.perf_counter() - began) * 1000)


Question = Callable[[Archive], float]


def _get(client: Client, address: str, holds: str = "") -> float:
    kept: list[float] = []
    with _timed(kept):
        answer = client.get(address)
        text = answer.content
    if answer.status_code != 200 or holds.encode() not in text:
        raise Wrong(f"{address} answered {answer.status_code}" + (f" without {holds!r}" if holds else ""))
    return kept[0]


def _done(act: Callable[[], object]) -> float:
    kept: list[float] = []
    with _timed(kept):
        act()
    return kept[0]


def _story(archive: Archive) -> float:
    story = archive.any_story()
    return _get(archive.reader, story.get_absolute_url(), story.headline)


def _front(archive: Archive) -> float:
    return _get(archive.reader, "/")


def _latest(archive: Archive) -> float:
    return _get(archive.reader, "/latest")


def _section(archive: Archive) -> float:
    return _get(archive.reader, archive.chance.choice(archive.sections).path(""))


def _deep(archive: Archive) -> float:
    story = archive.any_story()
    assert story.published_at is not None  # noqa: S101 (for the type checker)
    return _get(archive.reader, f"/latest?before={Key(story.published_at, story.pk)}")


def _day(archive: Archive) -> float:
    return _get(archive.reader, f"/{archive.any_story().published_on:%Y/%m/%d}")


def _topic(archive: Archive) -> float:
    return _get(archive.reader, archive.chance.choice(archive.topics).path(""))


def _topic_feed(archive: Archive) -> float:
    return _get(archive.reader, archive.chance.choice(archive.topics).path("") + "/feed.rss")


def _sitemap(archive: Archive) -> float:
    # The month before the last: whole in the smallest archive too.
    day = (fill.LAST.replace(day=1) - timedelta(days=1)).date()
    return _get(archive.reader, f"/sitemap-{day:%Y-%m}.xml")


def _two_words(archive: Archive) -> str:
    return " ".join(archive.chance.sample(archive.any_story().headline.lower().split(), 2))


def _search(archive: Archive) -> float:
    return _get(archive.reader, f"/search?{urlencode({'q': _two_words(archive)})}")


def _frequent(archive: Archive) -> str:
    return archive.words.all[archive.chance.randint(3, 30)]


def _search_frequent(archive: Archive) -> float:
    return _get(archive.reader, f"/search?{urlencode({'q': _frequent(archive)})}")


def _list_url() -> str:
    return reverse(Story.snippet_viewset.get_url_name("list"))


def _desk_home(archive: Archive) -> float:
    return _get(archive.desk, reverse("wagtailadmin_home"))


def _desk_list(archive: Archive) -> float:
    return _get(archive.desk, _list_url())


def _desk_section(archive: Archive) -> float:
    return _get(archive.desk, f"{_list_url()}?section={archive.chance.choice(archive.sections).pk}")


def _desk_search(archive: Archive) -> float:
    return _get(archive.desk, f"{_list_url()}?{urlencode({'q': _two_words(archive)})}")


def _desk_frequent(archive: Archive) -> float:
    return _get(archive.desk, f"{_list_url()}?{urlencode({'q': _frequent(archive)})}")


def _form(archive: Archive) -> float:
    story = archive.any_story()
    return _get(archive.desk, reverse(Story.snippet_viewset.get_url_name("edit"), args=[story.pk]))


def _save(archive: Archive) -> float:
    draft = archive.draft_of(archive.any_story())
    return _done(lambda: actions.save_draft(draft, by=archive.editor))


def _publish(archive: Archive) -> float:
    draft = archive.draft_of(archive.any_story())
    return _done(lambda: actions.publish(draft, by=archive.editor))


def _create(archive: Archive) -> float:
    like = archive.any_story()
    bylines = tuple(row.byline for row in like.story_bylines.select_related("byline"))

    def act() -> None:
        story = actions.create(
            by=archive.editor,
            locale=archive.first.locale,
            headline=like.headline,
            section=like.section,
            lead_photo=like.lead_photo,
            body=[("paragraph", "<p>A text of a few words, new to the archive.</p>")],
            bylines=bylines,
            topics=(archive.chance.choice(archive.topics),),
        )
        actions.publish(story, by=archive.editor)

    return _done(act)


QUESTIONS: dict[str, Question] = {
    "Front page": _front,
    "Story by its address": _story,
    "Latest of the site": _latest,
    "Latest of a section": _section,
    "Latest, from anywhere in the archive": _deep,
    "A day of the archive": _day,
    "Topic": _topic,
    "Topic's feed": _topic_feed,
    "Sitemap of a month": _sitemap,
    "Search by two words of a headline": _search,
    "Search by a frequent word": _search_frequent,
    "Desk: first page": _desk_home,
    "Desk: list of stories": _desk_list,
    "Desk: list of a section": _desk_section,
    "Desk: list by two words of a headline": _desk_search,
    "Desk: list by a frequent word": _desk_frequent,
    "Desk: form of a story": _form,
    "Save a draft": _save,
    "Publish a changed story": _publish,
    "Write and publish a new story": _create,
}


def ask(archive: Archive, name: str) -> float:
    """Milliseconds that the question took. Raises Wrong."""
    connection.ensure_connection()
    return QUESTIONS[name](archive)
