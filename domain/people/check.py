"""What must hold among people."""

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from core import invariants
from domain.people.models import Block, Circle, CircleMember, Follow, FriendRequest, User


def friendships_are_mutual() -> list[str]:
    mirror = aliased(Follow)
    back = and_(
        mirror.follower_id == Follow.followee_id,
        mirror.followee_id == Follow.follower_id,
        mirror.is_friend.is_(True),
    )
    lonely = select(Follow.follower_id, Follow.followee_id).where(
        Follow.is_friend.is_(True), ~select(mirror.follower_id).where(back).exists()
    )
    return invariants.found(
        lonely, "person %(follower_id)s is a friend of %(followee_id)s, who is none of hers"
    )


def blocked_people_are_nothing_to_each_other() -> list[str]:
    tied = select(Follow.follower_id.label("one"), Follow.followee_id.label("other")).where(
        _is_blocked(Follow.follower_id, Follow.followee_id)
    )
    asked = select(FriendRequest.from_id, FriendRequest.to_id).where(
        _is_blocked(FriendRequest.from_id, FriendRequest.to_id)
    )
    return [
        *invariants.found(tied, "person %(one)s follows %(other)s although one has blocked the other"),
        *invariants.found(asked, "person %(from_id)s asks %(to_id)s although one has blocked the other"),
    ]


def friends_do_not_ask() -> list[str]:
    asked = select(FriendRequest.from_id, FriendRequest.to_id).join(
        Follow,
        and_(
            Follow.follower_id == FriendRequest.from_id,
            Follow.followee_id == FriendRequest.to_id,
            Follow.is_friend.is_(True),
        ),
    )
    return invariants.found(asked, "person %(from_id)s still asks %(to_id)s, her friend, for friendship")


def circles_hold_friends() -> list[str]:
    tie = aliased(Follow)
    friends = and_(
        tie.follower_id == Circle.owner_id,
        tie.followee_id == CircleMember.member_id,
        tie.is_friend.is_(True),
    )
    odd = (
        select(Circle.id, CircleMember.member_id)
        .join(CircleMember, CircleMember.circle_id == Circle.id)
        .where(or_(Circle.ended_at.is_not(None), ~select(tie.follower_id).where(friends).exists()))
    )
    return invariants.found(
        odd, "circle %(id)s holds person %(member_id)s, who is no friend of its owner, or it has ended"
    )


def handles_are_in_their_form() -> list[str]:
    odd = select(User.handle).where(or_(User.handle.regexp_match("[^a-z0-9_]"), User.handle == ""))
    return invariants.found(odd, "handle %(handle)r has other characters than a-z, 0-9 and _")


def _is_blocked(one: InstrumentedAttribute[int], other: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    return (
        select(Block.blocker_id)
        .where(
            or_(
                and_(Block.blocker_id == one, Block.blocked_id == other),
                and_(Block.blocker_id == other, Block.blocked_id == one),
            )
        )
        .exists()
    )


invariants.register("people: friendships are mutual", friendships_are_mutual)
invariants.register(
    "people: who is blocked is neither friend nor follower", blocked_people_are_nothing_to_each_other
)
invariants.register("people: friends do not ask for friendship", friends_do_not_ask)
invariants.register("people: circles hold friends", circles_hold_friends)
invariants.register("people: handles are in their form", handles_are_in_their_form)
