"""Where coupons are made: a merchant's people for their shop, operators for the site."""

from flask import Blueprint, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from blueprints.coupons.forms import CouponForm
from blueprints.merchant.shop import own_merchant
from blueprints.says.sheets import zone_of
from core.errors import Refused
from core.i18n import N_
from domain.catalog import lists
from domain.merchants.queries import MerchantFacts
from domain.orders import actions, queries
from web.forms import Form, number_arg
from web.guards import role, viewer
from web.limits import WRITING, limiter
from web.respond import done, page

bp = Blueprint("coupon_desk", __name__)


@bp.get("/merchant/coupons")
def index() -> Response:
    return _list(own_merchant())


@bp.get("/merchant/coupons/new")
def new() -> Response:
    return _form(own_merchant(), CouponForm(formdata=None))


@bp.post("/merchant/coupons")
@limiter.limit(WRITING)
def create() -> Response:
    return _create(own_merchant())


@bp.post("/merchant/coupons/<id:coupon_id>/delete")
@limiter.limit(WRITING)
def close(coupon_id: int) -> Response:
    return _close(own_merchant(), coupon_id)


@bp.get("/admin/coupons")
@role("operator")
def site_index() -> Response:
    return _list(None)


@bp.get("/admin/coupons/new")
@role("operator")
def site_new() -> Response:
    return _form(None, CouponForm(formdata=None))


@bp.post("/admin/coupons")
@role("operator")
@limiter.limit(WRITING)
def site_create() -> Response:
    return _create(None)


@bp.post("/admin/coupons/<id:coupon_id>/delete")
@role("operator")
@limiter.limit(WRITING)
def site_close(coupon_id: int) -> Response:
    return _close(None, coupon_id)


def _list(merchant: MerchantFacts | None) -> Response:
    before = number_arg("before")
    return page(
        "coupons/desk.html",
        part="coupons/_desk.html" if before else None,
        merchant=merchant,
        coupons=queries.coupons_of_desk(viewer(), merchant.id if merchant else None, before=before),
    )


def _create(merchant: MerchantFacts | None) -> Response:
    form = CouponForm()
    if form.validate():
        try:
            actions.offer_coupon(viewer(), merchant.id if merchant else None, form.plan(zone_of(viewer())))
            return done(_home(merchant), message=N_("The coupon is made."))
        except Refused as refusal:
            form.refuse(refusal)
    return _form(merchant, form, 422)


def _close(merchant: MerchantFacts | None, coupon_id: int) -> Response:
    Form()
    actions.close_coupon(viewer(), merchant.id if merchant else None, coupon_id)
    return done(_home(merchant), message=N_("Nobody gets it any more. Who has one may still use it."))


def _home(merchant: MerchantFacts | None) -> str:
    return url_for("coupon_desk.index" if merchant else "coupon_desk.site_index")


def _form(merchant: MerchantFacts | None, form: CouponForm, status: int = 200) -> Response:
    form.scope.choices = _scopes(merchant)
    return page("coupons/new.html", status=status, merchant=merchant, form=form)


def _scopes(merchant: MerchantFacts | None) -> list[SelectChoice]:
    everything = gettext("everything in the shop") if merchant else gettext("everything on the site")
    found = [SelectChoice("all", everything)]
    found += [SelectChoice(f"category:{one.id}", one.name) for one in lists.categories(viewer())]
    if merchant:
        found += [
            SelectChoice(f"product:{product_id}", title)
            for product_id, title in queries.goods_for_coupons(viewer(), merchant.id)
        ]
    return found
