"""After-sales: what the buyer says is wrong, what the two sides and the platform did about it, and their talk."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, not_negative, primary_key
from core.triggers import append_only


class OrderCase(Model):
    """States and their ways: domain/orders/case_rules.py. `kind`: refund (the goods stay), return, exchange.
    `amount_cents` is what goes back if it is granted, or if an exchange ends in money; `offered_*` is the merchant's
    counter-offer.
    `due_at` is when the clock takes the next step. The case is open until `closed_at`, and nothing of its order
    vests while one is."""

    __tablename__ = "order_cases"
    __table_args__ = (
        Index("ix_order_cases_order", "order_id", "id"),
        Index("ix_order_cases_merchant", "merchant_id", "closed_at", "due_at"),
        Index("ix_order_cases_buyer", "buyer_id", "id"),
        Index("ix_order_cases_angel", "angel_id", "id"),
        Index("ix_order_cases_state", "state", "due_at"),
        UniqueConstraint("refund_id"),
        CheckConstraint("kind IN ('refund', 'return', 'exchange')", name="kind"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed"),
        CheckConstraint("(outcome = '') = (closed_at IS NULL)", name="outcome"),
        not_negative("amount_cents"),
    )

    id: Mapped[int] = primary_key()
    order_id: Mapped[int] = fk("orders.id")
    # Those of the order, so that lists need no join.
    buyer_id: Mapped[int] = fk("users.id")
    merchant_id: Mapped[int] = fk("merchants.id")
    kind: Mapped[str] = mapped_column(String(8))
    problem: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10))
    outcome: Mapped[str] = mapped_column(String(10), default="")
    amount_cents: Mapped[int] = mapped_column(default=0)
    offered_cents: Mapped[int | None]
    offered_return: Mapped[bool] = mapped_column(default=False)
    refund_id: Mapped[int | None] = fk("refunds.id", nullable=True)
    # The post that tells of it, when the case was opened from there.
    post_id: Mapped[int | None] = fk("posts.id", nullable=True)
    # The angel whom the buyer lets in, while she does.
    angel_id: Mapped[int | None] = fk("users.id", nullable=True)
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    return_carrier: Mapped[str] = mapped_column(String(60), default="")
    return_tracking: Mapped[str] = mapped_column(String(60), default="")
    replacement_carrier: Mapped[str] = mapped_column(String(60), default="")
    replacement_tracking: Mapped[str] = mapped_column(String(60), default="")


class OrderCaseLine(Model):
    """What of a line the case is about: pieces (none: only money), and the money they are worth. `replaced_quantity`
    pieces were sent instead of them, `restocked_quantity` of the old ones lie on the shelf again without a refund."""

    __tablename__ = "order_case_lines"
    __table_args__ = (
        not_negative("quantity"),
        not_negative("amount_cents"),
        CheckConstraint("replaced_quantity BETWEEN 0 AND quantity", name="replaced"),
        CheckConstraint("restocked_quantity BETWEEN 0 AND quantity", name="restocked"),
    )

    case_id: Mapped[int] = fk("order_cases.id", primary_key=True)
    order_line_id: Mapped[int] = fk("order_lines.id", primary_key=True, index=True)
    quantity: Mapped[int]
    amount_cents: Mapped[int] = mapped_column(default=0)
    replaced_quantity: Mapped[int] = mapped_column(default=0)
    restocked_quantity: Mapped[int] = mapped_column(default=0)


class OrderCaseStep(Model):
    """The history of a case, append-only: who did what and when, with the words that the others read. `side`: buyer,
    merchant, angel, platform, clock."""

    __tablename__ = "order_case_steps"
    __table_args__ = (Index("ix_order_case_steps_case", "case_id", "id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = primary_key()
    case_id: Mapped[int] = fk("order_cases.id")
    act: Mapped[str] = mapped_column(String(16))
    from_state: Mapped[str] = mapped_column(String(10), default="")
    to_state: Mapped[str] = mapped_column(String(10))
    side: Mapped[str] = mapped_column(String(8))
    by_id: Mapped[int | None] = fk("users.id", nullable=True)
    amount_cents: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]


append_only("order_case_steps")


class OrderCaseMessage(Model):
    """A word in the talk of a case."""

    __tablename__ = "order_case_messages"
    __table_args__ = (Index("ix_order_case_messages_case", "case_id", "id"),)

    id: Mapped[int] = primary_key()
    case_id: Mapped[int] = fk("order_cases.id")
    by_id: Mapped[int] = fk("users.id")
    side: Mapped[str] = mapped_column(String(8))
    body: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]


class OrderCasePicture(Model):
    """A picture in a case, in the private store; without a message it belongs to the buyer's first words."""

    __tablename__ = "order_case_pictures"
    __table_args__ = (
        Index("ix_order_case_pictures_case", "case_id", "id"),
        UniqueConstraint("key"),
    )

    id: Mapped[int] = primary_key()
    case_id: Mapped[int] = fk("order_cases.id")
    message_id: Mapped[int | None] = fk("order_case_messages.id", nullable=True)
    key: Mapped[str] = mapped_column(String(40))
    width: Mapped[int]
    height: Mapped[int]
    color: Mapped[str] = mapped_column(String(7), default="")
