"""Broadcasts: what a shop sent and how it went, and one as its reader has it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from core.db import session
from core.errors import NotFound
from core.paging import SIZE, Page, page_of
from core.policy import require
from domain.catalog.models import Product
from domain.fans import fandom, rules
from domain.fans.models import Broadcast, BroadcastReceipt, BroadcastStop
from domain.merchants.models import Merchant
from domain.merchants.policy import SUPPORTING, can_support
from domain.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class BroadcastCard:
    """`stopped`: how many said after this one that they want no more."""

    id: int
    title: str
    body: str
    fact: str
    tag: str
    reached: int
    stopped: int
    created_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class BroadcastPage:
    id: int
    merchant_id: int
    shop: str
    title: str
    body_html: str
    created_at: datetime
    product_id: int | None
    product_title: str
    picture_key: str | None
    price_cents: int | None
    is_mine: bool
    has_stopped: bool


@dataclass(frozen=True, slots=True)
class StoppedShop:
    merchant_id: int
    name: str
    at: datetime


def broadcasts_of(viewer: Viewer, merchant_id: int, *, before: int | None = None) -> Page[BroadcastCard]:
    require(can_support(viewer, merchant_id))
    stopped = (
        select(func.count())
        .where(BroadcastStop.broadcast_id == Broadcast.id)
        .correlate(Broadcast)
        .scalar_subquery()
    )
    statement = select(
        Broadcast.id,
        Broadcast.title,
        Broadcast.body,
        Broadcast.fact,
        Broadcast.tag,
        Broadcast.reached_count,
        stopped,
        Broadcast.created_at,
        Broadcast.sent_at,
    ).where(Broadcast.merchant_id == merchant_id)
    if before is not None:
        statement = statement.where(Broadcast.id < before)
    rows = session.execute(statement.order_by(Broadcast.id.desc()).limit(SIZE + 1)).all()
    page = page_of(rows, SIZE, lambda row: int(row.id))
    return Page([BroadcastCard(*row) for row in page.items], page.next_cursor)


def reach_of(viewer: Viewer, merchant_id: int, *, fact: str, tag: str) -> int:
    """How many a broadcast would reach now."""
    require(can_support(viewer, merchant_id))
    readers = fandom.audience(merchant_id, fact=fact if fact in rules.FACTS else "", tag=tag)
    return session.scalar(select(func.count()).select_from(readers.subquery())) or 0


def broadcast(viewer: Viewer, broadcast_id: int) -> BroadcastPage:
    """For those who were sent it, and those who speak for the shop. Raises NotFound for everybody else."""
    row = session.execute(
        select(
            Broadcast,
            Merchant.name,
            Product.title.label("product_title"),
            Product.picture_key,
            Product.price_cents,
            BroadcastReceipt.user_id.label("reader_id"),
            BroadcastStop.user_id.label("stopped_id"),
        )
        .join(Merchant, Merchant.id == Broadcast.merchant_id)
        .outerjoin(Product, (Product.id == Broadcast.product_id) & (Product.state != "draft"))
        .outerjoin(
            BroadcastReceipt,
            (BroadcastReceipt.broadcast_id == Broadcast.id) & (BroadcastReceipt.user_id == viewer.id),
        )
        .outerjoin(
            BroadcastStop,
            (BroadcastStop.merchant_id == Broadcast.merchant_id) & (BroadcastStop.user_id == viewer.id),
        )
        .where(Broadcast.id == broadcast_id)
    ).first()
    if row is None:
        raise NotFound
    made: Broadcast = row.Broadcast
    if row.reader_id is None and made.merchant_id not in viewer.shops_as(SUPPORTING):
        raise NotFound
    return BroadcastPage(
        id=made.id,
        merchant_id=made.merchant_id,
        shop=row.name,
        title=made.title,
        body_html=made.body_html,
        created_at=made.created_at,
        product_id=made.product_id if row.product_title else None,
        product_title=row.product_title or "",
        picture_key=row.picture_key,
        price_cents=row.price_cents,
        is_mine=row.reader_id is None,
        has_stopped=row.stopped_id is not None,
    )


def stopped_shops(viewer: Viewer) -> list[StoppedShop]:
    """The shops from which she wants nothing."""
    statement = (
        select(Merchant.id, Merchant.name, BroadcastStop.at)
        .join(Merchant, Merchant.id == BroadcastStop.merchant_id)
        .where(BroadcastStop.user_id == viewer.id)
        .order_by(Merchant.name)
    )
    return [StoppedShop(*row) for row in session.execute(statement)]
