"""The sandbox, the gateway of development: it pays at the press of a button, and signs its notices with a key made
from the site's own secret."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from adapters.payments.interface import TOLERANCE_SECONDS, BadNotice

MAX_TEXT = 80


@dataclass(frozen=True, slots=True)
class GatewayNotice:
    """This much was paid for this order. `event_id` names the notice, `external_id` the payment."""

    event_id: str
    external_id: str
    order_number: str
    amount_cents: int
    currency: str
    body: dict[str, Any] = field(default_factory=dict)


class Sandbox:
    """`Sandbox-Signature: t=SECONDS,v1=HEX`, an HMAC-SHA256 of "SECONDS.BODY"."""

    name = "sandbox"
    header = "Sandbox-Signature"

    def __init__(self, secret: str) -> None:
        self._key = hmac.digest(secret.encode(), b"sandbox gateway", "sha256")

    def sign(self, body: bytes, at: datetime) -> str:
        seconds = int(at.timestamp())
        return f"t={seconds},v1={self._mac(seconds, body)}"

    def read_notice(self, body: bytes, headers: Mapping[str, str], at: datetime) -> GatewayNotice:
        self._check_signature(body, headers.get(self.header, ""), at)
        try:
            said = json.loads(body)
        except (ValueError, RecursionError):
            raise BadNotice("the body is not JSON") from None
        if not isinstance(said, dict):
            raise BadNotice("the body is not an object")
        amount = said.get("amount_cents")
        if type(amount) is not int:
            raise BadNotice("the amount is not a whole number")
        return GatewayNotice(
            event_id=_text(said, "event_id"),
            external_id=_text(said, "payment_id"),
            order_number=_text(said, "order_number"),
            amount_cents=amount,
            currency=_text(said, "currency"),
            body=said,
        )

    def _check_signature(self, body: bytes, given: str, at: datetime) -> None:
        parts = dict(part.split("=", 1) for part in given.split(",") if "=" in part)
        seconds = parts.get("t", "")
        if not (seconds.isascii() and seconds.isdigit() and len(seconds) <= 12):
            raise BadNotice("there is no signature")
        if not hmac.compare_digest(self._mac(int(seconds), body).encode(), parts.get("v1", "").encode()):
            raise BadNotice("the signature is wrong")
        if abs(at.timestamp() - int(seconds)) > TOLERANCE_SECONDS:
            raise BadNotice("the notice is stale")

    def _mac(self, seconds: int, body: bytes) -> str:
        return hmac.new(self._key, f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()


def _text(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= MAX_TEXT or not value.isprintable():
        raise BadNotice(f"{name} is missing")
    return value
