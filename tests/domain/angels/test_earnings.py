"""What an angel reads of her earnings: sums that agree with the lines, and never who bought."""

from dataclasses import asdict
from datetime import timedelta

from core import clock
from core.unit import action
from domain.angels import commissions, earnings
from domain.angels.earnings import EarningLine
from tests.cast import Cast
from tests.conftest import Time
from tests.orders import ask_refund, receive, refund, sell
from tests.queries import counted


def lines(cast: Cast, **facts: object) -> list[EarningLine]:
    return list(earnings.lines(cast.alma, **facts))


def test_the_three_numbers_follow_a_sale(cast: Cast, time: Time) -> None:
    waiting, received = sell(cast, 2_000, angel_id=cast.alma.id), sell(cast, angel_id=cast.alma.id)
    receive(received)

    before = earnings.summary(cast.alma, "CNY")
    time.pass_(days=8)
    commissions.vest_due()
    after = earnings.summary(cast.alma, "CNY")

    assert (before.pending_cents, before.available_cents, before.next_cents) == (1_800, 0, 1_500)
    assert (after.pending_cents, after.available_cents, after.next_cents) == (300, 1_500, 0)
    assert waiting.order_id != received.order_id


def test_it_says_when_the_next_money_becomes_available(cast: Cast) -> None:
    receive(sell(cast, angel_id=cast.alma.id))

    due = earnings.summary(cast.alma, "CNY").next_at

    assert due is not None
    assert abs(due - clock.now() - timedelta(days=7)) < timedelta(minutes=1)


def test_it_names_no_day_that_is_over(cast: Cast, time: Time) -> None:
    receive(sell(cast, angel_id=cast.alma.id))

    time.pass_(days=8)

    assert earnings.summary(cast.alma, "CNY").next_at is None


def test_an_angel_reads_her_own_lines_only(cast: Cast) -> None:
    sell(cast, angel_id=cast.alma.id)
    sell(cast, angel_id=cast.eve.id)

    assert len(lines(cast)) == 1
    assert earnings.lines(cast.bo).items == []


def test_a_line_names_neither_the_buyer_nor_the_order(cast: Cast) -> None:
    sold = sell(cast, angel_id=cast.alma.id)

    told = str(asdict(lines(cast)[0]))

    assert sold.number not in told
    assert "order" not in told
    assert "Bo" not in told


def test_a_line_shows_what_refunds_took_back(cast: Cast) -> None:
    sold = sell(cast, angel_id=cast.alma.id)
    refund(sold, 3_333)
    refund(sold, 1_000)

    line = lines(cast)[0]

    assert [reversal.cents for reversal in line.reversals] == [500, 150]
    assert line.original_cents - sum(reversal.cents for reversal in line.reversals) == line.amount_cents


def test_a_line_says_what_it_waits_for(cast: Cast, time: Time) -> None:
    contested, unsettled = (sell(cast, angel_id=cast.alma.id, holder="merchant") for _ in range(2))
    for sold in (contested, unsettled):
        receive(sold)
    commissions.hold(contested.order_id, "case", ask_refund(contested, 100))
    assert [line.waits_for for line in lines(cast)] == ["", "case"]
    time.pass_(days=8)
    commissions.vest_due()

    assert [line.waits_for for line in lines(cast)] == ["merchant", "case"]


def test_lines_are_filtered_by_state(cast: Cast, time: Time) -> None:
    vested, void = sell(cast, angel_id=cast.alma.id), sell(cast, angel_id=cast.alma.id)
    receive(vested)
    refund(void, 10_000)
    time.pass_(days=8)
    commissions.vest_due()
    sell(cast, angel_id=cast.alma.id)

    found = {state: [line.state for line in lines(cast, state=state)] for state in earnings.STATES}

    assert found == {"pending": ["pending"], "available": ["vested"], "refunded": ["void"]}


def test_pages_follow_one_another_without_gap_or_double(cast: Cast) -> None:
    for _ in range(5):
        sell(cast, angel_id=cast.alma.id)

    first = earnings.lines(cast.alma, size=2)
    second = earnings.lines(cast.alma, before=first.next_cursor, size=2)
    third = earnings.lines(cast.alma, before=second.next_cursor, size=2)

    ids = [line.id for page in (first, second, third) for line in page]
    assert ids == sorted(ids, reverse=True)
    assert len(set(ids)) == 5
    assert third.next_cursor is None


def test_thirty_days_are_drawn_with_empty_ones_between(cast: Cast, time: Time) -> None:
    sell(cast, angel_id=cast.alma.id)
    time.pass_(days=2)
    refund(sell(cast, angel_id=cast.alma.id), 5_000)

    days = earnings.by_day(cast.alma, "CNY")

    assert len(days) == 30
    assert [cents for _, cents in days[-3:]] == [1_500, 0, 750]
    assert sum(cents for _, cents in days) == 2_250


def test_the_number_of_queries_does_not_grow_with_the_lines(cast: Cast) -> None:
    _sell_many(cast)

    with counted() as statements:
        earnings.lines(cast.alma)

    # The lines, what hangs on them, and which are held.
    assert len(statements) == 3


@action
def _sell_many(cast: Cast) -> None:
    for _ in range(12):
        refund(sell(cast, angel_id=cast.alma.id), 1_000)
