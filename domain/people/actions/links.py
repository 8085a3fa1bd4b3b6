"""Single-use links: a new password, and the set-up of the first operator. Only the hash of a token is kept."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from core import clock, ids
from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.unit import action
from domain.people import passwords, rules
from domain.people.actions import accounts, attempts, standing
from domain.people.actions.attempts import Limit
from domain.people.actions.sessions import hash_of
from domain.people.models import RoleGrant, SecretLink, User

LINK_OVER = N_("This link has been used or is too old. Ask for a new one.")
HOUR = timedelta(hours=1)


@action(quiet=True)
def request_reset(*, login: str, address: str) -> tuple[int, str] | None:
    """The person and the token to mail to her, or None when there is nobody to mail to. The caller answers the
    same in both cases."""
    name = login.strip().lower()
    place = attempts.network_of(address)
    attempts.take("reset", [Limit(f"login {name}", 4, HOUR), Limit(f"place {place}", 60, HOUR)])
    user_id = session.scalar(
        select(User.id).where(
            (User.email == name) | (User.handle == name.removeprefix("@")),
            User.email.is_not(None),
            User.closed_at.is_(None),
        )
    )
    session.execute(
        delete(SecretLink).where(SecretLink.purpose == "password_reset", SecretLink.user_id == user_id)
    )
    # A link of nobody, whose token nobody learns, is written too: both answers take the same time.
    token = _put_link("password_reset", user_id, rules.RESET_LINK_LASTS)
    return (user_id, token) if user_id is not None else None


def reset_password(token: str, *, password: str) -> None:
    """A new password by the mailed link. Ends all sessions of the account."""
    user_id = open_link(token, "password_reset")
    user = session.execute(select(User.handle, User.display_name, User.email).where(User.id == user_id)).one()
    problem = accounts.password_problem(password, user.handle, user.display_name, user.email)
    if problem:
        raise Refused(problem, field="password")
    _reset(token, passwords.hash_of(password))


@action
def _reset(token: str, password_hash: str) -> None:
    accounts.set_password(_use(token, "password_reset") or 0, password_hash=password_hash)


@action(quiet=True)
def make_setup_link() -> str:
    """A token with which the first operator registers. Only while there is none."""
    _refuse_second_set_up()
    session.execute(delete(SecretLink).where(SecretLink.purpose == "setup"))
    return _put_link("setup", None, rules.SETUP_LINK_LASTS)


def register_operator(
    token: str, *, handle: str, display_name: str, email: str, password: str, locale: str
) -> int:
    """The first operator's account, by the set-up link."""
    open_link(token, "setup")
    email = rules.email_of(email)
    problem = accounts.password_problem(password, handle, display_name, email)
    if problem:
        raise Refused(problem, field="password")
    return _join_as_operator(token, handle, display_name, email, passwords.hash_of(password), locale)


@action
def _join_as_operator(
    token: str, handle: str, display_name: str, email: str, password_hash: str, locale: str
) -> int:
    _use(token, "setup")
    _refuse_second_set_up()
    user_id = accounts.join(
        handle=handle, display_name=display_name, email=email, password_hash=password_hash, locale=locale
    )
    standing.grant_role(None, user_id, role="operator")
    return user_id


def open_link(token: str, purpose: str) -> int | None:
    """Whose link this is (None: nobody's yet). Raises NotFound when it is used, over or none of ours."""
    row = session.execute(select(SecretLink.user_id).where(*_is_open(token, purpose, clock.now()))).first()
    if row is None:
        raise NotFound(LINK_OVER)
    return row.user_id


def _use(token: str, purpose: str) -> int | None:
    link = session.scalar(lock(select(SecretLink).where(*_is_open(token, purpose, clock.now()))))
    if link is None:
        raise NotFound(LINK_OVER)
    link.used_at = clock.now()
    return link.user_id


def _is_open(token: str, purpose: str, at: datetime) -> tuple:  # type: ignore[type-arg]
    return (
        SecretLink.token_hash == hash_of(token),
        SecretLink.purpose == purpose,
        SecretLink.used_at.is_(None),
        SecretLink.expires_at > at,
    )


def _put_link(purpose: str, user_id: int | None, lasts: timedelta) -> str:
    token, at = ids.token(), clock.now()
    session.add(
        SecretLink(
            token_hash=hash_of(token), purpose=purpose, user_id=user_id, created_at=at, expires_at=at + lasts
        )
    )
    return token


def _refuse_second_set_up() -> None:
    operators = (
        select(RoleGrant.id).where(RoleGrant.role == "operator", RoleGrant.revoked_at.is_(None)).limit(1)
    )
    if session.scalar(operators) is not None:
        raise Refused(N_("The site has an operator already. She can make others."))
