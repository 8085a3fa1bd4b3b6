"""Where gateways tell that an order was paid. The signature stands in for the form's token."""

import logging

from flask import Blueprint, Response, request
from flask.blueprints import BlueprintSetupState

from adapters.payments import BadNotice
from core import clock
from core.errors import NotFound, Refused
from domain.orders import actions
from domain.orders.actions import Notice
from web.gateways import gateways
from web.guards import public

bp = Blueprint("payments", __name__)
log = logging.getLogger("angelsays.payments")


@bp.post("/payments/<provider>/notify")
@public
def notify(provider: str) -> Response:
    """200 for a notice that is taken, now or before; 400 for one that is not the gateway's; 422 for one that does
    not fit its order. Refused ones change nothing and are logged."""
    gateway = gateways().get(provider)
    if gateway is None:
        raise NotFound
    try:
        said = gateway.read_notice(request.get_data(), dict(request.headers), clock.now())
    except BadNotice as problem:
        log.warning("%s: notice refused, %s", provider, problem)
        return Response("refused\n", 400, mimetype="text/plain")
    notice = Notice(
        provider=provider,
        event_id=said.event_id,
        external_id=said.external_id,
        order_number=said.order_number,
        amount_cents=said.amount_cents,
        currency=said.currency,
    )
    try:
        outcome = actions.take_notice(notice, said.body)
    except Refused as problem:
        log.warning("%s: notice %r does not fit, %s", provider, said.event_id, problem)
        return Response("does not fit\n", 422, mimetype="text/plain")
    return Response(f"{outcome}\n", mimetype="text/plain")


@bp.record_once
def _needs_no_form_token(state: BlueprintSetupState) -> None:
    state.app.extensions["csrf"].exempt(notify)
