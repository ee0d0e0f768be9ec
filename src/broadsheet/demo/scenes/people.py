"""Painter of portraits: an invented half-figure in flat shapes before a view of the city."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import ImageFilter

from broadsheet.demo.scenes.boats import sail
from broadsheet.demo.scenes.built import LAMP, block
from broadsheet.demo.scenes.colour import CLOTHES, CREAM, HAIRS, RGB, SKINS, WHITE, mix, rgb
from broadsheet.demo.scenes.ground import ranges
from broadsheet.demo.scenes.sea import town_shore
from broadsheet.demo.scenes.shore import curve
from broadsheet.demo.scenes.sky import sky
from broadsheet.demo.scenes.water import sea

if TYPE_CHECKING:
    from broadsheet.demo.scenes.canvas import Canvas, Point


@dataclass(frozen=True)
class _Sitter:
    """Where a sitter is, how large, which way turned, and in which colours."""

    x: float
    y: float  # middle of the face
    r: float  # half the width of the face
    way: int
    skin: RGB
    hair: RGB
    coat: RGB
    shirt: RGB

    def put(self, *points: Point) -> list[Point]:
        """Place points that are given in half-widths of the face, to the side that the sitter looks."""
        return [(self.x + dx * self.r * self.way, self.y + dy * self.r) for dx, dy in points]


def portrait(c: Canvas) -> None:
    """Paint one person of nobody's likeness, with the sea, the town or shelves behind."""
    c.rng.choice((_shore, _city, _shelves, _poster))(c)
    c.image.paste(c.image.reduce(4).filter(ImageFilter.GaussianBlur(c.px * 0.12)).resize(c.image.size))
    c.draw = type(c.draw)(c.image)
    rng = c.rng
    key = c.light.key * 0.3
    skin, hair, coat, shirt = (
        mix(one, c.light.ink, key)
        for one in (
            rng.choice(SKINS),
            rng.choice(HAIRS),
            rng.choice(CLOTHES),
            rng.choice((CREAM, WHITE, *CLOTHES)),
        )
    )
    if coat == shirt:
        shirt = mix(CREAM, c.light.ink, key)
    who = _Sitter(
        c.w * rng.uniform(0.36, 0.64),
        rng.uniform(40, 45),
        rng.uniform(10.5, 12.5),
        rng.choice((-1, 1)),
        skin,
        hair,
        coat,
        shirt,
    )
    style = rng.randrange(7)
    _behind(c, who, style)
    _body(c, who)
    _face(c, who)
    _before(c, who, style)
    _extras(c, who)


def _shore(c: Canvas) -> None:
    horizon = c.rng.uniform(48, 62)
    sky(c, horizon)
    town_shore(c, horizon)
    sea(c, horizon, calm=0.7)
    for n in range(3):
        sail(c, c.rng.uniform(5, c.w - 5), horizon + 6 + n * 7, 10 + n * 4, 0.2)


def _city(c: Canvas) -> None:
    sky(c, 80)
    ranges(c, 84, 2, 40)
    for depth in (0.65, 0.4):
        for n in range(12):
            block(c, n * c.w / 12 - 2, 101, c.w / 13, c.rng.uniform(18, 66) * (1.2 - depth * 0.5), depth)


def _shelves(c: Canvas) -> None:
    wood = mix(rgb("6b4a30"), c.light.ink, 0.35)
    c.sheet(0, 101, mix(wood, LAMP, 0.15), mix(wood, c.light.ink, 0.4))
    for row in range(6):
        y, x = 14 + row * 17.5, 0.0
        while x < c.w:
            wide, tall = c.rng.uniform(1.1, 3.0), c.rng.uniform(10, 15)
            if c.rng.random() < 0.93:
                c.rect(x, y - tall, wide, tall, mix(c.rng.choice((*CLOTHES, CREAM)), wood, 0.3))
                c.rect(x, y - tall * 0.8, wide, 0.5, mix(CREAM, wood, 0.5))
            x += wide + 0.15
        c.rect(-1, y, c.w + 2, 1.4, mix(wood, LAMP, 0.2))
    c.glow(c.light.sun_x * c.w, 20, 70, LAMP, 0.5)


