"""The sandbox's notices: only its own words count, and only fresh ones."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from adapters.payments import BadNotice, GatewayNotice, Sandbox

AT = datetime(2026, 1, 10, 12, tzinfo=UTC)
SAID = {
    "event_id": "e1",
    "payment_id": "p1",
    "order_number": "0123456789AB",
    "amount_cents": 1,
    "currency": "CNY",
}
BODY = json.dumps(SAID).encode()
GATEWAY = Sandbox("secret")


def read(body: bytes = BODY, signature: str | None = None, at: datetime = AT) -> GatewayNotice:
    given = GATEWAY.sign(body, AT) if signature is None else signature
    return GATEWAY.read_notice(body, {"Sandbox-Signature": given}, at)


def test_a_signed_notice_is_read():
    notice = read()
    assert (notice.event_id, notice.external_id, notice.amount_cents, notice.body) == ("e1", "p1", 1, SAID)


@given(st.integers(0, len(BODY) - 1), st.integers(1, 255))
def test_a_notice_with_any_byte_altered_is_refused(place, change):
    altered = bytearray(BODY)
    altered[place] ^= change
    with pytest.raises(BadNotice):
        read(bytes(altered), GATEWAY.sign(BODY, AT))


@pytest.mark.parametrize(
    "signature",
    ["", "t=1", "v1=00", "t=x,v1=00", "t=1,v1=é", f"t={10**20},v1=00", Sandbox("other").sign(BODY, AT)],
)
def test_a_notice_with_a_strange_signature_is_refused(signature):
    with pytest.raises(BadNotice):
        read(signature=signature)


@pytest.mark.parametrize("minutes", [6, -6])
def test_a_stale_notice_is_refused(minutes):
    with pytest.raises(BadNotice):
        read(at=AT + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"\xff",
        b"[" * 100_000,
        json.dumps({**SAID, "amount_cents": "1"}).encode(),
        json.dumps({**SAID, "amount_cents": True}).encode(),
        json.dumps({**SAID, "event_id": ""}).encode(),
        json.dumps({**SAID, "order_number": "x" * 81}).encode(),
        json.dumps({**SAID, "payment_id": "a\x00"}).encode(),
    ],
)
def test_a_signed_notice_that_makes_no_sense_is_refused(body):
    with pytest.raises(BadNotice):
        read(body)
