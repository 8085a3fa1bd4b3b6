"""News among people."""

from sqlalchemy import func, select

from core import clock
from core.db import session
from domain.notices.actions import forget_between, settle, take_out, tell
from domain.people.events import (
    Blocked,
    Followed,
    FriendAsked,
    FriendRequestEnded,
    FriendshipMade,
    Suspended,
    SuspensionLifted,
)
from domain.people.models import Follow, FriendRequest, Suspension


def friend_asked(fact: FriendAsked) -> None:
    request = session.get(FriendRequest, (fact.from_id, fact.to_id))
    if request is None:
        return
    tell(
        [fact.to_id],
        kind="friend_request",
        target=("person", fact.from_id),
        actor_id=fact.from_id,
        at=request.created_at,
    )


def request_ended(fact: FriendRequestEnded) -> None:
    """There is nothing to answer any more. One that was asked anew meanwhile stands."""
    if session.get(FriendRequest, (fact.from_id, fact.to_id)) is not None:
        return
    take_out(
        fact.to_id, "friend_request", ("person", fact.from_id), actor_id=fact.from_id, did_at=clock.now()
    )


def friendship_made(fact: FriendshipMade) -> None:
    """The one who asked is told; to the other it was her own deed."""
    settle(fact.accepter_id, "friend_request", ("person", fact.asker_id))
    settle(fact.asker_id, "friend_request", ("person", fact.accepter_id))
    row = session.get(Follow, (fact.accepter_id, fact.asker_id))
    if row is None or not row.is_friend:
        return
    pair = (fact.asker_id, fact.accepter_id)
    at = session.scalar(
        select(func.max(Follow.created_at)).where(Follow.follower_id.in_(pair), Follow.followee_id.in_(pair))
    )
    tell(
        [fact.asker_id],
        kind="friendship",
        target=("person", fact.accepter_id),
        actor_id=fact.accepter_id,
        at=at or clock.now(),
    )


def followed(fact: Followed) -> None:
    row = session.get(Follow, (fact.follower_id, fact.followee_id))
    if row is None or row.is_friend:
        return
    tell(
        [fact.followee_id],
        kind="follow",
        target=("person", fact.followee_id),
        actor_id=fact.follower_id,
        at=row.created_at,
    )


def blocked(fact: Blocked) -> None:
    forget_between(fact.blocker_id, fact.blocked_id)


def suspended(fact: Suspended) -> None:
    row = session.scalar(
        select(Suspension)
        .where(Suspension.user_id == fact.user_id, Suspension.lifted_at.is_(None))
        .order_by(Suspension.id.desc())
        .limit(1)
    )
    if row is None:
        return
    tell(
        [fact.user_id],
        kind="suspended",
        target=("person", fact.user_id),
        at=row.created_at,
        facts={"reason": row.reason, "until": row.until_at.isoformat()},
    )


def suspension_lifted(fact: SuspensionLifted) -> None:
    at = session.scalar(select(func.max(Suspension.lifted_at)).where(Suspension.user_id == fact.user_id))
    tell([fact.user_id], kind="lifted", target=("person", fact.user_id), at=at or clock.now())
