"""The light of a picture: time of day, weather and the palette that follows from them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from broadsheet.demo.scenes.colour import RGB, mix, multiply, rgb, turn

if TYPE_CHECKING:
    from random import Random


@dataclass(frozen=True)
class Light:
    """What every layer of a picture asks in order to be lit alike."""

    name: str
    sky: tuple[RGB, RGB, RGB, RGB]  # zenith down to the horizon
    sun: RGB
    sea: RGB  # the water nearest to us
    ambient: RGB  # tint of all local colours
    ink: RGB  # what shadows and near silhouettes tend to
    key: float  # how far local colours sink into ink, 0 to 1
    sun_x: float  # share of the width
    sun_y: float  # share of the sky's height, 1 at the horizon
    lamps: float  # how much lamps and windows glow, 0 to 1
    clouds: float
    rain: float = 0.0
    fog: float = 0.0
    snow: bool = False
    stars: bool = False
    disc: bool = True  # sun or moon stands uncovered

    @property
    def haze(self) -> RGB:
        """Return the colour that distance tends to."""
        return mix(self.sky[2], self.sky[3], 0.55)

    def shade(self, colour: RGB, depth: float = 0.0) -> RGB:
        """Light a local colour; depth 0 is before us, 1 is lost in the haze."""
        lit = mix(multiply(colour, self.ambient), self.ink, self.key)
        return mix(lit, self.haze, depth + self.fog * 0.3 * (depth + 0.1))


# name: (sky of four, sun, sea, ambient, ink) ; several to each time of day.
_PALETTES: dict[str, tuple[str, ...]] = {
    "dawn": (
        "3d5a80 98a7c4 f4b6a0 ffd9a8 fff0cc 35506f ffdcc8 2b3252",
        "5b4b8a b07aa1 f29e8e ffd6a5 fff0d0 4a3f72 ffd0c4 33264f",
        "2f6f7e 8fc0b5 f6dfb0 ffc58f fff3d0 2a5f70 ffe6c8 1f3f4c",
    ),
    "day": (
        "1f6fae 5fabd6 a8d6e6 e6f2ea fffbe8 0e5c86 ffffff 17354f",
        "1b8a9a 66c3bf bfe6d2 fbf3d5 fffbe8 0a5f73 fffdf2 123f4a",
        "5fa3b8 a9d0cc ece6c4 f9efd6 fffbe8 1c6b80 fff8e6 24424a",
        "3565a8 7fa3d8 c6d3ea f7e9df fffbe8 1d4f8a ffffff 1d2c50",
    ),
    "golden": (
        "5a7d95 d9b779 f5c065 ffe3a0 fff4cc 2f5d73 ffe0a8 3a2e3d",
        "b5483a e07c46 f4b35e fde2a0 fff2c4 5a3450 ffd9a0 3a2035",
        "3f7f86 a9b88a f2c76d fbe6a8 fff4cc 1f5560 ffe6b0 26363a",
    ),
    "dusk": (
        "1d2951 5b3f7a c95d78 f7a072 ffd9a0 171f45 d8a8b8 171a38",
        "10394a 2f6a73 e08e55 ffc66e ffe6a8 0c2d3e e0b898 10242f",
        "2b1b45 6d2e62 d1495b f79256 ffd08a 241539 d9a0a8 1d1233",
        "24406e 6f6fa0 d99aa0 f9d0a8 ffe8c4 1d335c d8b8c0 18223f",
    ),
    "night": (
        "060d24 0f1f47 1d3a69 3f6690 f4f0d8 060c1e 9fb4e0 070d20",
        "031a22 07323b 115158 37827e f0f2d8 031820 98c4c0 04161c",
        "0d0a26 231a4d 40306f 7a5890 f6e8d8 0b0820 b0a0dc 0b0820",
    ),
    "storm": (
        "2c363f 4a5a63 72858a b4c0b8 e8ecdc 1d2d35 b8c4c6 1a242b",
        "26333a 3f5550 72836a cfc894 f0eac0 1c2f2f bcc4b0 18262a",
        "2a2a3e 474a66 6f7690 b8aeb0 e8e0dc 1e2238 b4b6cc 191b2c",
    ),
    "winter": (
        "7d9bb8 afc3d4 d8dfe6 f5e9e4 fff4e8 3f5f7b e4ecf8 33435a",
        "54708f 9bb0c6 e2c9cc fbe3d0 fff0dc 34506d e8e6f4 2d3a55",
        "4d7f8f 93b9bf cfe0dd f4efe2 fff8e8 2b5a6b e4f2f4 27424e",
    ),
    "fog": (
        "a1aeb1 b9c4c4 cdd4d0 dadfd8 f6f4e8 6f858b e4eae8 3d4d54",
        "b3a398 cbb9a8 dccdb8 e8dcc6 fff4dc 8a7c74 f0e4d4 4c4341",
        "8497a8 a6b4c2 c4ccd6 d8dade f4f2f0 5d7288 dde4f0 36445a",
    ),
    "rain": (
        "3f4f5f 5e7080 8798a2 b9c5c6 e8ecec 2b3b49 bcc8d0 1f2b36",
        "2a2f4a 4b4d6b 866f86 d49a7e ffd0a0 20243c c4b4c4 191c30",
        "24424a 43646a 7f9a94 bfc8b0 eef0d8 1b353d bcccc4 16292f",
    ),
}
# key, lamps, clouds, where the sun stands (high, low), rain, fog
_MOODS: dict[str, tuple[float, float, float, tuple[float, float], float, float]] = {
    "dawn": (0.34, 0.45, 0.45, (0.62, 0.95), 0.0, 0.15),
    "day": (0.06, 0.0, 0.5, (0.08, 0.35), 0.0, 0.0),
    "golden": (0.26, 0.15, 0.4, (0.5, 0.85), 0.0, 0.05),
    "dusk": (0.52, 0.95, 0.5, (0.75, 1.0), 0.0, 0.05),
    "night": (0.66, 1.0, 0.25, (0.12, 0.5), 0.0, 0.0),
    "storm": (0.36, 0.5, 0.95, (0.3, 0.6), 0.55, 0.15),
    "winter": (0.16, 0.2, 0.4, (0.45, 0.8), 0.0, 0.15),
    "fog": (0.2, 0.45, 0.15, (0.3, 0.7), 0.0, 1.0),
    "rain": (0.36, 0.8, 0.8, (0.3, 0.6), 1.0, 0.3),
}
_COMMON = ("dawn", "day", "day", "day", "golden", "golden", "dusk", "dusk", "night", "storm", "winter", "fog")
_NAMED = re.compile(r"dawn|day|golden|dusk|night|storm|winter|fog|(?<![a-z])rain")


def choose(word: str, rng: Random, usual: tuple[str, ...] = _COMMON) -> Light:
    """Choose the light that the word names, else one of the usual ones by chance."""
    named = _NAMED.search(word.lower())
    drawn = rng.choice(usual)
    name = named.group() if named else drawn
    colours = [rgb(one) for one in rng.choice(_PALETTES[name]).split()]
    hue, sat = rng.uniform(-0.018, 0.018), rng.uniform(0.88, 1.12)
    zenith, mid, low, horizon, sun, sea, ambient, ink = (turn(one, hue, sat) for one in colours)
    key, lamps, clouds, (high, deep), rain, fog = _MOODS[name]
    return Light(
        name=name,
        sky=(zenith, mid, low, horizon),
        sun=sun,
        sea=sea,
        ambient=ambient,
        ink=ink,
        key=key,
        sun_x=rng.choice((rng.uniform(0.12, 0.4), rng.uniform(0.6, 0.88))),
        sun_y=rng.uniform(high, deep),
        lamps=lamps,
        clouds=clouds * rng.uniform(0.5, 1.15),
        rain=rain,
        fog=fog,
        snow=name == "winter",
        stars=name == "night",
        disc=name not in {"storm", "rain", "fog"},
    )
