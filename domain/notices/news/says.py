"""News of posts: comments, answers to comments, mentions, likes."""

from collections.abc import Collection

from sqlalchemy import select

from core.db import session
from domain.notices.actions import tell
from domain.people.models import User
from domain.says.events import Commented, Liked, PostPublished
from domain.says.models import Comment, Post, Reaction
from domain.says.policy import is_among_readers


def published(fact: PostPublished) -> None:
    post = _standing(fact.post_id)
    if post is not None:
        tell(
            _readers(post, fact.mentioned_ids),
            kind="mention",
            target=("post", post.id),
            actor_id=fact.author_id,
            at=post.created_at,
        )


def commented(fact: Commented) -> None:
    """Whom it answers, whose post it is, whom it names: each is told once, of the closest of the three."""
    post, made = _standing(fact.post_id), session.get(Comment, fact.comment_id)
    if post is None or made is None or made.state != "visible":
        return
    told: set[int] = set()
    for kind, target, user_ids in (
        ("reply", ("comment", made.parent_id or made.id), (fact.parent_author_id,)),
        ("comment", ("post", post.id), (fact.post_author_id,)),
        ("mention", ("post", post.id), fact.mentioned_ids),
    ):
        readers = _readers(post, set(user_ids) - told)
        told |= set(readers)
        tell(
            readers,
            kind=kind,
            target=target,
            actor_id=fact.author_id,
            at=made.created_at,
            facts={"post_id": post.id, "comment_id": made.id},
        )


def liked(fact: Liked) -> None:
    post = _standing(fact.post_id)
    reaction = session.scalar(
        select(Reaction).where(
            Reaction.post_id == fact.post_id, Reaction.user_id == fact.user_id, Reaction.kind != "helpful"
        )
    )
    if post is None or reaction is None:
        return
    tell(
        [fact.author_id],
        kind="like",
        target=("post", post.id),
        actor_id=fact.user_id,
        at=reaction.created_at,
    )


def _standing(post_id: int) -> Post | None:
    return session.scalar(select(Post).where(Post.id == post_id, Post.state == "visible"))


def _readers(post: Post, user_ids: Collection[int]) -> list[int]:
    """Those of them who may read the post now."""
    wanted = {user_id for user_id in user_ids if user_id}
    if not wanted:
        return []
    return list(session.scalars(select(User.id).where(User.id.in_(wanted), is_among_readers(post, User.id))))
