"""What people say about a product: friends first, the bars of its ratings, who rated it well."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    bindparam,
    exists,
    false,
    func,
    literal,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import aliased

from core.db import session
from core.paging import Page, page_of
from domain.orders.models import Purchase
from domain.orders.queries.purchases import FriendsBought
from domain.people.kinds import anyone, kind_of
from domain.people.policy import is_friend_of
from domain.people.viewer import Viewer
from domain.says import rules
from domain.says.models import Post, Rating
from domain.says.policy import visible_posts
from domain.says.queries.cards import furnished, pictured_and_bought, with_pictures
from domain.says.queries.post_card import PostCard, posts_in, statement_of
from domain.says.queries.standing import MANY, PRODUCT, START, TOP, Rows

REVIEWS_SHOWN = 10
# Without one: the viewer's friends first, then the newest.
SORTS = ("", "newest", "helpful")

LOW, HIGH = bindparam("low", type_=Integer), bindparam("high", type_=Integer)
COUNT = bindparam("count", type_=Integer)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which reviews, in which order; what is chosen holds together. `stars` is one to five, 0 for all."""

    friends: bool = False
    photos: bool = False
    repeat: bool = False
    stars: int = 0
    sort: str = ""

    @property
    def narrows(self) -> bool:
        return self.friends or self.photos or self.repeat or bool(self.stars)


ALL = Choice()


def reviews_of(
    viewer: Viewer,
    product_id: int,
    cursor: str = "",
    which: Choice = ALL,
    size: int = REVIEWS_SHOWN,
    *,
    ads: bool = False,
) -> Page[PostCard]:
    """Posts that rated the product, with their pictures and follow-ups: two queries. `ads`: with everything else too,
    for where they are not read beside the product. Without another order the viewer's friends' come first, and the
    cursor tells where in which of the two parts the page before ended."""
    page = _page(viewer, product_id, cursor, which, size)
    if ads:
        return Page(furnished(viewer, page.items, comments=False), page.next_cursor)
    return Page(with_pictures(viewer, page.items), page.next_cursor)


def first_reviews(
    viewer: Viewer, product_id: int, size: int = REVIEWS_SHOWN
) -> tuple[Page[PostCard], FriendsBought | None]:
    """The first reviews for the product's own page, and the viewer's friends who bought it: two queries, and a third
    where there may be a crowd."""
    page = _page(viewer, product_id, "", ALL, size)
    posts, bought = pictured_and_bought(viewer, page.items, [product_id])
    return Page(posts, page.next_cursor), bought.get(product_id)


def _page(viewer: Viewer, product_id: int, cursor: str, which: Choice, size: int) -> Page[PostCard]:
    part, values = _read(cursor, which.sort)
    values |= {
        "product": product_id,
        "many": size + 1,
        "low": which.stars or 1,
        "high": which.stars or 5,
    }
    posts = posts_in(viewer, _reviews(kind_of(viewer), part, replace(which, stars=0)), **values)
    return page_of(posts, size, lambda post: _cursor(post, which.sort))


@cache
def _reviews(kind: str, part: str, which: Choice) -> Rows:
    if which.sort == "helpful":
        return _most_helpful(kind, part, which)
    elif which.sort == "newest":
        newest = _standing(kind, which).where(Post.id < START).order_by(Post.id.desc())
        wanted = newest.limit(MANY).subquery()
        return statement_of(kind, wanted).order_by(wanted.c.id.desc())
    else:
        return _friends_first(kind, part, which)


def _most_helpful(kind: str, part: str, which: Choice) -> Rows:
    ids = _standing(kind, which)
    if part:
        ids = ids.where(tuple_(Post.helpful_count, Post.id) < tuple_(COUNT, START))
    wanted = ids.order_by(Post.helpful_count.desc(), Post.id.desc()).limit(MANY).subquery()
    return statement_of(kind, wanted).order_by(Post.helpful_count.desc(), wanted.c.id.desc())


def _friends_first(kind: str, part: str, which: Choice) -> Rows:
    """Friends' reviews and then the others'; `part` says in which of the two the cursor stands."""
    statements = []
    if part != "others":
        statements.append(_part(kind, which, place=1, begins=part == "friends"))
    if not which.friends:
        statements.append(_part(kind, which, place=0, begins=part == "others"))
    both = (
        union_all(*statements).subquery()
        if len(statements) > 1
        else (statements or [_nothing()])[0].subquery()
    )
    wanted = (
        select(both.c.id, both.c.place).order_by(both.c.place.desc(), both.c.id.desc()).limit(MANY).subquery()
    )
    return statement_of(kind, wanted).order_by(wanted.c.place.desc(), wanted.c.id.desc())


def _part(kind: str, which: Choice, *, place: int, begins: bool) -> Rows:
    befriended = is_friend_of(anyone(kind), Post.author_id)
    ids = _standing(kind, replace(which, friends=False)).where(befriended if place else ~befriended)
    if begins:
        ids = ids.where(Post.id < START)
    newest = ids.order_by(Post.id.desc()).limit(MANY).subquery()
    return select(newest.c.id, literal(place).label("place"))


