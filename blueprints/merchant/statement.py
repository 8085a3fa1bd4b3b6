"""The merchant's account: what the site collected for him, what it kept, what it owes him or he owes, what it sent."""

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from blueprints.merchant.forms import DestinationForm
from blueprints.merchant.shop import own_merchant
from core.errors import Refused
from core.i18n import N_
from domain.ledger import actions, adjustments, queries
from domain.merchants.queries import MerchantFacts
from web.forms import number_arg
from web.guards import viewer
from web.limits import WRITING, limiter
from web.respond import done, page
from web.show import currency
from web.stepup import fresh

bp = Blueprint("merchant_statement", __name__)


@bp.get("/merchant/statement")
def show() -> Response:
    return _page(None, own_merchant())


@bp.post("/merchant/statement/destination")
@limiter.limit(WRITING)
@fresh
def change_destination() -> Response:
    form, merchant = DestinationForm(), own_merchant()
    if form.validate_on_submit():
        try:
            actions.set_destination(viewer(), merchant.id, destination=form.destination.data or "")
            return done(url_for("merchant_statement.show"), message=N_("Saved. What is due goes there."))
        except Refused as refusal:
            form.refuse(refusal)
    return _page(form, merchant, 422)


def _page(form: DestinationForm | None, merchant: MerchantFacts, status: int = 200) -> Response:
    before = number_arg("before")
    money_of = queries.merchant_money(viewer(), merchant.id, currency())
    return page(
        "merchant/statement.html",
        part="merchant/_statement.html" if before else None,
        status=status,
        merchant=merchant,
        form=form or DestinationForm(formdata=None, destination=money_of.destination),
        money_of=money_of,
        coming=adjustments.about(viewer(), "merchant_payable", merchant.id),
        entries=queries.entries_for_merchant(viewer(), merchant.id, currency(), before=before),
    )


@bp.get("/merchant/payouts")
def payouts() -> Response:
    merchant, before = own_merchant(), number_arg("before")
    return page(
        "merchant/payouts.html",
        part="earnings/_payouts.html" if before else None,
        merchant=merchant,
        address="merchant_statement.payouts",
        payouts=queries.merchant_payouts(viewer(), merchant.id, before=before),
    )
