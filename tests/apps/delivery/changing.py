"""A table of everything that can be changed in the small paper, each through the door that the newsroom uses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

from django.core.files.base import ContentFile
from tests.apps.delivery.small_paper import DAY, HOUR, NOW, _write, change, jpeg

from broadsheet.stories import actions
from broadsheet.stories.models import (
    Byline,
    Edition,
    Gallery,
    Outlet,
    Photo,
    Redirect,
    Section,
    StandingPage,
    Story,
    Topic,
    Video,
)

Change = Callable[[SimpleNamespace], object]


def put(model, thing, **fields) -> None:
    row = model.objects.get(pk=thing.pk)
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


def on(number: int, **fields) -> Change:
    """Publishes a story with other words; things are given by what they are called in the paper."""
    return lambda one: change(
        one.stories[number],
        **{name: value(one) if callable(value) else value for name, value in fields.items()},
    )


def body(number: int, kind: str, value: Callable) -> Change:
    """Publishes a story with one block otherwise."""

    def act(one):
        blocks = [
            (block.block_type, block.value) for block in Story.objects.get(pk=one.stories[number].pk).body
        ]
        change(
            one.stories[number], body=[(name, value(one) if name == kind else old) for name, old in blocks]
        )

    return act


def at(number: int, moment) -> Change:
    return lambda one: actions.publish(
        Story.objects.get(pk=one.stories[number].pk), by=None, published_at=moment
    )


def said_updated(number: int, moment) -> Change:
    """Only the time of an update: as an import tells it."""
    return lambda one: actions.publish(
        Story.objects.get(pk=one.stories[number].pk), by=None, updated_at=moment
    )


def new(moment=None, **fields) -> Change:
    def act(one):
        fields.setdefault("section", one.sections["city"])
        return _write(
            one,
            one.en,
            "Something new",
            moment or NOW,
            **{n: v(one) if callable(v) else v for n, v in fields.items()},
        )

    return act


def page(name: str, **fields) -> Change:
    def act(one):
        row = StandingPage.objects.get(pk=getattr(one, name).pk)
        for field, value in fields.items():
            setattr(row, field, value)
        row.save_revision().publish()

    return act


def new_page(one) -> None:
    parent = StandingPage.objects.get(pk=one.about.pk).get_parent().specific
    made = StandingPage(title="Corrections", slug="corrections", locale=one.en, live=False)
    parent.add_child(instance=made)
    made.save_revision().publish()


def translated_page(one) -> None:
    parent = StandingPage.objects.get(pk=one.haqqinda.pk).get_parent().specific
    made = StandingPage(
        title="Əlaqə", slug="elaqe", locale=one.az, translation_key=one.contact.translation_key
    )
    parent.add_child(instance=made)


def page_at_language(one) -> None:
    put(StandingPage, one.contact, slug="az")


def reorder(one) -> None:
    gallery = Gallery.objects.get(pk=one.gallery.pk)
    gallery.items = list(reversed(gallery.items.all()))
    for number, item in enumerate(gallery.items.all()):
        item.sort_order = number
    gallery.save()


def other_file(number: int) -> Change:
    def act(one):
        photo = Photo.objects.get(pk=one.photos[number].pk)
        photo.file.save("another.jpg", ContentFile(jpeg(200, (300, 200))), save=False)
        photo.width, photo.height = 300, 200
        photo.save()

    return act


def focus(number: int) -> Change:
    return lambda one: put(
        Photo,
        one.photos[number],
        focal_point_x=10,
        focal_point_y=10,
        focal_point_width=5,
        focal_point_height=5,
    )


def photo(number: int, **fields) -> Change:
    return lambda one: put(Photo, one.photos[number], **fields)


def menu(one) -> None:
    put(Edition, one.azeri, navigation=[("link", {"label": "Xəbərlər", "address": "/az/latest"})])


def footer(one) -> None:
    put(Edition, one.english, footer=[("column", {"title": "Else", "links": []})])


def follow(one) -> None:
    put(
        Edition,
        one.english,
        follow=[("account", {"service": "facebook", "handle": "c", "address": "https://f.example"})],
    )


def deleted(one) -> None:
    actions.delete(Story.objects.get(pk=one.gone.pk), by=None)


def unpublished(number: int) -> Change:
    return lambda one: actions.unpublish(Story.objects.get(pk=one.stories[number].pk), by=None)


def unpublished_all_azeri(one) -> None:
    for story in Story.objects.filter(locale=one.az, live=True):
        actions.unpublish(story, by=None)


def filled_section(one) -> None:
    """Where the menu is the editors' own, the front hears of a section by its first story."""
    made = Section.objects.create(locale=one.az, name="Dəniz", slug="deniz", position=5)
    _write(one, one.az, "Köhnə xəbər", NOW - 20 * DAY, section=made)


