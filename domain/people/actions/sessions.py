"""Signing in and out. The database keeps only the hash of a session's token."""

import hashlib
from datetime import timedelta

from sqlalchemy import Row, delete, or_, select, update

from core import clock, ids
from core.db import session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action, record
from domain.people import passwords, policy, rules
from domain.people.actions import attempts
from domain.people.actions.attempts import Limit
from domain.people.events import SignedIn
from domain.people.models import SignInSession, User
from domain.people.viewer import Viewer

QUARTER_HOUR = timedelta(minutes=15)


def open_session(
    *, login: str, password: str, address: str, user_agent: str, visitor_id: str
) -> tuple[int, str]:
    """Checks the password and begins a session: (the person's id, the token for the cookie).

    The answer and its time are the same whether or not the account exists. Not itself an action, since the hash
    must not be worked out while a write transaction is open.
    """
    account = _account_of(login)
    taken = attempts.take("login", _limits(login, account, address, visitor_id))
    if not passwords.fits(password, account.password_hash if account else None) or account is None:
        raise Refused(N_("The name or the password is not right."))
    attempts.give_back(taken)
    if passwords.is_outdated(account.password_hash):
        _renew_hash(account.id, account.password_hash, passwords.hash_of(password))
    return account.id, begin_session(account.id, user_agent=user_agent, visitor_id=visitor_id)


def _account_of(login: str) -> Row[int, str] | None:
    name = login.strip().lower()
    statement = select(User.id, User.password_hash).where(
        or_(User.handle == name.removeprefix("@"), User.email == name), User.closed_at.is_(None)
    )
    return session.execute(statement).first()


def _limits(login: str, account: Row[int, str] | None, address: str, visitor_id: str) -> list[Limit]:
    """Ten wrong passwords for an account from one place, a hundred for one place, and thirty for an account from
    everywhere, except in a browser that has signed in to it before: nobody can be locked out by strangers."""
    name = f"account {account.id}" if account else f"login {login.strip().lower()}"
    place = attempts.network_of(address)
    limits = [Limit(f"{name} at {place}", 10, QUARTER_HOUR), Limit(f"place {place}", 100, QUARTER_HOUR)]
    if account is None or not attempts.knows_browser(account.id, visitor_id):
        limits.append(Limit(name, 30, timedelta(hours=1)))
    return limits


@action(quiet=True)
def begin_session(user_id: int, *, user_agent: str, visitor_id: str) -> str:
    """A new session for somebody who has proved who she is; returns its token."""
    token, at = ids.token(), clock.now()
    session.add(
        SignInSession(
            token_hash=hash_of(token),
            user_id=user_id,
            user_agent=user_agent[:200],
            created_at=at,
            proved_at=at,
            last_seen_at=at,
            expires_at=rules.session_end(at, at),
        )
    )
    session.execute(update(User).where(User.id == user_id).values(last_seen_at=at))
    if visitor_id:
        attempts.remember_browser(user_id, visitor_id)
    record(SignedIn(user_id, visitor_id))
    return token


@action(quiet=True)
def note_proved(token_hash: str) -> None:
    """The password was entered again in this browser."""
    session.execute(
        update(SignInSession).where(SignInSession.token_hash == token_hash).values(proved_at=clock.now())
    )


@action(quiet=True)
def close_session(token: str) -> None:
    """Ends the session: whoever copied its cookie has nothing."""
    session.execute(delete(SignInSession).where(SignInSession.token_hash == hash_of(token)))


@action(quiet=True)
def end_session(actor: Viewer, token_hash: str) -> None:
    """Ends one of the actor's own sessions, on whatever device."""
    require(policy.is_signed_in(actor))
    own = delete(SignInSession).where(
        SignInSession.token_hash == token_hash, SignInSession.user_id == actor.id
    )
    if session.execute(own).rowcount == 0:  # type: ignore[attr-defined]
        raise NotFound


@action(quiet=True)
def end_other_sessions(actor: Viewer, *, kept: str) -> None:
    """Ends the actor's sessions on all devices but the one whose token hash is `kept`."""
    require(policy.is_signed_in(actor))
    end_sessions_of(actor.id, kept=kept)


def end_sessions_of(user_id: int, *, kept: str = "") -> None:
    """Inside an action: ends all sessions of a person, but the one to keep."""
    session.execute(
        delete(SignInSession).where(SignInSession.user_id == user_id, SignInSession.token_hash != kept)
    )


@action(quiet=True)
def note_seen(token_hash: str) -> None:
    """The session was used just now, and lasts on."""
    found = session.get(SignInSession, token_hash)
    if found is None:
        return
    at = clock.now()
    found.last_seen_at = at
    found.expires_at = rules.session_end(found.created_at, at)
    session.execute(update(User).where(User.id == found.user_id).values(last_seen_at=at))


@action(quiet=True)
def _renew_hash(user_id: int, old: str, new: str) -> None:
    session.execute(
        update(User).where(User.id == user_id, User.password_hash == old).values(password_hash=new)
    )


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
