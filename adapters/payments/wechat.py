"""WeChat Pay v3: H5 on a phone, Native (a picture to scan) on a desktop, JSAPI inside WeChat. Requests, answers and
notices are signed with RSA-SHA256; what a notice says is sealed with AES-256-GCM. Its wire protocol is spoken here,
since its library calls one fixed address (docs/adr)."""

import base64
import binascii
import json
import secrets
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters.payments import keys
from adapters.payments.accounts import WechatAccount
from adapters.payments.calling import call
from adapters.payments.interface import (
    TOLERANCE_SECONDS,
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

SCHEME = "WECHATPAY2-SHA256-RSA2048"
REFUND_STATES = {"SUCCESS": "accepted", "PROCESSING": "requested", "CLOSED": "failed", "ABNORMAL": "failed"}
# Of the sign-in: the system is busy, asked too often.
BUSY = {-1, 45011}
TRY_AGAIN = {"SYSTEM_ERROR", "FREQUENCY_LIMITED", "BANK_ERROR", "SIGN_ERROR"}


class Wechat:
    name = "wechat"

    def __init__(self, account: WechatAccount) -> None:
        self.account = account

    def way_for(self, user_agent: str) -> str:
        """Inside WeChat H5 is not allowed, nor JSAPI inside a mini program; who cannot be named there scans."""
        if "MicroMessenger" in user_agent:
            return "jsapi" if self.account.app_secret and "miniProgram" not in user_agent else "native"
        return "h5" if "Mobile" in user_agent else "native"

    def payer_address(self, return_url: str, state: str) -> str:
        """Where WeChat sends its user on to `return_url` at once, with `state` and a code for `payer_of`."""
        asked = {
            "appid": self.account.app_id,
            "redirect_uri": return_url,
            "response_type": "code",
            "scope": "snsapi_base",
            "state": state,
        }
        return f"{self.account.sign_in_url}/connect/oauth2/authorize?{urlencode(asked)}#wechat_redirect"

    def payer_of(self, code: str) -> str:
        """The openid of whom the code was given to. Raises Rejected for a code that is used or wrong, and Unclear."""
        asked = {
            "appid": self.account.app_id,
            "secret": self.account.app_secret,
            "code": code,
            "grant_type": "authorization_code",
        }
        reply = call("GET", f"{self.account.openid_url}/sns/oauth2/access_token?{urlencode(asked)}")
        try:
            said = json.loads(reply.body)
        except (ValueError, RecursionError):
            raise Unclear("an answer that cannot be read") from None
        if reply.status != 200 or not isinstance(said, dict) or said.get("errcode") in BUSY:
            raise Unclear(f"answered {reply.status}")
        if said.get("errcode"):
            raise Rejected(str(said.get("errmsg") or said["errcode"])[:300])
        return _text(said, "openid")

    def open(self, ask: Ask) -> Opened:
        order: dict[str, Any] = {
            "appid": self.account.app_id,
            "mchid": self.account.mch_id,
            "description": ask.title[:120],
            "out_trade_no": ask.reference,
            "time_expire": ask.expires_at.strftime("%Y-%m-%dT%H:%M:%S+00:00"),
            "notify_url": ask.notify_url,
            "amount": {"total": ask.amount_cents, "currency": ask.currency},
        }
        if ask.way == "h5":
            order["scene_info"] = {"payer_client_ip": ask.client_ip, "h5_info": {"type": "Wap"}}
        if ask.way == "jsapi":
            order["payer"] = {"openid": ask.openid}
        said = self._ask("POST", f"/v3/pay/transactions/{ask.way}", order)
        if ask.way == "h5":
            return Opened(f"{_text(said, 'h5_url')}&{urlencode({'redirect_url': ask.return_url})}")
        if ask.way == "jsapi":
            return Opened("", _text(said, "prepay_id"))
        return Opened(_text(said, "code_url"))

    def jsapi_call(self, prepay_id: str) -> dict[str, str]:
        """What a page inside WeChat hands to WeixinJSBridge.invoke("getBrandWCPayRequest")."""
        stamp, nonce, package = str(int(time.time())), secrets.token_hex(16), f"prepay_id={prepay_id}"
        words = f"{self.account.app_id}\n{stamp}\n{nonce}\n{package}\n".encode()
        return {
            "appId": self.account.app_id,
            "timeStamp": stamp,
            "nonceStr": nonce,
            "package": package,
            "signType": "RSA",
            "paySign": keys.sign(self.account.private_key, words),
        }

    def look(self, reference: str, remote_id: str) -> Paid | Ended | None:
        address = f"/v3/pay/transactions/out-trade-no/{quote(reference)}?mchid={quote(self.account.mch_id)}"
        try:
            said = self._ask("GET", address)
        except _NotThere:
            return Ended(reference)
        if said.get("out_trade_no") != reference:
            raise Unclear("the answer is about another payment")
        return _payment(said)

    def close(self, reference: str, remote_id: str) -> None:
        address = f"/v3/pay/transactions/out-trade-no/{quote(reference)}/close"
        try:
            self._ask("POST", address, {"mchid": self.account.mch_id})
        except _NotThere:
            return

    def refund(self, ask: RefundAsk) -> Returned:
        try:
            said = self._ask_refund(ask)
        except _NotThere:
            raise Unclear("it is not there yet") from None
        except Rejected as problem:
            return Returned(ask.reference, "failed", ask.amount_cents, ask.currency, problem=str(problem))
        if said.get("out_refund_no") != ask.reference:
            raise Unclear("the answer is about another refund")
        return _refund(said, "status")

    def _ask_refund(self, ask: RefundAsk) -> dict[str, Any]:
        if ask.remote_id:
            return self._ask("GET", f"/v3/refund/domestic/refunds/{quote(ask.reference)}")
        return self._ask(
            "POST",
            "/v3/refund/domestic/refunds",
            {
                "transaction_id": ask.transaction_id,
                "out_refund_no": ask.reference,
                "reason": ask.reason[:26] or "refund",
                "notify_url": ask.notify_url,
                "amount": {
                    "refund": ask.amount_cents,
                    "total": ask.total_cents,
                    "currency": ask.currency,
                },
            },
        )

    def read_notice(self, body: bytes, headers: Mapping[str, str], at: datetime) -> Heard:
        self._check_signature(body, headers, at)
        try:
            notice = json.loads(body)
            event_id, event = _text(notice, "id"), _text(notice, "event_type")
            said = self._unsealed(notice["resource"])
        except (ValueError, KeyError, TypeError, RecursionError, Unclear):
            raise BadNotice("it cannot be read") from None
        if len(event_id) > 80:
            raise BadNotice("it has no name")
        if said.get("mchid") != self.account.mch_id:
            raise BadNotice("it is for another merchant")
        try:
            return Heard(event_id, self._fact(event, said), {"event": event, **said})
        except Unclear as problem:
            raise BadNotice(str(problem)) from None

    def answer(self, *, taken: bool) -> Answer:
        if taken:
            return Answer(200, "")
        return Answer(401, json.dumps({"code": "FAIL", "message": "refused"}), "application/json")

    def _check_signature(self, body: bytes, headers: Mapping[str, str], at: datetime) -> None:
        given = {name.lower(): value for name, value in headers.items()}
        stamp, nonce = given.get("wechatpay-timestamp", ""), given.get("wechatpay-nonce", "")
        if given.get("wechatpay-serial") != self.account.platform_serial:
            raise BadNotice("it is signed with a key that we do not know")
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
            raise BadNotice("it has no time")
        words = f"{stamp}\n{nonce}\n".encode("latin-1", "replace") + body + b"\n"
        if not keys.is_signed(self.account.platform_key, words, given.get("wechatpay-signature", "")):
            raise BadNotice("the signature is wrong")
        if abs(at.timestamp() - int(stamp)) > TOLERANCE_SECONDS:
            raise BadNotice("the notice is stale")

    def _unsealed(self, resource: Mapping[str, Any]) -> dict[str, Any]:
        """What the notice says. Raises ValueError, KeyError or TypeError."""
        if resource["algorithm"] != "AEAD_AES_256_GCM":
            raise ValueError("sealed in another way")
        try:
            plain = AESGCM(self.account.api_v3_key).decrypt(
                resource["nonce"].encode(),
                base64.b64decode(resource["ciphertext"], validate=True),
                resource.get("associated_data", "").encode(),
            )
        except (InvalidTag, binascii.Error, AttributeError):
            raise ValueError("the seal is broken") from None
        said = json.loads(plain)
        if not isinstance(said, dict):
            raise ValueError("not an object")
        return said

    def _fact(self, event: str, said: Mapping[str, Any]) -> Fact | None:
        if event == "TRANSACTION.SUCCESS":
            if said.get("appid") != self.account.app_id:
                raise BadNotice("it is for another app")
            return _payment(said)
        if event.startswith("REFUND."):
            return _refund(said, "refund_status")
        return None

    def _ask(self, method: str, address: str, said: Mapping[str, Any] | None = None) -> dict[str, Any]:
        body = b"" if said is None else json.dumps(said, ensure_ascii=False).encode()
        # A proxy may keep the API under a path of its own; the signature is over the path that WeChat Pay sees.
        reply = call(
            method,
            self.account.url + address,
            body or None,
            {
                "Authorization": self._authorization(method, address, body),
                "Content-Type": "application/json",
                "Accept": "application/json",
                "User-Agent": "angel-says",
            },
        )
        if reply.status >= 500:
            raise Unclear(f"answered {reply.status}")
        self._check_reply(reply.body, reply.headers.items())
        try:
            answer = json.loads(reply.body or b"{}")
        except (ValueError, RecursionError):
            raise Unclear("an answer that cannot be read") from None
        if not isinstance(answer, dict):
            raise Unclear("an answer that cannot be read")
        if reply.status in (200, 204):
            return answer
        if reply.status == 429 or answer.get("code") in TRY_AGAIN:
            raise Unclear(_reason(answer))
        if reply.status == 404:
            raise _NotThere
        raise Rejected(_reason(answer))

    def _check_reply(self, body: bytes, headers: Any) -> None:
        given = {name.lower(): value for name, value in headers}
        stamp, nonce = given.get("wechatpay-timestamp", ""), given.get("wechatpay-nonce", "")
        words = f"{stamp}\n{nonce}\n".encode("latin-1", "replace") + body + b"\n"
        is_right = given.get("wechatpay-serial") == self.account.platform_serial and keys.is_signed(
            self.account.platform_key, words, given.get("wechatpay-signature", "")
        )
        if not is_right:
            raise Unclear("an answer with a wrong signature")

    def _authorization(self, method: str, address: str, body: bytes) -> str:
        stamp, nonce = int(time.time()), secrets.token_hex(16)
        parts = urlsplit(address)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        words = f"{method}\n{path}\n{stamp}\n{nonce}\n".encode() + body + b"\n"
        signature = keys.sign(self.account.private_key, words)
        return (
            f'{SCHEME} mchid="{self.account.mch_id}",nonce_str="{nonce}",signature="{signature}",'
            f'timestamp="{stamp}",serial_no="{self.account.serial}"'
        )


class _NotThere(Exception):
    """WeChat Pay knows of no such thing."""


def _payment(said: Mapping[str, Any]) -> Paid | Ended | None:
    reference, state = _text(said, "out_trade_no"), said.get("trade_state")
    # Of one that says REFUND something went back after it was paid.
    if state in ("SUCCESS", "REFUND"):
        cents, currency = _amount(said, "total")
        payer = said.get("payer")
        name = str(payer.get("openid") or "") if isinstance(payer, Mapping) else ""
        return Paid(reference, _text(said, "transaction_id"), cents, currency, name)
    return Ended(reference) if state in ("CLOSED", "REVOKED", "PAYERROR") else None


def _refund(said: Mapping[str, Any], name: str) -> Returned:
    state = REFUND_STATES.get(str(said.get(name)))
    if state is None:
        raise Unclear(f"{name} is {said.get(name)!r}")
    cents, currency = _amount(said, "refund")
    problem = f"WeChat Pay: {said.get(name)}" if state == "failed" else ""
    return Returned(
        _text(said, "out_refund_no"), state, cents, currency, str(said.get("refund_id", "")), problem
    )


def _amount(said: Mapping[str, Any], name: str) -> tuple[int, str]:
    amount = said.get("amount")
    if not isinstance(amount, dict) or type(amount.get(name)) is not int:
        raise Unclear("the amount is not a whole number")
    # Notices of refunds name no currency: it is the one that WeChat Pay has.
    return amount[name], str(amount.get("currency", "CNY"))


def _text(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name)
    if not isinstance(value, str) or not value or len(value) > 1_000:
        raise Unclear(f"{name} is missing")
    return value


def _reason(answer: Mapping[str, Any]) -> str:
    return str(answer.get("message") or answer.get("code") or "no reason given")[:300]
