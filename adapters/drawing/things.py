"""Books, devices, toys and whatever is still in its box. Each stands on (0, 0), up to 60 high and 60 wide."""

from adapters.drawing.canvas import Canvas
from adapters.drawing.look import Look, gleam, shadow
from adapters.drawing.shapes import Ramp, curve, darker, lighter, mirrored, mix, oval, rgb, rounded, slab


def book(canvas: Canvas, look: Look) -> None:
    """One upright, two lying."""
    shadow(canvas, 34)
    first, second, cover = (
        look.pick("c9a24b", "7d8f6a", "b98a9a"),
        look.pick("5f7f8f", "d0876a", "8a6a8f"),
        look.pick("a8433a", "2f4f5f", "c27a35", "4f6b4f", "6b3f55", "e3c48a"),
    )
    for y, color, reach in ((0, first, 33), (-8, second, 30)):
        canvas.slab(-reach, y - 8, reach, y, 1.4, Ramp(lighter(color, 0.25), darker(color, 0.25), "down"))
        canvas.slab(-reach + 3, y - 6.4, reach + 0.6, y - 1.6, 0.6, rgb("f6ecd8"))
        for line in (-5, -3.6):
            canvas.line([(-reach + 4, y + line), (reach, y + line)], 0.25, rgb("cbb99a"), 0.8)
    with canvas.at(-2, -16):
        canvas.slab(14.6, -43, 19.6, -0.4, 0.6, Ramp(rgb("fbf3e2"), rgb("d6c6a8"), "across"))
        canvas.slab(-18, -44, 17, 0, 1.4, Ramp(lighter(cover, 0.3), darker(cover, 0.25), "corner"))
        canvas.slab(-18, -44, -14, 0, 1.2, darker(cover, 0.25), 0.7)
        ink = lighter(cover, 0.85) if sum(cover) < 480 else darker(cover, 0.65)
        canvas.oval(1.6, -13, 6.4, 6.4, mix(cover, rgb("f2c46b"), 0.8))
        canvas.line(curve((-8, -8), (-2, -12), (6, -4), (13, -9)), 1.4, mix(cover, ink, 0.7))
        if look.words:
            look.write(canvas, 1.6, -31, 25, ink, 8.5)
        canvas.line([(-6, -24), (9, -24)], 0.5, ink, 0.8)


def notebook(canvas: Canvas, look: Look) -> None:
    shadow(canvas, 32)
    cover = look.pick("d9735c", "5f7f8f", "8fa07a", "d8a94f", "a9849b")
    with canvas.at(-4, -25, 1.0, -7):
        canvas.slab(-22, -29, 24, 28, 2.4, rgb("f8efdd"))
        canvas.slab(-24, -29, 21, 28, 2.4, Ramp(lighter(cover, 0.35), darker(cover, 0.22), "corner"))
        for y in range(-24, 26, 5):
            canvas.oval(-23.6, y, 2.4, 1.2, rgb("d9c9ae"))
        canvas.slab(-12, -18, 13, -4, 1.4, rgb("fff8ea"))
        canvas.slab(14, -29, 16.4, 28, 0, darker(cover, 0.35))
    if look.words:
        look.write(canvas, -5, -36, 22, darker(cover, 0.3), 6.5)
    with canvas.at(27, -6, 1, 24):
        canvas.slab(-1.8, -40, 1.8, -2, 0.8, Ramp(rgb("f0b94f"), rgb("c98a2b"), "across"))
        canvas.fill([(-1.8, -2.4), (1.8, -2.4), (0, 4)], rgb("f3ddb4"))
        canvas.fill([(-0.6, 1.6), (0.6, 1.6), (0, 4)], rgb("3f3230"))
        canvas.slab(-1.8, -44, 1.8, -39, 1.2, rgb("d9837a"))


