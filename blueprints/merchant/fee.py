"""What the site takes of the shop's sales: now, next, and how it was."""

from flask import Blueprint
from werkzeug.wrappers import Response

from blueprints.merchant.shop import own_merchant
from domain.merchants import fees
from web.forms import number_arg
from web.guards import viewer
from web.respond import page

bp = Blueprint("merchant_fee", __name__, url_prefix="/merchant")


@bp.get("/fee")
def show() -> Response:
    merchant, before = own_merchant(), number_arg("before")
    return page(
        "merchant/fee.html",
        part="merchant/_fee_history.html" if before else None,
        merchant=merchant,
        announced=fees.announced_fee(viewer(), merchant.id),
        history=fees.fee_history(viewer(), merchant.id, before=before),
        notice_days=fees.notice().days,
        history_address="/merchant/fee",
    )
