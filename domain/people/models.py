"""Tables of people: accounts, sessions, roles and sanctions, friendships and follows, blocks, invites."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, fk, primary_key

PURCHASES_SHOWN = ("named", "counted", "hidden")
PROFILE_WINDOWS = ("all", "half_year", "three_days")


class User(Model):
    __tablename__ = "users"
    __table_args__ = (
        UniqueConstraint("handle"),
        UniqueConstraint("email"),
        UniqueConstraint("feed_token_hash"),
        CheckConstraint("purchases_shown IN ('named', 'counted', 'hidden')", name="purchases_shown"),
        CheckConstraint("profile_window IN ('all', 'half_year', 'three_days')", name="profile_window"),
    )

    id: Mapped[int] = primary_key()
    handle: Mapped[str] = mapped_column(String(20))
    display_name: Mapped[str] = mapped_column(String(40))
    email: Mapped[str | None] = mapped_column(String(254))
    password_hash: Mapped[str] = mapped_column(String(200))
    bio: Mapped[str] = mapped_column(Text, default="")
    avatar_key: Mapped[str | None] = mapped_column(String(40))
    locale: Mapped[str] = mapped_column(String(10), default="")
    theme: Mapped[str] = mapped_column(String(5), default="")
    # How friends meet my purchases: by name, only in a number, or not at all.
    purchases_shown: Mapped[str] = mapped_column(String(8), default="counted")
    # How far back others may read my posts.
    profile_window: Mapped[str] = mapped_column(String(10), default="all")
    # May be suggested as a friend to friends of friends; to those who bought the same, only if both have said so.
    is_suggested: Mapped[bool] = mapped_column(default=True)
    suggests_by_purchases: Mapped[bool] = mapped_column(default=False)
    # May stand, with handle and name, in what friends export.
    is_exportable: Mapped[bool] = mapped_column(default=False)
    # Of the secret address under which a feed reader gets my timeline.
    feed_token_hash: Mapped[str | None] = mapped_column(String(64))
    time_zone: Mapped[str] = mapped_column(String(40), default="")
    feed_seen_id: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class SignInSession(Model):
    """A signed-in browser. Only the hash of its token is kept, so that a stolen database opens no account."""

    __tablename__ = "sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = fk("users.id", index=True, ondelete="CASCADE")
    user_agent: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime]
    # When the password was entered last in this browser.
    proved_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class RoleGrant(Model):
    """Somebody was made a moderator or operator. Ended grants stay as history."""

    __tablename__ = "role_grants"
    __table_args__ = (CheckConstraint("role IN ('operator', 'moderator')", name="role"),)

    id: Mapped[int] = primary_key()
    user_id: Mapped[int] = fk("users.id", index=True)
    role: Mapped[str] = mapped_column(String(10))
    granted_by_id: Mapped[int | None] = fk("users.id", nullable=True)
    granted_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Suspension(Model):
    """A time in which somebody may read but not write."""

    __tablename__ = "suspensions"

    id: Mapped[int] = primary_key()
    user_id: Mapped[int] = fk("users.id", index=True)
    by_id: Mapped[int] = fk("users.id")
    reason: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    until_at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]


class Follow(Model):
    """One person reads another. `is_friend` stands on both rows of a friendship, so that "friends only" is a
    test of one column; `shows_posts` is off for a friend whose posts one does not want."""

    __tablename__ = "follows"
    __table_args__ = (
        Index("ix_follows_followee", "followee_id", "follower_id"),
        CheckConstraint("follower_id <> followee_id", name="not_oneself"),
        {"sqlite_with_rowid": False},
    )

    follower_id: Mapped[int] = fk("users.id", primary_key=True)
    followee_id: Mapped[int] = fk("users.id", primary_key=True)
    is_friend: Mapped[bool] = mapped_column(default=False)
    shows_posts: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class Circle(Model):
    """A named list of people to whom its owner shows some posts. An ended one has no members: what was shown to it is
    the author's alone."""

    __tablename__ = "circles"
    __table_args__ = (Index("ix_circles_owner", "owner_id", "id"),)

    id: Mapped[int] = primary_key()
    owner_id: Mapped[int] = fk("users.id")
    name: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class CircleMember(Model):
    __tablename__ = "circle_members"
    __table_args__ = (Index("ix_circle_members_member", "member_id"), {"sqlite_with_rowid": False})

    circle_id: Mapped[int] = fk("circles.id", primary_key=True)
    member_id: Mapped[int] = fk("users.id", primary_key=True)
    added_at: Mapped[datetime]


