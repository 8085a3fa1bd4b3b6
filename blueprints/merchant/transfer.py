"""The picture of a merchant's payment code, which buyers scan to transfer."""

from flask import Blueprint, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from blueprints.merchant.forms import TermsForm
from blueprints.merchant.shop import own_merchant
from core.i18n import N_
from domain.merchants import actions
from web.guards import viewer
from web.limits import WRITING, limiter
from web.respond import done, page
from web.uploads import keep_pictures, store, takes_pictures

bp = Blueprint("merchant_transfer", __name__, url_prefix="/merchant/settings/transfer-picture")


@bp.post("")
@takes_pictures
@limiter.limit(WRITING)
def keep() -> Response:
    merchant = own_merchant()
    pictures, problems = keep_pictures(request.files.getlist("picture"), field="picture", limit=1)
    if not pictures:
        problem = (
            gettext(problems[0].text, **problems[0].values) if problems else gettext("Choose a picture.")
        )
        form = TermsForm(formdata=None, obj=merchant)
        return page(
            "merchant/settings.html", status=422, form=form, merchant=merchant, picture_problem=problem
        )
    return _now(pictures[0].key, N_("Buyers see your payment code now."))


@bp.post("/delete")
@limiter.limit(WRITING)
def take_away() -> Response:
    return _now(None, N_("Your payment code is not shown any more."))


def _now(key: str | None, message: str) -> Response:
    merchant = own_merchant()
    try:
        before = actions.set_transfer_picture(viewer(), merchant.id, key)
    except Exception:
        # Nothing refers to the picture, so nobody would ever delete it.
        if key:
            store().delete(key)
        raise
    if before:
        store().delete(before)
    return done(url_for("merchant.settings"), message=message)
