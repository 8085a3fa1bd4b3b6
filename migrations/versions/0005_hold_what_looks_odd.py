"""hold what looks odd"""

import sqlalchemy as sa
from alembic import op

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "traces",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("digest", sa.String(length=43), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('browser', 'phone', 'address', 'payer')", name=op.f("ck_traces_kind")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_traces_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", "kind", "digest", name=op.f("pk_traces")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_traces_at", "traces", ["at"], unique=False)

    op.create_table(
        "commission_reviews",
        sa.Column("id", ID, nullable=False),
        sa.Column("commission_id", ID, nullable=False),
        sa.Column("cause", sa.String(length=8), nullable=False),
        sa.Column("cause_id", ID, nullable=True),
        sa.Column("score", ID, nullable=False),
        sa.Column("signals", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("opened_by_id", ID, nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("words_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", ID, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("voided_cents", ID, nullable=False),
        sa.Column("base_cents", ID, nullable=False),
        sa.Column("appeal", sa.Text(), nullable=False),
        sa.Column("appealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appeal_by_id", ID, nullable=True),
        sa.Column("appeal_ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appeal_decision", sa.Text(), nullable=False),
        sa.Column("restored_cents", ID, nullable=False),
        sa.CheckConstraint(
            "cause IN ('signals', 'hand', 'dispute')", name=op.f("ck_commission_reviews_cause")
        ),
        sa.CheckConstraint("signals <> '' OR reason <> ''", name=op.f("ck_commission_reviews_said_why")),
        sa.CheckConstraint(
            "state IN ('held', 'released', 'refunded', 'voided', 'appealed', 'upheld', 'restored')",
            name=op.f("ck_commission_reviews_state"),
        ),
        sa.CheckConstraint(
            "restored_cents >= 0", name=op.f("ck_commission_reviews_restored_cents_not_negative")
        ),
        sa.CheckConstraint("voided_cents >= 0", name=op.f("ck_commission_reviews_voided_cents_not_negative")),
        sa.ForeignKeyConstraint(
            ["appeal_by_id"], ["users.id"], name=op.f("fk_commission_reviews_appeal_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["commission_id"],
            ["commissions.id"],
            name=op.f("fk_commission_reviews_commission_id_commissions"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["users.id"], name=op.f("fk_commission_reviews_decided_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["users.id"], name=op.f("fk_commission_reviews_opened_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commission_reviews")),
    )
    op.create_index("ix_commission_reviews_cause", "commission_reviews", ["cause", "cause_id"], unique=False)
    op.create_index("ix_commission_reviews_commission", "commission_reviews", ["commission_id"], unique=False)
    op.create_index("ix_commission_reviews_due", "commission_reviews", ["state", "due_at"], unique=False)
    op.create_index(
        "uq_commission_reviews_held",
        "commission_reviews",
        ["commission_id"],
        unique=True,
        sqlite_where=sa.text("state = 'held'"),
        postgresql_where=sa.text("state = 'held'"),
    )

    op.create_index("ix_touches_angel", "touches", ["angel_id", "at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_touches_angel", table_name="touches")

    op.drop_index("uq_commission_reviews_held", table_name="commission_reviews")
    op.drop_index("ix_commission_reviews_due", table_name="commission_reviews")
    op.drop_index("ix_commission_reviews_commission", table_name="commission_reviews")
    op.drop_index("ix_commission_reviews_cause", table_name="commission_reviews")

    op.drop_table("commission_reviews")
    op.drop_index("ix_traces_at", table_name="traces")

    op.drop_table("traces")
