"""let groups talk"""

import sqlalchemy as sa
from alembic import op

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "announcement_opt_outs",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["groups.product_id"], name=op.f("fk_announcement_opt_outs_product_id_groups")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_announcement_opt_outs_user_id_users")
        ),
        sa.PrimaryKeyConstraint("user_id", "product_id", name=op.f("pk_announcement_opt_outs")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "group_guests",
        sa.Column("id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("invited_by_id", ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["users.id"], name=op.f("fk_group_guests_ended_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["users.id"], name=op.f("fk_group_guests_invited_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["groups.product_id"], name=op.f("fk_group_guests_product_id_groups")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_group_guests_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_guests")),
    )
    op.create_index("ix_group_guests_ends", "group_guests", ["ends_at"], unique=False)
    op.create_index("ix_group_guests_user", "group_guests", ["user_id"], unique=False)
    op.create_index(
        "uq_group_guests_open",
        "group_guests",
        ["product_id", "user_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )

    op.create_table(
        "group_removals",
        sa.Column("id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("by_id", ID, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by_id", ID, nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_group_removals_by_id_users")),
        sa.ForeignKeyConstraint(
            ["lifted_by_id"], ["users.id"], name=op.f("fk_group_removals_lifted_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["groups.product_id"], name=op.f("fk_group_removals_product_id_groups")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_group_removals_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_removals")),
    )
    op.create_index(
        "uq_group_removals_standing",
        "group_removals",
        ["product_id", "user_id"],
        unique=True,
        sqlite_where=sa.text("lifted_at IS NULL"),
        postgresql_where=sa.text("lifted_at IS NULL"),
    )

    op.create_table(
        "group_pins",
        sa.Column("id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("message_id", ID, nullable=False),
        sa.Column("pinned_by_id", ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", ID, nullable=True),
        sa.ForeignKeyConstraint(["ended_by_id"], ["users.id"], name=op.f("fk_group_pins_ended_by_id_users")),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_group_pins_message_id_messages")
        ),
        sa.ForeignKeyConstraint(
            ["pinned_by_id"], ["users.id"], name=op.f("fk_group_pins_pinned_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["groups.product_id"], name=op.f("fk_group_pins_product_id_groups")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_pins")),
    )
    op.create_index("ix_group_pins_product", "group_pins", ["product_id", "ends_at"], unique=False)
    op.create_index(
        "uq_group_pins_up",
        "group_pins",
        ["message_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )

    op.create_table(
        "message_photos",
        sa.Column("id", ID, nullable=False),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("message_id", ID, nullable=True),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("position", ID, nullable=False),
        sa.Column("alt", sa.String(length=200), nullable=False),
        sa.Column("width", ID, nullable=False),
        sa.Column("height", ID, nullable=False),
        sa.Column("color", sa.String(length=7), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_message_photos_message_id_messages")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_message_photos_owner_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_photos")),
        sa.UniqueConstraint("key", name=op.f("uq_message_photos_key")),
    )
    op.create_index("ix_message_photos_message", "message_photos", ["message_id", "position"], unique=False)
    op.create_index("ix_message_photos_owner", "message_photos", ["owner_id"], unique=False)

    op.add_column("answers", sa.Column("worn_role", sa.String(length=10), server_default="", nullable=False))

    op.add_column("comments", sa.Column("worn_role", sa.String(length=10), server_default="", nullable=False))

    with op.batch_alter_table("group_members", schema=None) as batch_op:
        batch_op.add_column(sa.Column("basis_ref", ID, nullable=True))
        batch_op.add_column(sa.Column("lost_reason", sa.String(length=12), server_default="", nullable=False))
        batch_op.drop_constraint(op.f("ck_group_members_basis"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_group_members_basis"), "basis IN ('staff', 'angel', 'happy_buyer', 'guest', 'moderator')"
        )
        batch_op.create_check_constraint(
            op.f("ck_group_members_lost_reason"),
            "lost_reason IN ('', 'staff', 'endorsement', 'rating', 'refund', 'guest', 'role', 'removed')",
        )
    # Those who left before it was noted why: by what they had been, and for buyers by whether it went back.
    op.execute(
        "UPDATE group_members SET lost_reason = CASE basis WHEN 'staff' THEN 'staff' WHEN 'angel' THEN 'endorsement' ELSE CASE WHEN EXISTS (SELECT 1 FROM ratings WHERE ratings.user_id = group_members.user_id AND ratings.product_id = group_members.product_id AND ratings.is_refunded) THEN 'refund' ELSE 'rating' END END WHERE lost_at IS NOT NULL"
    )

    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("from_platform", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("worn_role", sa.String(length=10), server_default="", nullable=False))
        batch_op.add_column(
            sa.Column("is_announcement", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("reply_to_id", ID, nullable=True))
        batch_op.add_column(sa.Column("product_card_id", ID, nullable=True))
        batch_op.add_column(sa.Column("order_card_id", ID, nullable=True))
        batch_op.add_column(sa.Column("photo_count", ID, server_default="0", nullable=False))
        batch_op.add_column(sa.Column("report_count", ID, server_default="0", nullable=False))
        batch_op.create_index(
            "ix_messages_announcements",
            ["product_id", "id"],
            unique=False,
            sqlite_where=sa.text("is_announcement"),
            postgresql_where=sa.text("is_announcement"),
        )
        batch_op.create_check_constraint(op.f("ck_messages_photo_count_not_negative"), "photo_count >= 0")
        batch_op.create_check_constraint(op.f("ck_messages_report_count_not_negative"), "report_count >= 0")
        batch_op.create_foreign_key(
            batch_op.f("fk_messages_order_card_id_orders"), "orders", ["order_card_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_messages_product_card_id_products"), "products", ["product_card_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_messages_reply_to_id_messages"), "messages", ["reply_to_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_messages_reply_to_id_messages"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_messages_product_card_id_products"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_messages_order_card_id_orders"), type_="foreignkey")
        batch_op.drop_index(
            "ix_messages_announcements",
            sqlite_where=sa.text("is_announcement"),
            postgresql_where=sa.text("is_announcement"),
        )
        batch_op.drop_constraint(op.f("ck_messages_report_count_not_negative"), type_="check")
        batch_op.drop_constraint(op.f("ck_messages_photo_count_not_negative"), type_="check")
        batch_op.drop_column("report_count")
        batch_op.drop_column("photo_count")
        batch_op.drop_column("order_card_id")
        batch_op.drop_column("product_card_id")
        batch_op.drop_column("reply_to_id")
        batch_op.drop_column("is_announcement")
        batch_op.drop_column("worn_role")
        batch_op.drop_column("from_platform")

    op.execute("DELETE FROM group_members WHERE basis IN ('guest', 'moderator')")
    with op.batch_alter_table("group_members", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_group_members_lost_reason"), type_="check")
        batch_op.drop_constraint(op.f("ck_group_members_basis"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_group_members_basis"), "basis IN ('staff', 'angel', 'happy_buyer')"
        )
        batch_op.drop_column("lost_reason")
        batch_op.drop_column("basis_ref")

    op.drop_column("comments", "worn_role")

    op.drop_column("answers", "worn_role")

    op.drop_index("ix_message_photos_owner", table_name="message_photos")
    op.drop_index("ix_message_photos_message", table_name="message_photos")

    op.drop_table("message_photos")
    op.drop_index(
        "uq_group_pins_up",
        table_name="group_pins",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_index("ix_group_pins_product", table_name="group_pins")

    op.drop_table("group_pins")
    op.drop_index(
        "uq_group_removals_standing",
        table_name="group_removals",
        sqlite_where=sa.text("lifted_at IS NULL"),
        postgresql_where=sa.text("lifted_at IS NULL"),
    )

    op.drop_table("group_removals")
    op.drop_index(
        "uq_group_guests_open",
        table_name="group_guests",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_index("ix_group_guests_user", table_name="group_guests")
    op.drop_index("ix_group_guests_ends", table_name="group_guests")

    op.drop_table("group_guests")
    op.drop_table("announcement_opt_outs")
