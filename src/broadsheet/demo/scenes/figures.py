"""People as cut paper: standing, walking, under umbrellas, in crowds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broadsheet.demo.scenes.colour import CLOTHES, HAIRS, PAINTS, RGB, SKINS, mix, rgb

if TYPE_CHECKING:
    from broadsheet.demo.scenes.canvas import Canvas


def person(
    c: Canvas, x: float, foot: float, tall: float, depth: float = 0.0, *, umbrella: bool = False
) -> None:
    """Stand or walk one figure with its feet at the given place."""
    rng = c.rng
    step = rng.choice((0.0, 0.05, 0.09)) * tall
    coat, legs = (
        c.shade(rng.choice(CLOTHES), depth),
        c.shade(rng.choice((CLOTHES[6], CLOTHES[1], CLOTHES[5])), depth),
    )
    skin, hair = c.shade(rng.choice(SKINS), depth), c.shade(rng.choice(HAIRS), depth)
    face = rng.choice((-1, 1))
    c.soft(
        [
            (x - tall * 0.14, foot),
            (x + tall * 0.14, foot),
            (x + tall * 0.1, foot + tall * 0.03),
            (x - tall * 0.1, foot + tall * 0.03),
        ],
        c.light.ink,
        0.45,
        tall * 0.04,
    )
    for side in (-1, 1):
        c.line(
            [(x + side * tall * 0.035, foot - tall * 0.48), (x + side * (tall * 0.03 + step), foot)],
            tall * 0.07,
            legs,
        )
        c.rect(
            x + side * (tall * 0.03 + step) - tall * 0.03,
            foot - tall * 0.02,
            tall * 0.085,
            tall * 0.025,
            c.shade(HAIRS[0], depth),
        )
    wide = rng.uniform(0.1, 0.125) * tall
    hem = foot - tall * rng.choice((0.42, 0.3, 0.24))
    skirt = wide * rng.choice((0.95, 1.2))
    body = [
        (x - wide * 0.75, foot - tall * 0.83),
        (x + wide * 0.75, foot - tall * 0.83),
        (x + wide, foot - tall * 0.76),
        (x + skirt, hem),
        (x - skirt, hem),
        (x - wide, foot - tall * 0.76),
    ]
    c.poly(body, coat)
    c.poly([(x, foot - tall * 0.83), body[1], body[2], body[3], (x, hem)], mix(coat, c.light.ink, 0.18))
    swing = step * 1.2
    c.line(
        [(x - wide * 0.9, foot - tall * 0.78), (x - wide * 1.1 - swing, foot - tall * 0.47)],
        tall * 0.055,
        mix(coat, c.light.ink, 0.25),
    )
    arm = (
        (x + wide * 1.2 * face, foot - tall * 0.62)
        if umbrella
        else (x + wide * 1.1 + swing, foot - tall * 0.47)
    )
    c.line([(x + wide * 0.9, foot - tall * 0.78), arm], tall * 0.055, mix(coat, c.light.ink, 0.3))
    _head(c, x, foot - tall * 0.915, tall, (skin, hair), face)
    if umbrella:
        _umbrella(c, arm[0], foot, tall, c.shade(rng.choice(PAINTS), depth))


def _head(c: Canvas, x: float, y: float, tall: float, tones: tuple[RGB, RGB], face: int) -> None:
    skin, hair = tones
    c.rect(x - tall * 0.02, y + tall * 0.03, tall * 0.04, tall * 0.07, mix(skin, c.light.ink, 0.25))
    c.oval(x, y, tall * 0.053, tall * 0.068, skin)
    cut = c.rng.random()
    c.pie(x - face * tall * 0.006, y - tall * 0.01, tall * 0.066, (180, 360), hair)
    if cut < 0.4:
        c.oval(x - face * tall * 0.035, y + tall * 0.02, tall * 0.042, tall * 0.085, hair)
    elif cut < 0.55:
        c.rect(x - tall * 0.085, y - tall * 0.04, tall * 0.17, tall * 0.018, hair)


def _umbrella(c: Canvas, x: float, foot: float, tall: float, colour: RGB) -> None:
    top, r = foot - tall * 1.02, tall * 0.3
    c.line([(x, foot - tall * 0.6), (x, top - r * 0.7)], tall * 0.015, c.shade(rgb("2a2d33")))
    c.pie(x, top, r, (180, 360), colour)
    c.pie(x, top, r, (270, 360), mix(colour, c.light.ink, 0.22))
    for n in range(3):
        c.oval(x + (n - 1) * r * 0.66, top, r * 0.33, r * 0.1, mix(colour, c.light.ink, 0.4))


def passers(
    c: Canvas,
    span: tuple[float, float],
    foot: tuple[float, float],
    tall: tuple[float, float],
    count: int,
    share: float = 0.0,
) -> None:
    """Let people walk over a square, smaller the farther; a share of them under umbrellas."""
    near = sorted(c.rng.random() for _ in range(count))
    for t in near:
        x = c.rng.uniform(*span)
        y, size = foot[0] + (foot[1] - foot[0]) * t, tall[0] + (tall[1] - tall[0]) * t
        wet = c.rng.random() < max(share, c.light.rain * 0.85)
        person(c, x, y, size * c.rng.uniform(0.88, 1.05), (1 - t) * 0.25, umbrella=wet)


def crowd(c: Canvas, y: float, rows: int, size: float, colour: RGB) -> None:
    """Fill the foreground with heads and shoulders seen from behind, some arms raised."""
    rng = c.rng
    for row in range(rows):
        grow = size * (0.65 + 0.35 * row / max(1, rows - 1))
        foot = y + row * size * 0.75
        tone = mix(colour, c.light.ink, 0.45 + 0.5 * row / rows)
        x = -rng.uniform(0, grow)
        while x < c.w + grow:
            rise = rng.uniform(-0.25, 0.2) * grow
            if rng.random() < 0.16:
                side = rng.choice((-1, 1))
                c.line(
                    [(x + side * grow * 0.4, foot), (x + side * grow * 0.75, foot - grow * 1.1)],
                    grow * 0.16,
                    tone,
                )
            c.oval(x, foot - grow * 0.3 + rise, grow * 0.28, grow * 0.36, tone)
            c.oval(x, foot + grow * 0.62 + rise, grow * 0.62, grow * 0.7, tone)
            x += grow * rng.uniform(0.8, 1.25)
        c.rect(-1, foot + grow * 0.6, c.w + 2, 100, tone)
