"""Entry fees of companies: issued, paid by a transfer, cancelled. One operator writes it down, another confirms it."""

from datetime import UTC, datetime, time

from flask import Blueprint, url_for
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import DateField

from blueprints.merchant.invoices import invoices_file
from core.errors import NotFound, Refused
from core.i18n import N_
from domain.ledger import actions, adjustments, desk, invoices
from web.forms import Form, MoneyField, TextField, number_arg, required, text_arg
from web.guards import role, viewer
from web.limits import WRITING, limiter
from web.respond import done, page
from web.show import currency
from web.stepup import fresh

bp = Blueprint("admin_invoices", __name__, url_prefix="/admin")

WRITTEN_DOWN = N_("Written down. It counts once it is confirmed.")


class InvoiceForm(Form):
    holder = TextField(lazy_gettext("Company"), max_chars=80, validators=[required()])
    amount = MoneyField(lazy_gettext("Amount"), validators=[required()])
    due_on = DateField(lazy_gettext("Due by"), validators=[required()])
    reason = TextField(lazy_gettext("What for"), max_chars=300, validators=[required()])


class PaymentForm(Form):
    external_reference = TextField(
        lazy_gettext("Reference of the transfer"), max_chars=80, validators=[required()]
    )


class CancellationForm(Form):
    reason = TextField(lazy_gettext("Reason"), max_chars=300, validators=[required()])


@bp.get("/invoices")
@role("operator")
def index() -> Response:
    return _page(InvoiceForm(formdata=None, data={"holder": text_arg("company", 80)}))


@bp.post("/invoices")
@role("operator")
@limiter.limit(WRITING)
@fresh
def issue() -> Response:
    form = InvoiceForm()
    if form.validate():
        try:
            actions.propose_entry_fee(
                viewer(),
                merchant_id=_company(form.holder.data or ""),
                cents=form.amount.data or 0,
                reason=form.reason.data or "",
                due_at=datetime.combine(form.due_on.data, time(23, 59), UTC),
                currency=currency(),
            )
            return done(url_for(".index"), message=WRITTEN_DOWN)
        except Refused as refusal:
            form.refuse(refusal)
    return _page(form, 422)


def _company(name: str) -> int:
    kind, holder_id = adjustments.holder_named(viewer(), name)
    return holder_id if kind == "merchant_payable" else 0


@bp.get("/invoices/<id:invoice_id>")
@role("operator")
def show(invoice_id: int) -> Response:
    return _invoice_page(invoice_id)


@bp.post("/invoices/<id:invoice_id>/payment")
@role("operator")
@limiter.limit(WRITING)
@fresh
def pay(invoice_id: int) -> Response:
    form = PaymentForm()
    if form.validate():
        try:
            reference = form.external_reference.data or ""
            actions.propose_invoice_payment(viewer(), invoice_id, external_reference=reference)
            return done(url_for(".show", invoice_id=invoice_id), message=WRITTEN_DOWN)
        except Refused as refusal:
            form.refuse(refusal)
    return _invoice_page(invoice_id, 422, payment=form)


@bp.post("/invoices/<id:invoice_id>/cancellation")
@role("operator")
@limiter.limit(WRITING)
@fresh
def cancel(invoice_id: int) -> Response:
    form = CancellationForm()
    if form.validate():
        try:
            actions.propose_cancellation(viewer(), invoice_id, reason=form.reason.data or "")
            return done(url_for(".show", invoice_id=invoice_id), message=WRITTEN_DOWN)
        except Refused as refusal:
            form.refuse(refusal)
    return _invoice_page(invoice_id, 422, cancellation=form)


@bp.get("/invoices.csv")
@role("operator")
@limiter.limit("10/minute")
def as_file() -> Response:
    return invoices_file("invoices.csv", None)


def _page(form: InvoiceForm, status: int = 200) -> Response:
    before = number_arg("before")
    return page(
        "admin/invoices.html",
        part="admin/_invoices.html" if before else None,
        status=status,
        form=form,
        invoices=invoices.invoices(viewer(), None, before=before),
        adjustments=adjustments.adjustments(viewer(), waiting_kind="entry_fee"),
        settlements=desk.settlements(viewer(), of_invoices=True),
    )


def _invoice_page(
    invoice_id: int,
    status: int = 200,
    *,
    payment: PaymentForm | None = None,
    cancellation: CancellationForm | None = None,
) -> Response:
    invoice = invoices.invoice_of(viewer(), invoice_id)
    if invoice is None:
        raise NotFound
    return page(
        "admin/invoice.html",
        status=status,
        invoice=invoice,
        payment=payment or PaymentForm(formdata=None),
        cancellation=cancellation or CancellationForm(formdata=None),
    )
