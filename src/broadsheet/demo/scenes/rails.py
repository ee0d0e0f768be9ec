"""Painters of what runs on rails: tram, train."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from broadsheet.demo.scenes.boats import sail
from broadsheet.demo.scenes.built import LAMP, terrace
from broadsheet.demo.scenes.colour import CREAM, PAINTS, RGB, mix, rgb
from broadsheet.demo.scenes.figures import passers
from broadsheet.demo.scenes.ground import bushy, ranges, ridge
from broadsheet.demo.scenes.sea import gulls_over, town_shore
from broadsheet.demo.scenes.sky import sky, weather
from broadsheet.demo.scenes.water import sea

if TYPE_CHECKING:
    from broadsheet.demo.scenes.canvas import Canvas
from broadsheet.demo.scenes.town import paving


def tram(c: Canvas) -> None:
    """Paint the tram on the hill or the square."""
    ground = c.rng.uniform(62, 68)
    sky(c, ground)
    town_shore(c, ground - 6, 24)
    terrace(c, (-2, c.w), ground, 36, 0.2)
    paving(c, ground)
    for x in (0.1, 0.9):
        bushy(c, c.w * x, ground + 3, 24, 0.1)
    for y in (85.0, 88.5):
        c.line([(-1, y), (c.w + 1, y)], 0.5, mix(c.shade(rgb("4a4f55")), c.light.sky[2], 0.35))
    c.line([(-1, 38), (c.w + 1, 38)], 0.15, c.light.ink)
    passers(c, (0, c.w), (ground + 4, 82), (14, 18), 5)
    _car(c, c.w * c.rng.uniform(0.12, 0.3), 86, c.w * 0.6, c.rng.choice(PAINTS[:4]))
    passers(c, (0, c.w), (95, 101), (25, 30), c.rng.randint(2, 4))
    weather(c)


def _car(c: Canvas, x: float, foot: float, w: float, colour: RGB) -> None:
    h = w * 0.36
    paint, cream = c.shade(colour), c.shade(CREAM)
    c.soft([(x - 2, foot), (x + w + 2, foot), (x + w, foot + 3), (x, foot + 3)], c.light.ink, 0.6, 1.2)
    c.line(
        [(x + w * 0.42, foot - h * 1.02), (x + w * 0.54, foot - h * 1.2), (x + w * 0.46, 38.2)],
        0.4,
        c.light.ink,
    )
    for at in (0.2, 0.72):
        for dx in (0, 0.09):
            c.oval(
                x + w * (at + dx),
                foot - h * 0.05,
                h * 0.1,
                h * 0.1,
                mix(c.shade(rgb("2a2d33")), c.light.ink, 0.4),
            )
    c.fade(
        [
            (x, foot - h * 0.1),
            (x, foot - h * 0.88),
            (x + w * 0.05, foot - h),
            (x + w * 0.95, foot - h),
            (x + w, foot - h * 0.88),
            (x + w, foot - h * 0.1),
        ],
        mix(cream, c.light.sun, 0.3),
        cream,
        cream,
        mix(paint, c.light.sun, 0.1),
        paint,
    )
    c.rect(x, foot - h * 0.48, w, h * 0.38, paint)
    c.rect(x, foot - h * 0.5, w, h * 0.03, mix(cream, c.light.sun, 0.3))
    c.rect(x, foot - h * 0.2, w, h * 0.1, mix(paint, c.light.ink, 0.3))
    c.rect(x + w * 0.03, foot - h * 1.03, w * 0.94, h * 0.06, mix(cream, c.light.ink, 0.3))
    glass = mix(c.shade(mix(rgb("34506b"), c.light.sky[2], 0.5)), LAMP, c.light.lamps * 0.85)
    for n in range(9):
        left = x + w * (0.035 + n * 0.104)
        door = n in {2, 6}
        c.rect(
            left,
            foot - h * 0.86,
            w * 0.088,
            h * (0.7 if door else 0.32),
            mix(paint, c.light.ink, 0.4) if door else glass,
        )
        c.rect(left + w * 0.008, foot - h * 0.84, w * 0.072, h * (0.6 if door else 0.28), glass)
        if c.rng.random() < 0.7:
            dark = mix(c.shade(rgb("2a2d33")), c.light.ink, 0.5)
            c.oval(left + w * 0.044, foot - h * 0.66, w * 0.014, h * 0.055, dark)
            c.pie(left + w * 0.044, foot - h * 0.54, w * 0.028, (180, 360), dark)
    for at in (0.0, 0.985):
        c.oval(x + w * at + w * 0.008, foot - h * 0.3, w * 0.012, w * 0.012, LAMP)
        c.glow(x + w * at, foot - h * 0.3, 12, LAMP, 0.2 + 0.7 * c.light.lamps)


def train(c: Canvas) -> None:
    """Paint the train on its viaduct above the water."""
    horizon = c.rng.uniform(66, 74)
    sky(c, horizon)
    ranges(c, horizon, 4, 40, 0.9)
    ridge(c, horizon, 12, 0.4, rough=0.2)
    terrace(c, (c.w * 0.55, c.w), horizon, 5, 0.4)
    deck = horizon - c.rng.uniform(17, 22)
    stone = c.shade(c.rng.choice((rgb("c2a98a"), rgb("b98f6a"), rgb("a8a49a"))), 0.08)
    step = 16.0
    for n in range(int(c.w / step) + 2):
        x = n * step - 6
        c.fade(
            [(x, deck), (x + 4, deck), (x + 4.8, horizon + 1), (x - 0.8, horizon + 1)],
            stone,
            mix(stone, c.light.ink, 0.35),
        )
        c.rect(x - 1, deck, step + 2, 3.2, stone)
        arch = [
            (
                x + 4 + (step - 4) * (0.5 - 0.5 * math.cos(math.pi * k / 12)),
                deck + 9 - 6.5 * math.sin(math.pi * k / 12),
            )
            for k in range(13)
        ]
        c.poly([(x + 4, deck + 2), *[(px, py) for px, py in arch], (x + step, deck + 2)], stone)
        c.line(arch, 0.4, mix(stone, c.light.ink, 0.3))
    c.rect(-1, deck - 1.2, c.w + 2, 1.4, mix(stone, c.light.sun, 0.3))
    _carriages(c, deck - 1.2, c.rng.choice(PAINTS[:4]), c.rng.choice((-1, 1)))
    sea(c, horizon + 1, calm=0.75)
    sail(c, c.w * c.rng.uniform(0.1, 0.9), horizon + 14, 12)
    gulls_over(c, 4, 40)
    weather(c)


def _carriages(c: Canvas, rail: float, colour: RGB, way: int) -> None:
    long, tall = c.w * 0.21, 7.4
    x = c.w * 0.12 if way < 0 else c.w * 0.88
    for n in range(5):
        left = x + n * (long + 0.8) if way < 0 else x - n * (long + 0.8) - long
        paint, cream = c.shade(colour, 0.03), c.shade(CREAM, 0.03)
        nose = tall * 0.75 if n == 0 else 0.0
        shape = [(left, rail), (left + long, rail), (left + long, rail - tall), (left, rail - tall)]
        if nose and way < 0:
            shape = [
                (left - nose, rail),
                shape[1],
                shape[2],
                shape[3],
                (left - nose * 0.75, rail - tall * 0.5),
            ]
        elif nose:
            shape = [
                (left, rail),
                (left + long + nose, rail),
                (left + long + nose * 0.75, rail - tall * 0.5),
                shape[2],
                shape[3],
            ]
        c.fade(
            shape,
            mix(cream, c.light.sun, 0.3),
            cream,
            mix(paint, c.light.sun, 0.1),
            paint,
            mix(paint, c.light.ink, 0.5),
        )
        for k in range(8):
            glass = mix(c.shade(rgb("2f4a60")), LAMP, c.light.lamps * 0.9)
            c.rect(left + long * (0.03 + k * 0.121), rail - tall * 0.8, long * 0.09, tall * 0.3, glass)
        if nose:
            tip = left - nose * 0.8 if way < 0 else left + long + nose * 0.8
            c.glow(tip, rail - tall * 0.3, 14, LAMP, 0.25 + 0.6 * c.light.lamps)
