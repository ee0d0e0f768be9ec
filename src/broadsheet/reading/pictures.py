"""Photos as pages show them: a few widths in WebP, one JPEG for whoever cannot, sizes known beforehand."""

from __future__ import annotations

import logging
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property

from django.utils import timezone
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import SourceImageIOError
from willow.registry import UnrecognisedOperationError

from broadsheet.delivery.fragments import fragment, is_held, rests_on, rests_until
from broadsheet.delivery.tags import uses
from broadsheet.stories import changes
from broadsheet.stories.models import Photo, PhotoRendition

log = logging.getLogger(__name__)

# A photo whose file could not be read is tried again after this time, by the next page that shows it.
AGAIN = timedelta(minutes=1)


@dataclass(frozen=True)
class Shape:
    """A way to show a photo: Wagtail's resize rules for WebP and JPEG, and how wide it stands on the page."""

    name: str
    webp: tuple[str, ...]
    jpeg: str
    sizes: str

    @cached_property
    def specs(self) -> tuple[str, ...]:
        return (
            *(f"{rule}|format-webp|webpquality-72" for rule in self.webp),
            f"{self.jpeg}|format-jpeg|jpegquality-78",
        )


CARD = Shape(
    "card",
    ("fill-320x213", "fill-480x320", "fill-720x480"),
    "fill-480x320",
    "(min-width: 75em) 17rem, (min-width: 48em) 30vw, (min-width: 36em) 45vw, 92vw",
)
# The same pictures where they stand small beside the words.
SMALL = replace(CARD, name="small", sizes="(min-width: 36em) 9rem, 7rem")
TOP = Shape(
    "top",
    ("fill-480x320", "fill-720x480", "fill-1200x800"),
    "fill-720x480",
    "(min-width: 75em) 38rem, (min-width: 60em) 55vw, 92vw",
)
LEAD = Shape("lead", ("width-480", "width-720", "width-1280"), "width-720", "(min-width: 64em) 54rem, 96vw")
SLIDE = Shape(
    "slide",
    ("max-720x720", "max-1280x1280", "max-1600x1600"),
    "max-1280x1280",
    "(min-width: 48em) 42rem, 96vw",
)
PORTRAIT = Shape("portrait", ("fill-120x120", "fill-240x240"), "fill-120x120", "6rem")
SHARED = Shape("shared", (), "fill-1200x630", "")

SHAPES = (CARD, TOP, LEAD, SLIDE, PORTRAIT, SHARED)

# Which of a photo's words a page shows with it.
ALL_WORDS = frozenset({"alt", "caption", "credit"})
NO_WORDS: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Picture:
    """What `parts/picture.html` shows. Addresses as the storage gives them; sizes in pixels."""

    webp: str
    src: str
    width: int
    height: int
    sizes: str
    alt: str
    caption: str = ""
    credit: str = ""
    large: str = ""
    eager: bool = False


def _kind(rendition: PhotoRendition) -> str:
    return "webp" if "format-webp" in rendition.filter_spec else "jpeg"


@dataclass(frozen=True)
class _Made:
    """A photo in a shape as its file gives it, and the photo's own words. `src` is empty where there is no file."""

    words: Mapping[str, str]
    webp: str = ""
    src: str = ""
    width: int = 0
    height: int = 0
    large: str = ""


class Album:
    """The photos of one page. Those that are not at hand are read at once: two queries, however many photos."""

    def __init__(self, wanted: Iterable[tuple[int | None, Shape]]) -> None:
        """`wanted` are keys of photos, each with the shape it is needed in; None among the keys is passed over."""
        missing = [(key, shape) for key, shape in wanted if key and not is_held(_key(key, shape))]
        specs = sorted({spec for _one, shape in missing for spec in shape.specs})
        keys = {key for key, _shape in missing}
        photos = Photo.objects.filter(pk__in=keys).prefetch_renditions(*specs) if keys else ()
        self._photos: dict[int, Photo] = {photo.pk: photo for photo in photos}

    def picture(
        self,
        key: int | None,
        shape: Shape,
        *,
        alt: str = "",
        caption: str = "",
        credit: str = "",
        eager: bool = False,
        words: frozenset[str] = ALL_WORDS,
    ) -> Picture | None:
        """The photo in a shape that was wanted. Empty words mean: the photo's own. None where there is no file.

        Of the words only those in `words` are given, since a page depends on what it is given.
        """
        made = fragment(_key(key, shape), lambda: self._make(key, shape), silent=True) if key else None
        if key is None or made is None:
            return None
        # Only what is cut out depends on what must stay in the picture.
        cut = any(spec.startswith("fill-") for spec in shape.specs)
        uses(*changes.fields("photo", key, "file", *(["focus"] if cut else [])))
        if not made.src:
            return None

        def word(name: str, given: str) -> str:
            if name not in words or given:
                return given if name in words else ""
            uses(*changes.fields("photo", key, name))
            return made.words[name]

        return Picture(
            webp=made.webp,
            src=made.src,
            width=made.width,
            height=made.height,
            sizes=shape.sizes,
            alt=word("alt", alt),
            caption=word("caption", caption),
            credit=word("credit", credit),
            large=made.large,
            eager=eager,
        )

    def _make(self, key: int, shape: Shape) -> _Made | None:
        rests_on(*changes.fields("photo", key, "file", "focus", "alt", "caption", "credit"))
        photo = self._photos.get(key) or Photo.objects.filter(pk=key).first()
        if photo is None:
            return None
        words = {"alt": photo.description, "caption": photo.caption, "credit": photo.credit}
        found = _renditions(photo, shape.specs)
        ours = [found[spec] for spec in shape.specs if spec in found]
        if len(ours) < len(shape.specs):
            # The file may be there again.
            rests_until(timezone.now() + AGAIN)
        if not ours:
            return _Made(words)
        fallback = ours[-1]
        webp = {one.width: one.url for one in ours if _kind(one) == "webp"}
        return _Made(
            words,
            webp=", ".join(f"{url} {width}w" for width, url in sorted(webp.items())),
            src=fallback.url,
            width=fallback.width,
            height=fallback.height,
            large=webp[max(webp)] if webp else fallback.url,
        )


def _key(key: int, shape: Shape) -> Hashable:
    return "photo", key, shape.specs


def _renditions(photo: Photo, specs: Iterable[str]) -> Mapping[str, PhotoRendition]:
    """Those there are and those that had to be made. A photo whose file is lost or broken has none."""
    try:
        found: Mapping[str, PhotoRendition] = photo.get_renditions(*specs)
    except (
        OSError,
        ValueError,
        SourceImageIOError,
        InvalidFilterSpecError,
        UnrecognisedOperationError,
    ) as error:
        log.warning("photo %s cannot be shown: %s", photo.pk, error)
        return {}
    return found


def make_renditions(photo: Photo) -> int:
    """Makes every rendition that a page may ask for, so that no reader waits for it. Returns how many there are."""
    specs = sorted({spec for shape in SHAPES for spec in shape.specs})
    return len(_renditions(photo, specs))
