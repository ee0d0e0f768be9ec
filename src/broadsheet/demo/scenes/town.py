"""Painters of the streets: street, rainstreet, market, bakery."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broadsheet.demo.scenes.built import LAMP, church, gable, hipped, lamp, terrace, wall, windows
from broadsheet.demo.scenes.colour import CREAM, PAINTS, PLASTER, RGB, ROOFS, WHITE, mix, rgb, turn
from broadsheet.demo.scenes.figures import passers, person
from broadsheet.demo.scenes.ground import SNOW, ranges
from broadsheet.demo.scenes.sea import gulls_over, town_shore
from broadsheet.demo.scenes.sky import sky, weather
from broadsheet.demo.scenes.water import sea

if TYPE_CHECKING:
    from broadsheet.demo.scenes.canvas import Canvas

_GOODS = tuple(rgb(one) for one in ["d9462f", "e8a52f", "6f9a3f", "e8d9a0", "7b3f61", "d97a3a", "b8cdd4"])


def paving(c: Canvas, y: float, colour: RGB | None = None) -> None:
    """Pave the foreground, wet and mirroring when it rains."""
    if c.light.rain:
        sea(c, y, calm=0.82)
        return
    stone = mix(
        c.shade(mix(colour or rgb("b5a894"), SNOW, 0.75 if c.light.snow else 0)), c.light.sky[2], 0.12
    )
    near = mix(stone, c.light.ink, 0.42)
    c.sheet(y, 100, mix(stone, c.light.sun, 0.2), stone, near)
    for n in range(1, 12):
        at = y + n * n * 0.36
        c.line([(-1, at), (c.w + 1, at)], 0.08 + n * 0.015, mix(stone, near, 0.5))
    for n in range(-14, 15):
        c.line([(c.w / 2 + n * 5, y), (c.w / 2 + n * 22, 101)], 0.12, mix(stone, near, 0.4))


def _canyon(c: Canvas, vanish: tuple[float, float], *, shops: bool) -> None:
    """Line a street with houses that run to a vanishing point on either side."""
    vx, vy = vanish
    for side in (-1, 1):
        edges = [c.w * 0.62 * 0.62**n for n in range(6)]
        for n in range(len(edges) - 2, -1, -1):
            far, near = edges[n + 1] * side, edges[n] * side
            _front(c, (vx + far, vx + near), (vx, vy), n * 0.13, shops=shops)


def _front(
    c: Canvas, span: tuple[float, float], vanish: tuple[float, float], depth: float, *, shops: bool
) -> None:
    vx, vy = vanish
    x0, x1 = span
    up = c.rng.uniform(0.85, 1.25)

    def at(x: float, rise: float) -> tuple[float, float]:
        return (x, vy - rise * abs(x - vx))

    colour = c.shade(c.rng.choice(PLASTER), depth)
    sunny = (x1 > vx) == (c.light.sun_x < 0.5)
    face = mix(colour, c.light.sun if sunny else c.light.ink, 0.12 if sunny else 0.24)
    c.fade([at(x0, up), at(x1, up), at(x1, -0.3), at(x0, -0.3)], face, mix(face, c.light.ink, 0.2))
    c.poly(
        [at(x0, up + 0.09), at(x1, up + 0.09), at(x1, up), at(x0, up)],
        c.shade(mix(c.rng.choice(ROOFS), SNOW, 0.8 if c.light.snow else 0), depth),
    )
    cols = 4
    for col in range(cols):
        a, b = x0 + (x1 - x0) * (col + 0.28) / cols, x0 + (x1 - x0) * (col + 0.72) / cols
        for row in range(3):
            low = 0.22 + row * (up - 0.25) / 3
            glass = (
                mix(LAMP, rgb("ffb45e"), c.rng.random())
                if c.rng.random() < c.light.lamps * 0.6
                else c.shade(rgb("3f5a70"), depth)
            )
            shutter = mix(face, c.light.ink, 0.3)
            c.poly([at(a, low + 0.19), at(b, low + 0.19), at(b, low), at(a, low)], shutter)
            inset = (b - a) * 0.18
            c.poly(
                [
                    at(a + inset, low + 0.18),
                    at(b - inset, low + 0.18),
                    at(b - inset, low + 0.01),
                    at(a + inset, low + 0.01),
                ],
                glass,
            )
    if shops:
        shop = mix(LAMP, c.shade(rgb("4a4038"), depth), 0.75 - c.light.lamps * 0.65)
        c.poly(
            [
                at(x0 * 0.92 + x1 * 0.08, 0.08),
                at(x0 * 0.08 + x1 * 0.92, 0.08),
                at(x0 * 0.08 + x1 * 0.92, -0.27),
                at(x0 * 0.92 + x1 * 0.08, -0.27),
            ],
            shop,
        )
        cloth = c.shade(c.rng.choice(PAINTS), depth)
        out = (x1 - x0) * 0.16 * -1
        c.poly([at(x0, 0.15), at(x1, 0.15), at(x1 + out, 0.03), at(x0 + out, 0.03)], cloth)
        c.glow(
            (x0 + x1) / 2, vy + abs((x0 + x1) / 2 - vx) * 0.1, abs(x1 - x0) * 0.9, LAMP, 0.4 * c.light.lamps
        )


def street(c: Canvas) -> None:
    """Paint a street that falls away to the sea or the church, in its own light."""
    vanish = (c.w * c.rng.uniform(0.38, 0.62), c.rng.uniform(56, 62))
    sky(c, vanish[1])
    ranges(c, vanish[1], 3, 16)
    if c.rng.random() < 0.6:
        church(c, vanish[0] - 3, vanish[1], 26, 0.6)
    paving(c, vanish[1])
    _canyon(c, vanish, shops=True)
    if c.light.rain:
        _wet(c, vanish)
    for side in (-1, 1):
        for n in (3, 2, 1, 0):
            x = vanish[0] + side * 40 * 0.62**n
            lamp(c, x, vanish[1] + abs(x - vanish[0]) * 0.3, 8 + 36 * 0.58**n, n * 0.12)
    passers(c, (vanish[0] - 22, vanish[0] + 22), (vanish[1] + 3, 94), (6, 26), c.rng.randint(6, 10))
    if not c.light.rain:
        gulls_over(c, 3, 30)
    weather(c)


def _wet(c: Canvas, vanish: tuple[float, float]) -> None:
    """Let shop lights run down the wet stones."""
    for _ in range(46):
        x = c.rng.uniform(0, c.w)
        far = abs(x - vanish[0])
        y = vanish[1] + far * 0.3 + c.rng.uniform(0, 6)
        glow = mix(c.rng.choice((LAMP, LAMP, rgb("ff8a5c"), rgb("8fd0e0"))), c.light.sea, 0.25)
        long, wide = c.rng.uniform(6, 24), c.rng.uniform(0.3, 1.6)
        c.soft(
            [(x - wide, y), (x + wide, y), (x + wide * 0.6, y + long), (x - wide * 0.6, y + long)],
            glow,
            0.32 * max(0.35, c.light.lamps),
            0.9,
        )


def rainstreet(c: Canvas) -> None:
    """Paint a street in the rain: umbrellas, wet stone, lamps."""
    street(c)
    for _ in range(2):
        person(c, c.rng.uniform(0.2, 0.8) * c.w, 101, c.rng.uniform(36, 42), umbrella=True)


def market(c: Canvas) -> None:
    """Paint the market on the square under striped awnings."""
    ground = c.rng.uniform(56, 62)
    sky(c, ground)
    town_shore(c, ground - 2, 26)
    terrace(c, (-2, c.w), ground, 24, 0.24)
    paving(c, ground)
    passers(c, (0, c.w), (ground + 3, ground + 12), (10, 13), 14)
    for n in range(4):
        _stall(c, -6 + n * c.w * 0.29 + c.rng.uniform(-2, 2), ground + 15, 26, 0.12)
    passers(c, (0, c.w), (ground + 17, ground + 24), (15, 19), 8)
    for n in range(3):
        _stall(c, -12 + n * c.w * 0.4 + c.rng.uniform(-3, 3), 99, 42, 0.0)
    passers(c, (0, c.w), (101, 106), (32, 36), 3)
    gulls_over(c, 3, 25)
    weather(c)


def _stall(c: Canvas, x: float, foot: float, w: float, depth: float) -> None:
    colour = c.rng.choice(PAINTS)
    h = w * 0.62
    c.rect(x, foot - h * 0.42, w, h * 0.42, c.shade(rgb("7a5a40"), depth))
    c.rect(
        x + w * 0.03,
        foot - h * 0.85,
        w * 0.94,
        h * 0.45,
        mix(c.shade(rgb("4a3a34"), depth), LAMP, c.light.lamps * 0.35),
    )
    for at in (0.02, 0.96):
        c.rect(x + w * at, foot - h * 0.9, w * 0.02, h * 0.9, c.shade(rgb("5a4636"), depth))
    person(c, x + w * c.rng.uniform(0.3, 0.7), foot - h * 0.08, h * 0.72, depth)
    c.rect(x, foot - h * 0.38, w, h * 0.38, c.shade(rgb("8a6546"), depth))
    for row in range(2):
        for n in range(7):
            goods = c.shade(c.rng.choice(_GOODS), depth)
            left, top = x + w * (0.01 + n * 0.142), foot - h * (0.42 - row * 0.14)
            for k in range(9):
                c.oval(
                    left + w * (0.015 + k % 5 * 0.026),
                    top + (k // 5 - 0.4) * h * 0.045,
                    w * 0.02,
                    w * 0.02,
                    mix(goods, c.light.ink, c.rng.random() * 0.25),
                )
            c.rect(left, top + h * 0.035, w * 0.13, h * 0.07, c.shade(rgb("b98a5a"), depth))
    for n in range(8):
        a, b = x - w * 0.05 + n * w * 0.1375, x - w * 0.05 + (n + 1) * w * 0.1375
        tone = c.shade(colour if n % 2 else CREAM, depth)
        c.poly(
            [
                (a + (x + w / 2 - a) * 0.1, foot - h * 1.15),
                (b + (x + w / 2 - b) * 0.1, foot - h * 1.15),
                (b, foot - h * 0.86),
                (a, foot - h * 0.86),
            ],
            tone,
        )
        c.pie((a + b) / 2, foot - h * 0.86, w * 0.069, (0, 180), mix(tone, c.light.ink, 0.12))
    c.glow(x + w / 2, foot - h * 0.7, w * 0.55, LAMP, 0.6 * c.light.lamps)


def bakery(c: Canvas) -> None:
    """Paint the baker's shop at the corner with its warm window."""
    ground = 84.0
    sky(c, ground)
    x, w = c.w * c.rng.uniform(0.14, 0.3), c.w * 0.54
    terrace(c, (-4, c.w), ground, 62, 0.3)
    paving(c, ground)
    front = c.rng.choice((rgb("2f5f5a"), rgb("8f3a3a"), rgb("34466b"), rgb("c98a3a"), rgb("5a3f5a")))
    wall(c, (x, 12, w, ground - 12), c.rng.choice(PLASTER[:5]))
    (gable if c.rng.random() < 0.5 else hipped)(c, x, 12, w, 11, c.rng.choice(ROOFS))
    windows(c, (x + w * 0.05, 12, w * 0.9, 22), (4, 1))
    wood = c.shade(front)
    c.rect(x + w * 0.03, 38, w * 0.94, ground - 38, wood)
    c.rect(x + w * 0.03, 38, w * 0.94, 6, mix(wood, c.light.ink, 0.3))
    _sheaf(c, x + w * 0.5, 41)
    warm = mix(rgb("ffd9a0"), c.shade(rgb("e8c48a")), 0.25)
    for left, wide in ((0.07, 0.5), (0.64, 0.12), (0.78, 0.16)):
        c.fade(
            [
                (x + w * left, 52),
                (x + w * (left + wide), 52),
                (x + w * (left + wide), ground - 4),
                (x + w * left, ground - 4),
            ],
            mix(warm, WHITE, 0.3),
            warm,
            mix(warm, rgb("b5703a"), 0.4),
        )
    person(c, x + w * 0.4, ground - 5, 25)
    _loaves(c, x + w * 0.07, w * 0.5, ground)
    c.rect(x + w * 0.635, 52, w * 0.13, ground - 52, mix(wood, c.light.ink, 0.25))
    c.rect(x + w * 0.655, 55, w * 0.09, 17, warm)
    for n in range(10):
        a, step = x + n * w * 0.1, w * 0.1
        tone = c.shade(front if n % 2 else CREAM)
        c.poly([(a, 45), (a + step, 45), (a + step, 52), (a, 52)], tone)
        c.pie(a + step / 2, 52, step / 2, (0, 180), mix(tone, c.light.ink, 0.12))
    c.glow(x + w * 0.35, 68, w * 0.5, rgb("ffb86a"), 0.25 + 0.4 * c.light.lamps)
    lamp(c, x + w + 9, ground + 5, 52)
    passers(c, (4, x - 2), (ground + 4, ground + 9), (28, 31), 2)
    passers(c, (x + w * 0.5, c.w - 5), (ground + 5, ground + 12), (29, 33), 2)
    weather(c)


