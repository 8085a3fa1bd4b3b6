"""Alipay as it speaks on the wire, with keys of its own."""

import base64
import json
from datetime import datetime, timedelta, timezone
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from adapters.payments.accounts import AlipayAccount
from tests.wire.serving import Answer, Request, key_of

APP_ID, SELLER_ID = "2021000000000001", "2088000000000001"
BEIJING = timezone(timedelta(hours=8))


def rsa2(key: rsa.RSAPrivateKey, words: str) -> str:
    return base64.b64encode(key.sign(words.encode(), padding.PKCS1v15(), hashes.SHA256())).decode()


class AlipayServer:
    """`trades`: reference -> what is known of it. `refuses`: sub_code and words for refunds that it does not do."""

    def __init__(self) -> None:
        self.trades: dict[str, dict[str, str]] = {}
        self.refunds: dict[str, str] = {}
        self.asked: list[str] = []
        self.refuses: tuple[str, str] | None = None
        self.is_slow_with_refunds = False
        self.lies = False
        self.notices = 0

    def account(self, url: str) -> AlipayAccount:
        return AlipayAccount(
            APP_ID, SELLER_ID, key_of("site"), key_of("alipay").public_key(), f"{url}/gateway.do"
        )

    def opened(self, address: str) -> dict[str, str]:
        """The buyer's browser comes to the cashier: the signature of the site is right, and the trade begins."""
        fields = dict(parse_qsl(urlsplit(address).query, strict_parsing=True))
        content = self._checked(fields)
        self.trades[content["out_trade_no"]] = {
            "out_trade_no": content["out_trade_no"],
            "trade_no": f"2026{len(self.trades):024d}",
            "total_amount": content["total_amount"],
            "trade_status": "WAIT_BUYER_PAY",
        }
        return {**fields, **content}

    def pay(self, reference: str) -> None:
        self.trades[reference]["trade_status"] = "TRADE_SUCCESS"

    def notice(self, reference: str, *, key: str = "alipay", **changes: str) -> bytes:
        trade = self.trades[reference]
        self.notices += 1
        said = {
            "notify_time": datetime.now(BEIJING).strftime("%Y-%m-%d %H:%M:%S"),
            "notify_type": "trade_status_sync",
            "notify_id": f"n{self.notices:030d}",
            "app_id": APP_ID,
            "charset": "utf-8",
            "version": "1.0",
            "auth_app_id": APP_ID,
            "seller_id": SELLER_ID,
            "subject": "天使说 Angel Says",
            "gmt_payment": "2026-11-22 12:00:00",
            **trade,
            "buyer_pay_amount": trade["total_amount"],
            **changes,
        }
        words = "&".join(f"{name}={said[name]}" for name in sorted(said))
        return urlencode({**said, "sign_type": "RSA2", "sign": rsa2(key_of(key), words)}).encode()

    def answer(self, request: Request) -> Answer:
        fields = {
            name: values[0] for name, values in parse_qs(request.body.decode(), strict_parsing=True).items()
        }
        content, method = self._checked(fields), fields["method"]
        self.asked.append(method)
        verb = {
            "alipay.trade.query": self._query,
            "alipay.trade.close": self._close,
            "alipay.trade.refund": self._refund,
            "alipay.trade.fastpay.refund.query": self._look_refund,
        }[method]
        said = json.dumps(verb(content), ensure_ascii=False, separators=(",", ":"))
        name = method.replace(".", "_") + "_response"
        sign = rsa2(key_of("thief" if self.lies else "alipay"), said)
        return Answer(
            200, f'{{"{name}":{said},"sign":"{sign}"}}'.encode(), {"Content-Type": "application/json"}
        )

    def _checked(self, fields: dict[str, str]) -> dict[str, str]:
        words = "&".join(f"{name}={fields[name]}" for name in sorted(fields) if name != "sign")
        key_of("site").public_key().verify(
            base64.b64decode(fields["sign"]), words.encode(), padding.PKCS1v15(), hashes.SHA256()
        )
        assert (fields["app_id"], fields["sign_type"], fields["charset"]) == (APP_ID, "RSA2", "utf-8")
        return dict(json.loads(fields["biz_content"]))

    def _query(self, content: dict[str, str]) -> dict[str, str]:
        trade = self.trades.get(content["out_trade_no"])
        return (
            {"code": "10000", "msg": "Success", **trade}
            if trade
            else _no("ACQ.TRADE_NOT_EXIST", "交易不存在")
        )

    def _close(self, content: dict[str, str]) -> dict[str, str]:
        trade = self.trades.get(content["out_trade_no"])
        if trade is None:
            return _no("ACQ.TRADE_NOT_EXIST", "交易不存在")
        if trade["trade_status"] != "WAIT_BUYER_PAY":
            return _no("ACQ.TRADE_STATUS_ERROR", "交易状态不合法")
        trade["trade_status"] = "TRADE_CLOSED"
        return {"code": "10000", "msg": "Success", "trade_no": trade["trade_no"]}

    def _refund(self, content: dict[str, str]) -> dict[str, str]:
        if self.refuses:
            return _no(*self.refuses)
        is_new = content["out_request_no"] not in self.refunds
        self.refunds[content["out_request_no"]] = content["refund_amount"]
        moved = is_new and not self.is_slow_with_refunds
        return {
            "code": "10000",
            "msg": "Success",
            "out_trade_no": content["out_trade_no"],
            "fund_change": "Y" if moved else "N",
            "refund_fee": content["refund_amount"],
        }

    def _look_refund(self, content: dict[str, str]) -> dict[str, str]:
        if self.is_slow_with_refunds:
            return {"code": "10000", "msg": "Success"}
        amount = self.refunds[content["out_request_no"]]
        return {"code": "10000", "msg": "Success", "refund_status": "REFUND_SUCCESS", "refund_amount": amount}


def _no(code: str, words: str) -> dict[str, str]:
    return {"code": "40004", "msg": "Business Failed", "sub_code": code, "sub_msg": words}