def _poster(c: Canvas) -> None:
    c.sheet(0, 101, c.light.sky[1], c.light.sky[2], c.light.sky[3])
    x, y = c.w * 0.5, 46.0
    for n in range(0, 36, 2):
        a, b = n * math.tau / 36, (n + 1) * math.tau / 36
        c.poly(
            [
                (x, y),
                (x + math.cos(a) * 140, y + math.sin(a) * 140),
                (x + math.cos(b) * 140, y + math.sin(b) * 140),
            ],
            mix(c.light.sky[2], c.light.sun, 0.3),
        )
    c.oval(x, y, 34, 34, mix(c.light.sun, c.light.sky[3], 0.3))
    ranges(c, 88, 3, 26, 0.7)
    sea(c, 86, calm=0.5)


def _body(c: Canvas, who: _Sitter) -> None:
    dark = mix(who.coat, c.light.ink, 0.35)
    left = curve([(-0.5, 1.75), (-1.5, 2.1), (-2.35, 2.75), (-2.75, 4.0), (-2.9, 6.0)])
    right = curve([(2.9, 6.0), (2.75, 4.0), (2.35, 2.75), (1.5, 2.1), (0.5, 1.75)])
    c.fade(who.put(*left, *right), mix(who.coat, c.light.sun, 0.12), who.coat, dark)
    shade = curve([(-2.9, 6.0), (-2.75, 4.0), (-2.35, 2.75), (-1.5, 2.1), (-0.5, 1.75)])
    c.poly(who.put(*shade, (-0.75, 3.2), (-1.2, 6.0)), mix(who.coat, c.light.ink, 0.22))
    c.poly(who.put((-0.62, 1.7), (0.62, 1.7), (0.1, 4.4)), who.shirt)
    c.poly(who.put((-0.62, 1.7), (0.0, 1.9), (0.06, 4.2)), mix(who.shirt, c.light.ink, 0.15))
    kind = c.rng.random()
    lapel = mix(who.coat, c.light.sun, 0.2)
    if kind < 0.6:
        for side in (-1, 1):
            c.poly(
                who.put((side * 0.55, 1.62), (side * 1.15, 2.05), (side * 1.0, 2.9), (0.1, 4.6)),
                lapel if side > 0 else mix(lapel, c.light.ink, 0.2),
            )
    elif kind < 0.85:
        c.poly(
            who.put(*curve([(-0.85, 1.55), (-0.95, 2.3), (0.0, 2.75), (0.95, 2.3), (0.85, 1.55)])),
            mix(who.shirt, who.coat, 0.3),
        )
    c.fade(
        who.put((-0.44, 0.7), (0.44, 0.7), (0.56, 1.8), (0.0, 2.3), (-0.56, 1.8)),
        mix(who.skin, c.light.ink, 0.42),
        mix(who.skin, c.light.ink, 0.16),
    )