CHANGES: dict[str, Change] = {
    # Stories
    "nothing": lambda one: None,
    "headline": on(0, headline="Bridge opened"),
    "headline of the last of a list": on(12, headline="Older match"),
    "body": body(0, "paragraph", lambda one: "<p>Other words.</p>"),
    "caption in the body": body(
        3, "photo", lambda one: {"photo": one.photos[0], "caption": "New", "credit": "", "alt": ""}
    ),
    "table": body(3, "table", lambda one: {"caption": "Others", "table": {"data": [["b", "2"]]}}),
    "related in the body": body(3, "related", lambda one: {"stories": [one.stories[8]]}),
    "standfirst": on(0, standfirst="In another way."),
    "no standfirst": on(2, standfirst=""),
    "dateline": on(0, dateline="ŞUŞA"),
    "section": on(4, section=lambda one: one.sections["city"]),
    "section of an old one": on(12, section=lambda one: one.sections["stage"]),
    "subsection": on(3, section=lambda one: one.transport),
    "no section": on(8, section=None),
    "bylines": on(1, bylines=lambda one: (one.ada, one.desk)),
    "topics": on(4, topics=lambda one: (one.harbour,)),
    "related": on(0, related=lambda one: (one.stories[4],)),
    "lead photo": on(0, lead_photo=lambda one: one.photos[3]),
    "no lead photo": on(0, lead_photo=None),
    "a first photo": on(1, lead_photo=lambda one: one.photos[3]),
    "a photo further down": on(4, lead_photo=lambda one: one.photos[3]),
    "alternative text of its own": on(5, lead_alt="Said otherwise"),
    "caption of its own": on(5, lead_caption="Said otherwise"),
    "credit of its own": on(5, lead_credit="Said otherwise"),
    "another gallery": on(0, gallery=lambda one: one.closed),
    "gallery opens in a body": body(3, "gallery", lambda one: one.closed),
    "no video": on(4, video=None),
    "slug": on(0, slug="a-bridge"),
    "slug of one within lists": on(5, slug="dredged"),
    "slug of one that has a redirect": on(7, slug="late"),
    "slug of the taken back": lambda one: put(Story, one.gone, slug="elsewhere"),
    "time, within its page": at(1, NOW - 2 * HOUR - timedelta(minutes=5)),
    "time, to another page": at(1, NOW - 60 * DAY),
    "time, to the top": at(9, NOW - timedelta(minutes=1)),
    "time, to another year": at(10, NOW - 500 * DAY),
    "time, to be the oldest": at(9, NOW - 2000 * DAY),
    "time of the oldest": at(14, NOW - 1200 * DAY),
    "time, a little": at(8, NOW - 30 * DAY + timedelta(microseconds=7)),
    "updated": said_updated(8, NOW - 2 * DAY),
    "updated, the last hand": said_updated(8, NOW - 30 * DAY + timedelta(minutes=2)),
    "published now": new(),
    "published now with a photo": new(lead_photo=lambda one: one.photos[0]),
    "published with an old date": new(NOW - 28 * DAY),
    "published with a date before all": new(
        NOW - 1500 * DAY, bylines=lambda one: (one.ada,), topics=lambda one: (one.harbour,)
    ),
    "published with a date to come": new(NOW + 60 * DAY),
    "published as the first of its day": new(NOW.replace(hour=20, minute=30) - DAY),
    "published as the first of its month": new(NOW - 22 * DAY),
    "published as the first of its year": new(NOW - 310 * DAY),
    "published in a month without any": new(NOW - 100 * DAY, section=lambda one: one.sections["sport"]),
    "published in a section without any": new(NOW - 20 * DAY, section=lambda one: one.roads),
    "published from a draft": lambda one: actions.publish(Story.objects.get(pk=one.draft.pk), by=None),
    "published from a draft with an old date": lambda one: actions.publish(
        Story.objects.get(pk=one.draft.pk), by=None, published_at=NOW - 1000 * DAY
    ),
    "published again": lambda one: actions.publish(Story.objects.get(pk=one.gone.pk), by=None),
    "published with a taken slug": new(NOW - 5 * HOUR, slug="quay-is-closed"),
    "unpublished, the newest": unpublished(0),
    "unpublished, in the middle": unpublished(5),
    "unpublished, the related": unpublished(2),
    "unpublished, in news": unpublished(6),
    "unpublished, with a redirect": unpublished(7),
    "unpublished, alone in its month": unpublished(11),
    "unpublished, the oldest": unpublished(14),
    "unpublished, all of an edition": unpublished_all_azeri,
    "recalled": lambda one: actions.recall(Story.objects.get(pk=one.stories[2].pk), by=None, reason="Wrong"),
    "deleted": deleted,
    "a draft deleted": lambda one: actions.delete(Story.objects.get(pk=one.draft.pk), by=None),
    "a draft saved": lambda one: actions.save_draft(Story.objects.get(pk=one.stories[0].pk), by=None),
    "language version added": lambda one: actions.translate(one.stories[5], one.az, by=None),
    "language version published": lambda one: actions.publish(Story.objects.get(pk=one.yaris.pk), by=None),
    "first of an edition published": lambda one: actions.publish(
        Story.objects.get(pk=one.arabic.pk), by=None
    ),
    "language version unpublished": lambda one: actions.unpublish(
        Story.objects.get(pk=one.korpu.pk), by=None
    ),
    # Things
    "byline's name": lambda one: put(Byline, one.ada, name="Ada Pen"),
    "byline's bio": lambda one: put(Byline, one.ada, bio="Wrote."),
    "byline's role": lambda one: put(Byline, one.ada, role="sea correspondent"),
    "byline's kind": lambda one: put(Byline, one.desk, kind=Byline.Kind.AGENCY),
    "byline's person": lambda one: put(Byline, one.desk, kind=Byline.Kind.PERSON),
    "byline's slug": lambda one: put(Byline, one.ada, slug="ada-quill"),
    "byline's portrait": lambda one: put(Byline, one.ada, portrait=one.photos[0]),
    "byline's mail": lambda one: put(Byline, one.ada, email="quill@example.org"),
    "byline added": lambda one: Byline.objects.create(locale=one.en, name="New", slug="new"),
    "byline translated": lambda one: Byline.objects.create(
        locale=one.az, name="Ada", slug="ada", translation_key=one.ada.translation_key
    ),
    "topic's name": lambda one: put(Topic, one.harbour, name="Port"),
    "topic's description": lambda one: put(Topic, one.harbour, description="Some of it."),
    "topic's slug": lambda one: put(Topic, one.harbour, slug="port"),
    "topic added": lambda one: Topic.objects.create(locale=one.en, name="Nope", slug="nope"),
    "topic translated": lambda one: Topic.objects.create(
        locale=one.ar, name="ميناء", slug="mina", translation_key=one.harbour.translation_key
    ),
    "section renamed": lambda one: put(Section, one.sections["city"], name="Town"),
    "section's slug": lambda one: put(Section, one.sections["city"], slug="town"),
    "section's description": lambda one: put(Section, one.sections["city"], description="Of the town."),
    "sections in another order": lambda one: put(Section, one.sections["city"], position=9),
    "sections without stories here in another order": lambda one: put(
        Section, one.roads, position=0, name="A road"
    ),
    "subsection renamed": lambda one: put(Section, one.transport, name="Traffic"),
    "subsection added": lambda one: Section.objects.create(
        locale=one.en, name="Air", slug="air", parent=one.sections["city"]
    ),
    "subsection moved": lambda one: put(Section, one.transport, parent=one.sections["sport"]),
    "subsection made a section": lambda one: put(Section, one.transport, parent=None),
    "section added": lambda one: Section.objects.create(locale=one.en, name="Nope", slug="nope", position=7),
    "section added and filled": filled_section,
    "section deleted": lambda one: Section.objects.get(pk=one.roads.pk).delete(),
    "photo's caption": photo(0, caption="Otherwise."),
    "photo's alternative text": photo(0, description="Otherwise."),
    "photo's credit": photo(0, credit="Otherwise."),
    "photo's file": other_file(0),
    "photo's focus": focus(0),
    "portrait's file": other_file(4),
    "photo's focus within text": focus(3),
    "gallery's order": reorder,
    "gallery's title": lambda one: put(Gallery, one.gallery, title="A day out"),
    "gallery's description": lambda one: put(Gallery, one.gallery, description="In."),
    "gallery's slug": lambda one: put(Gallery, one.gallery, slug="day"),
    "gallery translated": lambda one: Gallery.objects.create(
        locale=one.az,
        title="Gecə",
        slug="gece",
        translation_key=one.gallery.translation_key,
        published_at=NOW,
    ),
    "video's title": lambda one: put(Video, one.video, title="The ferry"),
    "video's caption": lambda one: put(Video, one.video, caption="The ferry."),
    "video's still": lambda one: put(Video, one.video, poster=one.photos[3]),
    # The paper
    "edition's name": lambda one: put(Edition, one.english, name="The Post"),
    "edition's tagline": lambda one: put(Edition, one.english, tagline="Of the land"),
    "edition's description": lambda one: put(Edition, one.english, description="Some news."),
    "edition's notice": lambda one: put(Edition, one.english, notice="Since 1872."),
    "edition's navigation": menu,
    "edition's footer": footer,
    "edition's accounts": follow,
    "editions in another order": lambda one: put(Edition, one.azeri, position=5),
    "outlet's name": lambda one: put(Outlet, one.outlet, name="The Post"),
    "outlet's address": lambda one: put(Outlet, one.outlet, base_url="http://testserver:80"),
    "outlet's founding": lambda one: put(Outlet, one.outlet, founded=1872),
    "outlet's street": lambda one: put(Outlet, one.outlet, street="5 Quay"),
    "outlet's zone": lambda one: put(Outlet, one.outlet, timezone="Europe/Paris"),
    "standing page's text": page("about", body=[("paragraph", "<p>Others.</p>")]),
    "standing page's title": page("contact", title="Write to us"),
    "standing page's slug": page("contact", slug="write"),
    "a policy's slug": page("haqqinda", slug="kuryer"),
    "standing page's description": page("contact", search_description="Reach us."),
    "standing page translated": translated_page,
    "a policy added": new_page,
    "standing page unpublished": lambda one: StandingPage.objects.get(pk=one.contact.pk).unpublish(),
    "standing page deleted": lambda one: StandingPage.objects.get(pk=one.about.pk).delete(),
    "standing page in the place of a language": page_at_language,
    "redirect added": lambda one: Redirect.objects.create(old_path="/nope", new_path="/latest"),
    "redirect changed": lambda one: put(Redirect, Redirect.objects.get(old_path="/old"), new_path="/"),
    "redirect removed": lambda one: Redirect.objects.filter(old_path="/old").delete(),
}

