"""The tax profile of who earns."""

from babel import Locale
from flask import Blueprint, current_app, url_for
from flask_babel import get_locale
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from blueprints.earnings.forms import TaxForm
from core.errors import Refused
from core.i18n import N_
from domain.ledger import actions, tax
from web.guards import viewer
from web.limits import ASKING, limiter
from web.respond import done, page
from web.stepup import fresh

bp = Blueprint("tax", __name__)


@bp.get("/earnings/tax")
def show() -> Response:
    own = tax.own_profile(viewer())
    known = {"country": own.country, "kind": own.kind, "legal_name": own.legal_name} if own else {}
    return _page(TaxForm(formdata=None, **known))


@bp.post("/earnings/tax")
@limiter.limit(ASKING)
@fresh
def change() -> Response:
    form = TaxForm()
    if form.validate_on_submit():
        try:
            actions.set_tax_profile(
                viewer(),
                country=form.country.data or "",
                kind=form.kind.data or "",
                legal_name=form.legal_name.data or "",
                id_number=form.id_number.data or "",
                secret=current_app.extensions["settings"].secret_key,
            )
            return done(url_for("earnings.payouts"), message=N_("Your tax profile is saved."))
        except Refused as refusal:
            form.refuse(refusal)
    return _page(form, 422)


def _page(form: TaxForm, status: int = 200) -> Response:
    territories = (get_locale() or Locale("en")).territories
    countries = sorted(
        (name, code) for code, name in territories.items() if len(code) == 2 and code.isalpha()
    )
    form.country.choices = [
        SelectChoice("", "–"),
        *(
            SelectChoice(code, name)
            for name, code in countries
            if code not in ("ZZ", "EU", "UN", "EZ", "XA", "XB")
        ),
    ]
    return page("earnings/tax.html", status=status, form=form, own=tax.own_profile(viewer()))
