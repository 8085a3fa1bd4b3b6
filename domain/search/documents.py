"""What the index is told of the database: one document a product, post, person and question. Texts go in to be found
and stay in the database; who may see a hit is asked again at reading."""

from collections.abc import Callable, Collection, Iterator
from math import log10
from typing import Any

from sqlalchemy import func, select

from adapters.search import Document, key_of
from core.db import session
from domain.catalog.models import Category, Product
from domain.groups.models import Answer, Question
from domain.merchants.models import Merchant
from domain.people.models import User
from domain.says.models import Post

PORTION = 1_000
KINDS = ("product", "say", "person", "group")
# A thousand sold weigh half as much again as none.
SOLD_FOR_ALL = 6.0


def of_ids(kind: str, ids: Collection[int]) -> list[Document]:
    """The documents of those among `ids` that belong into the index; what is gone or closed is left out."""
    if not ids:
        return []
    return _READERS[kind](sorted(ids))


def all_of(kind: str) -> Iterator[Document]:
    """Every document of a kind, read in portions."""
    last = 0
    column = _IDS[kind]
    while ids := session.scalars(select(column).where(column > last).order_by(column).limit(PORTION)).all():
        last = ids[-1]
        yield from _READERS[kind](ids)
        session.expunge_all()


def everything() -> Iterator[Document]:
    for kind in KINDS:
        yield from all_of(kind)


def count() -> int:
    """How many documents there are, about: things that do not belong into the index are counted too."""
    return sum(
        session.scalar(select(func.count()).select_from(column.class_)) or 0 for column in _IDS.values()
    )


def keys_of(kind: str, ids: Collection[int]) -> list[str]:
    return [key_of(kind, one) for one in ids]  # type: ignore[arg-type]


def _products(ids: Collection[int]) -> list[Document]:
    statement = (
        select(
            Product.id,
            Product.title,
            Product.description,
            Product.created_at,
            Product.sold_count,
            Category.name.label("category"),
            Merchant.name.label("merchant"),
        )
        .join(Category, Category.id == Product.category_id)
        .join(Merchant, Merchant.id == Product.merchant_id)
        .where(Product.id.in_(ids), Product.state != "draft")
    )
    return [
        Document(
            kind="product",
            id=row.id,
            title=row.title,
            body=f"{row.category} {row.merchant}\n{row.description}",
            product_id=row.id,
            created_at=row.created_at,
            # In whole tenths, so that not every sale is a change of the index.
            rank=min(1.0, round(log10(1 + row.sold_count) / SOLD_FOR_ALL, 1)),
        )
        for row in session.execute(statement)
    ]


def _says(ids: Collection[int]) -> list[Document]:
    statement = select(
        Post.id, Post.body, Post.author_id, Post.product_id, Post.audience, Post.created_at
    ).where(Post.id.in_(ids), Post.state == "visible")
    return [
        Document(
            kind="say",
            id=row.id,
            title="",
            body=row.body,
            author_id=row.author_id,
            product_id=row.product_id,
            audience=row.audience,
            created_at=row.created_at,
        )
        for row in session.execute(statement)
    ]


def _people(ids: Collection[int]) -> list[Document]:
    statement = select(User.id, User.display_name, User.handle, User.bio, User.created_at).where(
        User.id.in_(ids), User.closed_at.is_(None)
    )
    return [
        Document(
            kind="person",
            id=row.id,
            title=f"{row.display_name} {row.handle}",
            body=row.bio,
            author_id=row.id,
            created_at=row.created_at,
        )
        for row in session.execute(statement)
    ]


def _questions(ids: Collection[int]) -> list[Document]:
    questions = session.execute(
        select(
            Question.id, Question.body, Question.author_id, Question.product_id, Question.created_at
        ).where(Question.id.in_(ids), Question.state == "visible")
    ).all()
    answers: dict[int, list[str]] = {}
    for row in session.execute(
        select(Answer.question_id, Answer.body)
        .where(Answer.question_id.in_([one.id for one in questions]), Answer.state == "visible")
        .order_by(Answer.accepted_at.is_(None), Answer.id)
    ):
        answers.setdefault(row.question_id, []).append(row.body)
    return [
        Document(
            kind="group",
            id=row.id,
            title=row.body,
            body="\n".join(answers.get(row.id, [])),
            author_id=row.author_id,
            product_id=row.product_id,
            created_at=row.created_at,
        )
        for row in questions
    ]


_READERS: dict[str, Callable[[Collection[int]], list[Document]]] = {
    "product": _products,
    "say": _says,
    "person": _people,
    "group": _questions,
}
_IDS: dict[str, Any] = {"product": Product.id, "say": Post.id, "person": User.id, "group": Question.id}
