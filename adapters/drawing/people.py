"""Portraits for members who have none: a friendly face that is always the same for the same member."""

import random
from collections.abc import Callable

from adapters.drawing.canvas import Canvas
from adapters.drawing.shapes import Color, Ramp, curve, darker, lighter, mirrored, oval, rgb, rounded

_BACKGROUNDS = (
    "f2c9a8",
    "e8d3a2",
    "c9d6b3",
    "f0bdb2",
    "bcd3d6",
    "d3c3dd",
    "f3d488",
    "b9cde0",
    "e3b08f",
    "cfdac6",
)
_SKINS = ("f6d3b3", "eec09a", "e0a983", "c98d66", "a86f4c", "7f5238", "f9dcc4")
_HAIRS = ("2e2320", "3f2a22", "5f3d28", "8a5a36", "b98a52", "4a3a3f", "6f6a6a", "a8503a")
_CLOTHES = ("c4574f", "5f8d93", "d8a03f", "7d8f6a", "8a6a8f", "3f5f78", "e08a6a", "f3ead9", "4f6b5a")


def avatar_picture(seed: int, name: str, size: int = 360) -> bytes:
    """A square JPEG with the head in the middle, so that it may be cut to a circle."""
    chance = random.Random(f"avatar {seed} {name}")
    canvas = Canvas((size, size))
    back, skin, hair, cloth = (
        rgb(chance.choice(tones)) for tones in (_BACKGROUNDS, _SKINS, _HAIRS, _CLOTHES)
    )
    canvas.cover(Ramp(lighter(back, 0.45), darker(back, 0.08), "corner"))
    canvas.soft(oval(30, 24, 30, 26), (255, 252, 240), 0.4, 9)
    style = chance.choice(_STYLES)
    with canvas.at(50, 52, 1.06):
        style(canvas, hair, behind=True)
        _shoulders(canvas, cloth, skin, chance)
        _face(canvas, skin, hair, chance)
        style(canvas, hair, behind=False)
        if chance.random() < 0.3:
            _glasses(canvas, chance)
    return canvas.finished()


def _shoulders(canvas: Canvas, cloth: Color, skin: Color, chance: random.Random) -> None:
    body = mirrored([*curve((8, 20), (20, 23), (36, 26), (40, 52)), (40.0, 60.0)])
    canvas.fill(body, Ramp(lighter(cloth, 0.3), darker(cloth, 0.22), "corner"))
    if chance.random() < 0.4:
        with canvas.within(body):
            for y in range(30, 60, 7):
                canvas.line(
                    curve((-44, y + 3), (-16, y - 3), (16, y - 3), (44, y + 3)),
                    2.2,
                    lighter(cloth, 0.6),
                    0.75,
                )
    canvas.fill(
        mirrored([(7.4, 8.0), (7.6, 21.0), *curve((7.6, 21), (5, 27), (2, 28), (0, 28))]), darker(skin, 0.14)
    )


def _face(canvas: Canvas, skin: Color, hair: Color, chance: random.Random) -> None:
    for side in (-1, 1):
        canvas.oval(side * 19.6, -3, 3.6, 5, Ramp(lighter(skin, 0.15), darker(skin, 0.14)))
    head = mirrored(
        [
            *curve((0, -28), (15, -28), (20, -18), (19.6, -4)),
            *curve((19.6, -4), (19, 9), (9, 18.6), (0, 18.6)),
        ]
    )
    canvas.fill(head, Ramp(lighter(skin, 0.3), darker(skin, 0.1), "round"))
    for side in (-1, 1):
        canvas.soft(oval(side * 11.4, 4, 4, 2.8), rgb("e8705f"), 0.3, 1.4)
        canvas.oval(side * 7.6, -3, 1.9, 2.3, rgb("33231f"))
        canvas.oval(side * 7.6 - 0.6, -3.9, 0.7, 0.7, (255, 255, 255))
        canvas.line(
            curve((side * 4.6, -8.6), (side * 6.4, -10), (side * 8.8, -10), (side * 10.6, -8.8)),
            1.1,
            darker(hair, 0.1),
            0.9,
        )
    canvas.line(curve((-0.4, 0), (1.6, 3), (1.4, 4.4), (-0.8, 4.4)), 0.8, darker(skin, 0.32), 0.8)
    if chance.random() < 0.5:
        canvas.fill(
            [
                *curve((-5.4, 8.4), (-3, 13.6), (3, 13.6), (5.4, 8.4)),
                *curve((5.4, 8.4), (2, 9.4), (-2, 9.4), (-5.4, 8.4)),
            ],
            rgb("9c3a38"),
        )
        canvas.fill([*curve((-4.2, 8.8), (-2, 10.6), (2, 10.6), (4.2, 8.8)), (-4.2, 8.8)], (255, 252, 246))
    else:
        canvas.line(curve((-5, 9), (-2, 12), (2, 12), (5, 9)), 1.3, rgb("9c443e"))


def _glasses(canvas: Canvas, chance: random.Random) -> None:
    frame = rgb(chance.choice(("3a2c28", "8a5a36", "5a3f55")))
    for side in (-1, 1):
        ring = oval(side * 7.8, -2.6, 5.8, 5.2)
        canvas.fill(ring, (255, 255, 255), 0.16)
        canvas.line([*ring, ring[0]], 0.9, frame)
        canvas.line([(side * 13.4, -3.4), (side * 19, -4.4)], 0.9, frame)
    canvas.line(curve((-2.2, -3.4), (-1, -4.6), (1, -4.6), (2.2, -3.4)), 0.9, frame)


