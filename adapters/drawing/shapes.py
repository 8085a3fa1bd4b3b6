"""Colours and outlines for drawing: plain values, nothing is painted here."""

import colorsys
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Color = tuple[int, int, int]
Point = tuple[float, float]
Way = Literal["down", "across", "corner", "round"]


@dataclass(frozen=True, slots=True)
class Ramp:
    """A gradient over the bounding box of what it fills: downwards, across, to a corner, or from a lit spot outwards."""

    light: Color
    dark: Color
    way: Way = "corner"


Fill = Color | Ramp


def rgb(code: str) -> Color:
    number = int(code.lstrip("#"), 16)
    return number >> 16, number >> 8 & 255, number & 255


def mix(one: Color, other: Color, share: float) -> Color:
    """`share` of the other colour in the one."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def lighter(color: Color, share: float = 0.25) -> Color:
    return mix(color, (255, 250, 240), share)


def darker(color: Color, share: float = 0.25) -> Color:
    """Darker and a little warmer, as things are in the shade of a lit room."""
    return mix(color, (58, 24, 30), share)


def turned_hue(color: Color, degrees: float, saturation: float = 1.0) -> Color:
    hue, light, strength = colorsys.rgb_to_hls(*(channel / 255 for channel in color))
    red, green, blue = colorsys.hls_to_rgb((hue + degrees / 360) % 1, light, min(1.0, strength * saturation))
    return round(red * 255), round(green * 255), round(blue * 255)


def solid(color: Color, depth: float = 0.28, way: Way = "corner") -> Ramp:
    """The gradient of a lit body of that colour."""
    return Ramp(lighter(color, depth * 0.8), darker(color, depth), way)


def curve(start: Point, one: Point, two: Point, end: Point, steps: int = 18) -> list[Point]:
    """Points along a cubic Bézier curve."""
    points = []
    for step in range(steps + 1):
        t = step / steps
        a, b, c, d = (1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t * t, t**3
        points.append(
            (
                a * start[0] + b * one[0] + c * two[0] + d * end[0],
                a * start[1] + b * one[1] + c * two[1] + d * end[1],
            )
        )
    return points


def rounded(corners: Sequence[Point], steps: int = 8) -> list[Point]:
    """A closed smooth line through the points (Catmull-Rom)."""
    points = []
    count = len(corners)
    for at in range(count):
        before, start, end, after = (corners[(at + offset) % count] for offset in (-1, 0, 1, 2))
        for step in range(steps):
            t = step / steps
            points.append(
                (
                    _spline(before[0], start[0], end[0], after[0], t),
                    _spline(before[1], start[1], end[1], after[1], t),
                )
            )
    return points


def _spline(before: float, start: float, end: float, after: float, t: float) -> float:
    return 0.5 * (
        2 * start
        + (end - before) * t
        + (2 * before - 5 * start + 4 * end - after) * t * t
        + (3 * start - before - 3 * end + after) * t**3
    )


def mirrored(half: Sequence[Point]) -> list[Point]:
    """A closed outline from its right half, given from top to bottom, symmetrical to x = 0."""
    return [*half, *((-x, y) for x, y in reversed(half))]


def oval(x: float, y: float, rx: float, ry: float, steps: int = 48) -> list[Point]:
    return [
        (x + rx * math.cos(step * math.tau / steps), y + ry * math.sin(step * math.tau / steps))
        for step in range(steps)
    ]


def slab(left: float, top: float, right: float, bottom: float, radius: float) -> list[Point]:
    """A rectangle with round corners."""
    radius = min(radius, (right - left) / 2, (bottom - top) / 2)
    points = []
    for x, y, begin in (
        (right - radius, top + radius, -90),
        (right - radius, bottom - radius, 0),
        (left + radius, bottom - radius, 90),
        (left + radius, top + radius, 180),
    ):
        for step in range(7):
            angle = math.radians(begin + step * 15)
            points.append((x + radius * math.cos(angle), y + radius * math.sin(angle)))
    return points
