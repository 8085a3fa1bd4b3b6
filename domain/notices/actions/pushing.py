"""Browsers that take web push, and what is pushed to them: marked as pushed before it is sent, since a line that comes
twice disturbs more than one that is missed."""

from collections.abc import Sequence

from sqlalchemy import delete, select, update

from adapters.push import Subscription
from core import clock
from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action
from domain.notices import rules
from domain.notices.models import Notice, PushSubscription
from domain.notices.queries.due import due_pushes
from domain.people.models import SignInSession
from domain.people.policy import is_signed_in
from domain.people.viewer import Viewer

BROWSERS_MAX = 10


@action(quiet=True)
def subscribe(actor: Viewer, subscription: Subscription, *, session_hash: str) -> None:
    """This browser takes push for the actor, and for nobody who used it before, until its session ends. The caller has
    checked that it is one that the site can send to."""
    require(is_signed_in(actor))
    standing = session.get(SignInSession, session_hash)
    if standing is None or standing.user_id != actor.id:
        raise NotFound
    session.execute(delete(PushSubscription).where(PushSubscription.endpoint == subscription.endpoint))
    own = select(PushSubscription.id).where(PushSubscription.user_id == actor.id).limit(BROWSERS_MAX)
    if len(session.scalars(own).all()) == BROWSERS_MAX:
        raise Refused(N_("That is more browsers than one person needs. Turn it off in one of them first."))
    session.add(
        PushSubscription(
            user_id=actor.id,
            session_hash=session_hash,
            endpoint=subscription.endpoint,
            p256dh=subscription.p256dh,
            auth=subscription.auth,
            created_at=clock.now(),
        )
    )


@action(quiet=True)
def unsubscribe(actor: Viewer, endpoint: str) -> None:
    """This browser of hers takes push no more; without an endpoint none of them does."""
    require(is_signed_in(actor))
    if "\0" in endpoint:
        return
    statement = delete(PushSubscription).where(PushSubscription.user_id == actor.id)
    session.execute(statement.where(PushSubscription.endpoint == endpoint) if endpoint else statement)


@action(quiet=True)
def forget_browser(endpoint: str) -> None:
    """Its service says that it is gone."""
    session.execute(delete(PushSubscription).where(PushSubscription.endpoint == endpoint))


@action(quiet=True)
def note_push(endpoint: str, *, is_taken: bool) -> None:
    """What became of a message. A browser that has been failing for long, and not by one bad day, is forgotten."""
    browser = session.scalar(lock(select(PushSubscription).where(PushSubscription.endpoint == endpoint)))
    if browser is None:
        return
    at = clock.now()
    if is_taken:
        browser.failures, browser.failing_since = 0, None
        return
    browser.failures += 1
    browser.failing_since = browser.failing_since or at
    is_old = browser.failing_since <= at - rules.PUSH_GIVEN_UP_AFTER
    if is_old and browser.failures >= rules.PUSH_TRIES_AT_LEAST:
        session.delete(browser)


@action(quiet=True)
def take_pushes(user_id: int) -> Sequence[int]:
    """The ids of what is to be pushed to her now, for this caller alone."""
    at = clock.now()
    # The conditions stand on the locked rows themselves: of two workers the second finds them pushed.
    ids = [notice.id for notice in session.scalars(lock(due_pushes(user_id, at).order_by(Notice.id)))]
    if ids:
        session.execute(
            update(Notice)
            .where(Notice.id.in_(ids))
            .values(pushed_at=at)
            .execution_options(synchronize_session=False)
        )
    return ids
