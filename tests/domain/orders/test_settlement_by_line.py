"""What a merchant is paid of an order that comes in parcels: each line by itself, to the cent, and none twice."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.db import session
from core.unit import action
from domain.ledger import actions as ledger
from domain.ledger.models import Payout
from domain.ledger.rules import PayoutTerms
from domain.orders import actions
from domain.orders.actions.merchant_payouts import draw_up_due
from domain.orders.check_payouts import only_what_is_there_is_paid_out
from domain.orders.models import Dispute, GatewayPart, GatewayPayment, Order, OrderLine
from domain.orders.queries.payouts import Item, payout_view
from tests.buying import breaches, paid
from tests.cast import Cast
from tests.conftest import Time

VESTED = timedelta(days=7)
SHIPPING = "shipping"


class Shop:
    """An order of two lines, one in a parcel that arrived."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.number = paid(cast.bo, (cast.variant_id, 1), (cast.other_variant_id, 1))
        order = session.scalars(select(Order).where(Order.number == self.number)).one()
        lines = session.scalars(
            select(OrderLine).where(OrderLine.order_id == order.id).order_by(OrderLine.id)
        ).all()
        self.order_id = order.id
        self.first, self.second = (line.id for line in lines)
        self.due = {line.id: line.net_cents - line.fee_cents for line in lines} | {
            SHIPPING: order.shipping_cents
        }
        self.parcel_of(self.first)

    def parcel_of(self, line_id: int) -> None:
        parcel = actions.ship(
            self.cast.chen, self.number, carrier="SF", tracking_number="1", pieces={line_id: 1}
        )
        actions.receive(self.cast.bo, self.number, shipment_id=parcel)

    def ask_back(self, line_id: int) -> int:
        return actions.open_case(
            self.cast.bo, self.number, kind="refund", reason="Rotten", problem="damaged", pieces={line_id: 1}
        )

    @property
    def whole(self) -> int:
        return sum(self.due.values())


@pytest.fixture
def shop(cast: Cast) -> Shop:
    return Shop(cast)


def draw_up() -> int:
    """What is drawn up now, in cents, and sent at once."""
    if not draw_up_due("week", 1, PayoutTerms()):
        return 0
    session.expire_all()
    payout = session.scalars(select(Payout).order_by(Payout.id.desc())).first()
    return payout.amount_cents


def send(cast: Cast) -> None:
    payout = session.scalars(select(Payout).order_by(Payout.id.desc())).first()
    ledger.pay_payout(cast.olga, payout.id, external_reference=f"M-{payout.id}")


def items_of(cast: Cast) -> tuple[Item, ...]:
    payout = session.scalars(select(Payout).order_by(Payout.id.desc())).first()
    return tuple(payout_view(cast.chen, payout.id).items)


def test_the_parcel_that_arrived_is_paid_with_the_shipping_and_the_rest_when_it_is_there(
    shop: Shop, cast: Cast, time: Time
) -> None:
    time.pass_(days=6)
    assert draw_up() == 0
    time.pass_(days=2)

    assert draw_up() == shop.due[shop.first] + shop.due[SHIPPING]
    send(cast)
    shop.parcel_of(shop.second)
    time.pass_(days=8)

    assert draw_up() == shop.due[shop.second]
    assert breaches() == []


def test_the_payout_names_its_lines(shop: Shop, cast: Cast, time: Time) -> None:
    time.pass_(days=8)
    draw_up()

    found = {(item.is_shipping, item.title != "", item.quantity, item.cents) for item in items_of(cast)}

    assert found == {
        (False, True, 1, shop.due[shop.first]),
        (True, False, 0, shop.due[SHIPPING]),
    }


def case_about_the_first(shop: Shop) -> None:
    shop.ask_back(shop.first)


def disputed_at_the_bank(shop: Shop) -> None:
    dispute(shop)


@action
def dispute(shop: Shop) -> None:
    at = clock.now()
    payment = GatewayPayment(
        reference="R1",
        buyer_id=shop.cast.bo.id,
        provider="stripe",
        way="checkout",
        state="paid",
        amount_cents=shop.whole,
        currency="CNY",
        transaction_id="T1",
        created_at=at,
        expires_at=at,
        asked_at=at,
        paid_at=at,
    )
    session.add(payment)
    session.flush()
    session.add(
        GatewayPart(payment_id=payment.id, order_id=shop.order_id, amount_cents=shop.whole, outcome="paid")
    )
    session.add(
        Dispute(
            provider="stripe", external_id="D1", payment_id=payment.id, amount_cents=shop.whole, opened_at=at
        )
    )


@pytest.mark.parametrize("trouble", [case_about_the_first, disputed_at_the_bank])
def test_a_line_about_which_something_is_open_waits(
    shop: Shop, time: Time, trouble: Callable[[Shop], None]
) -> None:
    trouble(shop)
    time.pass_(days=2)

    # Its own time is over, were it not for the trouble.
    change_receipt(shop.first)

    assert draw_up() == 0


@action
def change_receipt(line_id: int) -> None:
    session.get_one(OrderLine, line_id).received_at = clock.now() - VESTED


def test_a_case_about_one_line_holds_back_no_other(shop: Shop, time: Time) -> None:
    shop.parcel_of(shop.second)
    shop.ask_back(shop.second)
    change_receipt(shop.first)
    change_receipt(shop.second)

    # The shipping may come back with the case.
    assert draw_up() == shop.due[shop.first]


def test_what_comes_back_after_it_was_paid_is_taken_off_the_next(shop: Shop, cast: Cast, time: Time) -> None:
    time.pass_(days=8)
    draw_up()
    send(cast)
    case_id = shop.ask_back(shop.first)
    actions.grant(cast.chen, case_id)
    shop.parcel_of(shop.second)
    time.pass_(days=8)

    assert draw_up() == shop.due[shop.second] - shop.due[shop.first]
    assert breaches() == []


def test_what_was_paid_out_by_the_whole_order_is_not_paid_again(shop: Shop, cast: Cast, time: Time) -> None:
    shop.parcel_of(shop.second)
    time.pass_(days=8)
    everything = ledger.Settled(lines=select(OrderLine.id), orders=select(Order.id))
    ledger.draw_up_for_merchant(cast.merchant_id, "CNY", settled=everything, least_cents=1)
    send(cast)
    time.pass_(days=8)

    assert draw_up() == 0
    assert breaches() == []


def test_the_check_finds_what_was_paid_before_it_arrived(shop: Shop, cast: Cast) -> None:
    everything = ledger.Settled(lines=select(OrderLine.id), orders=select(Order.id))

    ledger.draw_up_for_merchant(cast.merchant_id, "CNY", settled=everything, least_cents=1)

    assert len(only_what_is_there_is_paid_out()) == 1