def _sheaf(c: Canvas, x: float, y: float) -> None:
    gold = mix(rgb("f0c35e"), c.light.ink, c.light.key * 0.4)
    for n in range(-4, 5):
        c.line([(x, y + 2), (x + n * 0.9, y - 2 + abs(n) * 0.15)], 0.25, gold)
        c.oval(x + n * 0.95, y - 2 + abs(n) * 0.2, 0.35, 0.7, gold)
    for side in (-1, 1):
        c.line([(x + side * 6, y), (x + side * 22, y)], 0.35, gold)


def _loaves(c: Canvas, x: float, w: float, ground: float) -> None:
    for row, y in enumerate((ground - 4.5, ground - 12)):
        c.rect(x, y, w, 0.8, rgb("7a4f30"))
        at = x + 2.5
        while at < x + w - 4:
            crust = turn(rgb("c07f3e"), c.rng.uniform(-0.02, 0.02), 1.0, c.rng.uniform(0.8, 1.15))
            r = c.rng.uniform(1.5, 2.8) if row else c.rng.uniform(2.2, 3.4)
            c.oval(at + r, y - r * 0.5, r, r * 0.62, crust)
            c.oval(at + r * 0.85, y - r * 0.66, r * 0.7, r * 0.36, mix(crust, rgb("ffe0a8"), 0.4))
            for k in (-0.4, 0.0, 0.4):
                c.line(
                    [(at + r + k * r, y - r), (at + r + k * r + 0.5, y - r * 0.4)],
                    0.25,
                    mix(crust, rgb("fff0d0"), 0.6),
                )
            at += r * 2.3
