"""Circles: named lists of friends to whom their owner shows some of what she says. Nobody learns that she is in one."""

from sqlalchemy import delete, func, select

from core import clock, text
from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action
from domain.people import policy, rules
from domain.people.models import Circle, CircleMember, Follow, User
from domain.people.viewer import Viewer


@action
def make_circle(actor: Viewer, *, name: str) -> int:
    """A new circle without members; returns its id."""
    require(policy.can_write(actor))
    session.execute(lock(select(User.id).where(User.id == actor.id)))
    mine = (
        select(func.count()).select_from(Circle).where(Circle.owner_id == actor.id, Circle.ended_at.is_(None))
    )
    if (session.scalar(mine) or 0) >= rules.CIRCLES_MAX:
        raise Refused(N_("At most %(limit)s circles. End one first."), field="name", limit=rules.CIRCLES_MAX)
    circle = Circle(owner_id=actor.id, name=_name(actor, name), created_at=clock.now())
    session.add(circle)
    session.flush()
    return circle.id


@action
def rename_circle(actor: Viewer, circle_id: int, *, name: str) -> None:
    require(policy.can_write(actor))
    circle = _own_circle(actor, circle_id)
    circle.name = _name(actor, name, except_id=circle_id)


@action
def end_circle(actor: Viewer, circle_id: int) -> None:
    """Its members leave, so that what was shown to it is its author's alone from now on."""
    require(policy.is_signed_in(actor))
    circle = _own_circle(actor, circle_id)
    circle.ended_at = clock.now()
    session.execute(delete(CircleMember).where(CircleMember.circle_id == circle.id))


@action
def put_in_circle(actor: Viewer, circle_id: int, user_id: int) -> None:
    """Shows a friend what is and will be written for the circle. Twice changes nothing."""
    require(policy.can_write(actor))
    session.execute(lock(select(User.id).where(User.id.in_((actor.id, user_id))).order_by(User.id)))
    circle = _own_circle(actor, circle_id)
    friendship = session.get(Follow, (actor.id, user_id), populate_existing=True)
    if friendship is None or not friendship.is_friend:
        raise Refused(N_("Only friends can be in a circle."), field="handle")
    if session.get(CircleMember, (circle.id, user_id)) is None:
        session.add(CircleMember(circle_id=circle.id, member_id=user_id, added_at=clock.now()))


@action
def take_out_of_circle(actor: Viewer, circle_id: int, user_id: int) -> None:
    require(policy.is_signed_in(actor))
    circle = _own_circle(actor, circle_id)
    session.execute(
        delete(CircleMember).where(CircleMember.circle_id == circle.id, CircleMember.member_id == user_id)
    )


def leave_each_others_circles(one: int, other: int) -> None:
    """Inside an action: two people are friends no more."""
    for owner, member in ((one, other), (other, one)):
        circles = select(Circle.id).where(Circle.owner_id == owner)
        session.execute(
            delete(CircleMember).where(CircleMember.circle_id.in_(circles), CircleMember.member_id == member)
        )


def _own_circle(actor: Viewer, circle_id: int) -> Circle:
    """The circle, locked. Somebody else's is not there for the actor."""
    circle = session.scalar(lock(select(Circle).where(Circle.id == circle_id, Circle.ended_at.is_(None))))
    if circle is None or not policy.can_change_circle(actor, circle):
        raise NotFound
    return circle


def _name(actor: Viewer, typed: str, *, except_id: int = 0) -> str:
    name = text.tidy(typed, one_line=True)
    problem = text.problem_with(typed, rules.CIRCLE_NAME_MAX)
    if problem:
        raise Refused(problem, field="name", max=rules.CIRCLE_NAME_MAX)
    if not name:
        raise Refused(N_("Give the circle a name."), field="name")
    same = select(Circle.id).where(
        Circle.owner_id == actor.id, Circle.name == name, Circle.ended_at.is_(None), Circle.id != except_id
    )
    if session.scalar(same) is not None:
        raise Refused(N_("You have a circle of this name."), field="name")
    return name
