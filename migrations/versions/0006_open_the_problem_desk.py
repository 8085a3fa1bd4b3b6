"""Open the problem desk: what buyers say is wrong, the talk about it, its counts and the alerts of batches."""

import sqlalchemy as sa
from alembic import op

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "problem_desks",
        sa.Column("product_id", ID, autoincrement=False, nullable=False),
        sa.Column("open_count", ID, nullable=False),
        sa.Column("solved_count", ID, nullable=False),
        sa.CheckConstraint("open_count >= 0", name=op.f("ck_problem_desks_open_count_not_negative")),
        sa.CheckConstraint("solved_count >= 0", name=op.f("ck_problem_desks_solved_count_not_negative")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_problem_desks_product_id_products")
        ),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_problem_desks")),
    )
    op.create_table(
        "problems",
        sa.Column("id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("order_line_id", ID, nullable=False),
        sa.Column("author_id", ID, nullable=False),
        sa.Column("shows_name", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("batch", sa.String(length=40), nullable=False),
        sa.Column("ship_week", sa.String(length=8), nullable=False),
        sa.Column("batch_key", sa.String(length=48), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("cleaner_version", ID, nullable=False),
        sa.Column("stage", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("fold_reason", sa.Text(), nullable=False),
        sa.Column("photo_count", ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("solved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("solved_by_id", ID, nullable=True),
        sa.Column("recreated_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(stage = 'solved') = (solved_at IS NOT NULL)", name=op.f("ck_problems_solved")),
        sa.CheckConstraint("state IN ('visible', 'folded', 'deleted')", name=op.f("ck_problems_state")),
        sa.CheckConstraint(
            "stage <> 'answered' OR answered_at IS NOT NULL", name=op.f("ck_problems_answered")
        ),
        sa.CheckConstraint(
            "stage IN ('open', 'answered', 'solved', 'reopened')", name=op.f("ck_problems_stage")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_problems_author_id_users")),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_lines.id"], name=op.f("fk_problems_order_line_id_order_lines")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["problem_desks.product_id"], name=op.f("fk_problems_product_id_problem_desks")
        ),
        sa.ForeignKeyConstraint(["solved_by_id"], ["users.id"], name=op.f("fk_problems_solved_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problems")),
    )
    op.create_index("ix_problems_author", "problems", ["author_id", "id"], unique=False)
    op.create_index(
        "ix_problems_batch", "problems", ["product_id", "batch_key", "kind", "created_at"], unique=False
    )
    op.create_index("ix_problems_first_answer", "problems", ["product_id", "created_at"], unique=False)
    op.create_index(
        "ix_problems_lapsing",
        "problems",
        ["answered_at"],
        unique=False,
        sqlite_where=sa.text("stage = 'answered'"),
        postgresql_where=sa.text("stage = 'answered'"),
    )
    op.create_index("ix_problems_line", "problems", ["order_line_id"], unique=False)
    op.create_index("ix_problems_product", "problems", ["product_id", "state", "id"], unique=False)

    op.create_table(
        "batch_alerts",
        sa.Column("id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("batch_key", sa.String(length=48), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("problem_id", ID, nullable=False),
        sa.Column("buyer_count", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["problem_id"], ["problems.id"], name=op.f("fk_batch_alerts_problem_id_problems")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["problem_desks.product_id"],
            name=op.f("fk_batch_alerts_product_id_problem_desks"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch_alerts")),
        sa.UniqueConstraint(
            "product_id", "batch_key", "kind", name=op.f("uq_batch_alerts_product_id_batch_key_kind")
        ),
    )
    op.create_table(
        "problem_pictures",
        sa.Column("id", ID, nullable=False),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("problem_id", ID, nullable=True),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("width", ID, nullable=False),
        sa.Column("height", ID, nullable=False),
        sa.Column("color", sa.String(length=7), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_problem_pictures_owner_id_users")),
        sa.ForeignKeyConstraint(
            ["problem_id"], ["problems.id"], name=op.f("fk_problem_pictures_problem_id_problems")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem_pictures")),
        sa.UniqueConstraint("key", name=op.f("uq_problem_pictures_key")),
    )
    op.create_index("ix_problem_pictures_owner", "problem_pictures", ["owner_id"], unique=False)
    op.create_index("ix_problem_pictures_problem", "problem_pictures", ["problem_id", "id"], unique=False)

    op.create_table(
        "problem_words",
        sa.Column("id", ID, nullable=False),
        sa.Column("problem_id", ID, nullable=False),
        sa.Column("author_id", ID, nullable=False),
        sa.Column("side", sa.String(length=8), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("cleaner_version", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("side IN ('buyer', 'merchant')", name=op.f("ck_problem_words_side")),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_problem_words_author_id_users")),
        sa.ForeignKeyConstraint(
            ["problem_id"], ["problems.id"], name=op.f("fk_problem_words_problem_id_problems")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem_words")),
    )
    op.create_index("ix_problem_words_author", "problem_words", ["author_id"], unique=False)
    op.create_index("ix_problem_words_problem", "problem_words", ["problem_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_problem_words_problem", table_name="problem_words")
    op.drop_index("ix_problem_words_author", table_name="problem_words")

    op.drop_table("problem_words")
    op.drop_index("ix_problem_pictures_problem", table_name="problem_pictures")
    op.drop_index("ix_problem_pictures_owner", table_name="problem_pictures")

    op.drop_table("problem_pictures")
    op.drop_table("batch_alerts")
    op.drop_index("ix_problems_product", table_name="problems")
    op.drop_index("ix_problems_line", table_name="problems")
    op.drop_index("ix_problems_lapsing", table_name="problems")
    op.drop_index("ix_problems_first_answer", table_name="problems")
    op.drop_index("ix_problems_batch", table_name="problems")
    op.drop_index("ix_problems_author", table_name="problems")

    op.drop_table("problems")
    op.drop_table("problem_desks")
