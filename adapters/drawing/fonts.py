"""Chinese and Latin letters for pictures, from a font that comes as a package."""

import functools
import importlib.resources
import re
from pathlib import Path

from PIL import ImageFont

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

_PACKAGE = "pylopdf_fonts_zh_cn"
_SANS, _SERIF = "NotoSansSC-Regular.otf", "NotoSerifSC-Regular.otf"
# Where Debian keeps one, should the package be missing.
_ELSEWHERE = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")

# A Latin word stays whole; every other character may begin a line.
_PIECES = re.compile(r"[A-Za-z0-9'’.,\-]+|\s+|.", re.DOTALL)


@functools.lru_cache(maxsize=64)
def font(size: int, *, serif: bool = False) -> Font:
    for path in (_packaged(_SERIF if serif else _SANS), _ELSEWHERE):
        if path and path.exists():
            return ImageFont.truetype(str(path), size)
    return ImageFont.load_default(size)


def _packaged(name: str) -> Path | None:
    try:
        return Path(str(importlib.resources.files(_PACKAGE) / name))
    except ModuleNotFoundError:
        return None


def drawable(text: str) -> str:
    """The text on one line without what the font lacks: no font of ours has emoji."""
    return " ".join("".join(character for character in text if _is_drawable(character)).split())


@functools.lru_cache(maxsize=8192)
def _is_drawable(character: str) -> bool:
    return character.isspace() or (character.isprintable() and _glyph(character) != _glyph("\U0010ffff"))


def _glyph(character: str) -> bytes:
    # A fixed size, so that equal bytes mean an equal drawing.
    return bytes(font(24).getmask(character))


def wrapped(text: str, using: Font, width: float, lines: int) -> list[str]:
    """The text in at most so many lines of that width; the last one ends in … if something is left."""
    made: list[str] = []
    line = ""
    for piece in _broken_to_fit(drawable(text), using, width):
        if using.getlength(line + piece) <= width:
            line += piece
        elif len(made) == lines - 1:
            made.append(_with_ellipsis(line + piece, using, width))
            return made
        else:
            made.append(line.rstrip())
            line = piece.lstrip()
    return [*made, line.rstrip()] if line.strip() else made


def _broken_to_fit(text: str, using: Font, width: float) -> list[str]:
    pieces: list[str] = []
    for piece in _PIECES.findall(text):
        pieces += [piece] if using.getlength(piece) <= width else list(piece)
    return pieces


def _with_ellipsis(line: str, using: Font, width: float) -> str:
    while line and using.getlength(line + "…") > width:
        line = line[:-1]
    return line.rstrip() + "…"
