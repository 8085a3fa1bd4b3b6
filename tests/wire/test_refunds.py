"""Money that goes back by way of its gateway: asked for, accepted, failed, tried again. The ledger moves on accepted."""

import pytest
from sqlalchemy import select

from core import clock
from core.db import session
from core.errors import NotAllowed
from domain.angels import actions as angels, commissions
from domain.angels.models import CommissionHold
from domain.ledger.models import Account, Entry
from domain.orders import actions
from domain.orders.models import Dispute, GatewayRefund, Order, Refund
from jobs import gateways as job
from tests.buying import bought, breaches, change
from tests.web import post, sign_in
from tests.wire.paying import PROVIDERS, go_to_pay, notice_of, pay_there, payment, state, tell


@pytest.fixture
def bo(client, cast):
    return sign_in(client, cast.bo)


@pytest.fixture
def paid_at(bo, cast, app, gateways):
    angels.endorse(cast.alma, cast.product_id)

    def pay(provider: str) -> str:
        number = bought(cast.bo, (cast.variant_id, 1), credits={cast.variant_id: "alma"})
        reference = go_to_pay(bo, gateways, number, provider)
        pay_there(gateways, provider, reference)
        tell(app.test_client(), provider, notice_of(gateways, provider, reference))
        assert state(number) == "paid"
        return number

    return pay


def posted() -> list[str]:
    session.rollback()
    return list(session.scalars(select(Entry.kind).order_by(Entry.id)))


def reference_of_refund() -> str:
    session.rollback()
    return session.scalars(select(GatewayRefund.reference).order_by(GatewayRefund.id.desc())).first()


def due_again() -> None:
    """The pause before the next question is over."""
    session.rollback()
    for row_id in session.scalars(select(GatewayRefund.id)).all():
        change(GatewayRefund, row_id, next_at=clock.now())


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_cancelled_order_ends_when_the_gateway_has_given_the_money_back(
    cast, app, gateways, paid_at, provider
):
    number = paid_at(provider)
    gateways.wechat.refund_status = "SUCCESS"
    actions.cancel(cast.bo, number)
    assert (state(number), posted()) == ("cancelling", ["sale"])
    assert breaches() == []
    assert job.ask_all(app) == 1
    assert (state(number), posted()) == ("cancelled", ["sale", "refund"])
    assert job.ask_all(app) == 0
    assert breaches() == []


def test_nobody_ships_what_is_being_cancelled(cast, paid_at):
    number = paid_at("alipay")
    actions.cancel(cast.bo, number)
    with pytest.raises(NotAllowed):
        actions.ship(cast.chen, number, carrier="SF", tracking_number="1")


def test_a_refund_that_is_refused_says_why_and_can_be_tried_again(cast, app, gateways, paid_at, client):
    number = paid_at("alipay")
    gateways.alipay.refuses = ("ACQ.SELLER_BALANCE_NOT_ENOUGH", "卖家余额不足")
    actions.cancel(cast.bo, number)
    job.ask_all(app)
    assert (state(number), posted()) == ("cancelling", ["sale"])
    assert breaches() == []
    assert "卖家余额不足" in client.get(f"/orders/{number}").text
    chen = sign_in(app.test_client(), cast.chen)
    assert "卖家余额不足" in chen.get(f"/merchant/orders/{number}").text
    gateways.alipay.refuses = None
    refund_id = session.scalar(select(Refund.id))
    post(chen, f"/merchant/orders/{number}/refunds/{refund_id}/tries")
    assert job.ask_all(app) == 1
    assert (state(number), posted()) == ("cancelled", ["sale", "refund"])
    assert breaches() == []


def test_a_gateway_that_is_slow_is_asked_again_with_the_same_name(cast, app, gateways, paid_at):
    number = paid_at("alipay")
    gateways.alipay.is_slow_with_refunds = True
    actions.cancel(cast.bo, number)
    assert job.ask_all(app) == 0
    gateways.alipay.is_slow_with_refunds = False
    due_again()
    assert job.ask_all(app) == 1
    assert len(gateways.alipay.refunds) == 1
    assert state(number) == "cancelled"


def test_an_answer_with_a_wrong_signature_moves_nothing(cast, app, gateways, paid_at):
    number = paid_at("wechat")
    gateways.wechat.lies = True
    gateways.wechat.refund_status = "SUCCESS"
    actions.cancel(cast.bo, number)
    assert job.ask_all(app) == 0
    assert (state(number), posted()) == ("cancelling", ["sale"])
    gateways.wechat.lies = False
    due_again()
    job.ask_all(app)
    assert len(gateways.wechat.refunds) == 1
    assert state(number) == "cancelled"


