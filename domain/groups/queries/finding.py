"""What was said in a group's chat, by its words: for those who may read it, and nowhere else."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.db import session
from core.paging import SIZE, Page, page_of
from core.policy import require
from domain.groups import policy
from domain.groups.actions.talking import membership
from domain.groups.models import Message
from domain.people.models import User
from domain.people.policy import not_blocked
from domain.people.queries import PersonCard
from domain.people.viewer import Viewer

WORDS_MAX = 5
# So many messages after a hit are shown with it.
AROUND = 25


@dataclass(frozen=True, slots=True)
class Said:
    """`before` is the cursor of the chat's page on which it stands, with what was said around it."""

    seq: int
    before: int
    author: PersonCard
    body: str
    from_merchant: bool
    at: datetime


def said_in(
    viewer: Viewer, product_id: int, words: str, *, before: int | None = None, size: int = SIZE
) -> Page[Said]:
    """Messages with all of these words, the newest first. Raises NotAllowed for whoever may not read the chat."""
    require(policy.can_read_chat(viewer, membership(viewer, product_id)))
    wanted = words.split()[:WORDS_MAX]
    if not wanted:
        return Page([])
    statement = (
        select(
            Message.seq,
            Message.body,
            Message.from_merchant,
            Message.created_at,
            User.id.label("user_id"),
            User.handle,
            User.display_name,
            User.avatar_key,
        )
        .join(User, User.id == Message.author_id)
        .where(
            Message.product_id == product_id,
            Message.state == "visible",
            not_blocked(viewer, Message.author_id),
            *(Message.body.icontains(word, autoescape=True) for word in wanted),
        )
    )
    if before is not None:
        statement = statement.where(Message.seq < before)
    rows = session.execute(statement.order_by(Message.seq.desc()).limit(size + 1)).all()
    page = page_of(rows, size, lambda row: int(row.seq))
    return Page(
        [
            Said(
                row.seq,
                row.seq + AROUND,
                PersonCard(row.user_id, row.handle, row.display_name, row.avatar_key),
                row.body,
                row.from_merchant,
                row.created_at,
            )
            for row in page.items
        ],
        page.next_cursor,
    )
