"""Things to wear and to carry. Each stands on (0, 0), up to 60 high and 60 wide."""

from adapters.drawing.canvas import Canvas
from adapters.drawing.look import Look, shadow
from adapters.drawing.shapes import Color, Ramp, curve, darker, lighter, mirrored, mix, oval, rgb, rounded


def slippers(canvas: Canvas, look: Look) -> None:
    shadow(canvas, 34)
    felt = look.pick("b97a5f", "8a9a7c", "d9a860", "7f8fa6", "c08a9a", "a5705a")
    for x, y, turn, flip in ((-15, -14, -9, False), (15, -9, 9, True)):
        with canvas.at(x, y, 1.0, turn, flip):
            _slipper(canvas, felt)


def _slipper(canvas: Canvas, felt: Color) -> None:
    sole = rounded(
        [(0, -31), (9, -27), (12, -15), (9, -2), (9, 9), (0, 14), (-9, 9), (-9, -2), (-12, -15), (-9, -27)]
    )
    with canvas.at(1, 1.8):
        canvas.fill(sole, darker(felt, 0.5))
    canvas.fill(sole, Ramp(rgb("f8ecd8"), rgb("dcc3a0"), "down"))
    canvas.fill([(x * 0.82, -9 + (y + 9) * 0.84) for x, y in sole], rgb("efdcbc"))
    upper = [
        *curve((-12.6, -8), (-14, -22), (-10, -32), (0, -32.5)),
        *curve((0, -32.5), (10, -32), (14, -22), (12.6, -8)),
        *curve((12.6, -8), (7, -13), (-7, -13), (-12.6, -8)),
    ]
    canvas.fill(upper, Ramp(lighter(felt, 0.38), darker(felt, 0.28), "corner"))
    canvas.line(curve((-12.4, -8.4), (-7, -13), (7, -13), (12.4, -8.4)), 1.9, rgb("fbf3e4"))
    canvas.line(curve((-10, -20), (-9, -27), (-5, -30), (0, -30.4)), 0.5, lighter(felt, 0.5), 0.8)
    with canvas.at(0, -21, 0.34):
        for turn in range(0, 360, 72):
            with canvas.at(0, 0, 1, turn):
                canvas.oval(0, -6.5, 4, 5.4, lighter(felt, 0.72))
        canvas.oval(0, 0, 3.6, 3.6, rgb("e9b44f"))


def shirt(canvas: Canvas, look: Look) -> None:
    """On a hanger before the wall."""
    cloth = look.pick("d9735c", "f2e8da", "6f8fa0", "8fa07a", "e3b24f", "b58aa0", "3f5568")
    canvas.line(curve((0, -57), (0, -63), (7, -62), (5, -58.6)), 1.1, rgb("8a6a4a"))
    canvas.line([(-21, -49), (0, -57), (21, -49)], 1.8, rgb("b98a5c"))
    half = [
        *curve((7, -55), (11, -53), (17, -51), (21, -49)),
        *curve((21, -49), (28, -42), (31, -34), (33, -27)),
        *curve((33, -27), (29, -24), (25, -22), (22, -21.5)),
        *curve((22, -21.5), (21, -27), (20, -31), (19, -34)),
        *curve((19, -34), (20, -22), (20, -8), (20.6, 1)),
        *curve((20.6, 1), (13, 3), (6, 3), (0, 3)),
    ]
    body = mirrored(half)
    canvas.soft([(x + 3, y + 2) for x, y in body], rgb("3a1f1c"), 0.32, 2.2)
    canvas.fill(body, Ramp(lighter(cloth, 0.3), darker(cloth, 0.2), "corner"))
    with canvas.within(body):
        kind = look.chance.randrange(3)
        if kind == 0:
            for y in range(-44, 4, 7):
                canvas.line([(-34, y), (34, y)], 1.7, lighter(cloth, 0.65), 0.85)
        elif kind == 1:
            canvas.slab(-11, -37, 11, -19, 9, lighter(cloth, 0.6), 0.9)
            look.write(canvas, 0, -28, 18, darker(cloth, 0.2), 7)
        else:
            canvas.line([(0, -52), (0, 3)], 0.6, darker(cloth, 0.35))
            for y in (-42, -32, -22, -12, -2):
                canvas.oval(1.8, y, 1.0, 1.0, rgb("fbf3e4"))
        for x in (-10, 12):
            canvas.soft([(x, -18), (x + 1.6, -18), (x + 4, 2), (x + 1, 2)], darker(cloth, 0.5), 0.35, 1.2)
    for side in (-1, 1):
        canvas.line([(side * 19, -34), (side * 20, -22)], 0.5, darker(cloth, 0.4), 0.7)
    canvas.fill(
        [
            *curve((-7.4, -55), (-4, -47), (4, -47), (7.4, -55)),
            *curve((6, -55.6), (3, -51), (-3, -51), (-6, -55.6)),
        ],
        darker(cloth, 0.28),
    )


def bag(canvas: Canvas, look: Look) -> None:
    shadow(canvas, 30)
    leather = look.pick("b5683f", "7d8f6a", "c9a24b", "8a4a4a", "d8b68a", "4f6373")
    canvas.line(curve((-15, -38), (-14, -64), (14, -64), (15, -38)), 3.2, darker(leather, 0.3))
    canvas.line(curve((-14.4, -38), (-13, -62), (13, -62), (14.4, -38)), 1.2, lighter(leather, 0.2), 0.6)
    body = mirrored(
        [
            *curve((22, -40), (26, -40), (26, -38), (27, -30)),
            *curve((27, -30), (30, -12), (30, 0), (24, 1.4)),
            (0.0, 1.8),
        ]
    )
    canvas.fill(body, Ramp(lighter(leather, 0.36), darker(leather, 0.3), "corner"))
    flap = mirrored([(24.0, -41.0), *curve((26, -40), (27, -28), (22, -19), (10, -17)), (0.0, -16.0)])
    canvas.soft([(x, y + 1.6) for x, y in flap], darker(leather, 0.7), 0.45, 1.0)
    canvas.fill(flap, Ramp(lighter(leather, 0.45), darker(leather, 0.14), "corner"))
    canvas.line([(x * 0.93, -41 + (y + 41) * 0.9) for x, y in flap[2:-2]], 0.4, lighter(leather, 0.6), 0.6)
    canvas.slab(-4, -21, 4, -12, 1.6, Ramp(rgb("f2d58a"), rgb("b98a3a")))
    canvas.slab(-1, -18, 1, -15, 0.6, darker(leather, 0.5))