def _face(c: Canvas, who: _Sitter) -> None:
    jaw = [
        (-0.9, -0.55),
        (-0.92, 0.1),
        (-0.74, 0.72),
        (-0.25, 1.2),
        (0.18, 1.24),
        (0.66, 0.85),
        (0.88, 0.1),
        (0.86, -0.6),
    ]
    shape = curve([*jaw, (0.5, -1.15), (-0.5, -1.15), (-0.9, -0.55)])
    c.fade(who.put(*shape), mix(who.skin, c.light.sun, 0.14), who.skin, mix(who.skin, c.light.ink, 0.06))
    c.poly(
        who.put(
            *curve(
                [
                    (-0.9, -0.55),
                    (-0.92, 0.1),
                    (-0.74, 0.72),
                    (-0.25, 1.2),
                    (-0.36, 0.8),
                    (-0.55, 0.1),
                    (-0.5, -0.6),
                ]
            )
        ),
        mix(who.skin, c.light.ink, 0.16),
    )
    x, y = who.put((-0.93, 0.1))[0]
    c.oval(x, y, who.r * 0.14, who.r * 0.24, mix(who.skin, c.light.ink, 0.2))
    brow, eye = mix(who.hair, c.light.ink, 0.35), mix(rgb("1a1418"), who.skin, 0.06)
    for dx in (-0.12, 0.6):
        c.line(who.put((dx - 0.17, -0.2), (dx, -0.27), (dx + 0.16, -0.22)), who.r * 0.07, brow)
        ex, ey = who.put((dx, 0.02))[0]
        c.oval(ex, ey, who.r * 0.075, who.r * 0.09, eye)
        c.oval(ex + who.r * 0.02, ey - who.r * 0.03, who.r * 0.022, who.r * 0.022, WHITE)
    c.poly(who.put((0.26, -0.06), (0.48, 0.44), (0.2, 0.46)), mix(who.skin, c.light.ink, 0.18))
    lip = mix(mix(who.skin, rgb("a8413f"), 0.5), c.light.ink, 0.12)
    smile = c.rng.uniform(0.02, 0.1)
    c.poly(
        who.put(
            *curve(
                [
                    (-0.02, 0.74 - smile),
                    (0.24, 0.77),
                    (0.5, 0.73 - smile),
                    (0.3, 0.86),
                    (0.1, 0.86),
                    (-0.02, 0.74 - smile),
                ],
                6,
            )
        ),
        lip,
    )
    for dx in (-0.3, 0.72):
        cx, cy = who.put((dx, 0.42))[0]
        c.glow(cx, cy, who.r * 0.34, mix(who.skin, rgb("ff7a6a"), 0.6), 0.2)


def _behind(c: Canvas, who: _Sitter, style: int) -> None:
    dark = mix(who.hair, c.light.ink, 0.35)
    if style == 0:
        c.fade(
            who.put(
                *curve(
                    [
                        (-0.6, -1.4),
                        (-1.3, -0.6),
                        (-1.35, 0.8),
                        (-1.5, 2.4),
                        (0.0, 2.7),
                        (1.4, 2.3),
                        (1.15, 0.6),
                        (1.1, -0.6),
                        (0.6, -1.4),
                    ]
                )
            ),
            dark,
            who.hair,
        )
    elif style == 1:
        for a in range(26):
            t = a / 26 * math.tau
            x, y = who.put((math.cos(t) * 0.85, -0.55 + math.sin(t) * 0.8))[0]
            c.oval(x, y, who.r * 0.62, who.r * 0.62, dark)
    elif style == 2:
        x, y = who.put((-0.75, -1.3))[0]
        c.oval(x, y, who.r * 0.52, who.r * 0.5, dark)
    elif style == 3:
        c.poly(
            who.put(
                *curve(
                    [
                        (-0.7, -1.2),
                        (-1.2, -0.4),
                        (-1.2, 0.6),
                        (-0.9, 1.1),
                        (0.85, 1.1),
                        (1.1, 0.5),
                        (1.0, -0.6),
                    ]
                )
            ),
            dark,
        )


def _before(c: Canvas, who: _Sitter, style: int) -> None:
    hair, shine = who.hair, mix(who.hair, c.light.sun, 0.22)
    if style == 6:
        _scarf(c, who)
        return
    if style == 5:
        c.poly(
            who.put(
                *curve(
                    [
                        (-0.93, 0.0),
                        (-0.98, -0.6),
                        (-0.55, -1.2),
                        (0.2, -1.28),
                        (0.8, -0.9),
                        (0.86, -0.5),
                        (0.6, -0.85),
                        (-0.4, -0.9),
                        (-0.75, -0.4),
                        (-0.8, 0.0),
                    ]
                )
            ),
            mix(hair, who.skin, 0.35),
        )
    else:
        top = curve(
            [
                (-0.97, 0.1),
                (-1.08, -0.5),
                (-0.78, -1.25),
                (0.05, -1.5),
                (0.75, -1.2),
                (0.96, -0.5),
                (0.84, -0.42),
                (0.45, -0.8),
                (-0.2, -0.72),
                (-0.68, -0.42),
                (-0.82, 0.1),
            ]
        )
        c.fade(who.put(*top), shine, hair, mix(hair, c.light.ink, 0.2))
        c.line(who.put(*curve([(-0.5, -1.1), (0.05, -1.3), (0.55, -1.08)], 6)), who.r * 0.06, shine)
    if style == 1:
        for dx, dy in ((-0.7, -0.9), (-0.35, -1.1), (0.05, -1.15), (0.45, -1.05), (0.75, -0.8)):
            x, y = who.put((dx, dy))[0]
            c.oval(x, y, who.r * 0.36, who.r * 0.34, hair)
            c.oval(x + who.r * 0.06, y - who.r * 0.08, who.r * 0.2, who.r * 0.16, mix(hair, shine, 0.5))
    if style in {4, 5} and c.rng.random() < 0.6:
        _beard(c, who)


