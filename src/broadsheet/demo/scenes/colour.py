"""Colours as plain triples, and the few sums that painters do with them."""

from __future__ import annotations

import colorsys

RGB = tuple[int, int, int]


def rgb(text: str) -> RGB:
    """Read six hexadecimal digits."""
    value = int(text, 16)
    return (value >> 16, value >> 8 & 255, value & 255)


def mix(one: RGB, two: RGB, share: float) -> RGB:
    """Blend: share 0 gives the first colour, 1 the second; shares beyond are held at the ends."""
    share = min(1.0, max(0.0, share))
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, two, strict=True))
    return (red, green, blue)


def multiply(one: RGB, two: RGB) -> RGB:
    """Filter one colour by another, as a tinted lamp does."""
    red, green, blue = (a * b // 255 for a, b in zip(one, two, strict=True))
    return (red, green, blue)


def turn(colour: RGB, hue: float = 0.0, sat: float = 1.0, value: float = 1.0) -> RGB:
    """Turn the hue (in whole circles), and scale saturation and value."""
    h, s, v = colorsys.rgb_to_hsv(*(part / 255 for part in colour))
    parts = colorsys.hsv_to_rgb((h + hue) % 1.0, min(1.0, s * sat), min(1.0, v * value))
    red, green, blue = (round(part * 255) for part in parts)
    return (red, green, blue)


WHITE: RGB = (255, 255, 255)
CREAM = rgb("f6ecd6")
PLASTER = tuple(
    rgb(one)
    for one in [
        "f1e0c0",
        "e9c7a0",
        "e3a587",
        "d98d73",
        "f4e7d3",
        "c9d3c4",
        "b7c7cc",
        "e8d08f",
        "d5b6a5",
        "c7765f",
    ]
)
ROOFS = tuple(rgb(one) for one in ["b5533c", "a5452f", "c4694a", "8c4a3e", "6d5a5a", "7a3b33", "9a6a52"])
PAINTS = tuple(
    rgb(one) for one in ["c8402f", "1f5f7a", "e3a72f", "2f7d6b", "f0e6d2", "7b3f61", "d9683c", "34466b"]
)
CLOTHES = tuple(
    rgb(one)
    for one in ["b8433a", "24527a", "d99a2b", "3b7a63", "e9dcc3", "6b3f63", "2c3145", "9aa7ad", "cf6f4f"]
)
SKINS = tuple(
    rgb(one) for one in ["f2cdae", "e3b08a", "c98d62", "a56a43", "7d4a2e", "573424", "efc3a4", "b57b54"]
)
HAIRS = tuple(
    rgb(one) for one in ["1d1a20", "2e2220", "5a3826", "8a5a33", "c99b57", "b9b6b2", "e6e1d8", "7a3222"]
)
