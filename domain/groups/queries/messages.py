"""The members' chat."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, func, select
from sqlalchemy.orm import aliased

from core.db import session
from core.policy import Decision
from domain.groups import policy
from domain.groups.actions.talking import membership
from domain.groups.models import GroupMember, Message
from domain.people.models import User
from domain.people.policy import not_blocked
from domain.people.queries import PersonCard
from domain.people.viewer import Viewer

MESSAGES_SHOWN = 50


@dataclass(frozen=True, slots=True)
class MessageCard:
    id: int
    seq: int
    author: PersonCard
    basis: str
    body_html: str
    from_merchant: bool
    state: str
    fold_reason: str
    created_at: datetime
    client_id: str
    is_mine: bool


def messages_of(
    viewer: Viewer,
    product_id: int,
    *,
    after: int | None = None,
    before: int | None = None,
    ids: Sequence[int] | None = None,
    size: int = MESSAGES_SHOWN,
) -> list[MessageCard]:
    """The chat in reading order: the newest, those after a seq, those before one, or those with
    `ids`. The viewer's right to read it
    has been asked for already (`GroupHead.can_read_chat`)."""
    member = aliased(GroupMember)
    statement = (
        select(
            Message,
            User.id.label("user_id"),
            User.handle,
            User.display_name,
            User.avatar_key,
            func.coalesce(member.basis, "").label("basis"),
        )
        .join(User, User.id == Message.author_id)
        .outerjoin(member, and_(member.product_id == Message.product_id, member.user_id == Message.author_id))
        .where(Message.product_id == product_id, not_blocked(viewer, Message.author_id))
    )
    if after is not None:
        rows = session.execute(statement.where(Message.seq > after).order_by(Message.seq).limit(size)).all()
        return [_message_card(viewer, row) for row in rows]
    if ids is not None:
        statement = statement.where(Message.id.in_(ids))
    if before is not None:
        statement = statement.where(Message.seq < before)
    rows = session.execute(statement.order_by(Message.seq.desc()).limit(size)).all()
    return [_message_card(viewer, row) for row in reversed(rows)]


def may_read_chat(viewer: Viewer, product_id: int) -> Decision:
    return policy.can_read_chat(viewer, membership(viewer, product_id))


def _message_card(viewer: Viewer, row: Row[*tuple[Any, ...]]) -> MessageCard:
    message: Message = row.Message
    may_read = message.state == "visible" or (
        message.state == "folded" and (viewer.is_moderator or message.author_id == viewer.id)
    )
    return MessageCard(
        id=message.id,
        seq=message.seq,
        author=PersonCard(row.user_id, row.handle, row.display_name, row.avatar_key),
        basis=row.basis,
        body_html=message.body_html if may_read else "",
        from_merchant=message.from_merchant,
        state=message.state,
        fold_reason=message.fold_reason,
        created_at=message.created_at,
        client_id=message.client_id or "",
        is_mine=message.author_id == viewer.id,
    )
