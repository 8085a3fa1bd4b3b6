"""Things to eat and drink from a kitchen or a shop. Each stands on (0, 0), up to 60 high and 60 wide."""

import math

from adapters.drawing.canvas import Canvas
from adapters.drawing.fruit import leaf
from adapters.drawing.look import Look, label, shadow
from adapters.drawing.shapes import Ramp, curve, darker, lighter, mirrored, mix, oval, rgb, rounded, solid


def tea(canvas: Canvas, look: Look) -> None:
    """A cup with steam, and a tin behind it."""
    shadow(canvas, 36)
    with canvas.at(-15, -4, 1):
        tin = look.pick("4f6f52", "35564d", "8a3b34", "b98a3d", "3d4f6b")
        canvas.slab(-12, -43, 12, 0, 2, Ramp(lighter(tin, 0.3), darker(tin, 0.35), "across"))
        canvas.slab(-12.8, -48, 12.8, -39, 2, Ramp(lighter(tin, 0.45), darker(tin, 0.2), "across"))
        label(canvas, look, -8.5, -33, 8.5, -8, tin)
    with canvas.at(13, 1, 1):
        china = look.pick("fbf6ec", "e7efe9", "f3e7dc")
        canvas.oval(0, -1, 21, 4.2, Ramp(lighter(china, 0.5), darker(china, 0.22), "down"))
        canvas.fill(
            [
                *curve((15, -19), (26, -20), (25, -6), (11, -6)),
                *curve((11, -8.5), (21, -9), (21, -16.5), (14.5, -16.5)),
            ],
            darker(china, 0.12),
        )
        half = curve((17, -22), (16, -9), (11, -2), (6, -1.6))
        canvas.fill(mirrored(half), Ramp(lighter(china, 0.6), darker(china, 0.24), "across"))
        canvas.oval(0, -22, 17, 4.4, lighter(china, 0.5))
        canvas.oval(0, -21.6, 15.2, 3.4, Ramp(rgb("d9a24c"), rgb("a8662a"), "across"))
        _steam(canvas, -22)
    with canvas.at(32, 4, 0.8, 72):
        leaf(canvas, 16)
    with canvas.at(36, 3, 0.8, 24):
        leaf(canvas, 13, rgb("86a35a"))


def coffee(canvas: Canvas, look: Look) -> None:
    shadow(canvas, 30)
    mug = look.pick("cf6f4e", "e9dccb", "5d7f88", "d9a94e", "7d8f6a")
    canvas.fill(
        [
            *curve((16, -34), (34, -36), (33, -9), (14, -9)),
            *curve((14, -14), (26, -13), (27, -30), (16, -29)),
        ],
        Ramp(mug, darker(mug, 0.3)),
    )
    canvas.fill(
        [*curve((-19, -40), (-19, -10), (-18, 0), (-10, 0)), *curve((10, 0), (18, 0), (19, -10), (19, -40))],
        Ramp(lighter(mug, 0.3), darker(mug, 0.3), "across"),
    )
    canvas.oval(0, -40, 19, 4.6, lighter(mug, 0.35))
    canvas.oval(0, -39.6, 17, 3.6, Ramp(rgb("8a5a38"), rgb("4c2c1d"), "across"))
    canvas.oval(-3, -39.6, 7, 1.5, rgb("c79a6c"), 0.7)
    with canvas.at(0, -19, 0.62):
        heart = [*curve((0, 9), (-16, -2), (-9, -14), (0, -6)), *curve((0, -6), (9, -14), (16, -2), (0, 9))]
        canvas.fill(heart, lighter(mug, 0.55), 0.9)
    _steam(canvas, -40)
    for x, turn in ((-29, 30), (-25, -20), (29, 70)):
        with canvas.at(x, 1, 1, turn):
            canvas.oval(0, -2, 3.4, 2.3, Ramp(rgb("8a5a3a"), rgb("3e2317")))
            canvas.line([(-3, -2), (3, -2)], 0.6, rgb("2b170f"))


def _steam(canvas: Canvas, y: float) -> None:
    for x, height in ((-5, 20), (2, 26), (8, 18)):
        wave = curve((x, y - 2), (x - 6, y - height * 0.4), (x + 6, y - height * 0.6), (x, y - height))
        back = [(point[0] + 1.6, point[1]) for point in reversed(wave)]
        canvas.soft([*wave, *back], (255, 255, 255), 0.75, 0.9)


