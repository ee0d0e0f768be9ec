"""Boats, each drawn about its waterline: sail, fishing, ferry, freighter, tug, rowing boat, buoy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broadsheet.demo.scenes.built import LAMP
from broadsheet.demo.scenes.colour import CREAM, PAINTS, RGB, WHITE, mix, rgb
from broadsheet.demo.scenes.water import floating, foam

if TYPE_CHECKING:
    from broadsheet.demo.scenes.canvas import Canvas, Point


class Plan:
    """Places points of a boat: along from stern (0) to bow (1), up in lengths above the water."""

    def __init__(self, c: Canvas, x: float, y: float, long: float, *, flip: bool, depth: float) -> None:
        """Set the middle of the waterline at x, y."""
        self.c, self.x, self.y, self.long, self.flip, self.depth = c, x, y, long, flip, depth

    def at(self, along: float, up: float) -> Point:
        """Return where a point of the boat lies on the canvas."""
        side = (along - 0.5) * self.long
        return (self.x - side if self.flip else self.x + side, self.y - up * self.long)

    def poly(self, colour: RGB, *points: Point) -> None:
        """Fill a shape given in the boat's own measures."""
        self.c.poly([self.at(*point) for point in points], colour)

    def fade(self, top: RGB, below: RGB, *points: Point) -> None:
        """Fill a shape with a gradient."""
        self.c.fade([self.at(*point) for point in points], top, below)

    def line(self, colour: RGB, thick: float, *points: Point) -> None:
        """Draw a line given in the boat's own measures."""
        self.c.line([self.at(*point) for point in points], thick * self.long, colour)

    def box(self, colour: RGB, along: float, up: float, long: float, tall: float) -> None:
        """Fill an upright box from its lower corner at the stern."""
        self.poly(colour, (along, up), (along + long, up), (along + long, up + tall), (along, up + tall))

    def tint(self, colour: RGB, dark: float = 0.0) -> RGB:
        """Light a colour as it looks at the distance of the boat."""
        return mix(self.c.shade(colour, self.depth), self.c.light.ink, dark * (1 - self.depth))

    def lamp(self, along: float, up: float, colour: RGB = LAMP, size: float = 0.1) -> None:
        """Light a lamp on board when it is dark."""
        if self.c.light.lamps > 0.3:
            x, y = self.at(along, up)
            self.c.oval(x, y, size * self.long * 0.09, size * self.long * 0.09, mix(colour, WHITE, 0.5))
            self.c.glow(x, y, size * self.long, colour, 0.8 * self.c.light.lamps)


def sail(c: Canvas, x: float, y: float, long: float, depth: float = 0.0, colour: RGB = CREAM) -> None:
    """Sail a sloop with full canvas."""
    flip = c.rng.random() < 0.5
    heel = c.rng.uniform(-0.06, 0.12)
    p = Plan(c, x, y, long, flip=flip, depth=depth)
    with floating(c, (x - long * 0.75, x + long * 0.75, y), long * 1.7, 0.45):
        cloth, other = p.tint(colour), p.tint(mix(colour, c.rng.choice(PAINTS), 0.8))
        p.line(p.tint(rgb("5a4636")), 0.02, (0.5, 0.1), (0.5 - heel, 1.5))
        p.fade(
            mix(cloth, c.light.sun, 0.3),
            mix(cloth, c.light.ink, 0.12),
            (0.49, 0.18),
            (0.49 - heel, 1.46),
            (0.2 - heel, 0.8),
            (0.06, 0.2),
        )
        p.poly(mix(cloth, c.light.ink, 0.12), (0.49, 0.6), (0.49 - heel * 0.4, 0.7), (0.12, 0.5), (0.1, 0.42))
        p.fade(
            mix(other, c.light.sun, 0.2), other, (0.53, 0.2), (0.52 - heel, 1.3), (0.78, 0.6), (0.97, 0.14)
        )
        hull = p.tint(c.rng.choice((WHITE, *PAINTS)))
        p.fade(hull, mix(hull, c.light.ink, 0.45), (0.0, 0.13), (1.04, 0.13), (0.86, 0.0), (0.1, 0.0))


