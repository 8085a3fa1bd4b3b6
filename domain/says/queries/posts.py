"""One post with its comments, its likers, and what its author may still change."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from sqlalchemy import BindParameter, ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import aliased

from core import clock
from core.db import alias, session
from core.errors import NotFound
from core.paging import SIZE, Page, page_of
from core.policy import require
from domain.people.kinds import anyone, kind_of
from domain.people.models import User
from domain.people.policy import not_blocked
from domain.people.queries import PersonCard
from domain.people.viewer import Viewer
from domain.says import policy, rules
from domain.says.hearing import comments_heard, is_named
from domain.says.models import Comment, Photo, Post, Rating, Reaction
from domain.says.queries.cards import furnished
from domain.says.queries.each import batches, first_of_each
from domain.says.queries.inside import with_inside
from domain.says.queries.photos import PhotoView
from domain.says.queries.post_card import PostCard, posts_in, shown_kinds, statement_of
from domain.says.queries.standing import POSTS, Rows
from domain.says.queries.talk import CommentView, comment_statement, comment_view

REPLIES_SHOWN = 3

_answer = alias(Comment)
LIKERS_SHOWN = 12


def post(viewer: Viewer, post_id: int, *, comments: bool = False) -> PostCard:
    """One post. Raises NotFound when the viewer may not know of it; a folded one comes as a tombstone."""
    found = posts_in(viewer, _by_id(kind_of(viewer)), posts=[post_id])
    if not found:
        raise NotFound
    return furnished(viewer, found, comments=comments)[0]


@cache
def _by_id(kind: str) -> Rows:
    wanted = policy.standing_posts(select(Post.id).where(Post.id.in_(POSTS)), anyone(kind)).subquery()
    return statement_of(kind, wanted)


def require_post(viewer: Viewer, post_id: int) -> None:
    """Raises NotFound unless the viewer may read the post itself, not only its tombstone."""
    if session.scalar(policy.visible_posts(select(Post.id).where(Post.id == post_id), viewer)) is None:
        raise NotFound


def likers(viewer: Viewer, post_id: int) -> list[PersonCard]:
    """Who reacted to a post that has been looked up for this viewer, the latest first, as many as fit a line. Under
    one that is not for everybody those only whom she knows."""
    statement = (
        select(User.id, User.handle, User.display_name, User.avatar_key)
        .join(Reaction, Reaction.user_id == User.id)
        .where(
            Reaction.post_id == post_id,
            Reaction.kind != "helpful",
            User.closed_at.is_(None),
            not_blocked(viewer, User.id),
            is_named(viewer, User.id, post_id),
        )
        .order_by(Reaction.created_at.desc(), User.id)
        .limit(LIKERS_SHOWN)
    )
    return [PersonCard(*row) for row in session.execute(statement)]


@dataclass(frozen=True, slots=True)
class Tally:
    """What the buttons under a post show."""

    id: int
    reaction_count: int
    comment_count: int
    reactions: tuple[tuple[str, int], ...]
    my_reaction: str
    helpful_count: int
    is_helpful: bool
    is_mine: bool


def tally(viewer: Viewer, post_id: int) -> Tally:
    mine, helpful = aliased(Reaction), aliased(Reaction)
    statement = (
        select(
            Post.id,
            Post.author_id,
            Post.reaction_count,
            comments_heard(viewer).label("comment_count"),
            Post.reaction_kinds,
            Post.helpful_count,
            mine.kind.label("my_reaction"),
            helpful.kind.label("my_helpful"),
        )
        .outerjoin(mine, (mine.post_id == Post.id) & (mine.user_id == viewer.id) & (mine.kind != "helpful"))
        .outerjoin(
            helpful,
            (helpful.post_id == Post.id) & (helpful.user_id == viewer.id) & (helpful.kind == "helpful"),
        )
        .where(Post.id == post_id)
    )
    row = session.execute(policy.visible_posts(statement, viewer)).first()
    if row is None:
        raise NotFound
    return Tally(
        id=row.id,
        reaction_count=row.reaction_count,
        comment_count=row.comment_count,
        reactions=shown_kinds(row.reaction_kinds),
        my_reaction=row.my_reaction or "",
        helpful_count=row.helpful_count,
        is_helpful=row.my_helpful is not None,
        is_mine=row.author_id == viewer.id,
    )


def comments(viewer: Viewer, post_id: int, after: int | None = None, size: int = SIZE) -> Page[CommentView]:
    """The threads under a post in the order they began, each with its newest answers: at most two queries. A deleted
    comment keeps its place while there are answers to it."""
    statement = comment_statement(viewer).where(
        Comment.post_id == post_id, Comment.root_id.is_(None), keeps_its_place()
    )
    if after:
        statement = statement.where(Comment.id > after)
    statement = policy.visible_comments(statement, viewer).order_by(Comment.id).limit(size + 1)
    page = page_of(
        [comment_view(viewer, row) for row in session.execute(statement)], size, lambda made: made.id
    )
    answers = _newest_replies(viewer, [made.id for made in page if made.reply_count])
    threads = [replace(made, replies=answers.get(made.id, ())) for made in page]
    return Page(with_inside(viewer, threads), page.next_cursor)


def comment(viewer: Viewer, comment_id: int) -> CommentView:
    """One comment with its first answers, if its post may be read and it has a place there."""
    statement = comment_statement(viewer).where(Comment.id == comment_id, keeps_its_place())
    row = session.execute(policy.visible_comments(statement, viewer)).first()
    if row is None:
        raise NotFound
    require_post(viewer, row.Comment.post_id)
    made = comment_view(viewer, row)
    thread = replace(made, replies=_newest_replies(viewer, [made.id]).get(made.id, ()))
    return with_inside(viewer, [thread])[0]


def replies(viewer: Viewer, root_id: int, after: int | None = None, size: int = 50) -> Page[CommentView]:
    """The answers in one thread, oldest first. Raises NotFound when its post may not be read."""
    root = select(Comment.post_id).where(Comment.id == root_id, Comment.root_id.is_(None))
    post_id = session.scalar(policy.visible_comments(root, viewer))
    require_post(viewer, post_id or 0)
    statement = comment_statement(viewer).where(Comment.root_id == root_id, keeps_its_place())
    if after:
        statement = statement.where(Comment.id > after)
    statement = policy.visible_comments(statement, viewer).order_by(Comment.id).limit(size + 1)
    page = page_of(
        [comment_view(viewer, row) for row in session.execute(statement)], size, lambda made: made.id
    )
    return Page(with_inside(viewer, page.items), page.next_cursor)


def keeps_its_place() -> ColumnElement[bool]:
    """It stands, or somebody's answer to it does."""
    answer = _answer
    answered = exists().where(
        answer.root_id == func.coalesce(Comment.root_id, Comment.id),
        answer.parent_id == Comment.id,
        answer.state != "deleted",
    )
    return or_(Comment.state != "deleted", Comment.reply_count > 0, answered)


