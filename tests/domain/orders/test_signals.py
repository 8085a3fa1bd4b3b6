"""What is looked at after a credited sale is paid: the facts, the hold, and who is left in peace."""

from dataclasses import asdict

import pytest
from sqlalchemy import select

from core import clock
from core.db import session
from core.unit import action
from domain.angels import actions as angels, commissions
from domain.angels.models import Commission, CommissionReview, Trace
from domain.merchants.models import MerchantStaff
from domain.orders import actions as orders
from domain.orders.actions import Recipient, signals
from domain.orders.events import PaymentDisputed
from domain.orders.models import Order
from domain.people.events import SignedIn
from domain.reactions import TOGETHER
from jobs import worker
from tests.buying import bought, paid, received
from tests.cast import Cast
from tests.conftest import Time

BROWSER = "b" * 43
ALMAS = Recipient("Alma Lin", "13611112222", "Shanghai", "Long Street 1")


@pytest.fixture(autouse=True)
def alma_is_an_angel(cast: Cast) -> None:
    angels.endorse(cast.alma, cast.product_id)


@action
def signs_in(user_id: int, visitor_id: str) -> None:
    for consequence in TOGETHER[SignedIn]:
        consequence(SignedIn(user_id, visitor_id))


def bought_by_almas_word(cast: Cast, **more: object) -> str:
    number = paid(cast.bo, (cast.variant_id, 1), credits={cast.variant_id: "alma"}, **more)
    worker.drain()
    return number


def reviews() -> list[CommissionReview]:
    session.expire_all()
    return list(session.scalars(select(CommissionReview).order_by(CommissionReview.id)))


def names() -> list[str]:
    return [review.signals for review in reviews()]


def test_an_ordinary_sale_is_left_in_peace(cast: Cast) -> None:
    signs_in(cast.alma.id, "a" * 43)
    signs_in(cast.bo.id, BROWSER)
    bought_by_almas_word(cast)

    assert reviews() == []


def test_a_shared_browser_holds_the_commission_and_not_the_order(cast: Cast, time: Time) -> None:
    signs_in(cast.alma.id, BROWSER)
    signs_in(cast.bo.id, BROWSER)
    number = bought_by_almas_word(cast)

    assert names() == ["same_browser"]
    orders.ship(cast.chen, number, carrier="SF", tracking_number="1")
    orders.receive(cast.bo, number)
    time.pass_(days=8)
    assert orders.complete_due() == 1
    assert commissions.vest_due() == 0


@pytest.mark.parametrize("how", ["ordered", "saved"])
def test_a_parcel_to_the_angels_own_address_holds_it(cast: Cast, how: str) -> None:
    if how == "ordered":
        paid(cast.alma, (cast.other_variant_id, 1), to=ALMAS)
        worker.drain()
    else:
        orders.keep_address(cast.alma, asdict(ALMAS))
    to = Recipient("Bo", "13900000000", "Shanghai", "Long street, 1")
    bought_by_almas_word(cast, to=to)

    assert names() == ["same_contact"]


def test_it_is_looked_at_after_the_order_has_been_committed(cast: Cast) -> None:
    signs_in(cast.alma.id, BROWSER)
    signs_in(cast.bo.id, BROWSER)
    paid(cast.bo, (cast.variant_id, 1), credits={cast.variant_id: "alma"})

    assert reviews() == []
    worker.drain()
    assert len(reviews()) == 1


def test_buying_by_one_anothers_word_once_is_what_friends_do_twice_is_looked_at(cast: Cast) -> None:
    angels.endorse(cast.bo, cast.product_id)
    for _ in range(2):
        bought_by_almas_word(cast)
        paid(cast.alma, (cast.variant_id, 1), credits={cast.variant_id: "bo"}, to=ALMAS)
        worker.drain()

    assert names() == ["ring,busy_ring"]


def test_no_trace_holds_what_was_typed(cast: Cast) -> None:
    signs_in(cast.bo.id, BROWSER)
    bought_by_almas_word(cast)

    kept = session.scalars(select(Trace).where(Trace.user_id == cast.bo.id)).all()
    assert {trace.kind for trace in kept} == {"browser", "phone", "address"}
    assert all(len(trace.digest) == 43 and trace.digest != BROWSER for trace in kept)


def test_an_operator_holds_an_order_by_its_number(cast: Cast) -> None:
    number = bought_by_almas_word(cast)

    assert signals.hold_order(cast.olga, f" {number.lower()} ", reason="A complaint.") == 1
    assert [review.reason for review in reviews()] == ["A complaint."]


@pytest.mark.parametrize(("ends", "left"), [("won", "released"), ("lost", "held")])
def test_a_chargeback_freezes_what_else_the_buyer_bought(cast: Cast, ends: str, left: str) -> None:
    disputed = received(cast.bo, cast.chen, (cast.variant_id, 1), credits={cast.variant_id: "alma"})
    bought_by_almas_word(cast)
    order = session.scalars(select(Order).where(Order.number == disputed)).one()
    fact = (7, order.id, cast.bo.id, cast.merchant_id)
    signals.look_at_dispute(PaymentDisputed(*fact, "open"))

    (review,) = reviews()
    held = session.get_one(Commission, review.commission_id)
    assert (review.cause, review.signals, held.order_id != order.id) == ("dispute", "dispute", True)
    signals.look_at_dispute(PaymentDisputed(*fact, ends))
    assert [review.state for review in reviews()] == [left]


@action
def hired(merchant_id: int, user_id: int) -> None:
    session.add(MerchantStaff(merchant_id=merchant_id, user_id=user_id, role="owner", created_at=clock.now()))


def test_who_begins_to_work_for_the_merchant_before_the_payment_earns_nothing(cast: Cast) -> None:
    number = bought(cast.bo, (cast.variant_id, 1), credits={cast.variant_id: "alma"})
    hired(cast.merchant_id, cast.alma.id)
    orders.pay_by_sandbox(cast.bo, number)

    assert session.scalars(select(Commission)).all() == []


def test_a_ring_of_accounts_in_one_browser_is_paid_nothing(cast: Cast, time: Time) -> None:
    """Alma is Bo and Eve too: she buys by her own word, in circles."""
    ring = (cast.alma, cast.bo, cast.eve)
    for person in ring:
        signs_in(person.id, BROWSER)
        angels.endorse(person, cast.product_id)
    for buyer, angel in ((cast.bo, "alma"), (cast.eve, "bo"), (cast.alma, "eve")):
        received(buyer, cast.chen, (cast.variant_id, 1), credits={cast.variant_id: angel}, to=ALMAS)
        worker.drain()
    time.pass_(days=8)

    assert commissions.vest_due() == 0
    assert len(reviews()) == 3
