"""The benchmark worlds, made in bulk on top of the demo world: many people, products, posts, and one busy group."""

import hashlib
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from random import Random
from typing import Any

import click
from sqlalchemy import func, insert, select, text as sql, update

from core import clock, text
from core.db import session
from core.language import language_of
from core.unit import action
from domain.angels.models import Endorsement
from domain.catalog.models import Product
from domain.groups.actions import ensure_group, recompute
from domain.groups.models import Answer, Question
from domain.people.models import Follow, User
from domain.says.actions import wording
from domain.says.models import Post
from domain.search import documents
from jobs import worker
from jobs.demo import trade, words
from jobs.demo.shops import BOOKS, CARE, FOOD, FRUIT, HOME, SHOES, TEA, WEAR
from jobs.imports import reviews
from jobs.imports.files import ReviewRow

KINDS = (FRUIT, TEA, FOOD, HOME, SHOES, BOOKS, CARE, WEAR)
PORTION = 20_000
# So many at once do not outgrow the parameters of one statement that asks for them.
ASKED = 900


@dataclass(frozen=True, slots=True)
class Size:
    """`reviews`: as many of the posts carry a purchase with its whole trail; the others are said without one.
    `sales`: so many more orders that earn an angel a commission.
    `follows`, `friends`: of each member, as far as she makes them herself. `readers`: (follows, how many members with
    so many). `indexed`: whether the embedded index takes it too; it is not made for a million documents."""

    people: int
    posts: int
    reviews: int
    products: int
    questions: int
    follows: int
    friends: int
    readers: tuple[tuple[int, int], ...] = ()
    indexed: bool = True
    sales: int = 0


SIZES = {
    "medium": Size(
        people=1_000,
        posts=20_000,
        reviews=20_000,
        products=5_000,
        questions=1_000,
        follows=75,
        friends=20,
    ),
    "large": Size(
        people=100_000,
        posts=1_000_000,
        reviews=50_000,
        products=5_000,
        questions=1_000,
        follows=20,
        friends=8,
        readers=((150, 40), (500, 40), (2_000, 40), (5_000, 40)),
        indexed=False,
        sales=50_000,
    ),
}


def _portions(things: Sequence[int], most: int) -> Iterator[range]:
    """The places of the things, so many at a time."""
    for start in range(0, len(things), most):
        yield range(start, min(start + most, len(things)))


