"""What the site asked of a shop: its invoices, each as a paper to print, and all of them as a file."""

from flask import Blueprint
from flask_babel import gettext
from werkzeug.wrappers import Response

from blueprints.merchant.shop import own_merchant
from core.errors import NotFound
from domain.ledger import invoices
from domain.ledger.invoices import InvoiceRow
from domain.merchants.policy import OWNING
from web.forms import number_arg
from web.guards import viewer
from web.limits import limiter
from web.respond import page
from web.spreadsheet import Cell, csv_file, money_cell

bp = Blueprint("merchant_invoices", __name__, url_prefix="/merchant")


@bp.get("/invoices")
def index() -> Response:
    merchant, before = own_merchant(), number_arg("before")
    return page(
        "merchant/invoices.html",
        part="merchant/_invoices.html" if before else None,
        merchant=merchant,
        invoices=invoices.invoices(viewer(), merchant.id, before=before),
    )


@bp.get("/invoices/<number>")
def show(number: str) -> Response:
    """Of an invoice, or of the credit note that cancels one. Operators read those of all shops."""
    invoice = invoices.invoice_for(viewer(), number.replace("\0", ""))
    if invoice is None:
        raise NotFound
    return page(
        "merchant/invoice.html",
        invoice=invoice,
        is_credit=number == invoice.cancelled_by,
        is_own=invoice.merchant_id in viewer().shops_as(OWNING),
    )


@bp.get("/invoices.csv")
@limiter.limit("10/minute")
def as_file() -> Response:
    return invoices_file("invoices.csv", own_merchant().id)


def invoices_file(name: str, merchant_id: int | None) -> Response:
    """A line for each invoice and one for each credit note, so that the column of amounts adds up to what was asked."""
    head = [
        gettext("Number"), gettext("Issued (UTC)"), gettext("Company"), gettext("Registration"), gettext("What for"),
        gettext("Amount"), gettext("Currency"), gettext("Due by (UTC)"), gettext("Paid (UTC)"), gettext("Transfer"),
        gettext("Cancels"),
    ]  # fmt: skip
    lines = (line for one in invoices.every_invoice(viewer(), merchant_id) for line in _lines(one))
    return csv_file(name, head, lines)


def _lines(one: InvoiceRow) -> list[list[Cell]]:
    amount = money_cell(one.amount_cents, one.currency)
    whose: list[Cell] = [one.recipient, one.registration]
    asked: list[Cell] = [one.number, one.issued_at, *whose, one.reason, amount, one.currency]
    lines = [[*asked, one.due_at, one.paid_at, one.transfer, ""]]
    if one.cancelled_by:
        back: list[Cell] = [
            one.cancelled_by,
            one.cancelled_at,
            *whose,
            one.cancelled_for,
            -amount,
            one.currency,
        ]
        lines.append([*back, "", "", "", one.number])
    return lines
