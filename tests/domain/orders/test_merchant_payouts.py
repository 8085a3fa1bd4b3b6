"""What is due to a merchant: the sales whose returns are over, less what he owes, sent in one payout a week."""

import pytest
from sqlalchemy import select

from core import clock
from core.db import session
from core.unit import action
from domain.ledger import actions, queries
from domain.ledger.check import held_money_agrees, payouts_are_itemised
from domain.ledger.models import Payout
from domain.ledger.rules import PayoutTerms
from domain.orders.actions.merchant_payouts import draw_up_due
from domain.orders.models import Order
from domain.orders.queries.payouts import payout_view
from tests.cast import Cast
from tests.conftest import Time
from tests.orders import Sold, receive, refund, sell


@action
def complete(sold: Sold) -> None:
    order = session.get(Order, sold.order_id)
    order.state, order.completed_at = "completed", clock.now()


def done_sale(cast: Cast, cents: int = 10_000, holder: str = "platform") -> Sold:
    sold = sell(cast, cents, holder=holder)
    receive(sold)
    complete(sold)
    return sold


def draw_up(least: int = 1_000) -> int:
    return draw_up_due("week", least, PayoutTerms())


def payout() -> Payout:
    session.expire_all()
    return session.scalars(select(Payout).order_by(Payout.id.desc())).first()


def money(cast: Cast) -> tuple[int, int]:
    found = queries.merchant_money(cast.chen, cast.merchant_id, "CNY")
    return found.balance_cents, found.held_cents


def is_sound() -> bool:
    return [*payouts_are_itemised(), *held_money_agrees()] == []


def test_an_order_is_due_once_nothing_of_it_can_come_back(cast: Cast) -> None:
    sold = sell(cast, 10_000)
    receive(sold)
    assert draw_up() == 0

    complete(sold)

    assert draw_up() == 1
    assert money(cast) == (0, 9_500)


def test_only_what_is_over_goes_out(cast: Cast) -> None:
    done_sale(cast)
    sell(cast, 20_000)

    draw_up()

    assert money(cast) == (19_000, 9_500)
    assert len(payout_view(cast.chen, payout().id).items) == 1


def test_what_he_owes_is_set_against_it_at_once(cast: Cast) -> None:
    done_sale(cast)
    sell(cast, 40_000, holder="merchant")

    draw_up()

    assert money(cast) == (0, 7_500)
    assert is_sound()


def test_a_refund_after_it_is_set_against_the_next(cast: Cast, time: Time) -> None:
    sold = done_sale(cast)
    draw_up()
    actions.pay_payout(cast.olga, payout().id, external_reference="M-1")
    refund(sold, 4_000)
    done_sale(cast, 20_000)
    time.pass_(days=8)

    draw_up()

    assert payout().amount_cents == 19_000 - 3_800
    assert is_sound()


def test_one_goes_out_in_a_week_and_the_rest_waits_for_the_next(cast: Cast, time: Time) -> None:
    done_sale(cast)
    draw_up()
    actions.pay_payout(cast.olga, payout().id, external_reference="M-1")
    done_sale(cast)
    assert draw_up() == 0

    time.pass_(days=7)

    assert draw_up() == 1


def test_a_transfer_that_came_back_is_drawn_up_again(cast: Cast) -> None:
    done_sale(cast)
    draw_up()
    actions.approve_payout(cast.olga, payout().id)
    actions.send_payout(cast.olga, payout().id, external_reference="M-1")
    actions.fail_payout(cast.olga, payout().id, reason="No such account")
    assert money(cast) == (9_500, 0)

    assert draw_up() == 1
    assert is_sound()


def test_little_sums_wait(cast: Cast) -> None:
    done_sale(cast, 1_000)

    assert draw_up(1_000) == 0
    assert draw_up(950) == 1


def test_it_goes_where_the_merchant_said_even_if_he_said_it_late(cast: Cast) -> None:
    done_sale(cast)
    draw_up()
    assert payout().destination == ""

    actions.set_destination(cast.chen, cast.merchant_id, destination="Bank of Orchards")

    assert payout().destination == "Bank of Orchards"


def test_the_statement_says_what_went_out_with_which(cast: Cast) -> None:
    done_sale(cast)
    draw_up()
    sell(cast, 20_000)

    rows = queries.entries_for_merchant(cast.chen, cast.merchant_id, "CNY")

    assert {(row.cents, row.payout_id) for row in rows if not row.is_own} == {
        (9_500, payout().id),
        (19_000, None),
    }


@pytest.mark.parametrize("who", ["alma", "bo", "dora", "eve"])
def test_others_do_not_see_it(cast: Cast, who: str) -> None:
    done_sale(cast)
    draw_up()

    assert payout_view(getattr(cast, who), payout().id) is None
