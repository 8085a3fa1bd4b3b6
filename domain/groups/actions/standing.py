"""The facts that a membership follows from, as they are now, one person and product at a time."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, literal, select

from core.db import BigId, session
from domain.angels.models import Endorsement
from domain.catalog.models import Product
from domain.groups import rules
from domain.groups.models import GroupGuest, GroupMember, GroupRemoval
from domain.merchants.models import MerchantStaff
from domain.people.models import RoleGrant
from domain.says.models import Rating

MODERATING = ("moderator", "operator")


@dataclass(frozen=True, slots=True)
class Facts:
    """`basis` is what the rule says, `basis_ref` the row that it rests on."""

    basis: str | None
    basis_ref: int | None
    is_removed: bool


def facts_of(user_id: int, product_id: int, *, entering: bool = False) -> Facts:
    """One query. `entering`: she comes in right now, which makes a moderator a member."""
    row = session.execute(_statement(entering), {"user": user_id, "product": product_id}).one()
    is_removed = row.removal is not None
    basis = rules.basis_of(
        is_staff=row.staff is not None,
        is_angel=row.angel is not None,
        stars=row.stars,
        is_guest=row.guest is not None,
        is_moderator=row.moderator is not None,
        is_removed=is_removed,
    )
    return Facts(basis, getattr(row, basis or "none"), is_removed)


@cache
def _statement(entering: bool) -> Select[*tuple[Any, ...]]:
    """Put together once: that takes longer than running it."""
    user_id, product_id = bindparam("user", type_=BigId), bindparam("product", type_=BigId)
    staff = select(MerchantStaff.merchant_id).join(Product, Product.merchant_id == MerchantStaff.merchant_id)
    angel = select(Endorsement.id).where(
        Endorsement.user_id == user_id, Endorsement.product_id == product_id, Endorsement.ended_at.is_(None)
    )
    latest = (
        select(Rating.id, Rating.stars)
        .where(Rating.user_id == user_id, Rating.product_id == product_id, Rating.is_refunded.is_(False))
        .order_by(Rating.id.desc())
        .limit(1)
        .subquery()
    )
    guest = select(GroupGuest.id).where(
        GroupGuest.user_id == user_id, GroupGuest.product_id == product_id, GroupGuest.ended_at.is_(None)
    )
    removal = select(GroupRemoval.id).where(
        GroupRemoval.user_id == user_id,
        GroupRemoval.product_id == product_id,
        GroupRemoval.lifted_at.is_(None),
    )
    role = select(RoleGrant.id).where(
        RoleGrant.user_id == user_id, RoleGrant.role.in_(MODERATING), RoleGrant.revoked_at.is_(None)
    )
    if not entering:
        come_in = select(GroupMember.user_id).where(
            GroupMember.user_id == user_id,
            GroupMember.product_id == product_id,
            GroupMember.entered_at.is_not(None),
        )
        role = role.where(come_in.exists())
    return select(
        staff.where(Product.id == product_id, MerchantStaff.user_id == user_id)
        .scalar_subquery()
        .label("staff"),
        angel.scalar_subquery().label("angel"),
        select(latest.c.id).scalar_subquery().label("happy_buyer"),
        select(latest.c.stars).scalar_subquery().label("stars"),
        guest.scalar_subquery().label("guest"),
        role.order_by(RoleGrant.id).limit(1).scalar_subquery().label("moderator"),
        removal.scalar_subquery().label("removal"),
        literal(None).label("none"),
    )


def is_refunded(rating_id: int | None) -> bool:
    """The purchase behind this rating went back."""
    return bool(
        rating_id is not None
        and session.scalar(select(Rating.id).where(Rating.id == rating_id, Rating.is_refunded.is_(True)))
    )
