"""Posts as lists show them: whatever their number, a page of them takes the same few queries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Row, Select, Subquery, and_, case, select
from sqlalchemy.orm import aliased

from core.db import session
from domain.angels.models import Endorsement
from domain.angels.queries import Ad, ads
from domain.catalog.queries import ProductCard, cards as product_cards
from domain.orders.models import Purchase
from domain.orders.queries.purchases import FriendsBought, friends_who_bought
from domain.people.models import Follow, User
from domain.people.policy import not_blocked
from domain.people.queries import PersonCard
from domain.people.viewer import Viewer
from domain.says import rules
from domain.says.hearing import answers_heard, comments_heard, is_heard
from domain.says.models import REACTIONS, Bookmark, Comment, Photo, Post, Rating, Reaction
from domain.says.policy import visible_posts
from domain.says.queries import reasons
from domain.says.queries.each import batches, first_of_each
from domain.says.queries.follow_ups import FollowUpView, follow_ups_of
from domain.says.queries.inside import LinkCard, inside_of
from domain.says.queries.polls import PollView
from domain.says.queries.previews import PostPreview
from domain.says.queries.sight import Sight, sights
from domain.says.queries.standing import POSTS, anyone, kind_of

Rows = Select[*tuple[Any, ...]]

COMMENTS_SHOWN = 3

_helpful = aliased(Reaction)
_passing = aliased(Post)


@dataclass(frozen=True, slots=True)
class PhotoView:
    key: str
    alt: str
    width: int
    height: int
    color: str

    @property
    def token(self) -> str:
        """How a form names the picture that it keeps."""
        return self.key

    def described(self, alt: str) -> "PhotoView":
        return replace(self, alt=alt)


@dataclass(frozen=True, slots=True)
class CommentView:
    """`answered` is the name of whose comment it answers in the second level, empty otherwise."""

    id: int
    post_id: int
    author: PersonCard
    body_html: str
    state: str
    fold_reason: str
    created_at: datetime
    is_mine: bool
    root_id: int | None = None
    parent_id: int | None = None
    answered: str = ""
    reply_count: int = 0
    body: str = ""
    product_id: int | None = None
    product: ProductCard | None = None
    ad: Ad | None = None
    links: tuple[LinkCard, ...] = ()
    replies: tuple["CommentView", ...] = ()


@dataclass(frozen=True, slots=True)
class PostCard:
    """One post with everything around it. `why` it is shown: you, friend, follow or public; `reasons` are the further
    ones: mentioned, endorsed, owned. `is_tombstone`: folded, and this viewer gets the reason only. `reactions`: kind
    and how many; `is_helpful`: the viewer found it so. `times_bought` and `last_bought_at` come from order lines, never
    typed. `rank`: its place in "repurchase first", if that is asked."""

    id: int
    author: PersonCard
    why: str
    body: str
    body_html: str
    lang: str
    audience: str
    state: str
    fold_reason: str
    is_tombstone: bool
    is_mine: bool
    created_at: datetime
    edited_at: datetime | None
    version: int
    product_id: int | None
    stars: int | None
    is_by_earner: bool
    is_refunded: bool
    is_angel: bool
    times_bought: int
    last_bought_at: datetime | None
    comment_count: int
    reaction_count: int
    photo_count: int
    reactions: tuple[tuple[str, int], ...]
    my_reaction: str
    helpful_count: int
    is_helpful: bool
    is_saved: bool
    kind: str = "says"
    quoted_id: int | None = None
    first_id: int | None = None
    reshare_count: int = 0
    is_passed_on: bool = False
    has_poll: bool = False
    poll: PollView | None = None
    links: tuple[LinkCard, ...] = ()
    quoted: PostPreview | None = None
    first_author: PersonCard | None = None
    follow_up_count: int = 0
    photos: tuple[PhotoView, ...] = ()
    follow_ups: tuple[FollowUpView, ...] = ()
    product: ProductCard | None = None
    friends: FriendsBought | None = None
    ad: Ad | None = None
    comments: tuple[CommentView, ...] = ()
    reasons: tuple[str, ...] = ()
    rank: int | None = None
    circle_id: int | None = None
    # Who can see it, for its author.
    sight: Sight | None = None

    @property
    def is_reshare(self) -> bool:
        """Passes a post on without a word."""
        return self.quoted_id is not None and not self.body and not self.is_tombstone

    @property
    def is_long(self) -> bool:
        return rules.is_long(self.body)

    @property
    def is_long_on_desktop(self) -> bool:
        return rules.is_long(self.body, rules.DESKTOP_WIDTH)


def cards(viewer: Viewer, ids: Sequence[int]) -> list[PostCard]:
    """The posts among `ids` that the viewer may read, in this order."""
    if not ids:
        return []
    posts = posts_in(viewer, _by_ids(kind_of(viewer)), posts=list(set(ids)))
    found = {card.id: card for card in furnished(viewer, posts)}
    return [found[post_id] for post_id in ids if post_id in found]


@cache
def _by_ids(kind: str) -> Rows:
    wanted = visible_posts(select(Post.id).where(Post.id.in_(POSTS)), anyone(kind)).subquery()
    return statement_of(kind, wanted)


def statement_of(kind: str, wanted: Subquery) -> Rows:
    """Posts by the ids in `wanted`, with what one row each can tell: author, purchase, rating, like, relation.

    The ids come first and the wide rows after, since sorting those of everyone followed costs twenty times more.
    """
    me = anyone(kind).id
    return (
        select(
            *Post.__table__.c,
            User.handle,
            User.display_name,
            User.avatar_key,
            Purchase.times,
            Purchase.last_at,
            Rating.by_earner,
            Rating.is_refunded,
            Endorsement.id.label("endorsement_id"),
            Reaction.kind.label("my_reaction"),
            _helpful.kind.label("my_helpful"),
            Bookmark.id.label("bookmark_id"),
            Follow.is_friend,
            _is_passed_on(me).label("is_passed_on"),
            *reasons.columns(),
            comments_heard(anyone(kind)).label("comments_heard"),
        )
        .select_from(wanted)
        .join(Post, Post.id == wanted.c.id)
        .join(User, User.id == Post.author_id)
        .outerjoin(
            Purchase,
            and_(
                Purchase.user_id == Post.author_id, Purchase.product_id == Post.product_id, Purchase.times > 0
            ),
        )
        .outerjoin(Rating, Rating.post_id == Post.id)
        .outerjoin(
            Endorsement,
            and_(
                Endorsement.user_id == Post.author_id,
                Endorsement.product_id == Post.product_id,
                Endorsement.ended_at.is_(None),
            ),
        )
        .outerjoin(
            Reaction,
            and_(Reaction.post_id == Post.id, Reaction.user_id == me, Reaction.kind != "helpful"),
        )
        .outerjoin(
            _helpful,
            and_(_helpful.post_id == Post.id, _helpful.user_id == me, _helpful.kind == "helpful"),
        )
        .outerjoin(Bookmark, and_(Bookmark.user_id == me, Bookmark.post_id == Post.id))
        .outerjoin(Follow, and_(Follow.follower_id == me, Follow.followee_id == Post.author_id))
    )


def _is_passed_on(me: Any) -> ColumnElement[bool]:
    """The viewer has passed the post on without words, or what this reshare passes on."""
    target = case((Post.quoted_id.is_not(None) & (Post.body == ""), Post.quoted_id), else_=Post.id)
    return (
        select(_passing.id)
        .where(
            _passing.quoted_id == target,
            _passing.author_id == me,
            _passing.body == "",
            _passing.state == "visible",
        )
        .exists()
    )


def posts_in(viewer: Viewer, statement: Rows, **values: object) -> list[PostCard]:
    """Runs a statement made by `statement_of` with the values of its parameters: one query."""
    return [_card(viewer, row) for row in session.execute(statement, {"me": viewer.id, **values})]


def furnished(
    viewer: Viewer, posts: Sequence[PostCard], *, products: bool = True, comments: bool = True
) -> list[PostCard]:
    """Adds photos, products, friends' purchases, ads and first comments: at most one query each, however many posts."""
    open_ones = [post for post in posts if not post.is_tombstone]
    photos = _photos([post.id for post in open_ones if post.photo_count])
    later = follow_ups_of([post.id for post in open_ones if post.follow_up_count])
    first = _first_comments(viewer, [post.id for post in open_ones if post.comment_count and comments])
    inside = inside_of(viewer, open_ones, [made for views in first.values() for made in views])
    product_ids = {post.product_id for post in open_ones if post.product_id} if products else set()
    things = product_cards(viewer, product_ids | inside.product_ids)
    bought = friends_who_bought(viewer, product_ids & things.keys()) if things and viewer.is_signed_in else {}
    earning = ads(
        {
            (post.author.id, post.product_id)
            for post in open_ones
            if post.is_angel and post.product_id in things
        }
        | inside.earning(things)
    )
    seen = sights(viewer, open_ones)
    return [
        replace(
            post,
            sight=seen.get(post.id),
            photos=photos.get(post.id, ()),
            follow_ups=later.get(post.id, ()),
            comments=tuple(inside.of_comment(made, things, earning) for made in first.get(post.id, ())),
            product=things.get(post.product_id or 0),
            friends=bought.get(post.product_id or 0),
            ad=earning.get((post.author.id, post.product_id or 0)) if post.is_angel else None,
            **inside.of(post, things, earning),
        )
        if not post.is_tombstone
        else post
        for post in posts
    ]


