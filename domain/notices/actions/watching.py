"""Choosing how much one wants to hear of a thing."""

from sqlalchemy import delete

from core import clock
from core.db import session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action
from domain.notices import policy, rules
from domain.notices.models import Watch
from domain.people.policy import is_signed_in
from domain.people.viewer import Viewer


@action(quiet=True)
def watch(actor: Viewer, kind: str, number: int, level: str) -> None:
    """`kind` is post, group (of a product), question or person; `level` one of rules.LEVELS, of a group also "hidden",
    or "default" to have chosen none. Raises NotFound for what the actor does not see; what she has chosen she may leave
    whether she sees it or not."""
    require(is_signed_in(actor))
    if level == "default":
        _leave(actor, kind, number)
        return
    if level not in rules.LEVELS and not (level == rules.HIDDEN and kind == "group"):
        raise Refused(N_("Choose one of these."), field="level")
    if not policy.is_in_sight(actor, kind, number):
        raise NotFound
    if level == "all":
        require(policy.can_watch_closely(actor, kind, number))
    there = session.get(Watch, (actor.id, kind, number), with_for_update=True)
    if there is None:
        session.add(
            Watch(
                user_id=actor.id,
                target_type=kind,
                target_id=number,
                level=level,
                created_at=clock.now(),
            )
        )
    else:
        there.level = level


def _leave(actor: Viewer, kind: str, number: int) -> None:
    session.execute(
        delete(Watch).where(Watch.user_id == actor.id, Watch.target_type == kind, Watch.target_id == number)
    )
