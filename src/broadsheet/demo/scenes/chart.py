"""Painter of maps: the coast about the city as a printed chart: depths, land, roads, a compass."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageFilter

from broadsheet.demo.scenes.canvas import billow
from broadsheet.demo.scenes.colour import CREAM, RGB, WHITE, mix, rgb, turn

if TYPE_CHECKING:
    from broadsheet.demo.scenes.canvas import Canvas, Point

# sea deep, sea shallow, land low, land high, ink, accent
_PRINTS = (
    "2f6f8a a8d4d0 e8dcb4 b59a6a 2b3a44 c8402f",
    "1d3557 5f8fb0 f1e3c6 c9a06a 1a2433 e07a3f",
    "7fb7be d8ebe0 f6ecd2 d9b48a 3a4a4a c8553d",
    "24424a 6f9f98 d9d3a0 8f9a5a 16282c e3a72f",
    "3a2f4f 8a7fa8 f0d9c0 c98f7a 221a33 d9485f",
)


def chart(c: Canvas) -> None:
    """Paint a map of a coast that never was."""
    deep, shallow, low, high, ink, accent = (
        turn(rgb(one), c.rng.uniform(-0.015, 0.015)) for one in c.rng.choice(_PRINTS).split()
    )
    size = (c.image.width // 4, c.image.height // 4)
    relief = _relief(c, size)
    steps = [
        (60, mix(deep, shallow, 0.33)),
        (92, mix(deep, shallow, 0.66)),
        (114, shallow),
        (128, low),
        (150, mix(low, high, 0.3)),
        (170, mix(low, high, 0.6)),
        (190, high),
        (212, mix(high, ink, 0.2)),
    ]
    tints = Image.new("RGB", size, deep)
    for floor, colour in steps:
        mask = relief.point([min(255, max(0, (at - floor) * 40 + 128)) for at in range(256)])
        tints.paste(colour, (0, 0), mask)
    c.image.paste(tints.resize(c.image.size, Image.Resampling.BICUBIC))
    _contours(c, relief, ink)
    _hillshade(c, relief, ink)
    _graticule(c, ink)
    for _ in range(4):
        _route(c, relief, accent, ink)
    _town(c, relief, ink, accent)
    _compass(c, ink, accent)
    for inset, thick in ((1.6, 0.8), (3.0, 0.25)):
        edge = [
            (inset, inset),
            (c.w - inset, inset),
            (c.w - inset, 100 - inset),
            (inset, 100 - inset),
            (inset, inset),
        ]
        c.line(edge, thick, mix(CREAM, WHITE, 0.3) if thick > 0.5 else ink)


def _relief(c: Canvas, size: tuple[int, int]) -> Image.Image:
    noise = billow(c.rng, size, (4, 3), 5)
    tilt = Image.linear_gradient("L").rotate(c.rng.choice((0, 90, 180, 270))).resize(size)
    return (
        Image.blend(noise, tilt, 0.42)
        .filter(ImageFilter.GaussianBlur(size[1] / 150))
        .point([max(0, min(255, round((at - 128) * 1.7 + 122))) for at in range(256)])
    )


def _contours(c: Canvas, relief: Image.Image, ink: RGB) -> None:
    half = relief.resize((relief.width * 2, relief.height * 2), Image.Resampling.BICUBIC)
    drawn = Image.new("L", half.size)
    for level, alpha in (
        (75, 60),
        (100, 70),
        (119, 120),
        (128, 235),
        (140, 60),
        (152, 60),
        (164, 60),
        (176, 70),
        (190, 70),
        (204, 70),
    ):
        inside = half.point([255 * (at >= level) for at in range(256)])
        line = inside.filter(ImageFilter.FIND_EDGES).point([0] + [alpha] * 255)
        line.paste(0, (0, 0, line.width, 2))
        drawn = ImageChops.lighter(drawn, line)
    drawn = drawn.filter(ImageFilter.GaussianBlur(0.7))
    c.stencil(drawn.resize(c.image.size, Image.Resampling.BILINEAR), (0, 0), ink)


def _hillshade(c: Canvas, relief: Image.Image, ink: RGB) -> None:
    emboss = ImageFilter.Kernel((3, 3), (-3, -2, 0, -2, 0, 2, 0, 2, 3), 1, 128)
    slope = relief.filter(emboss).filter(ImageFilter.GaussianBlur(1.2))
    land = relief.point([255 * (at > 128) for at in range(256)])
    for curve, colour in (
        ([max(0, min(80, (124 - at) * 3)) for at in range(256)], ink),
        ([max(0, min(95, (at - 132) * 3)) for at in range(256)], WHITE),
    ):
        mask = Image.new("L", relief.size)
        mask.paste(slope.point(curve), (0, 0), land)
        c.stencil(mask.resize(c.image.size, Image.Resampling.BICUBIC), (0, 0), colour)


def _height(relief: Image.Image, c: Canvas, x: float, y: float) -> int:
    at = relief.getpixel(
        (min(relief.width - 1, max(0, int(x * c.px / 4))), min(relief.height - 1, max(0, int(y * c.px / 4))))
    )
    return int(at) if isinstance(at, (int, float)) else 0


def _graticule(c: Canvas, ink: RGB) -> None:
    step = 18.0
    for n in range(1, int(c.w / step) + 1):
        c.soft(
            [(n * step - 0.09, 3), (n * step + 0.09, 3), (n * step + 0.09, 97), (n * step - 0.09, 97)],
            ink,
            0.4,
            0.1,
        )
    for n in range(1, 6):
        c.soft(
            [
                (3, n * step - 0.09),
                (c.w - 3, n * step - 0.09),
                (c.w - 3, n * step + 0.09),
                (3, n * step + 0.09),
            ],
            ink,
            0.4,
            0.1,
        )


def _route(c: Canvas, relief: Image.Image, accent: RGB, ink: RGB) -> None:
    """Let a road or a ferry line wander; over water it is dashed."""
    x, y = c.rng.uniform(0.2, 0.8) * c.w, c.rng.uniform(20, 80)
    heading = c.rng.uniform(0, math.tau)
    for _ in range(90):
        heading += c.rng.uniform(-0.28, 0.28)
        step: Point = (x + math.cos(heading), y + math.sin(heading))
        if not (4 < step[0] < c.w - 4 and 4 < step[1] < 96):
            return
        land = _height(relief, c, x, y) > 128
        if land:
            c.line([(x, y), step], 0.75, mix(ink, CREAM, 0.15))
            c.line([(x, y), step], 0.45, accent)
        elif int(x + y) % 2:
            c.line([(x, y), step], 0.3, CREAM)
        x, y = step


def _town(c: Canvas, relief: Image.Image, ink: RGB, accent: RGB) -> None:
    spots = [(c.rng.uniform(12, c.w - 12), c.rng.uniform(12, 88)) for _ in range(260)]
    coast = [(x, y) for x, y in spots if 129 <= _height(relief, c, x, y) <= 150] or spots[:8]
    x, y = coast[0]
    turned = c.rng.uniform(0, 1.5)
    for a in range(-7, 8):
        for b in range(-7, 8):
            px, py = (
                x + (a * math.cos(turned) - b * math.sin(turned)) * 1.3,
                y + (a * math.sin(turned) + b * math.cos(turned)) * 1.3,
            )
            if _height(relief, c, px, py) > 129 and math.hypot(a, b) < c.rng.uniform(4, 8):
                corner = [
                    (
                        px + 0.5 * math.cos(turned + k * math.pi / 2 + 0.8),
                        py + 0.5 * math.sin(turned + k * math.pi / 2 + 0.8),
                    )
                    for k in range(4)
                ]
                c.poly(corner, mix(ink, accent, c.rng.choice((0.0, 0.15, 0.6))))
    for px, py in coast[1:7]:
        c.oval(px, py, 0.9, 0.9, ink)
        c.oval(px, py, 0.5, 0.5, CREAM)
    c.poly([(x, y), (x - 2.1, y - 4.6), (x + 2.1, y - 4.6)], accent)
    c.oval(x, y - 5.3, 2.4, 2.4, accent)
    c.oval(x, y - 5.3, 1.0, 1.0, CREAM)


def _compass(c: Canvas, ink: RGB, accent: RGB) -> None:
    x, y, r = c.w - 16 if c.rng.random() < 0.5 else 16.0, c.rng.choice((17.0, 83.0)), 9.0
    c.oval(x, y, r * 0.8, r * 0.8, ink)
    c.oval(x, y, r * 0.76, r * 0.76, CREAM)
    for n in range(16):
        a = n * math.tau / 16 - math.pi / 2
        long = r * (1.05, 0.5, 0.75, 0.5)[n % 4]
        tip = (x + math.cos(a) * long, y + math.sin(a) * long)
        for side, tone in ((-1, ink), (1, accent if n == 0 else mix(CREAM, ink, 0.25))):
            b = a + side * math.tau / 32
            c.poly([(x, y), tip, (x + math.cos(b) * r * 0.24, y + math.sin(b) * r * 0.24)], tone)
