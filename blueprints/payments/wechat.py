"""On the way to WeChat, which says who pays, and back."""

import logging

from flask import Blueprint, redirect, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from adapters.payments import Rejected, Unclear
from core.errors import Refused
from domain.orders import queries
from web import paying_in_wechat
from web.forms import text_arg
from web.guards import viewer
from web.limits import ASKING, limiter
from web.paying_in_wechat import Leaving
from web.respond import page
from web.show import absolute

bp = Blueprint("wechat", __name__)
log = logging.getLogger("angelsays.payments")


@bp.get("/payments/wechat/leaving")
def leaving() -> Response:
    """Refreshes itself to WeChat: a redirect after a form may not leave the site (form-action)."""
    one = paying_in_wechat.leaving()
    goes_to = paying_in_wechat.sign_in_address(one, absolute(url_for(".arrival")))
    answer = _between(one, goes_to=goes_to)
    answer.headers["Refresh"] = f"0; url={goes_to}"
    return answer


@bp.get("/payments/wechat/arrival")
@limiter.limit(ASKING)
def arrival() -> Response:
    """WeChat's answer: a code for the name of its user, to be used once; none when it does not name her."""
    one = paying_in_wechat.arrived(text_arg("state", 100))
    code = text_arg("code", 200)
    if not code:
        return _between(one, 422, problem=gettext("WeChat did not say who pays."))
    try:
        reference = paying_in_wechat.begin(viewer(), one, code)
    except Rejected as problem:
        log.warning("wechat: order %s is not paid inside WeChat, %s", one.number, problem)
        return _between(one, 422, problem=gettext("WeChat does not take this payment here."))
    except Unclear as problem:
        log.warning("wechat: order %s is not paid inside WeChat, %s", one.number, problem)
        return _between(
            one, 422, problem=gettext("There is no answer from there just now. Nothing was paid.")
        )
    except Refused as refusal:
        return _between(one, 422, problem=gettext(refusal.text, **refusal.values))
    return redirect(url_for("payments.show", reference=reference), 303)


def _between(one: Leaving, status: int = 200, *, goes_to: str = "", problem: str = "") -> Response:
    order = queries.order_of(viewer(), one.number)
    return page(
        "payments/wechat.html",
        status=status,
        number=order.number,
        whole=one.whole_checkout,
        goes_to=goes_to,
        problem=problem,
    )