def hat(canvas: Canvas, look: Look) -> None:
    shadow(canvas, 36)
    straw = look.pick("e3c07f", "d9b06a", "efd9ac")
    band = look.pick("b8483f", "4f6373", "6f8a5a", "3f2f2a")
    canvas.oval(0, -6, 36, 9, Ramp(lighter(straw, 0.3), darker(straw, 0.25), "down"))
    canvas.oval(0, -7.4, 33, 7.2, Ramp(lighter(straw, 0.45), darker(straw, 0.1), "down"))
    crown = mirrored(
        [
            *curve((0, -39), (11, -39), (18, -36), (19, -24)),
            *curve((19, -24), (20, -16), (20, -12), (20, -9)),
            *curve((20, -9), (12, -5.4), (6, -5), (0, -5)),
        ]
    )
    canvas.fill(crown, Ramp(lighter(straw, 0.4), darker(straw, 0.28), "across"))
    with canvas.within(crown):
        for x in range(-30, 31, 3):
            canvas.line([(x, -42), (x + 8, -4)], 0.4, darker(straw, 0.35), 0.35)
            canvas.line([(x, -42), (x - 8, -4)], 0.4, lighter(straw, 0.5), 0.4)
        canvas.fill(
            [
                *curve((-22, -15), (-10, -10.6), (10, -10.6), (22, -15)),
                *curve((22, -8), (10, -3.6), (-10, -3.6), (-22, -8)),
            ],
            Ramp(lighter(band, 0.2), darker(band, 0.25), "across"),
        )
    with canvas.at(18, -10):
        canvas.fill(rounded([(0, -3), (9, -7), (11, 1), (2, 2)]), lighter(band, 0.1))
        canvas.fill(rounded([(0, -1), (8, 5), (4, 10), (-1, 3)]), darker(band, 0.15))


def scarf(canvas: Canvas, look: Look) -> None:
    """Knitted things, folded."""
    shadow(canvas, 34)
    wool = look.pick("c4574f", "7f97ac", "d9a24b", "8fa08a", "a9849b")
    other = mix(wool, rgb("fff3df"), 0.7)
    for number, (y, color) in enumerate(((0, wool), (-11, other), (-22, wool))):
        canvas.slab(
            -31 + number, y - 12, 31 - number, y, 6, Ramp(lighter(color, 0.35), darker(color, 0.28), "corner")
        )
        for x in range(-26, 27, 4):
            canvas.line([(x - 1.6, y - 9), (x, y - 5.6), (x + 1.6, y - 9)], 0.6, darker(color, 0.25), 0.55)
            canvas.line([(x - 1.6, y - 5), (x, y - 1.8), (x + 1.6, y - 5)], 0.6, darker(color, 0.25), 0.45)
    with canvas.at(17, -34, 1, 7):
        canvas.slab(-9, -1, 9, 32, 2.6, Ramp(lighter(other, 0.35), darker(other, 0.2), "corner"))
        for y in (5, 11, 23):
            canvas.slab(-9, y, 9, y + 3, 0, wool, 0.9)
        for x in range(-8, 9, 2):
            canvas.line([(x, 31), (x + 0.5, 38)], 0.7, other)


def shoe(canvas: Canvas, look: Look) -> None:
    shadow(canvas, 36)
    body = look.pick("d9735c", "f2e8da", "5f7f8f", "e3b24f", "7d8f6a")
    with canvas.at(2, 0, 1.1):
        sole = [*curve((-31, -8), (-33, 0), (-32, 2), (-27, 2)), *curve((27, 2), (34, 2), (34, -4), (32, -8))]
        upper = [
            *curve((-30, -7), (-32, -20), (-31, -28), (-27, -32)),
            *curve((-27, -32), (-20, -27), (-12, -28), (-6, -34)),
            *curve((-6, -34), (2, -22), (12, -19), (22, -17)),
            *curve((22, -17), (30, -15), (33, -11), (32, -7)),
        ]
        canvas.fill(upper, Ramp(lighter(body, 0.38), darker(body, 0.25), "corner"))
        with canvas.within(upper):
            canvas.fill(
                [*curve((14, -24), (18, -14), (16, -8), (14, -4)), (40, -4), (40, -24)],
                lighter(body, 0.5),
                0.8,
            )
            canvas.line(curve((-32, -12), (-18, -8), (-2, -10), (8, -20)), 3.4, rgb("fdf6ea"), 0.95)
        for step in range(4):
            x, y = -4 + step * 5, -29 + step * 3.4
            canvas.line([(x - 2, y + 1.5), (x + 3.4, y - 2.6)], 1.3, rgb("fdf6ea"))
        canvas.fill(sole, Ramp(rgb("fffaf0"), rgb("d6c9b8"), "down"))
        canvas.line([(-31, -4), (32, -4)], 0.5, darker(body, 0.1), 0.8)
    canvas.soft(oval(-22, -30, 6, 1.6), darker(body, 0.7), 0.5, 1.2)
