"""The sky of a scene: gradient, sun or moon, stars, three manners of cloud, rain and snow."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from broadsheet.demo.scenes.canvas import billow, ramp
from broadsheet.demo.scenes.colour import WHITE, mix

if TYPE_CHECKING:
    from broadsheet.demo.scenes.canvas import Canvas


def sky(c: Canvas, horizon: float, *, clouds: bool = True) -> None:
    """Paint the sky down to the horizon, with whatever the light holds in it."""
    light = c.light
    c.sheet(0, horizon, *light.sky)
    c.sheet(horizon, 100, light.sky[3], light.haze)
    if light.stars:
        _stars(c, horizon)
    sun(c, horizon)
    if clouds:
        (_billows, _streaks, _cumulus)[_manner(c)](c, horizon)


def _manner(c: Canvas) -> int:
    weights = {"storm": (9, 1, 0), "rain": (9, 1, 0), "day": (2, 1, 5), "night": (4, 4, 1), "fog": (1, 0, 0)}
    return c.rng.choices((0, 1, 2), weights.get(c.light.name, (3, 3, 2)))[0]


def sun_at(c: Canvas, horizon: float) -> tuple[float, float]:
    """Return where the sun or moon stands."""
    return (c.light.sun_x * c.w, c.light.sun_y * horizon * 0.94)


def sun(c: Canvas, horizon: float) -> None:
    """Paint the sun or moon with its glow, or only a pale place in the clouds."""
    x, y = sun_at(c, horizon)
    light = c.light
    if not light.disc:
        c.glow(x, y, 55, light.sun, 0.22)
        return
    moon = light.stars
    r = c.rng.uniform(2.6, 4.2) if moon else c.rng.uniform(3.5, 7.5)
    c.glow(x, y, r * 14, mix(light.sun, light.sky[3], 0.35), 0.4 if moon else 0.55)
    c.glow(x, y, r * 4.5, light.sun, 0.35 if moon else 0.5)
    c.oval(x, y, r, r, light.sun)
    if moon:
        crater = mix(light.sun, light.sky[2], 0.18)
        for dx, dy, size in ((-0.35, -0.2, 0.24), (0.25, 0.3, 0.3), (0.3, -0.4, 0.14), (-0.2, 0.45, 0.12)):
            c.oval(x + dx * r, y + dy * r, r * size, r * size, crater)


def _stars(c: Canvas, horizon: float) -> None:
    for _ in range(190):
        x, y = c.rng.uniform(0, c.w), c.rng.random() ** 1.5 * horizon * 0.9
        size = c.rng.choice((0.07, 0.07, 0.1, 0.16))
        shine = c.rng.uniform(0.25, 0.95) * (1 - y / horizon * 0.8)
        c.oval(x, y, size, size, mix(c.light.sky[1], WHITE, shine))


def _billows(c: Canvas, horizon: float) -> None:
    """Cover the sky with torn cloud that is lit from where the sun stands."""
    light, rng = c.light, c.rng
    small = (c.image.width // 8, max(8, int(horizon * c.px) // 8))
    noise = billow(rng, small, (rng.randint(3, 5), rng.randint(5, 8)), 5)
    floor = 165 - light.clouds * 62
    mask = noise.point([max(0, min(255, round((at - floor) * 4.2))) for at in range(256)])
    thick = noise.point([max(0, min(255, round((at - floor - 18) * 4.0))) for at in range(256)])
    fading = ramp(((255, 255, 255), (255, 255, 255), (110, 110, 110)), small).convert("L")
    mask, thick = ImageChops.multiply(mask, fading), ImageChops.multiply(thick, fading)
    toward = 5 if light.sun_x > 0.5 else -5
    rim = ImageChops.subtract(mask, ImageChops.offset(mask, -toward, 3 if light.sun_y > 0.5 else -3))
    full = (c.image.width, int(horizon * c.px))
    stormy = light.name in {"storm", "rain"}
    dark = mix(light.sky[0], light.ink, 0.3) if stormy else mix(light.sky[1], light.sky[2], 0.35)
    pale = mix(light.sky[2], light.sky[3], 0.4) if light.key > 0.3 else mix(light.sky[3], WHITE, 0.55)
    for layer, colour, share in ((mask, pale, 0.7), (thick, dark, 0.75), (rim, light.sun, 0.5)):
        weak = layer.point([round(at * share) for at in range(256)])
        c.stencil(weak.resize(full, Image.Resampling.BICUBIC), (0, 0), colour)


def _streaks(c: Canvas, horizon: float) -> None:
    """Lay long flat bands of cloud, as a screen printer cuts them."""
    light, rng = c.light, c.rng
    x0, y0 = sun_at(c, horizon)
    for _ in range(int(4 + light.clouds * 16)):
        y = horizon * (0.08 + 0.86 * rng.random())
        long, thick = rng.uniform(12, 60), rng.uniform(0.4, 1.6) * (0.4 + (horizon - y) / horizon)
        x = rng.uniform(-10, c.w + 10)
        near = math.exp(-((x - x0) ** 2 + ((y - y0) * 2) ** 2) / 2400)
        under = light.sky[min(3, int(y / horizon * 3) + 1)]
        colour = mix(mix(under, light.sky[1], 0.3), light.sun, 0.25 + near * 0.6)
        c.soft(_lens(x, y, long, thick), colour, rng.uniform(0.35, 0.8), 0.8)


def _lens(x: float, y: float, long: float, thick: float) -> list[tuple[float, float]]:
    steps = [at / 10 for at in range(11)]
    above = [(x + (t - 0.5) * long, y - math.sin(t * math.pi) ** 0.7 * thick) for t in steps]
    below = [(x + (t - 0.5) * long, y + math.sin(t * math.pi) ** 0.7 * thick * 0.5) for t in reversed(steps)]
    return above + below


def _cumulus(c: Canvas, horizon: float) -> None:
    """Pile up round clouds over flat bases, smaller towards the horizon."""
    rng = c.rng
    rows = sorted(rng.uniform(0.3, 0.97) for _ in range(int(3 + c.light.clouds * 9)))
    for near in sorted(1 - (row - 0.3) / 0.7 for row in rows):
        _heap(c, rng.uniform(-5, c.w + 5), horizon * (0.95 - near * 0.55), 10 + near * 30)


def _heap(c: Canvas, x: float, y: float, long: float) -> None:
    rng, few = c.rng, 4
    tall = long * rng.uniform(0.28, 0.42)
    box = (max(8, int(long * 1.3 * c.px / few)), max(8, int(tall * 1.2 * c.px / few)))
    mask = Image.new("L", box)
    pen = ImageDraw.Draw(mask)
    for _ in range(26):
        t = rng.gauss(0.5, 0.17)
        r = box[1] * rng.uniform(0.1, 0.3) * max(0.3, 1 - abs(t - 0.5) * 1.5)
        up = box[1] * 0.92 - rng.random() * max(0.0, 1 - abs(t - 0.5) * 3.2) * box[1] * 0.6
        pen.ellipse((t * box[0] - r * 1.4, up - r, t * box[0] + r * 1.4, up + r), fill=235)
    pen.rectangle((0, int(box[1] * 0.93), *box), fill=0)
    mask = mask.filter(ImageFilter.GaussianBlur(max(0.6, 0.18 * c.px / few)))
    mask = mask.resize((box[0] * few, box[1] * few), Image.Resampling.BICUBIC)
    top = mix(c.light.sky[3], c.light.sun if c.light.key > 0.2 else WHITE, 0.7)
    fill = ramp((top, top, mix(top, c.light.sky[1], 0.5)), mask.size)
    at = (int((x - long * 0.65) * c.px), int((y - tall) * c.px))
    c.image.paste(fill, at, mask)


def rain(c: Canvas, amount: float) -> None:
    """Let slanting rain fall over everything painted so far."""
    if amount <= 0:
        return
    rng = c.rng
    mask = Image.new("L", c.size)
    pen = ImageDraw.Draw(mask)
    unit, slant = c.px / 2, rng.uniform(-0.35, 0.35)
    for _ in range(int(650 * amount)):
        x, y, long = rng.uniform(-20, c.w + 20), rng.uniform(-10, 100), rng.uniform(2, 8)
        ends = (x * unit, y * unit, (x + slant * long) * unit, (y + long) * unit)
        pen.line(ends, fill=rng.randint(25, 95), width=max(1, round(0.11 * unit)))
    c.veil(0, 100, c.light.haze, 0.02 * amount, 0.16 * amount, 0.1 * amount)
    c.stencil(mask.resize(c.image.size, Image.Resampling.BILINEAR), (0, 0), mix(c.light.sky[3], WHITE, 0.5))


def snowfall(c: Canvas, amount: float = 1.0) -> None:
    """Let flakes fall: many small and far, a few large, near and out of focus."""
    rng = c.rng
    flake = mix(c.light.sky[3], WHITE, 0.7)
    for _ in range(int(420 * amount)):
        x, y, r = rng.uniform(0, c.w), rng.uniform(0, 100), rng.choice((0.12, 0.16, 0.22, 0.34))
        c.oval(x, y, r, r, mix(flake, c.light.haze, 0.3 if r < 0.2 else 0.0))
    for _ in range(int(26 * amount)):
        x, y, r = rng.uniform(0, c.w), rng.uniform(0, 100), rng.uniform(0.5, 1.2)
        c.soft([(x + math.cos(a) * r, y + math.sin(a) * r) for a in range(7)], flake, 0.6, r)


def weather(c: Canvas) -> None:
    """Finish a picture with what falls through its air."""
    rain(c, c.light.rain)
    if c.light.snow:
        snowfall(c, 0.6)
