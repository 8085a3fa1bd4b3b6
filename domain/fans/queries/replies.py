"""Replies that a shop often writes, and one of them filled in."""

from dataclasses import dataclass

from sqlalchemy import select

from core.db import session
from core.errors import NotFound
from core.policy import require
from domain.fans import rules
from domain.fans.models import CannedReply
from domain.merchants.policy import SUPPORTING, can_support
from domain.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class ReplyCard:
    id: int
    title: str
    body: str


def replies_of(viewer: Viewer, merchant_id: int) -> list[ReplyCard]:
    require(can_support(viewer, merchant_id))
    statement = select(CannedReply.id, CannedReply.title, CannedReply.body).where(
        CannedReply.merchant_id == merchant_id
    )
    return [ReplyCard(*row) for row in session.execute(statement.order_by(CannedReply.title, CannedReply.id))]


def reply_titles(viewer: Viewer, merchant_id: int) -> list[tuple[int, str]]:
    """(id, title) for the select beside a box; nothing for who does not speak for the shop."""
    if merchant_id not in viewer.shops_as(SUPPORTING):
        return []
    statement = select(CannedReply.id, CannedReply.title).where(CannedReply.merchant_id == merchant_id)
    return [
        (row[0], row[1]) for row in session.execute(statement.order_by(CannedReply.title, CannedReply.id))
    ]


def filled_reply(viewer: Viewer, reply_id: int | None, *, name: str = "", product: str = "") -> str:
    """The text of a reply of a shop that the viewer speaks for, with its placeholders filled."""
    row = session.execute(
        select(CannedReply.body).where(
            CannedReply.id == (reply_id or 0),
            CannedReply.merchant_id.in_(sorted(viewer.shops_as(SUPPORTING))),
        )
    ).first()
    if row is None:
        raise NotFound
    return rules.filled(row.body, name=name, product=product)
