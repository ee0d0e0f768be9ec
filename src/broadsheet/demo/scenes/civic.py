"""Painters of public houses on their squares: townhall, court, school, library, museum, hospital."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broadsheet.demo.scenes.built import (
    LAMP,
    STONE,
    columns,
    gable,
    hipped,
    lamp,
    pane,
    terrace,
    wall,
    windows,
)
from broadsheet.demo.scenes.colour import PAINTS, PLASTER, RGB, ROOFS, WHITE, mix, rgb
from broadsheet.demo.scenes.figures import passers
from broadsheet.demo.scenes.ground import bushy, ranges
from broadsheet.demo.scenes.ornament import clock, dome, flag, pediment, steps
from broadsheet.demo.scenes.sea import gulls_over
from broadsheet.demo.scenes.sky import sky, weather
from broadsheet.demo.scenes.town import paving

if TYPE_CHECKING:
    from collections.abc import Callable

    from broadsheet.demo.scenes.canvas import Canvas

_STONES = (STONE, rgb("d8b896"), rgb("c98f72"), rgb("e0d8c8"), rgb("b9b4a8"))


def _square(c: Canvas, build: Callable[[Canvas, float, float, float], None]) -> None:
    """Set a building on a square: sky, neighbours, pavement, trees, lamps, people."""
    ground = c.rng.uniform(74, 80)
    sky(c, ground)
    ranges(c, ground, 2, 34)
    terrace(c, (-2, c.w), ground, 26, 0.4)
    width = c.w * c.rng.uniform(0.56, 0.68)
    x = (c.w - width) * c.rng.uniform(0.25, 0.75)
    build(c, x, ground, width)
    paving(c, ground)
    for side, at in ((-1, x - 5), (1, x + width + 5)):
        for n in range(2):
            bushy(c, at + side * n * 13, ground + 2 + n * 2, 25 + n * 7, 0.05)
    for at in (0.06, 0.94):
        lamp(c, c.w * at, ground + 8, 34)
    passers(c, (4, c.w - 4), (ground + 2, 95), (8, 19), c.rng.randint(7, 12))
    gulls_over(c, 3, 26)
    weather(c)


def _townhall(c: Canvas, x: float, foot: float, w: float) -> None:
    stone, roof = c.rng.choice(_STONES), c.rng.choice(ROOFS)
    h = w * c.rng.uniform(0.26, 0.32)
    wall(c, (x, foot - h, w, h), stone)
    hipped(c, x, foot - h, w, h * 0.3, roof)
    windows(c, (x + w * 0.02, foot - h, w * 0.96, h * 0.62), (13, 2))
    for n in range(9):
        left = x + w * (0.03 + n * 0.106)
        c.rect(
            left, foot - h * 0.3, w * 0.07, h * 0.3, mix(c.shade(rgb("3a302c")), LAMP, c.light.lamps * 0.4)
        )
        c.pie(
            left + w * 0.035,
            foot - h * 0.3,
            w * 0.035,
            (180, 360),
            mix(c.shade(rgb("3a302c")), LAMP, c.light.lamps * 0.4),
        )
    tw, at = w * 0.15, x + w * c.rng.choice((0.425, 0.425, 0.06, 0.79))
    tall = h * 2.15
    wall(c, (at, foot - tall, tw, tall), mix(stone, WHITE, 0.15))
    windows(c, (at + tw * 0.1, foot - tall * 0.72, tw * 0.8, tall * 0.4), (2, 3))
    clock(c, at + tw / 2, foot - tall * 0.84, tw * 0.33)
    c.rect(at - tw * 0.08, foot - tall, tw * 1.16, h * 0.05, c.shade(WHITE))
    green = c.shade(rgb("5f9a8a"))
    top = foot - tall
    c.poly(
        [
            (at - tw * 0.06, top),
            (at + tw * 0.3, top - tw * 0.6),
            (at + tw / 2, top - tw * 1.5),
            (at + tw * 0.7, top - tw * 0.6),
            (at + tw * 1.06, top),
        ],
        green,
    )
    c.poly(
        [
            (at + tw / 2, top),
            (at + tw / 2, top - tw * 1.5),
            (at + tw * 0.7, top - tw * 0.6),
            (at + tw * 1.06, top),
        ],
        mix(green, c.light.ink, 0.25),
    )
    for share in (0.2, 0.8):
        flag(c, x + w * share, foot - h * 1.25, 10)


def _court(c: Canvas, x: float, foot: float, w: float) -> None:
    stone = c.rng.choice(_STONES)
    h = w * 0.36
    for side in (0.0, 0.74):
        wall(c, (x + w * side, foot - h * 0.8, w * 0.26, h * 0.8), stone)
        windows(c, (x + w * side, foot - h * 0.78, w * 0.26, h * 0.7), (4, 2))
        c.rect(
            x + w * side - 0.6, foot - h * 0.84, w * 0.26 + 1.2, 1.6, mix(c.shade(stone), c.light.sun, 0.25)
        )
    if c.rng.random() < 0.6:
        dome(
            c,
            x + w / 2,
            foot - h * 1.12,
            w * 0.13,
            c.rng.choice((rgb("5f9a8a"), rgb("6f7a8a"), rgb("b98a4a"))),
        )
    wall(c, (x + w * 0.2, foot - h, w * 0.6, h), stone)
    top = steps(c, x + w * 0.2, foot, w * 0.6, 6, stone)
    columns(c, (x + w * 0.21, foot - h * 0.9, w * 0.58, top - foot + h * 0.9), 8, mix(stone, WHITE, 0.3))
    pediment(c, x + w * 0.2, foot - h * 0.9, w * 0.6, h * 0.3, mix(stone, WHITE, 0.2))
    gold = c.shade(rgb("e0b85a"))
    cx, cy = x + w / 2, foot - h * 1.1
    c.line([(cx, cy - 1.6), (cx, cy + 1.8)], 0.35, gold)
    c.line([(cx - 2.6, cy - 1), (cx + 2.6, cy - 1)], 0.3, gold)
    for side in (-1, 1):
        c.pie(cx + side * 2.6, cy + 0.4, 1.1, (0, 180), gold)


def _school(c: Canvas, x: float, foot: float, w: float) -> None:
    brick = c.rng.choice((rgb("b5654a"), rgb("c98a5a"), rgb("e0c08a"), rgb("a8566a"), PLASTER[5]))
    h = w * 0.27
    wall(c, (x, foot - h, w, h), brick)
    hipped(c, x, foot - h, w, h * 0.32, c.rng.choice(ROOFS))
    windows(c, (x + w * 0.01, foot - h, w * 0.98, h * 0.9), (12, 2))
    cx = x + w * 0.38
    wall(c, (cx, foot - h * 1.12, w * 0.24, h * 1.12), mix(brick, WHITE, 0.25))
    gable(c, cx, foot - h * 1.12, w * 0.24, h * 0.42, c.rng.choice(ROOFS))
    clock(c, cx + w * 0.12, foot - h * 1.2, w * 0.025)
    windows(c, (cx + w * 0.02, foot - h * 1.05, w * 0.2, h * 0.4), (3, 1))
    c.rect(cx + w * 0.08, foot - h * 0.4, w * 0.08, h * 0.4, c.shade(rgb("2f5f7a")))
    bell = mix(c.shade(brick), c.light.ink, 0.2)
    c.rect(cx + w * 0.09, foot - h * 1.78, w * 0.06, h * 0.4, bell)
    c.oval(cx + w * 0.12, foot - h * 1.62, 1.1, 1.2, c.shade(rgb("e3b04a")))
    gable(c, cx + w * 0.09, foot - h * 1.78, w * 0.06, h * 0.16, ROOFS[0])
    for n in range(24):
        left = x + n * w / 24
        flag = c.shade(PAINTS[n % 7])
        c.poly(
            [(left, foot - h * 0.46), (left + w / 26, foot - h * 0.46), (left + w / 52, foot - h * 0.38)],
            flag,
        )


def _library(c: Canvas, x: float, foot: float, w: float) -> None:
    """Build glass and shelves, or a drum with books in every window."""
    h = w * 0.42
    frame = c.shade(c.rng.choice((rgb("e8e2d4"), rgb("b98f6a"), rgb("4a5a66"))))
    glow = mix(mix(rgb("ffe0a8"), c.shade(rgb("ffe9c0")), 0.5), rgb("ffc878"), c.light.lamps * 0.5)
    c.fade(
        [(x, foot - h), (x + w, foot - h * 0.86), (x + w, foot), (x, foot)],
        mix(glow, WHITE, 0.2),
        glow,
        mix(glow, rgb("b5703a"), 0.35),
    )
    for floor in range(3):
        low = foot - h * 0.02 - floor * h * 0.285
        for n in range(16):
            left = x + w * (0.015 + n * 0.0615)
            if (n * 3 + floor * 5) % 7 < 5:
                for k in range(3):
                    at = left
                    while at < left + w * 0.045:
                        wide = c.rng.uniform(0.35, 0.8)
                        tall = h * c.rng.uniform(0.04, 0.06)
                        c.rect(
                            at,
                            low - k * h * 0.075 - tall,
                            wide,
                            tall,
                            mix(c.rng.choice((*PAINTS, *ROOFS)), glow, 0.2),
                        )
                        at += wide + 0.12
                    c.rect(left - 0.3, low - k * h * 0.075, w * 0.052, 0.35, rgb("6b4a30"))
        c.rect(x, low, w, h * 0.022, frame)
    for n in range(17):
        c.rect(x + n * w / 16 - 0.2, foot - h * 0.88, 0.4, h * 0.88, frame)
    c.poly(
        [
            (x - 3, foot - h * 1.05),
            (x + w + 4, foot - h * 0.9),
            (x + w + 4, foot - h * 0.85),
            (x - 3, foot - h * 0.97),
        ],
        frame,
    )
    c.poly(
        [
            (x - 3, foot - h * 0.97),
            (x + w + 4, foot - h * 0.85),
            (x + w, foot - h * 0.83),
            (x, foot - h * 0.94),
        ],
        mix(frame, c.light.ink, 0.4),
    )
    passers(c, (x + w * 0.1, x + w * 0.9), (foot - 0.5, foot), (8, 9), 6)
    c.glow(x + w / 2, foot - h * 0.4, w * 0.6, rgb("ffcf8a"), 0.12 + 0.4 * c.light.lamps, 0.6)


def _museum(c: Canvas, x: float, foot: float, w: float) -> None:
    stone = c.rng.choice(_STONES)
    h = w * 0.33
    wall(c, (x, foot - h, w, h), stone)
    top = steps(c, x + w * 0.1, foot, w * 0.8, 5, stone)
    c.rect(x - 1, foot - h - 1, w + 2, 2.2, mix(c.shade(stone), c.light.sun, 0.3))
    c.rect(x, foot - h + 1.2, w, 0.8, mix(c.shade(stone), c.light.ink, 0.3))
    columns(c, (x + w * 0.04, foot - h * 0.86, w * 0.92, top - foot + h * 0.86), 13, mix(stone, WHITE, 0.25))
    for n, at in enumerate((0.16, 0.42, 0.68)):
        tone = c.shade(PAINTS[(n * 3 + c.rng.randint(0, 7)) % 8])
        left, wide = x + w * at, w * 0.12
        c.fade(
            [
                (left, foot - h * 0.82),
                (left + wide, foot - h * 0.82),
                (left + wide, foot - h * 0.25),
                (left, foot - h * 0.25),
            ],
            mix(tone, c.light.sun, 0.2),
            tone,
        )
        c.oval(left + wide / 2, foot - h * 0.6, wide * 0.3, wide * 0.3, mix(tone, WHITE, 0.7))
        c.poly(
            [
                (left + wide * 0.2, foot - h * 0.32),
                (left + wide * 0.5, foot - h * 0.52),
                (left + wide * 0.85, foot - h * 0.32),
            ],
            mix(tone, c.light.ink, 0.4),
        )
    if c.rng.random() < 0.5:
        glass = mix(c.light.sky[2], LAMP, 0.15 + c.light.lamps * 0.5)
        c.fade(
            [(x + w * 0.34, foot - h - 1), (x + w / 2, foot - h * 1.6), (x + w * 0.66, foot - h - 1)],
            mix(glass, WHITE, 0.4),
            glass,
        )
        for n in range(7):
            c.line(
                [(x + w / 2, foot - h * 1.6), (x + w * (0.34 + n * 0.0533), foot - h - 1)],
                0.2,
                mix(glass, c.light.ink, 0.4),
            )
    else:
        dome(c, x + w / 2, foot - h, w * 0.14, rgb("6f9a8a"))


def _hospital(c: Canvas, x: float, foot: float, w: float) -> None:
    h = w * 0.5
    tone = c.rng.choice((rgb("eef0ea"), rgb("dfe6e4"), rgb("f0e4d4")))
    accent = c.rng.choice((rgb("2f7d8f"), rgb("3f8f6f"), rgb("c8553d"), rgb("4a6fa5")))
    for left, wide, tall in ((0.3, 0.42, 1.0), (0.0, 0.34, 0.66), (0.66, 0.34, 0.5)):
        wall(c, (x + w * left, foot - h * tall, w * wide, h * tall), tone)
        rows = max(3, round(tall * 8))
        for n in range(rows):
            y = foot - h * tall * (0.95 - n * 0.9 / rows)
            cells = int(wide * 26)
            for k in range(cells):
                c.rect(
                    x + w * (left + 0.012 + k * (wide - 0.02) / cells),
                    y,
                    w * (wide - 0.05) / cells * 0.82,
                    h * tall / rows * 0.42,
                    pane(c),
                )
            c.rect(
                x + w * left,
                y + h * tall / rows * 0.5,
                w * wide,
                0.35,
                mix(c.shade(tone), c.shade(accent), 0.5),
            )
        c.rect(x + w * left - 0.4, foot - h * tall - 0.8, w * wide + 0.8, 1.1, c.shade(accent))
    cx, cy, arm = x + w * 0.51, foot - h * 1.1, 1.4
    c.rect(cx - 5, cy - 4.6, 10, 9, c.shade(WHITE))
    red = mix(rgb("2f8f6a"), c.light.ink, c.light.key * 0.2)
    c.rect(cx - arm, cy - 3.6, arm * 2, 7, red)
    c.rect(cx - 3.5, cy - arm - 0.1, 7, arm * 2, red)
    c.glow(cx, cy, 11, rgb("9fe8c4"), 0.7 * c.light.lamps)
    c.rect(x + w * 0.36, foot - 7, w * 0.3, 7, mix(c.shade(rgb("9fc4cc")), LAMP, 0.2 + c.light.lamps * 0.6))
    c.poly(
        [
            (x + w * 0.32, foot - 7),
            (x + w * 0.7, foot - 7),
            (x + w * 0.68, foot - 9),
            (x + w * 0.34, foot - 9),
        ],
        c.shade(accent),
    )
    _ambulance(c, x + w * 0.74, foot + 0.4, 17, accent)


def _ambulance(c: Canvas, x: float, foot: float, w: float, accent: RGB) -> None:
    white = c.shade(WHITE)
    c.fade(
        [
            (x, foot - 1),
            (x, foot - w * 0.42),
            (x + w * 0.68, foot - w * 0.42),
            (x + w * 0.84, foot - w * 0.24),
            (x + w, foot - w * 0.2),
            (x + w, foot - 1),
        ],
        white,
        mix(white, c.light.ink, 0.15),
    )
    c.rect(x, foot - w * 0.2, w, w * 0.06, c.shade(accent))
    c.poly(
        [(x + w * 0.66, foot - w * 0.38), (x + w * 0.79, foot - w * 0.24), (x + w * 0.66, foot - w * 0.24)],
        c.shade(rgb("33495c")),
    )
    for at in (0.2, 0.8):
        c.oval(x + w * at, foot - 0.8, w * 0.08, w * 0.08, c.light.ink)
        c.oval(x + w * at, foot - 0.8, w * 0.035, w * 0.035, white)
    c.rect(x + w * 0.56, foot - w * 0.46, w * 0.1, w * 0.045, rgb("5aa8ff"))
    c.glow(x + w * 0.6, foot - w * 0.44, 9, rgb("5aa8ff"), 0.3 + 0.6 * c.light.lamps)


def townhall(c: Canvas) -> None:
    """Paint the town hall with its clock tower."""
    _square(c, _townhall)


def court(c: Canvas) -> None:
    """Paint the court of justice: steps, columns, scales."""
    _square(c, _court)


def school(c: Canvas) -> None:
    """Paint a school decked with paper flags."""
    _square(c, _school)


def library(c: Canvas) -> None:
    """Paint the library of glass and books."""
    _square(c, _library)


def museum(c: Canvas) -> None:
    """Paint the museum with banners between its columns."""
    _square(c, _museum)


def hospital(c: Canvas) -> None:
    """Paint the hospital and an ambulance."""
    _square(c, _hospital)
