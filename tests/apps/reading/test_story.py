import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation
from lxml.html import fromstring

from broadsheet.reading.cards import marker
from broadsheet.stories import actions, previews
from broadsheet.stories.models import Story, Video

OLD = datetime(2014, 7, 15, 10, 47, tzinfo=UTC)


def data_of(text):
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    return {one["@type"]: one for one in map(json.loads, found)}


def test_times_are_told_with_the_offset_of_their_day(html, write):
    summer = write("Summer", published_at=OLD)
    text = html(summer.get_absolute_url())
    assert '<time datetime="2014-07-15T15:47:00+05:00">15 July 2014 15:47 (UTC+05:00)</time>' in text
    winter = write("Winter", published_at=datetime(2022, 2, 8, 11, 47, tzinfo=UTC))
    assert "8 February 2022 15:47 (UTC+04:00)" in html(winter.get_absolute_url())


def test_an_update_is_told_apart_and_an_old_story_says_its_age(html, write):
    story = write(published_at=OLD, updated_at=OLD + timedelta(days=1))
    text = html(story.get_absolute_url())
    assert 'Updated <time datetime="2014-07-16T15:47:00+05:00">' in text
    assert re.search(r"This story is 1\d years old\.", text)
    assert "years old" not in html(write("New").get_absolute_url())


def test_the_marker_follows_the_headline_and_is_translated(html, write, paper, gallery):
    video = Video.objects.create(title="Film", embed_url="https://video.example/1")
    story = write("Opening", gallery=gallery(), video=video, published_at=OLD)
    assert 'Opening <span class="marker">[PHOTO, VIDEO]</span></h1>' in html(story.get_absolute_url())
    assert '<span class="marker">[PHOTO, VIDEO]</span>' in html("/latest")
    there = write("Açılış", locale=paper.az, video=video, published_at=OLD)
    assert "[VİDEO]" in html(there.get_absolute_url())


@pytest.mark.parametrize(
    ("language", "text"), [("en", "[PHOTO, VIDEO]"), ("ru", "[ФОТО, ВИДЕО]"), ("ar", "[صور، فيديو]")]
)
def test_the_marker_has_the_comma_of_its_language(language, text):
    with translation.override(language):
        assert marker("photo video") == text


def test_bylines_topics_dateline_section_and_photo(html, write, paper, photo):
    story = write(
        bylines=(paper.person, paper.desk),
        topics=(paper.harbour,),
        dateline="Baku & port",
        section=paper.transport,
        lead_photo=photo(),
        lead_caption="Another caption",
    )
    text = html(story.get_absolute_url())
    assert '<a rel="author" href="/by/ada-quill">Ada Quill</a>' in text
    assert '<a href="/topic/harbour">Harbour</a>' in text
    assert '<span class="dateline">Baku &amp; port</span> Two lines' in text
    assert '<a href="/section/transport">Transport</a>' in text
    assert "Another caption" in text
    assert "Ida Marlowe" in text
    assert 'alt="A picture of Quay"' in text
    assert text.count('fetchpriority="high"') == 1
    assert text.index("1280w") > 0


def test_every_block_has_its_look(html, write, paper, photo, gallery):
    other = write("To read after")
    film = Video.objects.create(title="A film", embed_url="https://video.example/1", caption="Twelve seconds")
    table = {"data": [["Year", "Level"], ["1887", "0.00"], ["1929", "+0.31"]], "first_row_is_table_header": True,
             "first_col_is_header": False, "table_caption": "", "cell": [], "table_header_choice": "row"}  # fmt: skip
    story = write(
        body=[
            ("paragraph", "<p>One.</p>"),
            ("subhead", "Under <it>"),
            ("quote", {"text": "Said so.", "source": "A man"}),
            ("list", "<ul><li>Item</li></ul>"),
            ("photo", {"photo": photo(), "caption": "", "credit": "", "alt": "Seen"}),
            ("gallery", gallery()),
            ("video", {"video": film, "caption": ""}),
            ("embed", {"address": "https://elsewhere.example/x", "title": "Post"}),
            ("table", {"caption": "Levels", "table": table}),
            ("facts", {"title": "In brief", "text": "<p>Facts</p>"}),
            ("related", {"stories": [other]}),
        ]
    )
    text = html(story.get_absolute_url())
    assert "<h2>Under &lt;it&gt;</h2>" in text
    assert "<figcaption>A man</figcaption>" in text
    assert 'alt="Seen"' in text
    assert 'href="/gallery/a-night-out#photo-3"' in text
    assert "Show this from video.example." in text
    assert 'href="https://elsewhere.example/x"' in text
    assert '<th scope="col" class="number">Level</th>' in text
    assert "In brief" in text
    assert "To read after" in text
    assert "<iframe" not in text


def test_aside_related_and_more_of_the_section_hold_no_story_twice(html, write):
    first, second = write("First"), write("Second")
    story = write("Third", related=(first,))
    text = html(story.get_absolute_url())
    related, more = text.split('id="related-title"')[1].split('id="more-title"')
    assert first.headline in related
    assert second.headline in more
    assert first.headline not in more
    assert 'rel="next" href="/latest?before=' in text


def test_translations_are_linked_and_named_to_search_engines(html, write, paper):
    story = write(published_at=OLD)
    draft = actions.translate(story, paper.az, by=paper.editor)
    assert "hreflang" not in html(story.get_absolute_url()).split("</head>")[0]
    draft.headline, draft.slug = "Körpü açılır", "korpu"
    there = actions.publish(draft, by=paper.editor, published_at=OLD)
    head, rest = html(there.get_absolute_url()).split("</head>")
    assert f'hreflang="en" href="http://testserver{story.get_absolute_url()}"' in head
    assert f'hreflang="x-default" href="http://testserver{story.get_absolute_url()}"' in head
    assert f'<link rel="canonical" href="http://testserver{there.get_absolute_url()}">' in head
    assert f'href="{story.get_absolute_url()}"' in rest


