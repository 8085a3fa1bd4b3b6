"""Pictures that people upload: decoded, drawn on a fresh canvas, kept as WebP in three widths. Nothing else survives."""

import contextlib
import io
import os
import re
import secrets
import struct
import threading
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

from core.i18n import N_

# Widths in pixels. All three always exist; a small picture is never enlarged.
SIZES = (360, 720, 1440)
MAX_BYTES = 12 * 2**20
MAX_PIXELS = 40_000_000
# Only JPEG can be decoded at a part of its size; the others take four bytes a pixel.
MAX_PIXELS_AT_ONCE = 16_000_000
MAX_RATIO = 20
QUALITY = 80
# Of libwebp, 0 to 6: half the time of 3, and files that are a twentieth larger.
METHOD = 2

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")

_NAME = re.compile(r"([A-Za-z0-9_-]{22})-(360|720|1440)\.webp")
_KEY = re.compile(r"[A-Za-z0-9_-]{22}")

# What Pillow raises on files that are broken or made to break it.
_BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    LookupError,
    ArithmeticError,
    MemoryError,
    TypeError,
    AttributeError,
    struct.error,
)

# A decoded picture takes up to 100 MB: a worker has one at a time.
_decoding = threading.BoundedSemaphore(1)


class BadPicture(Exception):
    """The file is not taken. `reason` is an English source text for people, `values` fill it."""

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason % values if values else reason)
        self.reason = reason
        self.values = values


@dataclass(frozen=True, slots=True)
class Picture:
    """`width` and `height` are those of the largest size, `color` its average as #rrggbb, `bytes` the sum of all sizes."""

    key: str
    width: int
    height: int
    color: str
    bytes: int


@dataclass(frozen=True)
class _Encoded:
    width: int
    height: int
    color: str
    sizes: dict[int, bytes] = field(default_factory=dict)


class MediaStore:
    """Files under one folder. Payment proofs lie in a store of their own, with another folder."""

    def __init__(self, root: Path) -> None:
        self.root = Path(root)

    def put_picture(self, source: bytes | BinaryIO, *, max_bytes: int = MAX_BYTES) -> Picture:
        """Take a picture in; raises BadPicture. Takes up to a second: never inside a transaction."""
        raw = _read(source, max_bytes)
        with _decoding:
            encoded = _encode(raw)
        key = secrets.token_urlsafe(16)
        for size, content in encoded.sizes.items():
            _write(self.path(key, size), content)
        total = sum(map(len, encoded.sizes.values()))
        return Picture(key, encoded.width, encoded.height, encoded.color, total)

    def path(self, key: str, size: int) -> Path:
        """Where a size lies, whether it does or not; FileNotFoundError when there can be no such thing."""
        if not _KEY.fullmatch(key) or size not in SIZES:
            raise FileNotFoundError(f"no picture has the key {key[:40]!r} or the size {size}")
        return self.root / key[:2].lower() / file_name(key, size)

    def open(self, key: str, size: int) -> BinaryIO:
        return self.path(key, size).open("rb")

    def delete(self, key: str) -> None:
        """Deleting what is not there is no error: jobs may do it again."""
        for size in SIZES:
            self.path(key, size).unlink(missing_ok=True)

    def keys(self) -> Iterator[str]:
        """Every picture in the store, to find those that nothing refers to any more."""
        for path in self.root.glob(f"??/*-{SIZES[0]}.webp"):
            name = parse_name(path.name)
            if name:
                yield name[0]


def file_name(key: str, size: int) -> str:
    return f"{key}-{size}.webp"


def parse_name(name: str) -> tuple[str, int] | None:
    """The key and size in a file name; None for every other name."""
    found = _NAME.fullmatch(name)
    return (found[1], int(found[2])) if found else None


def _read(source: bytes | BinaryIO, max_bytes: int) -> bytes:
    raw = source if isinstance(source, bytes) else source.read(max_bytes + 1)
    if len(raw) > max_bytes:
        raise BadPicture(
            N_("This file is too large: at most %(megabytes)d MB."), megabytes=max_bytes // 2**20
        )
    if not raw:
        raise BadPicture(N_("This file is empty."))
    return raw


