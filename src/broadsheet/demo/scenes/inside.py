"""Painters of rooms: stage, greenhouse, workshop."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from broadsheet.demo.scenes.built import LAMP
from broadsheet.demo.scenes.colour import CLOTHES, PAINTS, RGB, SKINS, WHITE, mix, rgb, turn
from broadsheet.demo.scenes.figures import crowd, person
from broadsheet.demo.scenes.ground import GREENS, ranges
from broadsheet.demo.scenes.sky import sky
from broadsheet.demo.scenes.water import sea

if TYPE_CHECKING:
    from broadsheet.demo.scenes.canvas import Canvas

_HUES = tuple(rgb(one) for one in ["ff5f6d", "ffb347", "6fd0c8", "8f7bff", "ff7fc0", "6fa8ff", "f6e27a"])


def stage(c: Canvas) -> None:
    """Paint a concert under crossing lights, or a play between velvet curtains."""
    (_concert if c.rng.random() < 0.55 else _theatre)(c)


def _concert(c: Canvas) -> None:
    one, two, three = c.rng.sample(_HUES, 3)
    dark = mix(turn(one, 0.0, 0.9, 0.12), rgb("0a0a18"), 0.45)
    c.sheet(0, 101, dark, mix(dark, two, 0.35), mix(dark, one, 0.5), dark)
    c.glow(c.w * 0.5, 58, 80, mix(one, two, 0.5), 0.55)
    if c.rng.random() < 0.6:
        c.oval(c.w / 2, 42, 24, 24, mix(two, WHITE, 0.25))
        c.glow(c.w / 2, 42, 48, two, 0.5)
    else:
        for n in range(9):
            tall = 16 + 20 * abs(math.sin(n * 1.7 + c.rng.random()))
            c.fade(
                [
                    (c.w * (0.2 + n * 0.07), 66 - tall),
                    (c.w * (0.25 + n * 0.07), 66 - tall),
                    (c.w * (0.25 + n * 0.07), 66),
                    (c.w * (0.2 + n * 0.07), 66),
                ],
                mix(one, two, n / 9),
                mix(dark, one, 0.4),
            )
    steel = mix(dark, rgb("000000"), 0.5)
    c.rect(-1, 6, c.w + 2, 1, steel)
    c.rect(-1, 10, c.w + 2, 0.8, steel)
    for n in range(int(c.w / 4) + 1):
        c.line([(n * 4, 6), (n * 4 + 2, 10.5), (n * 4 + 4, 6)], 0.3, steel)
    for n in range(9):
        x = c.w * (0.06 + n * 0.11)
        aim = c.w * c.rng.uniform(0.1, 0.9)
        hue = (one, two, three)[n % 3]
        c.soft([(x - 0.6, 11), (x + 0.6, 11), (aim + 9, 90), (aim - 9, 90)], mix(hue, WHITE, 0.3), 0.24, 1.6)
        c.glow(x, 11, 7, hue, 0.9)
        c.oval(x, 11, 0.9, 0.7, mix(hue, WHITE, 0.7))
    c.rect(-1, 72, c.w + 2, 30, mix(dark, rgb("000000"), 0.5))
    c.rect(-1, 71.4, c.w + 2, 0.8, mix(one, WHITE, 0.4))
    ink = mix(dark, rgb("000000"), 0.65)
    for n in range(c.rng.randint(3, 5)):
        _player(c, c.w * (0.26 + n * 0.125), 72, c.rng.uniform(23, 27), ink, n)
    for side in (0.06, 0.94):
        for n in range(3):
            c.rect(c.w * side - 6, 44 + n * 9.4, 12, 9, ink)
            c.oval(c.w * side, 48.5 + n * 9.4, 3.4, 3.4, mix(ink, one, 0.18))
    c.veil(60, 84, mix(one, WHITE, 0.35), 0.0, 0.22, 0.0)
    crowd(c, 86, 3, 9, mix(dark, one, 0.25))


def _player(c: Canvas, x: float, foot: float, tall: float, ink: RGB, part: int) -> None:
    for side in (-1, 1):
        c.line([(x, foot - tall * 0.48), (x + side * tall * 0.1, foot)], tall * 0.075, ink)
    c.poly(
        [
            (x - tall * 0.1, foot - tall * 0.82),
            (x + tall * 0.1, foot - tall * 0.82),
            (x + tall * 0.075, foot - tall * 0.44),
            (x - tall * 0.075, foot - tall * 0.44),
        ],
        ink,
    )
    c.oval(x, foot - tall * 0.91, tall * 0.06, tall * 0.075, ink)
    if part == 1:
        c.line([(x + tall * 0.16, foot), (x + tall * 0.16, foot - tall * 0.85)], tall * 0.015, ink)
        c.line(
            [
                (x + tall * 0.09, foot - tall * 0.78),
                (x + tall * 0.2, foot - tall * 0.64),
                (x + tall * 0.15, foot - tall * 0.84),
            ],
            tall * 0.045,
            ink,
        )
        c.line(
            [(x - tall * 0.09, foot - tall * 0.78), (x - tall * 0.24, foot - tall * 1.02)], tall * 0.045, ink
        )
    elif part == 2:
        for dx, r in ((-0.2, 0.1), (0.0, 0.15), (0.2, 0.1)):
            c.oval(x + dx * tall, foot - r * tall, r * tall, r * tall, ink)
        for dx in (-0.3, 0.3):
            c.line([(x + dx * tall, foot), (x + dx * tall, foot - tall * 0.6)], tall * 0.012, ink)
            c.oval(x + dx * tall, foot - tall * 0.6, tall * 0.13, tall * 0.018, ink)
    else:
        c.oval(x - tall * 0.06, foot - tall * 0.52, tall * 0.12, tall * 0.085, ink)
        c.line(
            [(x - tall * 0.06, foot - tall * 0.52), (x + tall * 0.38, foot - tall * 0.72)], tall * 0.028, ink
        )
        c.line(
            [(x + tall * 0.09, foot - tall * 0.78), (x + tall * 0.22, foot - tall * 0.64)], tall * 0.045, ink
        )


def _theatre(c: Canvas) -> None:
    velvet = c.rng.choice((rgb("8f2a35"), rgb("5a2a5f"), rgb("1f4f5f"), rgb("a3482f")))
    dark = mix(velvet, rgb("0c0812"), 0.8)
    sky(c, 62)
    ranges(c, 62, 3, 26, 0.75)
    sea(c, 62, 78, calm=0.7)
    c.sheet(74, 101, mix(rgb("8a5f3f"), LAMP, 0.25), mix(rgb("5a3a2a"), dark, 0.3))
    for n in range(-12, 13):
        c.line([(c.w / 2 + n * 6, 74), (c.w / 2 + n * 11, 101)], 0.15, rgb("4a3024"))
    for n, dx in enumerate((-0.14, 0.02, 0.15)):
        c.soft(
            [
                (c.w * (0.5 + dx) - 7, 80),
                (c.w * (0.5 + dx) + 7, 80),
                (c.w * (0.5 + dx) + 6, 84),
                (c.w * (0.5 + dx) - 6, 84),
            ],
            rgb("fff0c8"),
            0.5,
            1.5,
        )
        person(c, c.w * (0.5 + dx), 82 + n % 2 * 3, 30)
    for aim in (0.36, 0.52, 0.65):
        c.soft(
            [(c.w * 0.5 - 1, -2), (c.w * 0.5 + 1, -2), (c.w * aim + 9, 84), (c.w * aim - 9, 84)],
            rgb("fff0c8"),
            0.14,
            1.5,
        )
    for side in (0, 1):
        for n in range(9):
            t = n / 9
            x0, x1 = c.w * t * 0.24, c.w * (t + 1 / 9) * 0.24
            fold = mix(mix(velvet, rgb("ffd8a0"), 0.22), dark, 0.15 + 0.65 * (n % 2) * 0.7)
            pinch = 1 - 0.45 * t
            shape = [
                (x0, 4),
                (x1, 4),
                (x1 * (0.62 + 0.1 * pinch), 58),
                (x1 * 0.86, 90),
                (x0 * 0.86, 90),
                (x0 * (0.62 + 0.1 * pinch), 58),
            ]
            c.fade(
                [(c.w - x, y) if side else (x, y) for x, y in shape],
                mix(fold, dark, 0.5),
                fold,
                mix(fold, dark, 0.35),
            )
    for n in range(11):
        x = c.w * (n + 0.5) / 11
        c.pie(x, 5, c.w / 18, (0, 180), mix(mix(velvet, rgb("ffd8a0"), 0.12), dark, 0.1 + 0.2 * (n % 2)))
        c.pie(x, 4, c.w / 22, (0, 180), mix(velvet, dark, 0.3))
    c.rect(-1, -1, c.w + 2, 7, mix(velvet, dark, 0.5))
    c.rect(-1, 5.4, c.w + 2, 0.7, rgb("d9a94a"))
    for n in range(13):
        c.glow(c.w * (n + 0.5) / 13, 90, 6, LAMP, 0.7)
    crowd(c, 92, 2, 9, dark)


def greenhouse(c: Canvas) -> None:
    """Paint a glasshouse from within: iron ribs, tall leaves, the day outside."""
    sky(c, 70)
    ranges(c, 70, 3, 26)
    vx, vy = c.w * c.rng.uniform(0.42, 0.58), 58.0
    c.sheet(72, 101, c.shade(rgb("b8a488")), mix(c.shade(rgb("6a5a48")), c.light.ink, 0.4))
    c.poly(
        [(vx - 4, 66), (vx + 4, 66), (vx + 30, 101), (vx - 30, 101)],
        mix(c.shade(rgb("d9c8a8")), c.light.sun, 0.2),
    )
    iron = mix(c.shade(c.rng.choice((rgb("e8efe8"), rgb("3f5a52"), rgb("7fa39a")))), c.light.sky[2], 0.15)
    for n in range(7):
        t = 0.16 * 1.52**n
        dim = mix(iron, c.light.haze, 0.5 * (1 - n / 6))
        arch = [
            (
                vx + math.cos(a * math.pi / 24) * c.w * 0.42 * t,
                vy + 14 * t - math.sin(a * math.pi / 24) * 44 * t,
            )
            for a in range(25)
        ]
        c.line([(arch[0][0], vy + 40 * t), *arch, (arch[-1][0], vy + 40 * t)], 0.3 + t * 0.45, dim)
    for a in range(1, 24, 2):
        dx, dy = math.cos(a * math.pi / 24) * c.w * 0.42, 14 - math.sin(a * math.pi / 24) * 44
        c.line(
            [(vx + dx * 0.16, vy + dy * 0.16), (vx + dx * 2.2, vy + dy * 2.2)],
            0.22,
            mix(iron, c.light.haze, 0.2),
        )
    sx = c.light.sun_x * c.w
    for n in range(5):
        c.soft(
            [
                (sx - 2 + n * 3, -2),
                (sx + 3 + n * 3, -2),
                (sx + (vx - sx) * 2 + n * 15 - 20, 101),
                (sx + (vx - sx) * 2 + n * 15 - 30, 101),
            ],
            c.light.sun,
            0.1,
            1.5,
        )
    for n in range(7):
        t = 0.2 * 1.36**n
        if n in {3, 5}:
            person(c, vx + (-1 if n == 3 else 1) * 8 * t, vy + 30 * t + 4, 19 * t + 4, 0.2)
        for side in (-1, 1):
            for _ in range(5):
                _frond(
                    c,
                    vx + side * (c.w * 0.2 * t + c.rng.uniform(0, c.w * 0.3) * t),
                    vy + 36 * t + 4,
                    30 * t,
                    0.5 * (1 - n / 6),
                )
    c.glow(sx, 10, 60, c.light.sun, 0.3)


def _frond(c: Canvas, x: float, y: float, size: float, depth: float) -> None:
    leaf = turn(c.rng.choice(GREENS), c.rng.uniform(-0.03, 0.06), 1.15)
    kind = c.rng.random()
    for _ in range(9):
        a = math.pi * c.rng.uniform(1.12, 1.88)
        reach = size * c.rng.uniform(0.5, 1.0)
        tone = c.shade(mix(leaf, c.light.ink, c.rng.uniform(0.0, 0.45)), depth)
        dx, dy = math.cos(a) * reach, math.sin(a) * reach
        wide = reach * (0.07 if kind < 0.5 else 0.17)
        bend = (x + dx * 0.55 - dy / reach * wide, y + dy * 0.7 + dx / reach * wide)
        other = (x + dx * 0.55 + dy / reach * wide, y + dy * 0.7 - dx / reach * wide)
        tip = (x + dx, y + dy * 0.92)
        c.poly([(x, y), bend, tip, other], tone)
        c.poly([(x, y), bend, tip], mix(tone, c.light.sun, 0.18))
    if kind > 0.75:
        bloom = c.shade(c.rng.choice((rgb("e8625a"), rgb("f0b84a"), rgb("e89ac0"), WHITE)), depth)
        for _ in range(5):
            c.oval(
                x + c.rng.gauss(0, size * 0.2),
                y - size * c.rng.uniform(0.3, 0.8),
                size * 0.05,
                size * 0.05,
                bloom,
            )


def workshop(c: Canvas) -> None:
    """Paint a boatbuilder's shed: a hull on the stocks against the great door."""
    dark = mix(rgb("4a3428"), c.light.ink, 0.55)
    left, right, top = c.w * 0.24, c.w * 0.76, 14.0
    sky(c, 62)
    ranges(c, 62, 3, 22)
    sea(c, 62, 78, calm=0.6)
    c.rect(-1, -1, left + 1, 90, dark)
    c.rect(right, -1, c.w, 90, dark)
    c.rect(-1, -1, c.w + 2, top + 1, dark)
    for n in range(40):
        x = n * c.w / 39
        foot = 90 if x < left or x > right else top
        c.line([(x, -1), (x, foot)], 0.18, mix(dark, rgb("000000"), 0.35))
    beam = mix(dark, c.light.sun, 0.16)
    for x in (left, right, c.w * 0.08, c.w * 0.92):
        c.rect(x - 1, -1, 2, 90, beam)
    c.rect(-1, top, c.w + 2, 2, beam)
    for side in (-1, 1):
        c.line([(c.w / 2 + side * c.w * 0.27, top + 12), (c.w / 2 + side * c.w * 0.16, top)], 1.4, beam)
    floor = mix(rgb("b98f62"), c.light.ink, 0.35)
    c.sheet(78, 101, mix(floor, c.light.sun, 0.4), mix(floor, rgb("000000"), 0.45))
    c.soft([(left, 78), (right, 78), (right + 24, 101), (left - 24, 101)], c.light.sun, 0.3, 2.0)
    _hull(c)
    _tools(c, left, right)
    person(c, c.w * c.rng.uniform(0.17, 0.24), 92, 34)
    person(c, c.w * c.rng.uniform(0.74, 0.84), 95, 36)
    for x in (0.12, 0.88):
        c.line([(c.w * x, -1), (c.w * x, 20)], 0.2, rgb("000000"))
        c.pie(c.w * x, 23, 3, (180, 360), rgb("2a2d33"))
        c.glow(c.w * x, 24, 30, LAMP, 0.65)
        c.oval(c.w * x, 23.2, 1.1, 0.9, mix(LAMP, WHITE, 0.6))
    for _ in range(60):
        c.oval(
            c.rng.uniform(left, right), c.rng.uniform(20, 80), 0.13, 0.13, mix(c.light.sun, c.light.haze, 0.3)
        )


