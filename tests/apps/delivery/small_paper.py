"""A small paper with one of everything, made through the doors that everybody uses."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from django.core.files.base import ContentFile
from PIL import Image
from wagtail.models import Locale

from broadsheet.stories import actions
from broadsheet.stories.founding import found
from broadsheet.stories.models import (
    Byline,
    Edition,
    Front,
    GalleryItem,
    Redirect,
    Section,
    StandingPage,
    Story,
    Topic,
    Video,
)

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

# What a list, a page, a feed holds is less than in earnest, so that few stories fill several.
SIZES = {
    "broadsheet.reading.lists": {"PAGE": 4},
    "broadsheet.reading.views.story": {"LATEST": 3, "MORE": 2},
    "broadsheet.reading.views.feeds": {"SIZE": 5},
    "broadsheet.reading.views.front": {
        "SECOND_ROW": 1, "RAIL": 3, "IN_SECTION": 2, "LEADING": 2, "WINDOW": 4, "POOL": 12,
    },
}  # fmt: skip

# Several lists are full to their end, so that one story more makes them go on: the city, 24 November, November, 2026,
# the harbour, Ada's.
# Headline, section, moment, what else it has.
STORIES = [
    ("Bridge opens", "city", NOW - HOUR, {"photo", "gallery", "related"}),
    ("Tram stops", "transport", NOW - 2 * HOUR, {"desk"}),
    ("Race is won", "sport", NOW - 3 * HOUR, {"photo", "topic"}),
    ("Quay is closed", "city", NOW - 5 * HOUR, {"body", "two", "topic"}),
    ("Match is drawn", "sport", NOW - 14 * HOUR, {"video"}),
    ("Harbour is dredged", "city", NOW - DAY, {"photo", "topic", "words"}),
    ("Regatta begins", "sport", NOW - 2 * DAY + HOUR, {"topic"}),
    ("Buses run late", "transport", NOW - 3 * DAY, {"photo"}),
    ("Council meets", "city", NOW - 30 * DAY, {"topic", "desk"}),
    ("Team trains", "sport", NOW - 40 * DAY, {"topic"}),
    ("Market moves", "city", NOW - 41 * DAY, {"topic", "gallery"}),
    ("Lights go on", "city", datetime(2025, 11, 24, 21, 0, tzinfo=UTC), {"topic"}),
    ("Old match", "sport", datetime(2024, 3, 3, 9, 0, tzinfo=UTC), set()),
    ("Spring comes", "sport", NOW - 200 * DAY, {"desk"}),
    ("Play is staged", "stage", datetime(2024, 2, 2, 9, 0, tzinfo=UTC), {"related"}),
]  # fmt: skip


def jpeg(shade: int, size: tuple[int, int] = (320, 220)) -> bytes:
    sink = io.BytesIO()
    Image.new("RGB", size, (shade, 90, 140)).save(sink, "JPEG")
    return sink.getvalue()


def _photo(title: str, shade: int, **words):
    words = {"caption": f"{title} at noon.", "credit": "Ida Marlowe", "alt": f"A picture of {title}", **words}
    return actions.add_photo(jpeg(shade), by=None, filename=f"{title}.jpg", title=title, **words)


def _things(one: SimpleNamespace) -> None:
    one.photos = [_photo(f"photo{number}", 40 * number) for number in range(5)]
    city = Section.objects.create(
        locale=one.en, name="City", slug="city", position=0, description="Of the city."
    )
    sport = Section.objects.create(locale=one.en, name="Sport", slug="sport", position=1)
    stage = Section.objects.create(locale=one.en, name="Stage", slug="stage", position=2)
    one.transport = Section.objects.create(locale=one.en, name="Transport", slug="transport", parent=city)
    one.roads = Section.objects.create(locale=one.en, name="Roads", slug="roads", parent=city, position=1)
    one.sections = {"city": city, "sport": sport, "stage": stage, "transport": one.transport}
    one.seher = Section.objects.create(
        locale=one.az, name="Şəhər", slug="seher", translation_key=city.translation_key
    )
    one.harbour = Topic.objects.create(
        locale=one.en, name="Harbour", slug="harbour", description="All of it."
    )
    one.liman = Topic.objects.create(
        locale=one.az, name="Liman", slug="liman", translation_key=one.harbour.translation_key
    )
    one.ada = Byline.objects.create(
        locale=one.en, name="Ada Quill", slug="ada", role="harbour correspondent", bio="Writes.",
        portrait=one.photos[4], email="ada@example.org", website="https://ada.example",
    )  # fmt: skip
    one.desk = Byline.objects.create(locale=one.en, name="City Desk", slug="desk", kind=Byline.Kind.DESK)
    one.gallery = actions.add_gallery(
        by=None, locale=one.en, title="A night out", description="Out.",
        items=[GalleryItem(photo=photo) for photo in one.photos[:2]] + [GalleryItem(photo=one.photos[2], caption="Own")],
    )  # fmt: skip
    one.second = actions.add_gallery(
        by=None, locale=one.en, title="Within", items=[GalleryItem(photo=one.photos[3])]
    )
    one.closed = actions.add_gallery(
        by=None, locale=one.en, title="Closed", items=[GalleryItem(photo=one.photos[1])]
    )
    one.video = Video(title="Ferry", poster=one.photos[2], caption="A ferry.", seconds=12)
    one.video.file.save("ferry.webm", ContentFile(b"film"), save=False)
    one.video.save()


def _pages(one: SimpleNamespace) -> None:
    def page(locale, title, slug, **fields):
        front = Front.objects.get(locale=locale)
        made = StandingPage(title=title, slug=slug, locale=locale, **fields)
        made.body = [
            ("paragraph", f"<p>Of {title}.</p>"),
            ("photo", {"photo": one.photos[3], "caption": "", "credit": "", "alt": ""}),
        ]
        front.add_child(instance=made)
        made.save_revision().publish()
        return StandingPage.objects.get(pk=made.pk)

    one.about = page(one.en, "About", "about")
    one.contact = page(one.en, "Contact", "contact", search_description="How to reach us.")
    one.haqqinda = page(one.az, "Haqqında", "haqqinda", translation_key=one.about.translation_key)


def _body(one: SimpleNamespace) -> list[tuple]:
    words = {"caption": "", "credit": "", "alt": ""}
    return [
        ("paragraph", f'<p>It <a linktype="page" id="{one.contact.pk}">closed</a>.</p>'),
        ("subhead", "Why"),
        ("quote", {"text": "So it is.", "source": "The mayor"}),
        ("list", "<ul><li>One</li></ul>"),
        ("table", {"caption": "Tides", "table": {"data": [["a", "1"]], "first_row_is_table_header": False}}),
        ("facts", {"title": "Facts", "text": "<p>Few.</p>"}),
        ("photo", {"photo": one.photos[0], **words}),
        ("photo", {"photo": one.photos[1], "caption": "Its own", "credit": "Own", "alt": "Own"}),
        ("gallery", one.second),
        ("video", {"video": one.video, "caption": ""}),
        ("embed", {"address": "https://frames.example/1", "title": "Frame"}),
        ("related", {"stories": [one.stories[5], one.draft]}),
    ]  # fmt: skip


def _fields(one: SimpleNamespace, number: int, has: set[str]) -> dict:
    fields: dict = {"standfirst": f"What story {number} says." if number % 2 == 0 else ""}
    if "photo" in has:
        fields["lead_photo"] = one.photos[number % 3]
    if "words" in has:
        fields |= {"lead_caption": "Said here.", "lead_credit": "Said", "lead_alt": "Said too"}
    if "gallery" in has:
        fields["gallery"] = one.gallery
    if "video" in has:
        fields["video"] = one.video
    if "topic" in has:
        fields["topics"] = (one.harbour,)
    fields["bylines"] = (one.desk,) if "desk" in has else (one.ada, one.desk) if "two" in has else (one.ada,)
    return fields


def _write(one: SimpleNamespace, locale, headline: str, moment: datetime | None = None, **fields) -> Story:
    fields.setdefault("body", [("paragraph", f"<p>The words of {headline}.</p>")])
    story = actions.create(by=None, locale=locale, headline=headline, **fields)
    return actions.publish(story, by=None, published_at=moment) if moment else story


def _stories(one: SimpleNamespace) -> None:
    one.draft = _write(one, one.en, "Still a draft", section=one.sections["city"], topics=(one.harbour,))
    one.stories = []
    for number, (headline, section, moment, has) in enumerate(STORIES):
        one.stories.append(
            _write(one, one.en, headline, moment, section=one.sections[section], dateline="BAKU", **_fields(one, number, has))
        )  # fmt: skip
    change(one.stories[0], related=(one.stories[2], one.stories[7], one.draft))
    change(one.stories[14], related=(one.stories[9],))
    change(one.stories[3], body=_body(one))
    one.stories = [Story.objects.get(pk=story.pk) for story in one.stories]
    one.gone = actions.unpublish(
        _write(one, one.en, "Taken back", NOW - 4 * DAY, section=one.sections["city"]), by=None
    )
    one.korpu = actions.translate(one.stories[0], one.az, by=None)
    one.korpu.headline, one.korpu.slug = "Körpü açılır", "korpu"
    one.korpu = actions.publish(one.korpu, by=None, published_at=NOW - 30 * timedelta(minutes=1))
    one.others = [
        _write(one, one.az, f"Xəbər {number}", NOW - number * DAY, section=one.seher, topics=(one.liman,))
        for number in range(1, 6)
    ]
    change(one.others[0], body=[("paragraph", f'<p><a linktype="page" id="{one.contact.pk}">Bura</a></p>')])
    one.arabic = actions.translate(one.stories[2], one.ar, by=None)
    one.yaris = actions.translate(one.stories[2], one.az, by=None)


def change(story: Story, **fields) -> Story:
    """Publishes it with other words."""
    draft = Story.objects.get(pk=story.pk)
    actions.arrange(
        draft, **{name: fields.pop(name) for name in ("bylines", "topics", "related") if name in fields}
    )
    for name, value in fields.items():
        setattr(draft, name, value)
    return actions.publish(draft, by=None)


def build() -> SimpleNamespace:
    """The paper at NOW, which the clock has to show."""
    names = {"en": "The Courier", "az": "Kuryer", "ar": "البريد"}
    outlet = found(name="The Courier", zone="Asia/Baku", languages=tuple(names), editions=names)
    one = SimpleNamespace(outlet=outlet)
    one.en, one.az, one.ar = (Locale.objects.get(language_code=code) for code in names)
    _things(one)
    _pages(one)
    _stories(one)
    outlet.founded, outlet.street, outlet.email, outlet.phone = 1871, "4 Quay", "desk@courier.example", "1"
    outlet.save()
    one.english, one.azeri = Edition.objects.get(locale=one.en), Edition.objects.get(locale=one.az)
    one.english.tagline, one.english.description, one.english.notice = (
        "Of the sea",
        "All news.",
        "Since 1871.",
    )
    one.english.footer = [("column", {"title": "More", "links": [{"label": "About", "address": "/about"}]})]
    one.english.follow = [
        ("account", {"service": "x", "handle": "@courier", "address": "https://x.example/c"})
    ]
    one.english.save()
    one.azeri.navigation = [("link", {"label": "Şəhər", "address": "/az/section/seher"})]
    one.azeri.save()
    Redirect.objects.create(old_path="/old", new_path="/latest")
    Redirect.objects.create(old_path="/index.php?id=7", story=one.stories[7])
    Redirect.objects.create(old_path="/waiting", story=one.draft)
    return one
