"""What can be reported, whichever room it lives in: how it is found for a viewer, found for a moderator, folded and
opened again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select

from core import clock
from core.db import lock, session
from core.errors import NotFound
from domain.catalog.actions import folding as catalog
from domain.catalog.models import Product
from domain.catalog.policy import readable_products, visible_products
from domain.groups import queries as groups
from domain.groups.actions import folding as groups_folding
from domain.groups.models import Answer, Message, Question
from domain.letters import folding as letters_folding, queries as letters
from domain.letters.models import Letter
from domain.merchants.models import Merchant
from domain.people.models import Suspension, User
from domain.people.policy import not_blocked, visible_people
from domain.people.viewer import Viewer
from domain.problems.actions import folding as problems_folding
from domain.problems.models import Problem
from domain.problems.policy import visible_problems
from domain.says.actions import folding as says_folding
from domain.says.models import Comment, Post
from domain.says.policy import visible_comments, visible_posts


@dataclass(frozen=True, slots=True)
class Target:
    """`state`: visible, folded or deleted; of a product draft, on_sale or withdrawn; of a person empty. `body` is what
    can be changed behind a report's back. `merchant_id` is 0 but for products and what a shop wrote in a letter."""

    kind: str
    id: int
    subject_id: int
    state: str
    body: str
    fold_reason: str = ""
    merchant_id: int = 0

    @property
    def is_folded(self) -> bool:
        return self.state == "folded"

    @property
    def is_standing(self) -> bool:
        """There is something that can be folded."""
        return self.state in ("visible", "on_sale", "withdrawn")


def in_sight(viewer: Viewer, kind: str, target_id: int) -> Target:
    """What the viewer may read. Raises NotFound for everything else, and for what is no longer there."""
    found = _IN_SIGHT[kind](viewer, target_id)
    if found is None or found.state in ("deleted", "draft"):
        raise NotFound
    return found


def at_hand(kind: str, target_id: int) -> Target | None:
    """The thing as it is now, locked; for those who have asked whether they may decide about it."""
    statement = lock(select(_TABLES[kind]).where(_TABLES[kind].id == target_id))
    row = session.scalar(statement)
    return _target(kind, row) if row is not None else None


def fold(actor: Viewer, target: Target, words: str) -> None:
    if target.kind == "product":
        catalog.take_off_sale(actor, target.id)
    else:
        _FOLD[target.kind](actor, target.id, reason=words)


def restore(actor: Viewer, target: Target) -> None:
    _RESTORE[target.kind](actor, target.id)


def suspended_until(user_id: int) -> datetime | None:
    """The end of the suspension that is in force."""
    return session.scalar(
        select(func.max(Suspension.until_at)).where(
            Suspension.user_id == user_id, Suspension.lifted_at.is_(None), Suspension.until_at > clock.now()
        )
    )


def _post(viewer: Viewer, post_id: int) -> Target | None:
    post = session.scalar(visible_posts(select(Post).where(Post.id == post_id), viewer))
    return _target("post", post) if post is not None else None


def _comment(viewer: Viewer, comment_id: int) -> Target | None:
    statement = _shown(select(Comment), viewer, Comment).where(Comment.id == comment_id)
    made = session.scalar(
        visible_comments(visible_posts(statement.join(Post, Post.id == Comment.post_id), viewer), viewer)
    )
    return _target("comment", made) if made is not None else None


def _question(viewer: Viewer, question_id: int) -> Target | None:
    asked = session.scalar(
        _in_group(_shown(select(Question), viewer, Question), viewer).where(Question.id == question_id)
    )
    return _target("question", asked) if asked is not None else None


def _answer(viewer: Viewer, answer_id: int) -> Target | None:
    statement = select(Answer).join(Question, Question.id == Answer.question_id)
    statement = _shown(_shown(statement, viewer, Answer), viewer, Question)
    made = session.scalar(_in_group(statement, viewer).where(Answer.id == answer_id))
    return _target("answer", made) if made is not None else None