def _beard(c: Canvas, who: _Sitter) -> None:
    outer = [(-0.9, 0.15), (-0.86, 0.75), (-0.35, 1.38), (0.2, 1.44), (0.74, 0.95), (0.86, 0.2)]
    inner = [(0.74, 0.5), (0.55, 0.62), (0.24, 0.56), (-0.06, 0.62), (-0.45, 0.6), (-0.74, 0.15)]
    c.fade(who.put(*curve(outer), *curve(inner)), who.hair, mix(who.hair, c.light.ink, 0.25))
    c.line(
        who.put((0.04, 0.8), (0.24, 0.83), (0.44, 0.79)),
        who.r * 0.07,
        mix(mix(who.skin, rgb("a8413f"), 0.5), c.light.ink, 0.2),
    )


def _scarf(c: Canvas, who: _Sitter) -> None:
    cloth = mix(c.rng.choice([one for one in CLOTHES if one != who.coat]), c.light.ink, 0.1)
    round_face = curve(
        [
            (-0.5, 1.25),
            (-0.86, 0.6),
            (-0.88, -0.3),
            (-0.5, -0.95),
            (0.3, -0.95),
            (0.8, -0.4),
            (0.82, 0.5),
            (0.3, 1.28),
        ]
    )
    outer = curve(
        [
            (0.75, 1.9),
            (1.12, 0.7),
            (1.08, -0.6),
            (0.6, -1.42),
            (-0.3, -1.5),
            (-1.12, -0.8),
            (-1.25, 0.5),
            (-1.2, 1.9),
        ]
    )
    c.fade(who.put(*round_face, *outer), mix(cloth, c.light.sun, 0.2), cloth, mix(cloth, c.light.ink, 0.2))
    c.poly(
        who.put(
            *curve([(-1.3, 1.5), (-0.4, 1.2), (0.4, 1.25), (1.1, 1.6), (1.3, 2.4), (0.2, 2.6), (-1.4, 2.3)])
        ),
        mix(cloth, c.light.ink, 0.12),
    )
    c.line(
        who.put(*curve([(-1.1, 1.7), (0.0, 2.0), (1.0, 1.9)], 6)), who.r * 0.06, mix(cloth, c.light.ink, 0.35)
    )


def _extras(c: Canvas, who: _Sitter) -> None:
    draw = c.rng.random()
    if draw < 0.32:
        for dx in (-0.12, 0.6):
            x, y = who.put((dx, 0.03))[0]
            ring = [
                (x + math.cos(a / 3) * who.r * 0.25, y + math.sin(a / 3) * who.r * 0.23) for a in range(20)
            ]
            c.line(ring, who.r * 0.04, c.light.ink)
        c.line(who.put((0.13, 0.0), (0.35, 0.0)), who.r * 0.04, c.light.ink)
        c.line(who.put((-0.37, 0.0), (-0.9, -0.05)), who.r * 0.04, c.light.ink)
    elif draw < 0.5:
        x, y = who.put((-0.93, 0.42))[0]
        c.oval(x, y, who.r * 0.08, who.r * 0.1, rgb("e3b84a"))
