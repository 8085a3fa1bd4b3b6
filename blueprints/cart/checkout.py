"""The checkout: one page with address, payment, who is credited, and the sum."""

import re
from collections.abc import Mapping

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from blueprints.cart.forms import CheckoutForm
from core import clock, ids
from core.errors import Refused
from core.i18n import N_
from domain.orders import actions, queries
from domain.orders.actions import Placed, Recipient
from domain.orders.queries import Quote
from web.gateways import takes_sandbox
from web.guards import viewer
from web.limits import ASKING, limiter
from web.respond import done, page
from web.show import currency
from web.signin import visitor_id

bp = Blueprint("checkout", __name__)

CREDIT = "credit-"
# Somebody who is not in the list, by her handle.
OTHER = "credit-other-"
SEEN = "seen-"
HANDLE = re.compile(r"[a-z0-9_]{1,20}")


@bp.get("/checkout")
def show() -> Response:
    offer = _quote({})
    if not offer.parcels:
        return redirect(url_for("cart.show"), 303)
    form = CheckoutForm(data=queries.last_address(viewer()))
    form.idempotency_key.data = ids.token()
    form.payment_method.data = next(iter(offer.methods), None)
    return _page(form, offer)


@bp.post("/checkout")
@limiter.limit(ASKING)
def place() -> Response:
    form, credits = CheckoutForm(), _credits()
    if "recalculate" in request.form:
        return _page(form, _quote(credits))
    if form.validate():
        try:
            return _placed(_order(form, credits))
        except Refused as refusal:
            form.refuse(refusal)
            return _page(form, _quote(credits), 422, refusal)
    return _page(form, _quote(credits), 422)


def _order(form: CheckoutForm, credits: Mapping[int, str]) -> Placed:
    to = Recipient(form.recipient.data, form.phone.data, form.region.data, form.street.data)
    return actions.place_order(
        viewer(),
        to=to,
        payment_method=form.payment_method.data,
        currency=currency(),
        idempotency_key=form.idempotency_key.data or "",
        credits=credits,
        visitor_id=visitor_id(),
        total_seen_cents=form.total_seen.data,
        sandbox=takes_sandbox(),
    )


def _placed(placed: Placed) -> Response:
    if len(placed.numbers) == 1:
        return done(url_for("orders.show", number=placed.numbers[0]), message=N_("Your order is placed."))
    return done(url_for("orders.index", checkout=placed.checkout_id), message=N_("Your orders are placed."))


def _quote(credits: Mapping[int, str]) -> Quote:
    return queries.quote(
        viewer(), visitor_id=visitor_id(), choices=credits, sandbox=takes_sandbox(), at=clock.now()
    )


def _credits() -> dict[int, str]:
    """variant -> handle or 'none', as chosen; a handle that was typed goes before one that was picked."""
    picked = {
        name.removeprefix(CREDIT): value for name, value in request.form.items() if name.startswith(CREDIT)
    }
    typed = {
        name.removeprefix(OTHER): value for name, value in request.form.items() if name.startswith(OTHER)
    }
    typed = {variant: value.strip().lstrip("@") for variant, value in typed.items()}
    chosen = {**picked, **{variant: value for variant, value in typed.items() if value}}
    return {
        int(variant): _handle(value)
        for variant, value in chosen.items()
        if variant.isascii() and variant.isdigit() and len(variant) < 19 and value.strip()
    }


def _prices_seen() -> dict[str, int]:
    """variant -> what the page said a piece costs."""
    seen = {name.removeprefix(SEEN): value for name, value in request.form.items() if name.startswith(SEEN)}
    return {
        variant: int(cents)
        for variant, cents in seen.items()
        if cents.isascii() and cents.isdigit() and len(cents) <= 12
    }


def _handle(typed: str) -> str:
    """What cannot be a handle is nobody's."""
    handle = typed.strip().lower()
    return handle if HANDLE.fullmatch(handle) else "?"


def _page(form: CheckoutForm, offer: Quote, status: int = 200, refusal: Refused | None = None) -> Response:
    seen = form.total_seen.data
    field = refusal.field if refusal else None
    return page(
        "cart/checkout.html",
        part="cart/_checkout.html",
        status=status,
        form=form,
        offer=offer,
        # What the page showed before, when it shows something else now.
        total_before=seen if status == 422 and seen is not None and seen != offer.total_cents else None,
        bad_field=field or "",
        prices_before=_prices_seen() if status == 422 else {},
    )
