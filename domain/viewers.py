"""Makes a Viewer out of a session or an id, with the hats of all rooms; and the numbers beside the navigation."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, String, bindparam, cast, func, literal, select

from core import clock
from core.db import BigId, UtcDateTime, session
from core.errors import NotFound
from domain.merchants.models import MerchantStaff
from domain.notices.models import Notice
from domain.orders.models import CartLine
from domain.orders.queries.cart import guest_lines
from domain.people.models import FriendRequest, RoleGrant, SignInSession, Suspension, User
from domain.people.viewer import ANONYMOUS, Viewer

BADGE_MAX = 100


def viewer_of(user_id: int) -> Viewer:
    """The viewer with this id. Raises NotFound when there is no such open account."""
    row = session.execute(_BY_ID, {"user": user_id}).first()
    if row is None:
        raise NotFound
    return _viewer(row)


@dataclass(frozen=True, slots=True)
class NavCounts:
    cart_count: int = 0
    notice_count: int = 0
    request_count: int = 0


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`counts` only where they were asked for."""

    viewer: Viewer
    token_hash: str
    last_seen_at: datetime
    counts: NavCounts | None = None


def viewer_of_session(token_hash: str, *, counted: bool = False) -> SignedIn | None:
    """Who is signed in with this session, if it is alive, and `counted` what `nav_counts` tells of her: one query."""
    statement = _BY_SESSION_COUNTED if counted else _BY_SESSION
    row = session.execute(statement, {"token": token_hash, "now": clock.now()}).first()
    if row is None:
        return None
    return SignedIn(_viewer(row), token_hash, row.last_seen_at, _counts_in(row) if counted else None)


def viewer_of_feed(token_hash: str) -> Viewer | None:
    """Whose timeline lies under the secret address with this token; nobody's while she is suspended. One query."""
    row = session.execute(_BY_FEED, {"token": token_hash}).first()
    found = _viewer(row) if row else None
    return None if found is None or found.is_suspended else found


def _with_hats() -> Select[*tuple[Any, ...]]:
    roles = (
        select(func.aggregate_strings(RoleGrant.role, ","))
        .where(RoleGrant.user_id == User.id, RoleGrant.revoked_at.is_(None))
        .scalar_subquery()
    )
    merchants = (
        select(
            func.aggregate_strings(cast(MerchantStaff.merchant_id, String) + ":" + MerchantStaff.role, ",")
        )
        .where(MerchantStaff.user_id == User.id)
        .scalar_subquery()
    )
    suspended_until = (
        select(func.max(Suspension.until_at))
        .where(Suspension.user_id == User.id, Suspension.lifted_at.is_(None))
        .scalar_subquery()
    )
    return select(
        User.id,
        User.handle,
        User.display_name,
        User.avatar_key,
        User.locale,
        User.theme,
        roles.label("roles"),
        merchants.label("merchants"),
        suspended_until.label("suspended_until"),
    )


# Put together once: every request begins with one of these.
_BY_ID = _with_hats().where(User.id == bindparam("user", type_=BigId), User.closed_at.is_(None))
_BY_FEED = _with_hats().where(
    User.feed_token_hash == bindparam("token", type_=String), User.closed_at.is_(None)
)
_BY_SESSION = (
    _with_hats()
    .add_columns(SignInSession.last_seen_at)
    .join(SignInSession, SignInSession.user_id == User.id)
    .where(
        SignInSession.token_hash == bindparam("token", type_=String),
        SignInSession.expires_at > bindparam("now", type_=UtcDateTime),
        User.closed_at.is_(None),
    )
)


def _viewer(row: Row[*tuple[Any, ...]]) -> Viewer:
    shops = _shops_in(row.merchants)
    return Viewer(
        id=row.id,
        handle=row.handle,
        display_name=row.display_name,
        avatar_key=row.avatar_key,
        locale=row.locale,
        theme=row.theme,
        roles=frozenset(row.roles.split(",")) if row.roles else frozenset(),
        merchant_ids=frozenset(shop for shop, _ in shops),
        merchant_roles=shops,
        suspended_until_at=row.suspended_until,
    )


def _shops_in(told: str | None) -> frozenset[tuple[int, str]]:
    """(shop, role) out of "7:owner,9:support"."""
    pairs = (one.split(":") for one in told.split(",")) if told else ()
    return frozenset((int(shop), role) for shop, role in pairs)


def nav_counts(viewer: Viewer, visitor_id: str = "") -> NavCounts:
    """The badges of the navigation, each counted to 100 at most: one query. `visitor_id` is the browser's, whose cart
    counts while nobody is signed in."""
    if viewer == ANONYMOUS:
        return NavCounts(cart_count=guest_lines(visitor_id))
    return _counts_in(session.execute(_COUNTS, {"user": viewer.id}).one())


def _counts_in(row: Row[*tuple[Any, ...]]) -> NavCounts:
    return NavCounts(row.cart_count, row.notice_count, row.request_count)


def _badges(user: Any) -> tuple[ColumnElement[int], ...]:
    return (
        _up_to_max(select(literal(1)).where(CartLine.user_id == user)).label("cart_count"),
        _up_to_max(select(literal(1)).where(Notice.user_id == user, Notice.read_at.is_(None))).label(
            "notice_count"
        ),
        _up_to_max(select(literal(1)).where(FriendRequest.to_id == user)).label("request_count"),
    )


def _up_to_max(statement: Select[*tuple[Any, ...]]) -> Any:
    return select(func.count()).select_from(statement.limit(BADGE_MAX).subquery()).scalar_subquery()


_COUNTS = select(*_badges(bindparam("user", type_=BigId)))
_BY_SESSION_COUNTED = _BY_SESSION.add_columns(
    *_badges(
        select(SignInSession.user_id)
        .where(SignInSession.token_hash == bindparam("token", type_=String))
        .scalar_subquery()
    )
)
