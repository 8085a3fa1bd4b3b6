"""Fruit and vegetables. Each stands on (0, 0), up to 60 high and 60 wide."""

import math
from collections.abc import Callable

from adapters.drawing.canvas import Canvas
from adapters.drawing.look import Look, gleam, shadow
from adapters.drawing.shapes import (
    Color,
    Point,
    Ramp,
    curve,
    darker,
    lighter,
    mirrored,
    mix,
    oval,
    rgb,
    rounded,
    solid,
    turned_hue,
)

LEAF = rgb("6f9148")
STEM = rgb("6b4a2f")


def leaf(canvas: Canvas, length: float, color: Color = LEAF) -> None:
    """Grows from (0, 0) upwards."""
    half = curve((0, 0), (length * 0.42, -length * 0.25), (length * 0.36, -length * 0.75), (0, -length))
    canvas.fill(mirrored(half), Ramp(lighter(color, 0.3), darker(color, 0.15)))
    canvas.line([(0, -length * 0.08), (0, -length * 0.85)], length * 0.05, darker(color, 0.3), 0.6)


def three(canvas: Canvas, one: Callable[[Canvas, Color], None], colors: tuple[Color, Color, Color]) -> None:
    """A group: two behind, one in front."""
    shadow(canvas, 34)
    for (x, y, scale, turn), color in zip(
        ((-14.5, -3.5, 0.88, -10.0), (15.5, -4.0, 0.92, 9.0), (0.5, 0.5, 1.0, -2.0)), colors, strict=True
    ):
        with canvas.at(x, y, scale, turn):
            canvas.soft(oval(0, -1, 13, 3), darker(colors[0], 0.6), 0.4, 1.6)
            one(canvas, color)


def apples(canvas: Canvas, look: Look) -> None:
    red = look.pick("c8382f", "d6503a", "b8323a", "9fb04a")
    three(canvas, _apple, (darker(red, 0.06), mix(red, rgb("e0b04c"), 0.3), red))


def _apple(canvas: Canvas, color: Color) -> None:
    half = [
        *curve((0, -25), (5, -30), (17, -28), (17, -16)),
        *curve((17, -16), (17, -5), (9, 1.5), (3.5, 0.2)),
        (0.0, -0.8),
    ]
    body = mirrored(half)
    canvas.fill(body, Ramp(lighter(color, 0.35), darker(color, 0.32), "round"))
    with canvas.within(body):
        canvas.soft(oval(-5, -26, 9, 4), rgb("f3cf6b"), 0.5, 3)
    canvas.soft(oval(0.5, -25.4, 4.6, 1.9), darker(color, 0.55), 0.7, 1.0)
    canvas.line(curve((0, -24.5), (0.5, -28), (1.5, -30), (3, -32)), 1.3, STEM)
    with canvas.at(1.2, -28.5, 1, 58):
        leaf(canvas, 11)
    gleam(canvas, -8, -20, 3, 5, 24)


def oranges(canvas: Canvas, look: Look) -> None:
    color = look.pick("ec8b2a", "f0a13a", "e67a2e", "f2c23e")
    three(canvas, _orange, (darker(color, 0.05), color, lighter(color, 0.05)))


def _orange(canvas: Canvas, color: Color) -> None:
    canvas.oval(0, -14.5, 15.5, 14.5, Ramp(lighter(color, 0.4), darker(color, 0.28), "round"))
    for number in range(16):
        angle, reach = number * 2.4, 3.2 * math.sqrt(number)
        canvas.oval(
            reach * math.cos(angle), -14.5 + reach * math.sin(angle), 0.35, 0.35, darker(color, 0.25), 0.5
        )
    with canvas.at(0, -27.5, 1, 62):
        leaf(canvas, 11)
    canvas.oval(0, -27.6, 1.8, 0.9, rgb("7d8f3e"))
    gleam(canvas, -6.5, -21, 3, 4.4, 30)


def peaches(canvas: Canvas, look: Look) -> None:
    color = look.pick("f2a98c", "f4b79a", "ee9a7c")
    three(canvas, _peach, (color, lighter(color, 0.12), color))


