"""Who may see, buy and change products."""

from typing import Any, TypeVar

from sqlalchemy import Select, and_, exists, or_

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


def visible_products(statement: S, viewer: Viewer) -> S:
    """Products of verified merchants, withdrawn ones too, so that old links and posts keep their meaning. Drafts, and
    whatever an unverified merchant has, are for the merchant's own people and the operators."""
    if viewer.is_operator:
        return statement
    # Of its own kind, since the statement may read the merchant too.
    seller = _seller
    verified = exists().where(seller.id == Product.merchant_id, seller.state == "verified")
    public = and_(Product.state.in_(PUBLIC_STATES), verified)
    if viewer.merchant_ids:
        return statement.where(or_(public, Product.merchant_id.in_(sorted(viewer.merchant_ids))))
    else:
        return statement.where(public)


def readable_products(statement: S, viewer: Viewer) -> S:
    """Those of which something may be read: also of suspended shops, whose goods are neither shown nor sold, while what
    people said of them in their groups stays."""
    if viewer.is_operator:
        return statement
    seller = _seller
    standing = exists().where(seller.id == Product.merchant_id, seller.state.in_(("verified", "suspended")))
    public = and_(Product.state.in_(PUBLIC_STATES), standing)
    own = Product.merchant_id.in_(sorted(viewer.merchant_ids))
    return statement.where(or_(public, own) if viewer.merchant_ids else public)


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
