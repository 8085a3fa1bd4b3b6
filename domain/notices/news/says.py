"""News of posts: comments, answers to comments, mentions, likes, and each new post of somebody whom one watches."""

from collections.abc import Callable, Collection

from sqlalchemy import Select, select

from core import clock
from core.db import session
from core.unit import record
from domain.notices.actions import take_out, tell
from domain.notices.events import WatchersPartlyTold
from domain.notices.models import Watch
from domain.people.models import Follow, User
from domain.says.events import Commented, Liked, LikeTakenBack, PassedOn, PlanFailed, PostPublished
from domain.says.hearing import is_among_hearers
from domain.says.models import REACTIONS, Comment, Post, Reaction
from domain.says.policy import is_among_readers

# (things, people) -> those of the people to whom notices about these things make no noise, because of reports.
Reported = Callable[[Collection[tuple[str, int]], Collection[int]], set[int]]

WATCHERS_AT_ONCE = 500


def published(fact: PostPublished, *, reported: Reported) -> None:
    post = _standing(fact.post_id)
    if post is not None:
        readers = _readers(post, fact.mentioned_ids)
        tell(
            readers,
            kind="mention",
            target=("post", post.id),
            actor_id=fact.author_id,
            at=post.created_at,
            words=(post.body,),
            hushed=reported(_things(post), readers),
        )


def tell_watchers(fact: PostPublished | WatchersPartlyTold, *, reported: Reported) -> None:
    """Those who follow the author and want to hear of each post; so many at once that others can write between."""
    post = _standing(fact.post_id)
    if post is None:
        return
    after = fact.last_id if isinstance(fact, WatchersPartlyTold) else 0
    statement = (
        _watching("person", post.author_id)
        .join(Follow, (Follow.follower_id == Watch.user_id) & (Follow.followee_id == post.author_id))
        .where(Follow.shows_posts, Watch.user_id > after, is_among_readers(post, Watch.user_id))
    )
    watchers = list(session.scalars(statement.order_by(Watch.user_id).limit(WATCHERS_AT_ONCE)))
    tell(
        set(watchers) - set(fact.mentioned_ids),
        kind="post",
        target=("person", post.author_id),
        actor_id=post.author_id,
        at=post.created_at,
        facts={"post_id": post.id, "posts": 1},
        sums=("posts",),
        thread=("person", post.author_id),
        words=(post.body,),
        hushed=reported(_things(post), watchers),
    )
    if len(watchers) == WATCHERS_AT_ONCE:
        record(WatchersPartlyTold(post.id, watchers[-1], fact.mentioned_ids))


def commented(fact: Commented, *, reported: Reported) -> None:
    """Whom it answers, whose post it is, whom it names, who watches the post: each is told once, of the closest reason
    of which she wants to hear."""
    post, made = _standing(fact.post_id), session.get(Comment, fact.comment_id)
    if post is None or made is None or made.state != "visible":
        return
    told: set[int] = set()
    thread = ("post", post.id)
    for kind, target, user_ids, default in (
        ("reply", ("comment", made.parent_id or made.id), (fact.parent_author_id,), "mentions"),
        ("comment", thread, (fact.post_author_id,), "all"),
        ("mention", thread, fact.mentioned_ids, "mentions"),
        ("thread", thread, session.scalars(_watching(*thread)).all(), "mentions"),
    ):
        readers = _readers(post, set(user_ids) - told, made)
        told |= tell(
            readers,
            kind=kind,
            target=target,
            actor_id=fact.author_id,
            at=made.created_at,
            facts={"post_id": post.id, "comment_id": made.id},
            thread=thread,
            default=default,
            words=(made.body,),
            hushed=reported([*_things(post), ("comment", made.id), ("person", made.author_id)], readers),
        )


def liked(fact: Liked, *, reported: Reported) -> None:
    post = _standing(fact.post_id)
    reaction = _reaction(fact.post_id, fact.user_id)
    if post is None or reaction is None:
        return
    tell(
        [fact.author_id],
        kind="like",
        target=("post", post.id),
        actor_id=fact.user_id,
        at=reaction.created_at,
        thread=("post", post.id),
        default="all",
        hushed=reported([*_things(post), ("person", fact.user_id)], [fact.author_id]),
    )


def like_taken_back(fact: LikeTakenBack) -> None:
    if _reaction(fact.post_id, fact.user_id) is None:
        take_out(fact.author_id, "like", ("post", fact.post_id), actor_id=fact.user_id, did_at=fact.liked_at)


def quoted(fact: PassedOn, *, reported: Reported) -> None:
    """Who said it first hand is told, if she may read what was made of it."""
    post = _standing(fact.post_id)
    if post is not None:
        readers = _readers(post, [fact.quoted_author_id])
        tell(
            readers,
            kind="quoted",
            target=("post", fact.quoted_id),
            actor_id=fact.author_id,
            at=post.created_at,
            facts={"post_id": post.id},
            thread=("post", fact.quoted_id),
            default="all",
            words=(post.body,),
            hushed=reported(_things(post), readers),
        )


def plan_failed(fact: PlanFailed) -> None:
    tell([fact.owner_id], kind="plan", target=("draft", fact.draft_id), at=clock.now())


def _standing(post_id: int) -> Post | None:
    return session.scalar(select(Post).where(Post.id == post_id, Post.state == "visible"))


def _reaction(post_id: int, user_id: int) -> Reaction | None:
    """One of the five; "helpful" is told to nobody."""
    return session.scalar(
        select(Reaction).where(
            Reaction.post_id == post_id, Reaction.user_id == user_id, Reaction.kind.in_(REACTIONS)
        )
    )


def _things(post: Post) -> list[tuple[str, int]]:
    return [("post", post.id), ("person", post.author_id)]


def _watching(kind: str, number: int) -> Select[int]:
    return select(Watch.user_id).where(
        Watch.target_type == kind, Watch.target_id == number, Watch.level == "all"
    )


def _readers(post: Post, user_ids: Collection[int], comment: Comment | None = None) -> list[int]:
    """Those of them who may read the post now, and the comment under it."""
    wanted = {user_id for user_id in user_ids if user_id}
    if not wanted:
        return []
    statement = select(User.id).where(
        User.id.in_(wanted), is_among_readers(post, User.id), is_among_hearers(post, comment, User.id)
    )
    return list(session.scalars(statement))
