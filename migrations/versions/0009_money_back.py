"""Keep what of a refund went back twice, and what came back."""

import sqlalchemy as sa
from alembic import op

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "refund_excesses",
        sa.Column("refund_id", ID, autoincrement=False, nullable=False),
        sa.Column("amount_cents", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_refund_excesses_amount_positive")),
        sa.ForeignKeyConstraint(
            ["refund_id"], ["refunds.id"], name=op.f("fk_refund_excesses_refund_id_refunds")
        ),
        sa.PrimaryKeyConstraint("refund_id", name=op.f("pk_refund_excesses")),
    )
    op.create_table(
        "refund_returns",
        sa.Column("id", ID, nullable=False),
        sa.Column("refund_id", ID, nullable=False),
        sa.Column("amount_cents", ID, nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_refund_returns_amount_positive")),
        sa.ForeignKeyConstraint(
            ["refund_id"], ["refunds.id"], name=op.f("fk_refund_returns_refund_id_refunds")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund_returns")),
    )
    with op.batch_alter_table("refund_returns", schema=None) as batch_op:
        batch_op.create_index("ix_refund_returns_refund", ["refund_id", "paid_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("refund_returns", schema=None) as batch_op:
        batch_op.drop_index("ix_refund_returns_refund")

    op.drop_table("refund_returns")
    op.drop_table("refund_excesses")
