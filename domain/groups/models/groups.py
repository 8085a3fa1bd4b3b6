"""A product's discussion group and its members by rule."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, not_negative

BASES = ("staff", "angel", "happy_buyer", "guest", "moderator")
LOST_REASONS = ("", "staff", "endorsement", "rating", "refund", "guest", "role", "removed")


class Group(Model):
    """One a product, with the product's id. `last_seq` numbers its messages; taken under this row's lock."""

    __tablename__ = "groups"
    __table_args__ = (not_negative("member_count"), not_negative("question_count"))

    product_id: Mapped[int] = fk("products.id", primary_key=True, autoincrement=False)
    last_seq: Mapped[int] = mapped_column(default=0)
    member_count: Mapped[int] = mapped_column(default=0)
    question_count: Mapped[int] = mapped_column(default=0)


class GroupMember(Model):
    """Membership by rule. `basis` is the strongest reason for it, `basis_ref` the row that it rests on: the merchant,
    the endorsement, the rating, the guest, the grant of the role. After it is lost (`lost_reason` says how) she reads
    until `grace_until_at`. Her name is listed once she has entered or spoken (`entered_at`)."""

    __tablename__ = "group_members"
    __table_args__ = (
        Index("ix_group_members_user", "user_id", "product_id"),
        CheckConstraint("basis IN ('staff', 'angel', 'happy_buyer', 'guest', 'moderator')", name="basis"),
        CheckConstraint(
            "lost_reason IN ('', 'staff', 'endorsement', 'rating', 'refund', 'guest', 'role', 'removed')",
            name="lost_reason",
        ),
    )

    product_id: Mapped[int] = fk("groups.product_id", primary_key=True)
    user_id: Mapped[int] = fk("users.id", primary_key=True)
    basis: Mapped[str] = mapped_column(String(12))
    basis_ref: Mapped[int | None]
    since_at: Mapped[datetime]
    lost_at: Mapped[datetime | None]
    lost_reason: Mapped[str] = mapped_column(String(12), default="")
    grace_until_at: Mapped[datetime | None]
    entered_at: Mapped[datetime | None]
    last_read_seq: Mapped[int] = mapped_column(default=0)