def _peach(canvas: Canvas, color: Color) -> None:
    half = [*curve((0, -29), (4, -25), (17, -27), (16, -13)), *curve((16, -13), (15, -3), (7, 0.5), (0, 0.3))]
    body = mirrored(half)
    canvas.fill(body, Ramp(lighter(color, 0.4), mix(color, rgb("c94f52"), 0.55), "corner"))
    with canvas.within(body):
        canvas.soft(oval(9, -11, 9, 10), rgb("cf4a55"), 0.5, 4)
        canvas.line(curve((0, -29), (5, -22), (5, -10), (1, 0)), 0.7, rgb("b84a4a"), 0.45)
    with canvas.at(-1, -27, 1, -60):
        leaf(canvas, 13)
    with canvas.at(1, -27, 1, 48):
        leaf(canvas, 10)
    gleam(canvas, -7, -20, 3, 5, 20, 0.4)


def pears(canvas: Canvas, look: Look) -> None:
    color = look.pick("c9bf55", "d7c45c", "b5b552")
    three(canvas, _pear, (darker(color, 0.05), mix(color, rgb("d98a4a"), 0.25), color))


def _pear(canvas: Canvas, color: Color) -> None:
    half = [
        *curve((0, -36), (6, -36), (6, -28), (8, -23)),
        *curve((8, -23), (11, -18), (15, -15), (14, -8)),
        *curve((14, -8), (13, 0), (5, 0.6), (0, 0.3)),
    ]
    canvas.fill(mirrored(half), Ramp(lighter(color, 0.4), darker(color, 0.3), "round"))
    for x, y in ((3, -8), (6, -12), (-2, -6), (1, -14), (8, -7), (-6, -10)):
        canvas.oval(x, y, 0.4, 0.4, darker(color, 0.35), 0.5)
    canvas.line(curve((0, -35), (0, -38), (1, -40), (3, -41)), 1.3, STEM)
    gleam(canvas, -5, -17, 2.6, 6, 22)


def berries(canvas: Canvas, look: Look) -> None:
    red = look.pick("d1323c", "c62b39")
    shadow(canvas, 34)
    for x, y, scale, turn in (
        (-17, -9, 0.8, -28),
        (17, -9, 0.82, 26),
        (0, -15, 0.86, 6),
        (-9, 0, 0.95, -12),
        (10, 1, 0.95, 14),
    ):
        with canvas.at(x, y, scale, turn):
            _strawberry(canvas, red)


def _strawberry(canvas: Canvas, color: Color) -> None:
    canvas.soft(oval(1, -2, 9, 3), darker(color, 0.7), 0.4, 1.6)
    half = [*curve((0, -22), (7, -24), (13, -20), (11, -13)), *curve((11, -13), (9, -6), (4, -1), (0, 0))]
    canvas.fill(mirrored(half), Ramp(lighter(color, 0.3), darker(color, 0.3), "round"))
    for x, y in ((-6, -16), (0, -17), (6, -16), (-4, -11), (3, -11), (8, -12), (-8, -11), (-1, -6), (3, -5)):
        canvas.oval(x, y, 0.55, 0.85, rgb("f7d98a"))
    for turn in (-76, -38, 0, 38, 76):
        with canvas.at(0, -20.5, 1, turn):
            leaf(canvas, 7.5, rgb("5f8f3f"))
    gleam(canvas, -5, -17, 1.6, 3, 26, 0.5)


def grapes(canvas: Canvas, look: Look) -> None:
    color = look.pick("6b3f73", "7a4b82", "9db04e", "803a52")
    shadow(canvas, 24)
    canvas.line(curve((0, -50), (1, -54), (4, -57), (8, -58)), 1.7, STEM)
    rows = ((-46, 3), (-40, 4), (-33, 5), (-26, 4), (-19, 4), (-12.5, 3), (-6.5, 2))
    for number, (y, count) in enumerate(rows):
        for place in range(count):
            x = (place - (count - 1) / 2) * 8.4 + (0.7 if number % 2 else -0.7)
            shade = turned_hue(color, (place * 7 + number * 5) % 15 - 7)
            canvas.oval(x, y, 5.5, 5.7, Ramp(lighter(shade, 0.42), darker(shade, 0.35), "round"))
            canvas.oval(x - 1.9, y - 2.1, 1.1, 1.4, (255, 255, 255), 0.42)
    with canvas.at(0, -49, 1.2, -70):
        leaf(canvas, 17)
    with canvas.at(1, -50, 1, 52):
        leaf(canvas, 13)


