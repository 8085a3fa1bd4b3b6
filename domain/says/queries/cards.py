"""Posts as lists show them: whatever their number, a page of them takes the same few queries."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache

from sqlalchemy import select

from domain.angels.queries import ads
from domain.catalog.queries import ProductCard, cards as product_cards
from domain.orders.queries.purchases import FriendsBought
from domain.people.kinds import anyone, kind_of
from domain.people.viewer import Viewer
from domain.says.models import Post
from domain.says.policy import visible_posts
from domain.says.queries.hanging import hanging_of
from domain.says.queries.inside import Ads, inside_of, links_of
from domain.says.queries.post_card import PostCard, posts_in, statement_of
from domain.says.queries.sight import sights
from domain.says.queries.standing import POSTS, Rows
from domain.says.queries.talk import first_comments


def cards(viewer: Viewer, ids: Sequence[int]) -> list[PostCard]:
    """The posts among `ids` that the viewer may read, in this order."""
    bare = bare_cards(viewer, ids)
    found = {card.id: card for card in furnished(viewer, list(bare.values()))}
    return [found[post_id] for post_id in ids if post_id in found]


def bare_cards(viewer: Viewer, ids: Collection[int]) -> dict[int, PostCard]:
    """The same with what one row each can tell: one query."""
    if not ids:
        return {}
    posts = posts_in(viewer, _by_ids(kind_of(viewer)), posts=list(set(ids)))
    return {post.id: post for post in posts}


@cache
def _by_ids(kind: str) -> Rows:
    wanted = visible_posts(select(Post.id).where(Post.id.in_(POSTS)), anyone(kind)).subquery()
    return statement_of(kind, wanted)


def furnished(viewer: Viewer, posts: Sequence[PostCard], *, comments: bool = True) -> list[PostCard]:
    """Adds what belongs to posts that have been looked up for the viewer: one query for what hangs on them, and one
    each for first comments, products and ads, however many posts."""
    return _furnished(viewer, posts, comments=comments)[0]


def cards_beside(
    viewer: Viewer, ids: Sequence[int], products: Collection[int], *, angel_id: int
) -> tuple[dict[int, PostCard], Mapping[int, ProductCard], Ads]:
    """`cards` by id for a list that holds products too: with them the products that the viewer may see, and what this
    angel, or an author, earns by a product. As many queries as for the posts alone."""
    found, things, earning = _furnished(
        viewer, list(bare_cards(viewer, ids).values()), beside=products, spoken_by=angel_id
    )
    return {card.id: card for card in found}, things, earning


def _furnished(
    viewer: Viewer,
    posts: Sequence[PostCard],
    *,
    comments: bool = True,
    beside: Collection[int] = (),
    spoken_by: int = 0,
) -> tuple[list[PostCard], Mapping[int, ProductCard], Ads]:
    open_ones = [post for post in posts if not post.is_tombstone]
    first = first_comments(viewer, [post.id for post in open_ones if post.comment_count and comments])
    links = links_of(open_ones)
    product_ids = {post.product_id for post in open_ones if post.product_id}
    hanging = hanging_of(
        viewer,
        photos=[post.id for post in open_ones if post.photo_count],
        follow_ups=[post.id for post in open_ones if post.follow_up_count],
        polls=[post.id for post in open_ones if post.has_poll],
        quoted=[one for post in open_ones for one in (post.quoted_id, post.first_id) if one],
        bought=product_ids,
        links=links,
        readers=any(post.is_mine for post in open_ones),
    )
    inside = inside_of(hanging, links, [made for views in first.values() for made in views])
    things = product_cards(viewer, product_ids | inside.product_ids | set(beside))
    spoken = {(post.author.id, post.product_id) for post in open_ones if post.is_angel and post.product_id}
    spoken |= {(spoken_by, product_id) for product_id in beside}
    earning = ads({pair for pair in spoken if pair[1] in things} | inside.earning(things))
    seen = sights(open_ones, hanging.readers)
    found = [
        replace(
            post,
            sight=seen.get(post.id),
            photos=hanging.photos.get(post.id, ()),
            follow_ups=hanging.follow_ups.get(post.id, ()),
            comments=tuple(inside.of_comment(made, things, earning) for made in first.get(post.id, ())),
            product=(product := things.get(post.product_id or 0)),
            friends=hanging.bought.get(product.id) if product else None,
            ad=earning.get((post.author.id, post.product_id or 0)) if post.is_angel else None,
            **inside.of(post, things, earning),
        )
        if not post.is_tombstone
        else post
        for post in posts
    ]
    return found, things, earning


def with_pictures(viewer: Viewer, posts: Sequence[PostCard]) -> list[PostCard]:
    """Adds what a review has beside its product: pictures and how it went on. One query at most."""
    return pictured_and_bought(viewer, posts, ())[0]


def pictured_and_bought(
    viewer: Viewer, posts: Sequence[PostCard], product_ids: Collection[int]
) -> tuple[list[PostCard], Mapping[int, FriendsBought]]:
    """The same, asked together with the friends who bought these products."""
    hanging = hanging_of(
        viewer,
        photos=[post.id for post in posts if post.photo_count],
        follow_ups=[post.id for post in posts if post.follow_up_count],
        bought=product_ids,
    )
    pictured = [
        replace(
            post,
            photos=hanging.photos.get(post.id, ()),
            follow_ups=hanging.follow_ups.get(post.id, ()),
        )
        for post in posts
    ]
    return pictured, hanging.bought
