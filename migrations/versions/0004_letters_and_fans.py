"""Lay the tables of letters and of the fan desk."""

import sqlalchemy as sa
from alembic import op

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "canned_replies",
        sa.Column("id", ID, nullable=False),
        sa.Column("merchant_id", ID, nullable=False),
        sa.Column("title", sa.String(length=40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("by_id", ID, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_canned_replies_by_id_users")),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name=op.f("fk_canned_replies_merchant_id_merchants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canned_replies")),
    )
    op.create_index("ix_canned_replies_merchant", "canned_replies", ["merchant_id", "id"], unique=False)

    op.create_table(
        "fan_tags",
        sa.Column("id", ID, nullable=False),
        sa.Column("merchant_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("words", sa.String(length=20), nullable=False),
        sa.Column("folded", sa.String(length=60), nullable=False),
        sa.Column("set_by_id", ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by", sa.String(length=4), nullable=False),
        sa.CheckConstraint("(removed_at IS NULL) = (removed_by = '')", name=op.f("ck_fan_tags_removed")),
        sa.CheckConstraint(
            "kind IN ('taste', 'size', 'habit', 'interest', 'service')", name=op.f("ck_fan_tags_kind")
        ),
        sa.CheckConstraint("removed_by IN ('', 'fan', 'shop')", name=op.f("ck_fan_tags_removed_by")),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name=op.f("fk_fan_tags_merchant_id_merchants")
        ),
        sa.ForeignKeyConstraint(["set_by_id"], ["users.id"], name=op.f("fk_fan_tags_set_by_id_users")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_fan_tags_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fan_tags")),
    )
    op.create_index("ix_fan_tags_folded", "fan_tags", ["merchant_id", "folded", "user_id"], unique=False)
    op.create_index("ix_fan_tags_user", "fan_tags", ["user_id", "id"], unique=False)
    op.create_index(
        "uq_fan_tags_set",
        "fan_tags",
        ["merchant_id", "user_id", "folded"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )

    op.create_table(
        "letter_threads",
        sa.Column("id", ID, nullable=False),
        sa.Column("fan_id", ID, nullable=False),
        sa.Column("merchant_id", ID, nullable=True),
        sa.Column("owner_id", ID, nullable=True),
        sa.Column("begun_by_id", ID, nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=4), nullable=False),
        sa.Column("last_seq", ID, nullable=False),
        sa.Column("fan_read_seq", ID, nullable=False),
        sa.Column("desk_read_seq", ID, nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("closed_by IN ('', 'fan', 'desk')", name=op.f("ck_letter_threads_closed_by")),
        sa.CheckConstraint(
            "(merchant_id IS NULL) <> (owner_id IS NULL)", name=op.f("ck_letter_threads_one_desk")
        ),
        sa.CheckConstraint(
            "fan_read_seq <= last_seq AND desk_read_seq <= last_seq",
            name=op.f("ck_letter_threads_read_what_is_there"),
        ),
        sa.CheckConstraint("last_seq >= 0", name=op.f("ck_letter_threads_last_seq_not_negative")),
        sa.CheckConstraint(
            "owner_id IS NULL OR owner_id <> fan_id", name=op.f("ck_letter_threads_not_oneself")
        ),
        sa.ForeignKeyConstraint(
            ["begun_by_id"], ["users.id"], name=op.f("fk_letter_threads_begun_by_id_users")
        ),
        sa.ForeignKeyConstraint(["fan_id"], ["users.id"], name=op.f("fk_letter_threads_fan_id_users")),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name=op.f("fk_letter_threads_merchant_id_merchants")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_letter_threads_owner_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_threads")),
        sa.UniqueConstraint("fan_id", "merchant_id", name=op.f("uq_letter_threads_fan_id_merchant_id")),
        sa.UniqueConstraint("fan_id", "owner_id", name=op.f("uq_letter_threads_fan_id_owner_id")),
    )
    op.create_index("ix_letter_threads_fan", "letter_threads", ["fan_id", "last_at", "id"], unique=False)
    op.create_index(
        "ix_letter_threads_merchant", "letter_threads", ["merchant_id", "last_at", "id"], unique=False
    )
    op.create_index("ix_letter_threads_owner", "letter_threads", ["owner_id", "last_at", "id"], unique=False)

    op.create_table(
        "broadcasts",
        sa.Column("id", ID, nullable=False),
        sa.Column("merchant_id", ID, nullable=False),
        sa.Column("by_id", ID, nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("cleaner_version", ID, nullable=False),
        sa.Column("product_id", ID, nullable=True),
        sa.Column("fact", sa.String(length=10), nullable=False),
        sa.Column("tag", sa.String(length=60), nullable=False),
        sa.Column("reached_count", ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("reached_count >= 0", name=op.f("ck_broadcasts_reached_count_not_negative")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_broadcasts_by_id_users")),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name=op.f("fk_broadcasts_merchant_id_merchants")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_broadcasts_product_id_products")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcasts")),
    )
    op.create_index("ix_broadcasts_merchant", "broadcasts", ["merchant_id", "id"], unique=False)

    op.create_table(
        "letters",
        sa.Column("id", ID, nullable=False),
        sa.Column("thread_id", ID, nullable=False),
        sa.Column("seq", ID, nullable=False),
        sa.Column("author_id", ID, nullable=False),
        sa.Column("from_desk", sa.Boolean(), nullable=False),
        sa.Column("client_id", sa.String(length=40), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("cleaner_version", ID, nullable=False),
        sa.Column("product_id", ID, nullable=True),
        sa.Column("picture_count", ID, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("fold_reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('visible', 'folded', 'deleted')", name=op.f("ck_letters_state")),
        sa.CheckConstraint("picture_count >= 0", name=op.f("ck_letters_picture_count_not_negative")),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_letters_author_id_users")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_letters_product_id_products")),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["letter_threads.id"], name=op.f("fk_letters_thread_id_letter_threads")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
        sa.UniqueConstraint("author_id", "client_id", name=op.f("uq_letters_author_id_client_id")),
        sa.UniqueConstraint("thread_id", "seq", name=op.f("uq_letters_thread_id_seq")),
    )
    op.create_table(
        "broadcast_receipts",
        sa.Column("broadcast_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcasts.id"], name=op.f("fk_broadcast_receipts_broadcast_id_broadcasts")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_broadcast_receipts_user_id_users")),
        sa.PrimaryKeyConstraint("broadcast_id", "user_id", name=op.f("pk_broadcast_receipts")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_broadcast_receipts_user", "broadcast_receipts", ["user_id", "broadcast_id"], unique=False
    )

    op.create_table(
        "broadcast_stops",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("merchant_id", ID, nullable=False),
        sa.Column("broadcast_id", ID, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcasts.id"], name=op.f("fk_broadcast_stops_broadcast_id_broadcasts")
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name=op.f("fk_broadcast_stops_merchant_id_merchants")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_broadcast_stops_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", "merchant_id", name=op.f("pk_broadcast_stops")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_broadcast_stops_broadcast", "broadcast_stops", ["broadcast_id"], unique=False)
    op.create_index(op.f("ix_broadcast_stops_merchant_id"), "broadcast_stops", ["merchant_id"], unique=False)

    op.create_table(
        "letter_pictures",
        sa.Column("id", ID, nullable=False),
        sa.Column("letter_id", ID, nullable=True),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("width", ID, nullable=False),
        sa.Column("height", ID, nullable=False),
        sa.Column("color", sa.String(length=7), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letters.id"], name=op.f("fk_letter_pictures_letter_id_letters")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_letter_pictures_owner_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_pictures")),
        sa.UniqueConstraint("key", name=op.f("uq_letter_pictures_key")),
    )
    op.create_index("ix_letter_pictures_letter", "letter_pictures", ["letter_id", "id"], unique=False)
    op.create_index("ix_letter_pictures_owner", "letter_pictures", ["owner_id", "created_at"], unique=False)


def downgrade() -> None:
    op.drop_table("letter_pictures")
    op.drop_table("broadcast_stops")
    op.drop_table("broadcast_receipts")
    op.drop_table("letters")
    op.drop_table("broadcasts")
    op.drop_table("letter_threads")
    op.drop_table("fan_tags")
    op.drop_table("canned_replies")
