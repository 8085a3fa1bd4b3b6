"""Price, stock and rate of the list of products, each a small form of its own. A price or a rate is shown in money
first and saved by a second press; what was changed meanwhile is shown beside what was typed."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from flask import Blueprint, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from core import clock
from core.errors import NotFound, Refused
from core.i18n import N_
from core.money import share
from domain.catalog import actions, notice, queries, rules
from domain.catalog.actions.cells import ChangedMeanwhile
from domain.catalog.parts import VariantView
from domain.catalog.queries import ProductCard, ProductPage
from domain.merchants.queries import merchant
from web.forms import Form, MoneyField, PercentField, WholeNumberField, required
from web.guards import viewer
from web.limits import WRITING, limiter
from web.respond import done, page
from web.show import currency, currency_sign
from web.spreadsheet import money_cell

bp = Blueprint("merchant_cells", __name__, url_prefix="/merchant/products/<id:product_id>/cells")


@dataclass(frozen=True, slots=True)
class Effect:
    """What one sold piece means: who gets what of `price_cents`. `until_at`: until when those who are angels already
    earn at the old rate; None when it does not sink."""

    name: str
    price_cents: int
    angel_cents: int
    fee_cents: int
    until_at: datetime | None = None

    @property
    def left_cents(self) -> int:
        return self.price_cents - self.angel_cents - self.fee_cents


@dataclass(frozen=True, slots=True)
class Cell:
    """A value that can be typed over. `typed` is what stands in the field, `seen` what it was when it was drawn;
    `now` is set when somebody changed it meanwhile."""

    key: str
    label: str
    address: str
    typed: str
    seen: int
    kind: str
    lead: str = ""
    error: str = ""
    effects: tuple[Effect, ...] = ()
    angel_count: int = 0
    now: str = ""
    is_saved: bool = False


class PriceCell(Form):
    value = MoneyField("", [required()])


class StockCell(Form):
    value = WholeNumberField("", [required()])


class RateCell(Form):
    value = PercentField("")


FORMS: dict[str, type[Form]] = {"price": PriceCell, "stock": StockCell, "rate": RateCell}


def cells_of(card: ProductCard, variant: VariantView | None = None) -> list[Cell]:
    """Those of a variant, or the rate of the product."""
    if variant is None:
        return [rate_cell(card)]
    return [price_cell(card, variant), stock_cell(card, variant)]


def rate_cell(card: ProductCard) -> Cell:
    address = url_for("merchant_cells.rate", product_id=card.id)
    typed = typed_of("rate", card.rate_bps)
    return Cell(f"rate-{card.id}", gettext("Commission"), address, typed, card.rate_bps, "rate")


def price_cell(card: ProductCard, one: VariantView) -> Cell:
    address = url_for("merchant_cells.price", product_id=card.id, variant_id=one.id)
    typed = typed_of("price", one.price_cents)
    return Cell(
        f"price-{one.id}", gettext("Price"), address, typed, one.price_cents, "price", currency_sign()
    )


def stock_cell(card: ProductCard, one: VariantView) -> Cell:
    address = url_for("merchant_cells.stock", product_id=card.id, variant_id=one.id)
    return Cell(f"stock-{one.id}", gettext("In stock"), address, str(one.on_hand), one.on_hand, "stock")


def typed_of(kind: str, value: int) -> str:
    """A stored value as people type it."""
    if kind == "price":
        return f"{money_cell(value, currency()):f}"
    if kind == "rate":
        return f"{Decimal(value).scaleb(-2):f}".rstrip("0").rstrip(".") or "0"
    return str(value)


@bp.post("/rate")
@limiter.limit(WRITING)
def rate(product_id: int) -> Response:
    product = queries.for_desk(viewer(), product_id)

    def keep(bps: int, seen: int) -> None:
        actions.change_rate(viewer(), product_id, rate_bps=bps, seen=seen)

    return _take(product, rate_cell(product.card), keep, lambda bps: rate_effects(product, bps))


@bp.post("/price/<id:variant_id>")
@limiter.limit(WRITING)
def price(product_id: int, variant_id: int) -> Response:
    product = queries.for_desk(viewer(), product_id)
    variant = _variant(product, variant_id)

    def keep(cents: int, seen: int) -> None:
        actions.change_price(viewer(), product_id, variant_id, price_cents=cents, seen=seen)

    return _take(
        product,
        price_cell(product.card, variant),
        keep,
        lambda cents: (_effect(product, variant.name, cents, product.card.rate_bps),),
    )


@bp.post("/stock/<id:variant_id>")
@limiter.limit(WRITING)
def stock(product_id: int, variant_id: int) -> Response:
    product = queries.for_desk(viewer(), product_id)

    def keep(pieces: int, seen: int) -> None:
        actions.change_stock(viewer(), product_id, variant_id, stock=pieces, seen=seen)

    return _take(product, stock_cell(product.card, _variant(product, variant_id)), keep, None)


def rate_effects(product: ProductPage, bps: int) -> tuple[Effect, ...]:
    """One for the dearest and one for the cheapest variant."""
    prices = sorted({product.card.price_cents, product.card.upto_cents})
    is_cut = bps < product.card.rate_bps
    until_at = clock.now() + notice.length() if is_cut and product.card.angel_count else None
    return tuple(_effect(product, "", cents, bps, until_at) for cents in prices)


def _effect(
    product: ProductPage, name: str, cents: int, bps: int, until_at: datetime | None = None
) -> Effect:
    fee_bps = merchant(product.merchant.id).fee_bps
    return Effect(name, cents, _earned(product.card, cents, bps), share(cents, fee_bps), until_at)


def _earned(card: ProductCard, cents: int, bps: int) -> int:
    return rules.capped(share(cents, bps), card.line_cap_cents, card.order_cap_cents)


def _variant(product: ProductPage, variant_id: int) -> VariantView:
    found = next((one for one in product.variants if one.id == variant_id), None)
    if found is None:
        raise NotFound
    return found


def _take(
    product: ProductPage,
    cell: Cell,
    keep: Callable[[int, int], None],
    effects_of: Callable[[int], tuple[Effect, ...]] | None,
) -> Response:
    """Refuses what is no value, shows what it means, or keeps it."""
    form = FORMS[cell.kind]()
    typed = request.form.get("value", "").replace("\0", "")
    seen = _seen(cell)
    given = replace(cell, typed=typed, seen=seen, angel_count=product.card.angel_count)
    if not form.validate():
        return _answer(replace(given, error=str(form["value"].errors[0])), 422)
    value = int(form["value"].data)
    is_new = value != seen
    if effects_of is not None and is_new and not request.form.get("sure"):
        return _answer(replace(given, effects=effects_of(value)) if _fits(cell.kind, value) else _bad(given))
    try:
        if is_new:
            keep(value, seen)
    except ChangedMeanwhile as problem:
        now = typed_of(cell.kind, problem.now)
        told = replace(given, now=now, seen=problem.now, effects=effects_of(value) if effects_of else ())
        return _answer(told, 422)
    except Refused as problem:
        return _answer(replace(given, error=gettext(problem.text, **problem.values)), 422)
    return done(
        url_for("merchant_products.index", _anchor=f"product-{product.id}"),
        part="merchant/_cell.html",
        message=N_("Saved.") if is_new else None,
        cell=replace(cell, typed=typed_of(cell.kind, value), seen=value, is_saved=is_new),
    )


def _fits(kind: str, value: int) -> bool:
    return rules.is_allowed_rate(value) if kind == "rate" else 0 < value <= rules.MAX_PRICE_CENTS


def _bad(cell: Cell) -> Cell:
    words = {
        "rate": gettext("Between 5 and 40 per cent, or 0 for no commission."),
        "price": gettext("A price is more than zero."),
    }
    return replace(cell, error=words[cell.kind])


def _seen(cell: Cell) -> int:
    """What the form showed; without that, what it is now."""
    raw = request.form.get("seen", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 12 else cell.seen


def _answer(cell: Cell, status: int = 200) -> Response:
    return page(
        "merchant/cell.html",
        part="merchant/_cell.html",
        status=422 if cell.error else status,
        cell=cell,
    )
