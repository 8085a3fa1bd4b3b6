"""What was reported, in place: its words and pictures as they are now, folded and deleted ones too. For those who have
asked what may be seen; a report opens a friends-only post to the moderators."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, literal, null, select, union_all

from core.db import session
from domain.catalog.models import Product
from domain.groups.models import Answer, Message, Question
from domain.letters.queries import LetterPhoto, photos_of
from domain.merchants.models import Merchant
from domain.moderation.queries.group_photos import KINDS, group_photos
from domain.moderation.queries.letters import rows_of_letters
from domain.moderation.queries.subjects import Subject
from domain.moderation.rules import hash_of_text
from domain.people.models import User
from domain.people.queries import PersonCard
from domain.problems.models import Problem
from domain.says.models import Comment, Photo, Post
from domain.says.queries import PhotoView

Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Content:
    """`place_id`: the post of a comment, the question of an answer. `product_*` is what a post is about, where a
    group's text stands, or the product itself."""

    kind: str
    id: int
    author: PersonCard
    body_html: str
    text_hash: str
    state: str
    created_at: datetime
    fold_reason: str = ""
    audience: str = ""
    lang: str = ""
    stars: int | None = None
    photos: tuple[PhotoView, ...] = ()
    place_id: int | None = None
    product_id: int | None = None
    product_title: str = ""
    product_picture: str | None = None
    price_cents: int | None = None
    merchant_name: str = ""
    letter_photos: tuple[LetterPhoto, ...] = ()


def content(kind: str, target_id: int, people: dict[int, Subject] | None = None) -> Content | None:
    return contents([(kind, target_id)], people or {}).get((kind, target_id))


