"""The page where a buyer waits for a gateway's word, and where gateways say it. Their signature stands in for the form's
token. What the browser brings back from a gateway is never believed."""

import logging

from flask import Blueprint, Response, make_response, request, url_for
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response as BaseResponse

from adapters.drawing.qr import qr_svg
from adapters.payments import BadNotice, OnlineGateway, Rejected, Sandbox, Unclear
from core import clock
from core.errors import NotFound, Refused
from core.i18n import N_
from domain.orders import actions, queries
from domain.orders.actions import Notice, gateway_payments
from web.gateways import ask_about, online_gateways, sandbox
from web.guards import public, viewer
from web.limits import ASKING, limiter
from web.paying_in_wechat import BRIDGE_POLICY, bridge_call
from web.respond import done, page, wants_part

bp = Blueprint("payments", __name__)
log = logging.getLogger("angelsays.payments")


@bp.get("/payments/<reference>")
def show(reference: str) -> Response:
    """Waits for the gateway's word. With `go` it first leads there."""
    payment = queries.gateway_payment(viewer(), reference)
    wechat_call = bridge_call(payment)
    answer = page(
        "payments/show.html", part="payments/_payment.html", payment=payment, wechat_call=wechat_call
    )
    if wechat_call:
        answer.headers["Content-Security-Policy"] = BRIDGE_POLICY
    leads_away = payment.state == "open" and not payment.is_scanned and not wants_part()
    if request.args.get("go") and leads_away and payment.goes_to:
        answer.headers["Refresh"] = f"0; url={payment.goes_to}"
    return answer


@bp.get("/payments/<reference>/code.svg")
def code(reference: str) -> Response:
    """What the buyer scans with her phone."""
    payment = queries.gateway_payment(viewer(), reference)
    if not payment.is_scanned or not payment.goes_to:
        raise NotFound
    answer = make_response(qr_svg(payment.goes_to))
    answer.mimetype = "image/svg+xml"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.post("/payments/<reference>/questions")
@limiter.limit(ASKING)
def ask(reference: str) -> BaseResponse:
    """Asks the gateway, since no notice has come."""
    one = gateway_payments.open_payment(viewer(), reference)
    message = None
    if one is not None:
        gateway = online_gateways().get(one.provider)
        gateway_payments.asked_now(reference)
        try:
            if gateway is None or not ask_about(gateway, one):
                message = N_("Nothing has been paid there yet.")
        except (Rejected, Unclear, Refused) as problem:
            log.warning("%s: nothing is known of payment %s, %s", one.provider, reference, problem)
            message = N_("There is no answer from there just now.")
    payment = queries.gateway_payment(viewer(), reference)
    return done(
        url_for("payments.show", reference=reference),
        part="payments/_payment.html",
        message=message,
        payment=payment,
        wechat_call=bridge_call(payment),
    )


@bp.post("/payments/<provider>/notify")
@public
def notify(provider: str) -> Response:
    """Takes a notice, now or before. One that is not the gateway's, or that does not fit what was asked for, changes
    nothing and is logged."""
    gateway = online_gateways().get(provider)
    if gateway is not None:
        return _notice_of(gateway)
    tried_out = sandbox()
    if provider != Sandbox.name or tried_out is None:
        raise NotFound
    return _notice_of_sandbox(tried_out)


def _notice_of(gateway: OnlineGateway) -> Response:
    try:
        heard = gateway.read_notice(request.get_data(), dict(request.headers), clock.now())
    except BadNotice as problem:
        log.warning("%s: notice refused, %s", gateway.name, problem)
        return _answer(gateway, taken=False)
    try:
        outcome = actions.take_heard(gateway.name, heard)
    except Refused as problem:
        log.warning("%s: notice %r does not fit, %s", gateway.name, heard.event_id, problem)
        return _answer(gateway, taken=False)
    level = logging.ERROR if outcome == "more" else logging.INFO
    log.log(level, "%s: notice %r is taken, %s", gateway.name, heard.event_id, outcome)
    return _answer(gateway, taken=True)


def _answer(gateway: OnlineGateway, *, taken: bool) -> Response:
    answer = gateway.answer(taken=taken)
    return Response(answer.body, answer.status, mimetype=answer.mimetype)


def _notice_of_sandbox(gateway: Sandbox) -> Response:
    """200 for a notice that is taken, 400 for one that is not the sandbox's, 422 for one that does not fit."""
    try:
        said = gateway.read_notice(request.get_data(), dict(request.headers), clock.now())
    except BadNotice as problem:
        log.warning("sandbox: notice refused, %s", problem)
        return Response("refused\n", 400, mimetype="text/plain")
    notice = Notice(
        provider=gateway.name,
        event_id=said.event_id,
        external_id=said.external_id,
        order_number=said.order_number,
        amount_cents=said.amount_cents,
        currency=said.currency,
    )
    try:
        outcome = actions.take_notice(notice, said.body)
    except Refused as problem:
        log.warning("sandbox: notice %r does not fit, %s", said.event_id, problem)
        return Response("does not fit\n", 422, mimetype="text/plain")
    return Response(f"{outcome}\n", mimetype="text/plain")


@bp.record_once
def _needs_no_form_token(state: BlueprintSetupState) -> None:
    state.app.extensions["csrf"].exempt(notify)
