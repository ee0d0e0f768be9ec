"""The masthead's mark: a lighthouse over two waves, safe to cut to a circle."""

from __future__ import annotations

import io
import math

from PIL import Image, ImageDraw

from broadsheet.demo.scenes.colour import RGB, rgb

_NIGHT, _PAPER, _BRASS, _WAVE, _DEEP, _RED = (
    rgb(one) for one in ["12304a", "f7efdd", "f0b64a", "2f8f95", "0c2135", "d2553f"]
)


def icon(size: int) -> bytes:
    """Return the mark as a square PNG file; all that matters lies in the middle four fifths (maskable)."""
    over = 4 if size <= 256 else 2
    image = Image.new("RGB", (size * over, size * over), _NIGHT)
    _draw(ImageDraw.Draw(image), size * over / 100, bold=size <= 48)
    sink = io.BytesIO()
    image.reduce(over).save(sink, "PNG", optimize=True)
    return sink.getvalue()


def _draw(pen: ImageDraw.ImageDraw, unit: float, *, bold: bool) -> None:
    def poly(colour: RGB, *points: tuple[float, float]) -> None:
        pen.polygon([(x * unit, y * unit) for x, y in points], fill=colour)

    wide = 1.18 if bold else 1.0
    for way in (-1, 1):
        poly(_BRASS, (50, 29.5), (50 + way * 60, 13), (50 + way * 60, 36))
    poly(_NIGHT, (50 - 9 * wide, 20), (50 + 9 * wide, 20), (50 + 9 * wide, 36), (50 - 9 * wide, 36))
    poly(_PAPER, (50 - 7.5 * wide, 38), (50 + 7.5 * wide, 38), (50 + 12.5 * wide, 84), (50 - 12.5 * wide, 84))
    poly(_RED, (50 - 8.6 * wide, 51), (50 + 8.4 * wide, 48), (50 + 9.6 * wide, 58), (50 - 9.9 * wide, 61))
    poly(_PAPER, (50 - 11 * wide, 35), (50 + 11 * wide, 35), (50 + 11 * wide, 38.5), (50 - 11 * wide, 38.5))
    poly(_BRASS, (50 - 5.5 * wide, 25), (50 + 5.5 * wide, 25), (50 + 5.5 * wide, 35), (50 - 5.5 * wide, 35))
    poly(_PAPER, (50 - 8 * wide, 25), (50, 14), (50 + 8 * wide, 25))
    for y, deep, colour in ((71.0, 4.0, _PAPER), (74.5 if bold else 73.5, 4.0, _WAVE), (84.0, 3.0, _DEEP)):
        crest = [(float(x), y + math.sin(x / 100 * math.tau * 2.0 + 0.6) * deep) for x in range(-2, 104, 2)]
        poly(colour, *crest, (102, 102), (-2, 102))
