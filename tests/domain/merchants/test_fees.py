"""What the site takes of a shop's sales: a raise counts after a notice, a cut at once, orders keep theirs."""

import pytest
from sqlalchemy import select, update

from core.db import session
from core.errors import NotAllowed, NotFound, Refused
from core.unit import action
from domain.merchants import actions, fees, queries
from domain.merchants.check import fees_are_the_last_versions
from domain.merchants.models import FeeVersion, Merchant
from domain.notices.models import Notice
from domain.orders.models import Order, OrderLine
from jobs import worker
from tests.cast import Cast
from tests.conftest import Time
from tests.domain.merchants.shops import make_shop
from tests.orders import refund, sell


def fee_of(cast: Cast) -> int:
    session.expire_all()
    return queries.merchant(cast.merchant_id).fee_bps


def states(cast: Cast) -> list[tuple[int, str]]:
    return [(one.fee_bps, one.state) for one in fees.fee_history(cast.chen, cast.merchant_id)]


def told(cast: Cast) -> list[str]:
    worker.drain()
    return [
        row.facts["state"]
        for row in session.scalars(select(Notice).where(Notice.user_id == cast.chen.id, Notice.kind == "fee"))
    ]


def test_a_cut_counts_at_once_and_the_owner_is_told(cast: Cast) -> None:
    fees.set_fee(cast.olga, cast.merchant_id, fee_bps=250)

    assert fee_of(cast) == 250
    assert states(cast) == [(250, "applied")]
    assert told(cast) == ["applied"]
    assert fees_are_the_last_versions() == []


def test_a_raise_counts_after_seven_days(cast: Cast, time: Time) -> None:
    fees.set_fee(cast.olga, cast.merchant_id, fee_bps=800, reason="Dearer gateways")
    time.pass_(days=7, seconds=-60)
    assert (fees.apply_due_fees(), fee_of(cast)) == (0, 500)
    assert told(cast) == ["announced"]

    time.pass_(seconds=61)

    assert (fees.apply_due_fees(), fees.apply_due_fees(), fee_of(cast)) == (1, 0, 800)
    assert told(cast) == ["applied"]
    assert fees_are_the_last_versions() == []


def test_the_next_change_is_read_before_it_comes(cast: Cast) -> None:
    fees.set_fee(cast.olga, cast.merchant_id, fee_bps=800, reason="Dearer gateways")

    announced = fees.announced_fee(cast.chen, cast.merchant_id)

    assert announced is not None
    assert (announced.before_bps, announced.fee_bps, announced.reason) == (500, 800, "Dearer gateways")
    assert announced.applies_at - announced.set_at == fees.notice()


@pytest.mark.parametrize(
    ("then", "holds", "history"),
    [
        (500, 500, [(800, "withdrawn")]),
        (300, 300, [(300, "applied"), (800, "withdrawn")]),
        (900, 500, [(900, "announced"), (800, "withdrawn")]),
    ],
)
def test_another_word_withdraws_what_was_announced(
    cast: Cast, time: Time, then: int, holds: int, history: list[tuple[int, str]]
) -> None:
    fees.set_fee(cast.olga, cast.merchant_id, fee_bps=800, reason="Dearer gateways")
    time.pass_(days=6)
    fees.set_fee(cast.olga, cast.merchant_id, fee_bps=then, reason="We thought again")
    time.pass_(days=2)

    assert (fees.apply_due_fees(), fee_of(cast)) == (0, holds)
    assert states(cast) == history
    assert fees_are_the_last_versions() == []


def test_a_sale_and_its_refund_keep_the_fee_of_its_order(cast: Cast) -> None:
    sold = sell(cast, 10_000, fee_bps=fee_of(cast))
    fees.set_fee(cast.olga, cast.merchant_id, fee_bps=100)
    refund(sold, 5_000)

    order, line = session.get_one(Order, sold.order_id), session.get_one(OrderLine, sold.line_id)
    assert (order.fee_bps, line.fee_cents) == (500, 250)


@pytest.mark.parametrize(
    "fault", [{"fee_bps": 6_001}, {"fee_bps": -1}, {"fee_bps": 500}, {"fee_bps": 600, "reason": "  "}]
)
def test_what_does_not_fit_is_refused(cast: Cast, fault: dict[str, object]) -> None:
    with pytest.raises(Refused):
        fees.set_fee(cast.olga, cast.merchant_id, **{"reason": "x", **fault})

    assert states(cast) == []


def test_what_is_announced_is_not_announced_again(cast: Cast) -> None:
    fees.set_fee(cast.olga, cast.merchant_id, fee_bps=800, reason="x")

    with pytest.raises(Refused):
        fees.set_fee(cast.olga, cast.merchant_id, fee_bps=800, reason="x")


def test_a_shop_that_does_not_sell_yet_has_it_at_once(cast: Cast) -> None:
    shop = make_shop(cast.eve, "applied")

    fees.set_fee(cast.olga, shop.id, fee_bps=300, reason="As agreed")

    assert queries.merchant(shop.id).fee_bps == 300


def test_what_was_set_by_hand_stays_when_the_application_is_sent_again(cast: Cast) -> None:
    shop = make_shop(cast.eve, "refused")
    fees.set_fee(cast.olga, shop.id, fee_bps=300, reason="As agreed")

    actions.apply(
        cast.eve, kind="person", name="Eve's", about="", registration="", contact="eve@x", agrees=True
    )

    assert queries.merchant(shop.id).fee_bps == 300
    assert fees_are_the_last_versions() == []


@pytest.mark.parametrize("who", ["alma", "bo", "chen", "dora", "eve"])
def test_only_operators_set_it(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        fees.set_fee(getattr(cast, who), cast.merchant_id, fee_bps=0)


@pytest.mark.parametrize(("who", "reads"), [("alma", False), ("chen", True), ("dora", False), ("olga", True)])
def test_its_owners_and_operators_read_how_it_was(cast: Cast, who: str, reads: bool) -> None:
    if reads:
        assert list(fees.fee_history(getattr(cast, who), cast.merchant_id)) == []
    else:
        with pytest.raises(NotAllowed):
            fees.fee_history(getattr(cast, who), cast.merchant_id)


def test_an_unknown_shop_is_not_found(cast: Cast) -> None:
    with pytest.raises(NotFound):
        fees.set_fee(cast.olga, 999, fee_bps=0)


@pytest.mark.parametrize(
    ("model", "values"),
    [(Merchant, {"fee_bps": 1}), (FeeVersion, {"applied_at": None}), (FeeVersion, {"is_withdrawn": True})],
)
def test_the_check_sees_what_is_spoilt(cast: Cast, model: type, values: dict[str, object]) -> None:
    fees.set_fee(cast.olga, cast.merchant_id, fee_bps=400)
    fees.set_fee(cast.olga, cast.merchant_id, fee_bps=600, reason="x")

    @action
    def spoil() -> None:
        statement = update(model).values(**values)
        session.execute(statement if model is Merchant else statement.where(FeeVersion.number == 1))

    spoil()

    assert len(fees_are_the_last_versions()) == 1