def jar(canvas: Canvas, look: Look) -> None:
    """Honey, jam, sauce: a glass jar with a lid and a label."""
    content = look.color
    shadow(canvas, 24)
    glass = [
        *curve((15, -50), (22, -47), (22, -42), (22, -36)),
        (22.0, -7.0),
        *curve((22, -7), (22, 0), (20, 1), (13, 1)),
    ]
    body = mirrored(glass)
    canvas.fill(body, rgb("f5efe2"), 0.75)
    inner = mirrored([(20.3, -39.0), (20.3, -7.0), *curve((20.3, -7), (20.3, -1), (18, -0.6), (12, -0.6))])
    canvas.fill(inner, Ramp(lighter(content, 0.35), darker(content, 0.3), "across"))
    canvas.oval(0, -39, 20.3, 2.8, lighter(content, 0.4))
    lid = look.pick("d9b45b", "b8483f", "f3ead9", "6f8a5a", "c98b4c")
    canvas.slab(-17.5, -59, 17.5, -49, 2.4, Ramp(lighter(lid, 0.4), darker(lid, 0.3), "across"))
    for step in range(11):
        canvas.line([(-15 + step * 3, -57), (-15 + step * 3, -51)], 0.5, darker(lid, 0.3), 0.5)
    label(canvas, look, -15, -32, 15, -8, content)
    canvas.fill([(-19, -44), (-16.6, -45), (-16.6, -5), (-19, -7)], (255, 255, 255), 0.4)


def bottle(canvas: Canvas, look: Look) -> None:
    """Oil, wine, vinegar: a tall bottle with a glass beside it."""
    glass = look.pick("4a5f3a", "6b3a2c", "8f6b2e", "36514f")
    shadow(canvas, 26)
    with canvas.at(-7, 0, 1):
        half = [
            (4.6, -61.0),
            (4.6, -47.0),
            *curve((4.6, -47), (5, -40), (14.5, -41), (14.5, -31)),
            (14.5, -4.0),
            *curve((14.5, -4), (14.5, 0.6), (12, 1), (8, 1)),
        ]
        canvas.fill(mirrored(half), Ramp(lighter(glass, 0.3), darker(glass, 0.45), "across"))
        canvas.slab(-5.4, -64, 5.4, -54, 1.4, solid(look.pick("b8483f", "c9a24b", "2f2a28"), 0.3, "across"))
        label(canvas, look, -12, -29, 12, -6, glass)
        canvas.fill([(-12.4, -32), (-10.4, -35), (-10.4, -30), (-12.4, -30)], (255, 255, 255), 0.4)
    with canvas.at(20, 2, 1):
        bowl = mirrored(curve((9, -22), (8.5, -8), (6, -1), (3, 0)))
        canvas.fill(bowl, (255, 255, 255), 0.42)
        canvas.fill(
            mirrored(curve((8.4, -14), (8, -6), (5.6, -1.6), (3, -1))), mix(glass, look.color, 0.65), 0.9
        )
        canvas.oval(0, -22, 9, 2, (255, 255, 255), 0.6)


def noodles(canvas: Canvas, look: Look) -> None:
    """A steaming bowl with chopsticks."""
    shadow(canvas, 34)
    bowl = look.pick("b8483f", "f2e8da", "4f6f78", "d0873f", "2f4858")
    broth = Ramp(rgb("e9b765"), rgb("c07f35"), "across")
    canvas.fill(
        mirrored(curve((30, -29), (28, -10), (16, -2), (9, -2))),
        Ramp(lighter(bowl, 0.3), darker(bowl, 0.32), "across"),
    )
    canvas.slab(-10, -4, 10, 1.5, 1, darker(bowl, 0.25))
    for step in range(9):
        canvas.oval(-24 + step * 6, -19 + abs(step - 4) * -0.7, 1.5, 1.5, lighter(bowl, 0.6), 0.7)
    canvas.oval(0, -29, 30, 7.4, lighter(bowl, 0.4))
    canvas.oval(0, -28.6, 27.6, 6, broth)
    for number in range(6):
        y = -31.5 + number * 1.1
        canvas.line(curve((-19 + number, y), (-8, y + 3), (2, y - 3), (13, y + 1)), 1.0, rgb("f8e2a8"))
    canvas.oval(13, -29.5, 6.6, 3.4, rgb("fdf6e8"))
    canvas.oval(13.4, -29.7, 3.4, 1.9, rgb("f0a32f"))
    for x, y in ((-14, -27), (-2, -25.5), (3, -31), (-8, -32)):
        canvas.oval(x, y, 1.5, 0.8, rgb("6f9a3f"))
    for shift in (0, 3.4):
        canvas.line([(-34, -50 + shift * 1.6), (16, -34 + shift)], 1.5, rgb("8a4a32"))
    _steam(canvas, -34)


