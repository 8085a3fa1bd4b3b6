"""The money desk of operators: withdrawals to decide, transfers with merchants to write down and confirm."""

from flask import Blueprint, url_for
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from blueprints.admin.payout_forms import FROM_MERCHANT, TO_MERCHANT, DecisionForm, SettlementForm
from core.errors import NotFound, Refused
from core.i18n import N_
from domain.ledger import actions, desk
from domain.orders.queries.disputes import all_disputes
from domain.orders.queries.payouts import payout_view
from web.forms import number_arg, text_arg
from web.guards import role, viewer
from web.limits import WRITING, limiter
from web.respond import done, page, wants_part
from web.show import currency
from web.stepup import fresh

bp = Blueprint("admin_payouts", __name__, url_prefix="/admin")


@bp.get("/payouts")
@role("operator")
def payouts() -> Response:
    tab, after = text_arg("tab") or desk.OPEN, number_arg("after")
    if tab not in (desk.OPEN, desk.DECIDED):
        raise NotFound
    return page(
        "admin/payouts.html",
        part="admin/_payouts.html" if after else None,
        cases=desk.payout_cases(viewer(), tab=tab, after=after),
        chosen=tab,
        form=DecisionForm(formdata=None),
        form_of=None,
    )


@bp.get("/payouts/<id:payout_id>")
@role("operator")
def payout(payout_id: int) -> Response:
    after = number_arg("after")
    seen, case = payout_view(viewer(), payout_id, after=after), desk.payout_case(viewer(), payout_id)
    if seen is None or case is None:
        raise NotFound
    return page(
        "admin/payout.html",
        part="earnings/_items.html" if after else None,
        case=case,
        seen=seen,
        form=DecisionForm(formdata=None),
        form_of=None,
    )


@bp.post("/payouts/<id:payout_id>/decision")
@role("operator")
@limiter.limit(WRITING)
@fresh
def decide(payout_id: int) -> Response:
    form = DecisionForm()
    if form.validate_on_submit():
        try:
            return _decided(payout_id, form)
        except Refused as refusal:
            form.refuse(refusal)
    case = desk.payout_case(viewer(), payout_id)
    if case is None:
        raise NotFound
    return page(
        "admin/payout.html",
        part="admin/_payout.html",
        status=422,
        case=case,
        seen=payout_view(viewer(), payout_id),
        form=form,
        form_of=payout_id,
    )


def _decided(payout_id: int, form: DecisionForm) -> Response:
    match form.decision.data:
        case "approved":
            actions.approve_payout(viewer(), payout_id)
            message = N_("Approved.")
        case "sent":
            actions.send_payout(viewer(), payout_id, external_reference=form.external_reference.data)
            message = N_("Noted as sent.")
        case "succeeded":
            actions.confirm_payout(viewer(), payout_id)
            message = N_("Noted as arrived.")
        case "paid":
            actions.pay_payout(viewer(), payout_id, external_reference=form.external_reference.data)
            message = N_("Noted as sent and arrived.")
        case "failed":
            actions.fail_payout(viewer(), payout_id, reason=form.reason.data)
            message = N_("Noted. The amount is available again.")
        case "rejected":
            actions.reject_payout(viewer(), payout_id, reason=form.reason.data)
            message = N_("Rejected. The amount is available again.")
        case _:
            raise Refused(N_("Say what became of it."), field="decision")
    if not wants_part():
        return done(url_for("admin_payouts.payouts"), message=message)
    return done(
        url_for("admin_payouts.payouts"),
        part="admin/_payout.html",
        message=message,
        case=desk.payout_case(viewer(), payout_id),
        form=form,
        form_of=None,
    )


@bp.get("/disputes")
@role("operator")
def disputes() -> Response:
    before = number_arg("before")
    return page(
        "admin/disputes.html",
        part="admin/_disputes.html" if before else None,
        disputes=all_disputes(viewer(), before=before),
    )


@bp.get("/settlements")
@role("operator")
def settlements() -> Response:
    form = SettlementForm(formdata=None)
    form.merchant_id.data = number_arg("merchant")
    return _settlements_page(form)


@bp.post("/settlements")
@role("operator")
@limiter.limit(WRITING)
@fresh
def propose() -> Response:
    form = SettlementForm()
    if form.validate_on_submit():
        try:
            actions.propose_settlement(
                viewer(),
                merchant_id=form.merchant_id.data,
                cents=_signed(form),
                external_reference=form.external_reference.data,
                memo=form.memo.data,
                currency=currency(),
            )
            return done(
                url_for("admin_payouts.settlements"),
                message=N_("Written down. It counts once it is confirmed."),
            )
        except Refused as refusal:
            form.refuse(refusal)
    return _settlements_page(form, 422)


def _signed(form: SettlementForm) -> int:
    """Above zero what came from the merchant, below what went to him."""
    if form.direction.data not in (FROM_MERCHANT, TO_MERCHANT):
        raise Refused(N_("Say who paid whom."), field="direction")
    cents = abs(form.amount.data or 0)
    return cents if form.direction.data == FROM_MERCHANT else -cents


def _settlements_page(form: SettlementForm, status: int = 200) -> Response:
    before = number_arg("before")
    accounts = desk.merchant_accounts(viewer(), currency())
    form.merchant_id.choices = [SelectChoice(one.merchant_id, one.name) for one in accounts]
    return page(
        "admin/settlements.html",
        part="admin/_settlements.html" if before else None,
        status=status,
        form=form,
        accounts=accounts,
        settlements=desk.settlements(viewer(), before=before),
    )


@bp.post("/settlements/<id:settlement_id>/confirmation")
@role("operator")
@limiter.limit(WRITING)
@fresh
def confirm(settlement_id: int) -> Response:
    actions.confirm_settlement(viewer(), settlement_id)
    return done(url_for("admin_payouts.settlements"), message=N_("Confirmed. The accounts have moved."))


@bp.post("/settlements/<id:settlement_id>/delete")
@role("operator")
@limiter.limit(WRITING)
def withdraw(settlement_id: int) -> Response:
    actions.withdraw_settlement(viewer(), settlement_id)
    return done(url_for("admin_payouts.settlements"), message=N_("Taken back. Nothing has moved."))
