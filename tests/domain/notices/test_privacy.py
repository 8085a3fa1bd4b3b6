"""Whatever people do to each other before the worker comes: nobody is told of what she may not see, of somebody with
whom a block stands between, or of her own deed; and nothing that is quoted is hidden from the reader."""

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings, strategies
from sqlalchemy import delete, select

from core import outbox
from core.db import session
from core.errors import DomainError
from core.unit import action
from domain.notices import queries
from domain.notices.models import Notice
from domain.people import actions as people
from domain.people.models import Block, Follow, FriendRequest, Hiding
from domain.people.policy import is_blocked
from domain.people.viewer import Viewer
from domain.says import actions as says
from domain.says.actions import folding
from domain.says.hearing import is_heard
from domain.says.models import Comment, Post, PostChange, Reaction
from domain.says.policy import can_read_post
from tests.cast import Cast, befriend
from tests.domain.notices.world import catch_up

HANDLES = ("alma", "chen", "dora", "eve", "olga")
WHO = strategies.sampled_from(HANDLES)
NUMBER = strategies.integers(0, 4)
AUDIENCE = strategies.sampled_from(["public", "friends", "me"])
NOTHING = strategies.none()
PAIR = strategies.permutations(HANDLES).map(lambda handles: handles[:2])


def _one_of(*kinds: tuple[str, object, object]) -> Any:
    return strategies.one_of(
        strategies.tuples(strategies.just(name), one, other)  # type: ignore[arg-type]
        for name, one, other in kinds
    )


TALK = _one_of(
    ("publish", WHO, AUDIENCE), ("comment", WHO, NUMBER), ("answer", WHO, NUMBER), ("like", WHO, NUMBER)
)
TURN = _one_of(
    ("hide", AUDIENCE, NUMBER),
    ("fold", WHO, NUMBER),
    ("delete", WHO, NUMBER),
    ("block", PAIR, NOTHING),
    ("befriend", PAIR, NOTHING),
    ("part", PAIR, NOTHING),
    ("follow", PAIR, NOTHING),
    ("keep from", PAIR, NOTHING),
    ("work", NOTHING, NOTHING),
)
# People talk, then things change between them, then they talk again, all before the worker comes at last.
STEPS = strategies.tuples(
    strategies.lists(TALK, min_size=4, max_size=10),
    strategies.lists(TURN, min_size=1, max_size=5),
    strategies.lists(strategies.one_of(TALK, TURN), max_size=6),
).map(lambda parts: [step for part in parts for step in part])
EVERYBODY = " ".join(f"@{handle}" for handle in HANDLES)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_nobody_is_told_of_what_she_may_not_see(cast: Cast, steps: list[tuple[str, Any, Any]]):
    _start_anew(cast)
    for handle, audience in (("alma", "public"), ("alma", "friends"), ("eve", "public")):
        post_id = says.publish(getattr(cast, handle), body=f"Look {EVERYBODY}", audience=audience)
        says.comment(getattr(cast, handle), post_id, body=f"And {EVERYBODY}")
    before = 0
    for name, one, other in steps:
        if name == "work":
            catch_up()
            before = _last_notice()
            continue
        try:
            DEEDS[name](cast, one, other)
        except DomainError:
            session.rollback()

    catch_up()

    for row in session.scalars(select(Notice)).all():
        reader = _viewer(cast, row.user_id)
        assert row.user_id not in row.actor_ids
        assert not any(is_blocked(row.user_id, actor_id) for actor_id in row.actor_ids)
        # What was told when it could be seen may have been hidden since; what is told now is not.
        if row.id > before and row.kind in ("comment", "reply", "mention", "like"):
            post = session.get_one(Post, row.facts.get("post_id", row.target_id))
            assert can_read_post(reader, post), (row.kind, reader.handle)
            assert "comment_id" not in row.facts or _hears(reader, row.facts["comment_id"])
    for person in (getattr(cast, handle) for handle in HANDLES):
        for shown in queries.notices_of(person, size=50):
            assert not shown.quote or _may_read(person, shown)


