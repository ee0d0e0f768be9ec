"""Builds the demo paper through the doors that everybody uses."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale

from broadsheet.demo import film, markup, paper, scenes
from broadsheet.reading import pictures
from broadsheet.stories import actions, addresses
from broadsheet.stories.founding import found
from broadsheet.stories.models import (
    Byline,
    Edition,
    Front,
    GalleryItem,
    Outlet,
    Photo,
    Section,
    StandingPage,
    Story,
    Topic,
    Video,
)

Say = Callable[[str], None]
HANDLE = "@HalvernCourier"


def build(say: Say, *, now: datetime | None = None, size: tuple[int, int] = (1600, 1067)) -> Outlet:
    """The whole demo paper in an empty database. `now` is aware; stories are dated back from it.

    `size` is that of the pictures. `say` is told how far it is. Raises ValidationError where there is a paper.
    """
    texts = [paper.read(language) for language in paper.LANGUAGES]
    names = {text.language: text.paper["paper"]["name"] for text in texts}
    outlet = found(name=names["en"], zone=paper.ZONE, languages=paper.LANGUAGES, editions=names)
    outlet.founded, outlet.street = 1871, "4 Cooper’s Quay, Port Halvern"
    outlet.email = "desk@halvern.example"
    outlet.save()
    local = (now or timezone.now()).astimezone(zoneinfo.ZoneInfo(paper.ZONE))
    photos = _paint({scene for text in texts for scene in text.scenes()}, size, say)
    video = _film()
    shared: dict[str, dict[str, Any]] = {}
    for text in texts:
        with transaction.atomic():
            _Builder(text, local, photos, video, shared).build()
        say(f"{names[text.language]}: {len(text.stories)} stories.")
    return outlet


def _paint(names: set[str], size: tuple[int, int], say: Say) -> dict[str, bytes]:
    """The pictures by name, painted by as many processes as there are cores."""
    ordered = sorted(names)
    painted: dict[str, bytes] = {}
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        for number, (name, data) in enumerate(
            zip(ordered, pool.map(scenes.jpeg, ordered, [size] * len(ordered)), strict=True), 1
        ):
            painted[name] = data
            if number % 20 == 0 or number == len(ordered):
                say(f"{number} of {len(ordered)} pictures painted.")
    return painted


def _film() -> Video:
    still = actions.add_photo(film.poster(), by=None, filename="ferry-dusk.jpg", title="Ferry at dusk")
    pictures.make_renditions(still)
    video = Video(title="Ferry at dusk", poster=still, seconds=12, width=640, height=360)
    video.file.save("ferry-dusk.webm", ContentFile(film.film()), save=False)
    video.save()
    return video


class _Builder:
    """One edition. `shared` keeps, by kind and key, what the first edition made, to translate from."""

    def __init__(
        self,
        text: paper.Texts,
        now: datetime,
        pictures_by_name: dict[str, Any],
        video: Video,
        shared: dict[str, dict[str, Any]],
    ) -> None:
        self.text, self.now, self.pictures, self.video, self.shared = (
            text,
            now,
            pictures_by_name,
            video,
            shared,
        )
        self.locale = Locale.objects.get(language_code=text.language)
        self.edition = Edition.objects.get(locale=self.locale)
        self.made: dict[str, dict[str, Any]] = {}
        self.paths: dict[str, str] = {}

    def build(self) -> None:
        self._sections()
        self._named("topics", Topic, ("name", "slug", "description"))
        self._named("bylines", Byline, ("name", "slug", "kind", "role", "bio"))
        self._galleries()
        self._video_words()
        self._stories()
        self._pages()
        self._masthead()

    def _keep(self, kind: str, key: str, thing: Any) -> Any:
        """Remembers a thing, with the translation key of the first edition's."""
        first = self.shared.setdefault(kind, {}).setdefault(key, thing)
        thing.translation_key = first.translation_key
        thing.save()
        self.made.setdefault(kind, {})[key] = thing
        return thing

    def _sections(self) -> None:
        for position, row in enumerate(self.text.paper["sections"]):
            section = Section(
                locale=self.locale,
                name=row["name"],
                slug=row["slug"],
                description=row["description"],
                position=position,
            )
            if parent := row.get("parent"):
                section.parent = self.made["sections"][parent]
            self._keep("sections", row["key"], section)

    def _named(self, kind: str, model: type[Any], fields: tuple[str, ...]) -> None:
        for row in self.text.paper[kind]:
            self._keep(
                kind, row["key"], model(locale=self.locale, **{name: row.get(name, "") for name in fields})
            )

    def _photo(self, scene: str, caption: str, credit: str, alt: str) -> Photo:
        """The picture as a photo; the first edition that names it gives the photo its words."""
        held = self.pictures[scene]
        if isinstance(held, Photo):
            return held
        photo = actions.add_photo(
            held,
            by=None,
            filename=f"{scene.replace('/', '-')}.jpg",
            title=scene.partition("/")[2].replace("-", " "),
            caption=caption,
            credit=credit,
            alt=alt,
        )
        pictures.make_renditions(photo)
        self.pictures[scene] = photo
        return photo

    def _galleries(self) -> None:
        for row in self.text.paper["galleries"]:
            items = [
                GalleryItem(
                    photo=self._photo(item["scene"], item["caption"], item["credit"], item["alt"]),
                    caption=item["caption"],
                    credit=item["credit"],
                    alt=item["alt"],
                )
                for item in row["items"]
            ]
            gallery = actions.add_gallery(
                by=None,
                locale=self.locale,
                title=row["title"],
                slug=row["slug"],
                description=row["description"],
                items=items,
            )
            self._keep("galleries", row["key"], gallery)

    def _video_words(self) -> None:
        """An edition's own words about the film: a video of its own over the same file."""
        for row in self.text.paper["videos"]:
            held = self.shared.get("videos")
            video = (
                Video(file=self.video.file.name, poster=self.video.poster, seconds=12) if held else self.video
            )
            video.title, video.caption = row["title"], row["caption"]
            video.credit, video.transcript = row["credit"], row["transcript"]
            video.save()
            self.shared.setdefault("videos", {}).setdefault(row["key"], video)
            self.made.setdefault("videos", {})[row["key"]] = video

    def _lookups(self) -> markup.Lookups:
        return markup.Lookups(
            address=self.paths.get,
            photo=self._photo,
            gallery=self.made["galleries"].__getitem__,
            video=self.made["videos"].__getitem__,
            story=lambda key: self.made.get("stories", {}).get(key),
        )

    def _stories(self) -> None:
        """Drafts first, so that stories can name each other; then, oldest first, all are published."""
        for row in self.text.stories:
            day = paper.moments(row, self.now)[0].date()
            self.paths[row["key"]] = addresses.story(self.edition.prefix, day, row["slug"])
        for row in self.text.stories:
            self._draft(row)
        for row in sorted(self.text.stories, key=lambda row: paper.moments(row, self.now)[0]):
            self._publish(row)

    def _draft(self, row: dict[str, Any]) -> None:
        fields: dict[str, Any] = {}
        if photo := row.get("photo"):
            fields = {
                "lead_photo": self._photo(photo["scene"], photo["caption"], photo["credit"], photo["alt"]),
                "lead_caption": photo["caption"],
                "lead_credit": photo["credit"],
                "lead_alt": photo["alt"],
            }
        if first := self.shared.get("stories", {}).get(row["key"]):
            fields["translation_key"] = first.translation_key
        story = actions.create(
            by=None,
            locale=self.locale,
            headline=row["headline"],
            slug=row["slug"],
            standfirst=row["standfirst"],
            dateline=row.get("dateline", ""),
            section=self.made["sections"][row["section"]],
            gallery=self.made["galleries"].get(row.get("gallery", "")),
            video=self.made["videos"].get(row.get("video", "")),
            bylines=tuple(self._all("bylines", row["bylines"])),
            topics=tuple(self._all("topics", row["topics"])),
            **fields,
        )
        self.shared.setdefault("stories", {}).setdefault(row["key"], story)
        self.made.setdefault("stories", {})[row["key"]] = story

    def _all(self, kind: str, keys: Iterable[str]) -> list[Any]:
        return [self.made[kind][key] for key in keys if key in self.made[kind]]

    def _publish(self, row: dict[str, Any]) -> None:
        story: Story = self.made["stories"][row["key"]]
        story.body = markup.blocks(row["body"], self._lookups())
        actions.arrange(story, related=tuple(self._all("stories", row.get("related", ()))))
        published, updated = paper.moments(row, self.now)
        actions.publish(story, by=None, published_at=published, updated_at=updated)

    def _pages(self) -> None:
        front = Front.objects.get(locale=self.locale)
        for number, row in enumerate(self.text.paper["pages"]):
            page = StandingPage(title=row["title"], slug=row["slug"], locale=self.locale)
            page.body = markup.blocks(row["body"], self._lookups())
            if first := self.shared.get("pages", {}).get(str(number)):
                page.translation_key = first.translation_key
            front.add_child(instance=page)
            page.save_revision().publish()
            self.shared.setdefault("pages", {}).setdefault(str(number), page)

    def _masthead(self) -> None:
        words = self.text.paper
        edition = self.edition
        edition.tagline = words["paper"]["tagline"]
        edition.description = words["paper"]["description"]
        edition.notice = words["paper"]["about_line"]
        edition.navigation = [("link", self._link(item)) for item in words["navigation"]["items"]]
        links = [self._link(item) for item in words["footer"]["items"]]
        edition.footer = [("column", {"title": edition.name, "links": links})]
        edition.follow = [
            ("account", {"service": "x", "handle": HANDLE, "address": "https://x.example/HalvernCourier"}),
            (
                "account",
                {
                    "service": "telegram",
                    "handle": HANDLE,
                    "address": "https://telegram.example/HalvernCourier",
                },
            ),
        ]
        edition.full_clean()
        edition.save()

    def _link(self, item: dict[str, str]) -> dict[str, str]:
        kind, _, key = item["target"].partition(":")
        prefix = self.edition.prefix
        if kind == "section":
            address = self.made["sections"][key].path(prefix)
        elif kind == "topic":
            address = self.made["topics"][key].path(prefix)
        elif kind == "page":
            address = addresses.page(prefix, key)
        else:
            address = addresses.latest(prefix)
        return {"label": item["label"], "address": address}


__all__ = ["build"]
