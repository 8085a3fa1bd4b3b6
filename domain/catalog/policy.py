"""Who may see, buy and change products."""

from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, exists, or_

from core.db import alias, session
from core.i18n import N_
from core.policy import YES, Decision, no
from domain.catalog.models import Product
from domain.merchants import policy as merchants
from domain.merchants.models import Merchant
from domain.people.viewer import Viewer

S = TypeVar("S", bound=Select[*tuple[Any, ...]])

# Made once: an alias costs as much as half a query.
_seller = alias(Merchant)
PUBLIC_STATES = ("on_sale", "withdrawn")


def _is_public(*states: str) -> ColumnElement[bool]:
    # Of its own kind, since the statement may read the merchant too.
    standing = exists().where(_seller.id == Product.merchant_id, _seller.state.in_(states))
    return and_(Product.state.in_(PUBLIC_STATES), standing)


_VISIBLE, _READABLE = _is_public("verified"), _is_public("verified", "suspended")


def visible_products(statement: S, viewer: Viewer) -> S:
    """Products of verified merchants, withdrawn ones too, so that old links and posts keep their meaning. Drafts, and
    whatever an unverified merchant has, are for the merchant's own people and the operators."""
    if viewer.is_operator:
        return statement
    return statement.where(_or_own(_VISIBLE, viewer))


def readable_products(statement: S, viewer: Viewer) -> S:
    """Those of which something may be read: also of suspended shops, whose goods are neither shown nor sold, while what
    people said of them in their groups stays."""
    if viewer.is_operator:
        return statement
    return statement.where(_or_own(_READABLE, viewer))


def _or_own(public: ColumnElement[bool], viewer: Viewer) -> ColumnElement[bool]:
    if not viewer.merchant_ids:
        return public
    return or_(public, Product.merchant_id.in_(sorted(viewer.merchant_ids)))


def can_see(viewer: Viewer, product: Product, merchant: Merchant | None = None) -> Decision:
    """The same question as `visible_products`, for one product at hand."""
    if viewer.is_operator or merchants.is_staff(viewer, product.merchant_id):
        return YES
    if product.state in PUBLIC_STATES and merchants.can_sell(_merchant_of(product, merchant)):
        return YES
    return no(N_("This product is not shown to you."))


def can_buy(product: Product, merchant: Merchant | None = None) -> Decision:
    """May be put into a cart and ordered; whether a piece is left is a question to the stock."""
    if product.state == "draft":
        return no(N_("This product is not on sale yet."))
    if product.state == "withdrawn":
        return no(N_("This product is no longer on sale."))
    return merchants.can_sell(_merchant_of(product, merchant))


def can_edit(viewer: Viewer, product: Product) -> Decision:
    return merchants.can_own(viewer, product.merchant_id)


def _merchant_of(product: Product, merchant: Merchant | None) -> Merchant:
    if merchant is None:
        merchant = session.get_one(Merchant, product.merchant_id)
    return merchant