def _hull(c: Canvas) -> None:
    x, foot, half = c.w / 2, 88.0, c.w * 0.29
    wood = mix(c.rng.choice((rgb("c98f55"), rgb("b5703a"), rgb("d9a86a"))), c.light.ink, 0.12)
    paint = mix(c.rng.choice(PAINTS), c.light.ink, 0.15)
    planks = 8
    for n in range(planks):
        shape = []
        for row in (n / planks, (n + 1) / planks):
            pts = []
            for k in range(25):
                s = k / 12 - 1
                sheer = 52 - 7 * abs(s) ** 2.2 - (4 if s > 0 else 0) * s**2
                keel = foot - 4 - 5 * max(0.0, abs(s) - 0.55) ** 2 * 9
                pts.append((x + s * half * (1 - 0.16 * row * row), sheer + (keel - sheer) * row))
            shape += pts if row == n / planks else pts[::-1]
        tone = paint if n < 2 else mix(wood, c.light.ink, 0.06 * n)
        c.fade(shape, mix(tone, c.light.sun, 0.18), tone)
        c.line(shape[:25], 0.2, mix(wood, c.light.ink, 0.6))
    for s in (-0.6, -0.2, 0.2, 0.6):
        c.line([(x + s * half, foot - 9), (x + s * half * 1.2, foot + 4)], 1.3, rgb("5a4030"))
    c.rect(x - half * 0.75, foot - 4, half * 1.5, 2.2, rgb("4a3226"))
    for n in range(-4, 5):
        at = x + n * half * 0.19
        c.line([(at, 52), (at + n * 0.4, 43 + abs(n) * 0.3)], 0.7, mix(wood, c.light.ink, 0.25))


