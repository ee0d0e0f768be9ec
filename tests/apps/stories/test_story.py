from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from broadsheet.stories import actions
from broadsheet.stories.models import Gallery, Redirect, Story, StoryTopic


def test_the_address_has_the_day_of_first_publication_in_the_outlets_zone(write):
    story = write("A bridge opens", published_at=datetime(2014, 7, 15, 20, 30, tzinfo=UTC))
    assert story.get_absolute_url() == "/2014/07/16/a-bridge-opens"


def test_an_edition_that_is_not_the_first_has_its_language_in_front(write, paper):
    story = write("Körpü açılır", locale=paper.az, published_at=datetime(2026, 1, 2, tzinfo=UTC))
    assert story.get_absolute_url() == "/az/2026/01/02/körpü-açılır"


def test_a_draft_has_no_address_and_is_not_live(write):
    story = write(draft=True)
    assert (story.live, story.get_absolute_url()) == (False, "")


def test_a_later_change_of_the_time_leaves_the_address(write, paper):
    story = write(published_at=datetime(2026, 1, 2, tzinfo=UTC))
    again = actions.publish(story, by=paper.editor, published_at=datetime(2026, 1, 9, tzinfo=UTC))
    assert again.published_at.day == 9
    assert again.get_absolute_url() == "/2026/01/02/a-bridge-opens"


def test_a_changed_slug_leaves_a_redirect_and_the_way_back_takes_it_away(write, paper):
    story = write(published_at=datetime(2026, 1, 2, tzinfo=UTC))
    story.slug = "the-bridge"
    story = actions.publish(story, by=paper.editor)
    assert Redirect.objects.get().old_path == "/2026/01/02/a-bridge-opens"
    story.slug = "a-bridge-opens"
    actions.publish(story, by=paper.editor)
    assert [r.old_path for r in Redirect.objects.all()] == ["/2026/01/02/the-bridge"]


def test_a_draft_of_a_live_story_changes_nothing_in_public(write, paper):
    story = write()
    story.headline = "Another headline"
    actions.save_draft(story, by=paper.editor)
    row = Story.objects.get()
    assert (row.headline, row.has_unpublished_changes) == ("A bridge opens", True)
    assert row.get_latest_revision_as_object().headline == "Another headline"


def test_publishing_a_draft_made_before_publication_keeps_time_and_address(write, paper):
    draft = write(draft=True)
    first = actions.publish(draft, by=paper.editor)
    later = first.get_latest_revision_as_object()
    later.headline = "Changed"
    second = actions.publish(later, by=paper.editor)
    assert (second.published_at, second.published_on) == (first.published_at, first.published_on)
    assert second.updated_at is not None
    assert not second.was_updated  # within the last hand


def test_the_first_publication_is_no_update(write):
    assert write().updated_at is None


def test_lists_carry_a_copy_of_the_time_while_the_story_is_live(write, paper):
    moment = datetime(2026, 1, 2, tzinfo=UTC)
    story = write(topics=(paper.harbour,), bylines=(paper.person, paper.desk), published_at=moment)
    assert StoryTopic.objects.get().published_at == moment
    assert [row.published_at for row in story.story_bylines.all()] == [moment, moment]
    story = actions.unpublish(story, by=paper.editor)
    assert StoryTopic.objects.get().published_at is None
    actions.publish(story, by=paper.editor)
    assert StoryTopic.objects.get().published_at == moment


def test_a_section_below_another_brings_its_story_to_the_top(write, paper):
    story = write(section=paper.transport)
    assert story.top_section == paper.city
    paper.transport.parent = None
    paper.transport.save()
    assert Story.objects.get().top_section == paper.transport


def test_a_third_level_of_sections_is_refused(paper):
    from broadsheet.stories.models import Section

    with pytest.raises(ValidationError):
        Section(locale=paper.en, name="Trams", slug="trams", parent=paper.transport).full_clean()


def test_a_namesake_of_the_same_day_gets_a_number(write, paper):
    write(published_at=datetime(2026, 1, 2, tzinfo=UTC))
    other = write(published_at=datetime(2026, 1, 2, 3, tzinfo=UTC))
    assert other.get_absolute_url() == "/2026/01/02/a-bridge-opens-2"
    other.slug = "a-bridge-opens"
    with pytest.raises(ValidationError):
        actions.publish(other, by=paper.editor)


def test_unpublishing_a_draft_is_refused(write, paper):
    with pytest.raises(actions.Refused):
        actions.unpublish(write(draft=True), by=paper.editor)


def test_a_live_story_is_not_deleted(write, paper):
    story = write()
    with pytest.raises(actions.Refused):
        actions.delete(story, by=paper.editor)
    actions.delete(actions.unpublish(story, by=paper.editor), by=paper.editor)
    assert not Story.objects.exists()


def test_a_translation_is_a_draft_of_the_same_story_in_the_other_edition(write, paper):
    story = write(topics=(paper.harbour,))
    other = actions.translate(story, paper.az, by=paper.editor)
    assert (other.translation_key, other.locale, other.live) == (story.translation_key, paper.az, False)
    assert other.section == paper.seher
    assert other.body[0].value.source == story.body[0].value.source
    with pytest.raises(actions.Refused):
        actions.translate(story, paper.az, by=paper.editor)


def test_a_gallery_opens_with_the_story_that_shows_it(write, paper):
    gallery = Gallery.objects.create(locale=paper.en, title="Night", slug="night")
    draft = write(draft=True, gallery=gallery)
    gallery.refresh_from_db()
    assert gallery.published_at is None
    story = actions.publish(draft, by=paper.editor)
    gallery.refresh_from_db()
    assert (gallery.published_at, story.media) == (story.published_at, "photo")


def test_an_update_is_told_only_after_the_last_hand(write, paper):
    at = datetime(2026, 1, 2, tzinfo=UTC)
    assert write(published_at=at, updated_at=at + timedelta(hours=1)).was_updated
