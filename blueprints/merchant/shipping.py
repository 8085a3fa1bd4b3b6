"""The merchant's shipping templates: the list, and the desk of one."""

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from blueprints.merchant.shipping_forms import TemplateForm, form_of
from blueprints.merchant.shop import own_merchant
from core.errors import Refused
from core.i18n import N_
from domain.catalog import actions as catalog
from domain.merchants import shipping
from domain.merchants.shipping import TemplateCard
from web.guards import viewer
from web.limits import WRITING, limiter
from web.respond import done, page

bp = Blueprint("merchant_shipping", __name__, url_prefix="/merchant/shipping")


@bp.get("")
def index() -> Response:
    merchant = own_merchant()
    return page("merchant/shipping.html", merchant=merchant, templates=shipping.templates_of(merchant.id))


@bp.get("/new")
def new() -> Response:
    return _desk(TemplateForm(formdata=None))


@bp.get("/<id:template_id>")
def show(template_id: int) -> Response:
    card, zones = shipping.template_of(own_merchant().id, template_id)
    return _desk(form_of(card, zones), card)


@bp.post("")
@limiter.limit(WRITING)
def create() -> Response:
    return _keep(None)


@bp.post("/<id:template_id>")
@limiter.limit(WRITING)
def change(template_id: int) -> Response:
    card, _ = shipping.template_of(own_merchant().id, template_id)
    return _keep(card)


@bp.post("/default")
@limiter.limit(WRITING)
def terms_by_default() -> Response:
    shipping.make_default_template(viewer(), own_merchant().id, None)
    return _kept(N_("Products are sent by your terms of sale unless they say otherwise."))


@bp.post("/<id:template_id>/default")
@limiter.limit(WRITING)
def make_default(template_id: int) -> Response:
    shipping.make_default_template(viewer(), own_merchant().id, template_id)
    return _kept(N_("Products are sent like this unless they say otherwise."))


@bp.post("/<id:template_id>/delete")
@limiter.limit(WRITING)
def remove(template_id: int) -> Response:
    catalog.delete_template(viewer(), own_merchant().id, template_id)
    return _kept(N_("The template is gone. Its products are sent as the shop sends by default."))


def _keep(card: TemplateCard | None) -> Response:
    """Keeps the template. `do` = row only asks for more rows."""
    form = TemplateForm()
    if request.form.get("do") == "row":
        form.add_rows()
        return _desk(form, card)
    if form.validate():
        try:
            shipping.keep_template(
                viewer(), own_merchant().id, form.plan(), template_id=card.id if card else None
            )
            return _kept(N_("The template is kept."))
        except Refused as refused:
            form.refuse(refused)
    return _desk(form, card, 422)


def _kept(message: str) -> Response:
    return done(url_for(".index"), message=message)


def _desk(form: TemplateForm, card: TemplateCard | None = None, status: int = 200) -> Response:
    return page(
        "merchant/shipping_template.html",
        status=status,
        merchant=own_merchant(),
        form=form,
        card=card,
        max_rows=shipping.MAX_ZONES,
    )
