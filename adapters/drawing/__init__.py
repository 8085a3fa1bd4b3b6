"""Pictures that the site draws itself: posters and codes for links, and everything that the demo world shows."""

from adapters.drawing.posters import poster_png
from adapters.drawing.qr import qr_svg

__all__ = ["poster_png", "qr_svg"]