def _card(viewer: Viewer, post: Row[*tuple[Any, ...]]) -> PostCard:
    is_mine = post.author_id == viewer.id
    is_tombstone = post.state == "folded" and not is_mine and not viewer.is_moderator
    return PostCard(
        id=post.id,
        author=PersonCard(post.author_id, post.handle, post.display_name, post.avatar_key),
        why=_why(is_mine, post.is_friend),
        body="" if is_tombstone else post.body,
        body_html="" if is_tombstone else post.body_html,
        lang=post.lang,
        audience=post.audience,
        state=post.state,
        fold_reason=post.fold_reason,
        is_tombstone=is_tombstone,
        is_mine=is_mine,
        created_at=post.created_at,
        edited_at=post.edited_at,
        version=post.version,
        product_id=None if is_tombstone else post.product_id,
        stars=None if is_tombstone else post.stars,
        is_by_earner=bool(post.by_earner),
        is_refunded=bool(post.is_refunded),
        is_angel=post.endorsement_id is not None,
        times_bought=post.times or 0,
        last_bought_at=post.last_at,
        comment_count=post.comments_heard,
        reaction_count=post.reaction_count,
        photo_count=post.photo_count,
        reactions=shown_kinds(post.reaction_kinds),
        my_reaction=post.my_reaction or "",
        helpful_count=post.helpful_count,
        is_helpful=post.my_helpful is not None,
        is_saved=post.bookmark_id is not None,
        kind=post.kind,
        quoted_id=None if is_tombstone else post.quoted_id,
        first_id=None if is_tombstone else post.first_id,
        reshare_count=post.reshare_count,
        has_poll=post.has_poll and not is_tombstone,
        is_passed_on=bool(post.is_passed_on),
        circle_id=post.circle_id if is_mine else None,
        reasons=reasons.of(viewer, post, is_mine or is_tombstone),
        follow_up_count=post.follow_up_count,
    )


