"""Things for the home and the bath. Each stands on (0, 0), up to 60 high and 60 wide."""

from adapters.drawing.canvas import Canvas
from adapters.drawing.fruit import leaf
from adapters.drawing.look import Look, gleam, label, shadow
from adapters.drawing.shapes import (
    Ramp,
    curve,
    darker,
    lighter,
    mirrored,
    mix,
    oval,
    rgb,
    rounded,
    slab,
    solid,
)


def lamp(canvas: Canvas, look: Look) -> None:
    foot = look.pick("b58a4e", "7d5a44", "4f5f5a", "d9c6a8")
    shade = look.pick("f3dcae", "e9b98a", "cfd8bf", "f0c7b4")
    canvas.soft(oval(0, -40, 40, 34), rgb("ffdf9a"), 0.5, 9)
    shadow(canvas, 20)
    canvas.oval(0, -1.5, 15, 3.4, Ramp(lighter(foot, 0.35), darker(foot, 0.3), "across"))
    body = mirrored(
        [*curve((2, -32), (2, -26), (11, -22), (9, -13)), *curve((9, -13), (8, -6), (3, -6), (4, -2))]
    )
    canvas.fill(body, Ramp(lighter(foot, 0.4), darker(foot, 0.35), "across"))
    cone = mirrored([(12.0, -60.0), (25.0, -30.0), *curve((25, -30), (14, -26.5), (7, -26.3), (0, -26.3))])
    canvas.fill(cone, Ramp(lighter(shade, 0.5), darker(shade, 0.12), "across"))
    canvas.oval(0, -60, 12, 2.2, rgb("fff4d6"))
    with canvas.within(cone):
        canvas.soft(oval(0, -32, 16, 9), rgb("fff3c4"), 0.85, 5)
    canvas.line([(17, -27), (17.5, -16)], 0.5, rgb("8a6a3e"))
    canvas.oval(17.5, -15, 1.2, 1.4, rgb("c99a4a"))


def soap(canvas: Canvas, look: Look) -> None:
    shadow(canvas, 32)
    dish = look.pick("c79a6c", "b58458", "e4dccd")
    bar = look.pick("e9c7a0", "cfd9ae", "e6b7b0", "d9c3e0", "f0dfb4")
    canvas.slab(-31, -6, 31, 0.5, 3, Ramp(lighter(dish, 0.3), darker(dish, 0.3), "down"))
    for x in (-20, -7, 7, 20):
        canvas.slab(x - 3.6, -6.8, x + 3.6, -5, 1, darker(dish, 0.35))
    canvas.fill(slab(-24, -25, 24, -5, 8), Ramp(lighter(bar, 0.4), darker(bar, 0.26), "corner"))
    canvas.fill(slab(-20, -22.6, 20, -9, 6), lighter(bar, 0.3), 0.6)
    look.write(canvas, 0, -16, 26, darker(bar, 0.35), 8)
    for x, y, radius in (
        (-25, -31, 4.4),
        (-17, -35, 2.6),
        (20, -31, 3.4),
        (27, -37, 5),
        (13, -40, 2),
        (-8, -30, 2.2),
    ):
        canvas.oval(x, y, radius, radius, (255, 255, 255), 0.38)
        canvas.oval(x - radius * 0.35, y - radius * 0.4, radius * 0.26, radius * 0.2, (255, 255, 255), 0.9)
    with canvas.at(31, -1, 1, 58):
        leaf(canvas, 17, rgb("7f9a6a"))


def shampoo(canvas: Canvas, look: Look) -> None:
    """A bottle with a pump, and a smaller one."""
    shadow(canvas, 28)
    color = look.pick("7fa39a", "e0a08a", "c3a4c9", "d9b45f", "86a8c6")
    with canvas.at(18, -1):
        small = mix(color, rgb("fff6e6"), 0.55)
        canvas.slab(-9.5, -31, 9.5, 0, 3.4, Ramp(lighter(small, 0.4), darker(small, 0.25), "across"))
        canvas.slab(-6, -38, 6, -30, 1.6, Ramp(rgb("fffaf0"), rgb("cdbfae"), "across"))
    with canvas.at(-7, 1):
        canvas.slab(-16, -42, 16, 0, 6, Ramp(lighter(color, 0.38), darker(color, 0.3), "across"))
        canvas.slab(-6, -48, 6, -41, 1.4, Ramp(rgb("fffaf0"), rgb("cbbba8"), "across"))
        canvas.slab(-1.6, -56, 1.6, -47, 0.8, rgb("e6dccd"))
        canvas.fill(
            [
                *curve((4, -59), (-6, -60), (-15, -59), (-16, -53)),
                (-13.5, -53.0),
                *curve((-13.5, -55), (-10, -56), (-4, -55), (4, -55)),
            ],
            Ramp(rgb("fffaf0"), rgb("cbbba8"), "down"),
        )
        label(canvas, look, -11.5, -34, 11.5, -9, color)
        canvas.soft([(-12.6, -37), (-10.6, -38), (-10.6, -5), (-12.6, -5)], (255, 255, 255), 0.55, 0.7)


