"""A small paper, English and Arabic, with one of everything that readers and editors can come across."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image
from wagtail.models import Locale

from broadsheet.reading.pictures import make_renditions
from broadsheet.stories import actions
from broadsheet.stories.founding import found
from broadsheet.stories.models import (
    Byline,
    Edition,
    Front,
    Gallery,
    GalleryItem,
    Photo,
    Section,
    StandingPage,
    Story,
    Topic,
    Video,
)

EDITOR = "editor@example.org"
FRAME = "https://films.example/ferry"
# Enough for a second page of the latest after the eight that stand beside a story.
MANY = 34

WORDS = {
    "en": {
        "city": "City", "transport": "Transport", "harbour": "Harbour", "person": "Ada Quill",
        "role": "Harbour correspondent", "photo": "Ferry", "gallery": "A night on the quay",
        "lead": "The night ferry sails again", "aged": "The lighthouse is lit", "plain": "Notice",
        "gone": "A rumour of whales", "quote": "We waited for nine years.", "about": "About the paper", "frame": "The crossing, filmed",
        "text": "The first passengers carried lanterns, and a baker carried her tray.",
        "caption": "The quay, hour by hour", "credit": "Ida Marlowe", "tagline": "Every tide, every morning",
    },
    "ar": {
        "city": "المدينة", "transport": "النقل", "harbour": "الميناء", "person": "آدا قلم",
        "role": "مراسلة الميناء", "photo": "عبّارة", "gallery": "ليلة على الرصيف",
        "lead": "العبّارة الليلية تبحر من جديد", "aged": "إضاءة المنارة", "plain": "خبر",
        "gone": "شائعة عن الحيتان", "quote": "انتظرنا تسع سنوات.", "about": "عن الصحيفة", "frame": "العبور في فيلم",
        "text": "حمل أوائل الركاب الفوانيس، وحملت خبّازة صينيتها.",
        "caption": "الرصيف ساعة بساعة", "credit": "إيدا مارلو", "tagline": "كل مدّ، كل صباح",
    },
}  # fmt: skip


def jpeg(number: int) -> bytes:
    sink = io.BytesIO()
    colour = (40 + 30 * number, 90, 160 - 20 * number)
    Image.new("RGB", (900, 600), colour).save(sink, "JPEG", quality=60)
    return sink.getvalue()


def print_paper(now: datetime) -> SimpleNamespace:
    """Founds the paper in a database without one. Returns its editions by code, and the paths that matter."""
    outlet = found(
        name="The Test Courier",
        zone="Asia/Baku",
        languages=("en", "ar"),
        editions={"ar": "بريد الاختبار"},
        editor=(EDITOR, "a-long-password"),
    )
    outlet.founded, outlet.email, outlet.street = 1871, "desk@example.org", "4 Quay\nPort Test"
    outlet.save()
    photos = [_photo(number) for number in range(4)]
    films = _films(photos[3])
    made: dict[str, SimpleNamespace] = {}
    for code in ("en", "ar"):
        made[code] = _Edition(code, now, photos, films, made.get("en")).print()
    return SimpleNamespace(outlet=outlet, photos=photos, films=films, **made)


def _photo(number: int) -> Photo:
    photo = actions.add_photo(
        jpeg(number),
        by=None,
        filename=f"ferry-{number}.jpg",
        title=f"Ferry {number}",
        caption=f"The ferry at hour {number}.",
        credit="Ida Marlowe",
        alt=f"A ferry, lit, hour {number}",
    )
    make_renditions(photo)
    return photo


def _films(still: Photo) -> list[Video]:
    """One of our own, whose bytes nobody plays, and one of another site."""
    own = Video(title="Ferry at dusk", poster=still, seconds=12, transcript="Waves, then a horn.")
    own.file.save("ferry.webm", ContentFile(b"\x1aE\xdf\xa3"), save=False)
    own.save()
    return [own, Video.objects.create(title="The horn", embed_url=FRAME, poster=still, credit="Films")]


class _Edition:
    """One edition: what comes later carries the translation keys of `first`."""

    def __init__(
        self,
        code: str,
        now: datetime,
        photos: list[Photo],
        films: list[Video],
        first: SimpleNamespace | None,
    ) -> None:
        self.code, self.now, self.photos, self.films, self.first = code, now, photos, films, first
        self.words = WORDS[code]
        self.locale = Locale.objects.get(language_code=code)
        self.prefix = "" if first is None else f"/{code}"
        self.made: dict[str, Any] = {}

    def keep(self, name: str, thing: Any) -> Any:
        """Saves a thing as the translation of the first edition's of that name."""
        if self.first is not None:
            thing.translation_key = self.first.made[name].translation_key
        thing.save()
        self.made[name] = thing
        return thing

    def print(self) -> SimpleNamespace:
        self.masthead()
        self.shelves()
        gallery = self.gallery()
        old = self.story("aged", hours=24 * 700, lead_photo=self.photos[1])
        for number in range(MANY if self.first is None else 6):
            self.notice(number)
        gone = self.story("gone", hours=5)
        actions.unpublish(gone, by=None)
        lead = self.lead(gallery, old)
        about = self.about()
        day = lead.published_on
        paths = {
            "front": self.prefix + "/", "section": self.made["city"].path(self.prefix),
            "subsection": self.made["transport"].path(self.prefix), "topic": self.made["harbour"].path(self.prefix),
            "byline": self.made["person"].path(self.prefix), "year": f"{self.prefix}/{day:%Y}",
            "month": f"{self.prefix}/{day:%Y/%m}", "day": f"{self.prefix}/{day:%Y/%m/%d}",
            "latest": f"{self.prefix}/latest", "gallery": gallery.path(self.prefix),
            "story": lead.path(self.prefix), "aged": old.path(self.prefix), "standing": f"{self.prefix}/{about.slug}",
            "search": f"{self.prefix}/search", "found": f"{self.prefix}/search?q={self.words['plain']}",
            "none": f"{self.prefix}/search?q=xyzzy", "missing": f"{self.prefix}/nothing/here",
            "gone": gone.path(self.prefix),
        }  # fmt: skip
        return SimpleNamespace(
            made=self.made, words=self.words, paths=paths, lead=lead, gallery=gallery, prefix=self.prefix
        )

    def masthead(self) -> None:
        edition = Edition.objects.get(locale=self.locale)
        link = {"label": self.words["about"], "address": f"{self.prefix}/about"}
        edition.tagline = edition.description = edition.notice = self.words["tagline"]
        edition.footer = [("column", {"title": self.words["about"], "links": [link]})]
        edition.follow = [
            ("account", {"service": "x", "handle": "@courier", "address": "https://x.example/courier"})
        ]
        edition.full_clean()
        edition.save()

    def shelves(self) -> None:
        words, locale = self.words, self.locale
        city = self.keep("city", Section(locale=locale, name=words["city"], slug="city"))
        self.keep("transport", Section(locale=locale, name=words["transport"], slug="transport", parent=city))
        self.keep(
            "harbour",
            Topic(locale=locale, name=words["harbour"], slug="harbour", description=words["tagline"]),
        )
        self.keep(
            "person",
            Byline(
                locale=locale, name=words["person"], slug="ada-quill", role=words["role"], bio=words["tagline"],
                email="ada@example.org", website="https://ada.example/", portrait=self.photos[2],
            ),
        )  # fmt: skip

    def gallery(self) -> Gallery:
        items = [
            GalleryItem(
                photo=photo,
                caption=f"{self.words['caption']} {number}",
                credit=self.words["credit"],
                alt=f"{self.words['photo']} {number}",
            )
            for number, photo in enumerate(self.photos, 1)
        ]
        gallery = actions.add_gallery(
            by=None,
            locale=self.locale,
            title=self.words["gallery"],
            slug="quay",
            description=self.words["caption"],
            items=items,
        )
        return self.keep("gallery", gallery)

    def story(self, name: str, *, hours: float, updated: bool = False, **fields: Any) -> Story:
        """A published story, the translation of the first edition's of that name."""
        published = self.now - timedelta(hours=hours)
        if self.first is not None:
            fields["translation_key"] = self.first.made[name].translation_key
        fields.setdefault("body", [("paragraph", f"<p>{self.words['text']}</p>")])
        fields.setdefault("headline", self.words.get(name))
        fields.setdefault("section", self.made["city"])
        story = actions.create(
            by=None,
            locale=self.locale,
            slug=name,
            standfirst=self.words["text"],
            bylines=(self.made["person"],),
            topics=(self.made["harbour"],),
            **fields,
        )
        moment = published + timedelta(minutes=30) if updated else None
        self.made[name] = actions.publish(story, by=None, published_at=published, updated_at=moment)
        return self.made[name]

    def notice(self, number: int) -> None:
        """One of many, now in the section, now in its subsection; every third with a picture."""
        self.story(
            f"notice-{number}",
            hours=6 + 5 * number,
            headline=f"{self.words['plain']} {number}",
            section=self.made["transport" if number % 2 else "city"],
            lead_photo=None if number % 3 else self.photos[number % 4],
        )

    def lead(self, gallery: Gallery, old: Story) -> Story:
        words = self.words
        table = {
            "data": [["", words["city"]], ["2021", "1,200"], ["2022", "1,350"]],
            "first_row_is_table_header": True,
            "first_col_is_header": True,
        }
        body = [
            ("paragraph", f'<p>{words["text"]} <a href="{old.path(self.prefix)}">{words["aged"]}</a></p>'),
            ("subhead", words["caption"]),
            ("photo", {"photo": self.photos[1], "caption": words["caption"], "credit": "", "alt": ""}),
            ("quote", {"text": words["quote"], "source": words["person"]}),
            ("list", f"<ul><li>{words['city']}</li><li>{words['harbour']}</li></ul>"),
            ("gallery", gallery),
            ("video", {"video": self.films[0], "caption": words["caption"]}),
            ("table", {"caption": words["caption"], "table": table}),
            ("facts", {"title": words["about"], "text": f"<p>{words['text']}</p>"}),
            ("embed", {"address": FRAME, "title": words["frame"]}),
            ("related", {"stories": [old]}),
            ("paragraph", f"<p>{words['text']}</p>"),
        ]
        return self.story(
            "lead",
            hours=1,
            updated=True,
            lead_photo=self.photos[0],
            dateline=words["harbour"],
            body=body,
            related=(old,),
        )

    def about(self) -> StandingPage:
        page = StandingPage(title=self.words["about"], slug="about", locale=self.locale)
        page.body = [
            ("paragraph", f"<p>{self.words['text']}</p>"),
            ("subhead", self.words["caption"]),
            ("paragraph", f"<p>{self.words['quote']}</p>"),
        ]
        if self.first is not None:
            page.translation_key = self.first.made["about"].translation_key
        Front.objects.get(locale=self.locale).add_child(instance=page)
        page.save_revision().publish(skip_permission_checks=True)
        self.made["about"] = page
        return page
