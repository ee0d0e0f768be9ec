"""Painters of the shore and open water: bridge, skyline, beach, island, regatta, whale, gulls."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from broadsheet.demo.scenes.boats import ferry, freighter, gull, rowing, sail
from broadsheet.demo.scenes.built import LAMP, STONE, block, church, house, lamp, terrace
from broadsheet.demo.scenes.colour import CREAM, PAINTS, RGB, WHITE, mix, rgb
from broadsheet.demo.scenes.figures import passers
from broadsheet.demo.scenes.ground import cypress, headland, outline, palm, ranges, ridge
from broadsheet.demo.scenes.sea import gulls_over, town_shore
from broadsheet.demo.scenes.sky import sky, weather
from broadsheet.demo.scenes.water import floating, foam, sea

if TYPE_CHECKING:
    from broadsheet.demo.scenes.canvas import Canvas, Point


def bridge(c: Canvas) -> None:
    """Paint a bridge over the estuary: hung from towers, or on stone arches."""
    horizon = c.rng.uniform(56, 66)
    sky(c, horizon)
    ranges(c, horizon, 3, 18)
    for _ in range(9):
        block(c, c.rng.uniform(0, c.w), horizon, c.rng.uniform(3, 6), c.rng.uniform(6, 17), 0.6)
    terrace(c, (-2, c.w), horizon, 4, 0.5)
    if c.rng.random() < 0.6:
        _hung(c, horizon)
    else:
        _arched(c, horizon)
    sea(c, horizon, calm=0.72)
    ferry(
        c, c.w * c.rng.uniform(0.2, 0.8), horizon + 18, c.rng.uniform(28, 40), 0.05, flip=c.rng.random() < 0.5
    )
    sail(c, c.w * c.rng.uniform(0.1, 0.9), horizon + 8, 8, 0.2)
    gulls_over(c, 5, 40)
    weather(c)


def _hung(c: Canvas, foot: float) -> None:
    steel = c.shade(c.rng.choice((rgb("c04a35"), rgb("3f6f78"), rgb("d9c9a8"), rgb("4a4f5f"))), 0.06)
    shadow, deck = mix(steel, c.light.ink, 0.3), foot - 11
    towers = (c.w * c.rng.uniform(0.2, 0.3), c.w * c.rng.uniform(0.7, 0.8))
    top = foot - c.rng.uniform(40, 48)
    ends = (-c.w * 0.2, *towers, c.w * 1.2)
    for a, b in pairwise(ends):
        rope = []
        for n in range(41):
            t = n / 40
            peak_a, peak_b = (deck if a < 0 else top), (deck if b > c.w else top)
            slack = (deck - top - 3) * 4 * t * (1 - t) * (1.0 if a > 0 and b < c.w else 0.3)
            rope.append((a + (b - a) * t, peak_a + (peak_b - peak_a) * t + slack))
        for x, y in rope:
            c.line([(x, y), (x, deck)], 0.13, shadow)
        c.line(rope, 0.55, steel)
    c.rect(-1, deck, c.w + 2, 1.5, steel)
    c.rect(-1, deck + 1.5, c.w + 2, 0.7, shadow)
    for x in towers:
        for dx in (-2.2, 1.0):
            c.fade(
                [(x + dx, top - 1.5), (x + dx + 1.5, top - 1.5), (x + dx + 1.8, foot), (x + dx - 0.3, foot)],
                steel,
                shadow,
            )
        for up in (0.0, 0.25, 0.5, 0.72):
            c.rect(x - 2.2, top + (foot - top) * up, 4.6, 1.3, steel)
        c.rect(x - 4, foot - 2, 8, 2.2, c.shade(STONE, 0.1))
        c.glow(x, top - 1.5, 5, rgb("ff6a50"), c.light.lamps)
    for n in range(int(c.w / 6)):
        c.glow(n * 6 + 2, deck - 1, 2.4, LAMP, 0.8 * c.light.lamps)


def _arched(c: Canvas, foot: float) -> None:
    stone = c.shade(c.rng.choice((STONE, rgb("b98f6a"), rgb("a3a09a"))), 0.08)
    count = c.rng.randint(4, 6)
    step, deck = (c.w + 8) / count, foot - c.rng.uniform(15, 20)
    tone = mix(stone, c.light.ink, 0.35)
    piers: list[Point] = [(-4, deck)]
    for n in range(count):
        left = -4 + n * step
        piers.append((left, foot))
        piers.append((left + step * 0.08, foot))
        for k in range(13):
            angle = math.pi * (1 - k / 12)
            piers.append(
                (
                    left + step * 0.5 + math.cos(angle) * step * 0.42,
                    foot - 1 - math.sin(angle) * (foot - deck - 4),
                )
            )
        piers.append((left + step * 0.92, foot))
    piers += [(c.w + 4, foot), (c.w + 4, deck)]
    c.fade(piers, mix(stone, c.light.sun, 0.2), stone, tone)
    c.rect(-1, deck - 1.6, c.w + 2, 1.6, mix(stone, c.light.sun, 0.25))
    c.rect(-1, deck, c.w + 2, 0.6, tone)
    for n in range(count + 1):
        lamp(c, -4 + n * step, deck - 1.4, 9, 0.08)


def skyline(c: Canvas) -> None:
    """Paint the city across the water, block behind block."""
    horizon = c.rng.uniform(62, 72)
    sky(c, horizon)
    ranges(c, horizon, 2, 16)
    middle = c.rng.uniform(0.3, 0.7) * c.w
    for depth, count, tall in ((0.72, 26, 34), (0.5, 24, 40), (0.26, 20, 30)):
        for n in range(count):
            x = -3 + n * c.w / count + c.rng.uniform(-1, 1)
            hump = 0.3 + 0.7 * math.exp(-(((x - middle) / (c.w * 0.24)) ** 2))
            block(c, x, horizon, c.rng.uniform(4.5, 8.5), tall * hump * c.rng.uniform(0.55, 1.2) + 3, depth)
        c.veil(horizon - tall, horizon, c.light.haze, 0.0, 0.1, 0.35 * (0.5 + depth))
    church(c, c.rng.uniform(0.15, 0.8) * c.w, horizon, 30, 0.14)
    terrace(c, (-2, c.w), horizon, 6.5, 0.12)
    sea(c, horizon, calm=0.85)
    for n in range(3):
        sail(c, c.rng.uniform(5, c.w - 5), horizon + 6 + n * 6, 6 + n * 2.5, 0.1)
    gulls_over(c, 4, 40)
    weather(c)


def beach(c: Canvas) -> None:
    """Paint the beach from above or along it, with parasols, bathers and surf."""
    horizon = c.rng.uniform(32, 40)
    sky(c, horizon)
    right = c.rng.random() < 0.5
    headland(c, horizon, 14, c.w * 0.5, 0.45, right=right)
    sea(c, horizon, 82, calm=0.45)
    for n in range(4):
        sail(c, c.rng.uniform(5, c.w - 5), horizon + 3 + n * 3, 5 + n * 2, 0.25 - n * 0.05)
    sand = mix(rgb("ecd3a0"), WHITE, 0.5 if c.light.snow else 0.0)
    shore = [
        (x, 66 + (c.w - x if right else x) * 0.1 + 1.6 * math.sin(x * 0.12))
        for x in range(-2, int(c.w) + 4, 2)
    ]
    for lift, tone, alpha in ((4.5, mix(c.light.sea, WHITE, 0.35), 0.55), (1.6, WHITE, 0.7)):
        top = [(x, y - lift + math.sin(x * 0.4) * 0.7) for x, y in shore]
        c.soft([*top, (c.w + 2, 101), (-2, 101)], mix(tone, c.light.sky[3], 0.3), alpha, 0.5)
    c.fade(
        [*shore, (c.w + 2, 101), (-2, 101)],
        mix(c.shade(sand), c.light.ink, 0.2),
        c.shade(sand),
        mix(c.shade(sand), c.light.sun, 0.3),
    )
    for _ in range(90):
        x, y = c.rng.uniform(0, c.w), c.rng.uniform(82, 100)
        c.oval(x, y, 0.9, 0.14, mix(c.shade(sand), c.light.ink, 0.14))
    for n in range(c.rng.randint(6, 9)):
        _parasol(c, c.rng.uniform(6, c.w - 6), 80 + n * 2.2, 7 + n * 1.0)
    passers(c, (5, c.w - 5), (80, 96), (8, 15), 6)
    if c.rng.random() < 0.6:
        palm(c, c.w * (0.06 if right else 0.93), 100, 62)
    gulls_over(c, 4, 30)
    weather(c)


def _parasol(c: Canvas, x: float, foot: float, r: float) -> None:
    one, two = c.shade(c.rng.choice(PAINTS)), c.shade(CREAM)
    far = 1 if c.light.sun_x * c.w < x else -1
    c.soft(
        [
            (x + far * r * 0.2, foot),
            (x + far * r * 1.9, foot - 0.6),
            (x + far * r * 1.6, foot + r * 0.22),
            (x + far * r * 0.3, foot + r * 0.18),
        ],
        c.light.ink,
        0.35,
        0.8,
    )
    c.line([(x, foot), (x, foot - r * 1.05)], 0.3, c.shade(rgb("6b5a48")))
    for n in range(6):
        c.pie(x, foot - r * 0.62, r * 0.75, (180 + n * 30, 210 + n * 30), one if n % 2 else two)
    towel = c.shade(c.rng.choice(PAINTS))
    c.poly(
        [
            (x - far * r * 0.9, foot),
            (x - far * r * 0.1, foot),
            (x - far * r * 0.3, foot + r * 0.2),
            (x - far * r * 1.2, foot + r * 0.2),
        ],
        towel,
    )


def island(c: Canvas) -> None:
    """Paint an island with its chapel and cypresses, resting on its own reflection."""
    horizon = c.rng.uniform(54, 64)
    sky(c, horizon)
    ranges(c, horizon, 2, 9, 0.93)
    sea(c, horizon, calm=0.65)
    x, wide, foot = c.w * c.rng.uniform(0.38, 0.62), c.rng.uniform(34, 52), horizon + 7
    with floating(c, (x - wide, x + wide, foot), 60, 0.55):
        tall = c.rng.uniform(12, 24)
        hill = outline(c, 0, 5, 0.5)

        def rise(at: float) -> float:
            t = min(1.0, abs(at - x) / wide)
            return foot - (1 - float(t**2.2)) * (tall + 2 + hill(at) * 0.6)

        crest = [(x - wide + n * wide / 20, rise(x - wide + n * wide / 20)) for n in range(41)]
        top = c.shade(c.rng.choice((rgb("6b8f4e"), rgb("4f7a4a"), rgb("8a8f58"))), 0.15)
        c.fade(
            [(x - wide, foot), *crest, (x + wide, foot)],
            mix(top, c.light.sun, 0.2),
            top,
            mix(c.shade(rgb("a58a6f"), 0.1), c.light.ink, 0.25),
        )
        for _ in range(16):
            at = x + c.rng.gauss(0, wide * 0.4)
            if abs(at - x) < wide * 0.85:
                cypress(c, at, rise(at) + 2.5, c.rng.uniform(6, 13), 0.12)
        for _ in range(6):
            at = x + c.rng.uniform(-0.6, 0.6) * wide
            house(c, at, rise(at) + 4.5, 4.5, 3.4, 0.1)
        church(c, x + c.rng.uniform(-8, 4), rise(x) + 3, c.rng.uniform(20, 27), 0.06)
    foam(c, x - wide, foot + 0.3, wide * 2, 0.3)
    for n in range(3):
        rowing(c, c.rng.uniform(8, c.w - 8), foot + 8 + n * 7, 8 + n * 3)
    gulls_over(c, 5, 40)
    weather(c)


def regatta(c: Canvas) -> None:
    """Paint sails crowding round the mark, near ones huge and bright."""
    horizon = c.rng.uniform(44, 58)
    sky(c, horizon)
    (ranges if c.rng.random() < 0.6 else town_shore)(c, horizon)
    sea(c, horizon, calm=0.4)
    team: list[RGB] = [c.rng.choice(PAINTS) for _ in range(4)] + [CREAM, CREAM, WHITE]
    count = c.rng.randint(10, 15)
    for n in range(count):
        near = n / count
        y = horizon + 1.5 + near**1.6 * 42
        sail(c, c.rng.uniform(8, c.w - 8), y, 5 + near**1.8 * 36, 0.45 * (1 - near), c.rng.choice(team))
    gulls_over(c, 4, 35)
    weather(c)


def whale(c: Canvas) -> None:
    """Paint a whale: its flukes over the water, or its leap."""
    horizon = c.rng.uniform(38, 48)
    sky(c, horizon)
    ranges(c, horizon, 3, 14)
    sea(c, horizon, calm=0.5)
    freighter(c, c.rng.uniform(0.15, 0.85) * c.w, horizon + 1.5, 15, 0.55)
    x, foot, size = c.w * c.rng.uniform(0.38, 0.62), 80.0, c.rng.uniform(30, 38)
    skin = mix(c.shade(rgb("34465c")), c.light.ink, 0.25)
    with floating(c, (x - size * 1.3, x + size * 1.3, foot), 75, 0.5):
        (_flukes if c.rng.random() < 0.55 else _leap)(c, x, foot, size, skin)
    foam(c, x - size * 0.6, foot + 0.5, size * 1.2, 1.6)
    foam(c, x - size * 0.35, foot - 0.5, size * 0.7, 1.2)
    for _ in range(70):
        dx = c.rng.gauss(0, 0.3)
        c.oval(x + dx * size, foot - abs(c.rng.gauss(0, 7)), 0.25, 0.3, mix(WHITE, c.light.sky[3], 0.4))
    rowing(c, c.w * (0.12 if x > c.w / 2 else 0.87), 76, 13)
    gulls_over(c, 9, 50, 3.6)
    weather(c)


def curve(points: list[Point], count: int = 14) -> list[Point]:
    """Round a chain of points off (Catmull-Rom)."""
    out: list[Point] = []
    for p0, p1, p2, p3 in zip(
        points[:1] + points, points, points[1:], points[2:] + points[-1:], strict=False
    ):
        for n in range(count):
            t = n / count
            x, y = (
                0.5
                * (2 * b + (d - a) * t + (2 * a - 5 * b + 4 * d - e) * t * t + (3 * b - a - 3 * d + e) * t**3)
                for a, b, d, e in zip(p0, p1, p2, p3, strict=True)
            )
            out.append((x, y))
    return [*out, points[-1]]


def _flukes(c: Canvas, x: float, foot: float, size: float, skin: RGB) -> None:
    half = curve(
        [
            (0.16, 0.0),
            (0.09, 0.5),
            (0.12, 0.85),
            (0.45, 1.12),
            (0.86, 1.2),
            (0.98, 1.08),
            (0.7, 1.32),
            (0.36, 1.42),
            (0.1, 1.3),
            (0.0, 1.22),
        ]
    )
    for side, tone in ((-1, mix(skin, c.light.sun, 0.15)), (1, skin)):
        shape = [(x + side * dx * size, foot - up * size) for dx, up in half]
        c.fade([*shape, (x, foot)], mix(tone, c.light.sky[2], 0.2), tone, mix(tone, c.light.ink, 0.4))
        for dx in (0.2, 0.4, 0.6):
            start, end = (
                (x + side * dx * size, foot - (1.05 + dx * 0.15) * size),
                (x + side * (dx + 0.1) * size, foot - (1.24 + dx * 0.06) * size),
            )
            c.line([start, end], 0.22, mix(tone, WHITE, 0.16))
    for n in range(9):
        dx = -0.8 + n * 0.2
        c.line(
            [
                (x + dx * size, foot - (1.1 - abs(dx) * 0.02) * size),
                (x + dx * size, foot - c.rng.uniform(0.5, 0.9) * size),
            ],
            0.16,
            mix(WHITE, c.light.sky[2], 0.4),
        )


def _leap(c: Canvas, x: float, foot: float, size: float, skin: RGB) -> None:
    way = c.rng.choice((-1, 1))

    def put(points: list[Point]) -> list[Point]:
        return [(x + way * dx * size, foot - up * size) for dx, up in points]

    back = curve([(-0.5, 0.0), (-0.38, 0.62), (-0.05, 1.18), (0.42, 1.55), (0.78, 1.62), (0.93, 1.5)])
    belly = curve([(0.93, 1.5), (0.78, 1.28), (0.52, 0.95), (0.36, 0.5), (0.32, 0.0)])
    c.fade(put(back + belly), mix(skin, c.light.sky[2], 0.25), skin, mix(skin, c.light.ink, 0.45))
    pale = mix(c.shade(rgb("d8dcd8")), skin, 0.25)
    under = curve([(0.91, 1.47), (0.62, 1.22), (0.34, 0.85), (0.16, 0.4), (0.1, 0.0)])
    c.poly(put(list(reversed(under)) + belly), pale)
    for n in range(6):
        t = n / 6
        line = [(a + (p - a) * t, b + (q - b) * t) for (a, b), (p, q) in zip(under, belly, strict=False)]
        c.line(put(line), 0.25, mix(pale, skin, 0.6))
    c.poly(
        put(curve([(0.12, 0.8), (-0.06, 0.62), (-0.42, 0.5), (-0.62, 0.55), (-0.4, 0.72), (-0.05, 0.95)])),
        mix(skin, c.light.sun, 0.12),
    )
    c.oval(*put([(0.6, 1.3)])[0], 0.6, 0.5, c.light.ink)


def gulls(c: Canvas) -> None:
    """Paint gulls close by, wheeling over the water."""
    horizon = c.rng.uniform(66, 80)
    sky(c, horizon)
    (ranges if c.rng.random() < 0.6 else town_shore)(c, horizon)
    if c.light.snow:
        ridge(c, horizon, 6, 0.4)
    sea(c, horizon, calm=0.5)
    sail(c, c.rng.uniform(0.1, 0.9) * c.w, horizon + 6, 9, 0.2)
    gulls_over(c, 12, horizon - 10, 5)
    for _ in range(c.rng.randint(3, 5)):
        gull(c, c.rng.uniform(0.15, 0.85) * c.w, c.rng.uniform(18, 60), c.rng.uniform(18, 34))
    weather(c)
