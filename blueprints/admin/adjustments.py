"""Bookings by hand, debts that are written off, and the yearly report for the tax office."""

from datetime import UTC, datetime, time

from flask import Blueprint, current_app, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from blueprints.admin.adjustment_forms import AdjustmentForm, WriteOffForm
from core import clock
from core.errors import NotFound, Refused
from core.i18n import N_
from domain.ledger import actions, adjustments, debts, tax
from domain.ledger.actions.adjustments import WRITE_OFF_AFTER
from web.forms import number_arg
from web.guards import role, viewer
from web.limits import WRITING, limiter
from web.respond import done, page
from web.show import currency
from web.spreadsheet import csv_file, money_cell
from web.stepup import fresh

bp = Blueprint("admin_adjustments", __name__, url_prefix="/admin")


@bp.get("/adjustments")
@role("operator")
def show() -> Response:
    return _page(AdjustmentForm(formdata=None))


@bp.post("/adjustments")
@role("operator")
@limiter.limit(WRITING)
@fresh
def propose() -> Response:
    form = AdjustmentForm()
    if form.validate_on_submit():
        try:
            _propose(form)
            return done(
                url_for("admin_adjustments.show"),
                message=N_("Written down. It counts once it is confirmed."),
            )
        except Refused as refusal:
            form.refuse(refusal)
    return _page(form, 422)


def _propose(form: AdjustmentForm) -> None:
    account_kind, holder_id = adjustments.holder_named(viewer(), form.holder.data or "")
    cents = abs(form.amount.data or 0)
    if form.kind.data == "entry_fee":
        if form.due_on.data is None:
            raise Refused(N_("Say by which day it is due."), field="due_on")
        actions.propose_entry_fee(
            viewer(),
            merchant_id=holder_id if account_kind == "merchant_payable" else 0,
            cents=cents,
            reason=form.reason.data or "",
            due_at=datetime.combine(form.due_on.data, time(23, 59), UTC),
            currency=currency(),
        )
    else:
        actions.propose_correction(
            viewer(),
            account_kind=account_kind,
            holder_id=holder_id,
            cents=-cents if form.kind.data == "against" else cents,
            reason=form.reason.data or "",
            currency=currency(),
        )


@bp.post("/adjustments/write-offs/<id:user_id>")
@role("operator")
@limiter.limit(WRITING)
@fresh
def write_off(user_id: int) -> Response:
    form = WriteOffForm()
    form.validate()
    actions.propose_write_off(viewer(), user_id=user_id, reason=form.reason.data or "", currency=currency())
    return done(
        url_for("admin_adjustments.show"), message=N_("Written down. It counts once it is confirmed.")
    )


@bp.post("/adjustments/<id:adjustment_id>/confirmation")
@role("operator")
@limiter.limit(WRITING)
@fresh
def confirm(adjustment_id: int) -> Response:
    actions.confirm_adjustment(viewer(), adjustment_id)
    return done(url_for("admin_adjustments.show"), message=N_("Confirmed. The accounts have moved."))


@bp.post("/adjustments/<id:adjustment_id>/delete")
@role("operator")
@limiter.limit(WRITING)
def withdraw(adjustment_id: int) -> Response:
    actions.withdraw_adjustment(viewer(), adjustment_id)
    return done(url_for("admin_adjustments.show"), message=N_("Taken back. Nothing has moved."))


def _page(form: AdjustmentForm, status: int = 200) -> Response:
    before = number_arg("before")
    return page(
        "admin/adjustments.html",
        part="admin/_adjustments.html" if before else None,
        status=status,
        form=form,
        adjustments=adjustments.adjustments(viewer(), before=before),
        debts=debts.debts(viewer(), currency()),
        old_enough=clock.now() - WRITE_OFF_AFTER,
        this_year=clock.now().year,
    )


@bp.get("/tax/<id:year>.csv")
@role("operator")
@limiter.limit("10/minute")
@fresh
def tax_file(year: int) -> Response:
    """What each angel was paid in a year, with her number: for the operator's report."""
    if not 2000 <= year <= 2999:
        raise NotFound
    head = [
        gettext("Handle"), gettext("Name"), gettext("Country"), gettext("Kind"), gettext("Name as in your papers"),
        gettext("Identity or tax number"), gettext("Currency"), gettext("Payouts"), gettext("Amount"), gettext("Fee"),
        gettext("Tax withheld"), gettext("To the bank"),
    ]  # fmt: skip
    secret = current_app.extensions["settings"].secret_key
    return csv_file(
        f"payees-{year}.csv",
        head,
        (
            [
                row.handle,
                row.display_name,
                row.country,
                row.kind,
                row.legal_name,
                row.id_number,
                row.currency,
                row.payouts,
                money_cell(row.paid_cents, row.currency),
                money_cell(row.fee_cents, row.currency),
                money_cell(row.withheld_cents, row.currency),
                money_cell(row.arrived_cents, row.currency),
            ]
            for row in tax.year(viewer(), year, secret=secret)
        ),
    )
