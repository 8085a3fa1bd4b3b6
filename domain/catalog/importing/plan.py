"""What a row of a file would do to the shop: compared with what is there, nothing is changed here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import func, or_, select

from core import text
from core.db import session
from core.i18n import N_
from core.sheet import guarded
from domain.catalog import queries, rules
from domain.catalog.importing.columns import Row
from domain.catalog.models import Category, Product
from domain.catalog.parts import VariantView

STATES = {
    "on_sale": ("on sale", "在售"),
    "draft": ("草稿",),
    "withdrawn": ("off sale", "已下架", "下架"),
}
ANGEL_PRICES: dict[str, tuple[str, ...]] = {"always": (), "second": (), "never": ()}

# Column, text, values of the text.
Problem = tuple[str, str, dict[str, Any]]
# Column, before, after.
Change = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Known:
    """A product of the shop as the file is compared with it."""

    id: int
    title: str
    category: str
    category_id: int
    description: str
    state: str
    angel_price: str
    rate_bps: int
    variants: Sequence[VariantView]


@dataclass(slots=True)
class Wanted:
    """What a row asks for; None where it says nothing."""

    title: str | None = None
    category: str | None = None
    description: str | None = None
    state: str | None = None
    angel_price: str | None = None
    rate_bps: int | None = None
    variant: str | None = None
    price_cents: int | None = None
    stock: int | None = None
    stock_was: int | None = None


@dataclass(slots=True)
class Plan:
    """`outcome`: new (product or variant), changed, same, bad. `told`: its problems, or else its changes."""

    wanted: Wanted
    product: Known | None = None
    variant: VariantView | None = None
    problems: list[Problem] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    is_new: bool = False

    @property
    def outcome(self) -> str:
        if self.problems:
            return "bad"
        return "new" if self.is_new else "changed" if self.changes else "same"

    @property
    def told(self) -> list[Any]:
        return [list(one) for one in self.problems or self.changes]

    @property
    def changed_columns(self) -> set[str]:
        return {column for column, _before, _after in self.changes}


@dataclass(frozen=True, slots=True)
class Shelf:
    """The products of a shop that some rows speak of."""

    by_id: dict[int, Known]
    by_title: dict[str, list[Known]]


def shelf_for(merchant_id: int, rows: Iterable[Row]) -> Shelf:
    """Two queries, however many rows."""
    rows = list(rows)
    ids = [number for row in rows if (number := _number(row.cells.get("product_id", "")))]
    titles = {text.tidy(row.cells.get("title", ""), one_line=True).lower() for row in rows} - {""}
    found = session.execute(
        select(
            Product.id,
            Product.title,
            Category.name,
            Product.category_id,
            Product.description,
            Product.state,
            Product.angel_price_when,
            Product.rate_bps,
        )
        .join(Category, Category.id == Product.category_id)
        .where(
            Product.merchant_id == merchant_id,
            or_(Product.id.in_(ids), func.lower(Product.title).in_(titles), Product.title.in_(_typed(rows))),
        )
        .order_by(Product.id)
    ).all()
    variants = queries.variants([row.id for row in found])
    known = [Known(*row, variants=variants.get(row.id, [])) for row in found]
    by_title: dict[str, list[Known]] = {}
    for one in known:
        by_title.setdefault(one.title.casefold(), []).append(one)
    return Shelf(
        {one.id: one for one in known},
        by_title,
    )


def _typed(rows: Iterable[Row]) -> set[str]:
    """SQLite knows small letters of English only."""
    return {text.tidy(row.cells.get("title", ""), one_line=True) for row in rows}


def plan(row: Row, shelf: Shelf, *, digits: int, can_sell: bool, is_trial: bool = False) -> Plan:
    """`digits`: of the currency. `is_trial`: earlier rows of the file have not been done yet."""
    if row.broken:
        return Plan(Wanted(), problems=[("", N_("This row has not as many fields as the first line."), {})])
    made = Plan(Wanted())
    _read(row.cells, made, digits)
    if row.twin:
        made.problems.append(("", N_("Line %(line)s says the same variant."), {"line": row.twin}))
    made.product = _product(row, shelf, made)
    if made.problems:
        return made
    if made.product is None:
        _new_product(row, made, can_sell=can_sell, goes_on=is_trial and 0 < row.first < row.line)
    else:
        _compare(row, made, made.product, can_sell=can_sell)
    return made


def _product(row: Row, shelf: Shelf, made: Plan) -> Known | None:
    raw = row.cells.get("product_id", "")
    if raw:
        found = shelf.by_id.get(_number(raw) or 0)
        if found is None:
            made.problems.append(("product_id", N_("Your shop has no product with this number."), {}))
        return found
    if not made.wanted.title:
        made.problems.append(("title", N_("A product needs a title."), {}))
        return None
    named = shelf.by_title.get(made.wanted.title.casefold(), [])
    if len(named) > 1:
        made.problems.append(("title", N_("Several products have this title: give the product_id."), {}))
    return named[0] if named else None


def _new_product(row: Row, made: Plan, *, can_sell: bool, goes_on: bool) -> None:
    wanted = made.wanted
    made.is_new = True
    if row.cells.get("variant_id"):
        made.problems.append(("variant_id", N_("A new variant has no number yet."), {}))
    if not wanted.category and not goes_on:
        made.problems.append(("category", N_("A new product needs a category."), {}))
    if wanted.price_cents is None:
        made.problems.append(("price", N_("A new variant needs a price."), {}))
    if wanted.state == "withdrawn":
        made.problems.append(("state", N_("A new product is a draft or on sale."), {}))
    if wanted.state == "on_sale" and not can_sell:
        made.problems.append(
            ("state", N_("Products go on sale once the operator has verified your shop."), {})
        )
    if goes_on and not wanted.variant:
        made.problems.append(("variant", N_("Several variants need a name each, such as a size."), {}))


def _compare(row: Row, made: Plan, product: Known, *, can_sell: bool) -> None:
    wanted = made.wanted
    for column, now, then in (
        ("title", product.title, wanted.title),
        ("category", product.category, wanted.category),
        ("description", product.description, wanted.description),
        ("state", product.state, wanted.state),
        ("angel_price", product.angel_price, wanted.angel_price),
    ):
        # A text that itself begins with the mark comes out of a file without it.
        if then is not None and now not in (then, guarded(then)):
            if column != "category" or now.casefold() != then.casefold():
                made.changes.append((column, now[:60], then[:60]))
    if wanted.rate_bps is not None and wanted.rate_bps != product.rate_bps:
        made.changes.append(("commission", _percent(product.rate_bps), _percent(wanted.rate_bps)))
    if "state" in made.changed_columns:
        if wanted.state == "draft":
            made.problems.append(
                ("state", N_("What was on sale is no draft any more: take it off sale."), {})
            )
        elif product.state == "draft" and wanted.state == "withdrawn":
            made.problems.append(("state", N_("This product is not on sale yet."), {}))
        elif wanted.state == "on_sale" and not can_sell:
            made.problems.append(
                ("state", N_("Products go on sale once the operator has verified your shop."), {})
            )
    made.variant = _variant(row, made, product)
    if made.problems:
        return
    if made.variant is not None:
        _compare_variant(made, made.variant)
    elif wanted.variant is not None or wanted.price_cents is not None:
        made.is_new = True
        if wanted.price_cents is None:
            made.problems.append(("price", N_("A new variant needs a price."), {}))


def _variant(row: Row, made: Plan, product: Known) -> VariantView | None:
    raw, wanted = row.cells.get("variant_id", ""), made.wanted
    if raw:
        found = next((one for one in product.variants if one.id == _number(raw)), None)
        if found is None:
            made.problems.append(("variant_id", N_("This product offers no variant with this number."), {}))
        return found
    if wanted.variant is not None:
        key = wanted.variant.casefold()
        return next((one for one in product.variants if one.name.casefold() == key), None)
    if len(product.variants) == 1:
        return product.variants[0]
    if len(product.variants) > 1 and (wanted.price_cents is not None or wanted.stock is not None):
        made.problems.append(("variant", N_("Say which variant."), {}))
    return None


def _compare_variant(made: Plan, variant: VariantView) -> None:
    wanted = made.wanted
    if wanted.variant is not None and variant.name not in (wanted.variant, guarded(wanted.variant)):
        made.changes.append(("variant", variant.name, wanted.variant))
    if wanted.price_cents is not None and wanted.price_cents != variant.price_cents:
        made.changes.append(("price", str(variant.price_cents), str(wanted.price_cents)))
    if wanted.stock is None or wanted.stock in (wanted.stock_was, variant.on_hand):
        return
    if wanted.stock_was is not None and wanted.stock_was != variant.on_hand:
        made.problems.append(
            (
                "stock",
                N_("Meanwhile %(now)s are in stock, not %(was)s: look again."),
                {"now": variant.on_hand, "was": wanted.stock_was},
            )
        )
    else:
        made.changes.append(("stock", str(variant.on_hand), str(wanted.stock)))


def _read(cells: dict[str, str], made: Plan, digits: int) -> None:
    wanted = made.wanted
    wanted.title = _words(cells, "title", rules.MAX_TITLE_CHARS, made)
    wanted.category = _words(cells, "category", rules.MAX_CATEGORY_CHARS, made)
    wanted.variant = _words(cells, "variant", rules.MAX_VARIANT_CHARS, made)
    wanted.description = _words(cells, "description", rules.MAX_DESCRIPTION_CHARS, made, one_line=False)
    wanted.state = _one_of(cells, "state", STATES, made)
    wanted.angel_price = _one_of(cells, "angel_price", ANGEL_PRICES, made)
    for column, most, problem, where, scale in (
        ("price", rules.MAX_PRICE_CENTS, N_("This is not an amount of money."), "price_cents", digits),
        ("commission", rules.MAX_RATE_BPS, N_("This is not a percentage."), "rate_bps", 2),
        ("stock", rules.MAX_STOCK, N_("This is not a whole number that fits."), "stock", 0),
        ("stock_was", rules.MAX_STOCK, N_("This is not a whole number that fits."), "stock_was", 0),
    ):
        raw = cells.get(column, "")
        if raw:
            number = _amount(raw, scale)
            if number is None:
                made.problems.append((column, problem, {}))
            elif column == "commission" and not rules.is_allowed_rate(number):
                made.problems.append((column, N_("Between 5 and 40 per cent, or 0 for no commission."), {}))
            elif column == "price" and not 0 < number <= most:
                made.problems.append((column, N_("A price is more than zero."), {}))
            elif not 0 <= number <= most:
                made.problems.append((column, N_("Between 0 and %(max)s pieces."), {"max": most}))
            else:
                setattr(wanted, where, number)


def _words(cells: dict[str, str], column: str, most: int, made: Plan, *, one_line: bool = True) -> str | None:
    raw = cells.get(column, "")
    if not raw:
        return None
    problem = text.problem_with(raw, most)
    if problem:
        made.problems.append((column, problem, {"max": most}))
        return None
    return text.tidy(raw, one_line=one_line) or None


def _one_of(
    cells: dict[str, str], column: str, choices: dict[str, tuple[str, ...]], made: Plan
) -> str | None:
    raw = cells.get(column, "").strip().lower()
    if not raw:
        return None
    for choice, others in choices.items():
        if raw == choice or raw in others:
            return choice
    made.problems.append((column, N_("It takes one of: %(choices)s."), {"choices": ", ".join(choices)}))
    return None


def _amount(raw: str, digits: int) -> int | None:
    """A number with so many digits after the point at most, in the smallest unit."""
    cleaned = raw.strip().strip("¥￥$€£%％").strip()
    # "12,50" is how some write 12.50; "1,250" is a thousand.
    if "," in cleaned:
        whole, _, rest = cleaned.rpartition(",")
        is_decimal = len(rest) != 3 and "." not in cleaned and "," not in whole
        cleaned = f"{whole}.{rest}" if is_decimal else cleaned.replace(",", "")
    try:
        number = Decimal(cleaned).scaleb(digits) if len(cleaned) <= 16 else Decimal("nan")
    except InvalidOperation:
        return None
    return int(number) if number.is_finite() and number == number.to_integral_value() else None


def _number(raw: str) -> int | None:
    raw = raw.strip()
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 19 else None


def _percent(bps: int) -> str:
    return f"{Decimal(bps).scaleb(-2):f}".rstrip("0").rstrip(".") or "0"
