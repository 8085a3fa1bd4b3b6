"""News of a shop that was suspended, or sells again, for those who vouch for its goods and those who have some in their
cart. Why is said in general words: what the operator wrote is for the shop's owner."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, union

from core.db import session
from core.unit import record
from domain.angels.models import Endorsement
from domain.catalog.models import Product, Variant
from domain.merchants.events import MerchantDecided
from domain.merchants.models import Merchant, MerchantDecision
from domain.merchants.queries import staff_of
from domain.notices.actions import tell
from domain.notices.events import ShopPartlyTold
from domain.orders.models import CartLine

AT_ONCE = 500
OPENING = ("verified", "rechecked")
CLOSED, OPEN = "suspended", "open"


def decided(fact: MerchantDecided | ShopPartlyTold) -> None:
    """So many at once that others can write between."""
    shop = session.get(Merchant, fact.merchant_id)
    said = _last_two(fact.merchant_id)
    if shop is None or not said:
        return
    if shop.state == "suspended" and said[0].verdict == "suspended":
        state = CLOSED
    elif shop.state == "verified" and [one.verdict for one in said[1:]] == ["suspended"]:
        state = OPEN
    else:
        return
    after = fact.last_id if isinstance(fact, ShopPartlyTold) else 0
    in_carts, angels = _with_its_goods(shop.id), _its_angels(shop.id)
    people = session.scalars(_some(union(in_carts, angels), after)).all()
    shoppers = set(session.scalars(in_carts.where(CartLine.user_id.in_(people))))
    why = "papers" if said[0].by_id is None else "inquiry"
    staff = staff_of(shop.id)
    for user_ids, place in ((shoppers, "cart"), (set(people) - shoppers, "store")):
        _tell(user_ids - staff, shop, said[0].at, state=state, why=why, place=place)
    if len(people) == AT_ONCE:
        record(ShopPartlyTold(shop.id, people[-1]))


def _tell(user_ids: set[int], shop: Merchant, at: datetime, **facts: str) -> None:
    tell(user_ids, kind="shop", target=("merchant", shop.id), at=at, facts={"name": shop.name, **facts})


def _last_two(merchant_id: int) -> list[MerchantDecision]:
    """What was decided last about whether it sells, and before that."""
    return list(
        session.scalars(
            select(MerchantDecision)
            .where(
                MerchantDecision.merchant_id == merchant_id,
                MerchantDecision.verdict.in_((*OPENING, "refused", "suspended")),
            )
            .order_by(MerchantDecision.id.desc())
            .limit(2)
        )
    )


def _with_its_goods(merchant_id: int) -> Any:
    return (
        select(CartLine.user_id)
        .join(Variant, Variant.id == CartLine.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .where(Product.merchant_id == merchant_id, CartLine.user_id.is_not(None))
    )


def _its_angels(merchant_id: int) -> Any:
    return (
        select(Endorsement.user_id)
        .join(Product, Product.id == Endorsement.product_id)
        .where(Product.merchant_id == merchant_id, Endorsement.ended_at.is_(None))
    )


def _some(people: Any, after: int) -> Any:
    found = people.subquery()
    return select(found.c.user_id).where(found.c.user_id > after).order_by(found.c.user_id).limit(AT_ONCE)
