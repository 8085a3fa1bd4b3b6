"""Looks at a credited sale once it is paid, away from the checkout: gathers the facts, and holds the commission when they
look odd enough."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, distinct, exists, func, or_, select
from sqlalchemy.orm import aliased

from core.db import lock, session
from core.errors import NotFound
from core.policy import require
from core.unit import action
from domain.angels import review_policy, reviews, signals, traces
from domain.angels.models import Commission, CommissionHold, Touch
from domain.angels.signals import Facts
from domain.orders.events import OrderPaid, PaymentDisputed
from domain.orders.models import Address, CartLine, Order, OrderLine
from domain.people.models import User
from domain.people.viewer import Viewer

# So many of an angel's latest sales, of a product's and of clicks tell enough.
LATEST = 200


@action
def look_at(fact: OrderPaid) -> None:
    """Notes what the buyer left, and holds what looks odd."""
    order = session.get_one(Order, fact.order_id)
    marks = _marks_of(order)
    traces.note(order.buyer_id, marks)
    commissions = _commissions(Commission.order_id == order.id)
    lines = {
        line.id: line for line in session.scalars(select(OrderLine).where(OrderLine.order_id == order.id))
    }
    for commission in commissions:
        names = signals.found_in(_facts(order, lines[commission.order_line_id], commission, marks))
        if signals.holds(names):
            reviews.hold(commission, cause="signals", names=names)


@action
def look_at_dispute(fact: PaymentDisputed) -> None:
    """The buyer's bank takes the money for one order back: what else she has bought waits until somebody has looked. The
    order itself is held as long as the dispute is open."""
    if fact.state == "won":
        reviews.release_for_cause("dispute", fact.dispute_id)
        return
    theirs = select(Order.id).where(Order.buyer_id == fact.buyer_id, Order.id != fact.order_id)
    is_disputed = exists().where(
        CommissionHold.cause == "dispute",
        CommissionHold.order_id == Commission.order_id,
        CommissionHold.ended_at.is_(None),
    )
    for commission in _commissions(Commission.order_id.in_(theirs), ~is_disputed):
        reviews.hold(commission, cause="dispute", names=("dispute",), cause_id=fact.dispute_id)


@action
def hold_order(actor: Viewer, number: str, *, reason: str) -> int:
    """An operator holds all commissions of an order. Returns how many."""
    require(review_policy.can_hold(actor))
    order_id = session.scalar(select(Order.id).where(Order.number == number.strip().upper()))
    if order_id is None:
        raise NotFound
    lines = session.scalars(select(OrderLine.id).where(OrderLine.order_id == order_id))
    return reviews.hold_by_hand(actor, list(lines), reason=reason)


def _commissions(*conditions: ColumnElement[bool]) -> Sequence[Commission]:
    """Those that wait, locked in the order of their ids."""
    return session.scalars(
        lock(
            select(Commission)
            .where(*conditions, Commission.state.in_(reviews.WAITING))
            .order_by(Commission.id)
        )
    ).all()


def _marks_of(order: Order) -> set[tuple[str, str]]:
    return {
        ("phone", traces.of_phone(order.phone)),
        ("address", traces.of_address(order.region, order.street)),
    }


def _facts(order: Order, line: OrderLine, commission: Commission, marks: set[tuple[str, str]]) -> Facts:
    angel_id, buyer_id, at = commission.angel_id, order.buyer_id, commission.created_at
    touch = session.get(Touch, line.touch_id) if line.touch_id else None
    left = traces.left_by((angel_id, buyer_id), since=at - signals.TRACES_KEPT)
    shared = left[angel_id] & (left[buyer_id] | _browser_of(touch))
    contacts = {mark for mark in marks if mark[1]}
    sales = _latest_sales(angel_id, at)
    of_product = [sale for sale in sales if sale.product_id == commission.product_id]
    all_sold, all_refunded = _sales_of_product(commission.product_id)
    clicks, idle = _clicks(angel_id, touch.at) if touch else (0, 0)
    return Facts(
        angel_id=angel_id,
        buyer_id=buyer_id,
        shares_browser=any(kind == "browser" for kind, _ in shared),
        shares_payer=any(kind == "payer" for kind, _ in shared),
        shares_contact=bool(contacts & (left[angel_id] | _saved_contacts(angel_id))),
        edges=_edges(angel_id, buyer_id, at - signals.RING_WITHIN),
        buyers=_ages(sales),
        touched_at=touch.at if touch else None,
        placed_at=order.placed_at,
        sold=len(of_product),
        refunded=sum(sale.refunded_cents > 0 for sale in of_product),
        all_sold=all_sold,
        all_refunded=all_refunded,
        clicks=clicks,
        idle_clicks=idle,
        sales_today=_sales_since(angel_id, at - timedelta(days=1)),
    )


def _browser_of(touch: Touch | None) -> set[tuple[str, str]]:
    return {("browser", traces.of_browser(touch.visitor_id))} if touch and touch.visitor_id else set()


def _saved_contacts(user_id: int) -> set[tuple[str, str]]:
    """Of the addresses that she keeps."""
    rows = session.execute(
        select(Address.phone, Address.region, Address.street).where(Address.user_id == user_id)
    ).all()
    phones = {("phone", traces.of_phone(row.phone)) for row in rows}
    return phones | {("address", traces.of_address(row.region, row.street)) for row in rows}


def _edges(angel_id: int, buyer_id: int, since: datetime) -> Mapping[tuple[int, int], int]:
    """(angel, buyer) -> lines, of all that leads from the angel to the buyer, on from her, and back to the angel."""
    rows = session.execute(
        select(Commission.angel_id, Order.buyer_id, func.count().label("times"))
        .join(Order, Order.id == Commission.order_id)
        .where(
            Commission.created_at > since,
            or_(
                (Commission.angel_id == angel_id) & (Order.buyer_id == buyer_id),
                Commission.angel_id == buyer_id,
                Order.buyer_id == angel_id,
            ),
        )
        .group_by(Commission.angel_id, Order.buyer_id)
    )
    return {(row.angel_id, row.buyer_id): row.times for row in rows}


def _latest_sales(angel_id: int, at: datetime) -> Sequence[Any]:
    return session.execute(
        select(
            Order.buyer_id,
            Commission.created_at.label("sold_at"),
            User.created_at.label("joined_at"),
            Commission.product_id,
            OrderLine.refunded_cents,
        )
        .join(Order, Order.id == Commission.order_id)
        .join(OrderLine, OrderLine.id == Commission.order_line_id)
        .join(User, User.id == Order.buyer_id)
        .where(Commission.angel_id == angel_id, Commission.created_at > at - signals.BUYERS_WITHIN)
        .order_by(Commission.id.desc())
        .limit(LATEST)
    ).all()


def _ages(sales: Sequence[Any]) -> dict[int, timedelta]:
    """Buyer -> how old her account was at the first of these sales, which come newest first."""
    return {sale.buyer_id: sale.sold_at - sale.joined_at for sale in sales}


def _sales_of_product(product_id: int) -> tuple[int, int]:
    """Of its latest paid lines, bought by anybody's word or nobody's: how many, and how many went back."""
    latest = (
        select(OrderLine.refunded_cents)
        .join(Order, Order.id == OrderLine.order_id)
        .where(OrderLine.product_id == product_id, Order.paid_at.is_not(None))
        .order_by(OrderLine.id.desc())
        .limit(LATEST)
        .subquery()
    )
    row = session.execute(
        select(
            func.count().label("sold"), func.count().filter(latest.c.refunded_cents > 0).label("refunded")
        ).select_from(latest)
    ).one()
    return row.sold, row.refunded


def _sales_since(angel_id: int, since: datetime) -> int:
    return (
        session.scalar(
            select(func.count()).where(Commission.angel_id == angel_id, Commission.created_at > since)
        )
        or 0
    )


def _clicks(angel_id: int, touched_at: datetime) -> tuple[int, int]:
    """Browsers that came by her links within the hour before, and those of them that did nothing the site can see: no
    page views are kept, so that is signing in, filling a cart, or coming by another link."""
    latest = (
        select(Touch.visitor_id, Touch.user_id, Touch.link_id)
        .where(
            Touch.angel_id == angel_id,
            Touch.at <= touched_at,
            Touch.at > touched_at - signals.CLUSTER_WITHIN,
            Touch.visitor_id != "",
        )
        .order_by(Touch.at.desc())
        .limit(LATEST)
        .subquery()
    )
    other = aliased(Touch)
    went_on = or_(
        latest.c.user_id.is_not(None),
        exists().where(CartLine.visitor_id == latest.c.visitor_id),
        exists().where(other.visitor_id == latest.c.visitor_id, other.link_id != latest.c.link_id),
    )
    clicks, active = session.execute(
        select(
            func.count(distinct(latest.c.visitor_id)),
            func.count(distinct(latest.c.visitor_id)).filter(went_on),
        )
    ).one()
    return clicks, clicks - active
