"""Stripe as it speaks on the wire, with a key and a signing secret of its own."""

import hashlib
import hmac
import json
import re
import time
from typing import Any
from urllib.parse import parse_qsl

from adapters.payments.accounts import StripeAccount
from tests.wire.serving import Answer, Request

KEY, SECRET = "sk_test_of_the_site", "whsec_of_the_endpoint"


class StripeServer:
    def __init__(self) -> None:
        self.sessions: dict[str, dict[str, Any]] = {}
        self.refunds: dict[str, dict[str, Any]] = {}
        self.by_key: dict[str, dict[str, Any]] = {}
        self.asked: list[str] = []
        self.refund_status = "succeeded"
        self.refuses: tuple[int, dict[str, str]] | None = None
        self.events = 0

    def account(self, url: str) -> StripeAccount:
        return StripeAccount(KEY, SECRET, url)

    def session_of(self, reference: str) -> dict[str, Any]:
        return next(one for one in self.sessions.values() if one["client_reference_id"] == reference)

    def pay(self, reference: str) -> None:
        session = self.session_of(reference)
        session.update(
            status="complete", payment_status="paid", payment_intent=f"pi_{session['id'].removeprefix('cs_')}"
        )

    def event(
        self, kind: str, about: dict[str, Any], *, secret: str = SECRET, stamp: int | None = None, **more: Any
    ) -> tuple[bytes, dict[str, str]]:
        self.events += 1
        event = {
            "id": f"evt_{self.events:024d}",
            "object": "event",
            "type": kind,
            "data": {"object": about},
            **more,
        }
        return self.signed(json.dumps(event).encode(), secret=secret, stamp=stamp)

    def notice(self, reference: str, **more: Any) -> tuple[bytes, dict[str, str]]:
        about = {**self.session_of(reference), **more.pop("session", {})}
        return self.event("checkout.session.completed", about, **more)

    @staticmethod
    def signed(
        body: bytes, *, secret: str = SECRET, stamp: int | None = None
    ) -> tuple[bytes, dict[str, str]]:
        seconds = stamp if stamp is not None else int(time.time())
        mac = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
        return body, {"Stripe-Signature": f"t={seconds},v1={mac}"}

    def answer(self, request: Request) -> Answer:
        assert request.headers["authorization"] == f"Bearer {KEY}"
        self.asked.append(f"{request.method} {request.path}")
        status, said = self._said(request)
        return Answer(status, json.dumps(said).encode(), {"Content-Type": "application/json"})

    def _said(self, request: Request) -> tuple[int, dict[str, Any]]:
        fields = dict(parse_qsl(request.body.decode(), strict_parsing=True)) if request.body else {}
        key = request.headers.get("idempotency-key", "")
        path = request.path.split("?")[0]
        if request.method == "POST" and path == "/v1/checkout/sessions":
            return 200, self.by_key.setdefault(key, self._open(fields))
        if found := re.fullmatch(r"/v1/checkout/sessions/(\w+)(/expire)?", path):
            session = self.sessions[found[1]]
            if found[2] and session["status"] == "open":
                session["status"] = "expired"
            return 200, session
        if request.method == "POST":
            assert path == "/v1/refunds"
            if self.refuses:
                return self.refuses[0], {"error": self.refuses[1]}
            return 200, self.by_key.setdefault(key, self._refund(fields))
        return 200, self.refunds[path.rsplit("/", 1)[1]]

    def _open(self, fields: dict[str, str]) -> dict[str, Any]:
        number = len(self.sessions)
        amount, i = 0, 0
        while f"line_items[{i}][quantity]" in fields:
            amount += int(fields[f"line_items[{i}][price_data][unit_amount]"])
            i += 1
        session = {
            "id": f"cs_{number:016d}",
            "object": "checkout.session",
            "client_reference_id": fields["client_reference_id"],
            "amount_total": amount,
            "currency": fields["line_items[0][price_data][currency]"],
            "status": "open",
            "payment_status": "unpaid",
            "payment_intent": None,
            "url": f"https://checkout.stripe.com/c/pay/cs_{number:016d}",
            "fields": fields,
        }
        self.sessions[session["id"]] = session
        return session

    def _refund(self, fields: dict[str, str]) -> dict[str, Any]:
        refund = {
            "id": f"re_{len(self.refunds):016d}",
            "object": "refund",
            "amount": int(fields["amount"]),
            "currency": "cny",
            "payment_intent": fields["payment_intent"],
            "metadata": {"reference": fields["metadata[reference]"]},
            "status": self.refund_status,
        }
        self.refunds[refund["id"]] = refund
        return refund
