"""What dignifies a public house: steps, pediment, dome, clock, flag."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from broadsheet.demo.scenes.built import LAMP, STONE, pane
from broadsheet.demo.scenes.colour import PAINTS, RGB, WHITE, mix, rgb

if TYPE_CHECKING:
    from broadsheet.demo.scenes.canvas import Canvas


def steps(c: Canvas, x: float, foot: float, w: float, count: int, colour: RGB) -> float:
    """Lay steps before a door; return the height of the highest."""
    stone = c.shade(colour)
    for n in range(count):
        wide = w * (1 + 0.03 * (count - n))
        c.rect(
            x + (w - wide) / 2, foot - (n + 1) * 1.1, wide, 1.2, mix(stone, c.light.ink, 0.1 * (n % 2) + 0.05)
        )
        c.rect(x + (w - wide) / 2, foot - (n + 1) * 1.1, wide, 0.3, mix(stone, c.light.sun, 0.3))
    return foot - count * 1.1


def pediment(c: Canvas, x: float, y: float, w: float, tall: float, colour: RGB) -> None:
    """Crown a row of columns with a pediment."""
    stone = c.shade(colour)
    c.rect(x - w * 0.02, y - tall * 0.35, w * 1.04, tall * 0.35, mix(stone, c.light.sun, 0.15))
    c.rect(x - w * 0.02, y - tall * 0.06, w * 1.04, tall * 0.08, mix(stone, c.light.ink, 0.3))
    c.poly(
        [(x - w * 0.03, y - tall * 0.35), (x + w / 2, y - tall * 1.25), (x + w * 1.03, y - tall * 0.35)],
        mix(stone, c.light.sun, 0.2),
    )
    c.poly(
        [(x + w * 0.06, y - tall * 0.42), (x + w / 2, y - tall * 1.1), (x + w * 0.94, y - tall * 0.42)],
        mix(stone, c.light.ink, 0.22),
    )
    c.oval(x + w / 2, y - tall * 0.66, tall * 0.2, tall * 0.2, mix(stone, c.light.sun, 0.2))


def dome(c: Canvas, x: float, y: float, r: float, colour: RGB) -> None:
    """Raise a dome on its drum, lit from where the sun stands."""
    copper = c.shade(colour)
    c.rect(x - r * 0.95, y - r * 0.45, r * 1.9, r * 0.46, c.shade(STONE))
    for n in range(8):
        c.rect(x - r * 0.85 + n * r * 0.23, y - r * 0.36, r * 0.1, r * 0.3, pane(c))
    side = 1 if c.light.sun_x * c.w < x else -1
    for n in range(9):
        wide = r * (1 - n * 0.11)
        tone = mix(mix(copper, c.light.ink, 0.3), mix(copper, c.light.sun, 0.4), n / 8)
        c.pie(x - side * (r - wide) * 0.55, y - r * 0.44, wide, (180, 360), tone) if n == 0 else c.soft(
            [
                (
                    x - side * (r - wide) * 0.5 + math.cos(a * math.pi / 10) * wide,
                    y - r * 0.44 - math.sin(a * math.pi / 10) * wide * 0.96,
                )
                for a in range(11)
            ],
            tone,
            0.35,
            0.3,
        )
    c.rect(x - r * 0.14, y - r * 1.72, r * 0.28, r * 0.34, c.shade(STONE))
    c.pie(x, y - r * 1.7, r * 0.2, (180, 360), copper)
    c.line([(x, y - r * 1.85), (x, y - r * 2.15)], 0.3, c.shade(rgb("e3c06a")))


def clock(c: Canvas, x: float, y: float, r: float) -> None:
    """Hang a clock face, lit from within when it is dark."""
    c.oval(x, y, r, r, c.shade(rgb("4a4038")))
    c.oval(x, y, r * 0.86, r * 0.86, mix(c.shade(WHITE), LAMP, c.light.lamps * 0.7))
    for long, wide, a in ((0.5, 0.14, c.rng.uniform(0, 6.28)), (0.75, 0.09, c.rng.uniform(0, 6.28))):
        c.line([(x, y), (x + math.cos(a) * r * long, y + math.sin(a) * r * long)], r * wide, c.light.ink)
    c.glow(x, y, r * 3.5, LAMP, 0.5 * c.light.lamps)


def flag(c: Canvas, x: float, y: float, tall: float) -> None:
    """Fly a flag from a mast that stands at the given foot."""
    c.line([(x, y), (x, y - tall)], 0.25, c.shade(rgb("e0dcd0")))
    one, two = c.rng.sample(PAINTS, 2)
    for n in range(8):
        wave = math.sin(n * 0.9) * 0.5
        for k, tone in enumerate((one, WHITE, two)):
            c.rect(
                x + n * 0.9,
                y - tall + wave + k * 1.3,
                0.95,
                1.35,
                mix(c.shade(tone), c.light.ink, 0.1 * (n % 3)),
            )
