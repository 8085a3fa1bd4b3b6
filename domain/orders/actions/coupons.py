"""A coupon's life in people's hands: taken, used for an order, back when the order has ended."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, or_, select, update

from core import clock
from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action, record
from domain.merchants.models import Merchant
from domain.orders.events import CouponReturned
from domain.orders.models import Coupon, CouponGrant, CouponUse, Order
from domain.orders.queries.coupons import OF_SITE, Choice, CouponBlock, field_of
from domain.orders.rules import FINAL, LinePrice, State
from domain.people.policy import can_write
from domain.people.viewer import Viewer

GONE = N_("The last of these coupons has just gone.")


@action(quiet=True)
def take_coupon(actor: Viewer, coupon_id: int) -> None:
    """The actor takes a coupon that is given out to everybody. Having as many as one may, she keeps what she has.
    Raises NotFound for one that is not for everybody, Refused when none is left."""
    require(can_write(actor))
    at = clock.now()
    coupon = session.scalar(
        select(Coupon)
        .outerjoin(Merchant, Merchant.id == Coupon.merchant_id)
        .where(
            Coupon.id == coupon_id,
            Coupon.access == "public",
            or_(Coupon.merchant_id.is_(None), Merchant.state == "verified"),
        )
    )
    if coupon is None:
        raise NotFound
    if _holds(actor.id, coupon_id):
        return
    _grant(coupon_id, actor.id, "held", at)


# Slot of a checkout -> the coupon that is used there, and the grant that it is.
Grants = Mapping[int, tuple[Choice, int]]


def use_all(actor: Viewer, block: CouponBlock, at: datetime) -> Grants:
    """Inside the action that places orders: takes every coupon that was chosen out of its owner's hands. Raises
    Refused at the coupon's field when somebody was quicker."""
    return {choice.card.slot: (choice, _use(actor, choice, at)) for choice in block.chosen}


def _use(actor: Viewer, choice: Choice, at: datetime) -> int:
    """The grant that she holds, or one taken at this moment."""
    field = field_of(choice.card.slot)
    if choice.grant_id is None:
        return _grant(choice.card.id, actor.id, "used", at, field=field)
    used = session.execute(
        update(CouponGrant)
        .where(CouponGrant.id == choice.grant_id, CouponGrant.state == "held")
        .values(state="used", used_at=at)
    )
    if used.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(N_("You have used this coupon already."), field=field)
    return choice.grant_id


def note_uses(
    order_id: int, prices: Sequence[LinePrice], merchant_id: int, grants: Grants, at: datetime
) -> None:
    """Freezes on an order which coupons came off it, how much each, and who pays."""
    for slot, cents in (
        (merchant_id, sum(price.coupon_cents for price in prices)),
        (OF_SITE, sum(price.site_coupon_cents for price in prices)),
    ):
        if cents:
            choice, grant_id = grants[slot]
            session.add(
                CouponUse(
                    order_id=order_id,
                    coupon_id=choice.card.id,
                    grant_id=grant_id,
                    payer=choice.card.terms.payer,
                    title=choice.card.title,
                    code=choice.card.code,
                    amount_cents=cents,
                    used_at=at,
                )
            )


@action
def give_back(order_id: int) -> None:
    """An order has moved. If it has ended without a sale, or all of it was given back, it lets go of its coupons;
    one comes back to its owner when no other order of the same checkout keeps it."""
    order = session.get_one(Order, order_id, populate_existing=True)
    if order.state not in FINAL - {State.COMPLETED}:
        return
    for use_ in _uses(order_id):
        if use_.returned_at is not None:
            continue
        # The grant's row is what two orders of one checkout that end at once have to queue for.
        grant = _locked(use_.grant_id)
        use_.returned_at = clock.now()
        session.flush()
        if not _kept_by_orders(grant.id):
            grant.state, grant.used_at, grant.returned_at = "held", None, clock.now()
            session.flush()
            record(CouponReturned(grant.id, grant.coupon_id, grant.user_id, order_id))


def take_again(order: Order) -> bool:
    """Money came for an order that had ended: it takes its coupons again, all or none. False when one of them was
    used for something else since."""
    uses = [use_ for use_ in _uses(order.id) if use_.returned_at is not None]
    grants = [_locked(use_.grant_id) for use_ in uses]
    if any(_kept_by_orders(grant.id, outside=order.checkout_id) for grant in grants):
        return False
    for use_, grant in zip(uses, grants, strict=True):
        use_.returned_at = None
        grant.state, grant.used_at = "used", use_.used_at
    session.flush()
    return True


def _grant(coupon_id: int, user_id: int, state: str, at: datetime, *, field: str | None = None) -> int:
    # One statement decides who gets the last one, and holds the coupon's row for the count below.
    taken = session.execute(
        update(Coupon)
        .where(
            Coupon.id == coupon_id,
            Coupon.closed_at.is_(None),
            Coupon.starts_at <= at,
            Coupon.ends_at > at,
            or_(Coupon.total_limit.is_(None), Coupon.granted_count < Coupon.total_limit),
        )
        .values(granted_count=Coupon.granted_count + 1)
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(GONE, field=field)
    nth = 1 + (
        session.scalar(
            select(func.count()).where(CouponGrant.coupon_id == coupon_id, CouponGrant.user_id == user_id)
        )
        or 0
    )
    if nth > session.scalars(select(Coupon.per_person).where(Coupon.id == coupon_id)).one():
        raise Refused(N_("You have used this coupon already."), field=field)
    grant = CouponGrant(
        coupon_id=coupon_id,
        user_id=user_id,
        nth=nth,
        state=state,
        granted_at=at,
        used_at=at if state == "used" else None,
    )
    session.add(grant)
    session.flush()
    return grant.id


def _holds(user_id: int, coupon_id: int) -> bool:
    held = select(CouponGrant.id).where(
        CouponGrant.coupon_id == coupon_id, CouponGrant.user_id == user_id, CouponGrant.state == "held"
    )
    return session.scalar(held.limit(1)) is not None


def _uses(order_id: int) -> list[CouponUse]:
    """In the order in which grants are locked everywhere."""
    statement = (
        select(CouponUse)
        .where(CouponUse.order_id == order_id)
        .order_by(CouponUse.grant_id)
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(statement))


def _locked(grant_id: int) -> CouponGrant:
    return session.scalars(lock(select(CouponGrant).where(CouponGrant.id == grant_id))).one()


def _kept_by_orders(grant_id: int, *, outside: int | None = None) -> bool:
    """Whether an order uses it; with `outside`, one that is not of this checkout."""
    statement = select(CouponUse.id).where(CouponUse.grant_id == grant_id, CouponUse.returned_at.is_(None))
    if outside is not None:
        statement = statement.join(Order, Order.id == CouponUse.order_id).where(Order.checkout_id != outside)
    return session.scalar(statement.limit(1)) is not None
