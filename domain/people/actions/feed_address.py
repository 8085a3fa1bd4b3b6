"""The secret address under which a feed reader gets somebody's timeline. Only its hash is kept, so nobody can look it
up: it is shown when it is made, and a new one ends the old."""

from sqlalchemy import update

from core import ids
from core.db import session
from core.policy import require
from core.unit import action
from domain.people import policy
from domain.people.actions.sessions import hash_of
from domain.people.models import User
from domain.people.viewer import Viewer


@action(quiet=True)
def make_feed_address(actor: Viewer) -> str:
    """The token of a new address. The one before is dead."""
    require(policy.can_write(actor))
    token = ids.token()
    _set(actor, hash_of(token))
    return token


@action(quiet=True)
def end_feed_address(actor: Viewer) -> None:
    require(policy.is_signed_in(actor))
    _set(actor, None)


def _set(actor: Viewer, token_hash: str | None) -> None:
    session.execute(update(User).where(User.id == actor.id).values(feed_token_hash=token_hash))
