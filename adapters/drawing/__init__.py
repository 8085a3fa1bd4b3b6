"""Pictures that the site draws itself: posters and codes for links, and everything that the demo world shows."""

from adapters.drawing.people import avatar_picture
from adapters.drawing.posters import poster_png
from adapters.drawing.products import CATEGORIES, photo_picture, product_picture
from adapters.drawing.qr import qr_svg

__all__ = ["CATEGORIES", "avatar_picture", "photo_picture", "poster_png", "product_picture", "qr_svg"]