@pytest.mark.parametrize(("status", "ends"), [("SUCCESS", "cancelled"), ("ABNORMAL", "cancelling")])
def test_wechat_tells_later_how_a_refund_went(cast, app, gateways, paid_at, status, ends):
    number = paid_at("wechat")
    actions.cancel(cast.bo, number)
    job.ask_all(app)
    assert state(number) == "cancelling"
    for _ in range(2):
        body, headers = gateways.wechat.refund_notice(reference_of_refund(), status)
        assert tell(app.test_client(), "wechat", (body, headers)).status_code == 200
    assert state(number) == ends
    assert breaches() == []


def test_stripe_tells_later_how_a_refund_went(cast, app, gateways, paid_at):
    number = paid_at("stripe")
    gateways.stripe.refund_status = "pending"
    actions.cancel(cast.bo, number)
    job.ask_all(app)
    assert state(number) == "cancelling"
    (refund,) = gateways.stripe.refunds.values()
    refund["status"] = "succeeded"
    assert (
        tell(app.test_client(), "stripe", gateways.stripe.event("refund.updated", refund)).status_code == 200
    )
    assert state(number) == "cancelled"
    charge = {"payment_intent": refund["payment_intent"], "amount_refunded": 10_800, "currency": "cny"}
    assert (
        tell(app.test_client(), "stripe", gateways.stripe.event("charge.refunded", charge)).status_code == 200
    )
    assert breaches() == []


def test_a_merchant_who_agrees_to_a_refund_asks_the_gateway(cast, app, gateways, paid_at):
    number = paid_at("stripe")
    actions.ship(cast.chen, number, carrier="SF", tracking_number="1")
    actions.receive(cast.bo, number)
    refund_id = actions.request_refund(cast.bo, number, reason="half of it is broken", amount_cents=4_000)
    actions.decide_refund(cast.chen, number, refund_id, accept=True)
    assert (session.get_one(Refund, refund_id).state, posted()) == ("sent", ["sale"])
    assert breaches() == []
    job.ask_all(app)
    session.rollback()
    assert (session.get_one(Refund, refund_id).state, posted()) == ("accepted", ["sale", "refund"])
    assert next(iter(gateways.stripe.refunds.values()))["amount"] == 4_000
    assert breaches() == []


@pytest.mark.parametrize(("verdict", "ends"), [("won", "paid"), ("lost", "cancelled")])
def test_a_dispute_freezes_the_commission_until_the_bank_has_decided(
    cast, app, gateways, paid_at, verdict, ends
):
    number = paid_at("stripe")
    session.rollback()
    intent = next(iter(gateways.stripe.sessions.values()))["payment_intent"]
    dispute = {
        "id": "dp_1",
        "payment_intent": intent,
        "amount": 10_800,
        "currency": "cny",
        "reason": "fraudulent",
        "status": "needs_response",
    }
    for _ in range(2):
        said = gateways.stripe.event("charge.dispute.created", dispute)
        assert tell(app.test_client(), "stripe", said).status_code == 200
    held = select(CommissionHold.order_id).where(CommissionHold.ended_at.is_(None))
    assert len(session.scalars(held).all()) == 1
    tell(
        app.test_client(),
        "stripe",
        gateways.stripe.event("charge.dispute.closed", {**dispute, "status": verdict}),
    )
    session.rollback()
    assert session.scalars(held).all() == []
    assert session.scalars(select(Dispute.state)).all() == [verdict]
    assert state(number) == ends
    assert breaches() == []
    assert payment(next(iter(gateways.stripe.sessions.values()))["client_reference_id"]).state == "paid"
    assert session.scalar(select(Order.state)) == ends


def disputed(gateways, status: str = "needs_response", *, id: str = "dp_1", amount: int = 10_800):
    intent = next(iter(gateways.stripe.sessions.values()))["payment_intent"]
    kind = "charge.dispute.created" if status == "needs_response" else "charge.dispute.closed"
    facts = {"id": id, "payment_intent": intent, "amount": amount, "currency": "cny", "reason": "fraudulent"}
    return gateways.stripe.event(kind, {**facts, "status": status})


def test_a_lost_dispute_is_booked_once_however_often_and_late_it_is_told(cast, app, gateways, paid_at):
    paid_at("stripe")
    # Its opening may come late, or never.
    for status in ("lost", "lost", "needs_response", "won", "lost"):
        assert tell(app.test_client(), "stripe", disputed(gateways, status)).status_code == 200
    assert posted() == ["sale", "chargeback"]
    assert [(one.amount_cents, one.state) for one in session.scalars(select(Refund))] == [
        (10_800, "accepted")
    ]
    assert session.scalars(select(Dispute.state)).all() == ["lost"]
    assert breaches() == []