def _encode(raw: bytes) -> _Encoded:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with contextlib.closing(Image.open(io.BytesIO(raw), formats=FORMATS)) as picture:
                _check_size(picture)
                canvas = _on_fresh_canvas(picture)
    except Image.DecompressionBombError:
        raise _too_many_pixels(MAX_PIXELS) from None
    except UnidentifiedImageError:
        raise BadPicture(
            N_("This is not a picture that we can read. We take JPEG, PNG, WebP and GIF.")
        ) from None
    except _BROKEN:
        raise BadPicture(N_("This picture is damaged or incomplete.")) from None
    sizes: dict[int, bytes] = {}
    canvas = largest = _narrowed(canvas, SIZES[-1])
    for size in sorted(SIZES, reverse=True):
        narrower = _narrowed(canvas, size)
        # A picture that was small to begin with is the same at two sizes.
        sizes[size] = sizes[_next_larger(size)] if sizes and narrower is canvas else _webp(narrower)
        canvas = narrower
    return _Encoded(*largest.size, _average_color(canvas), sizes)


def _next_larger(size: int) -> int:
    return SIZES[SIZES.index(size) + 1]


def _check_size(picture: Image.Image) -> None:
    """From the header alone, before anything is decoded."""
    width, height = picture.size
    limit = MAX_PIXELS if picture.format == "JPEG" else MAX_PIXELS_AT_ONCE
    if width * height > limit:
        raise _too_many_pixels(limit)
    if max(width, height) > MAX_RATIO * min(width, height):
        raise BadPicture(N_("This picture is too narrow to be shown."))


def _too_many_pixels(limit: int) -> BadPicture:
    return BadPicture(
        N_("This picture has too many pixels: at most %(megapixels)d million."), megapixels=limit // 1_000_000
    )


def _on_fresh_canvas(picture: Image.Image) -> Image.Image:
    """The pixels alone: upright, in RGB on white, without profile, comment or other frames."""
    if picture.format == "JPEG":
        picture.draft("RGB", (SIZES[-1], SIZES[-1]))
    picture.load()
    drawn = _upright(_made_smaller(_in_plain_colors(picture)))
    if drawn.mode == "RGBA":
        canvas = Image.new("RGB", drawn.size, "white")
        canvas.paste(drawn, mask=drawn.getchannel("A"))
    else:
        canvas = Image.new("RGB", drawn.size)
        canvas.paste(drawn)
    return canvas


def _in_plain_colors(picture: Image.Image) -> Image.Image:
    """RGB, or RGBA if anything shines through; the picture itself when it is that already."""
    if "transparency" in picture.info or picture.mode in {"RGBA", "LA", "PA", "RGBa", "La"}:
        return picture if picture.mode == "RGBA" else picture.convert("RGBA")
    if picture.mode.startswith("I"):
        # Pillow cuts 16 bits off at white instead of scaling them.
        picture = picture.convert("I").point(lambda value: value / 257).convert("L")
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def _made_smaller(picture: Image.Image) -> Image.Image:
    """By a whole factor, early: every later step costs a copy of what is left."""
    factor = min(picture.size) // SIZES[-1]
    if factor < 2:
        return picture
    smaller = picture.reduce(factor)
    smaller.info["exif"] = picture.info.get("exif", b"")
    return smaller


def _upright(picture: Image.Image) -> Image.Image:
    """Turned as its EXIF data says, if they can be read: a picture is not refused for the sake of those."""
    with contextlib.suppress(*_BROKEN):
        ImageOps.exif_transpose(picture, in_place=True)
    return picture


def _narrowed(canvas: Image.Image, width: int) -> Image.Image:
    if canvas.width <= width:
        return canvas
    height = max(1, round(canvas.height * width / canvas.width))
    return canvas.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)


def _webp(canvas: Image.Image) -> bytes:
    out = io.BytesIO()
    canvas.save(out, "WEBP", quality=QUALITY, method=METHOD)
    return out.getvalue()


def _average_color(canvas: Image.Image) -> str:
    red, green, blue = canvas.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))  # type: ignore[misc]
    return f"#{red:02x}{green:02x}{blue:02x}"


def _write(path: Path, content: bytes) -> None:
    """The name appears only when the whole content is there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{secrets.token_hex(4)}")
    partial.write_bytes(content)
    os.replace(partial, path)
