"""Paying inside WeChat: WeChat names its user to the site (OAuth, nothing is asked of her), and a payment is opened for
that name. What is to be paid waits in the session, under a state that only this browser knows."""

import hmac
import secrets
from dataclasses import dataclass

from flask import session as cookie, url_for

from adapters.payments.wechat import Wechat
from core.errors import NotFound, Refused
from core.i18n import N_
from domain.orders.queries import GatewayPaymentView
from domain.people.viewer import Viewer
from web.gateways import online_gateways, pay_at
from web.headers import POLICY

KEPT = "wechat_payer"
# Older versions of WeChat speak with the page by frames of their own scheme.
BRIDGE_POLICY = f"{POLICY}; frame-src weixin:"


@dataclass(frozen=True, slots=True)
class Leaving:
    number: str
    whole_checkout: bool
    state: str


def leave(number: str, *, whole_checkout: bool) -> str:
    """Keeps what is to be paid. Returns the page that leads to WeChat."""
    cookie[KEPT] = {"number": number, "whole": whole_checkout, "state": secrets.token_urlsafe(24)}
    return url_for("wechat.leaving")


def leaving() -> Leaving:
    """What waits in this browser. Raises NotFound when nothing does."""
    kept = cookie.get(KEPT)
    if kept is None:
        raise NotFound
    return Leaving(kept["number"], kept["whole"], kept["state"])


def sign_in_address(one: Leaving, return_url: str) -> str:
    return _gateway().payer_address(return_url, one.state)


def arrived(state: str) -> Leaving:
    """What was waiting, once. Raises Refused when the answer is not to what this browser has asked."""
    kept = cookie.get(KEPT)
    if kept is None or not hmac.compare_digest(kept["state"].encode(), state.encode()):
        raise Refused(N_("This answer of WeChat is not to what this browser asked. Please press Pay again."))
    found = leaving()
    del cookie[KEPT]
    return found


def begin(actor: Viewer, one: Leaving, code: str) -> str:
    """Opens the payment for whom WeChat names. Returns its reference. Raises Rejected and Unclear."""
    openid = _gateway().payer_of(code)
    return pay_at(
        actor, one.number, Wechat.name, way="jsapi", whole_checkout=one.whole_checkout, openid=openid
    )


def bridge_call(payment: GatewayPaymentView) -> dict[str, str] | None:
    """What the page hands to WeChat for a payment that was opened inside it, signed now."""
    if payment.way != "jsapi" or payment.state != "open" or not payment.remote_id:
        return None
    gateway = online_gateways().get(Wechat.name)
    return gateway.jsapi_call(payment.remote_id) if isinstance(gateway, Wechat) else None


def _gateway() -> Wechat:
    gateway = online_gateways().get(Wechat.name)
    if not isinstance(gateway, Wechat):
        raise NotFound
    return gateway
