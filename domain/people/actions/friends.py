"""Friendship, following and blocking: what two people are to each other."""

from sqlalchemy import and_, delete, or_, select

from core import clock
from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action, record
from domain.people import policy
from domain.people.actions import circles, suggesting
from domain.people.events import (
    Blocked,
    Followed,
    FriendAsked,
    FriendRequestEnded,
    FriendshipEnded,
    FriendshipMade,
    Unblocked,
)
from domain.people.models import Block, Follow, FriendRequest, User
from domain.people.viewer import Viewer

OPEN_REQUESTS_AT_MOST = 300


@action
def ask_friend(actor: Viewer, user_id: int) -> None:
    """Asks for friendship, or accepts when the other has asked. Asking twice changes nothing."""
    require(policy.can_write(actor))
    _lock_pair(actor, user_id)
    request = session.get(FriendRequest, (user_id, actor.id))
    if request is not None:
        _join(asker_id=user_id, accepter_id=actor.id)
    elif not _are_friends(actor.id, user_id) and session.get(FriendRequest, (actor.id, user_id)) is None:
        _put_request(actor.id, user_id)


def _put_request(from_id: int, to_id: int) -> None:
    newest = select(FriendRequest.to_id).where(FriendRequest.from_id == from_id).limit(OPEN_REQUESTS_AT_MOST)
    if len(session.scalars(newest).all()) == OPEN_REQUESTS_AT_MOST:
        raise Refused(
            N_("%(limit)s requests of yours wait for an answer. Take some back first."),
            limit=OPEN_REQUESTS_AT_MOST,
        )
    session.add(FriendRequest(from_id=from_id, to_id=to_id, created_at=clock.now()))
    record(FriendAsked(from_id, to_id))


def make_friends(*, asker_id: int, accepter_id: int) -> bool:
    """Inside an action: the friendship itself. False when there was one already."""
    if asker_id == accepter_id:
        raise Refused(N_("This is your own link. Send it to a friend."))
    _lock_rows(asker_id, accepter_id)
    if policy.is_blocked(asker_id, accepter_id):
        raise NotFound
    return _join(asker_id=asker_id, accepter_id=accepter_id)


def _join(*, asker_id: int, accepter_id: int) -> bool:
    if _are_friends(asker_id, accepter_id):
        return False
    for one, other in ((asker_id, accepter_id), (accepter_id, asker_id)):
        _follow_row(one, other).is_friend = True
    _delete_requests(asker_id, accepter_id)
    record(FriendshipMade(asker_id, accepter_id))
    return True


@action
def end_friendship(actor: Viewer, user_id: int) -> None:
    """Ends a friendship with all that followed from it, takes a request back, or declines one."""
    require(policy.is_signed_in(actor))
    _lock_pair(actor, user_id)
    were_friends = _are_friends(actor.id, user_id)
    was_asked = session.get(FriendRequest, (user_id, actor.id)) is not None
    has_asked = session.get(FriendRequest, (actor.id, user_id)) is not None
    _delete_requests(actor.id, user_id)
    if was_asked:
        record(FriendRequestEnded(user_id, actor.id))
    if has_asked:
        record(FriendRequestEnded(actor.id, user_id))
    if were_friends or was_asked:
        suggesting.rest(actor.id, user_id)
    if were_friends:
        _delete_follows(actor.id, user_id)
        circles.leave_each_others_circles(actor.id, user_id)
        record(FriendshipEnded(actor.id, user_id))


@action
def follow(actor: Viewer, user_id: int) -> None:
    """Reads somebody's posts from now on; of a friend, again."""
    require(policy.can_write(actor))
    _lock_pair(actor, user_id)
    is_new = session.get(Follow, (actor.id, user_id)) is None
    _follow_row(actor.id, user_id).shows_posts = True
    if is_new:
        record(Followed(actor.id, user_id))


@action
def unfollow(actor: Viewer, user_id: int) -> None:
    """Reads somebody's posts no more. A friend stays a friend."""
    require(policy.is_signed_in(actor))
    _lock_pair(actor, user_id)
    row = session.get(Follow, (actor.id, user_id))
    if row is None:
        return
    if row.is_friend:
        row.shows_posts = False
    else:
        session.delete(row)


@action
def block(actor: Viewer, user_id: int) -> None:
    """Neither sees the other from now on: friendship, follows and requests between them end."""
    require(policy.is_signed_in(actor))
    _lock_pair(actor, user_id)
    if _are_friends(actor.id, user_id):
        record(FriendshipEnded(actor.id, user_id))
    _delete_requests(actor.id, user_id)
    _delete_follows(actor.id, user_id)
    circles.leave_each_others_circles(actor.id, user_id)
    if session.get(Block, (actor.id, user_id)) is None:
        session.add(Block(blocker_id=actor.id, blocked_id=user_id, created_at=clock.now()))
        record(Blocked(actor.id, user_id))


@action
def unblock(actor: Viewer, user_id: int) -> None:
    """Takes the actor's own block away; what it ended does not come back by itself."""
    require(policy.is_signed_in(actor))
    row = session.scalar(lock(select(Block).where(Block.blocker_id == actor.id, Block.blocked_id == user_id)))
    if row is None:
        raise NotFound
    session.delete(row)
    record(Unblocked(actor.id, user_id))


def _lock_pair(actor: Viewer, user_id: int) -> None:
    """Somebody else, whom the actor may see; and both of them locked."""
    if actor.id == user_id:
        raise Refused(N_("This is you."))
    _lock_rows(actor.id, user_id)
    if not policy.can_see(actor, user_id):
        raise NotFound


def _lock_rows(*user_ids: int) -> None:
    """In id order, so that two people who press at once come one after the other."""
    session.execute(lock(select(User.id).where(User.id.in_(user_ids)).order_by(User.id)))


def _are_friends(one: int, other: int) -> bool:
    row = session.get(Follow, (one, other))
    return row is not None and row.is_friend


def _follow_row(follower_id: int, followee_id: int) -> Follow:
    row = session.get(Follow, (follower_id, followee_id))
    if row is None:
        row = Follow(
            follower_id=follower_id,
            followee_id=followee_id,
            is_friend=False,
            shows_posts=True,
            created_at=clock.now(),
        )
        session.add(row)
    return row


def _delete_follows(one: int, other: int) -> None:
    session.execute(
        delete(Follow).where(
            or_(
                and_(Follow.follower_id == one, Follow.followee_id == other),
                and_(Follow.follower_id == other, Follow.followee_id == one),
            )
        )
    )


def _delete_requests(one: int, other: int) -> None:
    session.execute(
        delete(FriendRequest).where(
            or_(
                and_(FriendRequest.from_id == one, FriendRequest.to_id == other),
                and_(FriendRequest.from_id == other, FriendRequest.to_id == one),
            )
        )
    )
