"""What an open page of the chat is told: how far the talk is, what has changed, who is here."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from sqlalchemy import Select, func, or_, select, union

from core.db import session
from core.errors import NotFound
from core.policy import Decision
from domain.catalog.models import Product
from domain.catalog.policy import readable_products
from domain.groups import policy
from domain.groups.actions.talking import membership
from domain.groups.models import Group, GroupMember, Message, MessageChange, UnseenPerson
from domain.groups.queries.messages import MessageCard, messages_of
from domain.people.models import Block, User
from domain.people.queries import PersonCard
from domain.people.viewer import Viewer

CHANGES_SHOWN = 100
NAMED_HERE = 12


class Mark(NamedTuple):
    """How far a group's talk is: the newest message, and the newest change of an older one."""

    seq: int = 0
    change: int = 0


def may_follow(viewer: Viewer, product_id: int) -> Decision:
    """Whether the viewer may be told what is said in the chat as it is said. Raises NotFound as the page does."""
    seen = readable_products(select(Product.id), viewer).where(
        Product.id == product_id, Product.state != "draft"
    )
    if session.scalar(seen) is None:
        raise NotFound
    return policy.can_read_chat(viewer, membership(viewer, product_id))


def mark_of(product_id: int) -> Mark:
    return marks_of((product_id,)).get(product_id, Mark())


def marks_of(product_ids: Collection[int]) -> dict[int, Mark]:
    """For whoever tells people, not for the people themselves."""
    change = (
        select(func.max(MessageChange.number))
        .where(MessageChange.product_id == Group.product_id)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Group.product_id, Group.last_seq, func.coalesce(change, 0).label("change")).where(
            Group.product_id.in_(product_ids)
        )
    )
    return {row.product_id: Mark(row.last_seq, row.change) for row in rows}


def changed_messages(viewer: Viewer, product_id: int, since: Mark) -> list[MessageCard]:
    """Messages up to the one of `since` that have changed since, as they are now; the latest changes first. The
    viewer's right to read them has been asked for already."""
    changed = (
        select(MessageChange.message_id)
        .join(Message, Message.id == MessageChange.message_id)
        .where(
            MessageChange.product_id == product_id,
            MessageChange.number > since.change,
            Message.seq <= since.seq,
        )
        .order_by(MessageChange.number.desc())
        .limit(CHANGES_SHOWN)
    )
    ids = session.scalars(changed).all()
    return messages_of(viewer, product_id, ids=ids, size=CHANGES_SHOWN) if ids else []


def apart_from(viewer: Viewer) -> frozenset[int]:
    """Whom the viewer has blocked, and who has blocked the viewer."""
    return frozenset(
        session.scalars(
            union(
                select(Block.blocked_id).where(Block.blocker_id == viewer.id),
                select(Block.blocker_id).where(Block.blocked_id == viewer.id),
            )
        )
    )


def seen_as(viewer: Viewer, product_id: int) -> PersonCard | None:
    """As whom the others see the viewer come, go and type: nobody, unless she is a listed member who wants it."""
    found = session.execute(_seen(product_id).where(User.id == viewer.id)).first()
    return PersonCard(*found) if found else None


def seen_among(product_id: int, user_ids: Iterable[int]) -> list[PersonCard]:
    """Those of `user_ids` whom others may see here, by name; whoever is told leaves out whom she is apart from."""
    statement = _seen(product_id).where(User.id.in_(tuple(user_ids))).order_by(User.display_name, User.id)
    return [PersonCard(*row) for row in session.execute(statement)]


def wants_to_be_seen(viewer: Viewer) -> bool:
    return session.get(UnseenPerson, viewer.id) is None


def _seen(product_id: int) -> Select[int, str, str, str | None]:
    return (
        select(User.id, User.handle, User.display_name, User.avatar_key)
        .join(GroupMember, GroupMember.user_id == User.id)
        .outerjoin(UnseenPerson, UnseenPerson.user_id == User.id)
        .where(
            GroupMember.product_id == product_id,
            GroupMember.lost_at.is_(None),
            or_(GroupMember.entered_at.is_not(None), GroupMember.basis == "staff"),
            UnseenPerson.user_id.is_(None),
            User.closed_at.is_(None),
        )
    )
