"""QR codes for links."""

import io

import segno
from PIL import Image

DARK, LIGHT = "#241a16", "#ffffff"


def qr_svg(url: str) -> str:
    """An <svg> element to put into a page or serve. Dark on white in every theme: many phones read no inverted code."""
    out = io.BytesIO()
    _code(url).save(out, kind="svg", border=3, dark=DARK, light=LIGHT, xmldecl=False, omitsize=True, nl=False)
    return out.getvalue().decode()


def qr_picture(url: str, size: int) -> Image.Image:
    """At most `size` pixels square: as many as make every module equally wide."""
    code = _code(url)
    out = io.BytesIO()
    scale = max(1, size // code.symbol_size(scale=1, border=2)[0])
    code.save(out, kind="png", border=2, scale=scale, dark=DARK, light=LIGHT)
    out.seek(0)
    with Image.open(out) as picture:
        return picture.convert("RGB")


def _code(url: str) -> segno.QRCode:
    return segno.make(url, error="m", micro=False)