def _tools(c: Canvas, left: float, right: float) -> None:
    steel, handle = mix(rgb("b8c0c4"), c.light.ink, 0.3), rgb("a5683a")
    for n in range(6):
        x, y = (left * (0.2 + n * 0.28) if n < 3 else right + (c.w - right) * (0.15 + (n - 3) * 0.3)), 36.0
        c.line([(x, y), (x, y + 9)], 0.8, handle)
        if n % 3 == 0:
            c.rect(x - 2, y - 1.5, 4, 2.4, steel)
        elif n % 3 == 1:
            c.poly([(x - 1.4, y + 8), (x + 1.4, y + 8), (x + 0.5, y + 20), (x - 0.5, y + 20)], steel)
        else:
            c.poly([(x - 0.9, y), (x + 0.9, y), (x + 0.7, y - 6), (x - 0.7, y - 6)], steel)
    c.rect(-1, 72, left - 3, 2, rgb("8a5f3f"))
    c.rect(3, 74, 2, 18, rgb("5a4030"))
    c.rect(left - 9, 74, 2, 18, rgb("5a4030"))
    for n in range(5):
        c.rect(
            2 + n * 4.5,
            69 - n % 2,
            3,
            3 + n % 2,
            mix(c.rng.choice((*PAINTS, *CLOTHES, *SKINS)), c.light.ink, 0.25),
        )
