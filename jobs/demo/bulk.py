"""The benchmark worlds, made in bulk on top of the demo world: many people, products, posts, and one busy group."""

import hashlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random

import click
from sqlalchemy import insert, select, update

from core import clock, text
from core.db import session
from core.unit import action
from domain.angels.models import Endorsement
from domain.catalog.models import Product
from domain.groups.actions import ensure_group
from domain.groups.models import Answer, Question
from domain.people.models import Follow, User
from domain.says.actions import wording
from domain.search import documents
from jobs import worker
from jobs.demo import words
from jobs.demo.shops import BOOKS, CARE, FOOD, FRUIT, HOME, SHOES, TEA, WEAR
from jobs.imports import reviews
from jobs.imports.files import ReviewRow

KINDS = (FRUIT, TEA, FOOD, HOME, SHOES, BOOKS, CARE, WEAR)
FOLLOWS_EACH = 150
PORTION = 20_000


@dataclass(frozen=True, slots=True)
class Size:
    """`indexed`: whether the embedded index takes it too; it is not made for a million documents."""

    people: int
    posts: int
    products: int
    questions: int
    indexed: bool


SIZES = {
    "medium": Size(people=1_000, posts=20_000, products=5_000, questions=1_000, indexed=True),
    "large": Size(people=100_000, posts=1_000_000, products=20_000, questions=1_000, indexed=False),
}


def load(size: Size, *, seed: int, currency: str) -> None:
    """Adds a world of this size to what is there."""
    categories = max(1, size.products // 100)
    scale = reviews.Scale(members=size.people, products_a_category=size.products // categories)
    with click.progressbar(length=size.posts, label="Posts", file=sys.stderr) as bar:
        reviews.bring_in(_rows(size.posts, categories, seed), currency=currency, done=bar.update, scale=scale)
    members = list(session.scalars(select(User.id).where(User.handle.like("reader%")).order_by(User.id)))
    with click.progressbar(length=len(members), label="Follows", file=sys.stderr) as bar:
        for start in range(0, len(members), PORTION // FOLLOWS_EACH):
            portion = members[start : start + PORTION // FOLLOWS_EACH]
            _follow(portion, members, seed + start)
            bar.update(len(portion))
    _endorse(members, seed)
    _talk(members, size.questions)
    if size.indexed:
        with click.progressbar(length=documents.count(), label="Index", file=sys.stderr) as bar:
            worker.rebuild_index(lambda number: bar.update(number - bar.pos))


def _rows(count: int, categories: int, seed: int) -> Iterator[ReviewRow]:
    rng = Random(seed)
    for number in range(count):
        category = rng.randrange(categories)
        stars = rng.choice((5, 5, 4, 2))
        language = rng.choice(("zh_Hans", "zh_Hans", "zh_Hans", "zh_Hant", "en"))
        body = words.review(rng, KINDS[category % len(KINDS)], language, stars)
        yield ReviewRow(
            key=hashlib.sha256(f"{seed} {number}".encode()).hexdigest(),
            category=f"{KINDS[category % len(KINDS)]} {category}",
            stars=stars,
            text=f"{body} #{number}",
            place=number / count,
            audience=rng.choices(("public", "friends", "me"), (60, 35, 5))[0],
        )


@action
def _follow(portion: Sequence[int], members: Sequence[int], seed: int) -> None:
    """Each of the portion follows others; with the next ones in the list she is friends, both ways."""
    rng = Random(seed)
    at = clock.now() - timedelta(days=300)
    rows = {}
    place = {member: number for number, member in enumerate(members)}
    for follower in portion:
        for followee in rng.sample(members, min(FOLLOWS_EACH // 2, len(members) - 1)):
            if abs(place[followee] - place[follower]) > FRIENDS_EACH:
                rows[(follower, followee)] = False
        for step in range(1, FRIENDS_EACH + 1):
            friend = members[(place[follower] + step) % len(members)]
            rows[(follower, friend)] = rows[(friend, follower)] = True
    there = set(
        session.execute(
            select(Follow.follower_id, Follow.followee_id).where(
                Follow.follower_id.in_({one for one, _ in rows})
            )
        ).tuples()
    )
    session.execute(
        insert(Follow),
        [
            {
                "follower_id": one,
                "followee_id": other,
                "is_friend": friend,
                "shows_posts": True,
                "created_at": at,
            }
            for (one, other), friend in sorted(rows.items())
            if (one, other) not in there and one != other
        ],
    )


FRIENDS_EACH = 20


@action
def _endorse(members: Sequence[int], seed: int) -> None:
    rng = Random(seed)
    products = list(session.scalars(select(Product.id).where(Product.rate_bps > 0)))
    at = clock.now() - timedelta(days=200)
    pairs = {(rng.choice(members), rng.choice(products)) for _ in range(len(products) * 5)}
    session.execute(
        insert(Endorsement),
        [{"user_id": who, "product_id": what, "created_at": at} for who, what in sorted(pairs)],
    )
    for product_id in products:
        count = sum(what == product_id for _, what in pairs)
        session.execute(
            update(Product).where(Product.id == product_id).values(angel_count=Product.angel_count + count)
        )


@action
def _talk(members: Sequence[int], questions: int) -> None:
    """A thousand questions in one group, each answered."""
    product_id = session.scalars(select(Product.id).order_by(Product.id)).first()
    if product_id is None:
        return
    group = ensure_group(product_id)
    at = clock.now() - timedelta(days=100)
    for number in range(questions):
        question = _written(f"Question no. {number}: 这个多久会到？", members[number % len(members)], at)
        made = Question(product_id=product_id, answer_count=1, **question)
        session.add(made)
        session.flush()
        session.add(
            Answer(question_id=made.id, **_written("两天。", members[(number + 7) % len(members)], at))
        )
    group.question_count += questions
    session.flush()


def _written(body: str, author_id: int, at) -> dict:  # type: ignore[no-untyped-def, type-arg]
    return {
        "author_id": author_id,
        "body": body,
        "body_html": wording.html_of(body, {}),
        "cleaner_version": text.CLEANER_VERSION,
        "created_at": at,
    }