def fisher(c: Canvas, x: float, y: float, long: float, depth: float = 0.0, *, flip: bool = False) -> None:
    """Float a trawler with a wheelhouse, a mast and nets."""
    p = Plan(c, x, y, long, flip=flip, depth=depth)
    paint, second = c.rng.sample(PAINTS, 2)
    with floating(c, (x - long * 0.65, x + long * 0.65, y), long * 0.95):
        spar = p.tint(rgb("4a3a30"))
        p.line(spar, 0.02, (0.34, 0.15), (0.34, 0.86))
        p.line(spar, 0.014, (0.34, 0.4), (0.03, 0.68))
        p.line(spar, 0.007, (0.03, 0.68), (0.34, 0.84), (0.96, 0.3))
        p.line(spar, 0.007, (0.03, 0.68), (0.05, 0.2))
        p.box(p.tint(WHITE), 0.5, 0.18, 0.22, 0.26)
        p.box(p.tint(WHITE, 0.3), 0.5, 0.18, 0.06, 0.26)
        p.box(p.tint(second), 0.48, 0.43, 0.27, 0.035)
        for at in (0.575, 0.635):
            p.box(mix(p.tint(rgb("33495c")), LAMP, c.light.lamps * 0.85), at, 0.32, 0.05, 0.075)
        hull = p.tint(paint)
        p.fade(
            mix(hull, c.light.sun, 0.2),
            mix(hull, c.light.ink, 0.5),
            (0.0, 0.2),
            (0.1, 0.19),
            (0.6, 0.18),
            (0.85, 0.23),
            (1.03, 0.33),
            (0.93, 0.0),
            (0.06, 0.0),
        )
        p.line(p.tint(CREAM), 0.018, (0.0, 0.19), (0.6, 0.165), (0.85, 0.215), (1.02, 0.315))
        p.poly(p.tint(ROOF_RED, 0.15), (0.04, 0.04), (0.94, 0.04), (0.93, 0.0), (0.06, 0.0))
        for n in range(4):
            p.c.oval(*p.at(0.12 + n * 0.075, 0.21), long * 0.022, long * 0.022, p.tint(rgb("e3893c")))
    p.lamp(0.34, 0.86)
    p.lamp(0.62, 0.36, size=0.22)


ROOF_RED = rgb("8f3a32")


def ferry(c: Canvas, x: float, y: float, long: float, depth: float = 0.0, *, flip: bool = False) -> None:
    """Float a passenger ferry with decks of lit windows and a raked funnel."""
    p = Plan(c, x, y, long, flip=flip, depth=depth)
    paint = c.rng.choice((PAINTS[0], PAINTS[1], PAINTS[3], PAINTS[7]))
    with floating(c, (x - long * 0.55, x + long * 0.56, y), long * 0.5, 0.55):
        white, shadow = p.tint(rgb("f7f2e6")), p.tint(rgb("f7f2e6"), 0.22)
        p.line(p.tint(rgb("555a60")), 0.006, (0.74, 0.3), (0.72, 0.43))
        p.poly(p.tint(paint), (0.34, 0.26), (0.44, 0.26), (0.42, 0.4), (0.33, 0.4))
        p.poly(p.tint(rgb("22252b")), (0.335, 0.375), (0.424, 0.375), (0.42, 0.4), (0.33, 0.4))
        for low, start, end, cells in (
            (0.22, 0.24, 0.78, 15),
            (0.15, 0.12, 0.84, 22),
            (0.08, 0.05, 0.88, 27),
        ):
            p.fade(white, shadow, (start, low), (end + 0.03, low), (end, low + 0.062), (start, low + 0.062))
            p.box(
                p.tint(paint, 0.1) if low > 0.2 else shadow,
                start - 0.015,
                low + 0.058,
                end - start + 0.035,
                0.008,
            )
            step = (end - start - 0.03) / cells
            for n in range(cells):
                glass = LAMP if c.rng.random() < c.light.lamps * 0.9 else p.tint(rgb("3a5468"))
                p.box(
                    mix(glass, c.light.haze, depth * 0.6),
                    start + 0.015 + n * step,
                    low + 0.017,
                    step * 0.6,
                    0.026,
                )
        p.poly(p.tint(rgb("33495c")), (0.71, 0.286), (0.805, 0.286), (0.79, 0.315), (0.71, 0.315))
        hull = p.tint(paint)
        p.fade(hull, mix(hull, c.light.ink, 0.45), (0.0, 0.085), (1.03, 0.1), (0.95, 0.0), (0.02, 0.0))
        p.line(white, 0.008, (0.005, 0.07), (1.0, 0.082))
    foam(c, min(p.at(0, 0)[0], p.at(1, 0)[0]), y + 0.2, long, 0.25)
    p.lamp(0.72, 0.43)
    if c.light.lamps > 0.3:
        c.glow(x, y - long * 0.15, long * 0.55, LAMP, 0.3 * c.light.lamps, 0.45)


