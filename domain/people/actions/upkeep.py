"""Clears away what is over and nobody looks at any more."""

from datetime import timedelta

from sqlalchemy import and_, delete, or_

from core import clock
from core.db import session
from core.unit import action
from domain.people.actions.attempts import BROWSER_KNOWN
from domain.people.models import Attempt, SecretLink, SignInSession

# Longer than any throttle looks back.
TRIES_KEPT = timedelta(days=1)


@action(quiet=True)
def forget_what_is_over() -> int:
    """Ended sessions, links that cannot be used any more, tries that no throttle counts. Returns how many."""
    at = clock.now()
    is_known = Attempt.scope == "known"
    old = or_(
        and_(~is_known, Attempt.at < at - TRIES_KEPT),
        and_(is_known, Attempt.at < at - BROWSER_KNOWN),
    )
    statements = (
        delete(SignInSession).where(SignInSession.expires_at < at),
        delete(SecretLink).where(SecretLink.expires_at < at),
        delete(Attempt).where(old),
    )
    return sum(session.execute(statement).rowcount for statement in statements)  # type: ignore[attr-defined]
