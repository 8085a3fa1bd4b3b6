"""One post with everything around it, and the statement that gives what is one row each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Subquery, and_, case, select

from core.db import alias, session
from domain.angels.models import Endorsement
from domain.angels.policy import sells
from domain.angels.queries import Ad
from domain.catalog.queries import ProductCard
from domain.orders.models import Purchase
from domain.orders.queries.purchases import FriendsBought
from domain.people.kinds import anyone
from domain.people.models import Follow, User
from domain.people.queries import PersonCard
from domain.people.viewer import Viewer
from domain.says import rules
from domain.says.hearing import comments_heard
from domain.says.models import REACTIONS, Bookmark, Post, Rating, Reaction
from domain.says.queries import reasons
from domain.says.queries.follow_ups import FollowUpView
from domain.says.queries.inside import LinkCard
from domain.says.queries.photos import PhotoView
from domain.says.queries.polls import PollView
from domain.says.queries.previews import PostPreview
from domain.says.queries.sight import Sight
from domain.says.queries.standing import Rows
from domain.says.queries.talk import CommentView

_helpful = alias(Reaction)
_passing = alias(Post)


@dataclass(frozen=True, slots=True)
class PostCard:
    """One post with everything around it. `why` it is shown: you, friend, follow or public; `reasons` are the further
    ones: mentioned, endorsed, owned. `is_tombstone`: folded, and this viewer gets the reason only. `reactions`: kind
    and how many; `is_helpful`: the viewer found it so. `times_bought` and `last_bought_at` come from order lines, never
    typed. `is_seller`: its author works for the shop whose product it is about. `rank`: its place in "repurchase first", if that is asked."""

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
    is_seller: bool
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
            sells(Post.author_id, Post.product_id).label("is_seller"),
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
        is_seller=bool(post.is_seller),
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