def freighter(c: Canvas, x: float, y: float, long: float, depth: float = 0.0, *, flip: bool = False) -> None:
    """Float a container ship with its stacks of boxes."""
    p = Plan(c, x, y, long, flip=flip, depth=depth)
    paint = c.rng.choice((rgb("1f4f6f"), rgb("8f3a32"), rgb("2d3a45"), rgb("2f6f62")))
    with floating(c, (x - long * 0.55, x + long * 0.57, y), long * 0.5, 0.5):
        for n in range(17):
            along = 0.2 + n * 0.043
            high = c.rng.randint(2, 6) if n < 15 else 2
            for tier in range(high):
                box = p.tint(c.rng.choice(PAINTS), 0.12)
                p.box(box, along, 0.1 + tier * 0.03, 0.04, 0.028)
                p.box(mix(box, c.light.ink, 0.3), along + 0.031, 0.1 + tier * 0.03, 0.009, 0.028)
        white = p.tint(rgb("f2efe6"))
        p.fade(white, mix(white, c.light.ink, 0.2), (0.06, 0.1), (0.17, 0.1), (0.17, 0.36), (0.06, 0.36))
        p.box(white, 0.04, 0.33, 0.15, 0.025)
        for row in range(6):
            for col in range(4):
                glass = LAMP if c.rng.random() < c.light.lamps * 0.7 else p.tint(rgb("33495c"))
                p.box(glass, 0.07 + col * 0.026, 0.14 + row * 0.036, 0.015, 0.014)
        p.box(p.tint(paint), 0.075, 0.36, 0.05, 0.06)
        hull = p.tint(paint)
        p.fade(
            mix(hull, c.light.sun, 0.12),
            mix(hull, c.light.ink, 0.4),
            (0.0, 0.11),
            (0.9, 0.11),
            (0.97, 0.14),
            (1.05, 0.145),
            (0.97, 0.0),
            (0.02, 0.0),
        )
        p.poly(p.tint(ROOF_RED), (0.015, 0.022), (0.985, 0.022), (0.99, 0.004), (0.94, 0.0), (0.02, 0.0))
        p.line(white, 0.012, (0.98, 0.15), (0.98, 0.22))
    foam(c, min(p.at(0, 0)[0], p.at(1, 0)[0]), y + 0.3, long, 0.3)
    p.lamp(0.98, 0.22, size=0.05)
    p.lamp(0.115, 0.42, rgb("ff7a5c"), 0.06)


def rowing(c: Canvas, x: float, y: float, long: float, depth: float = 0.0) -> None:
    """Float a small open boat."""
    p = Plan(c, x, y, long, flip=c.rng.random() < 0.5, depth=depth)
    with floating(c, (x - long * 0.6, x + long * 0.6, y), long * 0.4, 0.45):
        hull = p.tint(c.rng.choice(PAINTS))
        p.fade(
            hull, mix(hull, c.light.ink, 0.5), (0.0, 0.2), (0.5, 0.14), (1.0, 0.24), (0.86, 0.0), (0.12, 0.0)
        )
        p.poly(p.tint(rgb("3a2e28")), (0.04, 0.195), (0.5, 0.14), (0.95, 0.23), (0.5, 0.175))
        p.line(p.tint(CREAM), 0.02, (0.0, 0.2), (0.5, 0.14), (1.0, 0.24))


def buoy(c: Canvas, x: float, y: float, tall: float) -> None:
    """Float a red buoy with a light."""
    red = c.shade(rgb("c8402f"))
    with floating(c, (x - tall, x + tall, y), tall * 1.3, 0.45):
        c.poly(
            [
                (x - tall * 0.3, y),
                (x + tall * 0.3, y),
                (x + tall * 0.12, y - tall * 0.75),
                (x - tall * 0.12, y - tall * 0.75),
            ],
            red,
        )
        c.rect(x - tall * 0.2, y - tall * 0.4, tall * 0.4, tall * 0.12, c.shade(WHITE))
        c.oval(x, y - tall * 0.85, tall * 0.1, tall * 0.12, LAMP)
    c.glow(x, y - tall * 0.85, tall, rgb("ff8a5c"), 0.7 * c.light.lamps)


def gull(c: Canvas, x: float, y: float, span: float, depth: float = 0.0) -> None:
    """Hang a gull in the air on bent wings."""
    rng = c.rng
    tilt, lift = rng.uniform(-0.25, 0.25), rng.uniform(0.15, 0.5)
    white = mix(c.shade(WHITE, depth), c.light.sky[3], 0.15)
    grey = mix(white, c.light.ink, 0.3)

    def at(along: float, up: float) -> Point:
        return (x + along * span, y - (up * lift + along * tilt) * span)

    for side, tone in ((-1, white), (1, grey)):
        c.poly(
            [at(0, -0.06), at(side * 0.22, 0.42), at(side * 0.55, 0.08), at(side * 0.24, 0.26), at(0, 0.12)],
            tone,
        )
        c.poly(
            [at(side * 0.43, 0.23), at(side * 0.55, 0.08), at(side * 0.38, 0.2)],
            c.shade(rgb("2a2d33"), depth),
        )
    c.poly([at(-0.1, 0.1), at(0.04, 0.12), at(0.14, 0.0), at(0.02, -0.13), at(-0.14, -0.1)], white)
    c.poly([at(0.12, 0.02), at(0.19, -0.03), at(0.12, -0.04)], c.shade(rgb("e3a72f"), depth))