def candle(canvas: Canvas, look: Look) -> None:
    shadow(canvas, 22)
    glass = look.pick("c9885f", "8a9a7c", "b97a84", "d9b98a", "6f7f92")
    canvas.soft(oval(0, -44, 18, 18), rgb("ffdf9a"), 0.6, 6)
    canvas.slab(-19, -38, 19, 0, 4, Ramp(lighter(glass, 0.35), darker(glass, 0.35), "across"))
    canvas.oval(0, -37.4, 19, 4, lighter(glass, 0.45))
    canvas.oval(0, -36.8, 16.6, 3, rgb("fff2d2"))
    canvas.line([(0, -37), (0, -42)], 0.9, rgb("4a3526"))
    flame = mirrored(curve((0, -55), (3, -49), (5, -46), (0, -40)))
    canvas.fill(flame, Ramp(rgb("fff3b0"), rgb("f2993a"), "down"))
    canvas.fill(mirrored(curve((0, -49), (1.6, -46), (2, -43), (0, -41))), rgb("fffbe6"))
    label(canvas, look, -12, -30, 12, -8, glass)


def plant(canvas: Canvas, look: Look) -> None:
    shadow(canvas, 22)
    pot = look.pick("c4704a", "e8dccb", "6f8a91", "d9a860")
    green = look.pick("5f8a4a", "4f7d55", "7c9a4f")
    for turn, length in ((-58, 30), (56, 31), (-34, 38), (34, 37), (-14, 42), (15, 43), (0, 36)):
        with canvas.at(turn / 16, -23, 1, turn):
            leaf(canvas, length, mix(green, rgb("93b05a"), (turn % 5) / 12))
    canvas.fill(mirrored([(17.0, -24.0), (12.5, 0.0)]), Ramp(lighter(pot, 0.35), darker(pot, 0.33), "across"))
    canvas.slab(-19, -28, 19, -20.5, 1.6, Ramp(lighter(pot, 0.45), darker(pot, 0.25), "across"))
    canvas.soft([(-17, -20), (17, -20), (16.4, -18), (-16.4, -18)], darker(pot, 0.6), 0.4, 0.7)


def bowl(canvas: Canvas, look: Look) -> None:
    """Ceramics: bowls in each other, a vase behind them."""
    shadow(canvas, 34)
    clay = look.pick("9db3ad", "e4d3bd", "c98a6b", "5f7a86", "d8b27c")
    with canvas.at(-15, -3):
        vase = darker(clay, 0.1)
        half = [
            *curve((4, -52), (3, -44), (5, -40), (11, -32)),
            *curve((11, -32), (18, -20), (15, -3), (7, 0)),
        ]
        canvas.fill(mirrored(half), Ramp(lighter(vase, 0.4), darker(vase, 0.35), "across"))
        canvas.oval(0, -52, 4, 1.2, darker(vase, 0.5))
        for turn, reach in ((-16, 14), (6, 18), (24, 12)):
            with canvas.at(0, -51, 1, turn):
                canvas.line([(0, 0), (0, -reach)], 0.6, rgb("7d7a4f"))
                for y in range(4, reach, 3):
                    canvas.oval(1.4 if y % 2 else -1.4, -y - 1, 1.5, 1.2, rgb("e8d9a6"))
    with canvas.at(11, 1):
        for y, scale, color in (
            (0, 1.0, clay),
            (-9, 0.9, lighter(clay, 0.35)),
            (-17, 0.8, mix(clay, rgb("f7ead6"), 0.75)),
        ):
            with canvas.at(0, y, scale):
                canvas.fill(
                    mirrored(curve((24, -17), (22, -6), (13, -0.5), (8, 0))),
                    Ramp(lighter(color, 0.3), darker(color, 0.3), "across"),
                )
                canvas.oval(0, -17, 24, 4.6, lighter(color, 0.42))
                canvas.oval(0, -16.4, 21.6, 3.4, Ramp(darker(color, 0.25), lighter(color, 0.15), "down"))
    gleam(canvas, -3, -9, 1.6, 4, 10, 0.35)


