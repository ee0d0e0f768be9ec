"""Land forms and what grows on them: ridges, headlands, trees of several kinds, fields."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from broadsheet.demo.scenes.colour import RGB, WHITE, mix, rgb, turn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from broadsheet.demo.scenes.canvas import Canvas, Point

GREENS = tuple(rgb(one) for one in ["4f7a4a", "6b8f4e", "3c6b57", "86994f", "2f5d50", "a3a35a"])
EARTHS = tuple(rgb(one) for one in ["a58a5f", "8a6f52", "b89b6a", "7a6a5a"])
SNOW = rgb("eef3f8")


def outline(c: Canvas, y: float, tall: float, rough: float = 0.5) -> Callable[[float], float]:
    """Return a height line of rolling sums of sines; rough 0 is dunes, 1 is crags."""
    rng = c.rng
    waves = [(rng.uniform(0.6, 1.3) / (1 + n * 1.1), 0.03 * (1.75**n), rng.uniform(0, 7)) for n in range(5)]
    keep = [1.0, 0.9, 0.6 + 0.4 * rough, rough, rough]

    def at(x: float) -> float:
        total = sum(k * a * math.sin(x * f * 1.6 + p) for k, (a, f, p) in zip(keep, waves, strict=True))
        peak = 0.75 * rough * (1 - abs(math.sin(x * 0.11 + waves[0][2]))) ** 1.3 if rough > 0.3 else 0.0
        return y - tall * (0.5 + total * 0.27 + peak)

    return at


def along(c: Canvas, line: Callable[[float], float], foot: float, step: float = 1.0) -> list[Point]:
    """Close a height line into a polygon that stands on its foot."""
    xs = [n * step for n in range(-2, int(c.w / step) + 4)]
    return [(xs[0], foot), *((x, line(x)) for x in xs), (xs[-1], foot)]


def ridge(
    c: Canvas,
    y: float,
    tall: float,
    depth: float,
    colour: RGB | None = None,
    rough: float = 0.4,
    foot: float = 0.0,
) -> Callable[[float], float]:
    """Paint one range of hills, mistier towards its foot; return its height line."""
    base = colour or c.rng.choice(GREENS)
    if c.light.snow:
        base = mix(base, SNOW, 0.75 if depth > 0.2 else 0.6)
    line = outline(c, y, tall, rough)
    top = c.shade(base, depth)
    c.fade(along(c, line, max(y, foot)), top, top, mix(top, c.light.haze, 0.35 + depth * 0.35))
    return line


def ranges(c: Canvas, horizon: float, count: int = 3, tall: float = 16.0, depth: float = 0.9) -> None:
    """Stack ranges of mountains from far to near behind the horizon."""
    tint = c.rng.choice(GREENS)
    for n in range(count):
        near = n / max(1, count - 1)
        ridge(
            c, horizon, tall * (1 - near * 0.55), depth - near * 0.38, turn(tint, n * 0.01), 0.7 - near * 0.4
        )


def headland(
    c: Canvas, horizon: float, tall: float, long: float, depth: float, *, right: bool
) -> list[Point]:
    """Let a cape run into the picture from one side; return its crest, from its root to its tip."""
    rng = c.rng
    steps = [n / 24 for n in range(25)]
    phase = rng.uniform(0, 6)
    crest = []
    for t in steps:
        up = tall * (1 - t) ** 0.6 * (1 + 0.1 * math.sin(t * 9 + phase) + 0.05 * math.sin(t * 31 + phase))
        x = -1 + t * long
        crest.append((c.w - x if right else x, horizon - up * (1 - t**6)))
    base = mix(rng.choice(GREENS), SNOW, 0.6 if c.light.snow else 0.0)
    top = c.shade(base, depth)
    root = (crest[0][0], horizon + 0.4)
    c.fade([root, *crest, (crest[-1][0], horizon + 0.4)], top, mix(top, c.shade(EARTHS[1], depth), 0.5))
    _tufts(c, crest, horizon, top)
    return crest


def _tufts(c: Canvas, crest: Sequence[Point], foot: float, tone: RGB) -> None:
    """Grow grass over a cape in strokes that catch the light."""
    for _ in range(170):
        x, y = crest[min(len(crest) - 1, int(c.rng.random() ** 1.3 * len(crest)))]
        at, low = x + c.rng.uniform(-1.5, 1.5), y + 0.8 + c.rng.random() * (foot - y - 1)
        colour = mix(tone, c.rng.choice((c.light.sun, c.light.ink)), c.rng.uniform(0.08, 0.25))
        c.line([(at, low), (at + c.rng.uniform(0.6, 2.4), low - 0.25)], 0.18, colour)


def cypress(c: Canvas, x: float, y: float, tall: float, depth: float = 0.0) -> None:
    """Stand a dark slim tree."""
    side = 0.13 * tall
    shape = [
        (x, y - tall),
        (x + side * 0.7, y - tall * 0.6),
        (x + side, y - tall * 0.2),
        (x, y),
        (x - side, y - tall * 0.2),
        (x - side * 0.7, y - tall * 0.6),
    ]
    dark = c.shade(rgb("2c4f3c"), depth)
    c.poly(shape, dark)
    c.poly(
        [shape[0], shape[1], shape[2], (x, y), (x + side * 0.2, y - tall * 0.5)], mix(dark, c.light.ink, 0.3)
    )


def bushy(c: Canvas, x: float, y: float, tall: float, depth: float = 0.0, colour: RGB | None = None) -> None:
    """Stand a round tree with a lit and a shaded side."""
    rng = c.rng
    leaf = colour or rng.choice(GREENS)
    if c.light.snow:
        leaf = mix(leaf, SNOW, 0.55)
    trunk = c.shade(rgb("5a4636"), depth)
    c.poly(
        [
            (x - tall * 0.04, y),
            (x + tall * 0.04, y),
            (x + tall * 0.02, y - tall * 0.6),
            (x - tall * 0.02, y - tall * 0.6),
        ],
        trunk,
    )
    sunny = 1 if c.light.sun_x * c.w > x else -1
    dark, mid = c.shade(mix(leaf, c.light.ink, 0.35), depth), c.shade(leaf, depth)
    pale = mix(mid, c.light.sun, 0.17)
    blobs = [(rng.gauss(0, 0.16), rng.uniform(0.42, 0.86), rng.uniform(0.13, 0.22)) for _ in range(9)]
    for shift, shrink, tone in ((0.0, 1.0, dark), (0.05, 0.78, mid), (0.1, 0.4, pale)):
        for dx, up, r in blobs:
            cx, cy = x + (dx + shift * sunny) * tall, y - (up + shift * 0.7) * tall
            c.oval(cx, cy, r * tall * shrink, r * tall * shrink * 0.9, tone)


def fir(c: Canvas, x: float, y: float, tall: float, depth: float = 0.0) -> None:
    """Stand a fir in tiers, with snow on it in winter."""
    green = c.shade(rgb("27473f"), depth)
    white = c.shade(SNOW, depth)
    for n in range(5):
        top, foot, side = (
            y - tall + n * tall * 0.17,
            y - tall * 0.66 + n * tall * 0.16,
            tall * (0.09 + n * 0.045),
        )
        c.poly([(x, top), (x + side, foot), (x - side, foot)], mix(green, c.light.ink, n * 0.05))
        if c.light.snow:
            c.poly(
                [(x, top), (x + side * 0.8, foot - tall * 0.05), (x, foot - tall * 0.09), (x - side, foot)],
                white,
            )


def palm(c: Canvas, x: float, y: float, tall: float, depth: float = 0.0) -> None:
    """Stand a leaning palm."""
    lean = c.rng.uniform(-0.2, 0.2) * tall
    trunk = [(x + lean * (t / 6) ** 2, y - tall * t / 6) for t in range(7)]
    c.line(trunk, tall * 0.045, c.shade(rgb("7a6048"), depth))
    top = trunk[-1]
    for n in range(9):
        angle = math.pi * (1.12 + n * 0.095) if n < 9 else 0
        reach = tall * c.rng.uniform(0.3, 0.42)
        tip = (top[0] + math.cos(angle) * reach, top[1] + math.sin(angle) * reach * 0.5 + tall * 0.13)
        bend = (top[0] + math.cos(angle) * reach * 0.6, top[1] + math.sin(angle) * reach * 0.75)
        tone = c.shade(mix(rgb("3f7a4f"), c.light.ink, n % 2 * 0.3), depth)
        c.poly([top, (bend[0], bend[1] - tall * 0.04), tip, (bend[0], bend[1] + tall * 0.03)], tone)


def grove(c: Canvas, spots: Sequence[Point], tall: float, depth: float, kind: str = "bushy") -> None:
    """Plant the same sort of tree on several spots."""
    plant = {"bushy": bushy, "fir": fir, "cypress": cypress, "palm": palm}[kind]
    for x, y in sorted(spots, key=lambda spot: spot[1]):
        plant(c, x, y, tall * c.rng.uniform(0.75, 1.2), depth)


def meadow(c: Canvas, y: float, colour: RGB | None = None) -> None:
    """Cover the foreground with a field, lit far off and darker before us, with blades and flowers."""
    rng = c.rng
    base = colour or rng.choice(GREENS)
    if c.light.snow:
        base = mix(base, SNOW, 0.88)
    far = mix(c.shade(base, 0.15), c.light.sun, 0.16)
    near = mix(c.shade(base), c.light.ink, 0.35 if not c.light.snow else 0.08)
    c.fade(along(c, outline(c, y, 3, 0.1), 101), far, c.shade(base), near)
    flower = c.shade(rng.choice((rgb("e8c95a"), rgb("d9624a"), WHITE, rgb("b58bc4"))))
    for _ in range(240):
        close = rng.random()
        x, foot = rng.uniform(0, c.w), y + 3 + close * (98 - y)
        tone = mix(near, far, rng.random())
        c.line([(x, foot), (x + rng.uniform(-0.5, 0.5), foot - 0.5 - close * 1.8)], 0.12 + close * 0.12, tone)
        if close > 0.3 and rng.random() < 0.22 and not c.light.snow:
            c.oval(x, foot - 0.5 - close * 1.8, 0.12 + close * 0.22, 0.12 + close * 0.2, flower)
