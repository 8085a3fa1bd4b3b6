"""Reading an angel store: a page of it, and the facts at its head, in a fixed number of queries."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Integer, Select, and_, bindparam, case, exists, func, or_, select, union

from core.db import BigId, UtcDateTime, session
from core.errors import NotFound
from core.paging import SIZE, Page
from domain.angels.models import Endorsement
from domain.angels.queries import Ad, ads
from domain.catalog.models import Product
from domain.catalog.queries import ProductCard, cards as product_cards
from domain.merchants.models import Merchant, MerchantStaff
from domain.orders.models import Purchase
from domain.orders.queries import purchases_of
from domain.people.kinds import anyone, kind_of
from domain.people.viewer import ANONYMOUS, Viewer
from domain.says.queries.standing import MANY
from domain.stores.policy import OWNER, visible_items

SHOPS_OFFERED = 50
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class StoreCard:
    """One product in somebody's store and why it is there. `stars` is 0 and `times` 0 for what is endorsed only.
    `is_seller`: she works for the shop whose product it is."""

    product: ProductCard
    endorsed: bool
    stars: int
    times: int
    since: datetime
    pinned: bool
    hidden: bool
    words: str
    is_seller: bool
    ad: Ad | None


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """What the head of the store says, as this viewer may know it."""

    items: int
    endorsed: int
    rated: int
    merchants: int


def items_of(
    viewer: Viewer, owner_id: int, *, before: str | None = None, only: str = "", size: int = SIZE
) -> Page[StoreCard]:
    """The store, pinned first, then the latest. `only`: endorsed or rated. `before` is a cursor that an earlier page
    gave; anything else begins at the top."""
    cursor = _cursor(before)
    statement = _pages(*_reader(viewer), viewer.id == owner_id, only, cursor is not None)
    values: dict[str, object] = {"me": viewer.id, "owner": owner_id, "many": size + 1}
    if cursor is not None:
        values |= dict(zip(("rank", "at", "product"), cursor, strict=True))
    rows = session.execute(statement, values).all()
    shown = rows[:size]
    ids = [row.product_id for row in shown]
    products = product_cards(viewer, ids)
    times = purchases_of(viewer, [owner_id], ids) if any(row.stars for row in shown) else {}
    earning = ads([(owner_id, row.product_id) for row in shown if row.endorsed])
    cards = [
        StoreCard(
            product=products[row.product_id],
            endorsed=bool(row.endorsed),
            stars=row.stars,
            times=times.get((owner_id, row.product_id), 0) if row.stars else 0,
            since=row.since,
            pinned=bool(row.rank),
            hidden=bool(row.hidden),
            words=row.words,
            is_seller=bool(row.is_seller),
            ad=earning.get((owner_id, row.product_id)),
        )
        for row in shown
        if row.product_id in products
    ]
    more = len(rows) > size
    return Page(cards, _cursor_of(shown[-1]) if more else None)


def facts_of(viewer: Viewer, owner_id: int) -> StoreFacts:
    """Counted over what this viewer may see."""
    statement = _census(*_reader(viewer), viewer.id == owner_id)
    row = session.execute(statement, {"me": viewer.id, "owner": owner_id}).one()
    return StoreFacts(*row)


def _reader(viewer: Viewer) -> tuple[str, bool, frozenset[int]]:
    """What of a viewer the statements depend on, besides her id."""
    return kind_of(viewer), viewer.is_operator, viewer.merchant_ids


def _standing_for(kind: str, is_operator: bool, merchant_ids: frozenset[int]) -> Viewer:
    somebody = anyone(kind)
    roles = somebody.roles | ({"operator"} if is_operator else set())
    return (
        replace(somebody, roles=roles, merchant_ids=merchant_ids) if somebody is not ANONYMOUS else somebody
    )


@lru_cache(maxsize=500)
def _pages(
    kind: str, is_operator: bool, merchant_ids: frozenset[int], is_own: bool, only: str, continued: bool
) -> Select[*tuple[Any, ...]]:
    items = visible_items(_standing_for(kind, is_operator, merchant_ids), is_own=is_own)
    rank = case((items.c.pinned_at.is_(None), 0), else_=1)
    at = func.coalesce(items.c.pinned_at, items.c.since)
    is_seller = exists().where(
        MerchantStaff.merchant_id == items.c.merchant_id, MerchantStaff.user_id == OWNER
    )
    statement = select(items, rank.label("rank"), at.label("at"), is_seller.label("is_seller")).order_by(
        rank.desc(), at.desc(), items.c.product_id.desc()
    )
    if only == "endorsed":
        statement = statement.where(items.c.endorsed == 1)
    if only == "rated":
        statement = statement.where(items.c.stars > 0)
    if continued:
        pinned, moment = bindparam("rank", type_=Integer), bindparam("at", type_=UtcDateTime)
        older = or_(at < moment, and_(at == moment, items.c.product_id < bindparam("product", type_=BigId)))
        statement = statement.where(or_(rank < pinned, and_(rank == pinned, older)))
    return statement.limit(MANY)


@lru_cache(maxsize=500)
def _census(
    kind: str, is_operator: bool, merchant_ids: frozenset[int], is_own: bool
) -> Select[*tuple[Any, ...]]:
    items = visible_items(_standing_for(kind, is_operator, merchant_ids), is_own=is_own)
    return select(
        func.count(),
        func.coalesce(func.sum(items.c.endorsed), 0),
        func.coalesce(func.sum(case((items.c.stars > 0, 1), else_=0)), 0),
        func.count(func.distinct(items.c.merchant_id)),
    ).select_from(items)


def _cursor_of(row) -> str:  # type: ignore[no-untyped-def]
    return f"{row.rank}.{int((row.at - NEVER).total_seconds() * 1_000_000)}.{row.product_id}"


def _cursor(text: str | None) -> tuple[int, datetime, int] | None:
    parts = (text or "").split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 19 for part in parts):
        return None
    rank, micros, product_id = map(int, parts)
    if micros > 4_000_000_000_000_000:
        return None
    return (
        rank,
        datetime.fromtimestamp(micros // 1_000_000, UTC).replace(microsecond=micros % 1_000_000),
        product_id,
    )


@dataclass(frozen=True, slots=True)
class Shop:
    id: int
    name: str


def shops_around(viewer: Viewer) -> list[Shop]:
    """The shops of what the viewer bought or endorses, by name."""
    bought = select(Purchase.product_id).where(Purchase.user_id == viewer.id)
    endorsed = select(Endorsement.product_id).where(
        Endorsement.user_id == viewer.id, Endorsement.ended_at.is_(None)
    )
    known = select(Product.merchant_id).where(Product.id.in_(union(bought, endorsed)))
    statement = select(Merchant.id, Merchant.name).where(Merchant.id.in_(known))
    rows = session.execute(statement.order_by(Merchant.name, Merchant.id).limit(SHOPS_OFFERED))
    return [Shop(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Arrangement:
    hidden: bool
    pinned: bool
    words: str


def arrangement_of(viewer: Viewer, product_id: int) -> Arrangement:
    """How the viewer has arranged one item of her own store. Raises NotFound when it is not in there."""
    items = visible_items(viewer, is_own=True)
    statement = select(items).where(items.c.product_id == product_id)
    row = session.execute(statement, {"me": viewer.id, "owner": viewer.id}).first()
    if row is None:
        raise NotFound
    return Arrangement(bool(row.hidden), row.pinned_at is not None, row.words)
