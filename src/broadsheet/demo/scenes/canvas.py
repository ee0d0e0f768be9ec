"""The sheet that scenes are painted on: shapes, gradients, glows, veils; its height is 100."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from broadsheet.demo.scenes.colour import RGB, WHITE, mix

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from broadsheet.demo.scenes.light import Light

Point = tuple[float, float]
Stops = tuple[RGB, ...]
_OVER = 2  # painted at twice the size, then halved


def ramp(stops: Sequence[RGB], size: tuple[int, int]) -> Image.Image:
    """Make a picture that runs from the first colour above to the last below."""
    strip = Image.new("RGB", (1, len(stops)))
    strip.putdata(list(stops))
    tall = strip.resize((1, max(2, size[1])), Image.Resampling.BILINEAR)
    return tall.resize(size, Image.Resampling.NEAREST)


def speckle(rng: Random, size: tuple[int, int]) -> Image.Image:
    """Make white noise from the given source, so that it is the same every time."""
    return Image.frombytes("L", size, rng.randbytes(size[0] * size[1]))


def billow(rng: Random, size: tuple[int, int], cells: tuple[int, int], octaves: int = 4) -> Image.Image:
    """Make soft fractal noise: the first octave has the given number of cells."""
    total = Image.new("L", size, 128)
    share = 1.0
    for octave in range(octaves):
        grid = (max(2, cells[0] << octave), max(2, cells[1] << octave))
        layer = speckle(rng, grid).resize(size, Image.Resampling.BICUBIC)
        total = layer if octave == 0 else Image.blend(total, layer, share / (1 + share))
        share *= 0.62
    return total


class Canvas:
    """A picture in the making; x runs from 0 to ``w``, y from 0 (above) to 100."""

    def __init__(self, size: tuple[int, int], rng: Random, light: Light) -> None:
        """Begin with an empty sheet of this size in pixels."""
        self.size = size
        self.rng = rng
        self.light = light
        self.px = size[1] * _OVER / 100
        self.w = 100.0 * size[0] / size[1]
        self.image = Image.new("RGB", (size[0] * _OVER, size[1] * _OVER), light.haze)
        self.draw = ImageDraw.Draw(self.image)

    def shade(self, colour: RGB, depth: float = 0.0) -> RGB:
        """Light a local colour at a depth from 0 (near) to 1 (lost in the haze)."""
        return self.light.shade(colour, depth)

    def _scaled(self, points: Sequence[Point]) -> list[Point]:
        return [(x * self.px, y * self.px) for x, y in points]

    def poly(self, points: Sequence[Point], colour: RGB) -> None:
        """Fill a polygon."""
        self.draw.polygon(self._scaled(points), fill=colour)

    def rect(self, x: float, y: float, w: float, h: float, colour: RGB) -> None:
        """Fill an upright rectangle from its upper left corner."""
        if w > 0 and h > 0:
            self.draw.rectangle((x * self.px, y * self.px, (x + w) * self.px, (y + h) * self.px), fill=colour)

    def oval(self, x: float, y: float, rx: float, ry: float, colour: RGB) -> None:
        """Fill an ellipse about its middle."""
        box = ((x - rx) * self.px, (y - ry) * self.px, (x + rx) * self.px, (y + ry) * self.px)
        self.draw.ellipse(box, fill=colour)

    def pie(self, x: float, y: float, r: float, angles: tuple[float, float], colour: RGB) -> None:
        """Fill a slice of a disc between two angles in degrees, clockwise from three o'clock."""
        box = ((x - r) * self.px, (y - r) * self.px, (x + r) * self.px, (y + r) * self.px)
        self.draw.pieslice(box, *angles, fill=colour)

    def line(self, points: Sequence[Point], width: float, colour: RGB) -> None:
        """Draw a line of this width through the points."""
        self.draw.line(self._scaled(points), fill=colour, width=max(1, round(width * self.px)), joint="curve")

    def _box(self, points: Sequence[Point], margin: float = 0.0) -> tuple[int, int, int, int]:
        xs, ys = [x for x, _ in points], [y for _, y in points]
        left, top = max(0, int((min(xs) - margin) * self.px)), max(0, int((min(ys) - margin) * self.px))
        right = min(self.image.width, int((max(xs) + margin) * self.px) + 2)
        below = min(self.image.height, int((max(ys) + margin) * self.px) + 2)
        return (left, top, right, below)

    def fade(self, points: Sequence[Point], *stops: RGB) -> None:
        """Fill a polygon with a gradient that runs down its own height."""
        full_top, full_below = min(y for _, y in points), max(y for _, y in points)
        left, top, right, below = self._box(points)
        if right <= left or below <= top:
            return
        fill = ramp(stops, (1, max(2, int((full_below - full_top) * self.px) + 2)))
        skip = max(0, top - int(full_top * self.px))
        fill = fill.crop((0, skip, 1, skip + below - top)).resize(
            (right - left, below - top), Image.Resampling.NEAREST
        )
        mask = Image.new("1", (right - left, below - top))
        ImageDraw.Draw(mask).polygon([(x * self.px - left, y * self.px - top) for x, y in points], fill=1)
        self.image.paste(fill, (left, top), mask)

    def sheet(self, y0: float, y1: float, *stops: RGB) -> None:
        """Fill the whole width between two heights with a gradient."""
        top, below = int(y0 * self.px), int(y1 * self.px) + 1
        self.image.paste(ramp(stops, (self.image.width, max(2, below - top))), (0, top))

    def soft(self, points: Sequence[Point], colour: RGB, alpha: float, blur: float) -> None:
        """Lay a translucent polygon with soft edges: shadow, beam, bank of mist."""
        left, top, right, below = self._box(points, blur * 2)
        if right <= left or below <= top:
            return
        few = max(1, int(min(8, blur * self.px / 3)))
        small = (max(1, (right - left) // few), max(1, (below - top) // few))
        mask = Image.new("L", small)
        scaled = [((x * self.px - left) / few, (y * self.px - top) / few) for x, y in points]
        ImageDraw.Draw(mask).polygon(scaled, fill=round(255 * alpha))
        mask = mask.filter(ImageFilter.GaussianBlur(blur * self.px / few / 2))
        self.stencil(mask.resize((right - left, below - top), Image.Resampling.BILINEAR), (left, top), colour)

    def stencil(self, mask: Image.Image, at: tuple[int, int], colour: RGB) -> None:
        """Paste a colour through a mask that is already in pixels."""
        self.image.paste(colour, (at[0], at[1], at[0] + mask.width, at[1] + mask.height), mask)

    def glow(
        self, x: float, y: float, r: float, colour: RGB, strength: float = 1.0, squash: float = 1.0
    ) -> None:
        """Add light about a point, strongest in the middle, as a lens sees it."""
        half_w, half_h = int(r * self.px), int(r * squash * self.px)
        if half_w < 2 or half_h < 2 or strength <= 0:
            return
        at = (int(x * self.px) - half_w, int(y * self.px) - half_h)
        box = (
            max(0, at[0]),
            max(0, at[1]),
            min(self.image.width, at[0] + half_w * 2),
            min(self.image.height, at[1] + half_h * 2),
        )
        if box[2] <= box[0] or box[3] <= box[1]:
            return
        lit = _halo(colour, strength).resize(
            (box[2] - box[0], box[3] - box[1]),
            Image.Resampling.BILINEAR,
            box=(
                (box[0] - at[0]) * 256 / (half_w * 2),
                (box[1] - at[1]) * 256 / (half_h * 2),
                (box[2] - at[0]) * 256 / (half_w * 2),
                (box[3] - at[1]) * 256 / (half_h * 2),
            ),
        )
        self.image.paste(ImageChops.screen(self.image.crop(box), lit), box[:2])

    def veil(self, y0: float, y1: float, colour: RGB, *alphas: float) -> None:
        """Lay a band of mist across; its thickness runs through the alphas, from above to below."""
        top, below = max(0, int(y0 * self.px)), min(self.image.height, int(y1 * self.px))
        strip = Image.new("L", (1, len(alphas)))
        strip.putdata([round(255 * alpha) for alpha in alphas])
        tall = strip.resize((1, max(2, below - top)), Image.Resampling.BILINEAR)
        self.stencil(
            tall.resize((self.image.width, max(2, below - top)), Image.Resampling.NEAREST), (0, top), colour
        )

    def done(self, grain: float = 7.0, vignette: float = 0.3) -> Image.Image:
        """Halve the sheet, darken its corners a little and give it the tooth of printed paper."""
        image = self.image.reduce(_OVER)
        corners = Image.radial_gradient("L").point(
            [round(max(0, at - 96) * vignette * 1.25) for at in range(256)]
        )
        image.paste(mix(self.light.ink, (0, 0, 0), 0.3), (0, 0, *self.size), corners.resize(self.size))
        tooth = speckle(self.rng, self.size).filter(ImageFilter.GaussianBlur(0.6))
        tooth = tooth.point([max(0, min(255, round(128 + (at - 128) * grain / 64))) for at in range(256)])
        return ImageChops.add(image, Image.merge("RGB", (tooth, tooth, tooth)), 1.0, -128)


def _halo(colour: RGB, strength: float) -> Image.Image:
    falling = Image.radial_gradient("L")
    curve = [max(0.0, 1 - at / 180) ** 2.4 * strength for at in range(256)]
    bands = [falling.point([round(min(1.0, part) * level) for part in curve]) for level in colour]
    return Image.merge("RGB", bands)


def lit(colour: RGB, by: float = 0.3) -> RGB:
    """Raise a colour towards white."""
    return mix(colour, WHITE, by)
