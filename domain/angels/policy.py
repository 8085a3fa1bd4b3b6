"""Who may endorse, who may be credited, and whose words are an ad."""

from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select

from core.db import alias
from core.i18n import N_
from core.policy import YES, Decision, no
from domain.angels.models import Endorsement, ShareLink
from domain.catalog.models import Product, RateVersion
from domain.merchants.models import Merchant, MerchantStaff
from domain.people.models import Suspension, User
from domain.people.policy import NOW, can_write
from domain.people.viewer import Viewer

# Made once: an alias costs as much as half a query.
_endorsement, _product, _merchant, _angel = (
    alias(Endorsement),
    alias(Product),
    alias(Merchant),
    alias(User),
)
_staff, _reading_staff, _suspension = alias(MerchantStaff), alias(MerchantStaff), alias(Suspension)
_seller, _goods = alias(MerchantStaff), alias(Product)
_link, _rate, _next, _between = (
    alias(ShareLink),
    alias(RateVersion),
    alias(RateVersion),
    alias(RateVersion),
)


def can_endorse(viewer: Viewer, merchant_id: int, *, on_sale: bool = True) -> Decision:
    """Free and open to every account in good standing, but not to the merchant's own people."""
    if not (allowed := can_write(viewer)):
        return allowed
    if merchant_id in viewer.merchant_ids:
        return no(N_("You sell this product yourself, so you cannot be its angel."))
    if not on_sale:
        return no(N_("This product is not on sale."))
    return YES


def sells(person_id: Any, product_id: Any) -> ColumnElement[bool]:
    """As a condition for columns: the person works for the shop whose product it is. What she says of it, and her
    endorsement from before, wears the label "seller" and earns nothing."""
    return exists().where(
        _goods.id == product_id, _seller.merchant_id == _goods.merchant_id, _seller.user_id == person_id
    )


def earns(angel_id: Any, product_id: Any, reader_id: Any) -> ColumnElement[bool]:
    """The same question as `queries.ads`, as a condition for columns: what the person in `angel_id` says about the
    product carries an ad label when this reader meets it now."""
    return exists().where(
        _endorsement.user_id == angel_id,
        _endorsement.product_id == product_id,
        _endorsement.ended_at.is_(None),
        _product.id == _endorsement.product_id,
        _product.state == "on_sale",
        _is_shown_to(reader_id),
        exists().where(_angel.id == _endorsement.user_id, _angel.closed_at.is_(None)),
        ~exists().where(
            _suspension.user_id == _endorsement.user_id,
            _suspension.lifted_at.is_(None),
            _suspension.until_at > NOW,
        ),
        ~exists().where(_staff.merchant_id == _product.merchant_id, _staff.user_id == _endorsement.user_id),
        exists().where(
            _link.user_id == _endorsement.user_id,
            _link.product_id == _endorsement.product_id,
            _link.post_id.is_(None),
        ),
        _has_a_rate(),
    )


def _is_shown_to(reader_id: Any) -> ColumnElement[bool]:
    return or_(
        exists().where(_merchant.id == _product.merchant_id, _merchant.state == "verified"),
        exists().where(
            _reading_staff.merchant_id == _product.merchant_id, _reading_staff.user_id == reader_id
        ),
    )


def _has_a_rate() -> ColumnElement[bool]:
    """One of the rates that may be hers (`domain.catalog.rules.rate_for`) comes to something at the product's price:
    the one posted last, or one whose successor has not reached her yet."""
    next_id = (
        select(func.min(_between.id))
        .where(_between.product_id == _product.id, _between.id > _rate.id, _between.set_at <= NOW)
        .correlate(_product, _rate)
        .scalar_subquery()
    )
    still_hers = exists().where(
        _next.id == next_id,
        _endorsement.created_at < _next.set_at,
        _next.reaches_angels_at > NOW,
    )
    return exists().where(
        _rate.product_id == _product.id,
        _rate.set_at <= NOW,
        _rate.rate_bps * _product.price_cents >= 10_000,
        or_(next_id.is_(None), still_hers),
    )
