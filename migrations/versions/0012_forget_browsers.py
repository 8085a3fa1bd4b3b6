"""Find the visits whose browsers are to be forgotten."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_touches_known",
        "touches",
        ["at"],
        unique=False,
        sqlite_where=sa.text("length(visitor_id) > 1"),
        postgresql_where=sa.text("length(visitor_id) > 1"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_touches_known",
        "touches",
        sqlite_where=sa.text("length(visitor_id) > 1"),
        postgresql_where=sa.text("length(visitor_id) > 1"),
    )
