"""What the people of a shop read of their files, and their products as rows of one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from core.db import session
from core.errors import NotFound
from core.paging import Page, page_of
from core.policy import require
from domain.catalog import queries
from domain.catalog.import_models import CatalogImport, CatalogImportRow
from domain.catalog.models import Category, Product
from domain.merchants import policy as merchants
from domain.merchants.models import Merchant
from domain.people.viewer import Viewer

SHOWN = 50
BATCH = 200
HEAD = (
    "product_id", "variant_id", "title", "category", "description", "state", "angel_price", "commission",
    "variant", "price", "stock", "stock_was",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ImportView:
    """The counters are those of the step that is under way, or was the last."""

    id: int
    merchant_id: int
    name: str
    state: str
    row_count: int
    done_count: int
    new_count: int
    changed_count: int
    same_count: int
    bad_count: int
    created_at: datetime
    ended_at: datetime | None

    @property
    def is_busy(self) -> bool:
        return self.state in ("checking", "running")


@dataclass(frozen=True, slots=True)
class ImportRow:
    """`told`: of a bad row [column, text, values], else [column, before, after]."""

    line: int
    title: str
    variant: str
    outcome: str
    told: list[Any]


_FIELDS = [getattr(CatalogImport, name) for name in ImportView.__dataclass_fields__]


def imports_of(viewer: Viewer, merchant_id: int) -> list[ImportView]:
    """The last ten, the newest first."""
    require(merchants.can_see_desk(viewer, merchant_id))
    rows = session.execute(
        select(*_FIELDS)
        .where(CatalogImport.merchant_id == merchant_id)
        .order_by(CatalogImport.id.desc())
        .limit(10)
    )
    return [ImportView(*row) for row in rows]


def import_of(viewer: Viewer, import_id: int) -> ImportView:
    """Raises NotFound for everybody who is not of its shop."""
    row = session.execute(select(*_FIELDS).where(CatalogImport.id == import_id)).first()
    if row is None or not merchants.is_staff(viewer, row.merchant_id):
        raise NotFound
    return ImportView(*row)


def stopped_at(viewer: Viewer, import_id: int) -> int | None:
    """The line from which on nothing was done, of a file that failed."""
    import_of(viewer, import_id)
    return session.scalar(
        select(func.min(CatalogImportRow.line)).where(
            CatalogImportRow.import_id == import_id, CatalogImportRow.outcome == ""
        )
    )


def rows_of_import(
    viewer: Viewer, import_id: int, *, outcome: str = "", after: int | None = None
) -> Page[ImportRow]:
    """Its rows by line: the bad ones, those that change or add something, or all that were looked at."""
    import_of(viewer, import_id)
    statement = select(
        CatalogImportRow.line, CatalogImportRow.cells, CatalogImportRow.outcome, CatalogImportRow.told
    ).where(CatalogImportRow.import_id == import_id)
    wanted = (outcome,) if outcome in ("bad", "new", "changed", "same") else ("bad", "new", "changed")
    statement = statement.where(CatalogImportRow.outcome.in_(wanted))
    if after is not None:
        statement = statement.where(CatalogImportRow.line > after)
    found = session.execute(statement.order_by(CatalogImportRow.line).limit(SHOWN + 1)).all()
    rows = [
        ImportRow(
            row.line,
            row.cells.get("title", row.cells.get("product_id", "")),
            row.cells.get("variant", ""),
            row.outcome,
            row.told,
        )
        for row in found
    ]
    return page_of(rows, SHOWN, lambda row: row.line)


def products_as_rows(
    viewer: Viewer, merchant_id: int, after: int = 0
) -> tuple[list[tuple[Any, ...]], int | None]:
    """(product_id, variant_id, title, category, description, state, angel_price, rate_bps, variant, price_cents,
    stock) of every variant that is offered, of the next products by their number, and where to go on."""
    require(merchants.can_see_desk(viewer, merchant_id))
    products = session.execute(
        select(
            Product.id,
            Product.title,
            Category.name,
            Product.description,
            Product.state,
            Product.angel_price_when,
            Product.rate_bps,
        )
        .join(Category, Category.id == Product.category_id)
        .where(Product.merchant_id == merchant_id, Product.id > after)
        .order_by(Product.id)
        .limit(BATCH)
    ).all()
    variants = queries.variants([row.id for row in products])
    rows = [
        (row.id, one.id, *row[1:], one.name, one.price_cents, one.on_hand)
        for row in products
        for one in variants.get(row.id, [])
    ]
    return rows, products[-1].id if len(products) == BATCH else None


@dataclass(frozen=True, slots=True)
class Shop:
    id: int
    name: str
    owner_id: int


def shops() -> list[Shop]:
    """Those that sell, for the command line."""
    rows = session.execute(
        select(Merchant.id, Merchant.name, Merchant.owner_id)
        .where(Merchant.state == "verified")
        .order_by(Merchant.id)
    )
    return [Shop(*row) for row in rows]
