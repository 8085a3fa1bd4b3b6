"""Ask buyers who are willing; pictures in questions and answers."""

import sqlalchemy as sa
from alembic import op

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "asking_choices",
        sa.Column("user_id", ID, autoincrement=False, nullable=False),
        sa.Column("is_willing", sa.Boolean(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_asking_choices_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_asking_choices")),
    )
    op.create_table(
        "question_offers",
        sa.Column("question_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_question_offers_question_id_questions")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_question_offers_user_id_users")),
        sa.PrimaryKeyConstraint("question_id", "user_id", name=op.f("pk_question_offers")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_question_offers_user", "question_offers", ["user_id", "offered_at"], unique=False)

    op.create_table(
        "question_photos",
        sa.Column("id", ID, nullable=False),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("question_id", ID, nullable=True),
        sa.Column("answer_id", ID, nullable=True),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("position", ID, nullable=False),
        sa.Column("alt", sa.String(length=200), nullable=False),
        sa.Column("width", ID, nullable=False),
        sa.Column("height", ID, nullable=False),
        sa.Column("color", sa.String(length=7), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "question_id IS NULL OR answer_id IS NULL", name=op.f("ck_question_photos_one_place")
        ),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answers.id"], name=op.f("fk_question_photos_answer_id_answers")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_question_photos_owner_id_users")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_question_photos_question_id_questions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_photos")),
        sa.UniqueConstraint("key", name=op.f("uq_question_photos_key")),
    )
    op.create_index("ix_question_photos_answer", "question_photos", ["answer_id", "position"], unique=False)
    op.create_index("ix_question_photos_owner", "question_photos", ["owner_id"], unique=False)
    op.create_index(
        "ix_question_photos_question", "question_photos", ["question_id", "position"], unique=False
    )

    for table in ("questions", "answers"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("photo_count", ID, server_default="0", nullable=False))
            batch_op.create_check_constraint(op.f(f"ck_{table}_photo_count_not_negative"), "photo_count >= 0")


def downgrade() -> None:
    for table in ("answers", "questions"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(op.f(f"ck_{table}_photo_count_not_negative"), type_="check")
            batch_op.drop_column("photo_count")

    op.drop_index("ix_question_photos_question", table_name="question_photos")
    op.drop_index("ix_question_photos_owner", table_name="question_photos")
    op.drop_index("ix_question_photos_answer", table_name="question_photos")
    op.drop_table("question_photos")
    op.drop_index("ix_question_offers_user", table_name="question_offers")
    op.drop_table("question_offers")
    op.drop_table("asking_choices")
