"""The address book, in the settings."""

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from blueprints.cart.forms import BookForm
from core.errors import Refused
from core.i18n import N_
from domain.orders import actions, queries
from domain.orders.address_rules import LIMITS, MAX_ADDRESSES
from domain.orders.queries import AddressCard
from web.guards import viewer
from web.limits import WRITING, limiter
from web.respond import done, page

bp = Blueprint("addresses", __name__, url_prefix="/settings/addresses")


@bp.get("")
def index() -> Response:
    return _book(BookForm(formdata=None))


@bp.get("/<id:address_id>")
def show(address_id: int) -> Response:
    card = queries.own_address(viewer(), address_id)
    return _one(BookForm(formdata=None, obj=card), card)


@bp.post("")
@limiter.limit(WRITING)
def create() -> Response:
    form = BookForm()
    return _keep(form) or _book(form, 422)


@bp.post("/<id:address_id>")
@limiter.limit(WRITING)
def change(address_id: int) -> Response:
    card, form = queries.own_address(viewer(), address_id), BookForm()
    return _keep(form, address_id) or _one(form, card, 422)


@bp.post("/<id:address_id>/default")
@limiter.limit(WRITING)
def make_default(address_id: int) -> Response:
    actions.make_default_address(viewer(), address_id)
    return done(url_for(".index"), message=N_("It is offered first from now on."))


@bp.post("/<id:address_id>/delete")
@limiter.limit(WRITING)
def remove(address_id: int) -> Response:
    actions.delete_address(viewer(), address_id)
    return done(url_for(".index"), message=N_("The address is gone."))


def _keep(form: BookForm, address_id: int | None = None) -> Response | None:
    """The answer once the address is kept; None when something is wrong with it, which the form then says."""
    if not (form.validate() and form.check(LIMITS)):
        return None
    try:
        actions.keep_address(
            viewer(),
            {name: form[name].data or "" for name in LIMITS},
            address_id=address_id,
            is_default=form.is_default.data,
        )
    except Refused as refused:
        form.refuse(refused)
        return None
    return done(url_for(".index"), message=N_("The address is kept."))


def _book(form: BookForm, status: int = 200) -> Response:
    book = queries.addresses_of(viewer())
    return page(
        "people/addresses.html", status=status, form=form, book=book, is_full=len(book) >= MAX_ADDRESSES
    )


def _one(form: BookForm, card: AddressCard, status: int = 200) -> Response:
    return page("people/address.html", status=status, form=form, card=card)
