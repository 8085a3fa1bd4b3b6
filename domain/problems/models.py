"""Tables of the problem desk: what buyers say is wrong, the talk with the merchant about it, and its counts."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, not_negative, primary_key


class ProblemDesk(Model):
    """One a product, with the product's id. Counts what stands there for all to read: `open_count` waits for its end,
    `solved_count` has had it."""

    __tablename__ = "problem_desks"
    __table_args__ = (not_negative("open_count"), not_negative("solved_count"))

    product_id: Mapped[int] = fk("products.id", primary_key=True, autoincrement=False)
    open_count: Mapped[int] = mapped_column(default=0)
    solved_count: Mapped[int] = mapped_column(default=0)


class Problem(Model):
    """`stage`: open, answered, solved, reopened (domain/problems/rules.py); `state`: visible, folded, deleted.
    `batch` is what stands on the package, `ship_week` when it was sent; `batch_key` tells one batch from another. Whose
    it is is shown to the merchant, to others only if she wants it (`shows_name`); her order never."""

    __tablename__ = "problems"
    __table_args__ = (
        Index("ix_problems_product", "product_id", "state", "id"),
        Index("ix_problems_batch", "product_id", "batch_key", "kind", "created_at"),
        Index("ix_problems_author", "author_id", "id"),
        Index("ix_problems_line", "order_line_id"),
        Index("ix_problems_first_answer", "product_id", "created_at"),
        Index(
            "ix_problems_lapsing",
            "answered_at",
            sqlite_where=text("stage = 'answered'"),
            postgresql_where=text("stage = 'answered'"),
        ),
        CheckConstraint("stage IN ('open', 'answered', 'solved', 'reopened')", name="stage"),
        CheckConstraint("state IN ('visible', 'folded', 'deleted')", name="state"),
        CheckConstraint("(stage = 'solved') = (solved_at IS NOT NULL)", name="solved"),
        CheckConstraint("stage <> 'answered' OR answered_at IS NOT NULL", name="answered"),
    )

    id: Mapped[int] = primary_key()
    product_id: Mapped[int] = fk("problem_desks.product_id")
    order_line_id: Mapped[int] = fk("order_lines.id")
    author_id: Mapped[int] = fk("users.id")
    shows_name: Mapped[bool] = mapped_column(default=False)
    kind: Mapped[str] = mapped_column(String(12))
    batch: Mapped[str] = mapped_column(String(40), default="")
    ship_week: Mapped[str] = mapped_column(String(8), default="")
    batch_key: Mapped[str] = mapped_column(String(48), default="")
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    cleaner_version: Mapped[int] = mapped_column(default=0)
    stage: Mapped[str] = mapped_column(String(8), default="open")
    state: Mapped[str] = mapped_column(String(8), default="visible")
    fold_reason: Mapped[str] = mapped_column(Text, default="")
    photo_count: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    # The merchant's first word counts for the clock, the last one for the problem's own end.
    first_answered_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    solved_at: Mapped[datetime | None]
    # Empty when the clock counted it as solved.
    solved_by_id: Mapped[int | None] = fk("users.id", nullable=True)
    recreated_at: Mapped[datetime | None]


class ProblemWord(Model):
    """A word in the talk about a problem. `side`: buyer, merchant."""

    __tablename__ = "problem_words"
    __table_args__ = (
        Index("ix_problem_words_problem", "problem_id", "id"),
        Index("ix_problem_words_author", "author_id"),
        CheckConstraint("side IN ('buyer', 'merchant')", name="side"),
    )

    id: Mapped[int] = primary_key()
    problem_id: Mapped[int] = fk("problems.id")
    author_id: Mapped[int] = fk("users.id")
    side: Mapped[str] = mapped_column(String(8))
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    cleaner_version: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime]


class ProblemPicture(Model):
    """A picture of a problem, in the private store. Without `problem_id` it waits for its form to be sent again."""

    __tablename__ = "problem_pictures"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_problem_pictures_problem", "problem_id", "id"),
        Index("ix_problem_pictures_owner", "owner_id"),
    )

    id: Mapped[int] = primary_key()
    owner_id: Mapped[int] = fk("users.id")
    problem_id: Mapped[int | None] = fk("problems.id", nullable=True)
    key: Mapped[str] = mapped_column(String(40))
    width: Mapped[int]
    height: Mapped[int]
    color: Mapped[str] = mapped_column(String(7), default="")
    created_at: Mapped[datetime]


class BatchAlert(Model):
    """Several buyers of one batch told of the same kind of problem within a week; said once."""

    __tablename__ = "batch_alerts"
    __table_args__ = (UniqueConstraint("product_id", "batch_key", "kind"),)

    id: Mapped[int] = primary_key()
    product_id: Mapped[int] = fk("problem_desks.product_id")
    batch_key: Mapped[str] = mapped_column(String(48))
    kind: Mapped[str] = mapped_column(String(12))
    # The problem whose batch it was called by then.
    problem_id: Mapped[int] = fk("problems.id")
    buyer_count: Mapped[int]
    at: Mapped[datetime]
