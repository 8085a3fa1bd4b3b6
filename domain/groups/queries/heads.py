"""A group as its page shows it: its head, its members, and how many left."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from core import clock
from core.db import session
from core.errors import NotFound
from core.policy import Decision
from domain.catalog.models import Product
from domain.catalog.policy import readable_products
from domain.groups import policy
from domain.groups.actions.talking import membership
from domain.groups.models import Group, GroupMember, GroupRemoval
from domain.groups.queries.asking import is_to_be_invited
from domain.merchants.models import Merchant
from domain.people.models import User
from domain.people.policy import not_blocked
from domain.people.queries import PersonCard
from domain.people.viewer import Viewer

LEFT_WITHIN = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class GroupHead:
    """A group as its page's head shows it. `basis` is the viewer's own, empty for a non-member. `is_suspended`: the
    shop is; then what was said can be read, and nothing written."""

    product_id: int
    title: str
    picture_key: str | None
    price_cents: int
    merchant_id: int
    is_suspended: bool
    member_count: int
    question_count: int
    by_basis: dict[str, int]
    lowered_count: int
    returned_count: int
    last_seq: int
    basis: str
    lost_at: datetime | None
    lost_reason: str
    removal: str
    grace_until_at: datetime | None
    last_read_seq: int
    can_ask: Decision
    can_read_chat: Decision
    can_chat: Decision
    is_to_be_invited: bool = False


def head_of(viewer: Viewer, product_id: int) -> GroupHead:
    """Raises NotFound when the viewer may not see the product."""
    row = session.execute(
        readable_products(
            select(
                Product.id,
                Product.title,
                Product.picture_key,
                Product.price_cents,
                Product.merchant_id,
                Merchant.state.label("shop_state"),
                func.coalesce(Group.last_seq, 0).label("last_seq"),
                func.coalesce(Group.member_count, 0).label("member_count"),
                func.coalesce(Group.question_count, 0).label("question_count"),
                is_to_be_invited(viewer).label("is_to_be_invited"),
            )
            .join(Merchant, Merchant.id == Product.merchant_id)
            .outerjoin(Group, Group.product_id == Product.id),
            viewer,
        ).where(Product.id == product_id, Product.state != "draft")
    ).first()
    if row is None:
        raise NotFound
    member = membership(viewer, product_id)
    is_open = policy.is_open(row.shop_state)
    by_basis, left = _census(product_id)
    lost_reason = member.lost_reason if member else ""
    return GroupHead(
        product_id=row.id,
        title=row.title,
        picture_key=row.picture_key,
        price_cents=row.price_cents,
        merchant_id=row.merchant_id,
        is_suspended=not is_open,
        member_count=row.member_count,
        question_count=row.question_count,
        by_basis=by_basis,
        lowered_count=left["rating"],
        returned_count=left["refund"],
        last_seq=row.last_seq,
        basis=member.basis if member and member.lost_at is None else "",
        lost_at=member.lost_at if member else None,
        lost_reason=lost_reason,
        removal=_removal(product_id, viewer.id) if lost_reason == "removed" else "",
        grace_until_at=member.grace_until_at if member else None,
        last_read_seq=member.last_read_seq if member else 0,
        can_ask=is_open and policy.can_ask(viewer),
        can_read_chat=policy.can_read_chat(viewer, member),
        can_chat=is_open and policy.can_chat(viewer, member),
        is_to_be_invited=bool(row.is_to_be_invited),
    )


def members_of(viewer: Viewer, product_id: int, limit: int = 60) -> list[tuple[PersonCard, str]]:
    """Members who have entered or spoken, with their basis; staff first. The others are only counted, since their
    membership may rest on a purchase that nobody else is to know of."""
    rows = session.execute(
        select(User.id, User.handle, User.display_name, User.avatar_key, GroupMember.basis)
        .join(GroupMember, GroupMember.user_id == User.id)
        .where(
            GroupMember.product_id == product_id,
            GroupMember.lost_at.is_(None),
            or_(GroupMember.entered_at.is_not(None), GroupMember.basis == "staff"),
            not_blocked(viewer, User.id),
        )
        .order_by(GroupMember.basis != "staff", GroupMember.basis, GroupMember.since_at)
        .limit(limit)
    )
    return [(PersonCard(row.id, row.handle, row.display_name, row.avatar_key), row.basis) for row in rows]


def _census(product_id: int) -> tuple[Counter[str], Counter[str]]:
    """Members by their basis, and how many left lately by the reason."""
    rows = session.execute(
        select(GroupMember.basis, GroupMember.lost_reason, func.count().label("people"))
        .where(
            GroupMember.product_id == product_id,
            or_(GroupMember.lost_at.is_(None), GroupMember.lost_at > clock.now() - LEFT_WITHIN),
        )
        .group_by(GroupMember.basis, GroupMember.lost_reason)
    ).all()
    there: Counter[str] = Counter()
    left: Counter[str] = Counter()
    for row in rows:
        if row.lost_reason:
            left[row.lost_reason] += row.people
        else:
            there[row.basis] += row.people
    return there, left


def _removal(product_id: int, user_id: int) -> str:
    """What the moderator said who took her out."""
    standing = select(GroupRemoval.reason).where(
        GroupRemoval.product_id == product_id,
        GroupRemoval.user_id == user_id,
        GroupRemoval.lifted_at.is_(None),
    )
    return session.scalar(standing) or ""
