"""A shop's ready words, put into a box below what was typed: the button "fill" of a form with the field "reply"."""

from typing import Any

from flask import request

from domain.fans import queries
from web.guards import viewer


def filled_into(form: Any, *, name: str = "", product: str = "", field: str = "body") -> None:
    """Raises NotFound for a reply that is not of a shop for which the viewer speaks. Sends nothing."""
    chosen = request.form.get("reply", "")
    reply_id = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 19 else None
    words = queries.filled_reply(viewer(), reply_id, name=name, product=product)
    box = form[field]
    typed = (box.data or "").rstrip()
    box.data = f"{typed}\n{words}" if typed else words
