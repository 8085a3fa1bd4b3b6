"""What makes one thing of a kind differ from the next, and the touches that all of them share."""

import random
import re
from dataclasses import dataclass

from adapters.drawing.canvas import Canvas
from adapters.drawing.fonts import drawable
from adapters.drawing.shapes import Color, Ramp, darker, lighter, mix, oval, rgb
from core.tokens import words

_HAN = re.compile("[\u3400-\u9fff]+")
_LATIN = re.compile("[A-Za-z]{3,}")


@dataclass(frozen=True)
class Look:
    """`color` is what it holds or is made of; `words` what may stand on its label."""

    chance: random.Random
    color: Color
    words: str

    def pick(self, *codes: str) -> Color:
        return rgb(self.chance.choice(codes))

    def write(self, canvas: Canvas, x: float, y: float, width: float, color: Color, size: float) -> None:
        if self.words:
            fitting = min(size, width / (len(self.words) * (1.0 if _HAN.match(self.words) else 0.68)))
            canvas.letters(x, y, self.words, fitting, color, serif=True)


def label_words(title: str) -> str:
    """Up to five Chinese characters, cut between words, or one English word of a title: as a maker would print them."""
    shown = drawable(title)
    han = _HAN.search(shown)
    if han:
        ends = [word.end for word in words(han[0]) if word.end <= 5]
        return han[0][: max(ends, default=2)]
    latin = max(_LATIN.findall(shown), key=len, default="")
    return latin[:10].capitalize()


def shadow(canvas: Canvas, reach: float) -> None:
    """On the ground, to the right of what stands there, since the light comes from the left."""
    canvas.soft(oval(reach * 0.16, 0.6, reach * 1.05, reach * 0.17), rgb("3a1f1c"), 0.42, 2.6)
    canvas.soft(oval(0, 0.4, reach * 0.8, reach * 0.07), rgb("2c1512"), 0.4, 1.1)


def gleam(
    canvas: Canvas, x: float, y: float, rx: float, ry: float, turn: float = 0.0, alpha: float = 0.6
) -> None:
    with canvas.at(x, y, 1.0, turn):
        canvas.soft(oval(0, 0, rx * 0.75, ry * 0.75), (255, 255, 250), alpha, 1.1)


def label(
    canvas: Canvas, look: Look, left: float, top: float, right: float, bottom: float, color: Color
) -> None:
    """A paper label with a rule, the words and a small mark."""
    paper = mix(rgb("fffaf0"), color, 0.06)
    ink = darker(color, 0.45)
    middle, width, height = (left + right) / 2, right - left, bottom - top
    canvas.slab(left, top, right, bottom, 1.4, Ramp(lighter(paper, 0.4), darker(paper, 0.08)))
    canvas.slab(left, top + height * 0.08, right, top + height * 0.12, 0, ink, 0.7)
    canvas.slab(left, bottom - height * 0.12, right, bottom - height * 0.08, 0, ink, 0.7)
    if look.words:
        look.write(canvas, middle, (top + bottom) / 2 - height * 0.07, width * 0.84, ink, height * 0.34)
        canvas.oval(middle, bottom - height * 0.24, height * 0.05, height * 0.05, color)
    else:
        canvas.oval(middle, (top + bottom) / 2, height * 0.2, height * 0.2, color, 0.85)