# Changes that may renew more than they change, and why.
COARSE = {
    "outlet's zone": "all that tells a time is made anew",
    "editions in another order": "which there are is one tag, on every page",
    "time, a little": "less than a second is told nobody, but may be another place in a list",
    "a draft deleted": "an address waited for it, and does so no longer: it answers 404 as before",
}

# Moments at which pages change of themselves.
MOMENTS = {
    "later the same hour": NOW + timedelta(minutes=30),
    "the oldest news are two days old": NOW + HOUR + timedelta(seconds=1),
    "midnight at the outlet": NOW.replace(hour=20, minute=0, second=0) + timedelta(seconds=1),
    "a second before midnight": NOW.replace(hour=19, minute=59, second=59),
    "a year later": NOW + 365 * DAY,
}

# Addresses that nothing leads to.
SEEDS = [
    "/", "/az/", "/ar/", "/robots.txt", "/sitemap.xml", "/az/sitemap.xml", "/news-sitemap.xml", "/search",
    "/nope", "/az/nope", "/nope/", "/section/nope", "/topic/nope", "/topic/nope/feed.rss", "/by/nope", "/gallery/nope",
    "/gallery/closed", "/gallery/day", "/2026/11/24/nope", "/2031", "/2027", "/2026/11/24/race-is-won/", "/2019", "/2024/05", "/2026/12", "/2026/11/25",
    "/sitemap-2026-08.xml", "/latest/", "/2026/", "/2022/", "/az/2026/", "/en/", "/az", "/old", "/index.php?id=7", "/waiting",
    "/2026/11/24/a-bridge", "/2026/11/24/something-new", "/2026/11/20/taken-back", "/2026/11/20/elsewhere",
    "/corrections", "/write", "/latest?before=nonsense", "/xx/", "/section/city/feed.json", "/2026/11/24/late/",
]  # fmt: skip
