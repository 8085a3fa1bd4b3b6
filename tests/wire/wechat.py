"""WeChat Pay v3 as it speaks on the wire, with keys of its own."""

import base64
import json
import re
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters.payments.accounts import WechatAccount
from tests.wire.alipay import rsa2
from tests.wire.serving import Answer, Request, key_of

APP_ID, MCH_ID, OUR_SERIAL, THEIR_SERIAL = "wx0000000000000001", "1900000001", "5F0A", "PUB_KEY_ID_0001"
APP_SECRET = "app-secret-0001"
V3_KEY = b"0123456789abcdef0123456789abcdef"


class WechatServer:
    def __init__(self) -> None:
        self.orders: dict[str, dict[str, Any]] = {}
        self.refunds: dict[str, dict[str, Any]] = {}
        self.asked: list[str] = []
        self.refund_status = "PROCESSING"
        self.refuses: tuple[int, str, str] | None = None
        self.lies = False
        # Codes of the sign-in, each of whom; a code is taken once.
        self.codes: dict[str, str] = {}
        self.notices = 0

    def account(self, url: str) -> WechatAccount:
        return WechatAccount(
            APP_ID,
            MCH_ID,
            OUR_SERIAL,
            key_of("site"),
            V3_KEY,
            THEIR_SERIAL,
            key_of("wechat").public_key(),
            url,
            APP_SECRET,
            "https://open.weixin.qq.com",
            url,
        )

    def pay(self, reference: str) -> None:
        order = self.orders[reference]
        order["trade_state"] = "SUCCESS"
        order["transaction_id"] = f"4200{len(self.asked):024d}"

    def notice(self, reference: str, **changes: Any) -> tuple[bytes, dict[str, str]]:
        """Body and headers of the word that it was paid. `sealed` changes what is inside."""
        order = self.orders[reference]
        said = {
            "mchid": MCH_ID,
            "appid": APP_ID,
            "out_trade_no": reference,
            "transaction_id": order["transaction_id"],
            "trade_type": "NATIVE",
            "trade_state": order["trade_state"],
            "amount": {**order["amount"], "payer_total": order["amount"]["total"], "payer_currency": "CNY"},
            **changes.pop("sealed", {}),
        }
        return self.sealed(said, "TRANSACTION.SUCCESS", **changes)

    def refund_notice(self, reference: str, status: str) -> tuple[bytes, dict[str, str]]:
        refund = self.refunds[reference]
        refund["status"] = status
        said = {
            "mchid": MCH_ID,
            "out_trade_no": "x",
            "out_refund_no": reference,
            "refund_id": refund["refund_id"],
            "refund_status": status,
            "amount": {"total": refund["amount"]["total"], "refund": refund["amount"]["refund"]},
        }
        return self.sealed(said, f"REFUND.{status}")

    def sealed(
        self,
        said: dict[str, Any],
        event: str,
        *,
        key: str = "wechat",
        v3_key: bytes = V3_KEY,
        serial: str = THEIR_SERIAL,
        stamp: int | None = None,
    ) -> tuple[bytes, dict[str, str]]:
        self.notices += 1
        nonce = f"{self.notices:012d}"
        kind = "transaction" if event.startswith("TRANSACTION") else "refund"
        secret = AESGCM(v3_key).encrypt(nonce.encode(), json.dumps(said).encode(), kind.encode())
        body = json.dumps(
            {
                "id": f"EV-{self.notices:032d}",
                "create_time": "2026-11-22T12:00:00+08:00",
                "resource_type": "encrypt-resource",
                "event_type": event,
                "resource": {
                    "original_type": kind,
                    "algorithm": "AEAD_AES_256_GCM",
                    "ciphertext": base64.b64encode(secret).decode(),
                    "associated_data": kind,
                    "nonce": nonce,
                },
            }
        ).encode()
        return body, self._signature(body, key, serial, stamp)

    def answer(self, request: Request) -> Answer:
        if request.path.startswith("/sns/oauth2/access_token?"):
            return self._name(parse_qs(urlsplit(request.path).query))
        self._check(request)
        self.asked.append(f"{request.method} {request.path}")
        status, said = self._said(request)
        body = json.dumps(said).encode() if said is not None else b""
        headers = self._signature(body, "thief" if self.lies else "wechat", THEIR_SERIAL, None)
        return Answer(status, body, {**headers, "Content-Type": "application/json"})

    def _name(self, asked: dict[str, list[str]]) -> Answer:
        """Its errors come with 200 too."""
        assert asked | {"code": []} == {
            "appid": [APP_ID],
            "secret": [APP_SECRET],
            "grant_type": ["authorization_code"],
            "code": [],
        }
        openid = self.codes.pop(asked["code"][0], None)
        said = (
            {"access_token": "t", "expires_in": 7200, "openid": openid, "scope": "snsapi_base"}
            if openid
            else {"errcode": 40029, "errmsg": "invalid code"}
        )
        return Answer(200, json.dumps(said).encode(), {"Content-Type": "text/plain"})

    def _said(self, request: Request) -> tuple[int, dict[str, Any] | None]:
        content = json.loads(request.body) if request.body else {}
        path = urlsplit(request.path).path
        if way := re.fullmatch(r"/v3/pay/transactions/(native|h5|jsapi)", path):
            return self._open(way[1], content)
        if asked := re.fullmatch(r"/v3/pay/transactions/out-trade-no/(\w+)", path):
            assert parse_qs(urlsplit(request.path).query) == {"mchid": [MCH_ID]}
            order = self.orders.get(asked[1])
            return (200, order) if order else (404, {"code": "ORDER_NOT_EXIST", "message": "订单不存在"})
        if closed := re.fullmatch(r"/v3/pay/transactions/out-trade-no/(\w+)/close", path):
            assert content == {"mchid": MCH_ID}
            self.orders[closed[1]]["trade_state"] = "CLOSED"
            return 204, None
        if request.method == "POST":
            assert path == "/v3/refund/domestic/refunds"
            return self._refund(content)
        return 200, self.refunds[path.rsplit("/", 1)[1]]

    def _open(self, way: str, content: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        assert (content["appid"], content["mchid"]) == (APP_ID, MCH_ID)
        reference = content["out_trade_no"]
        self.orders[reference] = {
            "out_trade_no": reference,
            "trade_state": "NOTPAY",
            "amount": content["amount"],
            "asked": content,
        }
        said = {
            "native": {"code_url": f"weixin://wxpay/bizpayurl?pr={reference}"},
            "h5": {"h5_url": f"https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=wx{reference}"},
            "jsapi": {"prepay_id": f"wx{reference}"},
        }
        return 200, said[way]

    def _refund(self, content: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if self.refuses:
            status, code, words = self.refuses
            return status, {"code": code, "message": words}
        reference = content["out_refund_no"]
        self.refunds.setdefault(
            reference,
            {
                "out_refund_no": reference,
                "refund_id": f"5000{len(self.refunds):020d}",
                "status": self.refund_status,
                "amount": content["amount"],
            },
        )
        return 200, self.refunds[reference]

    def _signature(self, body: bytes, key: str, serial: str, stamp: int | None) -> dict[str, str]:
        seconds, nonce = stamp if stamp is not None else int(time.time()), f"N{self.notices:020d}"
        return {
            "Wechatpay-Timestamp": str(seconds),
            "Wechatpay-Nonce": nonce,
            "Wechatpay-Serial": serial,
            "Wechatpay-Signature": rsa2(key_of(key), f"{seconds}\n{nonce}\n{body.decode()}\n"),
        }

    def _check(self, request: Request) -> None:
        scheme, _, rest = request.headers["authorization"].partition(" ")
        given = dict(re.findall(r'(\w+)="([^"]*)"', rest))
        assert scheme == "WECHATPAY2-SHA256-RSA2048"
        assert (given["mchid"], given["serial_no"]) == (MCH_ID, OUR_SERIAL)
        words = f"{request.method}\n{request.path}\n{given['timestamp']}\n{given['nonce_str']}\n".encode()
        key_of("site").public_key().verify(
            base64.b64decode(given["signature"]),
            words + request.body + b"\n",
            padding.PKCS1v15(),
            hashes.SHA256(),
        )
