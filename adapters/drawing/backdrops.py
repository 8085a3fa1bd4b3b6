"""Walls, tables and light behind the things that are drawn."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from adapters.drawing.canvas import Canvas
from adapters.drawing.shapes import Color, Ramp, curve, darker, lighter, mix, oval, rgb, slab


@dataclass(frozen=True)
class Room:
    """The colours of one setting, chosen to go together: wall, table, and one that stands out a little."""

    wall: Color
    table: Color
    accent: Color


ROOMS = [
    Room(rgb(wall), rgb(table), rgb(accent))
    for wall, table, accent in (
        ("f6dcc6", "e3b58e", "d9734e"),  # apricot
        ("f3e3c3", "d8b67c", "c98a2b"),  # straw
        ("dfe6d3", "b9c4a0", "7f9a5f"),  # sage
        ("f5d6d0", "dfa79b", "c4574f"),  # rose
        ("d9e5e6", "aec4c4", "5f8d93"),  # mist
        ("eee2d6", "cdb49d", "97684a"),  # linen
        ("e6dbea", "c0abcb", "85639b"),  # lilac
        ("fae3b4", "ecc06c", "dd8a2e"),  # honey
        ("d5e3ee", "a5bfd3", "4f7fa6"),  # sky
        ("f2cdb4", "d19470", "a84f36"),  # clay
    )
]


# Where things stand, and how much larger than their own hundred.
STAND = (50.0, 82.0)
STAND_SCALE = 1.1


def draw_backdrop(canvas: Canvas, chance: random.Random) -> Room:
    """One of the settings; the answer is its colours, for things to go with them."""
    room = chance.choice(ROOMS)
    chance.choice(_SETTINGS)(canvas, room, chance)
    return room


def _plain_room(canvas: Canvas, room: Room, chance: random.Random) -> None:
    _wall_and_table(canvas, room, 66)
    _window_light(canvas, chance)


def _sun(canvas: Canvas, room: Room, chance: random.Random) -> None:
    _wall_and_table(canvas, room, 72)
    canvas.oval(50, 46, 36, 36, Ramp(lighter(room.wall, 0.65), lighter(room.wall, 0.2), "down"))


def _arch(canvas: Canvas, room: Room, chance: random.Random) -> None:
    _wall_and_table(canvas, room, 74)
    outline = [(20.0, 74.0), *curve((20, 42), (20, 2), (80, 2), (80, 42)), (80.0, 74.0)]
    canvas.fill(outline, Ramp(mix(room.wall, room.accent, 0.45), mix(room.wall, room.accent, 0.22), "down"))


def _sprigs(canvas: Canvas, room: Room, chance: random.Random) -> None:
    _wall_and_table(canvas, room, 70)
    leaf = mix(room.accent, rgb("6f8a55"), 0.6)
    for x, y, turn in ((8, 30, 28), (92, 26, -32)):
        with canvas.at(x, y, 1.25, turn + chance.uniform(-8, 8)):
            _sprig(canvas, mix(leaf, room.wall, 0.45))


def _checked_cloth(canvas: Canvas, room: Room, chance: random.Random) -> None:
    _wall_and_table(canvas, room, 62)
    left, _, right, bottom = canvas.edges
    cloth = [(left, 68.0), (right, 68.0), (right, bottom), (left, bottom)]
    canvas.fill(cloth, Ramp(lighter(room.wall, 0.7), lighter(room.wall, 0.3), "down"))
    stripe = mix(room.accent, room.wall, 0.35)
    # Lines that meet far above make the cloth lie flat.
    for number in range(-9, 10):
        top, low = 50 + number * 9.0, 50 + number * 13.5
        canvas.fill([(top, 68), (top + 4.2, 68), (low + 6.4, bottom), (low, bottom)], stripe, 0.32)
    for y, height in ((71, 2.6), (78, 3.2), (87, 4.0), (97, 4.6)):
        canvas.fill([(left, y), (right, y), (right, y + height), (left, y + height)], stripe, 0.32)


_SETTINGS: list[Callable[[Canvas, Room, random.Random], None]] = [
    _plain_room,
    _sun,
    _arch,
    _sprigs,
    _checked_cloth,
]


def _wall_and_table(canvas: Canvas, room: Room, horizon: float) -> None:
    left, top, right, bottom = canvas.edges
    canvas.band(top, horizon, Ramp(lighter(room.wall, 0.35), darker(room.wall, 0.06)))
    canvas.band(horizon, bottom, Ramp(lighter(room.table, 0.3), darker(room.table, 0.05)))
    _edge(canvas, left, right, horizon, darker(room.table))


def _edge(canvas: Canvas, left: float, right: float, y: float, color: Color) -> None:
    """Where the table meets the wall it is a little darker."""
    canvas.soft([(left, y - 1), (right, y - 1), (right, y + 1.5), (left, y + 1.5)], color, 0.35, 1.2)


def _window_light(canvas: Canvas, chance: random.Random) -> None:
    shift = chance.uniform(-6, 14)
    for pane in range(2):
        x = 14 + shift + pane * 22
        canvas.soft([(x, -4), (x + 18, -4), (x + 44, 66), (x + 26, 66)], (255, 252, 240), 0.42, 1.6)


def _sprig(canvas: Canvas, color: Color) -> None:
    stem = curve((0, 30), (2, 16), (-3, 4), (1, -12))
    canvas.line(stem, 0.9, darker(color, 0.15))
    for number, (x, y) in enumerate(stem[3::3]):
        side = 1 if number % 2 else -1
        with canvas.at(x, y, 1.0, side * 58):
            canvas.fill(
                [
                    *curve((0, 0), (3.4, -3), (3, -8), (0, -11)),
                    *curve((0, -11), (-3, -8), (-3.4, -3), (0, 0)),
                ],
                Ramp(lighter(color), color),
            )


def draw_home_table(canvas: Canvas, chance: random.Random) -> None:
    """A wooden table by a window: where people take photos of what has come."""
    left, _, right, _ = canvas.edges
    wall = rgb(chance.choice(("e9dac4", "d9cdbd", "dfd0c8", "cfd3c6", "e3d5b8")))
    wood = rgb(chance.choice(("c08a58", "a8734a", "cf9f6c", "8f6242")))
    canvas.cover(Ramp(lighter(wall, 0.4), darker(wall, 0.2)))
    _window(canvas, chance, chance.choice((left + 10, right - 46)))
    _planks(canvas, wood, 68)
    _edge(canvas, left, right, 68, darker(wood, 0.6))


def _window(canvas: Canvas, chance: random.Random, x: float) -> None:
    """Out of focus, with the green of a garden."""
    frame = rgb("f6efe4")
    canvas.soft(slab(x - 3, -6, x + 39, 56, 1), darker(frame, 0.5), 0.25, 2.0)
    canvas.slab(x - 2, -6, x + 38, 55, 1, Ramp(lighter(frame, 0.5), darker(frame, 0.15), "across"))
    pane = slab(x + 1, -4, x + 35, 52, 0.6)
    canvas.fill(pane, Ramp(rgb("fdf6df"), rgb("b9cfb2"), "down"))
    with canvas.within(pane):
        for _ in range(9):
            green = mix(rgb("9dbb84"), rgb("f3e6a8"), chance.random() * 0.7)
            radius = chance.uniform(3, 7)
            canvas.soft(
                oval(x + chance.uniform(0, 36), chance.uniform(14, 54), radius, radius), green, 0.75, 1.0
            )
    canvas.slab(x + 17, -5, x + 19, 53, 0, frame)
    canvas.slab(x - 4, 52, x + 40, 57, 1, Ramp(lighter(frame, 0.4), darker(frame, 0.2), "down"))


def _planks(canvas: Canvas, wood: Color, horizon: float) -> None:
    left, _, right, bottom = canvas.edges
    canvas.band(horizon, bottom, Ramp(lighter(wood, 0.35), darker(wood, 0.2), "corner"))
    middle = (left + right) / 2
    for number in range(-7, 8):
        canvas.line(
            [(middle + number * 15, horizon), (middle + number * 26, bottom)], 0.35, darker(wood, 0.45), 0.5
        )
    for number in range(14):
        x, y = left + (number * 41) % (right - left), horizon + 4 + (number * 7) % (bottom - horizon)
        canvas.line(
            curve((x, y), (x + 5, y - 0.5), (x + 10, y + 0.5), (x + 15, y)), 0.25, darker(wood, 0.35), 0.35
        )


def dim_corners(canvas: Canvas) -> None:
    """What a phone's lens does."""
    left, top, right, bottom = canvas.edges
    for x in (left, right):
        for y in (top, bottom):
            canvas.soft(oval(x, y, 24, 24), (70, 36, 20), 0.2, 10)
