"""let invoices be paid

What an invoice says is kept as it was issued; it is paid, or cancelled by a credit note.
"""

import sqlalchemy as sa
from alembic import op

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("invoices", schema=None) as batch_op:
        batch_op.add_column(sa.Column("recipient", sa.String(length=60), server_default="", nullable=False))
        batch_op.add_column(
            sa.Column("registration", sa.String(length=80), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("reason", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("settlement_id", ID, nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_invoices_settlement_id"), ["settlement_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_invoices_settlement_id_settlements"), "settlements", ["settlement_id"], ["id"]
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_invoices_transfer_pays"), "settlement_id IS NULL OR paid_at IS NOT NULL"
        )

    op.create_table(
        "credit_notes",
        sa.Column("id", ID, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("invoice_id", ID, nullable=False),
        sa.Column("adjustment_id", ID, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["adjustment_id"], ["adjustments.id"], name=op.f("fk_credit_notes_adjustment_id_adjustments")
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoices.id"], name=op.f("fk_credit_notes_invoice_id_invoices")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_notes")),
        sa.UniqueConstraint("adjustment_id", name=op.f("uq_credit_notes_adjustment_id")),
        sa.UniqueConstraint("invoice_id", name=op.f("uq_credit_notes_invoice_id")),
        sa.UniqueConstraint("number", name=op.f("uq_credit_notes_number")),
    )
    op.create_table(
        "invoice_steps",
        sa.Column("id", ID, nullable=False),
        sa.Column("invoice_id", ID, nullable=False),
        sa.Column("settlement_id", ID, nullable=True),
        sa.Column("adjustment_id", ID, nullable=True),
        sa.CheckConstraint(
            "(settlement_id IS NULL) <> (adjustment_id IS NULL)", name=op.f("ck_invoice_steps_one_thing")
        ),
        sa.ForeignKeyConstraint(
            ["adjustment_id"], ["adjustments.id"], name=op.f("fk_invoice_steps_adjustment_id_adjustments")
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoices.id"], name=op.f("fk_invoice_steps_invoice_id_invoices")
        ),
        sa.ForeignKeyConstraint(
            ["settlement_id"], ["settlements.id"], name=op.f("fk_invoice_steps_settlement_id_settlements")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_steps")),
        sa.UniqueConstraint("adjustment_id", name=op.f("uq_invoice_steps_adjustment_id")),
        sa.UniqueConstraint("settlement_id", name=op.f("uq_invoice_steps_settlement_id")),
    )
    with op.batch_alter_table("invoice_steps", schema=None) as batch_op:
        batch_op.create_index("ix_invoice_steps_invoice", ["invoice_id", "id"], unique=False)

    _say_what_they_are_for()
    _invoice_what_has_none()


def _say_what_they_are_for() -> None:
    op.execute(
        "UPDATE invoices SET"
        " recipient = (SELECT name FROM merchants WHERE merchants.id = invoices.merchant_id),"
        " registration = (SELECT registration FROM merchants WHERE merchants.id = invoices.merchant_id),"
        " reason = (SELECT reason FROM adjustments WHERE adjustments.id = invoices.adjustment_id)"
    )


def _invoice_what_has_none() -> None:
    """Entry fees that were confirmed since the table was there, while nothing filled it."""
    connection = op.get_bind()
    posted = connection.execute(
        sa.text(
            "SELECT adjustments.id, holder_id, amount_cents, currency, decided_at, due_at, reason, name, registration"
            " FROM adjustments JOIN merchants ON merchants.id = holder_id"
            " WHERE adjustments.kind = 'entry_fee' AND adjustments.state = 'posted'"
            " AND NOT EXISTS (SELECT 1 FROM invoices WHERE adjustment_id = adjustments.id)"
            " ORDER BY decided_at, adjustments.id"
        )
    ).all()
    for row in posted:
        year = str(row.decided_at)[:4]
        before = connection.execute(
            sa.text("SELECT count(*) FROM invoices WHERE number LIKE :of_year"), {"of_year": f"E{year}-%"}
        ).scalar_one()
        connection.execute(
            sa.text(
                "INSERT INTO invoices (number, merchant_id, adjustment_id, recipient, registration, reason,"
                " amount_cents, currency, issued_at, due_at)"
                " VALUES (:number, :merchant, :adjustment, :recipient, :registration, :reason,"
                " :cents, :currency, :issued, :due)"
            ),
            {
                "number": f"E{year}-{before + 1:04d}",
                "merchant": row.holder_id,
                "adjustment": row.id,
                "recipient": row.name,
                "registration": row.registration,
                "reason": row.reason,
                "cents": -row.amount_cents,
                "currency": row.currency,
                "issued": row.decided_at,
                "due": row.due_at,
            },
        )


def downgrade() -> None:
    with op.batch_alter_table("invoice_steps", schema=None) as batch_op:
        batch_op.drop_index("ix_invoice_steps_invoice")

    op.drop_table("invoice_steps")
    op.drop_table("credit_notes")
    with op.batch_alter_table("invoices", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_invoices_transfer_pays"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_invoices_settlement_id_settlements"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_invoices_settlement_id"), type_="unique")
        batch_op.drop_column("settlement_id")
        batch_op.drop_column("paid_at")
        batch_op.drop_column("reason")
        batch_op.drop_column("registration")
        batch_op.drop_column("recipient")
