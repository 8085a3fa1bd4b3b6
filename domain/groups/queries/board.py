"""What stands above the chat, and what the one who writes there may do and show."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core import clock
from core.db import session
from domain.groups import policy
from domain.groups.actions.heat import may_announce_at
from domain.groups.actions.voices import voices_of
from domain.groups.models import AnnouncementOptOut, GroupPin, Message
from domain.groups.queries.heads import GroupHead
from domain.orders.models import Order, OrderLine
from domain.people.models import User
from domain.people.policy import not_blocked
from domain.people.viewer import Viewer

ORDERS_OFFERED = 5


@dataclass(frozen=True, slots=True)
class PinCard:
    id: int
    message_id: int
    seq: int
    author: str
    body: str
    from_merchant: bool
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class OwnOrder:
    number: str
    variant_name: str
    placed_at: datetime


@dataclass(frozen=True, slots=True)
class Desk:
    """`voices`: for whom she may speak, the usual one first. `announce_at`: when the shop may announce again, None for
    now; only where `can_announce`."""

    voices: tuple[str, ...]
    can_pin: bool
    can_announce: bool
    announce_at: datetime | None
    wants_announcements: bool
    orders: list[OwnOrder]


def pins_of(viewer: Viewer, product_id: int) -> list[PinCard]:
    """At most three, the newest first: one query."""
    rows = session.execute(
        select(GroupPin.id, GroupPin.ends_at, Message, User.display_name)
        .join(Message, Message.id == GroupPin.message_id)
        .join(User, User.id == Message.author_id)
        .where(
            GroupPin.product_id == product_id,
            GroupPin.ended_at.is_(None),
            GroupPin.ends_at > clock.now(),
            Message.state == "visible",
            not_blocked(viewer, Message.author_id),
        )
        .order_by(GroupPin.id.desc())
    )
    return [
        PinCard(
            id=row.id,
            message_id=row.Message.id,
            seq=row.Message.seq,
            author=row.display_name,
            body=row.Message.body,
            from_merchant=row.Message.from_merchant,
            ends_at=row.ends_at,
        )
        for row in rows
    ]


def desk_of(viewer: Viewer, head: GroupHead) -> Desk:
    """One or two queries."""
    can_announce = not head.is_suspended and policy.can_announce(viewer, head.merchant_id).ok
    return Desk(
        voices=voices_of(viewer, head.merchant_id, head.basis),
        can_pin=not head.is_suspended and policy.can_pin(viewer, head.merchant_id).ok,
        can_announce=can_announce,
        announce_at=may_announce_at(head.product_id) if can_announce else None,
        wants_announcements=can_announce or not _has_opted_out(viewer, head.product_id),
        orders=[] if can_announce or not head.can_chat.ok else _own_orders(viewer, head.product_id),
    )


def _has_opted_out(viewer: Viewer, product_id: int) -> bool:
    return session.get(AnnouncementOptOut, (viewer.id, product_id)) is not None


def _own_orders(viewer: Viewer, product_id: int) -> list[OwnOrder]:
    rows = session.execute(
        select(Order.number, OrderLine.variant_name, Order.placed_at)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(Order.buyer_id == viewer.id, OrderLine.product_id == product_id)
        .order_by(Order.id.desc())
        .limit(ORDERS_OFFERED)
    )
    return [OwnOrder(row.number, row.variant_name, row.placed_at) for row in rows]
