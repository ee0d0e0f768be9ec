"""Things that masons and engineers made: houses with lit windows, blocks, churches, lamps, walls, cranes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broadsheet.demo.scenes.colour import PLASTER, RGB, ROOFS, WHITE, mix, rgb
from broadsheet.demo.scenes.ground import SNOW

if TYPE_CHECKING:
    from collections.abc import Callable

    from broadsheet.demo.scenes.canvas import Canvas, Point

LAMP = rgb("ffd48a")
STONE = rgb("cbbfa8")


def pane(c: Canvas, depth: float = 0.0) -> RGB:
    """Choose the colour of one window: lit in the evening for some, glassy else."""
    glass = c.shade(mix(rgb("34506b"), c.light.sky[2], 0.35), depth)
    if c.rng.random() < c.light.lamps * 0.62:
        warm = mix(LAMP, rgb("ffb45e"), c.rng.random())
        return mix(warm, c.light.haze, depth * 0.5)
    return mix(glass, c.light.sky[1], c.rng.random() * 0.3)


def windows(
    c: Canvas, box: tuple[float, float, float, float], grid: tuple[int, int], depth: float = 0.0
) -> None:
    """Fill a wall (x, y, width, height) with so many columns and rows of windows."""
    x, y, w, h = box
    cols, rows = grid
    cw, rh = w / cols, h / rows
    for row in range(rows):
        for col in range(cols):
            c.rect(x + (col + 0.27) * cw, y + (row + 0.22) * rh, cw * 0.46, rh * 0.56, pane(c, depth))


def wall(c: Canvas, box: tuple[float, float, float, float], colour: RGB, depth: float = 0.0) -> None:
    """Raise a wall that is a little darker at its foot and on the side away from the sun."""
    x, y, w, h = box
    lit = c.shade(colour, depth)
    pale = mix(lit, c.light.sun, 0.14 * (1 - depth))
    c.fade(
        [(x, y), (x + w, y), (x + w, y + h), (x, y + h)], pale, lit, mix(lit, c.light.ink, 0.16 * (1 - depth))
    )
    side = x if c.light.sun_x * c.w > x else x + w * 0.88
    c.rect(side, y, w * 0.12, h, mix(lit, c.light.ink, 0.22 * (1 - depth)))


def gable(c: Canvas, x: float, y: float, w: float, tall: float, colour: RGB, depth: float = 0.0) -> None:
    """Put a pitched roof on a wall, white in winter."""
    roof = c.shade(mix(colour, SNOW, 0.8 if c.light.snow else 0.0), depth)
    c.poly([(x - w * 0.05, y), (x + w / 2, y - tall), (x + w * 1.05, y)], roof)
    c.poly(
        [(x + w / 2, y - tall), (x + w * 1.05, y), (x + w * 0.55, y)],
        mix(roof, c.light.ink, 0.25 * (1 - depth)),
    )


def hipped(c: Canvas, x: float, y: float, w: float, tall: float, colour: RGB, depth: float = 0.0) -> None:
    """Put a roof on a wall whose ridge runs along the street."""
    roof = c.shade(mix(colour, SNOW, 0.8 if c.light.snow else 0.0), depth)
    shape = [(x - w * 0.04, y), (x + w * 0.1, y - tall), (x + w * 0.9, y - tall), (x + w * 1.04, y)]
    c.fade(shape, mix(roof, c.light.sun, 0.15), mix(roof, c.light.ink, 0.15))
    wide = min(w * 0.08, tall * 0.4)
    c.rect(
        x + w * c.rng.uniform(0.2, 0.7), y - tall - wide * 1.6, wide, wide * 2.4, mix(roof, c.light.ink, 0.3)
    )


def house(c: Canvas, x: float, foot: float, w: float, h: float, depth: float = 0.0) -> None:
    """Build one town house standing on its foot."""
    rng = c.rng
    roof, high = rng.choice(ROOFS), w * rng.uniform(0.25, 0.6)
    wall(c, (x, foot - h, w, h), rng.choice(PLASTER), depth)
    (gable if rng.random() < 0.55 else hipped)(c, x, foot - h, w, min(high, h * 0.5), roof, depth)
    floor = max(2.0, w * 0.42)
    windows(
        c,
        (x + w * 0.06, foot - h, w * 0.88, h * 0.8),
        (max(2, round(w / floor)), max(1, round(h * 0.8 / floor))),
        depth,
    )
    if w > 3:
        c.rect(
            x + w * rng.uniform(0.2, 0.6), foot - h * 0.17, w * 0.17, h * 0.17, c.shade(rgb("4a3a34"), depth)
        )


def terrace(c: Canvas, span: tuple[float, float], foot: float, tall: float, depth: float = 0.0) -> None:
    """Build a row of houses side by side."""
    x = span[0]
    while x < span[1]:
        w = tall * c.rng.uniform(0.38, 0.62)
        house(c, x, foot, w, tall * c.rng.uniform(0.72, 1.12), depth)
        x += w


def cascade(
    c: Canvas, line: Callable[[float], float], span: tuple[float, float], foot: float, depth: float
) -> None:
    """Scatter a hillside town between a height line and the water."""
    rng = c.rng
    rows = 6
    for row in range(rows):
        t = (row + 0.4) / rows
        x = span[0] + rng.uniform(0, 3)
        while x < span[1]:
            size = 1.7 + t * 1.5
            y = line(x) + (foot - line(x)) * (0.12 + t * 0.88)
            if rng.random() < 0.42 + t * 0.5 and foot - line(x) > size:
                house(
                    c,
                    x,
                    y,
                    size * rng.uniform(0.9, 1.5),
                    size * rng.uniform(0.9, 1.5),
                    depth * (1.15 - t * 0.3),
                )
            x += size * rng.uniform(1.1, 2.0)


def block(c: Canvas, x: float, foot: float, w: float, h: float, depth: float) -> None:
    """Raise an office block with a grid of windows and now and then a mast or a step."""
    rng = c.rng
    wall(
        c,
        (x, foot - h, w, h),
        rng.choice((STONE, rgb("8fa3b0"), rgb("b98a6a"), rgb("d8d0c4"), rgb("6f8794"))),
        depth,
    )
    windows(c, (x, foot - h, w, h), (max(2, int(w / 1.3)), max(3, int(h / 1.7))), depth)
    kind, top = rng.random(), c.shade(STONE, depth)
    if kind < 0.3:
        c.rect(x + w * 0.25, foot - h - w * 0.3, w * 0.5, w * 0.3, mix(top, c.light.ink, 0.15))
    elif kind < 0.45:
        c.line([(x + w / 2, foot - h), (x + w / 2, foot - h - w * 1.3)], 0.25, top)
    elif kind < 0.6:
        c.poly([(x, foot - h), (x + w, foot - h), (x + w, foot - h - w * 0.6)], mix(top, c.light.ink, 0.1))


def church(c: Canvas, x: float, foot: float, tall: float, depth: float) -> None:
    """Build a campanile with its nave."""
    w = tall * 0.16
    wall(c, (x + w * 0.8, foot - tall * 0.3, tall * 0.42, tall * 0.3), PLASTER[0], depth)
    hipped(c, x + w * 0.8, foot - tall * 0.3, tall * 0.42, tall * 0.1, ROOFS[0], depth)
    wall(c, (x, foot - tall * 0.75, w, tall * 0.75), PLASTER[4], depth)
    c.rect(
        x + w * 0.3,
        foot - tall * 0.7,
        w * 0.4,
        tall * 0.1,
        mix(c.shade(LAMP, depth), c.light.ink, 0.8 - c.light.lamps * 0.7),
    )
    roof = c.shade(rgb("4f7f78"), depth)
    c.poly(
        [(x - w * 0.12, foot - tall * 0.75), (x + w / 2, foot - tall), (x + w * 1.12, foot - tall * 0.75)],
        roof,
    )


def lamp(c: Canvas, x: float, foot: float, tall: float, depth: float = 0.0) -> None:
    """Stand a street lamp, lit when it is dark."""
    iron = c.shade(rgb("2a2d33"), depth)
    c.line([(x, foot), (x, foot - tall)], tall * 0.025, iron)
    c.rect(x - tall * 0.02, foot - tall * 0.12, tall * 0.04, tall * 0.12, iron)
    c.poly([(x - tall * 0.045, foot - tall), (x + tall * 0.045, foot - tall), (x, foot - tall * 1.05)], iron)
    glass = mix(c.shade(WHITE), LAMP, 0.4 + c.light.lamps * 0.6)
    c.poly(
        [
            (x - tall * 0.04, foot - tall),
            (x + tall * 0.04, foot - tall),
            (x + tall * 0.025, foot - tall * 0.9),
            (x - tall * 0.025, foot - tall * 0.9),
        ],
        glass,
    )
    if c.light.lamps > 0.3:
        c.glow(x, foot - tall * 0.95, tall * 0.75, LAMP, 0.55 * c.light.lamps)


def columns(c: Canvas, box: tuple[float, float, float, float], count: int, colour: RGB) -> None:
    """Stand a row of columns in a box, over a shaded wall."""
    x, y, w, h = box
    stone = c.shade(colour)
    c.rect(x, y, w, h, mix(stone, c.light.ink, 0.55))
    step, thick = w / count, w / count * 0.42
    for n in range(count):
        left = x + (n + 0.5) * step - thick / 2
        c.rect(left, y, thick, h, stone)
        c.rect(left + thick * 0.62, y, thick * 0.38, h, mix(stone, c.light.ink, 0.28))
        c.rect(left - thick * 0.22, y, thick * 1.44, h * 0.05, mix(stone, WHITE, 0.15))
        c.rect(left - thick * 0.22, y + h * 0.96, thick * 1.44, h * 0.04, mix(stone, WHITE, 0.15))


def quay(c: Canvas, y: float, thick: float = 100.0) -> None:
    """Lay a quay of stone along the foreground, with bollards."""
    stone = c.shade(rgb("9a8f80"))
    dark = mix(stone, c.light.ink, 0.5)
    low = min(101.0, y + thick)
    c.fade([(-1, y), (c.w + 1, y), (c.w + 1, low), (-1, low)], mix(stone, c.light.sun, 0.12), stone, dark)
    c.rect(-1, y, c.w + 2, 0.7, mix(stone, c.light.sun, 0.35))
    for row in range(1, 6):
        step = 2.2 + row * 1.1
        at = y + 0.6 + row * row * 0.75
        if at < low:
            c.line([(-1, at), (c.w + 1, at)], 0.1 + row * 0.03, mix(stone, dark, 0.55))
            for n in range(int(c.w / step / 2) + 2):
                x = (n + row % 2 * 0.5) * step * 2
                c.line([(x, at), (x, at + 1 + row * 1.2)], 0.1, mix(stone, dark, 0.45))
    x = c.rng.uniform(4, 12)
    while x < c.w:
        bollard(c, x, y + 1.2)
        x += c.rng.uniform(20, 32)


def bollard(c: Canvas, x: float, foot: float) -> None:
    """Stand an iron bollard."""
    iron = mix(c.shade(rgb("33363d")), c.light.ink, 0.4)
    c.rect(x - 0.7, foot - 2.4, 1.4, 2.6, iron)
    c.oval(x, foot - 2.5, 1.2, 0.7, mix(iron, c.light.sun, 0.15))


def gantry(
    c: Canvas, x: float, foot: float, tall: float, colour: RGB, depth: float = 0.0, *, flip: bool = False
) -> None:
    """Stand a quay crane whose boom reaches over the water."""
    steel = c.shade(colour, depth)
    back = mix(steel, c.light.ink, 0.3 * (1 - depth))
    turn = -1 if flip else 1
    thick = tall * 0.022

    def at(dx: float, up: float) -> Point:
        return (x + dx * tall * turn, foot - up * tall)

    for dx, tone in ((0.12, back), (-0.12, back), (0.17, steel), (-0.17, steel)):
        c.line([at(dx, 0), at(dx * 0.8, 0.62)], thick * 1.3, tone)
    c.line([at(-0.15, 0.3), at(0.15, 0.3)], thick, steel)
    c.line([at(-0.15, 0.3), at(0.13, 0.6)], thick * 0.6, back)
    c.line([at(-0.42, 0.62), at(0.72, 0.66 if tall > 0 else 0)], thick * 1.9, steel)
    c.line([at(-0.12, 0.62), at(0.02, 0.98), at(0.12, 0.62)], thick, steel)
    for dx in (0.68, 0.38, -0.4):
        c.line([at(0.02, 0.97), at(dx, 0.64)], thick * 0.4, back)
    c.poly([at(-0.4, 0.63), at(-0.2, 0.63), at(-0.2, 0.75), at(-0.4, 0.75)], back)
    hook = c.rng.uniform(0.3, 0.6)
    drop = c.rng.uniform(0.3, 0.5)
    c.line([at(hook, 0.65), at(hook, drop)], thick * 0.35, back)
    c.poly(
        [
            at(hook - 0.06, drop),
            at(hook + 0.06, drop),
            at(hook + 0.06, drop - 0.05),
            at(hook - 0.06, drop - 0.05),
        ],
        c.shade(c.rng.choice(ROOFS), depth),
    )
    if c.light.lamps > 0.3:
        c.glow(*at(0.02, 0.98), tall * 0.09, rgb("ff6a50"), 0.8)
        c.glow(*at(0.3, 0.64), tall * 0.18, LAMP, 0.5)
