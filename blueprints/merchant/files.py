"""A shop's products from a CSV file and into one: a trial that changes nothing, then the real thing with progress."""

from typing import Any

from babel.numbers import get_currency_precision
from flask import Blueprint, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from blueprints.merchant.shop import own_merchant
from core.errors import Refused
from core.i18n import N_
from core.policy import require
from domain.catalog.importing import actions, columns, queries
from domain.merchants.policy import can_own
from web.forms import number_arg, text_arg
from web.guards import viewer
from web.limits import WRITING, limiter
from web.respond import done, page
from web.show import currency
from web.spreadsheet import csv_in_portions, money_cell
from web.uploads import takes_pictures

bp = Blueprint("merchant_files", __name__, url_prefix="/merchant/files")


@bp.get("")
def index() -> Response:
    return _index()


@bp.post("")
@limiter.limit(WRITING)
@takes_pictures
def bring() -> Response:
    merchant, sent = own_merchant(), request.files.get("file")
    require(can_own(viewer(), merchant.id))
    try:
        if sent is None or not sent.filename:
            raise Refused(N_("Choose a file first."), field="file")
        rows = list(columns.rows_of(sent.stream.read(columns.MAX_BYTES + 1)))
        import_id = actions.begin(viewer(), merchant.id, name=sent.filename, rows=rows, digits=_digits())
    except Refused as refused:
        return _index(422, gettext(refused.text, **refused.values))
    return done(url_for("merchant_files.show", import_id=import_id))


@bp.get("/products.csv")
def export() -> Response:
    """Every variant that is offered; brought in again as it is, it changes nothing."""
    merchant = own_merchant()
    require(can_own(viewer(), merchant.id))
    reader, code = viewer(), currency()

    def portion(after: int) -> tuple[list[tuple[Any, ...]], int | None]:
        rows, further = queries.products_as_rows(reader, merchant.id, after)
        return [cells_of(row, code) for row in rows], further

    return csv_in_portions("products.csv", queries.HEAD, portion)


def cells_of(row: tuple[Any, ...], code: str) -> tuple[Any, ...]:
    *words, rate_bps, name, price_cents, on_hand = row
    return (*words, percent_cell(rate_bps), name, money_cell(price_cents, code), on_hand, on_hand)


def percent_cell(bps: int) -> str:
    return f"{bps // 100}.{bps % 100:02d}".rstrip("0").rstrip(".")


@bp.get("/<id:import_id>")
def show(import_id: int) -> Response:
    made, after, shown = queries.import_of(viewer(), import_id), number_arg("after"), text_arg("rows")
    return page(
        "merchant/file.html",
        part="merchant/_file_rows.html" if after else "merchant/_file.html",
        made=made,
        stopped_at=queries.stopped_at(viewer(), import_id) if made.state == "failed" else None,
        shown=shown if shown in ("bad", "new", "changed") else "",
        rows=queries.rows_of_import(viewer(), import_id, outcome=shown, after=after),
    )


@bp.post("/<id:import_id>/run")
@limiter.limit(WRITING)
def run(import_id: int) -> Response:
    queries.import_of(viewer(), import_id)
    actions.run(viewer(), import_id, digits=_digits())
    return done(url_for("merchant_files.show", import_id=import_id))


def _index(status: int = 200, problem: str = "") -> Response:
    merchant = own_merchant()
    return page(
        "merchant/files.html",
        status=status,
        merchant=merchant,
        problem=problem,
        imports=queries.imports_of(viewer(), merchant.id),
        max_rows=columns.MAX_ROWS,
    )


def _digits() -> int:
    return int(get_currency_precision(currency()))
