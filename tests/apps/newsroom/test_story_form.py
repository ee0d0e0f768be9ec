"""A story through its form: saved, published, refused, translated, deleted."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.contrib.messages import get_messages
from django.contrib.staticfiles import finders
from django.urls import reverse
from PIL import Image
from wagtail.rich_text import RichText
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from broadsheet.stories import actions
from broadsheet.stories.models import Redirect, Story

pytestmark = pytest.mark.django_db
NOUN = "wagtailsnippets_stories_story"


@pytest.fixture
def desk(client, paper):
    client.force_login(paper.editor)
    return client


def _url(name, *args):
    return reverse(f"{NOUN}:{name}", args=args)


def _form(paper, **fields):
    return nested_form_data(
        {
            "headline": "A bridge opens",
            "standfirst": "At last.",
            "section": paper.city.pk,
            "dateline": "",
            "lead_photo": "",
            "lead_alt": "",
            "lead_caption": "",
            "lead_credit": "",
            "body": streamfield([("paragraph", rich_text("<p>Two lines of words.</p>"))]),
            "gallery": "",
            "video": "",
            "slug": "",
            "published_at": "",
            "go_live_at": "",
            "expire_at": "",
            "story_bylines": inline_formset([{"byline": paper.person.pk}]),
            "story_topics": inline_formset([{"topic": paper.harbour.pk}]),
            "related": inline_formset([]),
            **fields,
        }
    )


def test_a_draft_is_saved_and_then_published(desk, paper):
    answer = desk.post(_url("add"), _form(paper))
    story = Story.objects.get()
    assert answer.url == _url("edit", story.pk)
    assert not story.live
    assert story.locale == paper.en
    assert [row.byline for row in story.story_bylines.all()] == [paper.person]
    assert desk.get(answer.url).status_code == 200
    kept = {
        "story_bylines": inline_formset(
            [{"id": story.story_bylines.get().pk, "byline": paper.person.pk}], initial=1
        ),
        "story_topics": inline_formset(
            [{"id": story.story_topics.get().pk, "topic": paper.harbour.pk}], initial=1
        ),
    }
    desk.post(_url("edit", story.pk), _form(paper, slug="bridge", **kept, **{"action-publish": "1"}))
    story.refresh_from_db()
    assert story.live
    assert story.slug == "bridge"
    assert isinstance(story.body[0].value, RichText)


def test_a_slug_follows_the_headline_until_it_is_published(desk, paper):
    rows = {"story_bylines": inline_formset([]), "story_topics": inline_formset([])}
    desk.post(_url("add"), _form(paper, headline="A bri", **rows))
    story = Story.objects.get()
    page = desk.get(_url("edit", story.pk)).context["form"]
    form = _form(paper, headline="A bridge", slug=page.initial["slug"], **rows, **{"action-publish": "1"})
    desk.post(_url("edit", story.pk), form)
    story.refresh_from_db()
    assert story.slug == "a-bridge"
    desk.post(_url("edit", story.pk), {**form, "headline": "A bridge at last", "slug": "a-bridge"})
    story.refresh_from_db()
    assert (story.headline, story.slug) == ("A bridge at last", "a-bridge")


def test_a_new_slug_leaves_a_redirect(desk, paper):
    desk.post(_url("add"), _form(paper, **{"action-publish": "1"}))
    story = Story.objects.get()
    old = story.get_absolute_url()
    bylines = inline_formset([{"id": story.story_bylines.get().pk, "byline": paper.person.pk}], initial=1)
    topics = inline_formset([{"id": story.story_topics.get().pk, "topic": paper.harbour.pk}], initial=1)
    form = _form(paper, slug="span", story_bylines=bylines, story_topics=topics, **{"action-publish": "1"})
    assert desk.post(_url("edit", story.pk), form).status_code == 302
    assert Redirect.objects.get().old_path == old


def test_a_draft_may_lack_all_but_its_headline(desk, paper):
    assert (
        desk.post(_url("add"), _form(paper, section="", standfirst="", body=streamfield([]))).status_code
        == 302
    )
    answer = desk.post(_url("add"), _form(paper, headline=""))
    assert answer.status_code == 200
    assert Story.objects.count() == 1


def test_autosave_answers_with_json_and_the_checks(desk, paper):
    answer = desk.post(_url("add"), _form(paper, section=""), headers={"accept": "application/json"})
    assert answer.json()["success"]
    story = Story.objects.get()
    form = _form(paper, section="", story_bylines=inline_formset([]), story_topics=inline_formset([]))
    answer = desk.post(_url("edit", story.pk), form, headers={"accept": "application/json"})
    assert "No section is chosen." in answer.json()["html"]


def test_a_publication_without_section_is_refused(desk, paper):
    answer = desk.post(_url("add"), _form(paper, section="", **{"action-publish": "1"}))
    assert answer.status_code == 200
    assert answer.context["form"].errors["section"] == ["Before publishing: No section is chosen."]
    assert not Story.objects.exists()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Wagtail's thumbnail
def test_a_lead_photo_without_alternative_text_is_refused(desk, paper):
    data = BytesIO()
    Image.new("RGB", (20, 10), "navy").save(data, "PNG")
    photo = actions.add_photo(data.getvalue(), by=paper.editor, filename="a.png", title="Quay")
    form = _form(paper, lead_photo=photo.pk, **{"action-publish": "1"})
    answer = desk.post(_url("add"), form)
    assert answer.context["form"].errors["lead_alt"] == [
        "Before publishing: The photo has no alternative text."
    ]
    form["lead_alt"] = "A quay in the rain"
    assert desk.post(_url("add"), form).status_code == 302
    assert Story.objects.get().live


def test_a_byline_twice_is_refused(desk, paper):
    twice = inline_formset([{"byline": paper.person.pk}, {"byline": paper.person.pk}])
    answer = desk.post(_url("add"), _form(paper, story_bylines=twice))
    assert answer.context["form"].non_field_errors() == ["“Ada Quill” is chosen twice."]


def test_a_section_of_another_edition_cannot_be_chosen(desk, paper):
    answer = desk.post(_url("add"), _form(paper, section=paper.seher.pk))
    assert "section" in answer.context["form"].errors


def test_times_are_the_outlets(desk, paper):
    text = desk.get(_url("add")).content.decode()
    assert text.count("Times are in Asia/Baku (UTC+04:00).") == 3
    desk.post(_url("add"), _form(paper, published_at="2014-07-15 13:00", **{"action-publish": "1"}))
    assert Story.objects.get().published_at == datetime(2014, 7, 15, 13, 0, tzinfo=ZoneInfo("Asia/Baku"))
    assert Story.objects.get().published_at.utctimetuple().tm_hour == 8


def test_nobody_chooses_a_zone(desk):
    assert "current_time_zone" not in desk.get(reverse("wagtailadmin_account")).content.decode()


def test_text_fields_follow_the_writing(desk):
    form = desk.get(_url("add")).context["form"]
    for name in ("headline", "standfirst", "dateline", "lead_alt"):
        assert form.fields[name].widget.attrs["dir"] == "auto"


def test_the_editor_of_tables_is_told_a_language_that_it_has(desk):
    text = desk.get(_url("add")).content.decode()
    told = set(re.findall(r'"language": "([^"]+)"', unescape(text)))
    [script] = re.findall(r"/static/(table_block/js/vendor/[^?\"]+)", text)
    has = set(re.findall(r'languageCode:"([^"]+)"', Path(finders.find(script)).read_text()))
    assert told
    assert told <= has


def test_a_copy_has_neither_address_nor_history(desk, paper, write):
    story = write(bylines=(paper.person,), locale=paper.az)
    page = desk.get(_url("copy", story.pk))
    assert page.status_code == 200
    assert page.context["form"].instance.pk is None
    assert "locale=az" in page.context["action_url"]
    form = page.context["form"]
    assert form.instance.published_on is None
    assert form.instance.translation_key != story.translation_key
    assert [row.instance.byline for row in form.formsets["story_bylines"].forms] == [paper.person]


def test_translate(desk, paper, write):
    story = write()
    url = reverse("newsroom_translate", args=[story.pk, "az"])
    assert "Translate into Azərbaycanca" in desk.get(_url("edit", story.pk)).content.decode()
    assert desk.get(url).status_code == 405
    answer = desk.post(url)
    other = Story.objects.get(locale=paper.az)
    assert answer.url == _url("edit", other.pk)
    assert other.section == paper.seher
    assert not other.live
    assert desk.post(url).url == answer.url
    assert Story.objects.count() == 2
    text = desk.get(_url("edit", story.pk)).content.decode()
    assert "Translate into" not in text
    assert _url("edit", other.pk) in text


def test_a_live_story_is_not_deleted(desk, paper, write):
    story = write()
    answer = desk.post(_url("delete", story.pk))
    assert answer.url == _url("edit", story.pk)
    assert "Unpublish it first" in str(next(iter(get_messages(answer.wsgi_request))))
    desk.post(_url("unpublish", story.pk))
    assert desk.post(_url("delete", story.pk)).url == _url("list")
    assert not Story.objects.exists()


def test_bulk_deletion_spares_what_is_live(desk, write):
    live, draft = write("Live"), write("Draft", draft=True)
    url = reverse("wagtail_bulk_action", args=["stories", "story", "delete"])
    desk.post(f"{url}?id={live.pk}&id={draft.pk}")
    assert Story.objects.filter(pk=live.pk).exists()


def test_choosers_open_search_and_keep_to_an_edition(desk, paper, write):
    write("A bridge opens", bylines=(paper.person,))
    write("Şəhər", locale=paper.az)
    for noun, words, other in (
        ("story", "bridge", "Şəhər"),
        ("byline", "quill", "City Desk"),
        ("topic", "harb", "Port"),
    ):
        url = reverse(f"wagtailsnippetchoosers_stories_{noun}:choose_results")
        text = desk.get(f"{url}?q={words}&locale=en").content.decode()
        assert words in text.lower()
        assert other not in text
        assert words not in desk.get(f"{url}?locale=az").content.decode().lower()
