"""The viewer's groups."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from core.db import session
from core.paging import SIZE, Page, page_of
from domain.catalog.models import Product
from domain.catalog.policy import readable_products
from domain.groups import rules
from domain.groups.models import Group, GroupMember, Message
from domain.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class MyGroup:
    """One of the viewer's groups, with what she has not read, counted to 99."""

    product_id: int
    title: str
    picture_key: str | None
    basis: str
    unread: int
    member_count: int
    last_body: str


def groups_of(
    viewer: Viewer, *, after: int | None = None, size: int = SIZE, without: Collection[int] = ()
) -> Page[MyGroup]:
    """The viewer's groups but for those `without`, by their products, the latest first."""
    unread = Group.last_seq - GroupMember.last_read_seq
    last = (
        select(Message.body)
        .where(
            Message.product_id == Group.product_id, Message.seq == Group.last_seq, Message.state == "visible"
        )
        .scalar_subquery()
    )
    statement = (
        select(
            Product.id,
            Product.title,
            Product.picture_key,
            GroupMember.basis,
            unread.label("unread"),
            Group.member_count,
            last.label("last_body"),
        )
        .join(GroupMember, GroupMember.product_id == Product.id)
        .join(Group, Group.product_id == Product.id)
        .where(GroupMember.user_id == viewer.id, GroupMember.lost_at.is_(None))
    )
    if without:
        statement = statement.where(Product.id.not_in(without))
    if after is not None:
        statement = statement.where(Product.id < after)
    rows = session.execute(
        readable_products(statement, viewer).order_by(Product.id.desc()).limit(size + 1)
    ).all()
    page = page_of(rows, size, lambda row: row.id)
    return Page(
        [
            MyGroup(
                row.id,
                row.title,
                row.picture_key,
                row.basis,
                min(max(row.unread, 0), rules.UNREAD_MAX + 1),
                row.member_count,
                row.last_body or "",
            )
            for row in page.items
        ],
        page.next_cursor,
    )