def bread(canvas: Canvas, look: Look) -> None:
    shadow(canvas, 36)
    crust = look.pick("c98544", "b9763a", "d49a58")
    loaf = rounded(
        [
            (-32, -12),
            (-29, -26),
            (-14, -31),
            (4, -31),
            (22, -30),
            (32, -22),
            (32, -8),
            (26, 0),
            (0, 1),
            (-27, 0),
        ]
    )
    canvas.fill(loaf, Ramp(lighter(crust, 0.4), darker(crust, 0.35), "down"))
    with canvas.within(loaf):
        for x in (-20, -6, 8, 22):
            cut = [
                *curve((x - 5, -32), (x + 1, -27), (x + 4, -18), (x + 4, -11)),
                *curve((x + 4, -11), (x + 8, -20), (x + 5, -28), (x - 5, -32)),
            ]
            canvas.fill(cut, rgb("f6dfae"))
        canvas.soft(oval(-6, -29, 26, 4), (255, 244, 214), 0.5, 2)
    with canvas.at(34, 2, 1, 22):
        for y in (0, -6, -12, -18):
            for side in (-1, 1):
                canvas.fill(
                    rounded([(0, y), (side * 3.4, y - 3), (side * 2.4, y - 8), (0, y - 6)]),
                    Ramp(rgb("efce7c"), rgb("c7973c")),
                )
        canvas.line([(0, 6), (0, -20)], 0.8, rgb("b98f3f"))


def cookies(canvas: Canvas, look: Look) -> None:
    shadow(canvas, 34)
    dough = look.pick("d9a863", "c98f4f", "b9814a")
    canvas.oval(0, -2, 34, 6.4, Ramp(rgb("fdf8ee"), rgb("d9ccb8"), "down"))
    for number, (x, y) in enumerate(((-13, -8), (13, -8), (0, -13), (-1, -22))):
        canvas.oval(x, y + 2.4, 15, 6.4, darker(dough, 0.3))
        canvas.oval(x, y, 15, 6.6, Ramp(lighter(dough, 0.3), darker(dough, 0.12), "round"))
        for chip in range(6):
            angle = chip * 1.9 + number
            canvas.oval(x + 9 * math.cos(angle), y + 3.6 * math.sin(angle), 1.8, 1.1, rgb("553321"))


def milk(canvas: Canvas, look: Look) -> None:
    shadow(canvas, 28)
    color = look.pick("4f8ac0", "5aa08a", "d9734e", "c94f5e")
    with canvas.at(-6, 0):
        canvas.fill([(-15, -42), (13, -42), (13, 1), (-15, 1)], Ramp(rgb("ffffff"), rgb("e6ded2"), "across"))
        canvas.fill([(13, -42), (20, -46), (20, -4), (13, 1)], rgb("cfc5b6"))
        canvas.fill([(-15, -42), (-9, -54), (17, -54), (13, -42)], Ramp(lighter(color, 0.25), color))
        canvas.fill([(13, -42), (17, -54), (20, -46)], darker(color, 0.3))
        canvas.slab(-9.4, -60, 17.4, -53, 1, lighter(color, 0.15))
        canvas.fill(
            [(-15, -15), *curve((-15, -15), (-6, -21), (2, -9), (13, -15)), (13, 1), (-15, 1)],
            Ramp(lighter(color, 0.1), darker(color, 0.1)),
        )
        look.write(canvas, -1, -29, 26, darker(color, 0.2), 8)
    with canvas.at(22, 2):
        canvas.fill(mirrored([(8, -24), (6.6, 0)]), (255, 255, 255), 0.5)
        canvas.fill(mirrored([(7.4, -18), (6.2, -1)]), rgb("fffdf8"))
        canvas.oval(0, -18, 7.4, 1.5, rgb("f3ece0"))


def sack(canvas: Canvas, look: Look) -> None:
    """Rice, nuts, tea leaves by the pound: a paper or cloth bag, a little of its content before it."""
    shadow(canvas, 30)
    paper = look.pick("d7b78a", "e7d8bc", "cfa777", "efe6d4")
    outline = rounded(
        [
            (-21, -54),
            (0, -56),
            (21, -54),
            (22, -40),
            (25, -18),
            (24, 0),
            (0, 2),
            (-24, 0),
            (-25, -18),
            (-22, -40),
        ],
        6,
    )
    canvas.fill(outline, Ramp(lighter(paper, 0.35), darker(paper, 0.22)))
    canvas.fill([(-21.5, -55), (21.5, -55), (22, -46), (-22, -46)], darker(paper, 0.12), 0.7)
    for x in (-14, -3, 9):
        canvas.line(curve((x, -45), (x + 3, -38), (x - 2, -32), (x + 1, -24)), 0.6, darker(paper, 0.3), 0.35)
    label(canvas, look, -15, -36, 15, -10, look.color)
    grain = look.color
    for number in range(22):
        x = -30 + (number * 37 % 60)
        canvas.oval(x, 2.5 + (number * 13 % 5), 1.7, 1.1, Ramp(lighter(grain, 0.4), darker(grain, 0.2)))