def shown_kinds(kinds: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """The kinds that somebody gave, in their fixed order."""
    return tuple((kind, kinds[kind]) for kind in REACTIONS if kinds.get(kind))


def _why(is_mine: bool, is_friend: bool | None) -> str:
    if is_mine:
        return "you"
    elif is_friend is None:
        return "public"
    else:
        return "friend" if is_friend else "follow"


def _photos(post_ids: Sequence[int]) -> dict[int, tuple[PhotoView, ...]]:
    found: dict[int, list[PhotoView]] = defaultdict(list)
    for row in session.execute(PHOTOS, {"posts": post_ids}) if post_ids else ():
        found[row.post_id].append(PhotoView(*row[1:]))
    return {post_id: tuple(photos) for post_id, photos in found.items()}


PHOTOS = (
    select(Photo.post_id, Photo.key, Photo.alt, Photo.width, Photo.height, Photo.color)
    .where(Photo.post_id.in_(POSTS))
    .order_by(Photo.post_id, Photo.position, Photo.id)
)


def _first_comments(viewer: Viewer, post_ids: Sequence[int]) -> dict[int, tuple[CommentView, ...]]:
    """The first comments of each post, so that a conversation can be joined where it is met."""
    if not post_ids:
        return {}
    found: dict[int, list[CommentView]] = defaultdict(list)
    for values in batches(post_ids):
        statement = _of_first_comments(kind_of(viewer), len(values))
        for row in session.execute(statement, {"me": viewer.id, **values}):
            found[row.Comment.post_id].append(comment_view(viewer, row))
    return {post_id: tuple(views) for post_id, views in found.items()}


@cache
def _of_first_comments(kind: str, count: int) -> Rows:
    def of_one(post_id: BindParameter[int]) -> Select[int]:
        return (
            select(Comment.id)
            .where(Comment.post_id == post_id, Comment.state == "visible", is_heard(anyone(kind)))
            .order_by(Comment.id)
            .limit(COMMENTS_SHOWN)
        )

    first = first_of_each(of_one, count)
    return comment_statement(anyone(kind)).join(first, first.c.id == Comment.id).order_by(Comment.id)


def comment_statement(viewer: Viewer) -> Rows:
    """Rows that `comment_view` understands."""
    answered, answered_by = Comment.__table__.alias("answered"), User.__table__.alias("answered_by")
    is_named = and_(
        answered.c.id == Comment.parent_id,
        answered.c.state != "deleted",
        not_blocked(viewer, answered.c.author_id),
    )
    return (
        select(
            Comment,
            User.handle,
            User.display_name,
            User.avatar_key,
            answered_by.c.display_name.label("answered_name"),
            answers_heard(viewer).label("answers_heard"),
        )
        .select_from(Comment)
        .join(User, User.id == Comment.author_id)
        .outerjoin(answered, is_named)
        .outerjoin(answered_by, answered_by.c.id == answered.c.author_id)
    )


def comment_view(viewer: Viewer, row: Row[*tuple[Any, ...]]) -> CommentView:
    made: Comment = row.Comment
    is_mine = made.author_id == viewer.id
    shows_text = made.state == "visible" or (made.state == "folded" and (is_mine or viewer.is_moderator))
    return CommentView(
        id=made.id,
        post_id=made.post_id,
        author=PersonCard(made.author_id, row.handle, row.display_name, row.avatar_key),
        body_html=made.body_html if shows_text else "",
        state=made.state,
        fold_reason=made.fold_reason,
        created_at=made.created_at,
        is_mine=is_mine,
        root_id=made.root_id,
        parent_id=made.parent_id,
        answered=row.answered_name or "",
        reply_count=row.answers_heard,
        body=made.body if shows_text else "",
        product_id=made.product_id if shows_text else None,
    )
