"""Who the fans of a shop are, and the facts that it may know of them: from her orders with this shop, and from what she
did in public. What she bought elsewhere, and where her parcels go, stands nowhere here."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Select,
    Subquery,
    case,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from core.db import UtcDateTime, session
from domain.angels.models import Endorsement
from domain.catalog.models import Product
from domain.fans.models import BroadcastStop, FanTag
from domain.groups.models import GroupMember
from domain.merchants.models import Merchant, MerchantStaff
from domain.orders.models import Order
from domain.people.models import Block, Follow, Mute, User
from domain.people.policy import NOW
from domain.people.viewer import ANONYMOUS
from domain.says.models import Post, Rating
from domain.says.policy import visible_posts

# An order that was paid for, whatever became of it then.
BOUGHT = ("paid", "shipped", "received", "completed", "refunded")
ARRIVED = ("received", "completed")

COUNTS = ("bought", "kept", "endorses", "rated", "follows", "member")


def is_fan(merchant_id: int, user_id: int) -> bool:
    """She bought here, endorses or rated in public what is sold here, follows the shop's owner, or has shown herself in
    one of its groups."""
    contacts = _contacts(merchant_id, user_id).subquery()
    staff = select(MerchantStaff.user_id).where(
        MerchantStaff.merchant_id == merchant_id, MerchantStaff.user_id == user_id
    )
    return session.scalar(select(contacts.c.user_id).limit(1)) is not None and session.scalar(staff) is None


def fandom(merchant_id: int, user_id: int | None = None) -> Subquery:
    """One row a fan, the shop's own people left out: how often of each of COUNTS, when she bought last, and `last_at`
    of anything."""
    contacts = _contacts(merchant_id, user_id).subquery()
    staff = select(MerchantStaff.user_id).where(MerchantStaff.merchant_id == merchant_id)
    return (
        select(
            contacts.c.user_id,
            *(func.sum(contacts.c[name]).label(name) for name in COUNTS),
            func.max(contacts.c.bought_at, type_=UtcDateTime).label("bought_at"),
            func.max(contacts.c.at, type_=UtcDateTime).label("last_at"),
        )
        .where(contacts.c.user_id.not_in(staff))
        .group_by(contacts.c.user_id)
        .subquery()
    )


def with_fact(statement: Select[Any], of: Subquery, fact: str) -> Select[Any]:
    """Narrows to those of whom the fact holds: one of `rules.FACTS`, or empty for everybody."""
    if not fact:
        return statement
    elif fact == "again":
        return statement.where(of.c.bought > 1)
    else:
        return statement.where(of.c[fact] > 0)


def with_tag(statement: Select[Any], of: Subquery, merchant_id: int, tag: str) -> Select[Any]:
    """Narrows to those whom the shop has given the tag, in its folded form."""
    if not tag:
        return statement
    return statement.where(
        exists().where(
            FanTag.merchant_id == merchant_id,
            FanTag.folded == tag,
            FanTag.user_id == of.c.user_id,
            FanTag.removed_at.is_(None),
        )
    )


def audience(merchant_id: int, *, fact: str, tag: str) -> Select[Any]:
    """Ids of the fans whom the shop may tell something now: none who stopped it, muted or blocked its owner, or left."""
    of = fandom(merchant_id)
    owner_id = select(Merchant.owner_id).where(Merchant.id == merchant_id).scalar_subquery()
    stopped = exists().where(BroadcastStop.user_id == User.id, BroadcastStop.merchant_id == merchant_id)
    muted = exists().where(
        Mute.user_id == User.id, Mute.muted_id == owner_id, or_(Mute.until_at.is_(None), Mute.until_at > NOW)
    )
    apart = exists().where(
        or_(
            (Block.blocker_id == User.id) & (Block.blocked_id == owner_id),
            (Block.blocker_id == owner_id) & (Block.blocked_id == User.id),
        )
    )
    statement = select(User.id).join(of, of.c.user_id == User.id)
    statement = statement.where(User.closed_at.is_(None), ~stopped, ~muted, ~apart)
    return with_tag(with_fact(statement, of, fact), of, merchant_id, tag)


def _contacts(merchant_id: int, user_id: int | None) -> CompoundSelect[Any]:
    """One row for each thing that makes somebody a fan."""
    branches = (
        _buyers(merchant_id),
        _endorsers(merchant_id),
        _raters(merchant_id),
        _members(merchant_id),
        _followers(merchant_id),
    )
    of_one = [
        branch if user_id is None else branch.where(branch.selected_columns[0] == user_id)
        for branch in branches
    ]
    return union_all(*of_one)


def _row(user: Any, at: Any, **counts: Any) -> Sequence[Any]:
    bought_at = at if "bought" in counts else null().cast(UtcDateTime)
    return (
        user.label("user_id"),
        at.label("at"),
        bought_at.label("bought_at"),
        *((counts.get(name, literal(0))).label(name) for name in COUNTS),
    )


def _buyers(merchant_id: int) -> Select[Any]:
    kept = case((Order.state.in_(ARRIVED) & (Order.refunded_cents == 0), 1), else_=0)
    return select(*_row(Order.buyer_id, Order.placed_at, bought=literal(1), kept=kept)).where(
        Order.merchant_id == merchant_id, Order.state.in_(BOUGHT)
    )


def _endorsers(merchant_id: int) -> Select[Any]:
    goods = aliased(Product)
    return (
        select(*_row(Endorsement.user_id, Endorsement.created_at, endorses=literal(1)))
        .join(goods, goods.id == Endorsement.product_id)
        .where(goods.merchant_id == merchant_id, Endorsement.ended_at.is_(None))
    )


def _raters(merchant_id: int) -> Select[Any]:
    """By name only where the words are everybody's to read."""
    goods = aliased(Product)
    statement = (
        select(*_row(Rating.user_id, Rating.created_at, rated=literal(1)))
        .join(goods, goods.id == Rating.product_id)
        .join(Post, Post.id == Rating.post_id)
        .where(goods.merchant_id == merchant_id)
    )
    return visible_posts(statement, ANONYMOUS)


def _members(merchant_id: int) -> Select[Any]:
    """Those who have shown themselves in the group; the others are only counted there."""
    goods = aliased(Product)
    return (
        select(*_row(GroupMember.user_id, GroupMember.entered_at, member=literal(1)))
        .join(goods, goods.id == GroupMember.product_id)
        .where(
            goods.merchant_id == merchant_id,
            GroupMember.lost_at.is_(None),
            GroupMember.entered_at.is_not(None),
        )
    )


def _followers(merchant_id: int) -> Select[Any]:
    owner = aliased(Merchant)
    return (
        select(*_row(Follow.follower_id, Follow.created_at, follows=literal(1)))
        .join(owner, owner.owner_id == Follow.followee_id)
        .where(owner.id == merchant_id)
    )
