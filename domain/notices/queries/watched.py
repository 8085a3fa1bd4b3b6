"""What somebody has chosen to hear much or little of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, cast, select, tuple_

from core.db import session
from core.paging import SIZE, Page, page_of
from core.text import excerpt
from domain.catalog.models import Product
from domain.catalog.policy import visible_products
from domain.groups.models import Question
from domain.notices.models import Watch
from domain.notices.rules import HIDDEN
from domain.people.models import User
from domain.people.policy import not_blocked, visible_people
from domain.people.viewer import Viewer
from domain.says.models import Post
from domain.says.policy import visible_posts

WORDS_CHARS = 80


@dataclass(frozen=True, slots=True)
class Watched:
    """`words` are a post's first words, a product's title or a person's name; `handle` that person's, or of the post's
    author, of a question its product's number. Both are empty for what the viewer does not see any more."""

    kind: str
    number: int
    level: str
    words: str = ""
    handle: str = ""
    is_there: bool = False


def level_of(viewer: Viewer, kind: str, number: int) -> str | None:
    """What the viewer has chosen, None for nothing."""
    return session.scalar(
        select(Watch.level).where(
            Watch.user_id == viewer.id, Watch.target_type == kind, Watch.target_id == number
        )
    )


def hidden_groups(viewer: Viewer) -> list[int]:
    """The products whose groups the viewer does not want in her list."""
    if not viewer.is_signed_in:
        return []
    statement = select(Watch.target_id).where(
        Watch.user_id == viewer.id, Watch.target_type == "group", Watch.level == HIDDEN
    )
    return list(session.scalars(statement))


def watched_by(viewer: Viewer, *, before: str = "", size: int = SIZE) -> Page[Watched]:
    """By kind, of each the newest thing first; `before` is the cursor of the page before."""
    statement = select(Watch.target_type, Watch.target_id, Watch.level).where(Watch.user_id == viewer.id)
    kind, _, number = before.partition(".")
    if kind in _NAMES and number.isascii() and number.isdigit() and len(number) <= 18:
        statement = statement.where(tuple_(Watch.target_type, Watch.target_id) < (kind, int(number)))
    order = (Watch.target_type.desc(), Watch.target_id.desc())
    found = session.execute(statement.order_by(*order).limit(size + 1)).all()
    page = page_of(found, size, lambda row: f"{row.target_type}.{row.target_id}")
    return Page(_named(viewer, page.items), page.next_cursor)


def _named(viewer: Viewer, rows: Sequence[Any]) -> list[Watched]:
    names: dict[tuple[str, int], tuple[str, str]] = {}
    for kind, statement_of in _NAMES.items():
        ids = [row.target_id for row in rows if row.target_type == kind]
        if ids:
            names |= {
                (kind, one.id): (excerpt(one.words, WORDS_CHARS), one.handle)
                for one in session.execute(statement_of(viewer, ids))
            }
    return [
        Watched(
            row.target_type,
            row.target_id,
            row.level,
            *names.get((row.target_type, row.target_id), ("", "")),
            is_there=(row.target_type, row.target_id) in names,
        )
        for row in rows
    ]


def _posts(viewer: Viewer, ids: Sequence[int]) -> Any:
    statement = (
        select(Post.id, Post.body.label("words"), User.handle)
        .join(User, User.id == Post.author_id)
        .where(Post.id.in_(ids))
    )
    return visible_posts(statement, viewer)


def _groups(viewer: Viewer, ids: Sequence[int]) -> Any:
    words = Product.title.label("words")
    return visible_products(
        select(Product.id, words, words.label("handle")).where(Product.id.in_(ids)), viewer
    )


def _people(viewer: Viewer, ids: Sequence[int]) -> Any:
    statement = select(User.id, User.display_name.label("words"), User.handle).where(User.id.in_(ids))
    return visible_people(statement, viewer)


def _questions(viewer: Viewer, ids: Sequence[int]) -> Any:
    """The product stands where a person's handle would."""
    statement = (
        select(Question.id, Question.body.label("words"), cast(Question.product_id, String).label("handle"))
        .join(Product, Product.id == Question.product_id)
        .where(Question.id.in_(ids), Question.state == "visible", not_blocked(viewer, Question.author_id))
    )
    return visible_products(statement, viewer)


_NAMES: dict[str, Any] = {"question": _questions, "post": _posts, "group": _groups, "person": _people}
