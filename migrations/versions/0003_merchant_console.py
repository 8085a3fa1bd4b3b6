"""merchant console"""

import sqlalchemy as sa
from alembic import op

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lessons_read",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("slug", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_lessons_read_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", "slug", name=op.f("pk_lessons_read")),
    )
    op.create_table(
        "catalog_imports",
        sa.Column("id", ID, nullable=False),
        sa.Column("merchant_id", ID, nullable=False),
        sa.Column("by_id", ID, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("row_count", ID, nullable=False),
        sa.Column("done_count", ID, nullable=False),
        sa.Column("new_count", ID, nullable=False),
        sa.Column("changed_count", ID, nullable=False),
        sa.Column("same_count", ID, nullable=False),
        sa.Column("bad_count", ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('checking', 'checked', 'running', 'done')", name=op.f("ck_catalog_imports_state")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_catalog_imports_by_id_users")),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name=op.f("fk_catalog_imports_merchant_id_merchants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalog_imports")),
    )
    op.create_index("ix_catalog_imports_merchant", "catalog_imports", ["merchant_id", "id"])
    op.create_table(
        "catalog_import_rows",
        sa.Column("import_id", ID, nullable=False),
        sa.Column("line", ID, autoincrement=False, nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('', 'new', 'changed', 'same', 'bad')", name=op.f("ck_catalog_import_rows_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["catalog_imports.id"],
            name=op.f("fk_catalog_import_rows_import_id_catalog_imports"),
        ),
        sa.PrimaryKeyConstraint("import_id", "line", name=op.f("pk_catalog_import_rows")),
    )
    op.create_index("ix_catalog_import_rows_outcome", "catalog_import_rows", ["import_id", "outcome", "line"])
    # For statistics of a shop by day.
    op.create_index("ix_commissions_merchant", "commissions", ["merchant_id", "created_at"])
    op.create_index("ix_orders_merchant_paid", "orders", ["merchant_id", "paid_at"])
    op.create_index("ix_touches_product", "touches", ["product_id", "at"])


def downgrade() -> None:
    op.drop_index("ix_touches_product", table_name="touches")
    op.drop_index("ix_orders_merchant_paid", table_name="orders")
    op.drop_index("ix_commissions_merchant", table_name="commissions")
    op.drop_table("catalog_import_rows")
    op.drop_table("catalog_imports")
    op.drop_table("lessons_read")
