"""A canvas for soft, flat illustrations: shapes in hundredths of the picture, filled with gradients, light from the upper left.

It is drawn twice as large as wanted and halved at the end, since Pillow's shapes have jagged edges.
"""

import contextlib
import functools
import io
import math
from collections.abc import Iterator, Sequence

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from adapters.drawing.fonts import font
from adapters.drawing.shapes import Color, Fill, Point, Ramp, Way, oval, slab

# Left, top, right, bottom in pixels.
Box = tuple[int, int, int, int]
# Two columns and an offset: a point (x, y) goes to (a x + c y + e, b x + d y + f).
Matrix = tuple[float, float, float, float, float, float]

OVERSAMPLING = 2
# Shading towards one dark and one light tone takes strength from every colour; this gives it back.
VIVIDNESS = 1.25


class Canvas:
    """Coordinates run from 0 to 100 over the shorter side, around the middle at (50, 50); y goes down."""

    def __init__(self, size: tuple[int, int]) -> None:
        width, height = size[0] * OVERSAMPLING, size[1] * OVERSAMPLING
        self.image = Image.new("RGB", (width, height))
        scale = min(width, height) / 100
        self._limit: Box = (0, 0, width, height)
        self._matrix: Matrix = (scale, 0.0, 0.0, scale, width / 2 - 50 * scale, height / 2 - 50 * scale)

    @property
    def edges(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the picture in its own coordinates."""
        scale, offset_x, offset_y = self._matrix[0], self._matrix[4], self._matrix[5]
        left, top = -offset_x / scale, -offset_y / scale
        return left, top, left + self.image.width / scale, top + self.image.height / scale

    @contextlib.contextmanager
    def at(
        self, x: float, y: float, scale: float = 1.0, turn: float = 0.0, flip: bool = False
    ) -> Iterator[None]:
        """Draw around (x, y) as the origin, so many times as large, turned clockwise by degrees."""
        before = self._matrix
        cosine, sine = math.cos(math.radians(turn)) * scale, math.sin(math.radians(turn)) * scale
        across = -1.0 if flip else 1.0
        self._matrix = _product(before, (cosine * across, sine * across, -sine, cosine, x, y))
        try:
            yield
        finally:
            self._matrix = before

    def fill(self, outline: Sequence[Point], fill: Fill, alpha: float = 1.0) -> None:
        """Fill an outline, given in local coordinates."""
        points = [self._placed(point) for point in outline]
        box = _box_of(points, self.image.size)
        if box is None:
            return
        mask = Image.new("L", (box[2] - box[0], box[3] - box[1]))
        ImageDraw.Draw(mask).polygon([(x - box[0], y - box[1]) for x, y in points], fill=round(255 * alpha))
        self._paint(fill, box, mask)

    def oval(self, x: float, y: float, rx: float, ry: float, fill: Fill, alpha: float = 1.0) -> None:
        self.fill(oval(x, y, rx, ry), fill, alpha)

    def slab(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
        radius: float,
        fill: Fill,
        alpha: float = 1.0,
    ) -> None:
        self.fill(slab(left, top, right, bottom, radius), fill, alpha)

    def line(self, points: Sequence[Point], width: float, color: Color, alpha: float = 1.0) -> None:
        """A line with round ends and corners."""
        placed = [self._placed(point) for point in points]
        thick = max(1, round(width * self._scale))
        box = _box_of(placed, self.image.size, thick)
        if box is None:
            return
        mask = Image.new("L", (box[2] - box[0], box[3] - box[1]))
        draw = ImageDraw.Draw(mask)
        strength = round(255 * alpha)
        local = [(x - box[0], y - box[1]) for x, y in placed]
        draw.line(local, fill=strength, width=thick, joint="curve")
        for x, y in (local[0], local[-1]):
            draw.ellipse((x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), fill=strength)
        self._paint(color, box, mask)

    def soft(self, outline: Sequence[Point], color: Color, alpha: float, blur: float) -> None:
        """A shape with blurred edges: a shadow, a glow, a reflection. Made small and enlarged, since nobody can tell."""
        points = [self._placed(point) for point in outline]
        reach = blur * self._scale
        box = _box_of(points, self.image.size, math.ceil(reach * 3))
        if box is None:
            return
        shrink = max(1, min(16, round(reach / 3)))
        size = (max(1, (box[2] - box[0]) // shrink), max(1, (box[3] - box[1]) // shrink))
        mask = Image.new("L", size)
        local = [((x - box[0]) / shrink, (y - box[1]) / shrink) for x, y in points]
        ImageDraw.Draw(mask).polygon(local, fill=round(255 * alpha))
        mask = mask.filter(ImageFilter.GaussianBlur(reach / shrink))
        self._paint(color, box, mask.resize((box[2] - box[0], box[3] - box[1]), Image.Resampling.BILINEAR))

    @contextlib.contextmanager
    def within(self, outline: Sequence[Point]) -> Iterator[None]:
        """What is drawn inside this block shows only within the outline."""
        points = [self._placed(point) for point in outline]
        box = _box_of(points, self.image.size)
        if box is None:
            return
        before, limit = self.image.crop(box), self._limit
        self._limit = box
        yield
        self._limit = limit
        outside = Image.new("L", before.size, 255)
        ImageDraw.Draw(outside).polygon([(x - box[0], y - box[1]) for x, y in points], fill=0)
        self.image.paste(before, box[:2], outside)

    def letters(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        color: Color,
        *,
        serif: bool = False,
        upright: bool = False,
    ) -> None:
        """A text around (x, y); `upright` sets Chinese from top to bottom. It is never turned."""
        pixels = max(4, round(size * self._scale))
        face = font(pixels, serif=serif)
        draw = ImageDraw.Draw(self.image)
        if upright:
            top = y - size * 1.1 * (len(text) - 1) / 2
            for number, character in enumerate(text):
                draw.text(
                    self._placed((x, top + number * size * 1.1)),
                    character,
                    font=face,
                    fill=color,
                    anchor="mm",
                )
        else:
            draw.text(self._placed((x, y)), text, font=face, fill=color, anchor="mm")

    def band(self, top: float, bottom: float, fill: Fill) -> None:
        """From edge to edge; quicker than an outline, since it needs no mask."""
        upper, lower = (round(self._placed((0, y))[1]) for y in (top, bottom))
        box = _overlap((0, upper, self.image.width, lower), self._limit)
        if box is not None:
            size = box[2] - box[0], box[3] - box[1]
            self.image.paste(_gradient(fill, size) if isinstance(fill, Ramp) else fill, box)

    def cover(self, fill: Fill) -> None:
        """The whole picture."""
        _, top, _, bottom = self.edges
        self.band(top, bottom, fill)

    def finished(self, quality: int = 92) -> bytes:
        """The picture as JPEG: the quickest to make and to read again, without visible loss at this quality."""
        out = io.BytesIO()
        picture = ImageEnhance.Color(self.image.reduce(OVERSAMPLING)).enhance(VIVIDNESS)
        picture.save(out, "JPEG", quality=quality, subsampling=0)
        return out.getvalue()

    def _paint(self, fill: Fill, box: Box, mask: Image.Image) -> None:
        if isinstance(fill, Ramp):
            paint = _gradient(fill, mask.size)
        else:
            paint = Image.new("RGB", mask.size, fill)
        inside = _overlap(box, self._limit)
        if inside is None:
            return
        if inside != box:
            part = (inside[0] - box[0], inside[1] - box[1], inside[2] - box[0], inside[3] - box[1])
            paint, mask = paint.crop(part), mask.crop(part)
        self.image.paste(paint, inside[:2], mask)

    def _placed(self, point: Point) -> Point:
        a, b, c, d, e, f = self._matrix
        return a * point[0] + c * point[1] + e, b * point[0] + d * point[1] + f

    @property
    def _scale(self) -> float:
        return math.hypot(self._matrix[0], self._matrix[1])


def _product(outer: Matrix, inner: Matrix) -> Matrix:
    a, b, c, d, e, f = outer
    g, h, i, j, k, m = inner
    return a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * m + e, b * k + d * m + f


def _box_of(points: Sequence[Point], size: tuple[int, int], margin: int = 1) -> Box | None:
    """The whole pixels around the points, as far as they are in the picture."""
    left = max(0, math.floor(min(x for x, _ in points)) - margin)
    top = max(0, math.floor(min(y for _, y in points)) - margin)
    right = min(size[0], math.ceil(max(x for x, _ in points)) + margin + 1)
    bottom = min(size[1], math.ceil(max(y for _, y in points)) + margin + 1)
    return (left, top, right, bottom) if left < right and top < bottom else None


def _overlap(one: Box, other: Box) -> Box | None:
    left, top = max(one[0], other[0]), max(one[1], other[1])
    right, bottom = min(one[2], other[2]), min(one[3], other[3])
    return (left, top, right, bottom) if left < right and top < bottom else None


def _gradient(ramp: Ramp, size: tuple[int, int]) -> Image.Image:
    """Made small and enlarged without smoothing: neighbouring steps differ by less than one can see."""
    pattern = _pattern(ramp.way)
    dark, light = Image.new("RGB", pattern.size, ramp.dark), Image.new("RGB", pattern.size, ramp.light)
    return Image.composite(dark, light, pattern).resize(size, Image.Resampling.NEAREST)


@functools.cache
def _pattern(way: Way) -> Image.Image:
    down = Image.linear_gradient("L")
    if way == "down":
        return down.resize((1, 256))
    if way == "across":
        return down.resize((1, 256)).transpose(Image.Transpose.TRANSPOSE)
    if way == "corner":
        return Image.blend(down, down.transpose(Image.Transpose.TRANSPOSE), 0.45)
    # The lit spot lies up and to the left of the middle.
    return Image.radial_gradient("L").crop((52, 64, 224, 236))
