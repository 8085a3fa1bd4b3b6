"""Forged, altered, stale and misdirected callbacks: none is taken, each is logged."""

import json
import logging
import os
import random
import time
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl

import pytest
from sqlalchemy import func, select

from core.db import session
from domain.orders.models import GatewayPart, Payment, PaymentNotice
from tests.buying import bought
from tests.web import sign_in
from tests.wire.paying import PROVIDERS, go_to_pay, notice_of, pay_there, payment, state

# More than 5,000 in all: one takes a millisecond.
EACH = 1_700
SEED = int(os.environ.get("SEED") or random.randrange(10**6))

Said = tuple[bytes, Mapping[str, str]]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_no_forged_callback_is_taken_and_each_is_logged(client, cast, app, gateways, caplog, provider):
    print(f"seed {SEED}, {EACH} forgeries for {provider}")
    rng = random.Random(f"{SEED} {provider}")
    bo = sign_in(client, cast.bo)
    numbers = [bought(cast.bo, (cast.variant_id, 1)) for _ in range(2)]
    mine, other = (go_to_pay(bo, gateways, number, provider) for number in numbers)
    for reference in (mine, other):
        pay_there(gateways, provider, reference)
    forged = [*_misdirected(gateways, provider, mine, other)]
    true = notice_of(gateways, provider, mine)
    forged += [_altered(true, rng) for _ in range(EACH - len(forged))]
    took = app.test_client()
    caplog.set_level(logging.WARNING, "angelsays.payments")
    for said in forged:
        before = len(caplog.records)
        answer = took.post(f"/payments/{provider}/notify", data=said[0], headers=dict(said[1]))
        assert answer.status_code in (400, 401), said
        assert len(caplog.records) == before + 1, said
    assert [state(number) for number in numbers] == ["awaiting_payment"] * 2
    for table in (Payment, PaymentNotice):
        assert session.scalar(select(func.count()).select_from(table)) == 0
    assert set(session.scalars(select(GatewayPart.outcome))) == {""}
    # The harness would see one that is taken: the true one is.
    assert took.post(f"/payments/{provider}/notify", data=true[0], headers=dict(true[1])).status_code == 200
    assert (state(numbers[0]), payment(mine).state, payment(other).state) == ("paid", "paid", "open")


def _misdirected(world, provider: str, mine: str, other: str) -> Iterator[Said]:
    """Signed, but by somebody else, or about something else."""

    def said(**changes: object) -> Said:
        return notice_of(world, provider, mine, **changes)

    long_ago, to_come = int(time.time()) - 301, int(time.time()) + 330
    if provider == "stripe":
        yield said(secret="whsec_of_somebody_else")
        yield said(secret="")
        yield from (said(stamp=stamp) for stamp in (0, long_ago, to_come))
        yield said(account="acct_of_somebody_else")
        for session_ in (
            {"amount_total": 10_799},
            {"amount_total": 1},
            {"currency": "usd"},
            {"amount_total": "10800"},
        ):
            yield said(session=session_)
        yield said(session={"client_reference_id": "P" + "0" * 20})
        yield said(session={"client_reference_id": other, "amount_total": 5})
        yield world.stripe.event(
            "charge.refunded", {"payment_intent": "pi_x", "amount_refunded": 5, "currency": "cny"}
        )
        yield from (world.stripe.signed(body) for body in (b"", b"[]", b"null", b"\xff", b"{", b"[" * 50_000))
    elif provider == "alipay":
        yield said(key="thief")
        for name, value in (
            ("app_id", "2021999999999999"),
            ("seller_id", "2088999999999999"),
            ("out_trade_no", "P" + "0" * 20),
            ("total_amount", "107.99"),
            ("total_amount", "0.01"),
            ("total_amount", "108.001"),
            ("total_amount", "NaN"),
            ("total_amount", "1E2"),
            ("notify_id", ""),
        ):
            yield said(**{name: value})
        body, headers = said()
        yield body + b"&total_amount=0.01", headers
        yield body.replace(b"sign_type=RSA2", b"sign_type=RSA"), headers
        yield b"", headers
    else:
        yield said(key="thief")
        yield said(serial="PUB_KEY_ID_0002")
        yield said(v3_key=b"f" * 32)
        yield from (said(stamp=stamp) for stamp in (0, long_ago, to_come))
        amount = world.wechat.orders[mine]["amount"]
        for inside in (
            {"mchid": "1900000002"},
            {"appid": "wx0000000000000002"},
            {"out_trade_no": "P" + "0" * 20},
            {"amount": {**amount, "total": 10_799}},
            {"amount": {**amount, "total": 108.0}},
            {"amount": {**amount, "currency": "USD"}},
        ):
            yield said(sealed=inside)
        # The seal of one notice in the envelope of another.
        (one, headers), (another, _) = said(), said(sealed={"out_trade_no": other})
        yield another, headers
        yield one, {**headers, "Wechatpay-Nonce": "N" + "9" * 20}


def _altered(true: Said, rng: random.Random) -> Said:
    """One byte changed, put in or taken away: in the body, or in a header that the signature rests on."""
    body, headers = true
    while True:
        signing = [name for name in headers if name not in ("Content-Type",)]
        if signing and rng.random() < 0.35:
            name = rng.choice(signing)
            changed = _with_a_byte_changed(headers[name].encode(), rng, printable=True).decode("latin-1")
            altered: Said = (body, {**headers, name: changed})
        else:
            altered = (_with_a_byte_changed(body, rng), headers)
        if not _means_the_same(true, altered):
            return altered


def _with_a_byte_changed(text: bytes, rng: random.Random, printable: bool = False) -> bytes:
    place = rng.randrange(len(text))
    byte = bytes([rng.randrange(33, 127) if printable else rng.randrange(256)])
    match rng.randrange(4):
        case 0:
            return text[:place] + byte + text[place:]
        case 1:
            return text[:place] + text[place + 1 :]
        case 2:
            return text[:place]
    return text[:place] + byte + text[place + 1 :]


def _means_the_same(true: Said, altered: Said) -> bool:
    """A form may be spelled in more ways than one: %2F and %2f are one letter. And Stripe ignores what it adds to its
    header in times to come."""
    if true == altered:
        return True
    if true[1] == altered[1] and b"sign_type=RSA2" in true[0]:
        try:
            fields = parse_qsl(altered[0].decode("ascii"), keep_blank_values=True, strict_parsing=True)
        except ValueError:
            return False
        return sorted(fields) == sorted(parse_qsl(true[0].decode(), keep_blank_values=True))
    was, now = (said[1].get("Stripe-Signature", "") for said in (true, altered))
    return bool(was) and true[0] == altered[0] and _parts(was) == _parts(now)


def _parts(header: str) -> list[object]:
    """The time as a number, and the signature."""
    given = [part.partition("=") for part in header.split(",")]
    stamps = [value for name, _, value in given if name == "t"]
    macs = {value for name, _, value in given if name == "v1"}
    try:
        return [int(stamps[-1]) if stamps else None, json.dumps(sorted(macs))]
    except ValueError:
        return [header]
