"""know who sells and who works there

Invitations and history of a shop's people, its papers, the versions of its fee, invoices of entry fees, and what
merchants ask to fold. The clock decides about shops too, so a decision may be nobody's.
"""

import sqlalchemy as sa
from alembic import op

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "invoices",
        sa.Column("id", ID, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("merchant_id", ID, nullable=False),
        sa.Column("adjustment_id", ID, nullable=False),
        sa.Column("amount_cents", ID, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_invoices_amount_positive")),
        sa.ForeignKeyConstraint(
            ["adjustment_id"], ["adjustments.id"], name=op.f("fk_invoices_adjustment_id_adjustments")
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name=op.f("fk_invoices_merchant_id_merchants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoices")),
        sa.UniqueConstraint("adjustment_id", name=op.f("uq_invoices_adjustment_id")),
        sa.UniqueConstraint("number", name=op.f("uq_invoices_number")),
    )
    with op.batch_alter_table("invoices", schema=None) as batch_op:
        batch_op.create_index("ix_invoices_merchant", ["merchant_id", "id"], unique=False)

    op.create_table(
        "merchant_documents",
        sa.Column("id", ID, nullable=False),
        sa.Column("merchant_id", ID, nullable=True),
        sa.Column("sent_by_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("format", sa.String(length=8), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("token", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("bytes", ID, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", ID, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("format IN ('pdf', 'picture')", name=op.f("ck_merchant_documents_format")),
        sa.CheckConstraint(
            "kind IN ('licence', 'identity', 'other')", name=op.f("ck_merchant_documents_kind")
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'accepted', 'refused')", name=op.f("ck_merchant_documents_state")
        ),
        sa.CheckConstraint("bytes >= 0", name=op.f("ck_merchant_documents_bytes_not_negative")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["users.id"], name=op.f("fk_merchant_documents_decided_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name=op.f("fk_merchant_documents_merchant_id_merchants")
        ),
        sa.ForeignKeyConstraint(
            ["sent_by_id"], ["users.id"], name=op.f("fk_merchant_documents_sent_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merchant_documents")),
        sa.UniqueConstraint("token", name=op.f("uq_merchant_documents_token")),
    )
    with op.batch_alter_table("merchant_documents", schema=None) as batch_op:
        batch_op.create_index("ix_merchant_documents_kept", ["deleted_at", "sent_at"], unique=False)
        batch_op.create_index("ix_merchant_documents_merchant", ["merchant_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_merchant_documents_sent_by_id"), ["sent_by_id"], unique=False)

    op.create_table(
        "merchant_fees",
        sa.Column("id", ID, nullable=False),
        sa.Column("merchant_id", ID, nullable=False),
        sa.Column("number", ID, nullable=False),
        sa.Column("before_bps", ID, nullable=False),
        sa.Column("fee_bps", ID, nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("set_by_id", ID, nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applies_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_withdrawn", sa.Boolean(), nullable=False),
        sa.CheckConstraint("fee_bps BETWEEN 0 AND 6000", name=op.f("ck_merchant_fees_fee_bps")),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name=op.f("fk_merchant_fees_merchant_id_merchants")
        ),
        sa.ForeignKeyConstraint(["set_by_id"], ["users.id"], name=op.f("fk_merchant_fees_set_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merchant_fees")),
        sa.UniqueConstraint("merchant_id", "number", name=op.f("uq_merchant_fees_merchant_id_number")),
    )
    with op.batch_alter_table("merchant_fees", schema=None) as batch_op:
        batch_op.create_index("ix_merchant_fees_due", ["applied_at", "applies_at"], unique=False)

    op.create_table(
        "merchant_reviews",
        sa.Column("merchant_id", ID, autoincrement=False, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("noticed_days", ID, nullable=True),
        sa.Column("is_lapsed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name=op.f("fk_merchant_reviews_merchant_id_merchants")
        ),
        sa.PrimaryKeyConstraint("merchant_id", name=op.f("pk_merchant_reviews")),
    )
    with op.batch_alter_table("merchant_reviews", schema=None) as batch_op:
        batch_op.create_index("ix_merchant_reviews_due", ["due_at"], unique=False)

    op.create_table(
        "merchant_words",
        sa.Column("id", ID, nullable=False),
        sa.Column("merchant_id", ID, nullable=False),
        sa.Column("author_id", ID, nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("side IN ('merchant', 'platform')", name=op.f("ck_merchant_words_side")),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_merchant_words_author_id_users")),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name=op.f("fk_merchant_words_merchant_id_merchants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merchant_words")),
    )
    with op.batch_alter_table("merchant_words", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_merchant_words_author_id"), ["author_id"], unique=False)
        batch_op.create_index("ix_merchant_words_merchant", ["merchant_id", "id"], unique=False)

    op.create_table(
        "staff_invitations",
        sa.Column("id", ID, nullable=False),
        sa.Column("merchant_id", ID, nullable=False),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("user_id", ID, nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("invited_by_id", ID, nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('', 'accepted', 'declined', 'withdrawn')", name=op.f("ck_staff_invitations_outcome")
        ),
        sa.CheckConstraint(
            "role IN ('owner', 'support', 'shipping')", name=op.f("ck_staff_invitations_role")
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["users.id"], name=op.f("fk_staff_invitations_invited_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name=op.f("fk_staff_invitations_merchant_id_merchants")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_staff_invitations_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_invitations")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_staff_invitations_token_hash")),
    )
    with op.batch_alter_table("staff_invitations", schema=None) as batch_op:
        batch_op.create_index("ix_staff_invitations_merchant", ["merchant_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_staff_invitations_user_id"), ["user_id"], unique=False)
        batch_op.create_index(
            "uq_staff_invitations_open",
            ["merchant_id", "user_id"],
            unique=True,
            sqlite_where=sa.text("outcome = ''"),
            postgresql_where=sa.text("outcome = ''"),
        )

    op.create_table(
        "staff_steps",
        sa.Column("id", ID, nullable=False),
        sa.Column("merchant_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("user_id", ID, nullable=True),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("by_id", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('invited', 'joined', 'declined', 'withdrawn', 'role', 'left', 'removed')",
            name=op.f("ck_staff_steps_kind"),
        ),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_staff_steps_by_id_users")),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name=op.f("fk_staff_steps_merchant_id_merchants")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_staff_steps_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_steps")),
    )
    with op.batch_alter_table("staff_steps", schema=None) as batch_op:
        batch_op.create_index("ix_staff_steps_merchant", ["merchant_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_staff_steps_user_id"), ["user_id"], unique=False)

    op.create_table(
        "merchant_document_views",
        sa.Column("id", ID, nullable=False),
        sa.Column("document_id", ID, nullable=False),
        sa.Column("viewer_id", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["merchant_documents.id"],
            name=op.f("fk_merchant_document_views_document_id_merchant_documents"),
        ),
        sa.ForeignKeyConstraint(
            ["viewer_id"], ["users.id"], name=op.f("fk_merchant_document_views_viewer_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merchant_document_views")),
    )
    with op.batch_alter_table("merchant_document_views", schema=None) as batch_op:
        batch_op.create_index("ix_merchant_document_views_document", ["document_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_merchant_document_views_viewer_id"), ["viewer_id"], unique=False)

    op.create_table(
        "fold_requests",
        sa.Column("id", ID, nullable=False),
        sa.Column("target_type", sa.String(length=10), nullable=False),
        sa.Column("target_id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("merchant_id", ID, nullable=False),
        sa.Column("author_id", ID, nullable=False),
        sa.Column("asked_by_id", ID, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("decided_by_id", ID, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'confirmed', 'refused', 'lapsed', 'gone')", name=op.f("ck_fold_requests_state")
        ),
        sa.CheckConstraint(
            "target_type IN ('question', 'answer', 'message')", name=op.f("ck_fold_requests_target_type")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["users.id"], name=op.f("fk_fold_requests_asked_by_id_users")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_fold_requests_author_id_users")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["users.id"], name=op.f("fk_fold_requests_decided_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name=op.f("fk_fold_requests_merchant_id_merchants")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_fold_requests_product_id_products")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fold_requests")),
        sa.UniqueConstraint("target_type", "target_id", name=op.f("uq_fold_requests_target_type_target_id")),
    )
    with op.batch_alter_table("fold_requests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fold_requests_asked_by_id"), ["asked_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_fold_requests_author_id"), ["author_id"], unique=False)
        batch_op.create_index("ix_fold_requests_merchant", ["merchant_id", "asked_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_fold_requests_product_id"), ["product_id"], unique=False)
        batch_op.create_index("ix_fold_requests_state", ["state", "until_at"], unique=False)

    with op.batch_alter_table("merchant_decisions", schema=None) as batch_op:
        batch_op.alter_column("by_id", existing_type=ID, nullable=True)

    _invoice_what_was_posted()


def _invoice_what_was_posted() -> None:
    """Entry fees that were confirmed before there were invoices get one, in their order."""
    connection = op.get_bind()
    posted = connection.execute(
        sa.text(
            "SELECT id, holder_id, amount_cents, currency, decided_at, due_at FROM adjustments"
            " WHERE kind = 'entry_fee' AND state = 'posted' ORDER BY decided_at, id"
        )
    ).all()
    counts: dict[str, int] = {}
    for row in posted:
        year = str(row.decided_at)[:4]
        counts[year] = counts.get(year, 0) + 1
        connection.execute(
            sa.text(
                "INSERT INTO invoices"
                " (number, merchant_id, adjustment_id, amount_cents, currency, issued_at, due_at)"
                " VALUES (:number, :merchant, :adjustment, :cents, :currency, :issued, :due)"
            ),
            {
                "number": f"E{year}-{counts[year]:04d}",
                "merchant": row.holder_id,
                "adjustment": row.id,
                "cents": -row.amount_cents,
                "currency": row.currency,
                "issued": row.decided_at,
                "due": row.due_at,
            },
        )


def downgrade() -> None:
    op.execute("DELETE FROM merchant_decisions WHERE by_id IS NULL")
    with op.batch_alter_table("merchant_decisions", schema=None) as batch_op:
        batch_op.alter_column("by_id", existing_type=ID, nullable=False)

    with op.batch_alter_table("fold_requests", schema=None) as batch_op:
        batch_op.drop_index("ix_fold_requests_state")
        batch_op.drop_index(batch_op.f("ix_fold_requests_product_id"))
        batch_op.drop_index("ix_fold_requests_merchant")
        batch_op.drop_index(batch_op.f("ix_fold_requests_author_id"))
        batch_op.drop_index(batch_op.f("ix_fold_requests_asked_by_id"))

    op.drop_table("fold_requests")
    with op.batch_alter_table("merchant_document_views", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_merchant_document_views_viewer_id"))
        batch_op.drop_index("ix_merchant_document_views_document")

    op.drop_table("merchant_document_views")
    with op.batch_alter_table("staff_steps", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_steps_user_id"))
        batch_op.drop_index("ix_staff_steps_merchant")

    op.drop_table("staff_steps")
    with op.batch_alter_table("staff_invitations", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_staff_invitations_open",
            sqlite_where=sa.text("outcome = ''"),
            postgresql_where=sa.text("outcome = ''"),
        )
        batch_op.drop_index(batch_op.f("ix_staff_invitations_user_id"))
        batch_op.drop_index("ix_staff_invitations_merchant")

    op.drop_table("staff_invitations")
    with op.batch_alter_table("merchant_words", schema=None) as batch_op:
        batch_op.drop_index("ix_merchant_words_merchant")
        batch_op.drop_index(batch_op.f("ix_merchant_words_author_id"))

    op.drop_table("merchant_words")
    with op.batch_alter_table("merchant_reviews", schema=None) as batch_op:
        batch_op.drop_index("ix_merchant_reviews_due")

    op.drop_table("merchant_reviews")
    with op.batch_alter_table("merchant_fees", schema=None) as batch_op:
        batch_op.drop_index("ix_merchant_fees_due")

    op.drop_table("merchant_fees")
    with op.batch_alter_table("merchant_documents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_merchant_documents_sent_by_id"))
        batch_op.drop_index("ix_merchant_documents_merchant")
        batch_op.drop_index("ix_merchant_documents_kept")

    op.drop_table("merchant_documents")
    with op.batch_alter_table("invoices", schema=None) as batch_op:
        batch_op.drop_index("ix_invoices_merchant")

    op.drop_table("invoices")
