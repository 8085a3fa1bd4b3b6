"""The poster of a share link: what it is about, who recommends it, what she earns, and a code to come by."""

import io

from PIL import Image, ImageDraw, ImageOps

from adapters.drawing.fonts import Font, drawable, font, wrapped
from adapters.drawing.qr import qr_picture

WIDTH, HEIGHT = 750, 1334
MARGIN = 40
INNER = WIDTH - 2 * MARGIN
TOP, SHOWN = 128, 610
CODE = 212

# The colours of the site's light theme.
PAPER, SURFACE, TEXT, MUTED, LINE = "#faf6f2", "#ffffff", "#2a1e19", "#75625a", "#e9ddd6"
ACCENT, GOLD, GOLD_SOFT = "#c0262d", "#7d5200", "#fff1d6"


def poster_png(
    *,
    title: str,
    price_text: str,
    angel_name: str,
    ad_label_text: str,
    url: str,
    picture: bytes | None,
    site_name: str,
) -> bytes:
    """750 x 1334 pixels. Nothing depends on the reader: whoever has the link may see it."""
    poster = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(poster)
    _head(poster, draw, site_name, angel_name)
    poster.paste(*_picture_card(picture, title))
    y = _title(draw, title, price_text)
    _ad_label(draw, ad_label_text, y)
    _foot(poster, draw, site_name, url)
    out = io.BytesIO()
    poster.save(out, "PNG", compress_level=4)
    return out.getvalue()


def _head(poster: Image.Image, draw: ImageDraw.ImageDraw, site_name: str, angel_name: str) -> None:
    poster.paste(ACCENT, (MARGIN, 36), _smooth_mask((64, 64), "ellipse"))
    initial = drawable(angel_name)[:1].upper() or "A"
    draw.text((MARGIN + 32, 68), initial, font=font(34), fill="white", anchor="mm")
    name = wrapped(angel_name, font(34), INNER - 90, 1)
    draw.text(
        (MARGIN + 84, 52), name[0] if name else "", font=font(34), fill=TEXT, anchor="lm", stroke_width=0.5
    )
    draw.text(
        (MARGIN + 84, 88), _line(site_name, font(22), INNER - 90), font=font(22), fill=MUTED, anchor="lm"
    )


def _picture_card(picture: bytes | None, title: str) -> tuple[Image.Image, tuple[int, int], Image.Image]:
    size = (INNER, SHOWN)
    return _fitted(picture, title, size), (MARGIN, TOP), _smooth_mask(size, "rounded_rectangle", radius=24)


def _smooth_mask(size: tuple[int, int], shape: str, **options: int) -> Image.Image:
    """Pillow draws jagged edges: drawn twice as large and halved they are smooth."""
    mask = Image.new("L", (size[0] * 2, size[1] * 2))
    box = (0, 0, size[0] * 2 - 1, size[1] * 2 - 1)
    getattr(ImageDraw.Draw(mask), shape)(
        box, fill=255, **{name: value * 2 for name, value in options.items()}
    )
    return mask.reduce(2)


def _fitted(picture: bytes | None, title: str, size: tuple[int, int]) -> Image.Image:
    """Only pictures from our own store come here: they are small and sound."""
    if picture is not None:
        with Image.open(io.BytesIO(picture)) as image:
            return ImageOps.fit(image.convert("RGB"), size, Image.Resampling.BICUBIC)
    empty = Image.new("RGB", size, "#f1e6de")
    initial = drawable(title)[:1] or "·"
    ImageDraw.Draw(empty).text(
        (size[0] / 2, size[1] / 2), initial, font=font(260), fill="#d9b8a5", anchor="mm"
    )
    return empty


def _title(draw: ImageDraw.ImageDraw, title: str, price_text: str) -> int:
    y = TOP + SHOWN + 24
    for line in wrapped(title, font(40), INNER, 2):
        draw.text((MARGIN, y), line, font=font(40), fill=TEXT, stroke_width=0.5)
        y += 56
    if price_text:
        price = _line(price_text, font(48), INNER)
        draw.text((MARGIN, y + 4), price, font=font(48), fill=ACCENT, stroke_width=0.8)
        y += 72
    return y + 14


def _ad_label(draw: ImageDraw.ImageDraw, text: str, y: int) -> None:
    """Law wants it read: 26 pixels of a 750 wide poster are 5 mm on a phone's screen, dark on light."""
    lines = wrapped(text, font(26), INNER - 44, 2)
    if not lines:
        return
    width = max(font(26).getlength(line) for line in lines)
    draw.rounded_rectangle(
        (MARGIN, y, MARGIN + width + 44, y + 24 + 36 * len(lines)),
        16,
        fill=GOLD_SOFT,
        outline="#e3bf78",
        width=2,
    )
    for number, line in enumerate(lines):
        draw.text(
            (MARGIN + 22, y + 30 + 36 * number), line, font=font(26), fill=GOLD, anchor="lm", stroke_width=0.3
        )


def _foot(poster: Image.Image, draw: ImageDraw.ImageDraw, site_name: str, url: str) -> None:
    top = HEIGHT - 246
    draw.line((MARGIN, top - 10, WIDTH - MARGIN, top - 10), fill=LINE, width=2)
    draw.rounded_rectangle(
        (WIDTH - MARGIN - CODE, top + 10, WIDTH - MARGIN, top + 10 + CODE),
        18,
        fill=SURFACE,
        outline=LINE,
        width=2,
    )
    code = qr_picture(url, CODE - 12)
    poster.paste(code, (WIDTH - MARGIN - (CODE + code.width) // 2, top + 10 + (CODE - code.height) // 2))
    width = INNER - CODE - 30
    draw.text(
        (MARGIN, top + 76),
        _line(site_name, font(36), width),
        font=font(36),
        fill=TEXT,
        anchor="lm",
        stroke_width=0.6,
    )
    shown = url.split("://", 1)[-1]
    for number, line in enumerate(wrapped(shown, font(22), width, 3)):
        draw.text((MARGIN, top + 124 + 30 * number), line, font=font(22), fill=MUTED, anchor="lm")


def _line(text: str, using: Font, width: float) -> str:
    return (wrapped(text, using, width, 1) or [""])[0]
