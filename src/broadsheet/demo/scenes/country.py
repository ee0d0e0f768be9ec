"""Painters of the country round the city: hills, windfarm, solar, olives, vineyard, observatory, snow."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from broadsheet.demo.scenes.built import LAMP, church, house, windows
from broadsheet.demo.scenes.colour import WHITE, mix, rgb
from broadsheet.demo.scenes.figures import passers, person
from broadsheet.demo.scenes.ground import SNOW, along, bushy, cypress, fir, meadow, outline, ranges, ridge
from broadsheet.demo.scenes.sea import gulls_over
from broadsheet.demo.scenes.sky import sky, snowfall, weather
from broadsheet.demo.scenes.water import sea

if TYPE_CHECKING:
    from broadsheet.demo.scenes.canvas import Canvas


def hills(c: Canvas) -> None:
    """Paint ridge behind ridge, a village in a fold, a road and cypresses."""
    horizon = c.rng.uniform(40, 52)
    sky(c, horizon + 4)
    ranges(c, horizon + 2, 3, 24, 0.92)
    for n in range(4):
        y = horizon + 6 + n * 10
        line = ridge(c, y, 11, 0.44 - n * 0.12, rough=0.12, foot=y + 14)
        for _ in range(12):
            x = c.rng.uniform(0, c.w)
            (cypress if c.rng.random() < 0.4 else bushy)(c, x, line(x) + 1.2, 3 + n * 1.6, 0.4 - n * 0.1)
        if n == c.rng.randint(0, 3) or n == 1:
            x = c.rng.uniform(0.15, 0.7) * c.w
            for k in range(5):
                house(
                    c, x + k * (3.2 + n), line(x + k * 3) + 2 + k % 2, 3.4 + n, 2.6 + n * 0.7, 0.36 - n * 0.08
                )
            church(c, x + 6, line(x + 6) + 1.5, 10 + n * 2, 0.36 - n * 0.08)
    meadow(c, 86)
    _road(c, 86)
    for n in range(3):
        cypress(c, c.w * c.rng.choice((0.06, 0.12, 0.9, 0.95)) + n * 2, 96, c.rng.uniform(24, 42))
    weather(c)


def _road(c: Canvas, y: float) -> None:
    way, tone = c.rng.choice((-1, 1)), mix(c.shade(rgb("dcc79a")), c.light.sun, 0.2)
    x = c.w * 0.5
    left, right = [], []
    for n in range(21):
        t = n / 20
        middle = x + way * (math.sin(t * 4) * 14 * (1 - t * 0.3))
        left.append((middle - 0.7 - t * t * 13, y - 1 + t * 17))
        right.append((middle + 0.7 + t * t * 13, y - 1 + t * 17))
    c.fade(left + right[::-1], tone, mix(tone, c.light.ink, 0.2))


def turbine(c: Canvas, x: float, foot: float, tall: float, depth: float) -> None:
    """Stand a wind turbine; its blades are caught at some angle."""
    white = c.shade(rgb("f7f7f2"), depth)
    shade = mix(white, c.light.ink, 0.25 * (1 - depth))
    c.poly(
        [
            (x - tall * 0.008, foot - tall),
            (x + tall * 0.008, foot - tall),
            (x + tall * 0.02, foot),
            (x - tall * 0.02, foot),
        ],
        white,
    )
    c.poly([(x, foot - tall), (x + tall * 0.008, foot - tall), (x + tall * 0.02, foot), (x, foot)], shade)
    start = c.rng.uniform(0, 2)
    for n in range(3):
        a = start + n * math.tau / 3
        dx, dy = math.cos(a), math.sin(a)
        reach = tall * 0.56
        tip = (x + dx * reach, foot - tall + dy * reach)
        bulge = (
            x + dx * reach * 0.25 - dy * tall * 0.026,
            foot - tall + dy * reach * 0.25 + dx * tall * 0.026,
        )
        c.poly(
            [(x, foot - tall), bulge, tip, (x + dy * tall * 0.007, foot - tall - dx * tall * 0.007)],
            white if n else shade,
        )
    c.oval(x, foot - tall, tall * 0.02, tall * 0.02, shade)
    c.glow(x, foot - tall, tall * 0.07, rgb("ff5a48"), c.light.lamps)


def windfarm(c: Canvas) -> None:
    """Paint turbines at sea or on the hills, file behind file."""
    horizon = c.rng.uniform(60, 72)
    sky(c, horizon)
    ranges(c, horizon, 2, 12)
    if c.rng.random() < 0.5:
        for n in range(9):
            near = n / 8
            turbine(
                c,
                c.w * ((0.08 + n * 0.37) % 1.0),
                horizon + near * 0.8,
                14 + near**1.5 * 32,
                0.7 - near * 0.45,
            )
        sea(c, horizon + 0.8, calm=0.5)
        turbine(c, c.w * c.rng.choice((0.22, 0.5, 0.76)), horizon + 12, 66, 0.03)
        gulls_over(c, 4, 50)
    else:
        for n in range(4):
            y = horizon + n * 8
            line = ridge(c, y + 4, 13, 0.5 - n * 0.13, rough=0.1, foot=y + 12)
            for _ in range(4 - n if n else 5):
                x = c.rng.uniform(4, c.w - 4)
                turbine(c, x, line(x) + 1, 15 + n * 12, 0.5 - n * 0.14)
        meadow(c, 90)
    weather(c)


def solar(c: Canvas) -> None:
    """Paint rows of solar panels that run to the horizon and hold the sky."""
    horizon = c.rng.uniform(42, 50)
    sky(c, horizon)
    ranges(c, horizon, 3, 18)
    ridge(c, horizon + 3, 5, 0.3, rough=0.1, foot=horizon + 4)
    meadow(c, horizon + 3)
    vanish = c.w * c.rng.uniform(0.2, 0.8)
    rows = 7
    for n in range(rows):
        t = (n + 0.5) / rows
        y = horizon + 5 + t**1.7 * 50
        _panels(c, y, 1.6 + t**1.5 * 11, vanish, t)
    person(c, c.w * c.rng.uniform(0.2, 0.8), 97, 22)
    weather(c)


def _panels(c: Canvas, y: float, tall: float, vanish: float, t: float) -> None:
    glass_top = mix(c.shade(rgb("3a6fc0"), 0.25 * (1 - t)), c.light.sky[1], 0.35)
    glass = mix(c.shade(rgb("1f3f86"), 0.25 * (1 - t)), rgb("16306b"), 0.45)
    step = tall * 1.5
    frame = mix(c.shade(rgb("c8d0d8")), c.light.sky[3], 0.3)
    c.rect(-1, y + tall, c.w + 2, tall * 0.35, mix(c.shade(rgb("3a4a3a")), c.light.ink, 0.45))
    for n in range(int(c.w / step) + 6):
        x = (n - 2) * step
        lean = (x - vanish) * 0.07
        shape = [(x, y), (x + step * 0.94, y), (x + step * 0.94 + lean, y + tall), (x + lean, y + tall)]
        c.fade(shape, glass_top, glass)
        c.line([shape[0], shape[1]], 0.1 + t * 0.2, frame)
        for k in (0.33, 0.66):
            c.line(
                [(x + step * 0.94 * k, y), (x + step * 0.94 * k + lean, y + tall)],
                0.06 + t * 0.1,
                mix(glass, frame, 0.4),
            )
        c.line(
            [(x + lean * 0.5, y + tall / 2), (x + lean * 0.5 + step * 0.94, y + tall / 2)],
            0.06 + t * 0.1,
            mix(glass, frame, 0.4),
        )
        gleam = [
            (x + step * 0.2, y),
            (x + step * 0.45, y),
            (x + step * 0.2 + lean, y + tall),
            (x - step * 0.05 + lean, y + tall),
        ]
        c.soft(gleam, mix(c.light.sun, WHITE, 0.4), 0.2, 0.2)


def olives(c: Canvas) -> None:
    """Paint an olive grove over the sea, with the harvest going on."""
    horizon = c.rng.uniform(38, 46)
    sky(c, horizon)
    ranges(c, horizon, 2, 14)
    sea(c, horizon, horizon + 10, calm=0.5)
    earth = c.rng.choice((rgb("c99a62"), rgb("b5794a"), rgb("c9b07a")))
    ridge(c, horizon + 12, 5, 0.25, mix(earth, rgb("7a8a5a"), 0.5), 0.1, 101)
    meadow(c, horizon + 16, earth)
    for row in range(5):
        t = row / 4
        count = 9 - row
        for n in range(count):
            x = (n + 0.5 + row % 2 * 0.4) * c.w / count + c.rng.uniform(-1.5, 1.5)
            olive(c, x, horizon + 17 + t**1.4 * 35, 6 + t**1.5 * 20, 0.28 * (1 - t))
        if row == 3:
            passers(c, (8, c.w - 8), (80, 84), (11, 13), 3)
    olive(c, c.w * c.rng.choice((0.08, 0.94)), 101, 50, 0.0)
    weather(c)


def olive(c: Canvas, x: float, y: float, tall: float, depth: float) -> None:
    """Stand an old olive tree: twisted trunk, silver leaves."""
    way = c.rng.choice((-1, 1))
    bark = c.shade(rgb("6b5a4a"), depth)
    c.soft(
        [
            (x - tall * 0.4, y),
            (x + tall * 0.4, y),
            (x + tall * 0.3, y + tall * 0.06),
            (x - tall * 0.3, y + tall * 0.06),
        ],
        c.light.ink,
        0.4,
        tall * 0.04,
    )
    c.poly(
        [
            (x - tall * 0.09, y),
            (x + tall * 0.1, y),
            (x + tall * 0.03 * way, y - tall * 0.3),
            (x + tall * 0.2, y - tall * 0.55),
            (x + tall * 0.13, y - tall * 0.58),
            (x, y - tall * 0.36),
            (x - tall * 0.18, y - tall * 0.6),
            (x - tall * 0.23, y - tall * 0.55),
            (x - tall * 0.06, y - tall * 0.3),
        ],
        bark,
    )
    bushy(c, x, y - tall * 0.08, tall * 0.98, depth, rgb("93a37a"))
    leaf = mix(c.shade(rgb("c4cfae"), depth), c.light.sun, 0.2)
    for _ in range(24):
        dx, up = c.rng.gauss(0, 0.2), c.rng.uniform(0.45, 0.9)
        c.line(
            [(x + dx * tall, y - up * tall), (x + dx * tall + tall * 0.03, y - (up + 0.02) * tall)],
            tall * 0.012,
            leaf,
        )


def vineyard(c: Canvas) -> None:
    """Paint rows of vines running up to a house on the hill."""
    horizon = c.rng.uniform(44, 52)
    sky(c, horizon)
    ranges(c, horizon, 3, 22)
    vanish = c.w * c.rng.uniform(0.3, 0.7)
    earth = mix(c.rng.choice((rgb("b58a5a"), rgb("a56f4a"), rgb("8fa05a"))), SNOW, 0.7 if c.light.snow else 0)
    line = outline(c, horizon + 5, 9, 0.1)
    top = c.shade(earth, 0.2)
    c.fade(
        along(c, line, 101), mix(top, c.light.sun, 0.2), c.shade(earth), mix(c.shade(earth), c.light.ink, 0.3)
    )
    _vines(c, vanish, line(vanish) + 1)
    x = vanish + c.rng.uniform(-8, 2)
    house(c, x, line(x) + 2, 13, 7, 0.12)
    house(c, x + 12, line(x + 12) + 2, 7, 5, 0.14)
    for n in range(6):
        at = x - 9 - n * 4 if n % 2 else x + 20 + n * 4
        cypress(c, at, line(at) + 1.5, c.rng.uniform(9, 14), 0.14)
    passers(c, (10, c.w - 10), (78, 92), (10, 17), 3)
    weather(c)


def _vines(c: Canvas, vanish: float, top: float) -> None:
    leaf = mix(
        c.rng.choice((rgb("5f8a3f"), rgb("86994f"), rgb("b5762f"), rgb("a3482f"))),
        SNOW,
        0.4 if c.light.snow else 0,
    )
    for n in range(-13, 14):
        foot_x = vanish + n * 13.0
        for k in range(34):
            t = (k / 33) ** 1.9
            x, y = vanish + n * 1.1 + (foot_x - vanish - n * 1.1) * t, top + 2 + (102 - top) * t
            if -8 < x < c.w + 8:
                r = 0.35 + t * 3.0
                tone = c.shade(mix(leaf, c.light.ink, c.rng.uniform(0, 0.3)), 0.25 * (1 - t))
                c.oval(x + c.rng.uniform(-0.2, 0.2) * r, y, r * 1.1, r, mix(tone, c.light.ink, 0.22))
                c.oval(x - r * 0.2, y - r * 0.4, r * 0.85, r * 0.7, mix(tone, c.light.sun, 0.1))


def observatory(c: Canvas) -> None:
    """Paint the observatory on its ridge under a turning sky."""
    horizon = 74.0
    sky(c, horizon, clouds=c.light.name not in {"night", "dusk"})
    if c.light.name in {"night", "dusk"}:
        _galaxy(c)
    ranges(c, horizon + 8, 3, 26, 0.85)
    line = ridge(c, 92, 18, 0.05, rgb("4a5a4a"), 0.15, 101)
    x = c.w * c.rng.uniform(0.3, 0.66)
    y = line(x) + 2
    r = c.rng.uniform(11, 15)
    white = c.shade(rgb("efeae0"))
    c.fade(
        [(x - r, y - r * 0.75), (x + r, y - r * 0.75), (x + r, y + 2), (x - r, y + 2)],
        white,
        mix(white, c.light.ink, 0.3),
    )
    c.pie(x, y - r * 0.75, r * 1.06, (180, 360), mix(white, c.light.sun, 0.15))
    dark = 300 if c.light.sun_x < 0.5 else 180
    c.pie(x, y - r * 0.75, r * 1.06, (dark, dark + 60), mix(white, c.light.ink, 0.25))
    slit = c.rng.choice((226, 262, 292))
    c.pie(x, y - r * 0.75, r * 1.07, (slit, slit + 15), mix(c.light.ink, LAMP, 0.15 + c.light.lamps * 0.5))
    a = math.radians(slit + 7)
    c.line(
        [
            (x + math.cos(a) * r * 0.5, y - r * 0.75 + math.sin(a) * r * 0.5),
            (x + math.cos(a) * r * 1.25, y - r * 0.75 + math.sin(a) * r * 1.25),
        ],
        r * 0.13,
        mix(white, c.light.ink, 0.5),
    )
    c.glow(x + math.cos(a) * r, y - r * 0.75 + math.sin(a) * r, r * 1.1, LAMP, 0.5 * c.light.lamps)
    c.rect(x - r * 1.12, y - r * 0.8, r * 2.24, r * 0.1, mix(white, c.light.ink, 0.2))
    windows(c, (x - r * 0.85, y - r * 0.6, r * 1.7, r * 0.45), (7, 1))
    for n in range(7):
        at = x + c.rng.choice((-1, 1)) * (r + 3 + n * 5)
        fir(c, at, line(at) + 2.5, c.rng.uniform(9, 17), 0.02)
    person(c, x - r - 3, line(x - r - 3) + 2.5, 6.5)
    weather(c)


def _galaxy(c: Canvas) -> None:
    way = c.rng.choice((-1, 1))
    glow = mix(c.light.sky[3], rgb("c9a8e0"), 0.5)
    for _ in range(26):
        t = c.rng.random()
        x = c.w * (0.5 + way * (t - 0.5) * 0.9) + c.rng.gauss(0, 3)
        c.glow(x, 72 - t * 74 + c.rng.gauss(0, 3), c.rng.uniform(6, 16), glow, 0.15)
    for _ in range(420):
        t = c.rng.random()
        size = c.rng.choice((0.06, 0.08, 0.13))
        c.oval(
            c.w * (0.5 + way * (t - 0.5) * 0.9) + c.rng.gauss(0, 9),
            72 - t * 74 + c.rng.gauss(0, 9),
            size,
            size,
            mix(WHITE, glow, c.rng.random() * 0.7),
        )


def snow(c: Canvas) -> None:
    """Paint deep snow: firs, a village with warm windows, tracks and falling flakes."""
    horizon = c.rng.uniform(46, 56)
    sky(c, horizon)
    ranges(c, horizon, 3, 30, 0.85)
    line = ridge(c, horizon + 6, 8, 0.3, SNOW, 0.12, 101)
    for _ in range(34):
        x = c.rng.uniform(0, c.w)
        fir(c, x, line(x) + 1, c.rng.uniform(4, 9), 0.36)
    for n in range(7):
        x = c.w * (0.2 + n * 0.09) + c.rng.uniform(-1, 1)
        house(c, x, line(x) + 5 + n % 2 * 3, c.rng.uniform(7, 9), 5.5, 0.15)
    church(c, c.w * c.rng.uniform(0.3, 0.6), horizon + 8, 24, 0.18)
    near = ridge(c, 84, 7, 0.0, SNOW, 0.05, 101)
    for _ in range(46):
        t = c.rng.random()
        c.soft(
            [
                (t * c.w, near(t * c.w) + 3),
                (t * c.w + 12, near(t * c.w) + 4),
                (t * c.w + 8, near(t * c.w) + 5),
            ],
            c.light.sky[1],
            0.12,
            0.8,
        )
    passers(c, (c.w * 0.2, c.w * 0.8), (86, 95), (10, 15), 4)
    for n in range(7):
        fir(
            c, c.rng.choice((0.0, 0.06, 0.13, 0.88, 0.95, 1.0)) * c.w + n, 93 + n * 1.5, c.rng.uniform(22, 48)
        )
    snowfall(c, 1.3)
