"""What somebody may know of her own account, and where to write to her."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core import clock
from core.db import session
from core.errors import NotFound
from domain.people.models import SignInSession, Suspension, User
from domain.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class MailAddress:
    email: str
    handle: str
    display_name: str
    locale: str


def address_of(user_id: int) -> MailAddress:
    """Where the site writes to somebody. For mail only, never for a page."""
    row = session.execute(
        select(User.email, User.handle, User.display_name, User.locale).where(
            User.id == user_id, User.email.is_not(None), User.closed_at.is_(None)
        )
    ).first()
    if row is None or row.email is None:
        raise NotFound
    return MailAddress(row.email, row.handle, row.display_name, row.locale)


@dataclass(frozen=True, slots=True)
class OwnAccount:
    handle: str
    display_name: str
    email: str | None
    bio: str
    avatar_key: str | None
    locale: str
    theme: str
    purchases_shown: str
    is_suggested: bool
    suggests_by_purchases: bool
    is_exportable: bool
    profile_window: str
    time_zone: str
    joined_at: datetime


def own_account(viewer: Viewer) -> OwnAccount:
    row = session.execute(
        select(
            User.handle,
            User.display_name,
            User.email,
            User.bio,
            User.avatar_key,
            User.locale,
            User.theme,
            User.purchases_shown,
            User.is_suggested,
            User.suggests_by_purchases,
            User.is_exportable,
            User.profile_window,
            User.time_zone,
            User.created_at.label("joined_at"),
        ).where(User.id == viewer.id)
    ).first()
    if row is None:
        raise NotFound
    return OwnAccount(**row._mapping)


def has_feed_address(viewer: Viewer) -> bool:
    """Whether a feed reader can get the viewer's timeline under a secret address."""
    kept = session.scalar(select(User.feed_token_hash).where(User.id == viewer.id))
    return kept is not None


@dataclass(frozen=True, slots=True)
class Device:
    """A browser in which the viewer is signed in. `key` is the hash of its token, which opens nothing."""

    key: str
    user_agent: str
    created_at: datetime
    last_seen_at: datetime
    is_this: bool


def devices(viewer: Viewer, *, this: str) -> list[Device]:
    """The viewer's living sessions, this one first, then the one used last; the newest fifty. `this` is the hash
    of this session's token."""
    rows = session.scalars(
        select(SignInSession)
        .where(SignInSession.user_id == viewer.id, SignInSession.expires_at > clock.now())
        .order_by(SignInSession.token_hash != this, SignInSession.last_seen_at.desc())
        .limit(50)
    )
    return [
        Device(row.token_hash, row.user_agent, row.created_at, row.last_seen_at, row.token_hash == this)
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class StandingSuspension:
    reason: str
    until_at: datetime


def suspension_of(viewer: Viewer) -> StandingSuspension | None:
    """Why the viewer may not write at present, and until when; the one that lasts longest."""
    row = session.execute(
        select(Suspension.reason, Suspension.until_at)
        .where(
            Suspension.user_id == viewer.id, Suspension.lifted_at.is_(None), Suspension.until_at > clock.now()
        )
        .order_by(Suspension.until_at.desc())
    ).first()
    return StandingSuspension(*row) if row else None


def proved_at(token_hash: str) -> datetime | None:
    """When the password was entered last in the browser of this session."""
    return session.scalar(select(SignInSession.proved_at).where(SignInSession.token_hash == token_hash))
