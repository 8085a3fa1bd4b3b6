"""Lists of products by keyset: the public catalogue, a merchant's page, the merchant's own desk."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, or_, select, tuple_

from core.db import session
from core.paging import Page, page_of
from core.policy import require
from domain.catalog import policy, rules
from domain.catalog.models import Category, Product, Variant
from domain.catalog.queries import ProductCard, card_of, card_statement, of_active_variants
from domain.merchants import policy as merchants
from domain.merchants.models import Merchant
from domain.people.viewer import Viewer

PAGE = 24
MAX_WORDS = 8
SORTS = ("newest", "price", "sold")


def on_sale(
    viewer: Viewer,
    *,
    category_id: int | None = None,
    merchant_id: int | None = None,
    sort: str = "newest",
    after: str | None = None,
) -> Page[ProductCard]:
    """What can be bought, of everyone or of one merchant: one query. `after` is the cursor of the page before."""
    statement = policy.visible_products(card_statement(), viewer).where(
        Product.state == "on_sale", Merchant.state == "verified"
    )
    if category_id is not None:
        statement = statement.where(Product.category_id == category_id)
    if merchant_id is not None:
        statement = statement.where(Product.merchant_id == merchant_id)
    cursor = _read_cursor(after)
    if sort == "price":
        statement = statement.order_by(Product.price_cents, Product.id)
        if cursor:
            statement = statement.where(tuple_(Product.price_cents, Product.id) > cursor)
    elif sort == "sold":
        statement = statement.order_by(Product.sold_count.desc(), Product.id.desc())
        if cursor:
            statement = statement.where(tuple_(Product.sold_count, Product.id) < cursor)
    else:
        statement = statement.order_by(Product.id.desc())
        if cursor:
            statement = statement.where(Product.id < cursor[1])
    rows = [card_of(row) for row in session.execute(statement.limit(PAGE + 1))]
    return page_of(rows, PAGE, lambda card: _cursor(card, sort))


def _cursor(card: ProductCard, sort: str) -> str:
    value = {"price": card.price_cents, "sold": card.sold_count}.get(sort, 0)
    return f"{value}.{card.id}"


def _read_cursor(after: str | None) -> tuple[int, int] | None:
    """None for the first page, and for what is no cursor."""
    value, _, key = (after or "").partition(".")
    if (
        value.isascii()
        and value.isdigit()
        and key.isascii()
        and key.isdigit()
        and len(value) < 19
        and len(key) < 19
    ):
        return int(value), int(key)
    else:
        return None


@dataclass(frozen=True, slots=True)
class CategoryView:
    id: int
    name: str


def categories(viewer: Viewer) -> list[CategoryView]:
    """Those in which something is on sale, by name."""
    on_sale_in = policy.visible_products(
        select(Product.id).where(Product.category_id == Category.id, Product.state == "on_sale"), viewer
    )
    rows = session.execute(
        select(Category.id, Category.name).where(exists(on_sale_in)).order_by(Category.name, Category.id)
    )
    return [CategoryView(*row) for row in rows]


def all_categories() -> list[CategoryView]:
    """For the merchant's choice."""
    return [
        CategoryView(*row)
        for row in session.execute(select(Category.id, Category.name).order_by(Category.name))
    ]


def of_merchant(
    viewer: Viewer,
    merchant_id: int,
    *,
    state: str | None = None,
    sold_out: bool = False,
    low: bool = False,
    search: str = "",
    before: int | None = None,
) -> Page[ProductCard]:
    """All products of a shop for its own people, newest first: one query. `low`: those on sale with a variant of which
    few pieces are left. `search`: words that the title holds, or the number of a product."""
    require(merchants.can_see_desk(viewer, merchant_id))
    statement = card_statement().where(Product.merchant_id == merchant_id)
    if state in rules.STATES:
        statement = statement.where(Product.state == state)
    if sold_out:
        statement = statement.where(Product.state == "on_sale", _pieces_left() == 0)
    if low:
        statement = statement.where(Product.state == "on_sale", _is_low())
    for word in search.split()[:MAX_WORDS]:
        held = Product.title.icontains(word, autoescape=True)
        is_number = word.isascii() and word.isdigit() and len(word) < 19
        statement = statement.where(or_(held, Product.id == int(word)) if is_number else held)
    if before is not None:
        statement = statement.where(Product.id < before)
    rows = [card_of(row) for row in session.execute(statement.order_by(Product.id.desc()).limit(PAGE + 1))]
    return page_of(rows, PAGE, lambda card: card.id)


@dataclass(frozen=True, slots=True)
class ShopNumbers:
    """A shop's products by state, and how many on sale have nothing left."""

    draft: int
    on_sale: int
    withdrawn: int
    sold_out: int


def shop_numbers(viewer: Viewer, merchant_id: int) -> ShopNumbers:
    require(merchants.can_see_desk(viewer, merchant_id))

    def count(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.count().filter(condition)

    row = session.execute(
        select(
            count(Product.state == "draft"),
            count(Product.state == "on_sale"),
            count(Product.state == "withdrawn"),
            count((Product.state == "on_sale") & (_pieces_left() == 0)),
        ).where(Product.merchant_id == merchant_id)
    ).one()
    return ShopNumbers(*row)


def _pieces_left() -> ColumnElement[int]:
    return of_active_variants(func.sum(Variant.on_hand))


def _is_low() -> ColumnElement[bool]:
    return exists().where(
        Variant.product_id == Product.id,
        Variant.is_active.is_(True),
        Variant.on_hand <= rules.LOW_STOCK,
    )