def pillow(canvas: Canvas, look: Look) -> None:
    """Bedding: two cushions and a folded blanket."""
    shadow(canvas, 36)
    wool = look.pick("c98a6b", "8fa08a", "d9b45f", "a9849b", "7f97ac")
    for number, y in enumerate((0, -7, -14)):
        shade = mix(wool, rgb("f6ead8"), 0.12 * number)
        canvas.slab(-33, y - 8, 33, y, 3.6, Ramp(lighter(shade, 0.35), darker(shade, 0.25), "corner"))
        canvas.line([(-30, y - 1.6), (30, y - 1.6)], 0.5, darker(shade, 0.35), 0.5)
    for x in range(-30, 31, 4):
        canvas.line([(x, -14), (x + 0.6, -10.4)], 0.7, lighter(wool, 0.5))
    for x, turn, color in ((-11, -10, mix(wool, rgb("fff6e6"), 0.75)), (12, 9, darker(wool, 0.05))):
        with canvas.at(x, -39, 1, turn):
            body = rounded(
                [(-17, -15), (0, -13), (17, -15), (15.4, 0), (17, 16), (0, 14), (-17, 16), (-15.4, 0)]
            )
            canvas.fill(body, Ramp(lighter(color, 0.35), darker(color, 0.25), "round"))
            for offset in (-8, 0, 8):
                canvas.line(
                    curve((-12, offset), (-4, offset + 2), (4, offset - 2), (12, offset)),
                    0.8,
                    darker(color, 0.18),
                    0.6,
                )


def heater(canvas: Canvas, look: Look) -> None:
    """A water heater on its wall."""
    body = look.pick("f4efe7", "e9e4dc", "dfe5e6")
    canvas.soft(slab(-33, -57, 36, -14, 14), rgb("3a1f1c"), 0.35, 3)
    canvas.slab(-34, -60, 34, -19, 17, Ramp(lighter(body, 0.7), darker(body, 0.22), "down"))
    canvas.slab(-34, -60, -18, -19, 16, darker(body, 0.08), 0.5)
    canvas.slab(18, -60, 34, -19, 16, darker(body, 0.16), 0.5)
    canvas.slab(-12, -46, 12, -32, 2.4, rgb("2f3438"))
    canvas.letters(0, -39, "45°", 8, rgb("ffb26b"))
    for x in (-6, 0, 6):
        canvas.oval(x, -27, 1.6, 1.6, darker(body, 0.3))
    for x, color in ((-14, "5f8fb5"), (14, "c9573f")):
        canvas.slab(x - 2, -20, x + 2, 2, 1, Ramp(rgb("e9e6e1"), rgb("9a958e"), "across"))
        canvas.slab(x - 3, -12, x + 3, -8, 1, rgb(color))
    for x, y in ((-3, -8), (2, -3), (-1, 2)):
        canvas.fill(
            [
                *curve((x, y - 4), (x + 3, y), (x + 2, y + 3), (x, y + 3)),
                *curve((x, y + 3), (x - 2, y + 3), (x - 3, y), (x, y - 4)),
            ],
            rgb("7fb4d6"),
            0.8,
        )


def towel(canvas: Canvas, look: Look) -> None:
    shadow(canvas, 32)
    for number, (y, color) in enumerate(
        (
            (0, look.pick("c98a6b", "7f97ac")),
            (-12, look.pick("e9d9bd", "f3ece0")),
            (-24, look.pick("8fa08a", "d9a09a")),
        )
    ):
        with canvas.at(number % 2 * 1.6 - 0.8, y):
            canvas.slab(-30, -13, 30, 0, 5, Ramp(lighter(color, 0.35), darker(color, 0.25), "down"))
            canvas.line([(-26, -6.4), (27, -6.4)], 0.6, darker(color, 0.35), 0.6)
            for x in (13, 16, 20):
                canvas.slab(x, -12.6, x + 1.4, -0.4, 0, lighter(color, 0.55), 0.8)
    with canvas.at(-4, -37, 1, -64):
        leaf(canvas, 20, rgb("7f9a6a"))
    with canvas.at(-4, -37, 0.9, 52):
        leaf(canvas, 16, rgb("8fae6a"))
    canvas.oval(-3, -39, 3, 3, solid(rgb("e7c7d3"), 0.2))