def _nothing() -> Rows:
    return select(Post.id, literal(0).label("place")).where(false())


def _standing(kind: str, which: Choice) -> Rows:
    ids = select(Post.id).where(
        Post.product_id == PRODUCT, Post.stars.between(LOW, HIGH), Post.state == "visible"
    )
    if which.friends:
        ids = ids.where(is_friend_of(anyone(kind), Post.author_id))
    if which.photos:
        ids = ids.where(Post.photo_count > 0)
    if which.repeat:
        bought_again = exists().where(
            Purchase.user_id == Post.author_id, Purchase.product_id == Post.product_id, Purchase.times > 1
        )
        ids = ids.where(bought_again)
    return visible_posts(ids, anyone(kind))


def _cursor(post: PostCard, sort: str) -> str:
    if sort == "helpful":
        return f"helpful.{post.helpful_count}.{post.id}"
    elif sort == "newest":
        return f"newest.{post.id}"
    else:
        return f"{'friends' if post.why == 'friend' else 'others'}.{post.id}"


def _read(cursor: str, sort: str) -> tuple[str, dict[str, object]]:
    """The part and where it goes on; what is no cursor of this order begins at the beginning."""
    part, *numbers = cursor.split(".")
    parts = {sort} if sort else {"friends", "others"}
    if part in parts and len(numbers) == 1 + (sort == "helpful") and all(map(_is_number, numbers)):
        return part, {"start": int(numbers[-1]), "count": min(int(numbers[0]), 2**31 - 1)}
    else:
        return "", {"start": TOP, "count": 0}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


@dataclass(frozen=True, slots=True)
class RatingBars:
    """`counts` from five stars to one. All ratings count, also those whose post is not shown to anybody."""

    counts: tuple[tuple[int, int], ...]
    count: int
    total: int
    by_earner_count: int
    refunded_count: int

    @property
    def average(self) -> float | None:
        return rules.average(self.total, self.count)


def rating_bars(product_id: int) -> RatingBars:
    """How a product was rated: one query."""
    return bars_in(session.execute(rated(product_id)).all())


def rated(product_id: int | ColumnElement[int]) -> Select[*tuple[Any, ...]]:
    """How often a product got how many stars: what `bars_in` reads."""
    return (
        select(
            Rating.stars.label("stars"),
            func.count().label("times"),
            func.count().filter(Rating.by_earner.is_(True)).label("by_earners"),
            func.count().filter(Rating.is_refunded.is_(True)).label("refunded"),
        )
        .where(Rating.product_id == product_id)
        .group_by(Rating.stars)
    )


def bars_in(rows: Sequence[Any]) -> RatingBars:
    by_stars = {row.stars: row.times for row in rows}
    return RatingBars(
        counts=tuple((stars, by_stars.get(stars, 0)) for stars in range(5, 0, -1)),
        count=sum(by_stars.values()),
        total=sum(stars * count for stars, count in by_stars.items()),
        by_earner_count=sum(row.by_earners for row in rows),
        refunded_count=sum(row.refunded for row in rows),
    )


@dataclass(frozen=True, slots=True)
class WellRated:
    """A product that somebody rated well with her latest rating of it. `audience` is that of the post it came with;
    "me" once that post is gone."""

    user_id: int
    product_id: int
    stars: int
    post_id: int | None
    audience: str
    rated_at: datetime


def well_rated(user_ids: Collection[int]) -> list[WellRated]:
    """For stores, which decide who sees what: the latest first."""
    if not user_ids:
        return []
    statement = (
        select(
            Rating.user_id,
            Rating.product_id,
            Rating.stars,
            Rating.post_id,
            Post.audience,
            Post.state,
            Rating.created_at,
        )
        .outerjoin(Post, Post.id == Rating.post_id)
        .where(
            Rating.user_id.in_(user_ids),
            Rating.stars >= rules.WELL,
            Rating.is_refunded.is_(False),
            _is_latest(),
        )
        .order_by(Rating.id.desc())
    )
    return [
        WellRated(
            user_id=row.user_id,
            product_id=row.product_id,
            stars=row.stars,
            post_id=row.post_id,
            audience=row.audience if row.state == "visible" else "me",
            rated_at=row.created_at,
        )
        for row in session.execute(statement)
    ]


@dataclass(frozen=True, slots=True)
class LatestRating:
    stars: int
    is_refunded: bool

    @property
    def is_well(self) -> bool:
        return self.stars >= rules.WELL and not self.is_refunded


def latest_rating(user_id: int, product_id: int) -> LatestRating | None:
    """What somebody thinks of a product by her latest purchase that she rated: for group membership."""
    statement = (
        select(Rating.stars, Rating.is_refunded)
        .where(Rating.user_id == user_id, Rating.product_id == product_id)
        .order_by(Rating.id.desc())
        .limit(1)
    )
    row = session.execute(statement).first()
    return LatestRating(*row) if row else None


def _is_latest() -> ColumnElement[bool]:
    later = aliased(Rating)
    return ~exists().where(
        later.user_id == Rating.user_id, later.product_id == Rating.product_id, later.id > Rating.id
    )
