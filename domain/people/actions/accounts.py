"""Accounts: joining, the profile, the password."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import bindparam, or_, select
from sqlalchemy.exc import IntegrityError

from core import clock
from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action, record
from domain.people import passwords, policy, rules
from domain.people.actions import attempts, invites
from domain.people.actions.attempts import Limit
from domain.people.actions.sessions import end_sessions_of
from domain.people.events import ProfileChanged, Registered
from domain.people.models import PROFILE_WINDOWS, PURCHASES_SHOWN, User
from domain.people.viewer import Viewer

HANDLE_TAKEN = N_("This handle is taken.")
# The same words for an address that belongs to somebody and for one that is not taken for another reason.
EMAIL_REFUSED = N_("This address cannot be used here. If it is yours, sign in or set a new password.")

_OWN = lock(select(User).where(User.id == bindparam("me")))
_TAKEN = select(User.handle, User.email).where(
    or_(User.handle == bindparam("handle"), User.email == bindparam("email"))
)


def register(
    *,
    handle: str,
    display_name: str,
    email: str,
    password: str,
    locale: str = "",
    invite_code: str | None = None,
    address: str = "",
) -> int:
    """Makes an account and returns its id. Not itself an action, since the hash must not be worked out while a
    write transaction is open."""
    email = rules.email_of(email)
    _refuse_bad(
        ("email", rules.email_problem(email)),
        ("password", password_problem(password, handle, display_name, email)),
    )
    if address:
        place = attempts.network_of(address)
        attempts.take("register", [Limit(place, 200, timedelta(hours=1))])
    return join(
        handle=handle,
        display_name=display_name,
        email=email,
        password_hash=passwords.hash_of(password),
        locale=locale,
        invite_code=invite_code,
    )


@action
def join(
    *,
    handle: str,
    display_name: str,
    email: str | None,
    password_hash: str,
    locale: str = "",
    invite_code: str | None = None,
) -> int:
    """Makes an account with a password that has been hashed (or with none that fits: "!"). For registration, the
    command line, imports and the demo world, of which only the first asks for a strong password."""
    name = rules.display_name_of(display_name)
    _refuse_bad(("display_name", rules.display_name_problem(name)))
    _refuse_taken(handle, email)
    at = clock.now()
    user = User(
        handle=handle,
        display_name=name,
        email=email,
        password_hash=password_hash,
        locale=locale,
        created_at=at,
    )
    session.add(user)
    try:
        session.flush()
    except IntegrityError:
        raise Refused(HANDLE_TAKEN, field="handle") from None
    record(Registered(user.id))
    if invite_code:
        invites.befriend_inviter(user.id, invite_code)
    return user.id


def _refuse_taken(handle: str, email: str | None) -> None:
    rows = session.execute(_TAKEN, {"handle": handle, "email": email}).all()
    if any(row.handle == handle for row in rows):
        raise Refused(HANDLE_TAKEN, field="handle")
    if email is not None and rows:
        raise Refused(EMAIL_REFUSED, field="email")


def _refuse_bad(*checks: tuple[str, str | None]) -> None:
    for field, problem in checks:
        if problem:
            raise Refused(problem, field=field)


def password_problem(password: str, handle: str, display_name: str, email: str | None) -> str | None:
    about: Sequence[str] = (handle, *display_name.split(), *(email or "").split("@"))
    return passwords.problem_with(password, about)


@action
def change_profile(
    actor: Viewer, *, display_name: str, bio: str, locale: str, theme: str, time_zone: str | None = None
) -> None:
    """What others read of the actor, and how she sees the site. `time_zone` is one of rules.TIME_ZONES, empty for that
    of the site, None to leave it."""
    require(policy.can_write(actor))
    name = rules.display_name_of(display_name)
    user = _own_row(actor)
    if name != user.display_name:
        _refuse_bad(("display_name", rules.display_name_problem(name)))
    user.display_name = name
    user.bio = bio[: rules.BIO_MAX]
    user.locale = locale
    user.theme = theme
    if time_zone is not None:
        if time_zone and time_zone not in rules.TIME_ZONES:
            raise Refused(N_("Choose one of these."), field="time_zone")
        user.time_zone = time_zone
    record(ProfileChanged(user.id))


@action
def change_avatar(actor: Viewer, *, avatar_key: str | None) -> str | None:
    """The actor's picture (the key of one that is kept already), or none. Returns the key that is not used any more."""
    require(policy.can_write(actor))
    user = _own_row(actor)
    before, user.avatar_key = user.avatar_key, avatar_key
    record(ProfileChanged(user.id))
    return before


@action
def change_privacy(
    actor: Viewer,
    *,
    purchases_shown: str,
    is_suggested: bool = True,
    suggests_by_purchases: bool = False,
    is_exportable: bool = False,
    profile_window: str = "all",
) -> None:
    """How friends meet the actor's purchases ('named', 'counted' or 'hidden'); whether she is suggested as a friend, by
    friends in common and by purchases; whether friends may keep her handle and name in what they export. Open to the
    suspended too."""
    require(policy.is_signed_in(actor))
    if purchases_shown not in PURCHASES_SHOWN:
        raise Refused(N_("Choose one of the three."), field="purchases_shown")
    if profile_window not in PROFILE_WINDOWS:
        raise Refused(N_("Choose one of the three."), field="profile_window")
    user = _own_row(actor)
    user.purchases_shown = purchases_shown
    user.is_suggested = is_suggested
    user.suggests_by_purchases = is_suggested and suggests_by_purchases
    user.is_exportable = is_exportable
    user.profile_window = profile_window
    record(ProfileChanged(user.id))


def change_password(actor: Viewer, *, current: str, new: str, kept_session: str) -> None:
    """A new password ends all sessions but the one whose token hash is `kept_session`."""
    require(policy.is_signed_in(actor))
    confirm_password(actor, current, field="current")
    row = session.execute(select(User.display_name, User.email).where(User.id == actor.id)).one()
    _refuse_bad(("new", password_problem(new, actor.handle, row.display_name, row.email)))
    set_password(actor.id, password_hash=passwords.hash_of(new), kept_session=kept_session)


def confirm_password(actor: Viewer, password: str, *, field: str = "password") -> None:
    """Asks once more who it is, before what a borrowed browser should not do. Raises Refused at the field, or
    Throttled. Not itself an action, as `register`."""
    require(policy.is_signed_in(actor))
    kept = session.scalar(select(User.password_hash).where(User.id == actor.id))
    taken = attempts.take("login", [Limit(f"change {actor.id}", 10, timedelta(minutes=15))])
    if not passwords.fits(password, kept or "!"):
        raise Refused(N_("This is not your present password."), field=field)
    attempts.give_back(taken)


def begin_export(actor: Viewer) -> list[int]:
    """Uses up the hour's export; returns what `attempts.give_back` takes when nothing comes of it."""
    require(policy.is_signed_in(actor))
    return attempts.take("export", [Limit(f"user {actor.id}", 1, rules.EXPORT_EVERY)])


@action
def set_password(user_id: int, *, password_hash: str, kept_session: str = "") -> None:
    """For who has proved that she may: changed, reset, or from the command line. Whatever else let somebody read as
    her ends with the old one: her other sessions, and the secret address of her feed."""
    user = session.scalar(lock(select(User).where(User.id == user_id, User.closed_at.is_(None))))
    if user is None:
        raise NotFound
    user.password_hash = password_hash
    user.feed_token_hash = None
    end_sessions_of(user_id, kept=kept_session)


def _own_row(actor: Viewer) -> User:
    user = session.scalar(_OWN, {"me": actor.id})
    if user is None:
        raise NotFound
    return user