def load(size: Size, *, seed: int, currency: str) -> None:
    """Adds a world of this size to what is there."""
    with click.progressbar(length=size.people, label="People", file=sys.stderr) as bar:
        for start in range(0, size.people, ASKED):
            numbers = range(start, min(start + ASKED, size.people))
            reviews.readers(numbers)
            bar.update(len(numbers))
    members = list(session.scalars(select(User.id).where(User.handle.like("reader%")).order_by(User.id)))
    session.rollback()
    _write(size, members, seed, currency)
    with click.progressbar(length=len(members), label="Follows", file=sys.stderr) as bar:
        for portion in _portions(members, max(1, PORTION // (size.follows + 2 * size.friends))):
            _follow(portion, members, size, seed + portion.start)
            bar.update(len(portion))
    for number, (count, people) in enumerate(size.readers):
        for one in range(people):
            _follow_many(members[number * people + one], members, count, seed + one)
    _endorse(members, seed)
    with click.progressbar(length=size.sales, label="Sales", file=sys.stderr) as bar:
        trade.sell(size.sales, members, seed, currency, bar.update)
    _talk(members, size.questions)
    _measure()
    if size.indexed:
        with click.progressbar(length=documents.count(), label="Index", file=sys.stderr) as bar:
            worker.rebuild_index(lambda number: bar.update(number - bar.pos))


def _write(size: Size, members: Sequence[int], seed: int, currency: str) -> None:
    """All posts in the order of time, since a feed reads them in the order in which they were written: those with a
    purchase in batches of their own, and after each its share of the others."""
    categories = max(1, size.products // 100)
    scale = reviews.Scale(members=size.people, products_a_category=size.products // categories)
    rows = _rows(size.reviews, categories, seed)
    others, rng = (size.posts - size.reviews) / size.reviews, Random(seed)
    world, texts = None, _texts(rng) if others else []
    with click.progressbar(length=size.posts, label="Posts", file=sys.stderr) as bar:
        while batch := list(islice(rows, reviews.BATCH)):
            world = reviews.prepare(world, batch, currency, scale)
            reviews.add_batch(world, batch)
            session.expunge_all()
            products = [offer.product_id for offers in world.products.values() for offer in offers]
            _say(int(len(batch) * others), members, products, texts, rng, batch[0].place or 0)
            bar.update(len(batch) + int(len(batch) * others))


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
            audience=rng.choices(AUDIENCES, AUDIENCE_SHARES)[0],
        )


AUDIENCES = ("public", "friends", "me")
AUDIENCE_SHARES = (60, 35, 5)
DIFFERENT_TEXTS = 3_000


def _texts(rng: Random) -> list[dict[str, Any]]:
    """Texts to say without a purchase, rendered once each."""
    made = []
    for number in range(DIFFERENT_TEXTS):
        body = words.review(rng, KINDS[number % len(KINDS)], rng.choice(("zh_Hans", "zh_Hant", "en")), 5)
        made.append(
            {
                "body": body,
                "body_html": wording.html_of(body, {}),
                "cleaner_version": text.CLEANER_VERSION,
                "lang": language_of(body),
            }
        )
    return made


@action
def _say(
    count: int,
    members: Sequence[int],
    products: Sequence[int],
    texts: Sequence[dict[str, Any]],
    rng: Random,
    place: float,
) -> None:
    """Posts without stars, by members of whom some say much and most little; one in three is about a product."""
    if not count:
        return
    at = clock.now() - reviews.OLDEST + place * (reviews.OLDEST - reviews.NEWEST)
    rows = [
        {
            **rng.choice(texts),
            "author_id": members[int(len(members) * rng.random() ** 2)],
            "product_id": rng.choice(products) if rng.random() < 0.3 else None,
            "audience": rng.choices(AUDIENCES, AUDIENCE_SHARES)[0],
            "created_at": at + timedelta(seconds=number),
        }
        for number in range(count)
    ]
    session.execute(insert(Post), rows)


@action
def _follow(portion: range, members: Sequence[int], size: Size, seed: int) -> None:
    """Each of the portion follows others; with the next ones in the list she is friends, both ways."""
    rng = Random(seed)
    rows: dict[tuple[int, int], bool] = {}
    for place in portion:
        follower = members[place]
        for other in rng.sample(range(len(members)), min(size.follows, len(members) - 1)):
            if abs(other - place) > size.friends:
                rows[(follower, members[other])] = False
        for step in range(1, size.friends + 1):
            friend = members[(place + step) % len(members)]
            rows[(follower, friend)] = rows[(friend, follower)] = True
    _put_follows(rows)


@action
def _follow_many(reader: int, members: Sequence[int], count: int, seed: int) -> None:
    """Makes the reader follow so many in all; every third new one is her friend."""
    held = select(func.count()).select_from(Follow).where(Follow.follower_id == reader)
    known = set(session.scalars(select(Follow.followee_id).where(Follow.follower_id == reader)))
    wanted = count - (session.scalar(held) or 0)
    strangers = [
        one for one in Random(seed).sample(members, min(count * 2, len(members))) if one not in known
    ]
    rows: dict[tuple[int, int], bool] = {}
    for number, other in enumerate(one for one in strangers[: max(wanted, 0)] if one != reader):
        rows[(reader, other)] = number % 3 == 0
        if number % 3 == 0:
            rows[(other, reader)] = True
    _put_follows(rows)


def _put_follows(rows: dict[tuple[int, int], bool]) -> None:
    """Those that are not there yet. A friendship comes with both its rows or not at all."""
    followers, there = sorted({one for one, _ in rows}), set()
    for portion in _portions(followers, ASKED):
        asked = [followers[place] for place in portion]
        pairs = select(Follow.follower_id, Follow.followee_id).where(Follow.follower_id.in_(asked))
        there |= {(one, other) for one, other in session.execute(pairs)}
    fresh = {
        pair: friend
        for pair, friend in rows.items()
        if pair not in there and pair[0] != pair[1] and not (friend and pair[::-1] in there)
    }
    at = clock.now() - timedelta(days=300)
    values = [
        {"follower_id": one, "followee_id": other, "is_friend": friend, "shows_posts": True, "created_at": at}
        for (one, other), friend in sorted(fresh.items())
        if not friend or (other, one) in fresh
    ]
    if values:
        session.execute(insert(Follow), values)


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
    for product_id, count in sorted(Counter(what for _, what in pairs).items()):
        session.execute(
            update(Product).where(Product.id == product_id).values(angel_count=Product.angel_count + count)
        )
    for who, what in sorted(pairs):
        recompute(who, what)


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


@action(quiet=True)
def _measure() -> None:
    """Tells the database's planner how large the tables have become."""
    session.execute(sql("ANALYZE"))


def _written(body: str, author_id: int, at) -> dict:  # type: ignore[no-untyped-def, type-arg]
    return {
        "author_id": author_id,
        "body": body,
        "body_html": wording.html_of(body, {}),
        "cleaner_version": text.CLEANER_VERSION,
        "created_at": at,
    }