def _shade(hair: Color) -> Ramp:
    return Ramp(lighter(hair, 0.24), darker(hair, 0.3), "corner")


def _short(canvas: Canvas, hair: Color, *, behind: bool) -> None:
    if not behind:
        cap = [
            *curve((-20.6, -3), (-24, -26), (-14, -34), (1, -34)),
            *curve((1, -34), (17, -34), (23, -24), (20.6, -3)),
            *curve((20.6, -3), (19, -12), (16, -17), (11, -18.6)),
            *curve((11, -18.6), (0, -16), (-10, -18), (-15, -20)),
            *curve((-15, -20), (-18, -16), (-19.6, -10), (-20.6, -3)),
        ]
        canvas.fill(cap, _shade(hair))


def _parted(canvas: Canvas, hair: Color, *, behind: bool) -> None:
    if not behind:
        sweep = [
            *curve((-20.8, -2), (-25, -24), (-15, -35), (2, -34.6)),
            *curve((2, -34.6), (20, -34), (24, -20), (20.8, -1)),
            *curve((20.8, -1), (20, -10), (18, -14), (14, -16)),
            *curve((14, -16), (4, -17), (-6, -20), (-9, -26)),
            *curve((-9, -26), (-14, -20), (-19, -14), (-20.8, -2)),
        ]
        canvas.fill(sweep, _shade(hair))


def _long(canvas: Canvas, hair: Color, *, behind: bool) -> None:
    if behind:
        canvas.fill(
            mirrored(
                [
                    *curve((0, -35), (20, -35), (26, -20), (26, -2)),
                    *curve((26, -2), (26, 16), (28, 26), (24, 34)),
                    (8.0, 34.0),
                ]
            ),
            _shade(darker(hair, 0.1)),
        )
    else:
        _parted(canvas, hair, behind=False)
        for side in (-1, 1):
            canvas.fill(
                [
                    *curve((side * 19, -16), (side * 25, -6), (side * 25, 12), (side * 22, 26)),
                    *curve((side * 22, 26), (side * 19, 16), (side * 20, 2), (side * 19, -16)),
                ],
                _shade(hair),
            )


def _bob(canvas: Canvas, hair: Color, *, behind: bool) -> None:
    if behind:
        canvas.fill(
            mirrored(
                [
                    *curve((0, -35), (22, -35), (27, -20), (26, 0)),
                    *curve((26, 0), (26, 10), (25, 14), (20, 15)),
                    (6.0, 15.0),
                ]
            ),
            _shade(darker(hair, 0.1)),
        )
    else:
        fringe = mirrored(
            [
                *curve((0, -34.6), (18, -34.6), (24, -22), (22.6, 4)),
                *curve((22.6, 4), (20, -4), (19, -10), (17.6, -13)),
                *curve((17.6, -13), (10, -11), (5, -10.6), (0, -10.6)),
            ]
        )
        canvas.fill(fringe, _shade(hair))


def _bun(canvas: Canvas, hair: Color, *, behind: bool) -> None:
    if behind:
        canvas.oval(1, -37, 10, 9, Ramp(lighter(hair, 0.25), darker(hair, 0.3), "round"))
    else:
        cap = mirrored(
            [
                *curve((0, -33.6), (17, -33.6), (22.6, -22), (20.4, -3)),
                *curve((20.4, -3), (18, -14), (12, -20), (0, -23)),
            ]
        )
        canvas.fill(cap, _shade(hair))


def _curls(canvas: Canvas, hair: Color, *, behind: bool) -> None:
    places = (
        (-19, -8),
        (-21, -17),
        (-16, -26),
        (-8, -32),
        (2, -34),
        (12, -31),
        (18, -24),
        (21.6, -15),
        (19.6, -6),
    )
    if behind:
        for x, y in places:
            canvas.oval(x * 1.08, y, 9, 9, darker(hair, 0.16))
    else:
        for x, y in places[1:-1]:
            canvas.oval(x * 0.9, y + 1, 7, 6.4, Ramp(lighter(hair, 0.28), darker(hair, 0.24), "round"))


def _cap(canvas: Canvas, hair: Color, *, behind: bool) -> None:
    _short(canvas, hair, behind=behind)
    if not behind:
        cloth = rgb("c4574f") if sum(hair) % 2 else rgb("4f7078")
        canvas.fill(
            [
                *curve((-21.6, -16), (-22, -38), (22, -38), (21.6, -16)),
                *curve((21.6, -16), (8, -21), (-8, -21), (-21.6, -16)),
            ],
            Ramp(lighter(cloth, 0.3), darker(cloth, 0.22)),
        )
        canvas.fill(
            rounded([(-22, -17), (0, -21.6), (22, -17), (25, -12), (0, -16.4), (-25, -12)]),
            darker(cloth, 0.25),
        )


_Style = Callable[..., None]
_STYLES: list[_Style] = [_short, _parted, _long, _bob, _bun, _curls, _cap, _long]