def contents(keys: Collection[Key], people: dict[int, Subject]) -> dict[Key, Content]:
    """At most nine queries, however many. People come from `people`, which has been asked for already."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for kind, target_id in keys:
        wanted[kind].add(target_id)
    found = [*_posts(wanted["post"]), *_texts(wanted), *_products(wanted["product"])]
    found += _letters(wanted["letter"])
    found += [_person(people[user_id]) for user_id in wanted["person"] if user_id in people]
    return {(one.kind, one.id): one for one in found}


def _posts(ids: set[int]) -> list[Content]:
    if not ids:
        return []
    statement = (
        select(Post, *_AUTHOR, Product.title, Product.picture_key)
        .join(User, User.id == Post.author_id)
        .outerjoin(Product, Product.id == Post.product_id)
        .where(Post.id.in_(ids))
    )
    rows = session.execute(statement).all()
    photos = _photos({row.Post.id for row in rows if row.Post.photo_count})
    return [
        Content(
            kind="post",
            id=row.Post.id,
            author=_author(row),
            body_html=row.Post.body_html,
            text_hash=hash_of_text(row.Post.body),
            state=row.Post.state,
            created_at=row.Post.created_at,
            fold_reason=row.Post.fold_reason,
            audience=row.Post.audience,
            lang=row.Post.lang,
            stars=row.Post.stars,
            photos=tuple(photos.get(row.Post.id, ())),
            product_id=row.Post.product_id,
            product_title=row.title or "",
            product_picture=row.picture_key,
        )
        for row in rows
    ]


def _photos(post_ids: set[int]) -> dict[int, list[PhotoView]]:
    if not post_ids:
        return {}
    rows = session.execute(
        select(Photo.post_id, Photo.key, Photo.alt, Photo.width, Photo.height, Photo.color)
        .where(Photo.post_id.in_(post_ids))
        .order_by(Photo.post_id, Photo.position, Photo.id)
    )
    found: dict[int, list[PhotoView]] = defaultdict(list)
    for row in rows:
        found[row.post_id].append(PhotoView(*row[1:]))
    return found


def _texts(wanted: dict[str, set[int]]) -> list[Content]:
    """Comments, questions, answers and messages are alike enough for one query."""
    parts = [part.where(_TEXTS[kind].id.in_(wanted[kind])) for kind, part in _PARTS.items() if wanted[kind]]
    if not parts:
        return []
    rows = session.execute(union_all(*parts)).all()
    photos = group_photos([(row.kind, row.text_id) for row in rows if row.photo_count])
    return [
        Content(
            kind=row.kind,
            id=row.text_id,
            author=_author(row),
            body_html=row.body_html,
            text_hash=hash_of_text(row.body),
            state=row.state,
            created_at=row.created_at,
            fold_reason=row.fold_reason,
            place_id=row.place_id,
            product_id=row.product_id,
            product_title=row.title or "",
            product_picture=row.picture_key,
            photos=tuple(photos.get((row.kind, row.text_id), ())),
        )
        for row in rows
    ]


def _letters(ids: set[int]) -> list[Content]:
    if not ids:
        return []
    rows = session.execute(rows_of_letters(ids)).all()
    photos = photos_of([row.Letter.id for row in rows if row.Letter.picture_count])
    return [
        Content(
            kind="letter",
            id=row.Letter.id,
            author=_author(row),
            body_html=row.Letter.body_html,
            text_hash=hash_of_text(row.Letter.body),
            state=row.Letter.state,
            created_at=row.Letter.created_at,
            fold_reason=row.Letter.fold_reason,
            place_id=row.Letter.thread_id,
            product_id=row.Letter.product_id,
            product_title=row.title or "",
            product_picture=row.picture_key,
            merchant_name=row.shop or "",
            letter_photos=photos.get(row.Letter.id, ()),
        )
        for row in rows
    ]


def _products(ids: set[int]) -> list[Content]:
    if not ids:
        return []
    statement = (
        select(Product, *_AUTHOR, Merchant.name)
        .join(Merchant, Merchant.id == Product.merchant_id)
        .join(User, User.id == Merchant.owner_id)
        .where(Product.id.in_(ids))
    )
    return [
        Content(
            kind="product",
            id=row.Product.id,
            author=_author(row),
            body_html=row.Product.description_html,
            text_hash=hash_of_text(f"{row.Product.title}\n{row.Product.description}"),
            state=row.Product.state,
            created_at=row.Product.created_at,
            lang=row.Product.lang,
            product_id=row.Product.id,
            product_title=row.Product.title,
            product_picture=row.Product.picture_key,
            price_cents=row.Product.price_cents,
            merchant_name=row.name,
        )
        for row in session.execute(statement)
    ]


def _person(subject: Subject) -> Content:
    return Content(
        kind="person",
        id=subject.id,
        author=subject.card,
        body_html="",
        text_hash=hash_of_text(f"{subject.display_name}\n{subject.bio}"),
        state="",
        created_at=subject.joined_at,
    )


_AUTHOR = (User.id.label("user_id"), User.handle, User.display_name, User.avatar_key)


def _author(row: Any) -> PersonCard:
    return PersonCard(row.user_id, row.handle, row.display_name, row.avatar_key)


def _part(kind: str, table: Any, place: Any) -> Select[Any]:
    return select(
        literal(kind, String(10)).label("kind"),
        table.id.label("text_id"),
        table.body,
        table.body_html,
        table.state,
        table.fold_reason,
        table.created_at,
        place.label("place_id"),
        (table.photo_count if kind in KINDS else literal(0)).label("photo_count"),
        Product.id.label("product_id"),
        Product.title,
        Product.picture_key,
        *_AUTHOR,
    ).join(User, User.id == table.author_id)


_TEXTS: dict[str, Any] = {
    "comment": Comment,
    "question": Question,
    "answer": Answer,
    "message": Message,
    "problem": Problem,
}

_PARTS: dict[str, Select[Any]] = {
    "comment": _part("comment", Comment, Comment.post_id)
    .join(Post, Post.id == Comment.post_id)
    .outerjoin(Product, Product.id == Post.product_id),
    "question": _part("question", Question, null()).join(Product, Product.id == Question.product_id),
    "answer": _part("answer", Answer, Answer.question_id)
    .join(Question, Question.id == Answer.question_id)
    .join(Product, Product.id == Question.product_id),
    "message": _part("message", Message, Message.seq).join(Product, Product.id == Message.product_id),
    "problem": _part("problem", Problem, null()).join(Product, Product.id == Problem.product_id),
}
