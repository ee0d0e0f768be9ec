"""The measurement measures what it says: a filled paper holds together, and each question is answered on it."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection
from wagtail.models import Revision

from broadsheet.bench import archive, fill, questions
from broadsheet.search.find import find
from broadsheet.stories.models import Edition, Story, StoryByline, StoryTopic

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the temporary file of a rendition to the garbage collector.
    pytest.mark.filterwarnings(
        "ignore:Unclosed file:ResourceWarning", "ignore:unclosed file:ResourceWarning"
    ),
]


@pytest.fixture
def filled(db, monkeypatch):
    for name, few in {"SECTIONS": 2, "TOPICS": 4, "BYLINES": 3, "PHOTOS": 1, "BATCH": 70, "A_DAY": 3}.items():
        monkeypatch.setattr(fill, name, few)
    # Stories of other tests are gone, their numbers on PostgreSQL are not.
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Story, Revision]):
            cursor.execute(statement)
    fill.fill(150)


def test_every_question_is_answered_and_the_copies_are_stories_like_others(filled):
    there = questions.Archive()
    for name in questions.QUESTIONS:
        assert questions.ask(there, name) > 0, name
    # Asking has written some more.
    assert Story.objects.filter(pk__lte=150).count() == 150
    copy = Story.objects.get(pk=77)
    assert copy.has_unpublished_changes
    assert copy.live
    assert copy.get_latest_revision_as_object().headline == copy.headline
    assert StoryByline.objects.get(story=copy).published_at == copy.published_at
    assert {row.published_at for row in StoryTopic.objects.filter(story=copy)} == {copy.published_at}
    words = " ".join(copy.headline.split()[:3])
    assert 77 in {found.pk for found in find(words, locale_id=Edition.objects.get(position=0).locale_id)}
    call_command("check")


def test_filling_goes_on_where_it_was_stopped(filled):
    before = list(Story.objects.order_by("pk").values_list("pk", "headline"))
    fill.fill(150)
    assert list(Story.objects.order_by("pk").values_list("pk", "headline")) == before
    fill.fill(160)
    assert Story.objects.count() == 160


def test_the_table_gives_medians_and_says_what_is_dearer_than_it_should_be():
    times = {("Front", "sqlite", 10): [1.0, 3.0, 2.0], ("Front", "sqlite", 1000): [4.0, 4.0, 9.0]}
    text = archive.table(times, "sqlite", [10, 1000])
    assert "| Front | 2.0 | 4.0 | 2.00 | above 1.5 |" in text
