"""Stripe, through its own library: a Checkout Session for a payment, refunds, signed webhooks."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

import stripe

from adapters.payments.accounts import StripeAccount
from adapters.payments.calling import TIMEOUT_SECONDS
from adapters.payments.interface import (
    TOLERANCE_SECONDS,
    Answer,
    Ask,
    BadNotice,
    Disputed,
    Ended,
    Fact,
    Heard,
    Opened,
    Paid,
    RefundAsk,
    Rejected,
    Returned,
    ReturnedSoFar,
    Unclear,
)

T = TypeVar("T")

# Stripe keeps a session open for half an hour at least. What is paid after our own time is a late payment.
SESSION_LASTS = timedelta(minutes=31)
REFUND_STATES = {"succeeded": "accepted", "failed": "failed", "canceled": "failed"}
DISPUTE_STATES = {"won": "won", "lost": "lost", "warning_closed": "won"}


class Stripe:
    name = "stripe"

    def __init__(self, account: StripeAccount) -> None:
        self.account = account
        self._client = stripe.StripeClient(
            account.secret_key,
            base_addresses={"api": account.url},
            http_client=stripe.RequestsClient(timeout=TIMEOUT_SECONDS),
            # Who asks again is the job, with the same key.
            max_network_retries=0,
        )

    def way_for(self, user_agent: str) -> str:
        return "checkout"

    def open(self, ask: Ask) -> Opened:
        known = {"reference": ask.reference}
        lasts_until = max(ask.expires_at, datetime.now(ask.expires_at.tzinfo) + SESSION_LASTS)
        made = _said(
            lambda: self._client.v1.checkout.sessions.create(
                {
                    "mode": "payment",
                    "client_reference_id": ask.reference,
                    "metadata": known,
                    "payment_intent_data": {"metadata": known},
                    "line_items": [
                        {
                            "quantity": 1,
                            "price_data": {
                                "currency": ask.currency.lower(),
                                "unit_amount": cents,
                                "product_data": {"name": f"{ask.title} {number}"},
                            },
                        }
                        for number, cents in ask.parts
                    ],
                    "success_url": ask.return_url,
                    "cancel_url": ask.return_url,
                    "expires_at": int(lasts_until.timestamp()),
                },
                {"idempotency_key": ask.reference},
            )
        )
        if not made.url:
            raise Unclear("no address to pay at")
        return Opened(made.url, made.id)

    def look(self, reference: str, remote_id: str) -> Paid | Ended | None:
        if not remote_id:
            return None
        said = _said(lambda: self._client.v1.checkout.sessions.retrieve(remote_id))
        if said.client_reference_id != reference:
            raise Unclear("the answer is about another payment")
        return _session(_plain(said))

    def close(self, reference: str, remote_id: str) -> None:
        if remote_id:
            _said(lambda: self._client.v1.checkout.sessions.expire(remote_id))

    def refund(self, ask: RefundAsk) -> Returned:
        try:
            said = _said(lambda: self._refund(ask))
        except Rejected as problem:
            return Returned(ask.reference, "failed", ask.amount_cents, ask.currency, problem=str(problem))
        found = _returned(_plain(said))
        if found is None or found.reference != ask.reference:
            raise Unclear("the answer is about another refund")
        return found

    def _refund(self, ask: RefundAsk) -> stripe.Refund:
        if ask.remote_id:
            return self._client.v1.refunds.retrieve(ask.remote_id)
        return self._client.v1.refunds.create(
            {
                "payment_intent": ask.transaction_id,
                "amount": ask.amount_cents,
                "metadata": {"reference": ask.reference},
            },
            {"idempotency_key": ask.reference},
        )

    def read_notice(self, body: bytes, headers: Mapping[str, str], at: datetime) -> Heard:
        given = {name.lower(): value for name, value in headers.items()}.get("stripe-signature", "")
        try:
            stripe.WebhookSignature.verify_header(body, given, self.account.webhook_secret)
        except (stripe.SignatureVerificationError, UnicodeError, ValueError, TypeError):
            raise BadNotice("the signature is wrong") from None
        if abs(at.timestamp() - _seconds(given)) > TOLERANCE_SECONDS:
            raise BadNotice("the notice is stale")
        try:
            event = json.loads(body)
            event_id, kind, about = event["id"], event["type"], event["data"]["object"]
            if not (isinstance(event_id, str) and 0 < len(event_id) <= 80 and isinstance(about, dict)):
                raise BadNotice("it has no name")
            fact = _fact(str(kind), about)
        except (ValueError, KeyError, TypeError, RecursionError):
            raise BadNotice("it cannot be read") from None
        # Only events of accounts that are connected to ours name one.
        if event.get("account"):
            raise BadNotice("it is for another account")
        return Heard(event_id, fact, event)

    def answer(self, *, taken: bool) -> Answer:
        return Answer(200, "taken") if taken else Answer(400, "refused")


def _said(ask: Callable[[], T]) -> T:
    """What the library gives. Raises Rejected or Unclear."""
    try:
        return ask()
    except (stripe.CardError, stripe.InvalidRequestError) as problem:
        raise Rejected(str(problem.user_message or problem)[:300]) from None
    except stripe.StripeError as problem:
        raise Unclear(f"{type(problem).__name__}: {problem}"[:300]) from None


def _plain(thing: stripe.StripeObject) -> dict[str, Any]:
    return dict(thing.to_dict())


def _seconds(header: str) -> int:
    """When it was signed, of a header whose signature is right."""
    return next(int(part[2:]) for part in header.split(",") if part.startswith("t="))


def _fact(kind: str, about: Mapping[str, Any]) -> Fact | None:
    """Raises KeyError, TypeError or ValueError for what is not what Stripe sends."""
    match kind:
        case "checkout.session.completed" | "checkout.session.async_payment_succeeded":
            return _session(about)
        case "checkout.session.expired" | "checkout.session.async_payment_failed":
            return Ended(_word(about["client_reference_id"]))
        case "refund.created" | "refund.updated" | "refund.failed" | "charge.refund.updated":
            return _returned(about)
        case "charge.refunded":
            return ReturnedSoFar(
                _word(about["payment_intent"]), _whole(about["amount_refunded"]), _currency(about)
            )
        case "charge.dispute.created" | "charge.dispute.updated" | "charge.dispute.closed":
            return Disputed(
                _word(about["id"]),
                _word(about["payment_intent"]),
                DISPUTE_STATES.get(str(about["status"]), "open"),
                _whole(about["amount"]),
                _currency(about),
                str(about.get("reason") or "")[:80],
            )
    return None


def _session(about: Mapping[str, Any]) -> Paid | Ended | None:
    reference = _word(about["client_reference_id"])
    if about["payment_status"] == "paid":
        return Paid(
            reference, _word(about["payment_intent"]), _whole(about["amount_total"]), _currency(about)
        )
    return Ended(reference) if about["status"] == "expired" else None


def _returned(about: Mapping[str, Any]) -> Returned | None:
    """None for a refund that we did not ask for."""
    reference = (about.get("metadata") or {}).get("reference")
    if not isinstance(reference, str):
        return None
    return Returned(
        reference,
        REFUND_STATES.get(str(about["status"]), "requested"),
        _whole(about["amount"]),
        _currency(about),
        _word(about["id"]),
        str(about.get("failure_reason") or about["status"]) if about["status"] != "succeeded" else "",
    )


def _currency(about: Mapping[str, Any]) -> str:
    return _word(about["currency"]).upper()


def _word(value: Any) -> str:
    if not isinstance(value, str) or not value or len(value) > 200:
        raise ValueError("a word is missing")
    return value


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise ValueError("an amount is not a whole number")
    return value
