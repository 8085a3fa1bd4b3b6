"""What is asked of gateways by the clock: refunds that are due, payments of which no notice came. In a thread of its
own, since it speaks to other machines; each answer is taken by an action of its own."""

import logging

from flask import Flask

from adapters.payments import Rejected, Unclear
from core.errors import Refused
from domain.orders.actions import gateway_payments, gateway_refunds
from domain.orders.actions.gateway_payments import Open
from domain.orders.actions.gateway_refunds import Due
from jobs.beside import Beside
from web.gateways import ask_about, notify_url, online_gateways

log = logging.getLogger("angelsays.payments")


def ask_all(app: Flask) -> int:
    return sum(_refund(due) for due in gateway_refunds.due_refunds()) + sum(
        _look(one) for one in gateway_payments.due_payments()
    )


def _refund(due: Due) -> int:
    gateway = online_gateways().get(due.provider)
    if gateway is None:
        log.error("%s: a refund waits, and the site has no account there any more", due.provider)
        gateway_refunds.put_off(due.ask.reference)
        return 0
    try:
        said = gateway.refund(due.with_notices_to(notify_url(due.provider)))
        outcome = gateway_refunds.take_returned(due.provider, said)
    except (Rejected, Unclear, Refused) as problem:
        log.warning("%s: refund %s is asked for again later, %s", due.provider, due.ask.reference, problem)
        gateway_refunds.put_off(due.ask.reference)
        return 0
    return int(outcome != "requested")


def _look(one: Open) -> int:
    gateway = online_gateways().get(one.provider)
    if gateway is None:
        return 0
    gateway_payments.asked_now(one.reference)
    try:
        return int(ask_about(gateway, one))
    except (Rejected, Unclear, Refused) as problem:
        log.warning("%s: nothing is known of payment %s, %s", one.provider, one.reference, problem)
        return 0


asking = Beside("gateways", ask_all)
