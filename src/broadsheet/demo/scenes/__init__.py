"""Pictures for the demo newspaper, painted by rule: the same name gives the same picture, byte for byte."""

from __future__ import annotations

import io
import random
from dataclasses import replace
from typing import TYPE_CHECKING

from broadsheet.demo.scenes import chart, civic, country, crowds, inside, people, rails, sea, shore, town
from broadsheet.demo.scenes.canvas import Canvas
from broadsheet.demo.scenes.light import Light, choose

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL import Image

_PAINTERS: dict[str, Callable[[Canvas], None]] = {
    "harbour": sea.harbour,
    "lighthouse": sea.lighthouse,
    "cranes": sea.cranes,
    "ship": sea.ship,
    "ferry": sea.ferry_scene,
    "fishing": sea.fishing,
    "market": town.market,
    "bridge": shore.bridge,
    "skyline": shore.skyline,
    "hills": country.hills,
    "beach": shore.beach,
    "island": shore.island,
    "regatta": shore.regatta,
    "whale": shore.whale,
    "gulls": shore.gulls,
    "tram": rails.tram,
    "train": rails.train,
    "stadium": crowds.stadium,
    "stage": inside.stage,
    "townhall": civic.townhall,
    "court": civic.court,
    "school": civic.school,
    "library": civic.library,
    "museum": civic.museum,
    "hospital": civic.hospital,
    "windfarm": country.windfarm,
    "solar": country.solar,
    "olives": country.olives,
    "vineyard": country.vineyard,
    "bakery": town.bakery,
    "street": town.street,
    "rainstreet": town.rainstreet,
    "fireworks": crowds.fireworks,
    "snow": country.snow,
    "greenhouse": inside.greenhouse,
    "observatory": country.observatory,
    "workshop": inside.workshop,
    "map": chart.chart,
    "portrait": people.portrait,
}

KINDS: tuple[str, ...] = tuple(_PAINTERS)

_SUNNY = ("day", "day", "golden", "golden", "dawn", "dusk")
_USUAL: dict[str, tuple[str, ...]] = {
    "beach": _SUNNY,
    "solar": ("day", "day", "golden", "dawn"),
    "olives": _SUNNY,
    "vineyard": _SUNNY,
    "regatta": ("day", "day", "golden", "dawn", "storm"),
    "market": ("day", "day", "golden", "dawn", "dusk", "rain", "winter"),
    "fireworks": ("night", "night", "dusk"),
    "observatory": ("night", "night", "dusk", "dawn", "winter"),
    "snow": ("winter", "winter", "dusk", "night", "dawn"),
    "rainstreet": ("rain", "rain", "dusk", "night", "storm"),
    "greenhouse": ("day", "golden", "dawn", "winter", "dusk"),
    "portrait": ("day", "day", "golden", "dawn", "dusk", "fog"),
}


def _light(kind: str, word: str, rng: random.Random) -> Light:
    light = choose(word, rng, _USUAL[kind]) if kind in _USUAL else choose(word, rng)
    if kind == "snow":
        return replace(light, snow=True, rain=0.0)
    if kind == "rainstreet":
        return replace(light, rain=1.0, snow=False, disc=False, stars=False, clouds=0.9)
    return light


def paint(name: str, size: tuple[int, int] = (1600, 1067)) -> Image.Image:
    """Paint the picture called "kind/word", in pixels of the given width and height.

    The kind (one of ``KINDS``) chooses the painter; the whole name seeds every chance in it. A word that
    contains dawn, day, golden, dusk, night, storm, winter, fog or rain fixes the light. Raises ``ValueError``
    for a kind that nobody paints.
    """
    kind, _, word = name.partition("/")
    if kind not in _PAINTERS:
        message = f"Nobody paints {kind!r} (in {name!r}); known kinds: {', '.join(KINDS)}."
        raise ValueError(message)
    rng = random.Random(name)
    canvas = Canvas(size, rng, _light(kind, word, rng))
    _PAINTERS[kind](canvas)
    return canvas.done()


def jpeg(name: str, size: tuple[int, int] = (1600, 1067)) -> bytes:
    """Return the picture as a progressive JPEG file."""
    sink = io.BytesIO()
    paint(name, size).save(sink, "JPEG", quality=82, progressive=True, optimize=True)
    return sink.getvalue()
