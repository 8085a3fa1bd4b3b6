"""lay the tables"""

import sqlalchemy as sa
from alembic import op

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("holder_id", ID, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("balance_cents", ID, nullable=False),
        sa.Column("last_line_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint(
            "kind", "holder_id", "currency", name=op.f("uq_accounts_kind_holder_id_currency")
        ),
    )
    op.create_table(
        "attempts",
        sa.Column("id", ID, nullable=False),
        sa.Column("scope", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
    )
    op.create_index("ix_attempts_key", "attempts", ["scope", "key", "at"], unique=False)
    op.create_table(
        "categories",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_categories")),
        sa.UniqueConstraint("name", name=op.f("uq_categories_name")),
    )
    op.create_table(
        "mod_chain",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("length", ID, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_mod_chain_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mod_chain")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", ID, nullable=False),
        sa.Column("job", sa.String(length=80), nullable=False),
        sa.Column("event", sa.String(length=80), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("available_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", ID, nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_due", "outbox", ["available_at", "id"], unique=False)
    op.create_table(
        "statement_months",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("last_line_id", ID, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_statement_months")),
    )
    op.create_table(
        "statements",
        sa.Column("id", ID, nullable=False),
        sa.Column("holder_kind", sa.String(length=8), nullable=False),
        sa.Column("holder_id", ID, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_line_id", ID, nullable=False),
        sa.Column("line_count", ID, nullable=False),
        sa.Column("opening_cents", ID, nullable=False),
        sa.Column("closing_cents", ID, nullable=False),
        sa.Column("previous_sha256", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "holder_kind IN ('angel', 'merchant', 'site')", name=op.f("ck_statements_holder_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statements")),
        sa.UniqueConstraint(
            "holder_kind",
            "holder_id",
            "currency",
            "month",
            name=op.f("uq_statements_holder_kind_holder_id_currency_month"),
        ),
    )
    op.create_index(
        "ix_statements_holder", "statements", ["holder_kind", "holder_id", "currency", "id"], unique=False
    )
    op.create_table(
        "topics",
        sa.Column("id", ID, nullable=False),
        sa.Column("key", sa.String(length=50), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topics")),
        sa.UniqueConstraint("key", name=op.f("uq_topics_key")),
    )
    op.create_table(
        "users",
        sa.Column("id", ID, nullable=False),
        sa.Column("handle", sa.String(length=20), nullable=False),
        sa.Column("display_name", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("bio", sa.Text(), nullable=False),
        sa.Column("avatar_key", sa.String(length=40), nullable=True),
        sa.Column("locale", sa.String(length=10), nullable=False),
        sa.Column("theme", sa.String(length=5), nullable=False),
        sa.Column("purchases_shown", sa.String(length=8), nullable=False),
        sa.Column("profile_window", sa.String(length=10), nullable=False),
        sa.Column("is_suggested", sa.Boolean(), nullable=False),
        sa.Column("suggests_by_purchases", sa.Boolean(), nullable=False),
        sa.Column("is_exportable", sa.Boolean(), nullable=False),
        sa.Column("feed_token_hash", sa.String(length=64), nullable=True),
        sa.Column("time_zone", sa.String(length=40), nullable=False),
        sa.Column("feed_seen_id", ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "profile_window IN ('all', 'half_year', 'three_days')", name=op.f("ck_users_profile_window")
        ),
        sa.CheckConstraint(
            "purchases_shown IN ('named', 'counted', 'hidden')", name=op.f("ck_users_purchases_shown")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
        sa.UniqueConstraint("feed_token_hash", name=op.f("uq_users_feed_token_hash")),
        sa.UniqueConstraint("handle", name=op.f("uq_users_handle")),
    )
    op.create_table(
        "addresses",
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("recipient", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("region", sa.String(length=100), nullable=False),
        sa.Column("street", sa.String(length=200), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_addresses_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_addresses")),
    )
    op.create_index(op.f("ix_addresses_user_id"), "addresses", ["user_id"], unique=False)
    op.create_table(
        "adjustments",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("account_kind", sa.String(length=20), nullable=False),
        sa.Column("holder_id", ID, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.Column("amount_cents", ID, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proposed_by_id", ID, nullable=False),
        sa.Column("decided_by_id", ID, nullable=True),
        sa.CheckConstraint(
            "account_kind IN ('angel_available', 'merchant_payable')",
            name=op.f("ck_adjustments_account_kind"),
        ),
        sa.CheckConstraint(
            "kind IN ('correction', 'entry_fee', 'write_off')", name=op.f("ck_adjustments_kind")
        ),
        sa.CheckConstraint("state IN ('proposed', 'posted', 'withdrawn')", name=op.f("ck_adjustments_state")),
        sa.CheckConstraint("amount_cents <> 0", name=op.f("ck_adjustments_amount_not_zero")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["users.id"], name=op.f("fk_adjustments_decided_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["users.id"], name=op.f("fk_adjustments_proposed_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjustments")),
    )
    op.create_index("ix_adjustments_holder", "adjustments", ["account_kind", "holder_id", "id"], unique=False)
    op.create_index("ix_adjustments_state", "adjustments", ["state", "id"], unique=False)
    op.create_table(
        "blocks",
        sa.Column("blocker_id", ID, nullable=False),
        sa.Column("blocked_id", ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["blocked_id"], ["users.id"], name=op.f("fk_blocks_blocked_id_users")),
        sa.ForeignKeyConstraint(["blocker_id"], ["users.id"], name=op.f("fk_blocks_blocker_id_users")),
        sa.PrimaryKeyConstraint("blocker_id", "blocked_id", name=op.f("pk_blocks")),
    )
    op.create_index("ix_blocks_blocked", "blocks", ["blocked_id", "blocker_id"], unique=False)
    op.create_table(
        "cases",
        sa.Column("id", ID, nullable=False),
        sa.Column("target_type", sa.String(length=10), nullable=False),
        sa.Column("target_id", ID, nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("report_count", ID, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('open', 'decided')", name=op.f("ck_cases_state")),
        sa.CheckConstraint("report_count >= 0", name=op.f("ck_cases_report_count_not_negative")),
        sa.ForeignKeyConstraint(["subject_id"], ["users.id"], name=op.f("fk_cases_subject_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
    )
    op.create_index("ix_cases_state", "cases", ["state", "id"], unique=False)
    op.create_index(op.f("ix_cases_subject_id"), "cases", ["subject_id"], unique=False)
    op.create_index(
        "uq_cases_open",
        "cases",
        ["target_type", "target_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "checkouts",
        sa.Column("id", ID, nullable=False),
        sa.Column("buyer_id", ID, nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=False),
        sa.Column("body_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["buyer_id"], ["users.id"], name=op.f("fk_checkouts_buyer_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkouts")),
        sa.UniqueConstraint(
            "buyer_id", "idempotency_key", name=op.f("uq_checkouts_buyer_id_idempotency_key")
        ),
    )
    op.create_table(
        "circles",
        sa.Column("id", ID, nullable=False),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_circles_owner_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circles")),
    )
    op.create_index("ix_circles_owner", "circles", ["owner_id", "id"], unique=False)
    op.create_table(
        "collections",
        sa.Column("id", ID, nullable=False),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("audience", sa.String(length=8), nullable=False),
        sa.Column("item_count", ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("audience IN ('public', 'friends', 'me')", name=op.f("ck_collections_audience")),
        sa.CheckConstraint("item_count >= 0", name=op.f("ck_collections_item_count_not_negative")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_collections_owner_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collections")),
    )
    op.create_index("ix_collections_owner", "collections", ["owner_id", "id"], unique=False)
    op.create_table(
        "deliveries",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("by_mail", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.Boolean(), nullable=False),
        sa.Column("quiet_from", ID, nullable=False),
        sa.Column("quiet_to", ID, nullable=False),
        sa.Column("digested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", ID, nullable=False),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_deliveries_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_deliveries")),
    )
    op.create_table(
        "dismissals",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("other_id", ID, nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["other_id"], ["users.id"], name=op.f("fk_dismissals_other_id_users")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_dismissals_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", "other_id", name=op.f("pk_dismissals")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "drafts",
        sa.Column("id", ID, nullable=False),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("version", ID, nullable=False),
        sa.Column("publish_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_drafts_owner_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("owner_id", "key", name=op.f("uq_drafts_owner_id_key")),
    )
    op.create_index("ix_drafts_due", "drafts", ["publish_at"], unique=False)
    op.create_table(
        "follows",
        sa.Column("follower_id", ID, nullable=False),
        sa.Column("followee_id", ID, nullable=False),
        sa.Column("is_friend", sa.Boolean(), nullable=False),
        sa.Column("shows_posts", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("follower_id <> followee_id", name=op.f("ck_follows_not_oneself")),
        sa.ForeignKeyConstraint(["followee_id"], ["users.id"], name=op.f("fk_follows_followee_id_users")),
        sa.ForeignKeyConstraint(["follower_id"], ["users.id"], name=op.f("fk_follows_follower_id_users")),
        sa.PrimaryKeyConstraint("follower_id", "followee_id", name=op.f("pk_follows")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_follows_followee", "follows", ["followee_id", "follower_id"], unique=False)
    op.create_table(
        "friend_requests",
        sa.Column("from_id", ID, nullable=False),
        sa.Column("to_id", ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["from_id"], ["users.id"], name=op.f("fk_friend_requests_from_id_users")),
        sa.ForeignKeyConstraint(["to_id"], ["users.id"], name=op.f("fk_friend_requests_to_id_users")),
        sa.PrimaryKeyConstraint("from_id", "to_id", name=op.f("pk_friend_requests")),
    )
    op.create_index("ix_friend_requests_to", "friend_requests", ["to_id", "created_at"], unique=False)
    op.create_table(
        "gateway_payments",
        sa.Column("id", ID, nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("buyer_id", ID, nullable=False),
        sa.Column("provider", sa.String(length=12), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("amount_cents", ID, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("remote_id", sa.String(length=120), nullable=False),
        sa.Column("transaction_id", sa.String(length=80), nullable=True),
        sa.Column("goes_to", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times_asked", ID, nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('open', 'paid', 'closed')", name=op.f("ck_gateway_payments_state")),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_gateway_payments_amount_positive")),
        sa.ForeignKeyConstraint(["buyer_id"], ["users.id"], name=op.f("fk_gateway_payments_buyer_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gateway_payments")),
        sa.UniqueConstraint(
            "provider", "transaction_id", name=op.f("uq_gateway_payments_provider_transaction_id")
        ),
        sa.UniqueConstraint("reference", name=op.f("uq_gateway_payments_reference")),
    )
    op.create_index("ix_gateway_payments_open", "gateway_payments", ["state", "asked_at"], unique=False)
    op.create_table(
        "hidings",
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("viewer_id", ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_hidings_owner_id_users")),
        sa.ForeignKeyConstraint(["viewer_id"], ["users.id"], name=op.f("fk_hidings_viewer_id_users")),
        sa.PrimaryKeyConstraint("owner_id", "viewer_id", name=op.f("pk_hidings")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_hidings_viewer", "hidings", ["viewer_id", "owner_id"], unique=False)
    op.create_table(
        "invites",
        sa.Column("id", ID, nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("inviter_id", ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_count", ID, nullable=False),
        sa.ForeignKeyConstraint(["inviter_id"], ["users.id"], name=op.f("fk_invites_inviter_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invites")),
        sa.UniqueConstraint("code", name=op.f("uq_invites_code")),
    )
    op.create_index(op.f("ix_invites_inviter_id"), "invites", ["inviter_id"], unique=False)
    op.create_table(
        "merchants",
        sa.Column("id", ID, nullable=False),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("registration", sa.String(length=80), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("fee_bps", ID, nullable=False),
        sa.Column("shipping_cents", ID, nullable=False),
        sa.Column("free_shipping_from_cents", ID, nullable=True),
        sa.Column("accepts_transfer", sa.Boolean(), nullable=False),
        sa.Column("transfer_details", sa.Text(), nullable=False),
        sa.Column("transfer_picture_key", sa.String(length=40), nullable=True),
        sa.Column("accepts_cod", sa.Boolean(), nullable=False),
        sa.Column("cod_terms", sa.Text(), nullable=False),
        sa.Column("coupons_until_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('company', 'person')", name=op.f("ck_merchants_kind")),
        sa.CheckConstraint(
            "state IN ('applied', 'verified', 'refused', 'suspended')", name=op.f("ck_merchants_state")
        ),
        sa.CheckConstraint("fee_bps BETWEEN 0 AND 6000", name=op.f("ck_merchants_fee_bps")),
        sa.CheckConstraint(
            "free_shipping_from_cents > 0", name=op.f("ck_merchants_free_shipping_from_positive")
        ),
        sa.CheckConstraint("shipping_cents >= 0", name=op.f("ck_merchants_shipping_cents_not_negative")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_merchants_owner_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merchants")),
        sa.UniqueConstraint("name", name=op.f("uq_merchants_name")),
    )
    op.create_index(op.f("ix_merchants_owner_id"), "merchants", ["owner_id"], unique=False)
    op.create_index("ix_merchants_state", "merchants", ["state", "id"], unique=False)
    op.create_index(
        "uq_merchants_open_application",
        "merchants",
        ["owner_id"],
        unique=True,
        sqlite_where=sa.text("state = 'applied'"),
        postgresql_where=sa.text("state = 'applied'"),
    )
    op.create_table(
        "mutes",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("muted_id", ID, nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["muted_id"], ["users.id"], name=op.f("fk_mutes_muted_id_users")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_mutes_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", "muted_id", name=op.f("pk_mutes")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "notices",
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("target_type", sa.String(length=16), nullable=False),
        sa.Column("target_id", ID, nullable=False),
        sa.Column("actor_ids", sa.JSON(), nullable=False),
        sa.Column("actor_count", ID, nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pushed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("actor_count >= 0", name=op.f("ck_notices_actor_count_not_negative")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_notices_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index("ix_notices_last", "notices", ["last_at"], unique=False)
    op.create_index(
        "ix_notices_unmailed",
        "notices",
        ["first_at"],
        unique=False,
        sqlite_where=sa.text("mailed_at IS NULL AND read_at IS NULL"),
        postgresql_where=sa.text("mailed_at IS NULL AND read_at IS NULL"),
    )
    op.create_index("ix_notices_user", "notices", ["user_id", "last_at", "id"], unique=False)
    op.create_index(
        "uq_notices_unread",
        "notices",
        ["user_id", "kind", "target_type", "target_id"],
        unique=True,
        sqlite_where=sa.text("read_at IS NULL"),
        postgresql_where=sa.text("read_at IS NULL"),
    )
    op.create_table(
        "order_case_picture_drafts",
        sa.Column("id", ID, nullable=False),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("width", ID, nullable=False),
        sa.Column("height", ID, nullable=False),
        sa.Column("color", sa.String(length=7), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["users.id"], name=op.f("fk_order_case_picture_drafts_owner_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_case_picture_drafts")),
        sa.UniqueConstraint("key", name=op.f("uq_order_case_picture_drafts_key")),
    )
    op.create_index(
        "ix_order_case_picture_drafts_created", "order_case_picture_drafts", ["created_at"], unique=False
    )
    op.create_index(
        "ix_order_case_picture_drafts_owner", "order_case_picture_drafts", ["owner_id"], unique=False
    )
    op.create_table(
        "role_grants",
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("granted_by_id", ID, nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("role IN ('operator', 'moderator')", name=op.f("ck_role_grants_role")),
        sa.ForeignKeyConstraint(
            ["granted_by_id"], ["users.id"], name=op.f("fk_role_grants_granted_by_id_users")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_role_grants_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grants")),
    )
    op.create_index(op.f("ix_role_grants_user_id"), "role_grants", ["user_id"], unique=False)
    op.create_table(
        "secret_links",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("user_id", ID, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_secret_links_user_id_users")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_secret_links")),
    )
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("user_agent", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_sessions_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_user_id"), "sessions", ["user_id"], unique=False)
    op.create_table(
        "suspensions",
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("by_id", ID, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_suspensions_by_id_users")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_suspensions_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspensions")),
    )
    op.create_index(op.f("ix_suspensions_user_id"), "suspensions", ["user_id"], unique=False)
    op.create_table(
        "tax_profiles",
        sa.Column("user_id", ID, autoincrement=False, nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("legal_name", sa.String(length=120), nullable=False),
        sa.Column("id_number_sealed", sa.Text(), nullable=False),
        sa.Column("id_hint", sa.String(length=4), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('person', 'company')", name=op.f("ck_tax_profiles_kind")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_tax_profiles_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_tax_profiles")),
    )
    op.create_table(
        "watches",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("target_type", sa.String(length=8), nullable=False),
        sa.Column("target_id", ID, nullable=False),
        sa.Column("level", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("level IN ('all', 'mentions', 'none')", name=op.f("ck_watches_level")),
        sa.CheckConstraint("target_type IN ('post', 'group', 'person')", name=op.f("ck_watches_target_type")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_watches_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", "target_type", "target_id", name=op.f("pk_watches")),
    )
    op.create_index("ix_watches_target", "watches", ["target_type", "target_id"], unique=False)
    op.create_table(
        "word_mutes",
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("word", sa.String(length=40), nullable=False),
        sa.Column("folded", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_word_mutes_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_word_mutes")),
        sa.UniqueConstraint("user_id", "folded", name=op.f("uq_word_mutes_user_id_folded")),
    )
    op.create_table(
        "circle_members",
        sa.Column("circle_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_circle_members_circle_id_circles")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["users.id"], name=op.f("fk_circle_members_member_id_users")),
        sa.PrimaryKeyConstraint("circle_id", "member_id", name=op.f("pk_circle_members")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_circle_members_member", "circle_members", ["member_id"], unique=False)
    op.create_table(
        "disputes",
        sa.Column("id", ID, nullable=False),
        sa.Column("provider", sa.String(length=12), nullable=False),
        sa.Column("external_id", sa.String(length=80), nullable=False),
        sa.Column("payment_id", ID, nullable=False),
        sa.Column("state", sa.String(length=6), nullable=False),
        sa.Column("amount_cents", ID, nullable=False),
        sa.Column("reason", sa.String(length=80), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('open', 'won', 'lost')", name=op.f("ck_disputes_state")),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["gateway_payments.id"], name=op.f("fk_disputes_payment_id_gateway_payments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disputes")),
        sa.UniqueConstraint("provider", "external_id", name=op.f("uq_disputes_provider_external_id")),
    )
    op.create_index("ix_disputes_payment", "disputes", ["payment_id"], unique=False)
    op.create_table(
        "invite_uses",
        sa.Column("invite_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["invite_id"], ["invites.id"], name=op.f("fk_invite_uses_invite_id_invites")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_invite_uses_user_id_users")),
        sa.PrimaryKeyConstraint("invite_id", "user_id", name=op.f("pk_invite_uses")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_invite_uses_user", "invite_uses", ["user_id"], unique=False)
    op.create_table(
        "merchant_decisions",
        sa.Column("id", ID, nullable=False),
        sa.Column("merchant_id", ID, nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_merchant_decisions_by_id_users")),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name=op.f("fk_merchant_decisions_merchant_id_merchants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merchant_decisions")),
    )
    op.create_index(
        op.f("ix_merchant_decisions_merchant_id"), "merchant_decisions", ["merchant_id"], unique=False
    )
    op.create_table(
        "merchant_destinations",
        sa.Column("merchant_id", ID, autoincrement=False, nullable=False),
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("changed_by_id", ID, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["users.id"], name=op.f("fk_merchant_destinations_changed_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name=op.f("fk_merchant_destinations_merchant_id_merchants")
        ),
        sa.PrimaryKeyConstraint("merchant_id", name=op.f("pk_merchant_destinations")),
    )
    op.create_table(
        "merchant_staff",
        sa.Column("merchant_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("role IN ('owner', 'support', 'shipping')", name=op.f("ck_merchant_staff_role")),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name=op.f("fk_merchant_staff_merchant_id_merchants")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_merchant_staff_user_id_users")),
        sa.PrimaryKeyConstraint("merchant_id", "user_id", name=op.f("pk_merchant_staff")),
    )
    op.create_index(op.f("ix_merchant_staff_user_id"), "merchant_staff", ["user_id"], unique=False)
    op.create_table(
        "mod_actions",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=True),
        sa.Column("actor_id", ID, nullable=False),
        sa.Column("verb", sa.String(length=10), nullable=False),
        sa.Column("target_type", sa.String(length=10), nullable=False),
        sa.Column("target_id", ID, nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("reason_code", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name=op.f("fk_mod_actions_actor_id_users")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_mod_actions_case_id_cases")),
        sa.ForeignKeyConstraint(["subject_id"], ["users.id"], name=op.f("fk_mod_actions_subject_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mod_actions")),
        sa.UniqueConstraint("previous_hash", name=op.f("uq_mod_actions_previous_hash")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_mod_actions_case", "mod_actions", ["case_id", "id"], unique=False)
    op.create_index(op.f("ix_mod_actions_subject_id"), "mod_actions", ["subject_id"], unique=False)
    op.create_index("ix_mod_actions_target", "mod_actions", ["target_type", "target_id", "id"], unique=False)
    op.create_table(
        "orders",
        sa.Column("id", ID, nullable=False),
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column("checkout_id", ID, nullable=True),
        sa.Column("buyer_id", ID, nullable=False),
        sa.Column("merchant_id", ID, nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("payment_method", sa.String(length=12), nullable=False),
        sa.Column("cash_holder", sa.String(length=8), nullable=False),
        sa.Column("delivery", sa.String(length=8), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("goods_cents", ID, nullable=False),
        sa.Column("discount_cents", ID, nullable=False),
        sa.Column("shipping_cents", ID, nullable=False),
        sa.Column("total_cents", ID, nullable=False),
        sa.Column("refunded_cents", ID, nullable=False),
        sa.Column("fee_bps", ID, nullable=False),
        sa.Column("recipient", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("region", sa.String(length=100), nullable=False),
        sa.Column("street", sa.String(length=200), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reserved_until_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("buyer_says_paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("part_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shipped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("cash_holder IN ('platform', 'merchant')", name=op.f("ck_orders_cash_holder")),
        sa.CheckConstraint("delivery IN ('parcel', 'pickup', 'digital')", name=op.f("ck_orders_delivery")),
        sa.CheckConstraint("discount_cents >= 0", name=op.f("ck_orders_discount_cents_not_negative")),
        sa.CheckConstraint("goods_cents >= 0", name=op.f("ck_orders_goods_cents_not_negative")),
        sa.CheckConstraint("refunded_cents BETWEEN 0 AND total_cents", name=op.f("ck_orders_refunded")),
        sa.CheckConstraint("shipping_cents >= 0", name=op.f("ck_orders_shipping_cents_not_negative")),
        sa.CheckConstraint(
            "total_cents = goods_cents - discount_cents + shipping_cents", name=op.f("ck_orders_total")
        ),
        sa.ForeignKeyConstraint(["buyer_id"], ["users.id"], name=op.f("fk_orders_buyer_id_users")),
        sa.ForeignKeyConstraint(
            ["checkout_id"], ["checkouts.id"], name=op.f("fk_orders_checkout_id_checkouts")
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name=op.f("fk_orders_merchant_id_merchants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("number", name=op.f("uq_orders_number")),
    )
    op.create_index("ix_orders_buyer", "orders", ["buyer_id", "id"], unique=False)
    op.create_index("ix_orders_checkout", "orders", ["checkout_id"], unique=False)
    op.create_index("ix_orders_merchant", "orders", ["merchant_id", "state", "id"], unique=False)
    op.create_index("ix_orders_merchant_newest", "orders", ["merchant_id", "id"], unique=False)
    op.create_index("ix_orders_received", "orders", ["received_at"], unique=False)
    op.create_index("ix_orders_reserved_until", "orders", ["state", "reserved_until_at"], unique=False)
    op.create_table(
        "payouts",
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=True),
        sa.Column("merchant_id", ID, nullable=True),
        sa.Column("amount_cents", ID, nullable=False),
        sa.Column("fee_cents", ID, nullable=False),
        sa.Column("withheld_cents", ID, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approvals_needed", ID, nullable=False),
        sa.Column("decided_by_id", ID, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("external_reference", sa.String(length=80), nullable=True),
        sa.CheckConstraint(
            "state IN ('requested', 'approved', 'sent', 'succeeded', 'failed', 'rejected', 'cancelled')",
            name=op.f("ck_payouts_state"),
        ),
        sa.CheckConstraint("(user_id IS NULL) <> (merchant_id IS NULL)", name=op.f("ck_payouts_one_payee")),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_payouts_amount_positive")),
        sa.CheckConstraint(
            "fee_cents + withheld_cents < amount_cents", name=op.f("ck_payouts_something_arrives")
        ),
        sa.CheckConstraint("fee_cents >= 0", name=op.f("ck_payouts_fee_cents_not_negative")),
        sa.CheckConstraint("withheld_cents >= 0", name=op.f("ck_payouts_withheld_cents_not_negative")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["users.id"], name=op.f("fk_payouts_decided_by_id_users")),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name=op.f("fk_payouts_merchant_id_merchants")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_payouts_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payouts")),
        sa.UniqueConstraint("external_reference", name=op.f("uq_payouts_external_reference")),
    )
    op.create_index("ix_payouts_merchant", "payouts", ["merchant_id", "id"], unique=False)
    op.create_index("ix_payouts_state", "payouts", ["state", "id"], unique=False)
    op.create_index(op.f("ix_payouts_user_id"), "payouts", ["user_id"], unique=False)
    op.create_index(
        "uq_payouts_open",
        "payouts",
        ["user_id", "currency"],
        unique=True,
        sqlite_where=sa.text("state IN ('requested', 'approved', 'sent')"),
        postgresql_where=sa.text("state IN ('requested', 'approved', 'sent')"),
    )
    op.create_index(
        "uq_payouts_open_merchant",
        "payouts",
        ["merchant_id", "currency"],
        unique=True,
        sqlite_where=sa.text("state IN ('requested', 'approved', 'sent')"),
        postgresql_where=sa.text("state IN ('requested', 'approved', 'sent')"),
    )
    op.create_table(
        "picture_drafts",
        sa.Column("id", ID, nullable=False),
        sa.Column("merchant_id", ID, nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("width", ID, nullable=False),
        sa.Column("height", ID, nullable=False),
        sa.Column("color", sa.String(length=7), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name=op.f("fk_picture_drafts_merchant_id_merchants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_picture_drafts")),
        sa.UniqueConstraint("key", name=op.f("uq_picture_drafts_key")),
    )
    op.create_index(op.f("ix_picture_drafts_created_at"), "picture_drafts", ["created_at"], unique=False)
    op.create_index(op.f("ix_picture_drafts_merchant_id"), "picture_drafts", ["merchant_id"], unique=False)
    op.create_table(
        "push_subscriptions",
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("session_hash", sa.String(length=64), nullable=False),
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("p256dh", sa.String(length=120), nullable=False),
        sa.Column("auth", sa.String(length=40), nullable=False),
        sa.Column("failures", ID, nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_hash"],
            ["sessions.token_hash"],
            name=op.f("fk_push_subscriptions_session_hash_sessions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_push_subscriptions_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_subscriptions")),
        sa.UniqueConstraint("endpoint", name=op.f("uq_push_subscriptions_endpoint")),
    )
    op.create_index(
        op.f("ix_push_subscriptions_session_hash"), "push_subscriptions", ["session_hash"], unique=False
    )
    op.create_index(op.f("ix_push_subscriptions_user_id"), "push_subscriptions", ["user_id"], unique=False)
    op.create_table(
        "reports",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("reporter_id", ID, nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_reports_case_id_cases")),
        sa.ForeignKeyConstraint(["reporter_id"], ["users.id"], name=op.f("fk_reports_reporter_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("case_id", "reporter_id", name=op.f("uq_reports_case_id_reporter_id")),
    )
    op.create_index("ix_reports_reporter", "reports", ["reporter_id", "at"], unique=False)
    op.create_table(
        "settlements",
        sa.Column("merchant_id", ID, nullable=False),
        sa.Column("external_reference", sa.String(length=80), nullable=False),
        sa.Column("memo", sa.Text(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("amount_cents", ID, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proposed_by_id", ID, nullable=False),
        sa.Column("decided_by_id", ID, nullable=True),
        sa.CheckConstraint("state IN ('proposed', 'posted', 'withdrawn')", name=op.f("ck_settlements_state")),
        sa.CheckConstraint("amount_cents <> 0", name=op.f("ck_settlements_amount_not_zero")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["users.id"], name=op.f("fk_settlements_decided_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name=op.f("fk_settlements_merchant_id_merchants")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["users.id"], name=op.f("fk_settlements_proposed_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlements")),
    )
    op.create_index("ix_settlements_merchant", "settlements", ["merchant_id", "id"], unique=False)
    op.create_index("ix_settlements_state", "settlements", ["state", "id"], unique=False)
    op.create_index(
        "uq_settlements_external_reference",
        "settlements",
        ["external_reference"],
        unique=True,
        sqlite_where=sa.text("state <> 'withdrawn'"),
        postgresql_where=sa.text("state <> 'withdrawn'"),
    )
    op.create_table(
        "shipping_templates",
        sa.Column("id", ID, nullable=False),
        sa.Column("merchant_id", ID, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("fee_cents", ID, nullable=False),
        sa.Column("first_grams", ID, nullable=False),
        sa.Column("step_grams", ID, nullable=False),
        sa.Column("step_cents", ID, nullable=False),
        sa.Column("free_from_cents", ID, nullable=True),
        sa.Column("sends_elsewhere", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind <> 'weight' OR step_grams > 0", name=op.f("ck_shipping_templates_step_positive")
        ),
        sa.CheckConstraint(
            "kind IN ('flat', 'weight', 'pickup', 'digital')", name=op.f("ck_shipping_templates_kind")
        ),
        sa.CheckConstraint("fee_cents >= 0", name=op.f("ck_shipping_templates_fee_cents_not_negative")),
        sa.CheckConstraint("first_grams >= 0", name=op.f("ck_shipping_templates_first_grams_not_negative")),
        sa.CheckConstraint("free_from_cents > 0", name=op.f("ck_shipping_templates_free_from_positive")),
        sa.CheckConstraint("step_cents >= 0", name=op.f("ck_shipping_templates_step_cents_not_negative")),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name=op.f("fk_shipping_templates_merchant_id_merchants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipping_templates")),
        sa.UniqueConstraint("merchant_id", "name", name=op.f("uq_shipping_templates_merchant_id_name")),
    )
    op.create_index(
        "uq_shipping_templates_default",
        "shipping_templates",
        ["merchant_id"],
        unique=True,
        sqlite_where=sa.text("is_default"),
        postgresql_where=sa.text("is_default"),
    )
    op.create_table(
        "commission_holds",
        sa.Column("cause", sa.String(length=12), nullable=False),
        sa.Column("cause_id", ID, autoincrement=False, nullable=False),
        sa.Column("order_id", ID, nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_commission_holds_order_id_orders")
        ),
        sa.PrimaryKeyConstraint("cause", "cause_id", name=op.f("pk_commission_holds")),
    )
    op.create_index("ix_commission_holds_order", "commission_holds", ["order_id", "ended_at"], unique=False)
    op.create_table(
        "entries",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("order_id", ID, nullable=True),
        sa.Column("memo", sa.Text(), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_entries_order_id_orders")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entries")),
        sa.UniqueConstraint("kind", "reference", name=op.f("uq_entries_kind_reference")),
    )
    op.create_index("ix_entries_order", "entries", ["order_id", "id"], unique=False)
    op.create_table(
        "gateway_parts",
        sa.Column("payment_id", ID, nullable=False),
        sa.Column("order_id", ID, nullable=False),
        sa.Column("amount_cents", ID, nullable=False),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.CheckConstraint("outcome IN ('', 'paid', 'returned')", name=op.f("ck_gateway_parts_outcome")),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_gateway_parts_amount_positive")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_gateway_parts_order_id_orders")),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["gateway_payments.id"], name=op.f("fk_gateway_parts_payment_id_gateway_payments")
        ),
        sa.PrimaryKeyConstraint("payment_id", "order_id", name=op.f("pk_gateway_parts")),
    )
    op.create_index(op.f("ix_gateway_parts_order_id"), "gateway_parts", ["order_id"], unique=False)
    op.create_table(
        "order_deliveries",
        sa.Column("id", ID, nullable=False),
        sa.Column("order_id", ID, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("fee_cents", ID, nullable=False),
        sa.Column("grams", ID, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint("fee_cents >= 0", name=op.f("ck_order_deliveries_fee_cents_not_negative")),
        sa.CheckConstraint("grams >= 0", name=op.f("ck_order_deliveries_grams_not_negative")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_order_deliveries_order_id_orders")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_deliveries")),
    )
    op.create_index(op.f("ix_order_deliveries_order_id"), "order_deliveries", ["order_id"], unique=False)
    op.create_table(
        "order_steps",
        sa.Column("id", ID, nullable=False),
        sa.Column("order_id", ID, nullable=False),
        sa.Column("from_state", sa.String(length=20), nullable=False),
        sa.Column("to_state", sa.String(length=20), nullable=False),
        sa.Column("by_id", ID, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_order_steps_by_id_users")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_steps_order_id_orders")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_steps")),
    )
    op.create_index("ix_order_steps_order", "order_steps", ["order_id", "id"], unique=False)
    op.create_table(
        "payment_notices",
        sa.Column("id", ID, nullable=False),
        sa.Column("provider", sa.String(length=12), nullable=False),
        sa.Column("event_id", sa.String(length=80), nullable=False),
        sa.Column("order_id", ID, nullable=True),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_payment_notices_order_id_orders")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_notices")),
        sa.UniqueConstraint("provider", "event_id", name=op.f("uq_payment_notices_provider_event_id")),
    )
    op.create_table(
        "payments",
        sa.Column("id", ID, nullable=False),
        sa.Column("order_id", ID, nullable=False),
        sa.Column("provider", sa.String(length=12), nullable=False),
        sa.Column("external_id", sa.String(length=80), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("amount_cents", ID, nullable=False),
        sa.Column("proof_key", sa.String(length=40), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_payments_amount_positive")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_payments_order_id_orders")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        sa.UniqueConstraint("provider", "external_id", name=op.f("uq_payments_provider_external_id")),
    )
    op.create_index("ix_payments_order", "payments", ["order_id"], unique=False)
    op.create_table(
        "payout_approvals",
        sa.Column("payout_id", ID, nullable=False),
        sa.Column("operator_id", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["users.id"], name=op.f("fk_payout_approvals_operator_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["payout_id"], ["payouts.id"], name=op.f("fk_payout_approvals_payout_id_payouts")
        ),
        sa.PrimaryKeyConstraint("payout_id", "operator_id", name=op.f("pk_payout_approvals")),
    )
    op.create_table(
        "payout_steps",
        sa.Column("id", ID, nullable=False),
        sa.Column("payout_id", ID, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("by_id", ID, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_payout_steps_by_id_users")),
        sa.ForeignKeyConstraint(
            ["payout_id"], ["payouts.id"], name=op.f("fk_payout_steps_payout_id_payouts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout_steps")),
    )
    op.create_index("ix_payout_steps_payout", "payout_steps", ["payout_id", "id"], unique=False)
    op.create_table(
        "products",
        sa.Column("id", ID, nullable=False),
        sa.Column("merchant_id", ID, nullable=False),
        sa.Column("category_id", ID, nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("description_html", sa.Text(), nullable=False),
        sa.Column("cleaner_version", ID, nullable=False),
        sa.Column("lang", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("price_cents", ID, nullable=False),
        sa.Column("rate_bps", ID, nullable=False),
        sa.Column("angel_price_when", sa.String(length=6), nullable=False),
        sa.Column("picture_key", sa.String(length=40), nullable=True),
        sa.Column("shipping_template_id", ID, nullable=True),
        sa.Column("weight_grams", ID, nullable=False),
        sa.Column("sold_count", ID, nullable=False),
        sa.Column("rating_count", ID, nullable=False),
        sa.Column("rating_sum", ID, nullable=False),
        sa.Column("angel_count", ID, nullable=False),
        sa.Column("version", ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "angel_price_when IN ('always', 'second', 'never')", name=op.f("ck_products_angel_price_when")
        ),
        sa.CheckConstraint("state IN ('draft', 'on_sale', 'withdrawn')", name=op.f("ck_products_state")),
        sa.CheckConstraint("angel_count >= 0", name=op.f("ck_products_angel_count_not_negative")),
        sa.CheckConstraint(
            "rate_bps = 0 OR rate_bps BETWEEN 500 AND 4000", name=op.f("ck_products_rate_bps")
        ),
        sa.CheckConstraint("rating_count >= 0", name=op.f("ck_products_rating_count_not_negative")),
        sa.CheckConstraint("sold_count >= 0", name=op.f("ck_products_sold_count_not_negative")),
        sa.CheckConstraint("weight_grams >= 0", name=op.f("ck_products_weight_grams_not_negative")),
        sa.ForeignKeyConstraint(
            ["category_id"], ["categories.id"], name=op.f("fk_products_category_id_categories")
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name=op.f("fk_products_merchant_id_merchants")
        ),
        sa.ForeignKeyConstraint(
            ["shipping_template_id"],
            ["shipping_templates.id"],
            name=op.f("fk_products_shipping_template_id_shipping_templates"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
    )
    op.create_index("ix_products_category", "products", ["category_id", "state", "id"], unique=False)
    op.create_index("ix_products_merchant", "products", ["merchant_id", "state", "id"], unique=False)
    op.create_index("ix_products_price", "products", ["state", "price_cents", "id"], unique=False)
    op.create_index(
        op.f("ix_products_shipping_template_id"), "products", ["shipping_template_id"], unique=False
    )
    op.create_index("ix_products_sold", "products", ["state", "sold_count", "id"], unique=False)
    op.create_index("ix_products_state", "products", ["state", "id"], unique=False)
    op.create_table(
        "refunds",
        sa.Column("id", ID, nullable=False),
        sa.Column("order_id", ID, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("amount_cents", ID, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("requested_by_id", ID, nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", ID, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.Column("failure", sa.Text(), nullable=False),
        sa.Column("goods_back", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "state IN ('requested', 'sent', 'accepted', 'failed', 'refused')", name=op.f("ck_refunds_state")
        ),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_refunds_amount_positive")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["users.id"], name=op.f("fk_refunds_decided_by_id_users")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_refunds_order_id_orders")),
        sa.ForeignKeyConstraint(
            ["requested_by_id"], ["users.id"], name=op.f("fk_refunds_requested_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refunds")),
    )
    op.create_index("ix_refunds_order", "refunds", ["order_id", "id"], unique=False)
    op.create_table(
        "shipments",
        sa.Column("id", ID, nullable=False),
        sa.Column("order_id", ID, nullable=False),
        sa.Column("carrier", sa.String(length=60), nullable=False),
        sa.Column("tracking_number", sa.String(length=60), nullable=False),
        sa.Column("by_id", ID, nullable=True),
        sa.Column("shipped_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_by_id", ID, nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_shipments_by_id_users")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_shipments_order_id_orders")),
        sa.ForeignKeyConstraint(
            ["received_by_id"], ["users.id"], name=op.f("fk_shipments_received_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipments")),
    )
    op.create_index(op.f("ix_shipments_order_id"), "shipments", ["order_id"], unique=False)
    op.create_index("ix_shipments_under_way", "shipments", ["received_at", "shipped_at"], unique=False)
    op.create_table(
        "shipping_zones",
        sa.Column("id", ID, nullable=False),
        sa.Column("template_id", ID, nullable=False),
        sa.Column("position", ID, nullable=False),
        sa.Column("regions", sa.Text(), nullable=False),
        sa.Column("is_sent", sa.Boolean(), nullable=False),
        sa.Column("fee_cents", ID, nullable=False),
        sa.Column("step_cents", ID, nullable=False),
        sa.CheckConstraint("fee_cents >= 0", name=op.f("ck_shipping_zones_fee_cents_not_negative")),
        sa.CheckConstraint("step_cents >= 0", name=op.f("ck_shipping_zones_step_cents_not_negative")),
        sa.ForeignKeyConstraint(
            ["template_id"],
            ["shipping_templates.id"],
            name=op.f("fk_shipping_zones_template_id_shipping_templates"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipping_zones")),
    )
    op.create_index("ix_shipping_zones_template", "shipping_zones", ["template_id", "position"], unique=False)
    op.create_table(
        "coupons",
        sa.Column("id", ID, nullable=False),
        sa.Column("merchant_id", ID, nullable=True),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("access", sa.String(length=6), nullable=False),
        sa.Column("kind", sa.String(length=7), nullable=False),
        sa.Column("amount_cents", ID, nullable=False),
        sa.Column("rate_bps", ID, nullable=False),
        sa.Column("most_cents", ID, nullable=True),
        sa.Column("from_cents", ID, nullable=False),
        sa.Column("product_id", ID, nullable=True),
        sa.Column("category_id", ID, nullable=True),
        sa.Column("for_new_members", sa.Boolean(), nullable=False),
        sa.Column("stacks_with_angel_price", sa.Boolean(), nullable=False),
        sa.Column("angel_id", ID, nullable=True),
        sa.Column("total_limit", ID, nullable=True),
        sa.Column("per_person", ID, nullable=False),
        sa.Column("granted_count", ID, nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("access IN ('public', 'code')", name=op.f("ck_coupons_access")),
        sa.CheckConstraint(
            "kind = 'amount' AND amount_cents > 0 AND rate_bps = 0 OR kind = 'percent' AND amount_cents = 0 AND rate_bps BETWEEN 100 AND 9000",
            name=op.f("ck_coupons_kind"),
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_coupons_window")),
        sa.CheckConstraint("from_cents >= 0", name=op.f("ck_coupons_from_cents_not_negative")),
        sa.CheckConstraint("granted_count >= 0", name=op.f("ck_coupons_granted_count_not_negative")),
        sa.CheckConstraint("most_cents > 0", name=op.f("ck_coupons_most_positive")),
        sa.CheckConstraint("per_person BETWEEN 1 AND 99", name=op.f("ck_coupons_per_person")),
        sa.CheckConstraint("product_id IS NULL OR category_id IS NULL", name=op.f("ck_coupons_scope")),
        sa.CheckConstraint(
            "total_limit IS NULL OR granted_count <= total_limit", name=op.f("ck_coupons_total_limit")
        ),
        sa.ForeignKeyConstraint(["angel_id"], ["users.id"], name=op.f("fk_coupons_angel_id_users")),
        sa.ForeignKeyConstraint(
            ["category_id"], ["categories.id"], name=op.f("fk_coupons_category_id_categories")
        ),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_coupons_created_by_id_users")),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name=op.f("fk_coupons_merchant_id_merchants")
        ),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_coupons_product_id_products")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coupons")),
        sa.UniqueConstraint("merchant_id", "code", name=op.f("uq_coupons_merchant_id_code")),
    )
    op.create_index("ix_coupons_merchant", "coupons", ["merchant_id", "id"], unique=False)
    op.create_index(
        "uq_coupons_site_code",
        "coupons",
        ["code"],
        unique=True,
        sqlite_where=sa.text("merchant_id IS NULL"),
        postgresql_where=sa.text("merchant_id IS NULL"),
    )
    op.create_table(
        "endorsements",
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_endorsements_product_id_products")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_endorsements_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_endorsements")),
    )
    op.create_index("ix_endorsements_product", "endorsements", ["product_id", "ended_at"], unique=False)
    op.create_index(
        "uq_endorsements_active",
        "endorsements",
        ["user_id", "product_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "gateway_refunds",
        sa.Column("id", ID, nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("payment_id", ID, nullable=False),
        sa.Column("order_id", ID, nullable=False),
        sa.Column("refund_id", ID, nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("amount_cents", ID, nullable=False),
        sa.Column("remote_id", sa.String(length=120), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("times_asked", ID, nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('requested', 'accepted', 'failed')", name=op.f("ck_gateway_refunds_state")
        ),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_gateway_refunds_amount_positive")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_gateway_refunds_order_id_orders")),
        sa.ForeignKeyConstraint(
            ["payment_id"],
            ["gateway_payments.id"],
            name=op.f("fk_gateway_refunds_payment_id_gateway_payments"),
        ),
        sa.ForeignKeyConstraint(
            ["refund_id"], ["refunds.id"], name=op.f("fk_gateway_refunds_refund_id_refunds")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gateway_refunds")),
        sa.UniqueConstraint("reference", name=op.f("uq_gateway_refunds_reference")),
    )
    op.create_index("ix_gateway_refunds_due", "gateway_refunds", ["state", "next_at"], unique=False)
    op.create_index("ix_gateway_refunds_order", "gateway_refunds", ["order_id", "id"], unique=False)
    op.create_index("ix_gateway_refunds_payment", "gateway_refunds", ["payment_id"], unique=False)
    op.create_index("ix_gateway_refunds_refund", "gateway_refunds", ["refund_id"], unique=False)
    op.create_table(
        "groups",
        sa.Column("product_id", ID, autoincrement=False, nullable=False),
        sa.Column("last_seq", ID, nullable=False),
        sa.Column("member_count", ID, nullable=False),
        sa.Column("question_count", ID, nullable=False),
        sa.CheckConstraint("member_count >= 0", name=op.f("ck_groups_member_count_not_negative")),
        sa.CheckConstraint("question_count >= 0", name=op.f("ck_groups_question_count_not_negative")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_groups_product_id_products")),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_groups")),
    )
    op.create_table(
        "offers",
        sa.Column("id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("version", ID, nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("description_html", sa.Text(), nullable=False),
        sa.Column("pictures", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_offers_product_id_products")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
        sa.UniqueConstraint("product_id", "digest", name=op.f("uq_offers_product_id_digest")),
    )
    op.create_table(
        "posts",
        sa.Column("id", ID, nullable=False),
        sa.Column("author_id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("cleaner_version", ID, nullable=False),
        sa.Column("lang", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("audience", sa.String(length=8), nullable=False),
        sa.Column("circle_id", ID, nullable=True),
        sa.Column("quoted_id", ID, nullable=True),
        sa.Column("first_id", ID, nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("fold_reason", sa.Text(), nullable=False),
        sa.Column("stars", ID, nullable=True),
        sa.Column("comment_count", ID, nullable=False),
        sa.Column("reaction_count", ID, nullable=False),
        sa.Column("reaction_kinds", sa.JSON(), nullable=False),
        sa.Column("helpful_count", ID, nullable=False),
        sa.Column("reshare_count", ID, nullable=False),
        sa.Column("photo_count", ID, nullable=False),
        sa.Column("follow_up_count", ID, nullable=False),
        sa.Column("has_poll", sa.Boolean(), nullable=False),
        sa.Column("version", ID, nullable=False),
        sa.Column("import_key", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(audience = 'circle') = (circle_id IS NOT NULL)", name=op.f("ck_posts_circle")),
        sa.CheckConstraint(
            "audience IN ('public', 'friends', 'circle', 'me')", name=op.f("ck_posts_audience")
        ),
        sa.CheckConstraint("kind IN ('says', 'advice')", name=op.f("ck_posts_kind")),
        sa.CheckConstraint("state IN ('visible', 'folded', 'deleted')", name=op.f("ck_posts_state")),
        sa.CheckConstraint("comment_count >= 0", name=op.f("ck_posts_comment_count_not_negative")),
        sa.CheckConstraint("helpful_count >= 0", name=op.f("ck_posts_helpful_count_not_negative")),
        sa.CheckConstraint("reaction_count >= 0", name=op.f("ck_posts_reaction_count_not_negative")),
        sa.CheckConstraint("reshare_count >= 0", name=op.f("ck_posts_reshare_count_not_negative")),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_posts_author_id_users")),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_posts_circle_id_circles")),
        sa.ForeignKeyConstraint(["first_id"], ["posts.id"], name=op.f("fk_posts_first_id_posts")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_posts_product_id_products")),
        sa.ForeignKeyConstraint(["quoted_id"], ["posts.id"], name=op.f("fk_posts_quoted_id_posts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
        sa.UniqueConstraint("import_key", name=op.f("uq_posts_import_key")),
    )
    op.create_index(
        "ix_posts_advice",
        "posts",
        ["id"],
        unique=False,
        sqlite_where=sa.text("kind = 'advice'"),
        postgresql_where=sa.text("kind = 'advice'"),
    )
    op.create_index("ix_posts_author", "posts", ["author_id", "id"], unique=False)
    op.create_index(op.f("ix_posts_circle_id"), "posts", ["circle_id"], unique=False)
    op.create_index("ix_posts_helpful", "posts", ["product_id", "helpful_count", "id"], unique=False)
    op.create_index("ix_posts_product", "posts", ["product_id", "id"], unique=False)
    op.create_index("ix_posts_public", "posts", ["audience", "state", "id"], unique=False)
    op.create_index("ix_posts_quoted", "posts", ["quoted_id", "author_id"], unique=False)
    op.create_table(
        "product_mutes",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_product_mutes_product_id_products")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_product_mutes_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", "product_id", name=op.f("pk_product_mutes")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "product_pictures",
        sa.Column("id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("position", ID, nullable=False),
        sa.Column("alt", sa.String(length=200), nullable=False),
        sa.Column("width", ID, nullable=False),
        sa.Column("height", ID, nullable=False),
        sa.Column("color", sa.String(length=7), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_product_pictures_product_id_products")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_pictures")),
    )
    op.create_index(
        "ix_product_pictures_product", "product_pictures", ["product_id", "position"], unique=False
    )
    op.create_table(
        "purchases",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("times", ID, nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("times >= 0", name=op.f("ck_purchases_times_not_negative")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_purchases_product_id_products")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_purchases_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", "product_id", name=op.f("pk_purchases")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_purchases_product", "purchases", ["product_id", "user_id"], unique=False)
    op.create_table(
        "rate_versions",
        sa.Column("id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("rate_bps", ID, nullable=False),
        sa.Column("set_by_id", ID, nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reaches_angels_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "rate_bps = 0 OR rate_bps BETWEEN 500 AND 4000", name=op.f("ck_rate_versions_rate_bps")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_rate_versions_product_id_products")
        ),
        sa.ForeignKeyConstraint(["set_by_id"], ["users.id"], name=op.f("fk_rate_versions_set_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rate_versions")),
    )
    op.create_index("ix_rate_versions_product", "rate_versions", ["product_id", "id"], unique=False)
    op.create_table(
        "store_items",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("pinned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("words", sa.String(length=140), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_store_items_product_id_products")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_store_items_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", "product_id", name=op.f("pk_store_items")),
    )
    op.create_table(
        "variants",
        sa.Column("id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("price_cents", ID, nullable=False),
        sa.Column("supplied", ID, nullable=False),
        sa.Column("on_hand", ID, nullable=False),
        sa.Column("reserved", ID, nullable=False),
        sa.Column("sold", ID, nullable=False),
        sa.Column("position", ID, nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("on_hand >= 0", name=op.f("ck_variants_on_hand_not_negative")),
        sa.CheckConstraint("price_cents > 0", name=op.f("ck_variants_price_positive")),
        sa.CheckConstraint("reserved >= 0", name=op.f("ck_variants_reserved_not_negative")),
        sa.CheckConstraint("sold >= 0", name=op.f("ck_variants_sold_not_negative")),
        sa.CheckConstraint("supplied = on_hand + reserved + sold", name=op.f("ck_variants_stock_adds_up")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_variants_product_id_products")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_variants")),
    )
    op.create_index("ix_variants_product", "variants", ["product_id", "position"], unique=False)
    op.create_table(
        "bookmarks",
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("post_id", ID, nullable=False),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_bookmarks_post_id_posts")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_bookmarks_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookmarks")),
        sa.UniqueConstraint("user_id", "post_id", name=op.f("uq_bookmarks_user_id_post_id")),
    )
    op.create_index("ix_bookmarks_due", "bookmarks", ["remind_at"], unique=False)
    op.create_index(op.f("ix_bookmarks_post_id"), "bookmarks", ["post_id"], unique=False)
    op.create_index("ix_bookmarks_user", "bookmarks", ["user_id", "id"], unique=False)
    op.create_table(
        "cart_lines",
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=True),
        sa.Column("visitor_id", sa.String(length=43), nullable=True),
        sa.Column("variant_id", ID, nullable=False),
        sa.Column("quantity", ID, nullable=False),
        sa.Column("wanted", ID, nullable=True),
        sa.Column("price_seen_cents", ID, nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(user_id IS NULL) <> (visitor_id IS NULL)", name=op.f("ck_cart_lines_one_owner")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_cart_lines_quantity")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_cart_lines_user_id_users")),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["variants.id"], name=op.f("fk_cart_lines_variant_id_variants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cart_lines")),
        sa.UniqueConstraint("user_id", "variant_id", name=op.f("uq_cart_lines_user_id_variant_id")),
        sa.UniqueConstraint("visitor_id", "variant_id", name=op.f("uq_cart_lines_visitor_id_variant_id")),
    )
    op.create_index(
        "ix_cart_lines_guests",
        "cart_lines",
        ["added_at"],
        unique=False,
        sqlite_where=sa.text("visitor_id IS NOT NULL"),
        postgresql_where=sa.text("visitor_id IS NOT NULL"),
    )
    op.create_table(
        "collection_items",
        sa.Column("id", ID, nullable=False),
        sa.Column("collection_id", ID, nullable=False),
        sa.Column("post_id", ID, nullable=True),
        sa.Column("product_id", ID, nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("position", ID, nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(post_id IS NULL) <> (product_id IS NULL)", name=op.f("ck_collection_items_one_thing")
        ),
        sa.ForeignKeyConstraint(
            ["collection_id"], ["collections.id"], name=op.f("fk_collection_items_collection_id_collections")
        ),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_collection_items_post_id_posts")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_collection_items_product_id_products")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection_items")),
        sa.UniqueConstraint(
            "collection_id", "post_id", name=op.f("uq_collection_items_collection_id_post_id")
        ),
        sa.UniqueConstraint(
            "collection_id", "product_id", name=op.f("uq_collection_items_collection_id_product_id")
        ),
    )
    op.create_index(
        "ix_collection_items_place", "collection_items", ["collection_id", "position"], unique=False
    )
    op.create_index(op.f("ix_collection_items_post_id"), "collection_items", ["post_id"], unique=False)
    op.create_table(
        "comments",
        sa.Column("id", ID, nullable=False),
        sa.Column("post_id", ID, nullable=False),
        sa.Column("author_id", ID, nullable=False),
        sa.Column("root_id", ID, nullable=True),
        sa.Column("parent_id", ID, nullable=True),
        sa.Column("product_id", ID, nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("cleaner_version", ID, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("fold_reason", sa.Text(), nullable=False),
        sa.Column("reply_count", ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('visible', 'folded', 'deleted')", name=op.f("ck_comments_state")),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_comments_author_id_users")),
        sa.ForeignKeyConstraint(["parent_id"], ["comments.id"], name=op.f("fk_comments_parent_id_comments")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_comments_post_id_posts")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_comments_product_id_products")
        ),
        sa.ForeignKeyConstraint(["root_id"], ["comments.id"], name=op.f("fk_comments_root_id_comments")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
    )
    op.create_index(op.f("ix_comments_author_id"), "comments", ["author_id"], unique=False)
    op.create_index("ix_comments_first", "comments", ["post_id", "id"], unique=False)
    op.create_index("ix_comments_post", "comments", ["post_id", "root_id", "id"], unique=False)
    op.create_index("ix_comments_root", "comments", ["root_id", "id"], unique=False)
    op.create_table(
        "coupon_grants",
        sa.Column("id", ID, nullable=False),
        sa.Column("coupon_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("nth", ID, nullable=False),
        sa.Column("state", sa.String(length=4), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('held', 'used')", name=op.f("ck_coupon_grants_state")),
        sa.CheckConstraint("nth >= 1", name=op.f("ck_coupon_grants_nth")),
        sa.ForeignKeyConstraint(
            ["coupon_id"], ["coupons.id"], name=op.f("fk_coupon_grants_coupon_id_coupons")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_coupon_grants_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coupon_grants")),
        sa.UniqueConstraint(
            "coupon_id", "user_id", "nth", name=op.f("uq_coupon_grants_coupon_id_user_id_nth")
        ),
    )
    op.create_index("ix_coupon_grants_user", "coupon_grants", ["user_id", "state", "id"], unique=False)
    op.create_table(
        "follow_ups",
        sa.Column("id", ID, nullable=False),
        sa.Column("post_id", ID, nullable=False),
        sa.Column("days", ID, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("cleaner_version", ID, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('visible', 'deleted')", name=op.f("ck_follow_ups_state")),
        sa.CheckConstraint("days IN (7, 30, 180)", name=op.f("ck_follow_ups_days")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_follow_ups_post_id_posts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_ups")),
        sa.UniqueConstraint("post_id", "days", name=op.f("uq_follow_ups_post_id_days")),
    )
    op.create_table(
        "group_members",
        sa.Column("product_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("basis", sa.String(length=12), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lost_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("grace_until_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_read_seq", ID, nullable=False),
        sa.CheckConstraint("basis IN ('staff', 'angel', 'happy_buyer')", name=op.f("ck_group_members_basis")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["groups.product_id"], name=op.f("fk_group_members_product_id_groups")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_group_members_user_id_users")),
        sa.PrimaryKeyConstraint("product_id", "user_id", name=op.f("pk_group_members")),
    )
    op.create_index("ix_group_members_user", "group_members", ["user_id", "product_id"], unique=False)
    op.create_table(
        "messages",
        sa.Column("id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("seq", ID, nullable=False),
        sa.Column("author_id", ID, nullable=False),
        sa.Column("client_id", sa.String(length=40), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("cleaner_version", ID, nullable=False),
        sa.Column("from_merchant", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("fold_reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('visible', 'folded', 'deleted')", name=op.f("ck_messages_state")),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_messages_author_id_users")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["groups.product_id"], name=op.f("fk_messages_product_id_groups")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("author_id", "client_id", name=op.f("uq_messages_author_id_client_id")),
        sa.UniqueConstraint("product_id", "seq", name=op.f("uq_messages_product_id_seq")),
    )
    op.create_table(
        "order_cases",
        sa.Column("id", ID, nullable=False),
        sa.Column("order_id", ID, nullable=False),
        sa.Column("buyer_id", ID, nullable=False),
        sa.Column("merchant_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("problem", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("amount_cents", ID, nullable=False),
        sa.Column("offered_cents", ID, nullable=True),
        sa.Column("offered_return", sa.Boolean(), nullable=False),
        sa.Column("refund_id", ID, nullable=True),
        sa.Column("post_id", ID, nullable=True),
        sa.Column("angel_id", ID, nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("return_carrier", sa.String(length=60), nullable=False),
        sa.Column("return_tracking", sa.String(length=60), nullable=False),
        sa.Column("replacement_carrier", sa.String(length=60), nullable=False),
        sa.Column("replacement_tracking", sa.String(length=60), nullable=False),
        sa.CheckConstraint("(outcome = '') = (closed_at IS NULL)", name=op.f("ck_order_cases_outcome")),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_order_cases_closed")
        ),
        sa.CheckConstraint("kind IN ('refund', 'return', 'exchange')", name=op.f("ck_order_cases_kind")),
        sa.CheckConstraint("amount_cents >= 0", name=op.f("ck_order_cases_amount_cents_not_negative")),
        sa.ForeignKeyConstraint(["angel_id"], ["users.id"], name=op.f("fk_order_cases_angel_id_users")),
        sa.ForeignKeyConstraint(["buyer_id"], ["users.id"], name=op.f("fk_order_cases_buyer_id_users")),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name=op.f("fk_order_cases_merchant_id_merchants")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_cases_order_id_orders")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_order_cases_post_id_posts")),
        sa.ForeignKeyConstraint(["refund_id"], ["refunds.id"], name=op.f("fk_order_cases_refund_id_refunds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_cases")),
        sa.UniqueConstraint("refund_id", name=op.f("uq_order_cases_refund_id")),
    )
    op.create_index("ix_order_cases_angel", "order_cases", ["angel_id", "id"], unique=False)
    op.create_index("ix_order_cases_buyer", "order_cases", ["buyer_id", "id"], unique=False)
    op.create_index(
        "ix_order_cases_merchant", "order_cases", ["merchant_id", "closed_at", "due_at"], unique=False
    )
    op.create_index("ix_order_cases_order", "order_cases", ["order_id", "id"], unique=False)
    op.create_index("ix_order_cases_state", "order_cases", ["state", "due_at"], unique=False)
    op.create_table(
        "photos",
        sa.Column("id", ID, nullable=False),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("post_id", ID, nullable=True),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("position", ID, nullable=False),
        sa.Column("alt", sa.String(length=200), nullable=False),
        sa.Column("width", ID, nullable=False),
        sa.Column("height", ID, nullable=False),
        sa.Column("color", sa.String(length=7), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_photos_owner_id_users")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_photos_post_id_posts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photos")),
        sa.UniqueConstraint("key", name=op.f("uq_photos_key")),
    )
    op.create_index("ix_photos_post", "photos", ["post_id", "position"], unique=False)
    op.create_table(
        "polls",
        sa.Column("post_id", ID, nullable=False),
        sa.Column("is_multiple", sa.Boolean(), nullable=False),
        sa.Column("voter_count", ID, nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("voter_count >= 0", name=op.f("ck_polls_voter_count_not_negative")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_polls_post_id_posts")),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_polls")),
    )
    op.create_table(
        "post_changes",
        sa.Column("id", ID, nullable=False),
        sa.Column("post_id", ID, nullable=False),
        sa.Column("old_body", sa.Text(), nullable=False),
        sa.Column("old_html", sa.Text(), nullable=False),
        sa.Column("old_audience", sa.String(length=8), nullable=False),
        sa.Column("new_audience", sa.String(length=8), nullable=False),
        sa.Column("old_circle_id", ID, nullable=True),
        sa.Column("new_circle_id", ID, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["new_circle_id"], ["circles.id"], name=op.f("fk_post_changes_new_circle_id_circles")
        ),
        sa.ForeignKeyConstraint(
            ["old_circle_id"], ["circles.id"], name=op.f("fk_post_changes_old_circle_id_circles")
        ),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_post_changes_post_id_posts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_changes")),
    )
    op.create_index(op.f("ix_post_changes_post_id"), "post_changes", ["post_id"], unique=False)
    op.create_table(
        "post_topics",
        sa.Column("topic_id", ID, nullable=False),
        sa.Column("post_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_post_topics_post_id_posts")),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], name=op.f("fk_post_topics_topic_id_topics")),
        sa.PrimaryKeyConstraint("topic_id", "post_id", name=op.f("pk_post_topics")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_post_topics_post", "post_topics", ["post_id"], unique=False)
    op.create_table(
        "questions",
        sa.Column("id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("author_id", ID, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("cleaner_version", ID, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("fold_reason", sa.Text(), nullable=False),
        sa.Column("answer_count", ID, nullable=False),
        sa.Column("merchant_answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('visible', 'folded', 'deleted')", name=op.f("ck_questions_state")),
        sa.CheckConstraint("answer_count >= 0", name=op.f("ck_questions_answer_count_not_negative")),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_questions_author_id_users")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["groups.product_id"], name=op.f("fk_questions_product_id_groups")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
    )
    op.create_index(op.f("ix_questions_author_id"), "questions", ["author_id"], unique=False)
    op.create_index("ix_questions_product", "questions", ["product_id", "state", "id"], unique=False)
    op.create_table(
        "reactions",
        sa.Column("post_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('like', 'love', 'laugh', 'wow', 'thanks', 'helpful')", name=op.f("ck_reactions_kind")
        ),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_reactions_post_id_posts")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_reactions_user_id_users")),
        sa.PrimaryKeyConstraint("post_id", "user_id", "kind", name=op.f("pk_reactions")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_reactions_user", "reactions", ["user_id", "post_id"], unique=False)
    op.create_table(
        "sent_drafts",
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("post_id", ID, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_sent_drafts_owner_id_users")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_sent_drafts_post_id_posts")),
        sa.PrimaryKeyConstraint("owner_id", "key", name=op.f("pk_sent_drafts")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_sent_drafts_at", "sent_drafts", ["at"], unique=False)
    op.create_table(
        "share_links",
        sa.Column("id", ID, nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=True),
        sa.Column("post_id", ID, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_share_links_post_id_posts")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_share_links_product_id_products")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_share_links_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share_links")),
        sa.UniqueConstraint("code", name=op.f("uq_share_links_code")),
    )
    op.create_index("ix_share_links_user", "share_links", ["user_id", "product_id"], unique=False)
    op.create_table(
        "answers",
        sa.Column("id", ID, nullable=False),
        sa.Column("question_id", ID, nullable=False),
        sa.Column("author_id", ID, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("cleaner_version", ID, nullable=False),
        sa.Column("from_merchant", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("fold_reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('visible', 'folded', 'deleted')", name=op.f("ck_answers_state")),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_answers_author_id_users")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_answers_question_id_questions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
    )
    op.create_index(op.f("ix_answers_author_id"), "answers", ["author_id"], unique=False)
    op.create_index("ix_answers_question", "answers", ["question_id", "id"], unique=False)
    op.create_table(
        "coupon_uses",
        sa.Column("id", ID, nullable=False),
        sa.Column("order_id", ID, nullable=False),
        sa.Column("coupon_id", ID, nullable=False),
        sa.Column("grant_id", ID, nullable=False),
        sa.Column("payer", sa.String(length=8), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("amount_cents", ID, nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("payer IN ('merchant', 'site')", name=op.f("ck_coupon_uses_payer")),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_coupon_uses_amount_positive")),
        sa.ForeignKeyConstraint(["coupon_id"], ["coupons.id"], name=op.f("fk_coupon_uses_coupon_id_coupons")),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["coupon_grants.id"], name=op.f("fk_coupon_uses_grant_id_coupon_grants")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_coupon_uses_order_id_orders")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coupon_uses")),
        sa.UniqueConstraint("order_id", "payer", name=op.f("uq_coupon_uses_order_id_payer")),
    )
    op.create_index("ix_coupon_uses_coupon", "coupon_uses", ["coupon_id", "id"], unique=False)
    op.create_index("ix_coupon_uses_grant", "coupon_uses", ["grant_id", "returned_at"], unique=False)
    op.create_table(
        "order_case_messages",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("by_id", ID, nullable=False),
        sa.Column("side", sa.String(length=8), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_order_case_messages_by_id_users")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["order_cases.id"], name=op.f("fk_order_case_messages_case_id_order_cases")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_case_messages")),
    )
    op.create_index("ix_order_case_messages_case", "order_case_messages", ["case_id", "id"], unique=False)
    op.create_table(
        "order_case_steps",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("act", sa.String(length=16), nullable=False),
        sa.Column("from_state", sa.String(length=10), nullable=False),
        sa.Column("to_state", sa.String(length=10), nullable=False),
        sa.Column("side", sa.String(length=8), nullable=False),
        sa.Column("by_id", ID, nullable=True),
        sa.Column("amount_cents", ID, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_order_case_steps_by_id_users")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["order_cases.id"], name=op.f("fk_order_case_steps_case_id_order_cases")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_case_steps")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_order_case_steps_case", "order_case_steps", ["case_id", "id"], unique=False)
    op.create_table(
        "poll_options",
        sa.Column("id", ID, nullable=False),
        sa.Column("post_id", ID, nullable=False),
        sa.Column("position", ID, nullable=False),
        sa.Column("words", sa.String(length=80), nullable=False),
        sa.Column("vote_count", ID, nullable=False),
        sa.CheckConstraint("vote_count >= 0", name=op.f("ck_poll_options_vote_count_not_negative")),
        sa.ForeignKeyConstraint(["post_id"], ["polls.post_id"], name=op.f("fk_poll_options_post_id_polls")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_options")),
        sa.UniqueConstraint("post_id", "position", name=op.f("uq_poll_options_post_id_position")),
    )
    op.create_table(
        "touches",
        sa.Column("id", ID, nullable=False),
        sa.Column("visitor_id", sa.String(length=43), nullable=False),
        sa.Column("user_id", ID, nullable=True),
        sa.Column("angel_id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=True),
        sa.Column("link_id", ID, nullable=False),
        sa.Column("rate_bps", ID, nullable=False),
        sa.Column("is_bare", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("user_id IS NOT NULL OR visitor_id <> ''", name=op.f("ck_touches_somebody")),
        sa.ForeignKeyConstraint(["angel_id"], ["users.id"], name=op.f("fk_touches_angel_id_users")),
        sa.ForeignKeyConstraint(["link_id"], ["share_links.id"], name=op.f("fk_touches_link_id_share_links")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_touches_product_id_products")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_touches_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_touches")),
    )
    op.create_index("ix_touches_user", "touches", ["user_id", "expires_at"], unique=False)
    op.create_index("ix_touches_visitor", "touches", ["visitor_id", "expires_at"], unique=False)
    op.create_table(
        "order_case_pictures",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("message_id", ID, nullable=True),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("width", ID, nullable=False),
        sa.Column("height", ID, nullable=False),
        sa.Column("color", sa.String(length=7), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["order_cases.id"], name=op.f("fk_order_case_pictures_case_id_order_cases")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["order_case_messages.id"],
            name=op.f("fk_order_case_pictures_message_id_order_case_messages"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_case_pictures")),
        sa.UniqueConstraint("key", name=op.f("uq_order_case_pictures_key")),
    )
    op.create_index("ix_order_case_pictures_case", "order_case_pictures", ["case_id", "id"], unique=False)
    op.create_table(
        "order_lines",
        sa.Column("id", ID, nullable=False),
        sa.Column("order_id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("variant_id", ID, nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("variant_name", sa.String(length=60), nullable=False),
        sa.Column("picture_key", sa.String(length=40), nullable=True),
        sa.Column("unit_price_cents", ID, nullable=False),
        sa.Column("quantity", ID, nullable=False),
        sa.Column("discount_cents", ID, nullable=False),
        sa.Column("coupon_cents", ID, nullable=False),
        sa.Column("site_coupon_cents", ID, nullable=False),
        sa.Column("net_cents", ID, nullable=False),
        sa.Column("refunded_cents", ID, nullable=False),
        sa.Column("refunded_quantity", ID, nullable=False),
        sa.Column("fee_cents", ID, nullable=False),
        sa.Column("subsidy_cents", ID, nullable=False),
        sa.Column("rate_bps", ID, nullable=False),
        sa.Column("angel_id", ID, nullable=True),
        sa.Column("credit_basis", sa.String(length=16), nullable=False),
        sa.Column("touch_id", ID, nullable=True),
        sa.Column("offer_id", ID, nullable=True),
        sa.Column("shipped_quantity", ID, nullable=False),
        sa.Column("withdrawn_quantity", ID, nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "coupon_cents + site_coupon_cents <= discount_cents", name=op.f("ck_order_lines_coupons")
        ),
        sa.CheckConstraint("coupon_cents >= 0", name=op.f("ck_order_lines_coupon_cents_not_negative")),
        sa.CheckConstraint(
            "net_cents = unit_price_cents * quantity - discount_cents", name=op.f("ck_order_lines_net")
        ),
        sa.CheckConstraint("net_cents >= 0", name=op.f("ck_order_lines_net_not_negative")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_order_lines_quantity")),
        sa.CheckConstraint("refunded_cents BETWEEN 0 AND net_cents", name=op.f("ck_order_lines_refunded")),
        sa.CheckConstraint(
            "refunded_quantity BETWEEN 0 AND quantity", name=op.f("ck_order_lines_refunded_quantity")
        ),
        sa.CheckConstraint(
            "shipped_quantity + withdrawn_quantity <= quantity",
            name=op.f("ck_order_lines_sent_at_most_bought"),
        ),
        sa.CheckConstraint(
            "shipped_quantity >= 0 AND withdrawn_quantity >= 0", name=op.f("ck_order_lines_sent_not_negative")
        ),
        sa.CheckConstraint(
            "site_coupon_cents >= 0", name=op.f("ck_order_lines_site_coupon_cents_not_negative")
        ),
        sa.CheckConstraint(
            "subsidy_cents BETWEEN 0 AND site_coupon_cents", name=op.f("ck_order_lines_subsidy")
        ),
        sa.ForeignKeyConstraint(["angel_id"], ["users.id"], name=op.f("fk_order_lines_angel_id_users")),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_order_lines_offer_id_offers")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_lines_order_id_orders")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_order_lines_product_id_products")
        ),
        sa.ForeignKeyConstraint(["touch_id"], ["touches.id"], name=op.f("fk_order_lines_touch_id_touches")),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["variants.id"], name=op.f("fk_order_lines_variant_id_variants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_lines")),
    )
    op.create_index("ix_order_lines_order", "order_lines", ["order_id"], unique=False)
    op.create_index("ix_order_lines_product", "order_lines", ["product_id", "id"], unique=False)
    op.create_table(
        "poll_votes",
        sa.Column("option_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("post_id", ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["option_id"], ["poll_options.id"], name=op.f("fk_poll_votes_option_id_poll_options")
        ),
        sa.ForeignKeyConstraint(["post_id"], ["polls.post_id"], name=op.f("fk_poll_votes_post_id_polls")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_poll_votes_user_id_users")),
        sa.PrimaryKeyConstraint("option_id", "user_id", name=op.f("pk_poll_votes")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_poll_votes_user", "poll_votes", ["user_id", "post_id"], unique=False)
    op.create_table(
        "commissions",
        sa.Column("id", ID, nullable=False),
        sa.Column("order_line_id", ID, nullable=False),
        sa.Column("order_id", ID, nullable=False),
        sa.Column("angel_id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("merchant_id", ID, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("rate_bps", ID, nullable=False),
        sa.Column("base_cents", ID, nullable=False),
        sa.Column("amount_cents", ID, nullable=False),
        sa.Column("original_cents", ID, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("vests_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('pending', 'earned', 'vested', 'void')", name=op.f("ck_commissions_state")
        ),
        sa.CheckConstraint("amount_cents >= 0", name=op.f("ck_commissions_amount_cents_not_negative")),
        sa.CheckConstraint("base_cents >= 0", name=op.f("ck_commissions_base_cents_not_negative")),
        sa.CheckConstraint("rate_bps BETWEEN 500 AND 4000", name=op.f("ck_commissions_rate_bps")),
        sa.ForeignKeyConstraint(["angel_id"], ["users.id"], name=op.f("fk_commissions_angel_id_users")),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name=op.f("fk_commissions_merchant_id_merchants")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_commissions_order_id_orders")),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_lines.id"], name=op.f("fk_commissions_order_line_id_order_lines")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_commissions_product_id_products")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commissions")),
        sa.UniqueConstraint("order_line_id", name=op.f("uq_commissions_order_line_id")),
    )
    op.create_index("ix_commissions_angel", "commissions", ["angel_id", "id"], unique=False)
    op.create_index("ix_commissions_angel_day", "commissions", ["angel_id", "created_at"], unique=False)
    op.create_index("ix_commissions_angel_state", "commissions", ["angel_id", "state", "id"], unique=False)
    op.create_index(op.f("ix_commissions_order_id"), "commissions", ["order_id"], unique=False)
    op.create_index("ix_commissions_vesting", "commissions", ["state", "vests_at"], unique=False)
    op.create_table(
        "entry_lines",
        sa.Column("id", ID, nullable=False),
        sa.Column("entry_id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("amount_cents", ID, nullable=False),
        sa.Column("order_line_id", ID, nullable=True),
        sa.CheckConstraint("amount_cents <> 0", name=op.f("ck_entry_lines_not_zero")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_entry_lines_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entries.id"],
            name=op.f("fk_entry_lines_entry_id_entries"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_lines.id"], name=op.f("fk_entry_lines_order_line_id_order_lines")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_lines")),
    )
    op.create_index("ix_entry_lines_account", "entry_lines", ["account_id", "entry_id"], unique=False)
    op.create_index("ix_entry_lines_account_line", "entry_lines", ["account_id", "id"], unique=False)
    op.create_index("ix_entry_lines_entry", "entry_lines", ["entry_id"], unique=False)
    op.create_index("ix_entry_lines_order_line", "entry_lines", ["order_line_id"], unique=False)
    op.create_table(
        "order_case_lines",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("order_line_id", ID, nullable=False),
        sa.Column("quantity", ID, nullable=False),
        sa.Column("amount_cents", ID, nullable=False),
        sa.Column("replaced_quantity", ID, nullable=False),
        sa.Column("restocked_quantity", ID, nullable=False),
        sa.CheckConstraint("amount_cents >= 0", name=op.f("ck_order_case_lines_amount_cents_not_negative")),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_order_case_lines_quantity_not_negative")),
        sa.CheckConstraint(
            "replaced_quantity BETWEEN 0 AND quantity", name=op.f("ck_order_case_lines_replaced")
        ),
        sa.CheckConstraint(
            "restocked_quantity BETWEEN 0 AND quantity", name=op.f("ck_order_case_lines_restocked")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["order_cases.id"], name=op.f("fk_order_case_lines_case_id_order_cases")
        ),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_lines.id"], name=op.f("fk_order_case_lines_order_line_id_order_lines")
        ),
        sa.PrimaryKeyConstraint("case_id", "order_line_id", name=op.f("pk_order_case_lines")),
    )
    op.create_index(
        op.f("ix_order_case_lines_order_line_id"), "order_case_lines", ["order_line_id"], unique=False
    )
    op.create_table(
        "ratings",
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("order_line_id", ID, nullable=False),
        sa.Column("post_id", ID, nullable=True),
        sa.Column("stars", ID, nullable=False),
        sa.Column("by_earner", sa.Boolean(), nullable=False),
        sa.Column("is_refunded", sa.Boolean(), nullable=False),
        sa.Column("asked_days", ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("stars BETWEEN 1 AND 5", name=op.f("ck_ratings_stars")),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_lines.id"], name=op.f("fk_ratings_order_line_id_order_lines")
        ),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_ratings_post_id_posts")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_ratings_product_id_products")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_ratings_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ratings")),
        sa.UniqueConstraint("order_line_id", name=op.f("uq_ratings_order_line_id")),
    )
    op.create_index(op.f("ix_ratings_post_id"), "ratings", ["post_id"], unique=False)
    op.create_index("ix_ratings_product", "ratings", ["product_id", "stars"], unique=False)
    op.create_index("ix_ratings_user", "ratings", ["user_id", "product_id", "id"], unique=False)
    op.create_table(
        "refund_lines",
        sa.Column("refund_id", ID, nullable=False),
        sa.Column("order_line_id", ID, nullable=False),
        sa.Column("quantity", ID, nullable=False),
        sa.Column("amount_cents", ID, nullable=False),
        sa.Column("restocked", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_lines.id"], name=op.f("fk_refund_lines_order_line_id_order_lines")
        ),
        sa.ForeignKeyConstraint(
            ["refund_id"], ["refunds.id"], name=op.f("fk_refund_lines_refund_id_refunds")
        ),
        sa.PrimaryKeyConstraint("refund_id", "order_line_id", name=op.f("pk_refund_lines")),
    )
    op.create_table(
        "shipment_lines",
        sa.Column("shipment_id", ID, nullable=False),
        sa.Column("order_line_id", ID, nullable=False),
        sa.Column("quantity", ID, nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_shipment_lines_quantity")),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_lines.id"], name=op.f("fk_shipment_lines_order_line_id_order_lines")
        ),
        sa.ForeignKeyConstraint(
            ["shipment_id"], ["shipments.id"], name=op.f("fk_shipment_lines_shipment_id_shipments")
        ),
        sa.PrimaryKeyConstraint("shipment_id", "order_line_id", name=op.f("pk_shipment_lines")),
    )
    op.create_index(
        op.f("ix_shipment_lines_order_line_id"), "shipment_lines", ["order_line_id"], unique=False
    )
    op.create_table(
        "payout_items",
        sa.Column("payout_id", ID, nullable=False),
        sa.Column("entry_line_id", ID, nullable=False),
        sa.Column("amount_cents", ID, nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount_cents <> 0", name=op.f("ck_payout_items_not_zero")),
        sa.ForeignKeyConstraint(
            ["entry_line_id"], ["entry_lines.id"], name=op.f("fk_payout_items_entry_line_id_entry_lines")
        ),
        sa.ForeignKeyConstraint(
            ["payout_id"], ["payouts.id"], name=op.f("fk_payout_items_payout_id_payouts")
        ),
        sa.PrimaryKeyConstraint("payout_id", "entry_line_id", name=op.f("pk_payout_items")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_payout_items_line", "payout_items", ["entry_line_id"], unique=False)
    op.create_table(
        "rating_changes",
        sa.Column("id", ID, nullable=False),
        sa.Column("rating_id", ID, nullable=False),
        sa.Column("old_stars", ID, nullable=False),
        sa.Column("new_stars", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["rating_id"], ["ratings.id"], name=op.f("fk_rating_changes_rating_id_ratings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_changes")),
    )
    op.create_index(op.f("ix_rating_changes_rating_id"), "rating_changes", ["rating_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_rating_changes_rating_id"), table_name="rating_changes")
    op.drop_table("rating_changes")
    op.drop_index("ix_payout_items_line", table_name="payout_items")
    op.drop_table("payout_items")
    op.drop_index(op.f("ix_shipment_lines_order_line_id"), table_name="shipment_lines")
    op.drop_table("shipment_lines")
    op.drop_table("refund_lines")
    op.drop_index("ix_ratings_user", table_name="ratings")
    op.drop_index("ix_ratings_product", table_name="ratings")
    op.drop_index(op.f("ix_ratings_post_id"), table_name="ratings")
    op.drop_table("ratings")
    op.drop_index(op.f("ix_order_case_lines_order_line_id"), table_name="order_case_lines")
    op.drop_table("order_case_lines")
    op.drop_index("ix_entry_lines_order_line", table_name="entry_lines")
    op.drop_index("ix_entry_lines_entry", table_name="entry_lines")
    op.drop_index("ix_entry_lines_account_line", table_name="entry_lines")
    op.drop_index("ix_entry_lines_account", table_name="entry_lines")
    op.drop_table("entry_lines")
    op.drop_index("ix_commissions_vesting", table_name="commissions")
    op.drop_index(op.f("ix_commissions_order_id"), table_name="commissions")
    op.drop_index("ix_commissions_angel_state", table_name="commissions")
    op.drop_index("ix_commissions_angel_day", table_name="commissions")
    op.drop_index("ix_commissions_angel", table_name="commissions")
    op.drop_table("commissions")
    op.drop_index("ix_poll_votes_user", table_name="poll_votes")
    op.drop_table("poll_votes")
    op.drop_index("ix_order_lines_product", table_name="order_lines")
    op.drop_index("ix_order_lines_order", table_name="order_lines")
    op.drop_table("order_lines")
    op.drop_index("ix_order_case_pictures_case", table_name="order_case_pictures")
    op.drop_table("order_case_pictures")
    op.drop_index("ix_touches_visitor", table_name="touches")
    op.drop_index("ix_touches_user", table_name="touches")
    op.drop_table("touches")
    op.drop_table("poll_options")
    op.drop_index("ix_order_case_steps_case", table_name="order_case_steps")
    op.drop_table("order_case_steps")
    op.drop_index("ix_order_case_messages_case", table_name="order_case_messages")
    op.drop_table("order_case_messages")
    op.drop_index("ix_coupon_uses_grant", table_name="coupon_uses")
    op.drop_index("ix_coupon_uses_coupon", table_name="coupon_uses")
    op.drop_table("coupon_uses")
    op.drop_index("ix_answers_question", table_name="answers")
    op.drop_index(op.f("ix_answers_author_id"), table_name="answers")
    op.drop_table("answers")
    op.drop_index("ix_share_links_user", table_name="share_links")
    op.drop_table("share_links")
    op.drop_index("ix_sent_drafts_at", table_name="sent_drafts")
    op.drop_table("sent_drafts")
    op.drop_index("ix_reactions_user", table_name="reactions")
    op.drop_table("reactions")
    op.drop_index("ix_questions_product", table_name="questions")
    op.drop_index(op.f("ix_questions_author_id"), table_name="questions")
    op.drop_table("questions")
    op.drop_index("ix_post_topics_post", table_name="post_topics")
    op.drop_table("post_topics")
    op.drop_index(op.f("ix_post_changes_post_id"), table_name="post_changes")
    op.drop_table("post_changes")
    op.drop_table("polls")
    op.drop_index("ix_photos_post", table_name="photos")
    op.drop_table("photos")
    op.drop_index("ix_order_cases_state", table_name="order_cases")
    op.drop_index("ix_order_cases_order", table_name="order_cases")
    op.drop_index("ix_order_cases_merchant", table_name="order_cases")
    op.drop_index("ix_order_cases_buyer", table_name="order_cases")
    op.drop_index("ix_order_cases_angel", table_name="order_cases")
    op.drop_table("order_cases")
    op.drop_table("messages")
    op.drop_index("ix_group_members_user", table_name="group_members")
    op.drop_table("group_members")
    op.drop_table("follow_ups")
    op.drop_index("ix_coupon_grants_user", table_name="coupon_grants")
    op.drop_table("coupon_grants")
    op.drop_index("ix_comments_root", table_name="comments")
    op.drop_index("ix_comments_post", table_name="comments")
    op.drop_index("ix_comments_first", table_name="comments")
    op.drop_index(op.f("ix_comments_author_id"), table_name="comments")
    op.drop_table("comments")
    op.drop_index(op.f("ix_collection_items_post_id"), table_name="collection_items")
    op.drop_index("ix_collection_items_place", table_name="collection_items")
    op.drop_table("collection_items")
    op.drop_index(
        "ix_cart_lines_guests",
        table_name="cart_lines",
        sqlite_where=sa.text("visitor_id IS NOT NULL"),
        postgresql_where=sa.text("visitor_id IS NOT NULL"),
    )
    op.drop_table("cart_lines")
    op.drop_index("ix_bookmarks_user", table_name="bookmarks")
    op.drop_index(op.f("ix_bookmarks_post_id"), table_name="bookmarks")
    op.drop_index("ix_bookmarks_due", table_name="bookmarks")
    op.drop_table("bookmarks")
    op.drop_index("ix_variants_product", table_name="variants")
    op.drop_table("variants")
    op.drop_table("store_items")
    op.drop_index("ix_rate_versions_product", table_name="rate_versions")
    op.drop_table("rate_versions")
    op.drop_index("ix_purchases_product", table_name="purchases")
    op.drop_table("purchases")
    op.drop_index("ix_product_pictures_product", table_name="product_pictures")
    op.drop_table("product_pictures")
    op.drop_table("product_mutes")
    op.drop_index("ix_posts_quoted", table_name="posts")
    op.drop_index("ix_posts_public", table_name="posts")
    op.drop_index("ix_posts_product", table_name="posts")
    op.drop_index("ix_posts_helpful", table_name="posts")
    op.drop_index(op.f("ix_posts_circle_id"), table_name="posts")
    op.drop_index("ix_posts_author", table_name="posts")
    op.drop_index(
        "ix_posts_advice",
        table_name="posts",
        sqlite_where=sa.text("kind = 'advice'"),
        postgresql_where=sa.text("kind = 'advice'"),
    )
    op.drop_table("posts")
    op.drop_table("offers")
    op.drop_table("groups")
    op.drop_index("ix_gateway_refunds_refund", table_name="gateway_refunds")
    op.drop_index("ix_gateway_refunds_payment", table_name="gateway_refunds")
    op.drop_index("ix_gateway_refunds_order", table_name="gateway_refunds")
    op.drop_index("ix_gateway_refunds_due", table_name="gateway_refunds")
    op.drop_table("gateway_refunds")
    op.drop_index(
        "uq_endorsements_active",
        table_name="endorsements",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_index("ix_endorsements_product", table_name="endorsements")
    op.drop_table("endorsements")
    op.drop_index(
        "uq_coupons_site_code",
        table_name="coupons",
        sqlite_where=sa.text("merchant_id IS NULL"),
        postgresql_where=sa.text("merchant_id IS NULL"),
    )
    op.drop_index("ix_coupons_merchant", table_name="coupons")
    op.drop_table("coupons")
    op.drop_index("ix_shipping_zones_template", table_name="shipping_zones")
    op.drop_table("shipping_zones")
    op.drop_index("ix_shipments_under_way", table_name="shipments")
    op.drop_index(op.f("ix_shipments_order_id"), table_name="shipments")
    op.drop_table("shipments")
    op.drop_index("ix_refunds_order", table_name="refunds")
    op.drop_table("refunds")
    op.drop_index("ix_products_state", table_name="products")
    op.drop_index("ix_products_sold", table_name="products")
    op.drop_index(op.f("ix_products_shipping_template_id"), table_name="products")
    op.drop_index("ix_products_price", table_name="products")
    op.drop_index("ix_products_merchant", table_name="products")
    op.drop_index("ix_products_category", table_name="products")
    op.drop_table("products")
    op.drop_index("ix_payout_steps_payout", table_name="payout_steps")
    op.drop_table("payout_steps")
    op.drop_table("payout_approvals")
    op.drop_index("ix_payments_order", table_name="payments")
    op.drop_table("payments")
    op.drop_table("payment_notices")
    op.drop_index("ix_order_steps_order", table_name="order_steps")
    op.drop_table("order_steps")
    op.drop_index(op.f("ix_order_deliveries_order_id"), table_name="order_deliveries")
    op.drop_table("order_deliveries")
    op.drop_index(op.f("ix_gateway_parts_order_id"), table_name="gateway_parts")
    op.drop_table("gateway_parts")
    op.drop_index("ix_entries_order", table_name="entries")
    op.drop_table("entries")
    op.drop_index("ix_commission_holds_order", table_name="commission_holds")
    op.drop_table("commission_holds")
    op.drop_index(
        "uq_shipping_templates_default",
        table_name="shipping_templates",
        sqlite_where=sa.text("is_default"),
        postgresql_where=sa.text("is_default"),
    )
    op.drop_table("shipping_templates")
    op.drop_index(
        "uq_settlements_external_reference",
        table_name="settlements",
        sqlite_where=sa.text("state <> 'withdrawn'"),
        postgresql_where=sa.text("state <> 'withdrawn'"),
    )
    op.drop_index("ix_settlements_state", table_name="settlements")
    op.drop_index("ix_settlements_merchant", table_name="settlements")
    op.drop_table("settlements")
    op.drop_index("ix_reports_reporter", table_name="reports")
    op.drop_table("reports")
    op.drop_index(op.f("ix_push_subscriptions_user_id"), table_name="push_subscriptions")
    op.drop_index(op.f("ix_push_subscriptions_session_hash"), table_name="push_subscriptions")
    op.drop_table("push_subscriptions")
    op.drop_index(op.f("ix_picture_drafts_merchant_id"), table_name="picture_drafts")
    op.drop_index(op.f("ix_picture_drafts_created_at"), table_name="picture_drafts")
    op.drop_table("picture_drafts")
    op.drop_index(
        "uq_payouts_open_merchant",
        table_name="payouts",
        sqlite_where=sa.text("state IN ('requested', 'approved', 'sent')"),
        postgresql_where=sa.text("state IN ('requested', 'approved', 'sent')"),
    )
    op.drop_index(
        "uq_payouts_open",
        table_name="payouts",
        sqlite_where=sa.text("state IN ('requested', 'approved', 'sent')"),
        postgresql_where=sa.text("state IN ('requested', 'approved', 'sent')"),
    )
    op.drop_index(op.f("ix_payouts_user_id"), table_name="payouts")
    op.drop_index("ix_payouts_state", table_name="payouts")
    op.drop_index("ix_payouts_merchant", table_name="payouts")
    op.drop_table("payouts")
    op.drop_index("ix_orders_reserved_until", table_name="orders")
    op.drop_index("ix_orders_received", table_name="orders")
    op.drop_index("ix_orders_merchant_newest", table_name="orders")
    op.drop_index("ix_orders_merchant", table_name="orders")
    op.drop_index("ix_orders_checkout", table_name="orders")
    op.drop_index("ix_orders_buyer", table_name="orders")
    op.drop_table("orders")
    op.drop_index("ix_mod_actions_target", table_name="mod_actions")
    op.drop_index(op.f("ix_mod_actions_subject_id"), table_name="mod_actions")
    op.drop_index("ix_mod_actions_case", table_name="mod_actions")
    op.drop_table("mod_actions")
    op.drop_index(op.f("ix_merchant_staff_user_id"), table_name="merchant_staff")
    op.drop_table("merchant_staff")
    op.drop_table("merchant_destinations")
    op.drop_index(op.f("ix_merchant_decisions_merchant_id"), table_name="merchant_decisions")
    op.drop_table("merchant_decisions")
    op.drop_index("ix_invite_uses_user", table_name="invite_uses")
    op.drop_table("invite_uses")
    op.drop_index("ix_disputes_payment", table_name="disputes")
    op.drop_table("disputes")
    op.drop_index("ix_circle_members_member", table_name="circle_members")
    op.drop_table("circle_members")
    op.drop_table("word_mutes")
    op.drop_index("ix_watches_target", table_name="watches")
    op.drop_table("watches")
    op.drop_table("tax_profiles")
    op.drop_index(op.f("ix_suspensions_user_id"), table_name="suspensions")
    op.drop_table("suspensions")
    op.drop_index(op.f("ix_sessions_user_id"), table_name="sessions")
    op.drop_table("sessions")
    op.drop_table("secret_links")
    op.drop_index(op.f("ix_role_grants_user_id"), table_name="role_grants")
    op.drop_table("role_grants")
    op.drop_index("ix_order_case_picture_drafts_owner", table_name="order_case_picture_drafts")
    op.drop_index("ix_order_case_picture_drafts_created", table_name="order_case_picture_drafts")
    op.drop_table("order_case_picture_drafts")
    op.drop_index(
        "uq_notices_unread",
        table_name="notices",
        sqlite_where=sa.text("read_at IS NULL"),
        postgresql_where=sa.text("read_at IS NULL"),
    )
    op.drop_index("ix_notices_user", table_name="notices")
    op.drop_index(
        "ix_notices_unmailed",
        table_name="notices",
        sqlite_where=sa.text("mailed_at IS NULL AND read_at IS NULL"),
        postgresql_where=sa.text("mailed_at IS NULL AND read_at IS NULL"),
    )
    op.drop_index("ix_notices_last", table_name="notices")
    op.drop_table("notices")
    op.drop_table("mutes")
    op.drop_index(
        "uq_merchants_open_application",
        table_name="merchants",
        sqlite_where=sa.text("state = 'applied'"),
        postgresql_where=sa.text("state = 'applied'"),
    )
    op.drop_index("ix_merchants_state", table_name="merchants")
    op.drop_index(op.f("ix_merchants_owner_id"), table_name="merchants")
    op.drop_table("merchants")
    op.drop_index(op.f("ix_invites_inviter_id"), table_name="invites")
    op.drop_table("invites")
    op.drop_index("ix_hidings_viewer", table_name="hidings")
    op.drop_table("hidings")
    op.drop_index("ix_gateway_payments_open", table_name="gateway_payments")
    op.drop_table("gateway_payments")
    op.drop_index("ix_friend_requests_to", table_name="friend_requests")
    op.drop_table("friend_requests")
    op.drop_index("ix_follows_followee", table_name="follows")
    op.drop_table("follows")
    op.drop_index("ix_drafts_due", table_name="drafts")
    op.drop_table("drafts")
    op.drop_table("dismissals")
    op.drop_table("deliveries")
    op.drop_index("ix_collections_owner", table_name="collections")
    op.drop_table("collections")
    op.drop_index("ix_circles_owner", table_name="circles")
    op.drop_table("circles")
    op.drop_table("checkouts")
    op.drop_index(
        "uq_cases_open",
        table_name="cases",
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.drop_index(op.f("ix_cases_subject_id"), table_name="cases")
    op.drop_index("ix_cases_state", table_name="cases")
    op.drop_table("cases")
    op.drop_index("ix_blocks_blocked", table_name="blocks")
    op.drop_table("blocks")
    op.drop_index("ix_adjustments_state", table_name="adjustments")
    op.drop_index("ix_adjustments_holder", table_name="adjustments")
    op.drop_table("adjustments")
    op.drop_index(op.f("ix_addresses_user_id"), table_name="addresses")
    op.drop_table("addresses")
    op.drop_table("users")
    op.drop_table("topics")
    op.drop_index("ix_statements_holder", table_name="statements")
    op.drop_table("statements")
    op.drop_table("statement_months")
    op.drop_index("ix_outbox_due", table_name="outbox")
    op.drop_table("outbox")
    op.drop_table("mod_chain")
    op.drop_table("categories")
    op.drop_index("ix_attempts_key", table_name="attempts")
    op.drop_table("attempts")
    op.drop_table("accounts")