def _newest_replies(viewer: Viewer, root_ids: Sequence[int]) -> dict[int, tuple[CommentView, ...]]:
    found: dict[int, list[CommentView]] = defaultdict(list)
    for values in batches(root_ids):
        statement = _newest_of(kind_of(viewer), len(values))
        for row in session.execute(statement, {"me": viewer.id, **values}):
            found[row.Comment.root_id].append(comment_view(viewer, row))
    return {root_id: tuple(views) for root_id, views in found.items()}


@cache
def _newest_of(kind: str, count: int) -> Rows:
    def of_one(root_id: BindParameter[int]) -> Select[int]:
        answers = select(Comment.id).where(Comment.root_id == root_id, keeps_its_place())
        heard = policy.visible_comments(answers, anyone(kind))
        return heard.order_by(Comment.id.desc()).limit(REPLIES_SHOWN)

    newest = first_of_each(of_one, count)
    return comment_statement(anyone(kind)).join(newest, newest.c.id == Comment.id).order_by(Comment.id)


@dataclass(frozen=True, slots=True)
class Draft:
    """A post as its author changes it. A rating that is too old is shown and stays."""

    id: int
    body: str
    audience: str
    product_id: int | None
    stars: int | None
    can_change_stars: bool
    photos: tuple[PhotoView, ...]


def for_editing(viewer: Viewer, post_id: int) -> Draft:
    """One's own post. Raises NotFound or NotAllowed for anybody else's."""
    made = session.scalar(policy.visible_posts(select(Post).where(Post.id == post_id), viewer))
    if made is None:
        raise NotFound
    require(policy.can_edit(viewer, made))
    rated_at = session.scalar(select(Rating.created_at).where(Rating.post_id == post_id))
    return Draft(
        id=made.id,
        body=made.body,
        audience=rules.audience_named(made.audience, made.circle_id),
        product_id=made.product_id,
        stars=made.stars,
        can_change_stars=rated_at is not None and rules.rating_is_editable(rated_at, clock.now()),
        photos=tuple(kept_photos(viewer, post_id=post_id)),
    )


def kept_photos(viewer: Viewer, tokens: Sequence[str] = (), *, post_id: int | None = None) -> list[PhotoView]:
    """The viewer's own pictures that a form keeps: those of a post, or drafts by their tokens, in their order."""
    statement = select(Photo.key, Photo.alt, Photo.width, Photo.height, Photo.color).where(
        Photo.owner_id == viewer.id
    )
    if post_id is not None and not tokens:
        return [
            PhotoView(*row)
            for row in session.execute(statement.where(Photo.post_id == post_id).order_by(Photo.position))
        ]
    mine = or_(Photo.post_id.is_(None), Photo.post_id == post_id)
    found = {
        row.key: PhotoView(*row)
        for row in session.execute(statement.where(Photo.key.in_(list(tokens)), mine))
    }
    return [found[token] for token in dict.fromkeys(tokens) if token in found]
