"""Let a refund take pieces back that were worth no money. Going down fails where one stands."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("refunds", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_refunds_amount_positive"), type_="check")
        batch_op.create_check_constraint(op.f("ck_refunds_amount_not_negative"), "amount_cents >= 0")


def downgrade() -> None:
    with op.batch_alter_table("refunds", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_refunds_amount_not_negative"), type_="check")
        batch_op.create_check_constraint(op.f("ck_refunds_amount_positive"), "amount_cents > 0")
