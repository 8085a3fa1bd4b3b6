"""Alipay: page pay on a desktop, wap pay on a phone; what it sends and answers is signed with RSA2 (SHA256withRSA).
Its wire protocol is spoken here, since its libraries bring cryptography that nobody keeps (docs/adr)."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import parse_qsl, urlencode

from adapters.payments import keys
from adapters.payments.accounts import AlipayAccount
from adapters.payments.calling import call
from adapters.payments.interface import (
    Answer,
    Ask,
    BadNotice,
    Ended,
    Fact,
    Heard,
    Opened,
    Paid,
    RefundAsk,
    Rejected,
    Returned,
    Unclear,
)

BEIJING = timezone(timedelta(hours=8))
CURRENCY = "CNY"
# way -> (method, product code)
WAYS = {
    "page": ("alipay.trade.page.pay", "FAST_INSTANT_TRADE_PAY"),
    "wap": ("alipay.trade.wap.pay", "QUICK_WAP_WAY"),
}
OK, BUSINESS_ERROR = "10000", "40004"
TRY_AGAIN = {"ACQ.SYSTEM_ERROR", "AOP.ACQ.SYSTEM_ERROR", "aop.ACQ.SYSTEM_ERROR", "SYSTEM_ERROR"}
NOT_THERE = "ACQ.TRADE_NOT_EXIST"
MAX_NOTICE_BYTES = 16_000


class Alipay:
    name = "alipay"

    def __init__(self, account: AlipayAccount) -> None:
        self.account = account

    def way_for(self, user_agent: str) -> str:
        return "wap" if "Mobile" in user_agent else "page"

    def open(self, ask: Ask) -> Opened:
        method, product = WAYS[ask.way]
        content = {
            "out_trade_no": ask.reference,
            "total_amount": yuan(ask.amount_cents),
            "subject": ask.title,
            "product_code": product,
            "time_expire": _beijing(ask.expires_at),
        }
        if ask.way == "wap":
            content["quit_url"] = ask.return_url
        fields = self._signed(method, content, notify_url=ask.notify_url, return_url=ask.return_url)
        return Opened(f"{self.account.url}?{urlencode(fields)}")

    def look(self, reference: str, remote_id: str) -> Paid | Ended | None:
        said = self._ask("alipay.trade.query", {"out_trade_no": reference})
        if said["code"] != OK:
            if said.get("sub_code") == NOT_THERE:
                return None
            raise Rejected(_reason(said))
        if said.get("out_trade_no") != reference:
            raise Unclear("the answer is about another payment")
        if said.get("trade_status") in ("TRADE_SUCCESS", "TRADE_FINISHED"):
            paid = cents(str(said["total_amount"]))
            return Paid(reference, str(said["trade_no"]), paid, CURRENCY, _payer(said))
        return Ended(reference) if said.get("trade_status") == "TRADE_CLOSED" else None

    def close(self, reference: str, remote_id: str) -> None:
        said = self._ask("alipay.trade.close", {"out_trade_no": reference})
        if said["code"] != OK and said.get("sub_code") != NOT_THERE:
            raise Rejected(_reason(said))

    def refund(self, ask: RefundAsk) -> Returned:
        said = self._ask(
            "alipay.trade.refund",
            {
                "out_trade_no": ask.payment_reference,
                "trade_no": ask.transaction_id,
                "refund_amount": yuan(ask.amount_cents),
                "out_request_no": ask.reference,
                "refund_reason": ask.reason[:200] or "refund",
            },
        )
        if said["code"] != OK:
            return Returned(ask.reference, "failed", ask.amount_cents, CURRENCY, problem=_reason(said))
        if said.get("fund_change") == "Y":
            return Returned(ask.reference, "accepted", ask.amount_cents, CURRENCY)
        return self._look_refund(ask)

    def _look_refund(self, ask: RefundAsk) -> Returned:
        """The money did not move by this call: by an earlier one, or it is still on its way."""
        said = self._ask(
            "alipay.trade.fastpay.refund.query",
            {"out_trade_no": ask.payment_reference, "out_request_no": ask.reference},
        )
        if said["code"] == OK and said.get("refund_status") == "REFUND_SUCCESS":
            return Returned(ask.reference, "accepted", cents(str(said.get("refund_amount"))), CURRENCY)
        return Returned(ask.reference, "requested", ask.amount_cents, CURRENCY)

    def read_notice(self, body: bytes, headers: Mapping[str, str], at: datetime) -> Heard:
        said = _fields(body)
        signature, kind = said.pop("sign", ""), said.pop("sign_type", "")
        if kind != "RSA2":
            raise BadNotice("it is not signed with RSA2")
        if not keys.is_signed(self.account.public_key, _words(said), signature):
            raise BadNotice("the signature is wrong")
        if said.get("app_id") != self.account.app_id:
            raise BadNotice("it is for another app")
        if said.get("seller_id") != self.account.seller_id:
            raise BadNotice("it is for another seller")
        event_id = said.get("notify_id", "")
        if not 0 < len(event_id) <= 80:
            raise BadNotice("it has no name")
        return Heard(event_id, _fact(said), dict(said))

    def answer(self, *, taken: bool) -> Answer:
        return Answer(200, "success") if taken else Answer(400, "failure")

    def _ask(self, method: str, content: Mapping[str, str]) -> dict[str, Any]:
        """What it answers, its signature checked. Raises Unclear for what may be asked again."""
        reply = call(
            "POST",
            self.account.url,
            urlencode(self._signed(method, content)).encode(),
            {"Content-Type": "application/x-www-form-urlencoded;charset=utf-8"},
        )
        if reply.status != 200:
            raise Unclear(f"answered {reply.status}")
        words, signature = _signed_part(reply.body, method.replace(".", "_") + "_response")
        if not keys.is_signed(self.account.public_key, words.encode(), signature):
            raise Unclear("an answer with a wrong signature")
        said = json.loads(words)
        if said.get("code") not in (OK, BUSINESS_ERROR) or said.get("sub_code") in TRY_AGAIN:
            raise Unclear(_reason(said))
        return dict(said)

    def _signed(self, method: str, content: Mapping[str, str], **more: str) -> dict[str, str]:
        fields = {
            "app_id": self.account.app_id,
            "method": method,
            "format": "JSON",
            "charset": "utf-8",
            "sign_type": "RSA2",
            "timestamp": _beijing(datetime.now(BEIJING)),
            "version": "1.0",
            "biz_content": json.dumps(content, ensure_ascii=False),
            **more,
        }
        return {**fields, "sign": keys.sign(self.account.private_key, _words(fields))}


def yuan(amount_cents: int) -> str:
    return f"{amount_cents // 100}.{amount_cents % 100:02d}"


def cents(text: str) -> int:
    """Raises Unclear for what is no amount to the cent."""
    try:
        amount = Decimal(text) * 100
    except InvalidOperation:
        raise Unclear(f"{text!r} is no amount") from None
    if not amount.is_finite() or amount != amount.to_integral_value() or not 0 < amount < 10**15:
        raise Unclear(f"{text!r} is no amount")
    return int(amount)


def _fact(said: Mapping[str, str]) -> Fact | None:
    reference, status = said.get("out_trade_no", ""), said.get("trade_status")
    if status in ("TRADE_SUCCESS", "TRADE_FINISHED"):
        try:
            paid = cents(said.get("total_amount", ""))
            return Paid(reference, said.get("trade_no", ""), paid, CURRENCY, _payer(said))
        except Unclear as problem:
            raise BadNotice(str(problem)) from None
    # A trade of which everything went back is closed too.
    if status == "TRADE_CLOSED" and not said.get("gmt_payment"):
        return Ended(reference)
    return None


def _payer(said: Mapping[str, Any]) -> str:
    """The account that paid: newer shops are told the one name, older ones the other."""
    return str(said.get("buyer_open_id") or said.get("buyer_id") or "")


def _fields(body: bytes) -> dict[str, str]:
    if len(body) > MAX_NOTICE_BYTES:
        raise BadNotice("it is too long")
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=80,
        )
    except ValueError:
        raise BadNotice("the body is not a form") from None
    said = dict(pairs)
    if len(said) != len(pairs):
        raise BadNotice("a field comes twice")
    return said


def _words(fields: Mapping[str, str]) -> bytes:
    """What is signed."""
    return "&".join(f"{name}={fields[name]}" for name in sorted(fields)).encode()


def _signed_part(body: bytes, name: str) -> tuple[str, str]:
    """The very text of the answer, which is what is signed, and its signature. Raises Unclear."""
    try:
        text = body.decode()
        whole = json.loads(text)
        if name not in whole:
            raise Unclear(_reason(whole.get("error_response") or {}))
        start = text.index(f'"{name}"') + len(name) + 2
        start = text.index("{", start)
        _, end = json.JSONDecoder().raw_decode(text, start)
        return text[start:end], str(whole.get("sign", ""))
    except (ValueError, AttributeError, RecursionError):
        raise Unclear("an answer that cannot be read") from None


def _reason(said: Mapping[str, Any]) -> str:
    return str(said.get("sub_msg") or said.get("sub_code") or said.get("msg") or "no reason given")[:300]


def _beijing(at: datetime) -> str:
    return at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")
