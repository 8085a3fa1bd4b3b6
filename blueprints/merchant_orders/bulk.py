"""Sending many orders: a table of tracking numbers, or a list of order, carrier, number; slips to pack by; a CSV."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask import Blueprint, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from blueprints.merchant.shop import own_merchant
from core.errors import DomainError, NotFound, Refused
from core.i18n import N_
from core.policy import require
from domain.merchants.policy import can_ship
from domain.orders.actions.bulk import ship_once
from domain.orders.queries import TASKS
from domain.orders.queries.sending import orders_as_rows, to_send
from web.forms import number_arg, text_arg
from web.guards import viewer
from web.limits import WRITING, limiter
from web.respond import page
from web.show import currency
from web.spreadsheet import Cell, csv_in_portions, money_cell

bp = Blueprint("bulk_orders", __name__, url_prefix="/merchant/sending")

MOST = 500
MAX_LIST_CHARS = 60_000


@dataclass(frozen=True, slots=True)
class Parcel:
    """What was typed of one. `line`: of the list, 0 for the table."""

    number: str
    carrier: str
    tracking_number: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """What happened to a parcel: sent, before (it had left already) or refused."""

    parcel: Parcel
    state: str
    problem: str = ""


@bp.get("")
def index() -> Response:
    return _page()


@bp.post("")
@limiter.limit(WRITING)
def send() -> Response:
    """Does each row by itself, and says of each what happened."""
    merchant = own_merchant()
    require(can_ship(viewer(), merchant.id))
    try:
        parcels = [*_typed_in_table(), *_listed()]
        if not parcels:
            raise Refused(N_("Type a tracking number, or paste a list."))
        if len(parcels) > MOST:
            raise Refused(N_("At most %(max)s parcels at once."), max=MOST)
    except Refused as refused:
        return _page(422, problem=gettext(refused.text, **refused.values))
    told = [_send(parcel) for parcel in parcels]
    return _page(422 if any(one.state == "refused" for one in told) else 200, told=told)


def _send(parcel: Parcel) -> Told:
    try:
        is_new = ship_once(
            viewer(), parcel.number, carrier=parcel.carrier, tracking_number=parcel.tracking_number
        )
    except NotFound:
        return Told(parcel, "refused", gettext("Your shop has no order with this number."))
    except DomainError as problem:
        return Told(parcel, "refused", gettext(problem.text, **problem.values))
    return Told(parcel, "sent" if is_new else "before")


def _typed_in_table() -> Iterator[Parcel]:
    """Rows with a tracking number; those without wait for another day."""
    carrier = _clean(request.form.get("carrier", ""))
    for name, value in request.form.items():
        tracking_number = _clean(value)
        if name.startswith("tracking-") and tracking_number:
            yield Parcel(_clean(name.removeprefix("tracking-")), carrier, tracking_number)


def _listed() -> Iterator[Parcel]:
    """Of the list that was pasted or sent as a file: order, carrier, number; or order, number."""
    text = request.form.get("list", "")
    file = request.files.get("file")
    if file is not None and file.filename:
        raw = file.stream.read(MAX_LIST_CHARS * 4)
        try:
            text += "\n" + raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text += "\n" + raw.decode("gb18030", "replace")
    if len(text) > MAX_LIST_CHARS:
        raise Refused(N_("This text is too long: at most %(max)d characters."), max=MAX_LIST_CHARS)
    carrier = _clean(request.form.get("carrier", ""))
    yield from _parcels(csv.reader(io.StringIO(_with_commas(text), newline="")), carrier)


def _parcels(rows: Iterable[list[str]], carrier: str) -> Iterator[Parcel]:
    try:
        for line, row in enumerate(rows, 1):
            cells = [_clean(cell) for cell in row]
            is_head = line == 1 and not any(char.isdigit() for char in "".join(cells))
            if not any(cells) or is_head:
                continue
            if len(cells) == 2:
                yield Parcel(cells[0], carrier, cells[1], line)
            else:
                number, named, tracking_number = (*cells, "", "")[:3]
                yield Parcel(number, named or carrier, tracking_number, line)
    except csv.Error:
        raise Refused(N_("This list cannot be read.")) from None


def _with_commas(text: str) -> str:
    return text.replace("\0", "").replace("\t", ",").replace(";", ",").replace("，", ",").replace("；", ",")


def _clean(text: str) -> str:
    return text.replace("\0", "").strip()[:200]


@bp.get("/slips")
def slips() -> Response:
    """One sheet for each order that was chosen, or for all that are shown."""
    merchant = own_merchant()
    numbers = request.args.getlist("number")[:MOST]
    orders = to_send(viewer(), merchant.id, after=number_arg("after"), numbers=numbers)
    return page("merchant_orders/slips.html", merchant=merchant, orders=orders)


@bp.get("/orders.csv")
def export() -> Response:
    merchant, task, reader, code = own_merchant(), text_arg("task"), viewer(), currency()
    if task and task not in TASKS:
        raise NotFound

    def portion(after: int) -> tuple[list[tuple[Cell, ...]], int | None]:
        rows, further = orders_as_rows(reader, merchant.id, task=task, after=after)
        return [(*row[:-1], "" if row[-1] is None else money_cell(row[-1], code)) for row in rows], further

    head = (
        "number",
        "state",
        "placed_at",
        "buyer",
        "recipient",
        "phone",
        "region",
        "street",
        "goods",
        "total",
    )
    return csv_in_portions("orders.csv", head, portion)


def _page(status: int = 200, *, told: list[Told] | None = None, problem: str = "") -> Response:
    merchant, after = own_merchant(), number_arg("after")
    typed = {parcel.number: parcel.tracking_number for parcel in _typed_in_table()}
    refused = {one.parcel.number: one.problem for one in told or [] if one.state == "refused"}
    return page(
        "merchant_orders/sending.html",
        part="merchant_orders/_sending_rows.html" if after else None,
        status=status,
        merchant=merchant,
        orders=to_send(viewer(), merchant.id, after=after),
        told=told or [],
        problem=problem,
        typed=typed,
        refused=refused,
        carrier=_clean(request.form.get("carrier", "")),
        pasted=request.form.get("list", "").replace("\0", "") if problem or refused else "",
    )
