"""The operator's desk: what waits, the merchants and what is decided about them, the people."""

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from blueprints.admin.forms import DecisionForm, FeeForm
from core.errors import NotFound, Refused
from core.i18n import N_
from domain.ledger import desk
from domain.merchants import actions, dossier, fees, queries, rules
from domain.moderation.queries import open_count
from domain.orders.queries.reviews import waiting_reviews
from domain.people.queries.everyone import everyone
from web.forms import number_arg, text_arg
from web.guards import role, viewer
from web.limits import WRITING, limiter
from web.respond import done, page

bp = Blueprint("admin", __name__)

SAID = {
    "verified": N_("The shop is verified."),
    "refused": N_("The application is refused; the applicant reads the reason."),
    "suspended": N_("The shop is suspended; its products are hidden."),
}


@bp.get("/admin")
@role("operator")
def index() -> Response:
    return page(
        "admin/index.html",
        merchants=queries.waiting_count(viewer()),
        held=waiting_reviews(viewer()),
        payouts=len(desk.payout_cases(viewer(), tab=desk.OPEN)),
        reports=open_count(viewer()),
    )


@bp.get("/admin/merchants")
@role("operator")
def merchants() -> Response:
    state, before = text_arg("state") or "applied", number_arg("before")
    if state not in rules.VERDICTS:
        raise NotFound
    return page(
        "admin/merchants.html",
        part="admin/_merchants.html" if before else None,
        state=state,
        applications=queries.applications(viewer(), state=state, before=before),
    )


@bp.get("/admin/merchants/<id:merchant_id>")
@role("operator")
def merchant(merchant_id: int) -> Response:
    return merchant_page(merchant_id)


@bp.post("/admin/merchants/<id:merchant_id>/decisions")
@role("operator")
@limiter.limit(WRITING)
def decide(merchant_id: int) -> Response:
    form, verdict = DecisionForm(), request.form.get("verdict", "")
    if form.validate():
        try:
            actions.decide(viewer(), merchant_id, verdict=verdict, reason=form.reason.data or "")
            return done(url_for(".merchant", merchant_id=merchant_id), message=SAID[verdict])
        except Refused as refused:
            form.refuse(refused)
    return merchant_page(merchant_id, 422, decision=form)


@bp.post("/admin/merchants/<id:merchant_id>/fee")
@role("operator")
@limiter.limit(WRITING)
def set_fee(merchant_id: int) -> Response:
    form = FeeForm()
    if form.validate():
        try:
            fees.set_fee(viewer(), merchant_id, fee_bps=form.fee.data or 0, reason=form.reason.data or "")
            return done(url_for(".merchant", merchant_id=merchant_id), message=N_("The fee is kept."))
        except Refused as refused:
            form.refuse(refused)
    return merchant_page(merchant_id, 422, fee=form)


def merchant_page(
    merchant_id: int,
    status: int = 200,
    *,
    decision: DecisionForm | None = None,
    fee: FeeForm | None = None,
    typed: str = "",
) -> Response:
    application = queries.application(viewer(), merchant_id)
    return page(
        "admin/merchant.html",
        part="merchant/_fee_history.html" if number_arg("before") else None,
        status=status,
        application=application,
        verdicts=rules.VERDICTS[application.merchant.state],
        decision=decision or DecisionForm(formdata=None),
        dossier=dossier.dossier(viewer(), merchant_id),
        typed=typed.replace("\0", ""),
        fee=fee or FeeForm(formdata=None, data={"fee": application.merchant.fee_bps}),
        notice_days=fees.notice().days,
        announced=fees.announced_fee(viewer(), merchant_id),
        history=fees.fee_history(viewer(), merchant_id, before=number_arg("before")),
        history_address=url_for("admin.merchant", merchant_id=merchant_id),
    )


@bp.get("/admin/people")
@role("operator")
def people() -> Response:
    words, before = text_arg("q", 40), number_arg("before")
    return page(
        "admin/people.html",
        part="admin/_people.html" if before else None,
        words=words,
        accounts=everyone(viewer(), words=words, before=before),
    )
