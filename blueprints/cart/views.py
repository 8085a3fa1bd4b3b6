"""The cart: of the person who is signed in, or of the browser."""

from flask import Blueprint, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from blueprints.cart.forms import LineForm, QuantityForm
from core.errors import Refused
from core.i18n import N_
from domain.orders import actions, queries
from domain.orders.rules import MAX_QUANTITY
from domain.viewers import nav_counts
from web.forms import Form, number_arg
from web.guards import public, viewer
from web.limits import WRITING, limiter
from web.respond import done, page, wants_part
from web.signin import known_visitor, remember_visitor, visitor_id

bp = Blueprint("cart", __name__)


@bp.get("/cart")
@public
def show() -> Response:
    return _cart()


@bp.get("/cart/lines/new")
@public
def ask() -> Response:
    """Between a page that is the same for all strangers, and so carries no token, and the cart: one more button
    without JavaScript, none with it."""
    offer = queries.offer_of(viewer(), number_arg("variant_id") or 0)
    quantity = min(number_arg("quantity") or 1, MAX_QUANTITY)
    return page("cart/ask.html", part="cart/_ask.html", offer=offer, quantity=quantity)


@bp.post("/cart/lines")
@public
@limiter.limit(WRITING)
def add() -> Response:
    form = LineForm()
    if not form.validate():
        return _not_added(_first_problem(form))
    try:
        now = actions.add_to_cart(
            viewer(), form.variant_id.data or 0, form.quantity.data or 1, visitor_id=visitor_id()
        )
    except Refused as refusal:
        return _not_added(gettext(refusal.text, **refusal.values))
    remember_visitor()
    return _added(message=N_("It is in your cart."), quantity=now)


def _not_added(problem: str) -> Response:
    """With htmx the words stand beside the button that was pressed; without, above the cart."""
    return _added(status=422, problem=problem) if wants_part() else _cart(422, problem=problem)


def _added(status: int = 200, message: str | None = None, quantity: int = 0, problem: str = "") -> Response:
    return done(
        url_for("cart.show"),
        part="cart/_added.html",
        message=message,
        status=status,
        quantity=quantity,
        problem=problem,
        cart_count=_count(),
    )


@bp.post("/cart/lines/<id:line_id>")
@public
@limiter.limit(WRITING)
def change(line_id: int) -> Response:
    form = QuantityForm()
    if not form.validate():
        return _cart(422, problems={line_id: _first_problem(form)})
    wanted = form.quantity.data or 1
    now = actions.set_quantity(viewer(), line_id, wanted, visitor_id=known_visitor())
    if now < wanted:
        problem = gettext("Only %(left)s left.", left=now)
        return _changed(problems={line_id: problem})
    return _changed()


@bp.post("/cart/lines/<id:line_id>/delete")
@public
@limiter.limit(WRITING)
def remove(line_id: int) -> Response:
    actions.remove_from_cart(viewer(), line_id, visitor_id=known_visitor())
    return _changed()


def _changed(problems: dict[int, str] | None = None) -> Response:
    return done(
        url_for("cart.show"),
        part="cart/_cart.html",
        cart=queries.cart(viewer(), known_visitor()),
        problem="",
        problems=problems or {},
        cart_count=_count(),
    )


def _cart(status: int = 200, problem: str = "", problems: dict[int, str] | None = None) -> Response:
    cart = queries.cart(viewer(), known_visitor())
    if cart.parcels and not viewer().is_signed_in:
        remember_visitor()
    return page(
        "cart/show.html",
        part="cart/_cart.html",
        status=status,
        cart=cart,
        problem=problem,
        problems=problems or {},
        cart_count=None,
    )


def _count() -> int:
    return nav_counts(viewer(), visitor_id()).cart_count


def _first_problem(form: Form) -> str:
    return str(next(field.errors[0] for field in form if field.errors))
