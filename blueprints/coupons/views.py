"""Coupons in people's hands: one's own, and taking one that a shop gives out."""

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from core.errors import Refused
from core.i18n import N_
from domain.orders import actions, queries
from web.forms import Form, number_arg, text_arg
from web.guards import viewer
from web.limits import WRITING, limiter
from web.respond import done, page

bp = Blueprint("coupons", __name__)


@bp.get("/coupons")
def index() -> Response:
    before, past = number_arg("before"), text_arg("tab") == "past"
    return page(
        "coupons/index.html",
        part="coupons/_mine.html" if before else None,
        past=past,
        coupons=queries.my_coupons(viewer(), past=past, before=before),
        offered=[] if past else [one for one in queries.offered(viewer(), None) if not one.is_held],
        problem="",
    )


@bp.post("/coupons/<id:coupon_id>/grants")
@limiter.limit(WRITING)
def take(coupon_id: int) -> Response:
    """Takes one. Without htmx it leads to one's own coupons, or back to where it was shown."""
    Form()
    try:
        actions.take_coupon(viewer(), coupon_id)
    except Refused as refusal:
        return _refused(refusal)
    return done(
        url_for("coupons.index"),
        part="coupons/_taken.html",
        message=N_("It is yours. Use it at checkout."),
        coupon_id=coupon_id,
    )


def _refused(refusal: Refused) -> Response:
    return page(
        "coupons/index.html",
        part="coupons/_not_taken.html",
        status=422,
        past=False,
        coupons=queries.my_coupons(viewer(), past=False),
        offered=queries.offered(viewer(), None),
        problem=refusal,
    )