def bananas(canvas: Canvas, look: Look) -> None:
    color = rgb("f0c63c")
    shadow(canvas, 32)
    for turn, shade in ((16, darker(color, 0.16)), (4, darker(color, 0.06)), (-8, color)):
        with canvas.at(16, -36, 1, turn):
            outer = curve((0, 0), (4, 22), (-18, 40), (-42, 33))
            inner = curve((-42, 31), (-24, 30), (-10, 20), (-5, 1))
            canvas.fill([*outer, *inner], Ramp(lighter(shade, 0.3), darker(shade, 0.2), "down"))
            canvas.line(curve((-1, 4), (0, 20), (-17, 34), (-40, 32)), 0.6, darker(shade, 0.25), 0.5)
            canvas.oval(-42, 32, 1.4, 1.5, rgb("5a4326"))
    canvas.slab(10, -41, 18, -33, 3, Ramp(rgb("a8912f"), rgb("6e5a26"), "down"))


def watermelon(canvas: Canvas, look: Look) -> None:
    shadow(canvas, 36)
    green = rgb("4f8a4b")
    with canvas.at(-7, -21, 1, -6):
        body = oval(0, 0, 23, 21)
        canvas.fill(body, Ramp(lighter(green, 0.3), darker(green, 0.35), "round"))
        with canvas.within(body):
            for x in (-17, -9, 0, 9, 17):
                stripe = [(x + 1.6 * math.sin(step * 1.3 + x), -22.0 + step * 2.4) for step in range(20)]
                canvas.line(stripe, 2.3, rgb("2c5a37"), 0.75)
        gleam(canvas, -9, -10, 4, 6, 30, 0.4)
    with canvas.at(17, 0, 1, 8):
        for radius, color in (
            (22, rgb("3f7a44")),
            (20.3, rgb("e8efcf")),
            (18.8, look.pick("e2474c", "e8584f", "f0b53f")),
        ):
            wedge = [
                (0.0, -31.0),
                *(
                    (radius * 1.04 * math.sin(a / 10), -31 + radius * 1.4 * math.cos(a / 10))
                    for a in range(-7, 8)
                ),
            ]
            canvas.fill(wedge, solid(color, 0.12))
        for x, y in ((-4, -12), (3, -10), (0, -17), (-7, -8), (7, -7), (0, -6)):
            canvas.oval(x, y, 0.7, 1.2, rgb("3b2320"))


def durian(canvas: Canvas, look: Look) -> None:
    shadow(canvas, 30)
    color = rgb("a39a3d")
    spikes: list[Point] = []
    for step in range(64):
        angle = step * math.tau / 64
        reach = 1.0 if step % 2 else 1.12
        spikes.append((24 * reach * math.cos(angle), -27 + 25 * reach * math.sin(angle)))
    canvas.fill(spikes, Ramp(lighter(color, 0.3), darker(color, 0.4), "round"))
    for ring in range(6):
        count = 5 + ring * 4 if ring else 1
        for place in range(count):
            angle = place * math.tau / count + ring
            x, y = 4.1 * ring * math.cos(angle), -27 + 4.2 * ring * math.sin(angle)
            canvas.fill([(x - 2.2, y + 1.5), (x, y - 2.8), (x + 2.2, y + 1.5)], lighter(color, 0.28), 0.55)
            canvas.fill([(x, y - 2.8), (x + 2.2, y + 1.5), (x + 0.4, y + 1.5)], darker(color, 0.4), 0.6)
    opening = rounded([(3, -44), (14, -30), (12, -12), (3, -6), (-6, -14), (-6, -34)])
    canvas.fill(opening, solid(rgb("f4ecc8"), 0.15))
    for y in (-32, -17):
        canvas.oval(4, y, 6.6, 7.6, Ramp(rgb("fbe89a"), rgb("d9a93c"), "round"))
    canvas.line([(0, -53), (0, -59)], 3.4, rgb("7d6a33"))


def pumpkin(canvas: Canvas, look: Look) -> None:
    """Vegetables."""
    shadow(canvas, 34)
    color = look.pick("e0863a", "d9752e", "c7a24a")
    for x, width in ((-19, 11), (19, 11), (-10, 13), (10, 13), (0, 13)):
        shade = darker(color, abs(x) / 90)
        canvas.oval(x, -20, width, 20, Ramp(lighter(shade, 0.35), darker(shade, 0.32), "round"))
    canvas.line(curve((0, -39), (-1, -46), (3, -49), (8, -50)), 4, rgb("6f7a3a"))
    with canvas.at(1, -39, 1.1, 70):
        leaf(canvas, 16)
    gleam(canvas, -8, -29, 3, 7, 14, 0.4)