def test_the_data_says_what_the_page_shows(html, write, paper, photo):
    story = write(
        "A </script> bridge", dateline="Baku", standfirst="It opens.", bylines=(paper.person, paper.desk),
        topics=(paper.harbour,), lead_photo=photo(), published_at=OLD,
    )  # fmt: skip
    data = data_of(html(story.get_absolute_url()))
    article = data["NewsArticle"]
    assert article["headline"] == "A </script> bridge"
    assert article["datePublished"] == "2014-07-15T15:47:00+05:00"
    assert article["dateline"] == "Baku"
    assert [one["@type"] for one in article["author"]] == ["Person", "Organization"]
    assert article["image"][0]["url"].startswith("http://testserver/media/")
    assert article["inLanguage"] == "en"
    assert [one["name"] for one in data["BreadcrumbList"]["itemListElement"]][1] == "City"
    front = data_of(html("/"))
    assert "{search_term_string}" in front["WebSite"]["potentialAction"]["target"]["urlTemplate"]
    assert front["NewsMediaOrganization"]["name"] == "The Test Courier"


def test_the_outlets_own_address_goes_into_canonicals(client, write, paper):
    paper.outlet.base_url = "https://courier.example"
    paper.outlet.save()
    text = client.get(write().get_absolute_url()).content.decode()
    assert '<link rel="canonical" href="https://courier.example/' in text


@pytest.mark.parametrize("count", [1, 3])
def test_a_story_page_asks_as_much_for_three_things_as_for_one(
    client, paper, write, ready, gallery, django_assert_num_queries, count
):
    others = tuple(
        write(f"Other {n}", lead_photo=ready(f"o{n}"), bylines=(paper.person,)) for n in range(count)
    )
    story = write(
        "Main", lead_photo=ready(), gallery=gallery(count), related=others, bylines=(paper.person, paper.desk)[:count],
        topics=(paper.harbour,), body=[("photo", {"photo": one.lead_photo}) for one in others],
    )  # fmt: skip
    client.get(story.get_absolute_url())
    with django_assert_num_queries(27):
        client.get(story.get_absolute_url())


def test_the_gallery_page_opens_with_its_story(client, html, write, gallery):
    shown = gallery()
    assert client.get("/gallery/a-night-out").status_code == 404
    story = write(gallery=shown)
    text = html("/gallery/a-night-out")
    assert text.count('id="photo-') == 3
    assert "3 photos" in text
    assert story.headline in text
    images = data_of(text)["ImageGallery"]["image"]
    assert [one["creditText"] for one in images] == ["Ida Marlowe"] * 3
    assert text.count('src="/media/') == 3


def test_a_photo_whose_file_is_lost_is_left_out(html, write, photo, caplog):
    lost = photo()
    lost.file.storage.delete(lost.file.name)
    story = write(lead_photo=lost)
    assert "lead-photo" not in html(story.get_absolute_url())
    assert "cannot be shown" in caplog.text


def test_a_story_weighs_little(client, write, paper, photo):
    import gzip
    from pathlib import Path

    import broadsheet.reading

    body = [("paragraph", "<p>" + f"Some words that vary a little {n}. " * 12 + "</p>") for n in range(14)]
    for number in range(9):
        write(f"Another {number}", lead_photo=photo(f"p{number}"))
    story = write(lead_photo=photo(), body=body, bylines=(paper.person,), topics=(paper.harbour,))
    page = client.get(story.get_absolute_url()).content
    static = Path(broadsheet.reading.__file__).parent / "static" / "reading"
    files = [page, *((static / name).read_bytes() for name in ("paper.css", "paper.js"))]
    assert sum(len(gzip.compress(one)) for one in files) < 35_000


def test_the_newsroom_previews_a_draft_as_readers_would_see_it(rf, write, paper):
    draft = write("Not yet", draft=True, bylines=(paper.person,), topics=(paper.harbour,))
    draft.headline = "Changed in memory"
    request = rf.get("/desk/")
    text = previews.render(draft, request, "").content.decode()
    assert "Changed in memory" in text
    assert "Ada Quill" in text
    assert "/topic/harbour" in text
    assert not Story.objects.filter(published_on__isnull=False).exists()


def test_a_preview_shows_unpublished_changes_in_the_storys_language(rf, write, paper):
    story = write("Körpü", locale=paper.az)
    story.headline = "Yeni körpü"
    actions.save_draft(story, by=paper.editor)
    draft = Story.objects.get().get_latest_revision_as_object()
    response = previews.render(draft, rf.get("/desk/"), "")
    assert "Yeni körpü" in response.content.decode()
    assert '<html lang="az"' in response.content.decode()
    assert response["Cache-Control"] == "private, no-store"


def test_a_caption_is_the_first_or_the_last_in_its_figure(client, write):
    film = Video.objects.create(
        title="Ferry", embed_url="https://video.example/1", caption="At dusk", transcript="A horn."
    )
    text = client.get(write(video=film).get_absolute_url()).content
    figures = fromstring(text).findall(".//figure")
    for figure in figures:
        parts = [part.tag for part in figure]
        assert "figcaption" not in parts[1:-1], parts
    assert any("figcaption" in [part.tag for part in figure] for figure in figures)
    assert b"A horn." in text
