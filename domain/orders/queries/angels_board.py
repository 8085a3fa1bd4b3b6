"""What word of mouth brings a shop and costs it, by angel or by product. No buyer is named."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, case, exists, func, select, tuple_, union

from core.db import session
from core.paging import Page, page_of
from core.policy import require
from domain.angels.models import Commission, Endorsement, Touch
from domain.catalog.models import Product
from domain.merchants.policy import can_see_books
from domain.orders.models import OrderLine
from domain.people.models import User
from domain.people.queries import PersonCard
from domain.people.viewer import Viewer

SHOWN = 30


@dataclass(frozen=True, slots=True)
class Sums:
    """Of sales that credit an angel: `sales_cents` as they were paid, `refunded_cents` of that came back; commission
    that waits, that is final, and that refunds took back."""

    visits: int = 0
    orders: int = 0
    sales_cents: int = 0
    refunded_cents: int = 0
    pending_cents: int = 0
    vested_cents: int = 0
    returned_cents: int = 0

    @property
    def spend_cents(self) -> int:
        return self.pending_cents + self.vested_cents

    @property
    def kept_cents(self) -> int:
        return self.sales_cents - self.refunded_cents

    @property
    def spend_bps(self) -> int | None:
        """Of what was kept of the sales."""
        return self.spend_cents * 10_000 // self.kept_cents if self.kept_cents > 0 else None

    @property
    def refund_bps(self) -> int | None:
        return self.refunded_cents * 10_000 // self.sales_cents if self.sales_cents else None


@dataclass(frozen=True, slots=True)
class AngelLine:
    """`person` is None for somebody who endorses nothing of the shop any more."""

    id: int
    person: PersonCard | None
    sums: Sums


@dataclass(frozen=True, slots=True)
class ProductLine:
    id: int
    title: str
    picture_key: str | None
    sums: Sums


def by_angel(
    viewer: Viewer, merchant_id: int, since: datetime, *, after: str | None = None
) -> Page[AngelLine]:
    """Those who brought most first: one query. `after`: the cursor of the page before."""
    require(can_see_books(viewer, merchant_id))
    endorses = exists().where(
        Endorsement.user_id == User.id,
        Endorsement.ended_at.is_(None),
        Endorsement.product_id.in_(select(Product.id).where(Product.merchant_id == merchant_id)),
    )
    statement, key = _sums(merchant_id, since, Commission.angel_id, Touch.angel_id, after)
    rows = session.execute(
        statement.join(User, User.id == key).add_columns(
            User.handle, User.display_name, User.avatar_key, endorses.label("is_shown")
        )
    ).all()
    lines = [
        AngelLine(
            row.key,
            PersonCard(row.key, row.handle, row.display_name, row.avatar_key) if row.is_shown else None,
            _sums_of(row),
        )
        for row in rows
    ]
    return page_of(lines, SHOWN, _cursor)


def by_product(
    viewer: Viewer, merchant_id: int, since: datetime, *, after: str | None = None
) -> Page[ProductLine]:
    """The same by what was recommended: one query."""
    require(can_see_books(viewer, merchant_id))
    statement, key = _sums(merchant_id, since, Commission.product_id, Touch.product_id, after)
    rows = session.execute(
        statement.join(Product, Product.id == key).add_columns(Product.title, Product.picture_key)
    ).all()
    lines = [ProductLine(row.key, row.title, row.picture_key, _sums_of(row)) for row in rows]
    return page_of(lines, SHOWN, _cursor)


def whole(viewer: Viewer, merchant_id: int, since: datetime) -> Sums:
    """All of it together: one query."""
    require(can_see_books(viewer, merchant_id))
    paid = _paid(merchant_id, since, Commission.merchant_id).subquery()
    visits = (
        select(func.count(Touch.id))
        .join(Product, Product.id == Touch.product_id)
        .where(Product.merchant_id == merchant_id, Touch.at >= since)
        .scalar_subquery()
    )
    row = session.execute(select(visits.label("visits"), *_columns(paid)).select_from(paid)).first()
    return _sums_of(row) if row else Sums(int(session.scalar(select(visits)) or 0))


def _sums(
    merchant_id: int, since: datetime, paid_key: Any, visit_key: Any, after: str | None
) -> tuple[Select[Any], Any]:
    paid = _paid(merchant_id, since, paid_key).subquery()
    visited = (
        select(visit_key.label("key"), func.count(Touch.id).label("visits"))
        .join(Product, Product.id == Touch.product_id)
        .where(Product.merchant_id == merchant_id, Touch.at >= since)
        .group_by(visit_key)
        .subquery()
    )
    keys = union(select(paid.c.key), select(visited.c.key)).subquery()
    sales = func.coalesce(paid.c.sales_cents, 0)
    statement: Select[Any] = (
        select(keys.c.key, func.coalesce(visited.c.visits, 0).label("visits"), *_columns(paid))
        .select_from(keys)
        .outerjoin(paid, paid.c.key == keys.c.key)
        .outerjoin(visited, visited.c.key == keys.c.key)
        .order_by(sales.desc(), keys.c.key.desc())
        .limit(SHOWN + 1)
    )
    cursor = _read_cursor(after)
    if cursor is not None:
        statement = statement.where(tuple_(sales, keys.c.key) < cursor)
    return statement, keys.c.key


def _paid(merchant_id: int, since: datetime, key: Any) -> Select[Any]:
    """Sums of commissions and of the lines that they were paid for."""
    waits = Commission.state.in_(("pending", "earned"))
    return (
        select(
            key.label("key"),
            func.count(Commission.order_id.distinct()).label("orders"),
            func.sum(OrderLine.net_cents).label("sales_cents"),
            func.sum(OrderLine.refunded_cents).label("refunded_cents"),
            func.sum(case((waits, Commission.amount_cents), else_=0)).label("pending_cents"),
            func.sum(case((Commission.state == "vested", Commission.amount_cents), else_=0)).label(
                "vested_cents"
            ),
            func.sum(Commission.original_cents - Commission.amount_cents).label("returned_cents"),
        )
        .join(OrderLine, OrderLine.id == Commission.order_line_id)
        .where(and_(Commission.merchant_id == merchant_id, Commission.created_at >= since))
        .group_by(key)
    )


_NAMES = ("orders", "sales_cents", "refunded_cents", "pending_cents", "vested_cents", "returned_cents")


def _columns(paid: Any) -> list[Any]:
    return [func.coalesce(paid.c[name], 0).label(name) for name in _NAMES]


def _sums_of(row: Any) -> Sums:
    return Sums(int(row.visits), *(int(getattr(row, name)) for name in _NAMES))


def _cursor(line: AngelLine | ProductLine) -> str:
    return f"{line.sums.sales_cents}.{line.id}"


def _read_cursor(after: str | None) -> tuple[int, int] | None:
    parts = (after or "").split(".")
    if len(parts) == 2 and all(part.isascii() and part.isdigit() and len(part) < 19 for part in parts):
        return int(parts[0]), int(parts[1])
    else:
        return None
