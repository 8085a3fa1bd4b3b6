"""Accept answers, say as of when they hold; ask about a variant; follow a question, hide a group from one's list."""

import sqlalchemy as sa
from alembic import op

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "product_facts",
        sa.Column("product_id", ID, autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_product_facts_product_id_products")
        ),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_product_facts")),
    )
    with op.batch_alter_table("answers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("accepted_by_id", ID, nullable=True))
        batch_op.add_column(sa.Column("accepted_as", sa.String(length=8), server_default="", nullable=False))
        batch_op.add_column(sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("doubted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("doubt", sa.String(length=8), server_default="", nullable=False))
        batch_op.create_index(
            "ix_answers_growing_old",
            ["confirmed_at"],
            unique=False,
            sqlite_where=sa.text("doubted_at IS NULL"),
            postgresql_where=sa.text("doubted_at IS NULL"),
        )
        batch_op.create_index(
            "uq_answers_accepted",
            ["question_id"],
            unique=True,
            sqlite_where=sa.text("accepted_at IS NOT NULL"),
            postgresql_where=sa.text("accepted_at IS NOT NULL"),
        )
        batch_op.create_check_constraint(
            op.f("ck_answers_accepted_as"), "accepted_as IN ('', 'asker', 'merchant')"
        )
        batch_op.create_check_constraint(op.f("ck_answers_doubt"), "doubt IN ('', 'changed', 'age')")
        batch_op.create_foreign_key(
            batch_op.f("fk_answers_accepted_by_id_users"), "users", ["accepted_by_id"], ["id"]
        )

    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("variant_id", ID, nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_questions_variant_id_variants"), "variants", ["variant_id"], ["id"]
        )

    # What the merchant has said until now holds as of the day on which she said it.
    op.execute("UPDATE answers SET confirmed_at = created_at WHERE from_merchant")

    with op.batch_alter_table("watches", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_watches_target_type"), type_="check")
        batch_op.drop_constraint(op.f("ck_watches_level"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_watches_target_type"), "target_type IN ('post', 'group', 'person', 'question')"
        )
        batch_op.create_check_constraint(
            op.f("ck_watches_level"), "level IN ('all', 'mentions', 'none', 'hidden')"
        )


def downgrade() -> None:
    op.execute("DELETE FROM watches WHERE target_type = 'question'")
    op.execute("UPDATE watches SET level = 'none' WHERE level = 'hidden'")
    with op.batch_alter_table("watches", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_watches_target_type"), type_="check")
        batch_op.drop_constraint(op.f("ck_watches_level"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_watches_target_type"), "target_type IN ('post', 'group', 'person')"
        )
        batch_op.create_check_constraint(op.f("ck_watches_level"), "level IN ('all', 'mentions', 'none')")

    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_questions_variant_id_variants"), type_="foreignkey")
        batch_op.drop_column("variant_id")

    with op.batch_alter_table("answers", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_answers_doubt"), type_="check")
        batch_op.drop_constraint(op.f("ck_answers_accepted_as"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_answers_accepted_by_id_users"), type_="foreignkey")
        batch_op.drop_index(
            "uq_answers_accepted",
            sqlite_where=sa.text("accepted_at IS NOT NULL"),
            postgresql_where=sa.text("accepted_at IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_answers_growing_old",
            sqlite_where=sa.text("doubted_at IS NULL"),
            postgresql_where=sa.text("doubted_at IS NULL"),
        )
        batch_op.drop_column("doubt")
        batch_op.drop_column("doubted_at")
        batch_op.drop_column("confirmed_at")
        batch_op.drop_column("accepted_as")
        batch_op.drop_column("accepted_by_id")
        batch_op.drop_column("accepted_at")

    op.drop_table("product_facts")
