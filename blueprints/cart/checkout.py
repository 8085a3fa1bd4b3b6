"""The checkout: one page with address, payment, who is credited, and the sum."""

import re
from collections.abc import Mapping, Sequence

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from blueprints.cart.forms import CheckoutForm
from blueprints.coupons.picks import picked_coupons, typed_code
from core import clock, ids
from core.errors import Refused
from core.i18n import N_
from domain.orders import actions, queries
from domain.orders.actions import Placed, Recipient
from domain.orders.actions.checkout import needed
from domain.orders.address_rules import LIMITS
from domain.orders.queries import AddressCard, Quote
from web.gateways import online_gateways, takes_sandbox
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
    book = queries.addresses_of(viewer())
    form = CheckoutForm(formdata=None)
    if book:
        form.address.data = str(book[0].id)
    offer = _quote({}, book[0].region if book else "")
    if not offer.parcels:
        return redirect(url_for("cart.show"), 303)
    form.idempotency_key.data = ids.token()
    form.payment_method.data = next(iter(offer.methods), None)
    return _page(form, offer, book)


@bp.post("/checkout")
@limiter.limit(ASKING)
def place() -> Response:
    form, credits, book = CheckoutForm(), _credits(), queries.addresses_of(viewer())
    to = _recipient(form, book)
    offer = _quote(credits, to.region if to else "")
    if "recalculate" in request.form:
        return _page(form, offer, book, 422 if offer.coupons.has_problem else 200)
    fits = form.validate()
    if to is None:
        form.address.errors = [gettext("This address is gone. Please choose another one.")]
    elif form.check(() if form.address.data else needed(offer)) and fits:
        try:
            return _placed(_order(form, to, credits))
        except Refused as refusal:
            form.refuse(refusal)
            return _page(form, _quote(credits, to.region), book, 422, refusal)
    return _page(form, offer, book, 422)


def _recipient(form: CheckoutForm, book: Sequence[AddressCard]) -> Recipient | None:
    """Where it goes: to an address of the book or the one that was typed; None for one that is not in the book."""
    chosen = form.address.data or ""
    if not chosen:
        return Recipient(*(form[name].data or "" for name in LIMITS))
    card = next((card for card in book if str(card.id) == chosen), None)
    return Recipient(card.recipient, card.phone, card.region, card.street) if card else None


def _order(form: CheckoutForm, to: Recipient, credits: Mapping[int, str]) -> Placed:
    return actions.place_order(
        viewer(),
        to=to,
        payment_method=form.payment_method.data,
        currency=currency(),
        idempotency_key=form.idempotency_key.data or "",
        credits=credits,
        visitor_id=visitor_id(),
        total_seen_cents=form.total_seen.data,
        prices_seen={int(variant): cents for variant, cents in _prices_seen().items()},
        sandbox=takes_sandbox(),
        gateways=tuple(online_gateways()),
        **picked_coupons(),
    )


def _placed(placed: Placed) -> Response:
    if len(placed.numbers) == 1:
        return done(url_for("orders.show", number=placed.numbers[0]), message=N_("Your order is placed."))
    return done(url_for("orders.index", checkout=placed.checkout_id), message=N_("Your orders are placed."))


def _quote(credits: Mapping[int, str], region: str) -> Quote:
    return queries.quote(
        viewer(),
        visitor_id=visitor_id(),
        choices=credits,
        sandbox=takes_sandbox(),
        gateways=tuple(online_gateways()),
        at=clock.now(),
        region=region,
        **picked_coupons(),
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
        if cents.isascii()
        and cents.isdigit()
        and len(cents) <= 12
        and variant.isascii()
        and variant.isdigit()
        and len(variant) < 19
    }


def _handle(typed: str) -> str:
    """What cannot be a handle is nobody's."""
    handle = typed.strip().lower()
    return handle if HANDLE.fullmatch(handle) else "?"


def _page(
    form: CheckoutForm,
    offer: Quote,
    book: Sequence[AddressCard],
    status: int = 200,
    refusal: Refused | None = None,
) -> Response:
    seen = form.total_seen.data
    field = refusal.field if refusal else None
    return page(
        "cart/checkout.html",
        part="cart/_checkout.html",
        status=status,
        form=form,
        offer=offer,
        book=book,
        # What the page showed before, when it shows something else now.
        total_before=seen if status == 422 and seen is not None and seen != offer.total_cents else None,
        bad_field=field or "",
        typed_code=typed_code(),
        prices_before=_prices_seen() if status == 422 else {},
    )
