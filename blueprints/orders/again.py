"""What else can be done with an order: buying it again, and a page of it on paper."""

from flask import Blueprint, flash, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from domain.orders import actions, policy, queries
from domain.orders.actions import Again
from web.guards import viewer
from web.limits import WRITING, limiter
from web.respond import done, page

bp = Blueprint("order_again", __name__)

NAMED = 3


@bp.post("/orders/<number:number>/again")
@limiter.limit(WRITING)
def buy(number: str) -> Response:
    again = actions.buy_again(viewer(), number)
    for tone, text in _words(again):
        flash(text, tone)
    return done(url_for("cart.show"))


def _words(again: Again) -> list[tuple[str, str]]:
    words = []
    if again.added:
        count = len(again.added)
        words.append(
            ("ok", ngettext("%(num)s thing is in your cart.", "%(num)s things are in your cart.", count))
        )
    if again.missing:
        named = ", ".join(again.missing[:NAMED]) + (" …" if len(again.missing) > NAMED else "")
        words.append(("warning", gettext("No longer to be had: %(titles)s", titles=named)))
    return words


@bp.get("/orders/<number:number>/print")
def on_paper(number: str) -> Response:
    return page(
        "orders/print.html", order=queries.order_of(viewer(), number), is_buyer=True, shows_money=True
    )


@bp.get("/merchant/orders/<number:number>/print")
def packing_slip(number: str) -> Response:
    order = queries.order_at(viewer(), number)
    return page(
        "orders/print.html", order=order, is_buyer=False, shows_money=policy.shows_money(viewer(), order)
    )
