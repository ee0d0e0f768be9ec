"""A short film for the demo newspaper: the evening ferry crosses the harbour under its gulls.

Every frame is painted, saved as lossy WebP, and taken over as a VP8 key frame (RFC 6386) into a WebM file
(Matroska, RFC 9559; EBML, RFC 8794) that ``broadsheet.demo.webm`` writes.
"""

from __future__ import annotations

import io
import math
import random
from dataclasses import replace
from typing import TYPE_CHECKING

from broadsheet.demo.scenes.boats import ferry, sail
from broadsheet.demo.scenes.canvas import Canvas
from broadsheet.demo.scenes.colour import WHITE, mix, rgb
from broadsheet.demo.scenes.light import Light, choose
from broadsheet.demo.scenes.sea import town_shore
from broadsheet.demo.scenes.sky import sky
from broadsheet.demo.scenes.water import ripple, sea
from broadsheet.demo.webm import mux, vp8_frame

if TYPE_CHECKING:
    from PIL import Image

_SEED = "ferry/film-dusk-1"
_HORIZON = 50.0
_GULLS = 7


def _light() -> Light:
    return replace(choose("dusk", random.Random(_SEED)), sun_x=0.3, sun_y=0.78, clouds=0.5)


def _backdrop(size: tuple[int, int]) -> Canvas:
    """Paint what stays: sky, town and water."""
    c = Canvas(size, random.Random(_SEED), _light())
    sky(c, _HORIZON)
    town_shore(c, _HORIZON)
    sea(c, _HORIZON, calm=0.8)
    return c


def _water(c: Canvas, seconds: float) -> None:
    """Let the water sway, and light run over it below the sun."""
    top = int(_HORIZON * c.px) + 2
    swaying = ripple(c.image.crop((0, top, *c.image.size)), c.px, seconds * 1.7, 0.28)
    c.image.paste(swaying, (0, top))
    rng = random.Random(_SEED)
    for _ in range(150):
        far = rng.random()
        phase, speed = rng.uniform(0, math.tau), rng.uniform(2.0, 5.0)
        x, y = c.light.sun_x * c.w + rng.gauss(0, 1.5 + far * 8), _HORIZON + 1 + far * 47
        shine = math.sin(phase + seconds * speed)
        if shine > 0.1:
            long = (0.6 + far * 3.2) * shine
            tone = mix(c.light.sea, c.light.sun, 0.45 + shine * 0.5)
            c.poly([(x - long, y), (x, y - 0.1 - far * 0.3), (x + long, y), (x, y + 0.1 + far * 0.2)], tone)


def _wings(c: Canvas, x: float, y: float, span: float, beat: float) -> None:
    """Draw a gull whose wings stand as high as the beat (-1 to 1) says."""
    white = mix(c.shade(WHITE), c.light.sky[3], 0.35)
    for side, tone in ((-1, white), (1, mix(white, c.light.ink, 0.3))):
        up, tip = span * (0.12 + 0.2 * beat), span * (0.26 * beat - 0.04)
        elbow, end = x + side * span * 0.24, x + side * span * 0.55
        c.poly(
            [
                (x, y + span * 0.05),
                (elbow, y - up),
                (end, y - tip),
                (elbow, y - up + span * 0.09),
                (x, y - span * 0.05),
            ],
            tone,
        )
    c.poly(
        [
            (x - span * 0.13, y),
            (x, y - span * 0.06),
            (x + span * 0.17, y + span * 0.01),
            (x, y + span * 0.07),
        ],
        white,
    )
    c.poly(
        [(x + span * 0.15, y), (x + span * 0.21, y + span * 0.03), (x + span * 0.14, y + span * 0.03)],
        c.shade(rgb("e3a72f")),
    )


def _frame(backdrop: Canvas, share: float, seconds: float) -> Image.Image:
    """Paint one frame; share is how far through the film it stands."""
    c = Canvas(backdrop.size, random.Random(_SEED), backdrop.light)
    c.image.paste(backdrop.image)
    _water(c, seconds)
    sail(c, c.w * (0.8 - share * 0.12), 58 + 0.15 * math.sin(seconds * 1.3), 8, 0.22)
    ferry(c, c.w * (0.02 + share * 0.96), 72 + 0.25 * math.sin(seconds * 1.8), c.w * 0.4, 0.02)
    rng = random.Random(_SEED)
    for n in range(_GULLS):
        start, pace, high, span = rng.random(), rng.uniform(4.0, 9.0), rng.uniform(10, 46), 3.5 + n * 1.1
        x = (start * c.w * 1.3 + seconds * pace) % (c.w * 1.3) - c.w * 0.15
        _wings(c, x, high + 3 * math.sin(seconds * 0.7 + n), span, math.sin(seconds * (7 - n * 0.45) + n))
    return c.done(grain=0.0, vignette=0.2)


def film(seconds: int = 12, fps: int = 12, size: tuple[int, int] = (640, 360)) -> bytes:
    """Return the film as a WebM file, so many seconds long; size is its width and height in pixels."""
    backdrop = _backdrop(size)
    count = seconds * fps
    frames = []
    for n in range(count):
        sink = io.BytesIO()
        _frame(backdrop, n / max(1, count - 1), n / fps).save(sink, "WEBP", quality=28, method=6)
        frames.append(vp8_frame(sink.getvalue()))
    return mux(frames, fps, size)


def poster(size: tuple[int, int] = (1280, 720)) -> bytes:
    """Return the frame that stands for the film before it plays, as a JPEG file."""
    sink = io.BytesIO()
    _frame(_backdrop(size), 0.45, 5.4).save(sink, "JPEG", quality=84, progressive=True, optimize=True)
    return sink.getvalue()
