"""The merchant's account: what the site collected for him, what it kept, what it owes him or he owes."""

from flask import Blueprint
from werkzeug.wrappers import Response

from blueprints.merchant.shop import own_merchant
from domain.ledger import queries
from web.forms import number_arg
from web.guards import viewer
from web.respond import page
from web.show import currency

bp = Blueprint("merchant_statement", __name__)


@bp.get("/merchant/statement")
def show() -> Response:
    merchant, before = own_merchant(), number_arg("before")
    return page(
        "merchant/statement.html",
        part="merchant/_statement.html" if before else None,
        merchant=merchant,
        balance=queries.merchant_balance(viewer(), merchant.id, currency()),
        entries=queries.entries_for_merchant(viewer(), merchant.id, currency(), before=before),
    )