def phone(canvas: Canvas, look: Look) -> None:
    """Leaning back to front, its screen like a sunset."""
    shadow(canvas, 26)
    case = look.pick("3a3d42", "e9e2d8", "5f7f8f", "c9a0a0", "7f8f7a")
    with canvas.at(12, -31, 1, 9):
        canvas.slab(-15, -30, 15, 30, 5, Ramp(lighter(case, 0.35), darker(case, 0.3), "corner"))
        canvas.slab(-12, -27, 1, -14, 3.4, darker(case, 0.15))
        for x, y in ((-8.6, -23.6), (-2.4, -17.4)):
            canvas.oval(x, y, 2.7, 2.7, rgb("1f2226"))
            canvas.oval(x - 0.7, y - 0.7, 0.8, 0.8, rgb("8fa6c0"))
    with canvas.at(-9, -30, 1, -5):
        canvas.slab(-16, -32, 16, 32, 5.4, rgb("1f2024"))
        screen = slab(-14.4, -30.4, 14.4, 30.4, 4.2)
        canvas.fill(screen, Ramp(rgb("f6c28a"), look.pick("b0586a", "5a6fa0", "c4574f"), "down"))
        with canvas.within(screen):
            canvas.oval(3, -4, 7.4, 7.4, rgb("fff0c4"), 0.95)
            canvas.fill(
                [*curve((-18, 10), (-8, -2), (2, 14), (18, 4)), (18, 34), (-18, 34)], rgb("7a4a63"), 0.85
            )
            canvas.fill([*curve((-18, 18), (-4, 10), (6, 22), (18, 14)), (18, 34), (-18, 34)], rgb("4f3350"))
        canvas.slab(-4, -28.4, 4, -26.2, 1, rgb("1f2024"))
        canvas.soft([(-14, -30), (-4, -30), (-14, 6)], (255, 255, 255), 0.22, 1.0)


def tablet(canvas: Canvas, look: Look) -> None:
    shadow(canvas, 34)
    with canvas.at(0, -24, 1.0, -3):
        canvas.slab(-34, -25, 34, 25, 4, rgb("26272b"))
        screen = slab(-31, -22.4, 31, 22.4, 2.4)
        canvas.fill(screen, Ramp(rgb("fdeed6"), rgb("f0d3b0"), "corner"))
        for number, color in enumerate(("d9735c", "8fa07a", "5f8d93", "e3b24f", "a9849b", "c98a6b")):
            x, y = -26 + number % 3 * 13, -16 + number // 3 * 13
            canvas.slab(x, y, x + 10.6, y + 10.6, 2.6, Ramp(lighter(rgb(color), 0.25), rgb(color)))
        canvas.slab(15, -16, 27, 7.6, 2.4, rgb("fffaf0"))
        for y in range(-12, 6, 4):
            canvas.line([(17.4, y), (24.6, y)], 0.9, rgb("d8c6ae"))
        canvas.slab(-26, 12, 27, 18, 2.4, rgb("fffaf0"), 0.8)
    with canvas.at(25, 1, 1, -74):
        canvas.slab(-1.5, -44, 1.5, 0, 1.4, Ramp(rgb("ffffff"), rgb("cfc8be"), "across"))
        canvas.fill([(-1.5, 0), (1.5, 0), (0, 4.6)], rgb("8f8a84"))


def laptop(canvas: Canvas, look: Look) -> None:
    shadow(canvas, 38)
    metal = look.pick("d9d6d1", "b9bcc0", "e3d3c0")
    canvas.slab(-28, -49, 28, -7, 3, rgb("2a2b30"))
    screen = slab(-25.6, -46.4, 25.6, -9.6, 1.4)
    canvas.fill(screen, Ramp(rgb("ffe2bd"), look.pick("d98a7a", "7f9ab8", "a58ab0"), "down"))
    with canvas.within(screen):
        canvas.oval(8, -32, 6.4, 6.4, rgb("fff3cf"))
        canvas.fill(
            [(-30, -9), (-14, -27), (0, -12), (10, -22), (30, -6), (30, 0), (-30, 0)], rgb("7d6a86"), 0.75
        )
        canvas.fill(
            [(-30, -9), (-22, -18), (-8, -8), (18, -16), (30, -9), (30, 0), (-30, 0)], rgb("574a68"), 0.85
        )
    canvas.fill(
        [(-28, -8), (28, -8), (36, 0), (-36, 0)], Ramp(lighter(metal, 0.4), darker(metal, 0.1), "down")
    )
    for row in range(3):
        y = -6.6 + row * 1.7
        canvas.line([(-24 - row * 2, y), (24 + row * 2, y)], 0.9, rgb("3b3c42"), 0.8)
    canvas.fill([(-8, -1.6), (8, -1.6), (8.6, -0.2), (-8.6, -0.2)], darker(metal, 0.2))
    canvas.slab(-36, -0.2, 36, 2.2, 1.1, Ramp(lighter(metal, 0.2), darker(metal, 0.3), "down"))


