"""Painters of great evenings: stadium, fireworks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from broadsheet.demo.scenes.boats import sail
from broadsheet.demo.scenes.built import LAMP, block
from broadsheet.demo.scenes.colour import CREAM, PAINTS, RGB, WHITE, mix, rgb
from broadsheet.demo.scenes.figures import crowd
from broadsheet.demo.scenes.ground import SNOW, ranges
from broadsheet.demo.scenes.sea import town_shore
from broadsheet.demo.scenes.sky import sky, weather
from broadsheet.demo.scenes.water import floating, sea

if TYPE_CHECKING:
    from broadsheet.demo.scenes.canvas import Canvas


def stadium(c: Canvas) -> None:
    """Paint the ground on match day: floodlights, stands and the green pitch."""
    sky(c, 46)
    ranges(c, 46, 2, 14)
    for n in range(9):
        block(c, c.w * n / 9, 44, 6, c.rng.uniform(6, 14), 0.6)
    team = c.rng.sample(PAINTS, 2)
    for y0, y1, lift, tone in ((30.0, 58.0, 6.0, 0.1), (44.0, 60.0, 3.0, 0.0)):
        shape = [(-2, y0 - lift), (c.w / 2, y0 + lift), (c.w + 2, y0 - lift), (c.w + 2, y1), (-2, y1)]
        c.fade(shape, c.shade(rgb("6a7078"), 0.25 - tone), c.shade(rgb("3a3f4a"), 0.12))
        for _ in range(1500):
            x = c.rng.uniform(0, c.w)
            top = y0 - lift + (1 - abs(x / c.w - 0.5) * 2) * lift * 2 + 1
            y = c.rng.uniform(top, y1)
            shirt = c.rng.choice((*team, *team, CREAM, rgb("c9a58a")))
            c.rect(x, y, 0.55, 0.75, mix(c.shade(shirt, 0.15), c.light.ink, c.rng.random() * 0.4))
    roof = c.shade(rgb("d9dde0"), 0.15)
    c.poly([(-2, 15), (c.w / 2, 29), (c.w + 2, 15), (c.w + 2, 20), (c.w / 2, 32), (-2, 20)], roof)
    c.poly(
        [(-2, 20), (c.w / 2, 32), (c.w + 2, 20), (c.w + 2, 21.5), (c.w / 2, 33), (-2, 21.5)],
        mix(roof, c.light.ink, 0.5),
    )
    _pitch(c)
    for x in (0.1, 0.9):
        c.line([(c.w * x, 46), (c.w * x, 6)], 0.8, c.shade(rgb("5a6068")))
        c.rect(c.w * x - 6, 2, 12, 6, c.shade(rgb("4a4f58")))
        for k in range(12):
            c.oval(c.w * x - 5 + k % 4 * 3.3, 3.2 + k // 4 * 1.8, 0.8, 0.6, mix(WHITE, LAMP, 0.2))
        c.glow(c.w * x, 5, 46, rgb("fff4d8"), 0.25 + 0.55 * c.light.lamps)
    c.glow(c.w / 2, 78, c.w * 0.75, rgb("8fc48a"), 0.75 * c.light.lamps, 0.5)
    c.glow(c.w / 2, 45, c.w * 0.6, rgb("8a93a8"), 0.4 * c.light.lamps, 0.3)
    for n in range(9):
        _player(c, c.rng.uniform(8, c.w - 8), 64 + n * 3.6, 7 + n * 1.7, team[n % 2])
    c.oval(c.w * c.rng.uniform(0.35, 0.6), 90, 0.9, 0.9, WHITE)
    weather(c)


def _pitch(c: Canvas) -> None:
    green = c.shade(mix(rgb("4f8f4a"), SNOW, 0.35 if c.light.snow else 0.0))
    c.sheet(58, 100, mix(green, c.light.sun, 0.15), mix(green, c.light.ink, 0.15))
    vx = c.w / 2
    for n in range(-9, 9, 2):
        c.poly(
            [(vx + n * 10, 58), (vx + n * 10 + 10, 58), (vx + n * 19 + 19, 101), (vx + n * 19, 101)],
            mix(green, c.light.sun, 0.16),
        )
    chalk = mix(green, WHITE, 0.75)
    c.line([(-1, 61), (c.w + 1, 61)], 0.35, chalk)
    c.line([(vx, 61), (vx - 6, 101)], 0.5, chalk)
    ring = [(vx - 2 + math.cos(a / 8) * 26, 76 + math.sin(a / 8) * 8) for a in range(52)]
    c.line(ring, 0.5, chalk)
    c.rect(-1, 57, c.w + 2, 2.2, c.shade(rgb("24386b")))
    for n in range(9):
        c.rect(n * c.w / 9 + 1, 57.3, c.w / 9 - 2, 1.6, c.shade(PAINTS[n % len(PAINTS)]))


def _player(c: Canvas, x: float, foot: float, tall: float, shirt: RGB) -> None:
    way = c.rng.choice((-1, 1))
    skin = c.shade(c.rng.choice((rgb("e3b08a"), rgb("a56a43"), rgb("7d4a2e"))))
    kit = c.shade(shirt)
    c.soft(
        [
            (x - tall * 0.3, foot),
            (x + tall * 0.3, foot),
            (x + tall * 0.3, foot + 0.6),
            (x - tall * 0.3, foot + 0.6),
        ],
        c.light.ink,
        0.4,
        0.6,
    )
    hip = (x, foot - tall * 0.48)
    for knee, ankle in (((0.13, 0.27), (0.06, 0.02)), ((-0.06, 0.25), (-0.24, 0.12))):
        c.line(
            [
                hip,
                (x + way * knee[0] * tall, foot - knee[1] * tall),
                (x + way * ankle[0] * tall, foot - ankle[1] * tall),
            ],
            tall * 0.07,
            skin,
        )
        c.line(
            [hip, (x + way * knee[0] * tall * 0.8, foot - (knee[1] + 0.05) * tall)],
            tall * 0.11,
            c.shade(WHITE),
        )
    shoulder = (x + way * tall * 0.06, foot - tall * 0.8)
    c.line([hip, shoulder], tall * 0.18, kit)
    for dx, up in ((0.22, 0.66), (-0.16, 0.62)):
        c.line([shoulder, (x + way * dx * tall, foot - up * tall)], tall * 0.06, kit)
    c.oval(x + way * tall * 0.1, foot - tall * 0.91, tall * 0.055, tall * 0.065, skin)


def fireworks(c: Canvas) -> None:
    """Paint fireworks over the harbour and a crowd that looks up."""
    horizon = c.rng.uniform(64, 70)
    sky(c, horizon, clouds=False)
    town_shore(c, horizon, 18)
    hues = c.rng.sample(
        [rgb(one) for one in ["ffd27a", "ff6f61", "7fd1c7", "f7a6d0", "9fb8ff", "fff2c8", "b8e986"]], 5
    )
    for n in range(c.rng.randint(6, 8)):
        _burst(c, c.rng.uniform(0.1, 0.9) * c.w, c.rng.uniform(10, 42), c.rng.uniform(9, 22), hues[n % 5])
    sea(c, horizon, calm=0.9)
    for _ in range(4):
        x, y = c.rng.uniform(8, c.w - 8), c.rng.uniform(horizon + 4, 84)
        with floating(c, (x - 8, x + 8, y), 20):
            sail(c, x, y, 7, 0.1)
    crowd(c, 90, 2, 8, c.shade(rgb("3a3f5a")))


def _burst(c: Canvas, x: float, y: float, r: float, colour: RGB) -> None:
    c.glow(x, y, r * 2.2, colour, 0.4)
    for ring in range(3):
        count = c.rng.randint(16, 26)
        for n in range(count):
            a = math.tau * (n + c.rng.random() * 0.6) / count
            reach = r * (1 - ring * 0.28) * c.rng.uniform(0.86, 1.05)
            trail = [
                (x + math.cos(a) * reach * t, y + math.sin(a) * reach * t + reach * 0.25 * t * t)
                for t in (0.35, 0.55, 0.75, 0.9, 1.0)
            ]
            for k in range(4):
                c.line(trail[k : k + 2], 0.1 + k * 0.06, mix(c.light.sky[1], colour, 0.3 + k * 0.2))
            c.oval(*trail[-1], 0.28, 0.28, mix(colour, WHITE, 0.6))
    c.line([(x + 0.4, 66), (x, y + r * 0.4)], 0.12, mix(c.light.sky[2], colour, 0.35))
