"""Let a file of products end by an error."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _states("state IN ('checking', 'checked', 'running', 'done', 'failed')")


def downgrade() -> None:
    op.execute("UPDATE catalog_imports SET state = 'done' WHERE state = 'failed'")
    _states("state IN ('checking', 'checked', 'running', 'done')")


def _states(allowed: str) -> None:
    with op.batch_alter_table("catalog_imports", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_catalog_imports_state"), type_="check")
        batch_op.create_check_constraint(op.f("ck_catalog_imports_state"), allowed)
