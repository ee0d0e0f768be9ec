"""Painters of the working sea: harbour, lighthouse, cranes, ship, ferry, fishing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broadsheet.demo.scenes.boats import buoy, ferry, fisher, freighter, gull, rowing, sail
from broadsheet.demo.scenes.built import (
    LAMP,
    STONE,
    cascade,
    church,
    gantry,
    house,
    lamp,
    quay,
    terrace,
    wall,
)
from broadsheet.demo.scenes.colour import PAINTS, RGB, ROOFS, WHITE, mix, rgb
from broadsheet.demo.scenes.figures import passers, person
from broadsheet.demo.scenes.ground import headland, ranges, ridge
from broadsheet.demo.scenes.sky import sky, weather
from broadsheet.demo.scenes.water import floating, foam, sea

if TYPE_CHECKING:
    from broadsheet.demo.scenes.canvas import Canvas


def gulls_over(c: Canvas, count: int, low: float = 45.0, size: float = 3.0) -> None:
    """Scatter gulls over the sky."""
    for _ in range(count):
        far = c.rng.random()
        gull(c, c.rng.uniform(5, c.w - 5), c.rng.uniform(8, low), size * (0.5 + far), 0.45 - far * 0.4)


def town_shore(c: Canvas, horizon: float, tall: float = 24.0) -> None:
    """Build the town up its hill behind the water, with the church over the roofs."""
    ranges(c, horizon, c.rng.randint(2, 3), tall * 1.25)
    line = ridge(c, horizon, tall, 0.42, rough=0.15)
    left = c.rng.uniform(-5, c.w * 0.25)
    cascade(c, line, (left, left + c.w * c.rng.uniform(0.6, 0.8)), horizon, 0.42)
    church(c, c.rng.uniform(c.w * 0.25, c.w * 0.7), horizon - tall * 0.35, tall * 0.8, 0.4)
    terrace(c, (-2, c.w), horizon, tall * 0.2, 0.32)


def harbour(c: Canvas) -> None:
    """Paint the harbour: town over the water, boats at their moorings, perhaps the quay before us."""
    horizon = c.rng.uniform(42, 54)
    sky(c, horizon)
    town_shore(c, horizon)
    sea(c, horizon, calm=0.78)
    for n in range(c.rng.randint(5, 8)):
        y = horizon + 3 + n * 3.2
        kind = c.rng.choice((sail, rowing, fisher, fisher))
        kind(c, c.rng.uniform(6, c.w - 6), y, 4 + (y - horizon) * 0.38, max(0.0, 0.34 - n * 0.05))
    if c.rng.random() < 0.55:
        fisher(c, c.rng.uniform(c.w * 0.25, c.w * 0.75), 84, 40, flip=c.rng.random() < 0.5)
    if c.rng.random() < 0.6:
        quay(c, 90)
        lamp(c, c.rng.choice((0.12, 0.86)) * c.w, 92, 36)
        passers(c, (8, c.w - 8), (92, 97), (15, 19), c.rng.randint(1, 4))
    gulls_over(c, c.rng.randint(2, 7), horizon - 8)
    weather(c)


def tower(
    c: Canvas, x: float, foot: float, tall: float, colour: RGB, depth: float = 0.0
) -> tuple[float, float]:
    """Build a lighthouse with painted bands; return where its lamp stands."""
    wide, top = tall * 0.12, tall * 0.078
    bands = 7 if c.rng.random() < 0.75 else 1
    for n in range(bands):
        a, b = n / bands, (n + 1) / bands
        up, low = foot - tall * 0.8 * (1 - a), foot - tall * 0.8 * (1 - b)
        wa, wb = top + (wide - top) * a, top + (wide - top) * b
        tone = c.shade(colour if n % 2 else rgb("f7f0e2"), depth)
        c.poly([(x - wa, up), (x + wa, up), (x + wb, low), (x - wb, low)], tone)
    side = -1 if c.light.sun_x * c.w > x else 1
    for share, alpha in ((0.95, 0.22), (0.62, 0.18), (0.3, 0.14)):
        c.soft(
            [
                (x + side * top * (1 - share), foot - tall * 0.8),
                (x + side * top, foot - tall * 0.8),
                (x + side * wide, foot),
                (x + side * wide * (1 - share), foot),
            ],
            c.light.ink,
            alpha,
            0.25,
        )
    iron = c.shade(rgb("2a2d33"), depth)
    y = foot - tall * 0.8
    c.rect(x - top * 1.5, y - tall * 0.012, top * 3, tall * 0.022, iron)
    for n in range(7):
        c.line(
            [(x - top * 1.4 + n * top * 0.467, y), (x - top * 1.4 + n * top * 0.467, y - tall * 0.05)],
            tall * 0.005,
            iron,
        )
    c.line([(x - top * 1.45, y - tall * 0.05), (x + top * 1.45, y - tall * 0.05)], tall * 0.006, iron)
    c.rect(
        x - top * 0.62,
        y - tall * 0.12,
        top * 1.24,
        tall * 0.11,
        mix(c.shade(WHITE), LAMP, 0.3 + c.light.lamps * 0.7),
    )
    for dx in (-0.62, -0.2, 0.2, 0.62):
        c.line([(x + dx * top, y), (x + dx * top, y - tall * 0.12)], tall * 0.006, iron)
    roof = c.shade(colour, depth)
    c.pie(x, y - tall * 0.115, top * 0.85, (180, 360), roof)
    c.line([(x, y - tall * 0.15), (x, y - tall * 0.22)], tall * 0.007, iron)
    for n in range(3):
        c.rect(
            x - wide * 0.1,
            foot - tall * (0.14 + n * 0.22),
            wide * 0.2,
            tall * 0.045,
            mix(iron, LAMP, c.light.lamps * 0.8),
        )
    return (x, y - tall * 0.065)


def beams(c: Canvas, x: float, y: float, tilt: float) -> None:
    """Throw the light of a lighthouse both ways when it is dark or thick."""
    strength = max(c.light.lamps, c.light.fog * 0.8)
    if strength < 0.3:
        return
    for way in (-1, 1):
        far = way * c.w
        for spread, alpha in ((9, 0.13), (4.5, 0.2), (1.6, 0.25)):
            c.soft(
                [
                    (x, y - 0.3),
                    (x + far, y + tilt * way - spread),
                    (x + far, y + tilt * way + spread),
                    (x, y + 0.3),
                ],
                LAMP,
                alpha * strength,
                1.4,
            )
    c.glow(x, y, 22, LAMP, 0.75 * strength)
    c.oval(x, y, 1.0, 1.0, mix(LAMP, WHITE, 0.6))


def rocks(c: Canvas, span: tuple[float, float], y: float, tall: float) -> None:
    """Heap rocks along the water with foam about them."""
    for _ in range(int((span[1] - span[0]) / 1.6)):
        x, r = c.rng.uniform(*span), tall * c.rng.uniform(0.2, 0.6)
        stone = mix(c.shade(rgb("6f675f")), c.light.ink, c.rng.uniform(0.1, 0.5))
        base = y + c.rng.uniform(-0.3, 0.6) * tall * 0.5
        c.poly(
            [
                (x - r * 1.3, base),
                (x - r * 0.8, base - r * 0.7),
                (x + r * 0.1, base - r),
                (x + r, base - r * 0.5),
                (x + r * 1.4, base),
            ],
            stone,
        )
        c.poly(
            [(x - r * 0.8, base - r * 0.7), (x + r * 0.1, base - r), (x, base - r * 0.5)],
            mix(stone, c.light.sun, 0.25),
        )
    foam(c, span[0] - 2, y + tall * 0.3, span[1] - span[0] + 4, tall * 0.12)


def lighthouse(c: Canvas) -> None:
    """Paint a lighthouse on its cape or rock, with its beam when it is dark."""
    horizon = c.rng.uniform(60, 72)
    right = c.rng.random() < 0.5
    sky(c, horizon)
    ranges(c, horizon, 2, 12)
    sea(c, horizon, calm=0.25 if c.light.name == "storm" else 0.5)
    for _ in range(c.rng.randint(1, 4)):
        sail(c, c.rng.uniform(10, c.w - 10), horizon + c.rng.uniform(2, 6), c.rng.uniform(4, 7), 0.35)
    crest = headland(
        c, horizon + 14, c.rng.uniform(24, 34), c.w * c.rng.uniform(0.55, 0.75), 0.06, right=right
    )
    x, foot = crest[c.rng.randint(8, 11)]
    house(c, x + (5 if right else -15), foot + 1.5, 9, 5.5, 0.05)
    spot = tower(
        c, x, foot + 2, c.rng.uniform(38, 48), c.rng.choice((PAINTS[0], PAINTS[1], ROOFS[1], PAINTS[7])), 0.02
    )
    tip = crest[-1][0]
    rocks(c, (tip - 8, c.w + 4) if right else (-4, tip + 8), horizon + 14, 5)
    beams(c, *spot, c.rng.uniform(-12, 12))
    gulls_over(c, c.rng.randint(3, 8), 50)
    weather(c)


def cranes(c: Canvas) -> None:
    """Paint the container port: a file of cranes going off into the haze."""
    horizon = c.rng.uniform(62, 70)
    flip = c.rng.random() < 0.5
    colour = c.rng.choice((rgb("c8402f"), rgb("1f5f7a"), rgb("e3a72f"), rgb("d9683c"), rgb("4d8f8a")))
    sky(c, horizon)
    ranges(c, horizon, 2, 13)
    count = c.rng.randint(4, 6)
    for n in range(count):
        near = n / (count - 1)
        x = c.w * (0.12 + 0.62 * near**0.8)
        gantry(
            c,
            c.w - x if flip else x,
            horizon + near * 2.5,
            22 + near**1.6 * 46,
            colour,
            0.66 - near * 0.6,
            flip=flip,
        )
    stacks(c, horizon + 2.5)
    sea(c, horizon + 2.5, calm=0.72)
    if c.rng.random() < 0.75:
        at = c.rng.uniform(0.35, 0.65) * c.w
        freighter(
            c, at, horizon + c.rng.uniform(9, 16), c.rng.uniform(70, 100), 0.05, flip=c.rng.random() < 0.5
        )
    gulls_over(c, c.rng.randint(2, 5), 40)
    weather(c)


def stacks(c: Canvas, foot: float) -> None:
    """Stack containers along the quay."""
    x = -1.0
    while x < c.w:
        for tier in range(c.rng.randint(0, 4)):
            box = c.shade(c.rng.choice(PAINTS), 0.25)
            c.rect(x, foot - 1.9 * (tier + 1), 4.3, 1.75, box)
            for rib in range(5):
                c.rect(x + 0.4 + rib * 0.8, foot - 1.9 * (tier + 1), 0.15, 1.75, mix(box, c.light.ink, 0.25))
        x += 4.6
    c.rect(-1, foot - 0.3, c.w + 2, 0.6, c.shade(STONE, 0.3))


def ship(c: Canvas) -> None:
    """Paint a great freighter alone at sea, or from low before its bow."""
    if c.rng.random() < 0.35:
        _bow(c)
        return
    horizon = c.rng.uniform(52, 62)
    sky(c, horizon)
    if c.rng.random() < 0.6:
        ranges(c, horizon, 3, 14, 0.95)
    sea(c, horizon, calm=0.4)
    flip = c.rng.random() < 0.5
    freighter(
        c,
        c.w * c.rng.uniform(0.42, 0.58),
        horizon + c.rng.uniform(9, 15),
        c.w * c.rng.uniform(0.68, 0.82),
        0.05,
        flip=flip,
    )
    fisher(c, c.w * (0.16 if flip else 0.8), 86, 13)
    buoy(c, c.w * c.rng.uniform(0.1, 0.3), 90, 9)
    gulls_over(c, c.rng.randint(3, 8), 36)
    weather(c)


def _bow(c: Canvas) -> None:
    """Look up at the bow of a ship that fills the sheet, as liner posters do."""
    horizon, x = 82.0, c.w * c.rng.uniform(0.38, 0.62)
    sky(c, horizon)
    sea(c, horizon, calm=0.4)
    hull = c.rng.choice((rgb("1f3f5f"), rgb("2d2f3a"), rgb("8f3a32"), rgb("1f5f5a")))
    left, right = mix(c.shade(hull), c.light.sun, 0.22), mix(c.shade(hull), c.light.ink, 0.3)
    with floating(c, (x - 46, x + 46, 92), 90, 0.4):
        for wide, top, tone in ((13, 9, rgb("f4efe2")), (16, 17, rgb("e9e2d2")), (19, 24, rgb("f4efe2"))):
            wall(c, (x - wide, top, wide * 2, 14), tone)
            for n in range(9):
                glass = LAMP if c.rng.random() < c.light.lamps else c.shade(rgb("33495c"))
                c.rect(x - wide + 1.2 + n * (wide * 2 - 3) / 8.6, top + 2, 1.6, 2.6, glass)
        c.line([(x, 9), (x, 1)], 0.5, c.shade(WHITE))
        c.fade([(x - 36, 33), (x, 28), (x, 92), (x - 12, 92)], left, mix(left, c.light.ink, 0.35))
        c.fade([(x + 36, 33), (x, 28), (x, 92), (x + 12, 92)], right, mix(right, c.light.ink, 0.5))
        c.poly(
            [(x - 36, 33), (x, 28), (x + 36, 33), (x + 35.4, 34.5), (x, 29.6), (x - 35.4, 34.5)],
            c.shade(WHITE),
        )
        c.poly(
            [(x - 15.6, 84), (x, 82), (x + 15.6, 84), (x + 12, 92), (x - 12, 92)],
            mix(c.shade(rgb("a8432f")), c.light.ink, 0.15),
        )
        for side in (-1, 1):
            c.line([(x + side * 11, 44), (x + side * 8.5, 56)], 0.9, c.light.ink)
            c.oval(x + side * 11.5, 43, 1.4, 1.1, c.light.ink)
    foam(c, x - 22, 92.5, 44, 1.4)
    gulls_over(c, 6, 60, 4.5)
    weather(c)


def ferry_scene(c: Canvas) -> None:
    """Paint the ferry that crosses between town and islands."""
    horizon = c.rng.uniform(46, 56)
    sky(c, horizon)
    (town_shore if c.rng.random() < 0.5 else ranges)(c, horizon)
    sea(c, horizon, calm=0.6)
    flip = c.rng.random() < 0.5
    for n in range(3):
        sail(c, c.rng.uniform(8, c.w - 8), horizon + 3 + n * 2, 5 + n * 1.6, 0.3)
    ferry(
        c,
        c.w * c.rng.uniform(0.42, 0.58),
        horizon + c.rng.uniform(15, 23),
        c.w * c.rng.uniform(0.5, 0.66),
        0.04,
        flip=flip,
    )
    if c.rng.random() < 0.4:
        quay(c, 91)
        passers(c, (c.w * 0.1, c.w * 0.9), (93, 98), (19, 23), c.rng.randint(2, 5))
    gulls_over(c, c.rng.randint(4, 9), 42)
    weather(c)


def fishing(c: Canvas) -> None:
    """Paint boats that fish: at sea under the gulls, or landing the catch at the quay."""
    horizon = c.rng.uniform(42, 52)
    sky(c, horizon)
    ranges(c, horizon, 3, 17)
    sea(c, horizon, calm=0.55)
    for n in range(4):
        fisher(
            c,
            c.w * (0.12 + 0.25 * n + c.rng.uniform(-0.05, 0.05)),
            horizon + 3.5 + n % 2 * 4,
            8 + n % 2 * 5,
            0.32 - n % 2 * 0.1,
            flip=n % 2 == 0,
        )
    x, flip = c.w * c.rng.uniform(0.35, 0.65), c.rng.random() < 0.5
    fisher(c, x, 85, c.rng.uniform(58, 72), flip=flip)
    gulls_over(c, c.rng.randint(8, 14), 55, 3.4)
    if c.rng.random() < 0.5:
        quay(c, 91)
        person(c, c.w * (0.16 if x > c.w / 2 else 0.84), 96, 25)
        for n in range(4):
            at = c.w * 0.4 + n * 7
            c.rect(at, 91.5, 6, 3.6, c.shade(PAINTS[n % 2]))
            c.rect(at, 91.5, 6, 0.8, mix(c.shade(WHITE), c.light.sky[2], 0.3))
    weather(c)