def bear(canvas: Canvas, look: Look) -> None:
    """Toys."""
    shadow(canvas, 26)
    fur = look.pick("c08a56", "b0764a", "d9b48a", "9c7a66")
    pale = lighter(fur, 0.5)
    for side in (-1, 1):
        canvas.oval(side * 13, -3, 8.4, 7.4, Ramp(lighter(fur, 0.3), darker(fur, 0.25), "round"))
        canvas.oval(side * 13, -2.4, 4.4, 4, pale)
    canvas.oval(0, -16, 16, 16.4, Ramp(lighter(fur, 0.32), darker(fur, 0.3), "round"))
    canvas.oval(0, -13.6, 9.4, 10.4, pale)
    for side in (-1, 1):
        with canvas.at(side * 15, -21, 1, side * 32):
            canvas.oval(0, 5, 5.4, 9.4, Ramp(lighter(fur, 0.3), darker(fur, 0.28), "round"))
        canvas.oval(side * 12.6, -53, 6.6, 6.6, Ramp(lighter(fur, 0.25), darker(fur, 0.25), "round"))
        canvas.oval(side * 12.6, -52.4, 3.6, 3.6, pale)
    canvas.oval(0, -42, 17.4, 15.4, Ramp(lighter(fur, 0.36), darker(fur, 0.28), "round"))
    canvas.oval(0, -37, 7.6, 6, pale)
    canvas.oval(0, -40, 3, 2.1, rgb("3b2721"))
    canvas.line([(0, -38), (0, -36)], 0.7, rgb("3b2721"))
    canvas.line(curve((-3.4, -35.6), (-1.6, -33.6), (1.6, -33.6), (3.4, -35.6)), 0.7, rgb("3b2721"))
    for side in (-1, 1):
        canvas.oval(side * 7, -44.4, 1.7, 2.0, rgb("2f1f1b"))
        canvas.oval(side * 7 - 0.5, -45, 0.6, 0.6, (255, 255, 255))
        canvas.soft(oval(side * 11, -39, 2.4, 1.6), rgb("e58a7a"), 0.6, 1.0)
    ribbon = look.pick("c4574f", "5f8d93", "d8a03f")
    for side in (-1, 1):
        canvas.fill(
            rounded([(0, -28), (side * 8, -32), (side * 8.6, -24), (0, -26)]),
            Ramp(lighter(ribbon, 0.3), darker(ribbon, 0.2)),
        )
    canvas.oval(0, -27, 2.2, 2.2, darker(ribbon, 0.1))


def headphones(canvas: Canvas, look: Look) -> None:
    shadow(canvas, 30)
    color = look.pick("d9735c", "3f4a55", "f0e6d8", "7f97ac", "c9a24b")
    canvas.line(curve((-24, -18), (-28, -66), (28, -66), (24, -18)), 5, darker(color, 0.25))
    canvas.line(curve((-23, -20), (-26, -63), (26, -63), (23, -20)), 2.4, lighter(color, 0.3))
    for side in (-1, 1):
        with canvas.at(side * 24, -16, 1, side * -6):
            canvas.slab(-8.4, -15, 8.4, 15, 8, Ramp(lighter(color, 0.35), darker(color, 0.3), "corner"))
            inner = -side * 6.6
            canvas.slab(inner - 4, -13, inner + 4, 13, 4, Ramp(rgb("4a4440"), rgb("2b2624"), "across"))
            canvas.oval(side * 2.4, 0, 3.4, 7, lighter(color, 0.25), 0.7)


def bed(canvas: Canvas, look: Look) -> None:
    """A room for the night."""
    shadow(canvas, 40)
    wood = look.pick("a8754a", "7d5a44", "c49a6c")
    quilt = look.pick("c98a6b", "7f97ac", "8fa08a", "b58aa0")
    canvas.slab(-36, -46, 36, 0, 5, Ramp(lighter(wood, 0.3), darker(wood, 0.25), "down"))
    for x in (-25, -8.4, 8.4, 25):
        canvas.slab(x - 7, -41, x + 7, -16, 2.4, darker(wood, 0.12), 0.7)
    for side in (-1, 1):
        canvas.fill(
            rounded(
                [
                    (side * 4, -27),
                    (side * 17, -31),
                    (side * 31, -27),
                    (side * 31, -15),
                    (side * 17, -13),
                    (side * 4, -15),
                ]
            ),
            Ramp(rgb("ffffff"), rgb("e3d8c9"), "down"),
        )
    canvas.slab(-37, -18, 37, 3, 4, Ramp(rgb("fffaf0"), rgb("ddd0be"), "down"))
    canvas.slab(-38, -11, 38, 4, 4, Ramp(lighter(quilt, 0.35), darker(quilt, 0.22), "corner"))
    for x in range(-32, 33, 8):
        canvas.line(curve((x, -10), (x + 2, -6), (x - 2, 0), (x, 3)), 0.5, darker(quilt, 0.25), 0.5)
    for x in (-33, 33):
        canvas.slab(x - 2, 3, x + 2, 8, 0.8, darker(wood, 0.3))


