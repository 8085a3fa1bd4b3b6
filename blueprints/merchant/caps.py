"""What the shop pays at most as commission."""

from flask import Blueprint, request, url_for
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from blueprints.merchant.shop import own_merchant
from core import clock
from core.errors import Refused
from core.i18n import N_
from domain.catalog import actions, caps
from domain.merchants.queries import MerchantFacts
from web.forms import Form, MoneyField
from web.guards import viewer
from web.limits import WRITING, limiter
from web.respond import done, page

bp = Blueprint("merchant_caps", __name__, url_prefix="/merchant/commission-limits")


class CapsForm(Form):
    line = MoneyField(_("At most for one product in an order"))
    order = MoneyField(_("At most for a whole order"))


@bp.get("")
def show() -> Response:
    """With limits in the address it only shows what they would mean."""
    merchant = own_merchant()
    if not request.args.keys() & {"line", "order"}:
        told = caps.announced(merchant.id, at=clock.now())
        kept = {kind: one.cents for kind, one in told.items()}
        return _page(merchant, CapsForm(formdata=None, data=kept))
    form = CapsForm(request.args)
    return _page(merchant, form, 200 if form.validate() else 422, part="merchant/_cap_effect.html")


@bp.post("")
@limiter.limit(WRITING)
def keep() -> Response:
    merchant, form = own_merchant(), CapsForm()
    if form.validate():
        try:
            actions.set_caps(viewer(), merchant.id, line_cents=form.line.data, order_cents=form.order.data)
            return done(url_for(".show"), message=N_("The limits are kept."))
        except Refused as refused:
            form.refuse(refused)
    return _page(merchant, form, 422)


def _page(merchant: MerchantFacts, form: CapsForm, status: int = 200, *, part: str | None = None) -> Response:
    limits = [cents if cents and cents > 0 else None for cents in (form.line.data, form.order.data)]
    return page(
        "merchant/caps.html",
        part=part,
        status=status,
        merchant=merchant,
        form=form,
        told=caps.announced(merchant.id, at=clock.now()),
        effect=caps.effect(viewer(), merchant.id, *limits),
    )