def test_nothing_of_the_order_vests_while_a_dispute_about_it_is_open(cast, app, gateways, paid_at, time):
    number = paid_at("stripe")
    actions.ship(cast.chen, number, carrier="SF", tracking_number="1")
    actions.receive(cast.bo, number)
    for dispute, cents in (("dp_1", 1_000), ("dp_2", 2_000)):
        tell(app.test_client(), "stripe", disputed(gateways, id=dispute, amount=cents))

    def vested_later() -> int:
        """Notices are of today, so that time goes back after it."""
        session.rollback()
        time.pass_(days=60)
        vested = commissions.vest_due()
        time.reset()
        return vested

    assert vested_later() == 0
    tell(app.test_client(), "stripe", disputed(gateways, "lost", id="dp_1", amount=1_000))
    assert (posted(), vested_later()) == (["sale", "chargeback"], 0)
    tell(app.test_client(), "stripe", disputed(gateways, "won", id="dp_2", amount=2_000))
    assert vested_later() == 1
    assert posted() == ["sale", "chargeback", "vest"]
    assert breaches() == []


def test_a_dispute_is_read_by_the_merchant_and_by_operators(cast, app, gateways, paid_at):
    number = paid_at("stripe")
    chen, olga = sign_in(app.test_client(), cast.chen), sign_in(app.test_client(), cast.olga)
    assert "dp_1" not in chen.get(f"/merchant/orders/{number}").text
    tell(app.test_client(), "stripe", disputed(gateways))
    for page in (chen.get(f"/merchant/orders/{number}").text, olga.get("/admin/disputes").text):
        assert "dp_1" in page
        assert "The bank is looking at it" in page
    tell(app.test_client(), "stripe", disputed(gateways, "lost"))
    assert "The bank took the money" in chen.get(f"/merchant/orders/{number}").text
    assert number in olga.get("/admin/disputes").text
    assert chen.get("/admin/disputes").status_code == 403


def to_say(gateways, **changes):
    """What the gateway says of its only refund."""
    (refund,) = gateways.stripe.refunds.values()
    refund.update(changes)
    return gateways.stripe.event("refund.updated", refund)


def balances() -> dict[str, int]:
    session.rollback()
    return {row.kind: row.balance_cents for row in session.scalars(select(Account)) if row.balance_cents}


@pytest.mark.parametrize(("lost", "left"), [(10_800, 0), (4_000, 6_800)])
def test_what_the_bank_has_taken_and_the_gateway_gives_again_is_the_merchants_loss(
    cast, app, gateways, paid_at, lost, left
):
    number = paid_at("stripe")
    gateways.stripe.refund_status = "pending"
    actions.cancel(cast.bo, number)
    job.ask_all(app)
    tell(app.test_client(), "stripe", disputed(gateways, "lost", amount=lost))
    for _ in range(2):
        assert tell(app.test_client(), "stripe", to_say(gateways, status="succeeded")).status_code == 200
    assert state(number) == "cancelled"
    assert posted() == ["sale", "chargeback", *(["refund"] if left else []), "refund_excess"]
    assert balances() == {"gateway": lost, "merchant_payable": -lost}
    assert breaches() == []


def test_a_refund_that_comes_back_is_owed_until_it_is_sent_again(cast, app, gateways, paid_at):
    number = paid_at("stripe")
    gateways.stripe.refund_status = "succeeded"
    actions.cancel(cast.bo, number)
    job.ask_all(app)
    said = to_say(gateways, status="failed", failure_reason="lost_or_stolen_card")
    for _ in range(2):
        assert tell(app.test_client(), "stripe", said).status_code == 200
    assert (state(number), posted()) == ("cancelled", ["sale", "refund", "refund_came_back"])
    assert balances() == {"gateway": -10_800, "refund_due": 10_800}
    assert breaches() == []

    chen = sign_in(app.test_client(), cast.chen)
    page = chen.get(f"/merchant/orders/{number}").text
    assert "lost_or_stolen_card" in page
    assert "/tries" in page
    refund_id = session.scalar(select(Refund.id))
    for _ in range(2):
        post(chen, f"/merchant/orders/{number}/refunds/{refund_id}/tries")
    assert job.ask_all(app) == 1
    assert (balances(), posted()[-1]) == ({}, "refund_again")
    assert "/tries" not in chen.get(f"/merchant/orders/{number}").text
    assert breaches() == []


def test_a_dispute_is_lost_while_the_money_is_on_its_way_back(cast, app, gateways, paid_at):
    number = paid_at("stripe")
    gateways.stripe.refund_status = "pending"
    actions.cancel(cast.bo, number)
    job.ask_all(app)
    tell(app.test_client(), "stripe", disputed(gateways, "lost"))
    (refund,) = gateways.stripe.refunds.values()
    refund["status"] = "failed"
    answer = tell(app.test_client(), "stripe", gateways.stripe.event("refund.updated", refund))
    assert answer.status_code == 200
    assert (state(number), posted()) == ("cancelled", ["sale", "chargeback"])
    due_again()
    assert job.ask_all(app) == 0
    assert breaches() == []
