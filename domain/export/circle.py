"""The people around somebody: by name only those who agree, the others in a number."""

from typing import Any

from sqlalchemy import Select, func, select

from core.db import session
from domain.people.models import Block, Circle, CircleMember, Follow, Hiding, Mute, User
from domain.people.viewer import Viewer


def circles(me: Viewer) -> Select[*tuple[Any, ...]]:
    members = select(func.count()).where(CircleMember.circle_id == Circle.id).scalar_subquery()
    return select(Circle.id, Circle.name, Circle.created_at, members.label("member_count")).where(
        Circle.owner_id == me.id, Circle.ended_at.is_(None)
    )


def circle_members(me: Viewer) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Circle.id.label("circle_id"),
            User.id.label("person_id"),
            Circle.name.label("circle"),
            User.handle,
            User.display_name,
        )
        .join(CircleMember, CircleMember.member_id == User.id)
        .join(Circle, Circle.id == CircleMember.circle_id)
        .where(Circle.owner_id == me.id, Circle.ended_at.is_(None), *_AGREES)
    )


# Who may stand with her name in what others take with them.
_AGREES = (User.is_exportable.is_(True), User.closed_at.is_(None))


def followed(me: Viewer, is_friend: bool) -> Select[*tuple[Any, ...]]:
    return (
        select(User.id.label("person_id"), User.handle, User.display_name, Follow.created_at.label("since"))
        .join(Follow, Follow.followee_id == User.id)
        .where(Follow.follower_id == me.id, Follow.is_friend.is_(is_friend), *_AGREES)
    )


def counts_of(viewer: Viewer) -> dict[str, int]:
    """How many people there are in the viewer's circle, named or not. One query."""
    mine = (Follow.follower_id == viewer.id,)
    counted = {
        "friends": (Follow, (*mine, Follow.is_friend.is_(True))),
        "following": (Follow, (*mine, Follow.is_friend.is_(False))),
        "readers": (Follow, (Follow.followee_id == viewer.id,)),
        "blocked": (Block, (Block.blocker_id == viewer.id,)),
        "muted": (Mute, (Mute.user_id == viewer.id,)),
        "not_shown_my_posts": (Hiding, (Hiding.owner_id == viewer.id,)),
    }
    row = session.execute(
        select(
            *(
                select(func.count()).select_from(kind).where(*which).scalar_subquery().label(name)
                for name, (kind, which) in counted.items()
            )
        )
    ).one()
    return dict(row._mapping)