def _may_read(reader: Viewer, row: queries.NoticeRow) -> bool:
    comment_id = row.facts.get("comment_id", row.target_id if row.target_type == "comment" else None)
    if comment_id is None:
        return can_read_post(reader, session.get_one(Post, row.target_id)).ok
    made = session.get_one(Comment, comment_id)
    hers = made.author_id == reader.id
    open_to_her = made.state == "visible" or (made.state == "folded" and hers)
    post = session.get_one(Post, made.post_id)
    return open_to_her and can_read_post(reader, post).ok and _hears(reader, comment_id)


def _hears(reader: Viewer, comment_id: int) -> bool:
    return session.scalar(select(Comment.id).where(Comment.id == comment_id, is_heard(reader))) is not None


@action
def _start_anew(cast: Cast) -> None:
    for kind in (
        Notice,
        Reaction,
        Comment,
        PostChange,
        Post,
        Hiding,
        Block,
        FriendRequest,
        Follow,
        outbox.OutboxRow,
    ):
        session.execute(delete(kind).execution_options(synchronize_session=False))
    session.expunge_all()
    for one, other in (("alma", "eve"), ("alma", "olga"), ("eve", "chen")):
        befriend(getattr(cast, one).id, getattr(cast, other).id)


def _last_notice() -> int:
    session.rollback()
    return max(session.scalars(select(Notice.id)), default=0)


def _viewer(cast: Cast, user_id: int) -> Viewer:
    return next(person for handle in HANDLES if (person := getattr(cast, handle)).id == user_id)


def _post(number: int) -> Post:
    posts = session.scalars(select(Post).order_by(Post.id)).all()
    session.rollback()
    if not posts:
        raise DomainError("nothing there")
    return posts[number % len(posts)]


def _comment(number: int) -> Comment:
    comments = session.scalars(select(Comment).order_by(Comment.id)).all()
    session.rollback()
    if not comments:
        raise DomainError("nothing there")
    return comments[number % len(comments)]


def _answer(cast: Cast, handle: str, number: int) -> None:
    parent = _comment(number)
    says.comment(getattr(cast, handle), parent.post_id, body=f"Yes {EVERYBODY}", parent_id=parent.id)


def _hide(cast: Cast, audience: str, number: int) -> None:
    post = _post(number)
    says.edit(_viewer(cast, post.author_id), post.id, body=post.body, audience=audience)


def _delete(cast: Cast, _handle: str, number: int) -> None:
    made = _comment(number)
    says.delete_comment(_viewer(cast, made.author_id), made.id)


def _pair(cast: Cast, handles: list[str]) -> tuple[Viewer, int]:
    return getattr(cast, handles[0]), getattr(cast, handles[1]).id


DEEDS: dict[str, Callable[[Cast, Any, Any], object]] = {
    "publish": lambda cast, one, audience: says.publish(
        getattr(cast, one), body=f"Look {EVERYBODY}", audience=audience
    ),
    "comment": lambda cast, one, number: says.comment(
        getattr(cast, one), _post(number).id, body=f"So {EVERYBODY}"
    ),
    "answer": _answer,
    "like": lambda cast, one, number: says.react(getattr(cast, one), _post(number).id),
    "hide": _hide,
    "fold": lambda cast, _one, number: folding.fold_comment(cast.dora, _comment(number).id, reason="rude"),
    "delete": _delete,
    "block": lambda cast, pair, _: people.block(*_pair(cast, pair)),
    "befriend": lambda cast, pair, _: (
        people.ask_friend(*_pair(cast, pair)),
        people.ask_friend(*_pair(cast, pair[::-1])),
    ),
    "part": lambda cast, pair, _: people.end_friendship(*_pair(cast, pair)),
    "follow": lambda cast, pair, _: people.follow(*_pair(cast, pair)),
    "keep from": lambda cast, pair, _: people.hide_from(*_pair(cast, pair)),
}
