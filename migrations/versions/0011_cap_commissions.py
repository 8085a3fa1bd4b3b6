"""Let shops say what they pay at most as commission."""

import sqlalchemy as sa
from alembic import op

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "commission_caps",
        sa.Column("id", ID, nullable=False),
        sa.Column("merchant_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=5), nullable=False),
        sa.Column("cents", ID, nullable=True),
        sa.Column("set_by_id", ID, nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('line', 'order')", name=op.f("ck_commission_caps_kind")),
        sa.CheckConstraint("cents > 0", name=op.f("ck_commission_caps_cents_positive")),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name=op.f("fk_commission_caps_merchant_id_merchants")
        ),
        sa.ForeignKeyConstraint(["set_by_id"], ["users.id"], name=op.f("fk_commission_caps_set_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commission_caps")),
    )
    op.create_index("ix_commission_caps_merchant", "commission_caps", ["merchant_id", "kind", "ends_at"])
    op.create_index(
        "uq_commission_caps_last",
        "commission_caps",
        ["merchant_id", "kind"],
        unique=True,
        sqlite_where=sa.text("ends_at IS NULL"),
        postgresql_where=sa.text("ends_at IS NULL"),
    )
    op.add_column("order_lines", sa.Column("commission_cap_cents", ID, nullable=True))
    with op.batch_alter_table("commissions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("cap_cents", ID, nullable=True))
        batch_op.create_check_constraint(op.f("ck_commissions_within_cap"), "amount_cents <= cap_cents")


def downgrade() -> None:
    with op.batch_alter_table("commissions", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_commissions_within_cap"), type_="check")
        batch_op.drop_column("cap_cents")

    op.drop_column("order_lines", "commission_cap_cents")
    op.drop_index(
        "uq_commission_caps_last",
        "commission_caps",
        sqlite_where=sa.text("ends_at IS NULL"),
        postgresql_where=sa.text("ends_at IS NULL"),
    )
    op.drop_index("ix_commission_caps_merchant", "commission_caps")
    op.drop_table("commission_caps")
