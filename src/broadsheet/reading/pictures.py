"""Photos as pages show them: a few widths in WebP, one JPEG for whoever cannot, sizes known beforehand."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import SourceImageIOError
from willow.registry import UnrecognisedOperationError

from broadsheet.delivery.tags import uses
from broadsheet.stories import changes
from broadsheet.stories.models import Photo, PhotoRendition

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Shape:
    """A way to show a photo: Wagtail's resize rules for WebP and JPEG, and how wide it stands on the page."""

    name: str
    webp: tuple[str, ...]
    jpeg: str
    sizes: str

    @property
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


class Album:
    """The photos of one page with their renditions, read at once: two queries, however many photos."""

    def __init__(self, wanted: Iterable[tuple[int | None, Shape]]) -> None:
        """`wanted` are keys of photos, each with the shape it is needed in; None among the keys is passed over."""
        self._shapes: dict[int, set[Shape]] = {}
        for key, shape in wanted:
            if key:
                self._shapes.setdefault(key, set()).add(replace(shape, name="", sizes=""))
        specs = sorted({spec for shapes in self._shapes.values() for shape in shapes for spec in shape.specs})
        photos = Photo.objects.filter(pk__in=self._shapes).prefetch_renditions(*specs) if specs else ()
        self._photos: dict[int, Photo] = {photo.pk: photo for photo in photos}
        self._made: dict[int, Mapping[str, PhotoRendition]] = {}

    def photo(self, key: int | None) -> Photo | None:
        return self._photos.get(key) if key else None

    def _renditions(self, photo: Photo) -> Mapping[str, PhotoRendition]:
        if photo.pk not in self._made:
            specs = sorted({spec for shape in self._shapes[photo.pk] for spec in shape.specs})
            self._made[photo.pk] = _renditions(photo, specs)
        return self._made[photo.pk]

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
        photo = self.photo(key)
        if photo is None:
            return None
        # Only what is cut out depends on what must stay in the picture.
        cut = any(spec.startswith("fill-") for spec in shape.specs)
        uses(*changes.fields("photo", photo.pk, "file", *(["focus"] if cut else [])))
        made = self._renditions(photo)
        ours = [made[spec] for spec in shape.specs if spec in made]
        if not ours:
            return None
        fallback = ours[-1]
        webp = {one.width: one.url for one in ours if _kind(one) == "webp"}
        return Picture(
            webp=", ".join(f"{url} {width}w" for width, url in sorted(webp.items())),
            src=fallback.url,
            width=fallback.width,
            height=fallback.height,
            sizes=shape.sizes,
            alt=_word(photo, "alt", alt, photo.description, words),
            caption=_word(photo, "caption", caption, photo.caption, words),
            credit=_word(photo, "credit", credit, photo.credit, words),
            large=webp[max(webp)] if webp else fallback.url,
            eager=eager,
        )


def _word(photo: Photo, name: str, given: str, own: str, words: frozenset[str]) -> str:
    if name not in words or given:
        return given if name in words else ""
    uses(*changes.fields("photo", photo.pk, name))
    return own


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
