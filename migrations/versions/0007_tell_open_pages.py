"""tell open pages

Which messages of a chat have changed since they were sent, and who does not want to be seen there.
"""

import sqlalchemy as sa
from alembic import op

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unseen_people",
        sa.Column("user_id", ID, autoincrement=False, nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_unseen_people_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_unseen_people")),
    )
    op.create_table(
        "message_changes",
        sa.Column("message_id", ID, autoincrement=False, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("number", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_message_changes_message_id_messages")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["groups.product_id"], name=op.f("fk_message_changes_product_id_groups")
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_message_changes")),
    )
    op.create_index("ix_message_changes_product", "message_changes", ["product_id", "number"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_message_changes_product", "message_changes")
    op.drop_table("message_changes")
    op.drop_table("unseen_people")