class Hiding(Model):
    """Don't show her mine: the owner's posts are not shown to the viewer, who is told nothing of it. (Don't show me
    hers is `shows_posts` of a follow.)"""

    __tablename__ = "hidings"
    __table_args__ = (Index("ix_hidings_viewer", "viewer_id", "owner_id"), {"sqlite_with_rowid": False})

    owner_id: Mapped[int] = fk("users.id", primary_key=True)
    viewer_id: Mapped[int] = fk("users.id", primary_key=True)
    created_at: Mapped[datetime]


class Mute(Model):
    """Her posts stay out of the lists that are made for me, and what she does makes no noise; until then, or for
    good. She is told nothing of it."""

    __tablename__ = "mutes"
    __table_args__ = ({"sqlite_with_rowid": False},)

    user_id: Mapped[int] = fk("users.id", primary_key=True)
    muted_id: Mapped[int] = fk("users.id", primary_key=True)
    until_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class FriendRequest(Model):
    __tablename__ = "friend_requests"
    __table_args__ = (Index("ix_friend_requests_to", "to_id", "created_at"),)

    from_id: Mapped[int] = fk("users.id", primary_key=True)
    to_id: Mapped[int] = fk("users.id", primary_key=True)
    created_at: Mapped[datetime]


class Block(Model):
    """Works in both directions: neither sees the other."""

    __tablename__ = "blocks"
    __table_args__ = (Index("ix_blocks_blocked", "blocked_id", "blocker_id"),)

    blocker_id: Mapped[int] = fk("users.id", primary_key=True)
    blocked_id: Mapped[int] = fk("users.id", primary_key=True)
    created_at: Mapped[datetime]


class Invite(Model):
    """A link that makes a friendship by one button. No money hangs on it."""

    __tablename__ = "invites"
    __table_args__ = (UniqueConstraint("code"),)

    id: Mapped[int] = primary_key()
    code: Mapped[str] = mapped_column(String(16))
    inviter_id: Mapped[int] = fk("users.id", index=True)
    created_at: Mapped[datetime]
    # After this it makes no friends any more; without it, until its maker ends it.
    expires_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    used_count: Mapped[int] = mapped_column(default=0)


class InviteUse(Model):
    """Who became the inviter's friend by which link. For the inviter alone, who may have passed links to several."""

    __tablename__ = "invite_uses"
    __table_args__ = (Index("ix_invite_uses_user", "user_id"), {"sqlite_with_rowid": False})

    invite_id: Mapped[int] = fk("invites.id", primary_key=True)
    user_id: Mapped[int] = fk("users.id", primary_key=True)
    at: Mapped[datetime]


class Dismissal(Model):
    """Somebody is not suggested to the user: for good, when she said so; until then, after a request was declined or a
    friendship ended between the two."""

    __tablename__ = "dismissals"
    __table_args__ = ({"sqlite_with_rowid": False},)

    user_id: Mapped[int] = fk("users.id", primary_key=True)
    other_id: Mapped[int] = fk("users.id", primary_key=True)
    until_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class SecretLink(Model):
    """A single-use link: `purpose` is password_reset or setup. Only the hash of its token is kept."""

    __tablename__ = "secret_links"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(20))
    user_id: Mapped[int | None] = fk("users.id", nullable=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Attempt(Model):
    """A try at signing in, registering or resetting, kept for the throttles."""

    __tablename__ = "attempts"
    __table_args__ = (Index("ix_attempts_key", "scope", "key", "at"),)

    id: Mapped[int] = primary_key()
    scope: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
