"""One fan, as her shop may know her: her orders here without where they went, and what she did in public."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.db import session
from core.errors import NotFound
from core.policy import require
from domain.angels.models import Endorsement
from domain.catalog.models import Product
from domain.fans.fandom import BOUGHT, fandom
from domain.fans.models import BroadcastStop
from domain.fans.queries.list import FanRow, fan_row, rows_of, tags_of
from domain.groups.models import GroupMember
from domain.merchants.policy import can_support
from domain.orders.models import Order
from domain.people.models import User
from domain.people.policy import visible_people
from domain.people.viewer import ANONYMOUS, Viewer
from domain.says.models import Post, Rating
from domain.says.policy import visible_posts

SHOWN = 20


@dataclass(frozen=True, slots=True)
class FanOrder:
    number: str
    state: str
    delivery: str
    placed_at: datetime
    total_cents: int
    refunded_cents: int


@dataclass(frozen=True, slots=True)
class Rated:
    product_id: int
    title: str
    stars: int
    post_id: int


@dataclass(frozen=True, slots=True)
class FanPage:
    """`endorses` and `groups` are (product, title). `has_stopped`: she wants no broadcasts of this shop."""

    row: FanRow
    orders: tuple[FanOrder, ...]
    endorses: tuple[tuple[int, str], ...]
    groups: tuple[tuple[int, str], ...]
    ratings: tuple[Rated, ...]
    has_stopped: bool


def fan(viewer: Viewer, merchant_id: int, handle: str) -> FanPage:
    """Raises NotFound for who is none. Six queries."""
    require(can_support(viewer, merchant_id))
    who = visible_people(select(User.id), viewer).where(User.handle == handle)
    user_id = session.scalar(who)
    if user_id is None:
        raise NotFound
    of = fandom(merchant_id, user_id)
    row = session.execute(rows_of(of)).first()
    if row is None:
        raise NotFound
    return FanPage(
        row=fan_row(row, tags_of(merchant_id, [user_id]).get(user_id, ())),
        orders=_orders(merchant_id, user_id),
        endorses=_endorses(merchant_id, user_id) if row.endorses else (),
        groups=_groups(merchant_id, user_id) if row.member else (),
        ratings=_ratings(merchant_id, user_id) if row.rated else (),
        has_stopped=session.get(BroadcastStop, (user_id, merchant_id)) is not None,
    )


def _orders(merchant_id: int, user_id: int) -> tuple[FanOrder, ...]:
    statement = select(
        Order.number, Order.state, Order.delivery, Order.placed_at, Order.total_cents, Order.refunded_cents
    ).where(Order.merchant_id == merchant_id, Order.buyer_id == user_id, Order.state.in_(BOUGHT))
    return tuple(FanOrder(*row) for row in session.execute(statement.order_by(Order.id.desc()).limit(SHOWN)))


def _endorses(merchant_id: int, user_id: int) -> tuple[tuple[int, str], ...]:
    statement = (
        select(Product.id, Product.title)
        .join(Endorsement, Endorsement.product_id == Product.id)
        .where(
            Product.merchant_id == merchant_id,
            Endorsement.user_id == user_id,
            Endorsement.ended_at.is_(None),
        )
    )
    return tuple((row[0], row[1]) for row in session.execute(statement.order_by(Product.id).limit(SHOWN)))


def _groups(merchant_id: int, user_id: int) -> tuple[tuple[int, str], ...]:
    statement = (
        select(Product.id, Product.title)
        .join(GroupMember, GroupMember.product_id == Product.id)
        .where(
            Product.merchant_id == merchant_id,
            GroupMember.user_id == user_id,
            GroupMember.lost_at.is_(None),
            GroupMember.entered_at.is_not(None),
        )
    )
    return tuple((row[0], row[1]) for row in session.execute(statement.order_by(Product.id).limit(SHOWN)))


def _ratings(merchant_id: int, user_id: int) -> tuple[Rated, ...]:
    statement = (
        select(Product.id, Product.title, Rating.stars, Post.id)
        .select_from(Rating)
        .join(Product, Product.id == Rating.product_id)
        .join(Post, Post.id == Rating.post_id)
        .where(Product.merchant_id == merchant_id, Rating.user_id == user_id)
    )
    statement = visible_posts(statement, ANONYMOUS).order_by(Rating.id.desc()).limit(SHOWN)
    return tuple(Rated(*row) for row in session.execute(statement))
