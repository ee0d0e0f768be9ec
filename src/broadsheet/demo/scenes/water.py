"""Water: the sea with what it mirrors, glitter under the sun, and reflections below boats."""

from __future__ import annotations

import math
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PIL import Image, ImageChops

from broadsheet.demo.scenes.canvas import ramp
from broadsheet.demo.scenes.colour import WHITE, mix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from broadsheet.demo.scenes.canvas import Canvas


def ripple(image: Image.Image, unit: float, phase: float, force: float) -> Image.Image:
    """Shift an image row by row as waves do, more the nearer it comes."""
    out = image.copy()
    y, step = 0, 0
    while y < image.height:
        far = y / image.height
        thick = max(1, round(unit * (0.18 + far * 0.5)))
        sway = math.sin(step * 1.9 + phase) + math.sin(step * 0.73 + phase * 2)
        shift = round(sway * unit * force * (0.12 + far * 0.9))
        strip = image.crop((0, y, image.width, min(image.height, y + thick)))
        out.paste(strip, (shift, y))
        y, step = y + thick, step + 1
    return out


def sea(c: Canvas, horizon: float, bottom: float = 100.0, *, calm: float = 0.5) -> None:
    """Paint water from the horizon down, mirroring what is above; calm 1 is a mirror, 0 the open sea."""
    light = c.light
    top, below = int(horizon * c.px), int(bottom * c.px)
    half = (c.image.width // 2, max(2, (below - top) // 2))
    reach = min(top, int((below - top) * 1.25))
    above = c.image.crop((0, top - reach, c.image.width, top)).reduce(2)
    mirrored = above.transpose(Image.Transpose.FLIP_TOP_BOTTOM).resize(half, Image.Resampling.BILINEAR)
    mirrored = ripple(mirrored, c.px / 2, c.rng.uniform(0, 6), 1.5 - calm)
    far, near = mix(light.sky[3], light.sea, 0.32), mix(light.sea, light.ink, light.key * 0.4)
    own = ramp((far, mix(far, near, 0.6), near), half)
    clear = ramp(
        tuple((v, v, v) for v in (round(70 + calm * 150), round(40 + calm * 120), round(calm * 95))), half
    )
    own.paste(mirrored, (0, 0), clear.convert("L"))
    c.image.paste(own.resize((c.image.width, below - top), Image.Resampling.BILINEAR), (0, top))
    waves(c, horizon, bottom, 1.1 - calm * 0.7)
    glitter(c, horizon, bottom)


def waves(c: Canvas, horizon: float, bottom: float, amount: float) -> None:
    """Draw short flat strokes, light and dark, growing towards us."""
    rng, light = c.rng, c.light
    pale, dark = mix(light.sky[3], light.sea, 0.45), mix(light.sea, light.ink, 0.35)
    for _ in range(int(330 * amount)):
        far = rng.random() ** 1.4
        y = horizon + 0.6 + far * (bottom - horizon)
        under = mix(mix(light.sky[3], light.sea, 0.32), light.sea, far)
        colour = mix(under, rng.choice((pale, pale, dark)), rng.uniform(0.25, 0.6))
        _dash(c, rng.uniform(-4, c.w), y, rng.uniform(1, 6) * (0.25 + far), 0.08 + far * 0.3, colour)


def _dash(c: Canvas, x: float, y: float, long: float, thick: float, colour: tuple[int, int, int]) -> None:
    c.poly([(x, y), (x + long * 0.5, y - thick), (x + long, y), (x + long * 0.5, y + thick * 0.6)], colour)


def glitter(c: Canvas, horizon: float, bottom: float) -> None:
    """Lay the path of the sun or moon on the water."""
    light, rng = c.light, c.rng
    if not light.disc:
        return
    x, high = light.sun_x * c.w, 1 - light.sun_y
    strength = 0.95 if light.name != "day" else 0.4
    c.glow(x, horizon + 4, 30, light.sun, 0.35 * strength, 0.5)
    for _ in range(int(260 * strength)):
        far = rng.random() ** 1.25
        y = horizon + 0.4 + far * (bottom - horizon) * (0.95 - high * 0.1)
        spread = 1.2 + far * (7 + high * 14)
        colour = mix(light.sun, light.sea, 0.1 + far * 0.35 + rng.random() * 0.25)
        at = x + rng.gauss(0, spread * 0.6)
        _dash(c, at - far, y, rng.uniform(0.8, 3.2) * (0.35 + far * 1.2), 0.1 + far * 0.2, colour)


@contextmanager
def floating(c: Canvas, box: tuple[float, float, float], tall: float, clear: float = 0.5) -> Iterator[None]:
    """Mirror what is drawn in the block; box is left, right and waterline, tall the height it may reach."""
    left, right, line = box
    x0, x1 = max(0, int(left * c.px)), min(c.image.width, int(right * c.px))
    y1 = min(c.image.height, int(line * c.px))
    y0 = max(0, y1 - int(tall * c.px))
    before = c.image.crop((x0, y0, x1, y1)) if x1 > x0 and y1 > y0 else None
    yield
    if before is None:
        return
    after = c.image.crop((x0, y0, x1, y1))
    drawn = ImageChops.difference(before, after).convert("L").point([0] + [round(255 * clear)] * 255)
    size = (after.width, max(1, int(after.height * 0.75)))
    flip = Image.Transpose.FLIP_TOP_BOTTOM
    image = ripple(after.transpose(flip).resize(size), c.px, 1.0, 0.55)
    mask = ripple(drawn.transpose(flip).resize(size), c.px, 1.0, 0.55)
    fading = ramp(((255, 255, 255), (150, 150, 150), (30, 30, 30)), size).convert("L")
    c.image.paste(image, (x0, y1), ImageChops.multiply(mask, fading))


def foam(c: Canvas, x: float, y: float, long: float, thick: float) -> None:
    """Break white water along a line."""
    rng, white = c.rng, mix(c.shade(WHITE), c.light.sky[3], 0.25)
    for _ in range(int(10 + long * 1.2)):
        at = rng.uniform(0, long)
        c.oval(x + at, y + rng.uniform(-thick, thick), rng.uniform(0.4, 1.6), rng.uniform(0.1, 0.35), white)