def parcel(canvas: Canvas, look: Look) -> None:
    """For everything that nothing else is drawn for: a gift in its box."""
    shadow(canvas, 32)
    paper = look.pick("d9a06a", "c98a7a", "8fa08a", "d9b45f", "9aa7b8", "cf7f63")
    ribbon = look.pick("b8383a", "fff3df", "3f5f58", "e3b24f")
    canvas.slab(-28, -36, 28, 1, 1.6, Ramp(lighter(paper, 0.3), darker(paper, 0.24), "corner"))
    canvas.soft([(-28, -35), (28, -35), (28, -31), (-28, -31)], darker(paper, 0.6), 0.5, 1.0)
    canvas.slab(-5, -36, 5, 1, 0, Ramp(lighter(ribbon, 0.2), darker(ribbon, 0.15), "across"))
    canvas.slab(-31, -45, 31, -34, 2, Ramp(lighter(paper, 0.45), darker(paper, 0.12), "corner"))
    canvas.slab(-5, -45, 5, -34, 0, Ramp(lighter(ribbon, 0.3), ribbon, "across"))
    for side in (-1, 1):
        with canvas.at(0, -45, 1, 0, flip=side < 0):
            canvas.fill(
                [*curve((0, 0), (4, -16), (22, -17), (19, -6)), *curve((19, -6), (17, 1), (8, 1), (0, 0))],
                Ramp(lighter(ribbon, 0.3), darker(ribbon, 0.25)),
            )
            canvas.fill(
                [
                    *curve((3, -2.4), (7, -11), (17, -12), (15.6, -6)),
                    *curve((15.6, -6), (14, -1.6), (8, -1.6), (3, -2.4)),
                ],
                darker(ribbon, 0.35),
            )
    canvas.oval(0, -46, 4, 3.2, Ramp(lighter(ribbon, 0.35), darker(ribbon, 0.15)))
    if look.words:
        with canvas.at(16, -15):
            canvas.slab(-10, -5.6, 10, 5.6, 1.4, rgb("fff8ea"))
        look.write(canvas, 16, -15, 17, darker(paper, 0.5), 6)
    gleam(canvas, -22, -27, 1.6, 6, 0, 0.3)


def umbrella(canvas: Canvas, look: Look) -> None:
    color = look.pick("c4574f", "5f8d93", "d8a03f", "8a6a8f")
    canvas.soft(oval(6, 0, 30, 3), rgb("3a1f1c"), 0.35, 2.4)
    canvas.line([(0, -56), (0, -8), *curve((0, -8), (0, 1), (9, 1), (9, -6))], 1.9, rgb("7d5a3e"))
    edge = []
    for step in range(4):
        left = 34 - step * 17
        edge += curve((left, -26), (left - 5, -31), (left - 12, -31), (left - 17, -26), 8)
    dome = [
        *curve((-34, -26), (-33, -48), (-14, -60), (0, -60)),
        *curve((0, -60), (14, -60), (33, -48), (34, -26)),
        *edge,
    ]
    canvas.fill(dome, Ramp(lighter(color, 0.35), darker(color, 0.28), "across"))
    with canvas.within(dome):
        for x in (-17, 0, 17):
            canvas.line(curve((0, -61), (x * 0.6, -52), (x, -40), (x, -26)), 0.6, darker(color, 0.35), 0.6)
    canvas.line([(0, -60), (0, -64)], 1.4, rgb("7d5a3e"))


def pot(canvas: Canvas, look: Look) -> None:
    """Kitchen ware."""
    shadow(canvas, 34)
    color = look.pick("b8483f", "3f5f6b", "d8a03f", "6f8a5a", "e9dccb")
    for side in (-1, 1):
        canvas.line(
            curve((side * 25, -24), (side * 35, -26), (side * 35, -16), (side * 26, -16)),
            3,
            darker(color, 0.35),
        )
    canvas.fill(
        mirrored([(27.0, -30.0), (27.0, -8.0), *curve((27, -8), (27, 0), (22, 1), (15, 1))]),
        Ramp(lighter(color, 0.32), darker(color, 0.35), "across"),
    )
    canvas.fill(
        mirrored([*curve((0, -45), (14, -45), (26, -40), (29, -31)), (29.0, -29.0)]),
        Ramp(lighter(color, 0.42), darker(color, 0.25), "across"),
    )
    canvas.slab(-30, -32, 30, -28, 1.6, darker(color, 0.2))
    canvas.oval(0, -47.6, 5, 3.2, Ramp(rgb("f2d58a"), rgb("a87c34")))
    gleam(canvas, -17, -18, 2, 8, 4, 0.45)