def _problem(viewer: Viewer, problem_id: int) -> Target | None:
    statement = select(Problem).join(Product, Product.id == Problem.product_id)
    told = session.scalar(
        visible_problems(statement, viewer, Product.merchant_id).where(Problem.id == problem_id)
    )
    return _target("problem", told) if told is not None else None


def _message(viewer: Viewer, message_id: int) -> Target | None:
    statement = _shown(select(Message), viewer, Message).join(Product, Product.id == Message.product_id)
    sent = session.scalar(
        readable_products(statement, viewer).where(Message.id == message_id, Product.state != "draft")
    )
    if sent is None or not groups.may_read_chat(viewer, sent.product_id):
        return None
    return _target("message", sent)


def _person(viewer: Viewer, user_id: int) -> Target | None:
    user = session.scalar(visible_people(select(User), viewer).where(User.id == user_id))
    return _target("person", user) if user is not None else None


def _product(viewer: Viewer, product_id: int) -> Target | None:
    product = session.scalar(visible_products(select(Product), viewer).where(Product.id == product_id))
    return _target("product", product) if product is not None else None


def _shown(statement: Select[Any], viewer: Viewer, kind: Any) -> Select[Any]:
    """Those whose text the viewer may read: a folded one is left to its author and the moderators."""
    state = or_(kind.state == "visible", (kind.state == "folded") & (kind.author_id == viewer.id))
    if viewer.is_moderator:
        state = kind.state != "deleted"
    return statement.where(state, not_blocked(viewer, kind.author_id))


def _in_group(statement: Select[Any], viewer: Viewer) -> Select[Any]:
    statement = statement.join(Product, Product.id == Question.product_id).where(Product.state != "draft")
    return readable_products(statement, viewer)


def _target(kind: str, row: Any) -> Target:
    if kind == "person":
        return Target(kind, row.id, row.id, "", f"{row.display_name}\n{row.bio}")
    if kind == "product":
        owner_id = session.scalar(select(Merchant.owner_id).where(Merchant.id == row.merchant_id))
        text = f"{row.title}\n{row.description}"
        return Target(kind, row.id, owner_id or 0, row.state, text, merchant_id=row.merchant_id)
    return Target(kind, row.id, row.author_id, row.state, row.body, row.fold_reason)


def _letter(viewer: Viewer, letter_id: int) -> Target | None:
    """For its two sides only; what is the shop's own stays the shop's own."""
    found = letters.letter_in_sight(viewer, letter_id)
    if found is None:
        return None
    letter, thread = found
    own_id = (thread.merchant_id or 0) if letter.from_desk else 0
    return Target(
        "letter", letter.id, letter.author_id, letter.state, letter.body, letter.fold_reason, own_id
    )


_IN_SIGHT: dict[str, Callable[[Viewer, int], Target | None]] = {
    "post": _post,
    "comment": _comment,
    "message": _message,
    "letter": _letter,
    "question": _question,
    "answer": _answer,
    "problem": _problem,
    "person": _person,
    "product": _product,
}

_TABLES: dict[str, Any] = {
    "post": Post,
    "comment": Comment,
    "message": Message,
    "letter": Letter,
    "question": Question,
    "answer": Answer,
    "problem": Problem,
    "person": User,
    "product": Product,
}

_FOLD: dict[str, Callable[..., None]] = {
    "post": says_folding.fold_post,
    "comment": says_folding.fold_comment,
    "message": groups_folding.fold_message,
    "letter": letters_folding.fold_letter,
    "question": groups_folding.fold_question,
    "answer": groups_folding.fold_answer,
    "problem": problems_folding.fold_problem,
}

_RESTORE: dict[str, Callable[[Viewer, int], None]] = {
    "post": says_folding.restore_post,
    "comment": says_folding.restore_comment,
    "message": groups_folding.restore_message,
    "letter": letters_folding.restore_letter,
    "question": groups_folding.restore_question,
    "answer": groups_folding.restore_answer,
    "problem": problems_folding.restore_problem,
    "product": catalog.put_back_on_sale,
}
