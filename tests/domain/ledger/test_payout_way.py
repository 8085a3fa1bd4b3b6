"""The way of a payout: what it consists of, who approves it, what it costs, and what becomes of it when it fails."""

import pytest
from sqlalchemy import select

from core.db import session
from core.errors import NotAllowed, Refused
from core.unit import action
from domain.angels import commissions
from domain.ledger import actions, queries, tax
from domain.ledger.check import held_money_agrees, payouts_are_itemised
from domain.ledger.models import Account, Payout, PayoutItem, TaxProfile
from domain.ledger.queries import Purse
from domain.ledger.rules import PayoutTerms, itemised
from domain.orders.queries.payouts import payout_view
from domain.people.viewer import Viewer
from tests.cast import Cast
from tests.conftest import Time
from tests.domain.ledger.test_payouts import promoted
from tests.orders import receive, refund, sell

SECRET = "s" * 40


@pytest.fixture
def rich(cast: Cast, time: Time) -> Cast:
    """Alma has 1,500.00 available from ten sales."""
    sold = [sell(cast, 100_000, angel_id=cast.alma.id) for _ in range(10)]
    for one in sold:
        receive(one)
    time.pass_(days=8)
    commissions.vest_due()
    return cast


@pytest.fixture
def second(cast: Cast) -> Viewer:
    """Another operator."""
    return promoted(cast.dora)


def ask(cast: Cast, cents: int = 1_200, terms: PayoutTerms | None = None) -> int:
    return actions.request_payout(
        cast.alma, cents=cents, destination="Bank", currency="CNY", terms=terms or PayoutTerms()
    )


def state(payout_id: int) -> str:
    return session.scalars(select(Payout.state).where(Payout.id == payout_id)).one()


def balance(kind: str, holder: int = 0) -> int:
    statement = select(Account.balance_cents).where(Account.kind == kind, Account.holder_id == holder)
    return session.scalar(statement) or 0


def is_sound() -> bool:
    return [*payouts_are_itemised(), *held_money_agrees()] == []


class TestApproval:
    def test_a_small_one_takes_one_operator(self, rich: Cast, second: Viewer) -> None:
        payout = ask(rich)
        actions.approve_payout(rich.olga, payout)

        assert state(payout) == "approved"

    def test_a_large_one_takes_two(self, rich: Cast, second: Viewer) -> None:
        payout = ask(rich, 100_000)

        actions.approve_payout(rich.olga, payout)
        assert state(payout) == "requested"
        with pytest.raises(NotAllowed):
            actions.approve_payout(rich.olga, payout)
        with pytest.raises(Refused):
            actions.send_payout(rich.olga, payout, external_reference="T")
        actions.approve_payout(second, payout)

        assert state(payout) == "approved"

    def test_alone_an_operator_waits_a_day_for_a_large_one(self, rich: Cast, time: Time) -> None:
        payout = ask(rich, 100_000)

        with pytest.raises(NotAllowed):
            actions.approve_payout(rich.olga, payout)
        time.pass_(hours=25)
        actions.approve_payout(rich.olga, payout)

        assert state(payout) == "approved"

    def test_it_is_not_sent_and_arrived_past_a_second_approval(self, rich: Cast, second: Viewer) -> None:
        payout = ask(rich, 100_000)

        with pytest.raises(Refused):
            actions.pay_payout(rich.olga, payout, external_reference="T")

        assert state(payout) == "requested"
        assert payout_view(rich.olga, payout).payout.external_reference is None

    def test_once_it_is_approved_it_is_not_taken_back(self, rich: Cast) -> None:
        payout = ask(rich)
        actions.approve_payout(rich.olga, payout)

        with pytest.raises(Refused):
            actions.cancel_payout(rich.alma, payout)


def test_what_comes_back_is_available_again_and_can_be_paid_anew(rich: Cast) -> None:
    payout = ask(rich)
    actions.approve_payout(rich.olga, payout)
    actions.send_payout(rich.olga, payout, external_reference="T-1")
    assert queries.purse(rich.alma, "CNY") == Purse(0, 148_800, 1_200, 0)

    actions.fail_payout(rich.olga, payout, reason="No such account.")

    assert queries.purse(rich.alma, "CNY") == Purse(0, 150_000, 0, 0)
    assert is_sound()
    actions.pay_payout(rich.olga, ask(rich, 150_000 - 60_000), external_reference="T-2")
    assert queries.purse(rich.alma, "CNY") == Purse(0, 60_000, 0, 90_000)
    assert is_sound()


def test_fee_and_withheld_tax_are_lines_of_their_own(rich: Cast) -> None:
    payout = ask(rich, 10_000, PayoutTerms(fee_cents=200, withholding_bps=2_000))
    fees = balance("platform_fee")

    actions.pay_payout(rich.olga, payout, external_reference="T-1")

    assert balance("platform_fee") - fees == 200
    assert (balance("tax_withheld"), balance("bank")) == (2_000, 7_800)
    assert payout_view(rich.alma, payout).payout.arriving_cents == 7_800


def test_nothing_is_asked_for_of_which_nothing_would_arrive(rich: Cast) -> None:
    with pytest.raises(Refused):
        ask(rich, 1_000, PayoutTerms(fee_cents=900, withholding_bps=1_000))


class TestItems:
    def test_the_oldest_earnings_go_first_and_the_last_in_part(self, rich: Cast) -> None:
        view = payout_view(rich.alma, ask(rich, 20_000))

        assert [(item.cents, item.of_cents) for item in view.items] == [(15_000, 15_000), (5_000, 15_000)]
        assert {item.title for item in view.items} == {"Durian, 3 kg"}

    def test_the_rest_of_a_line_goes_with_the_next(self, rich: Cast) -> None:
        actions.pay_payout(rich.olga, ask(rich, 20_000), external_reference="T-1")

        view = payout_view(rich.alma, ask(rich, 20_000))

        assert [item.cents for item in view.items] == [10_000, 10_000]
        assert is_sound()

    def test_what_a_refund_took_is_set_against_it(self, rich: Cast, time: Time) -> None:
        sold = sell(rich, 100_000, angel_id=rich.alma.id)
        receive(sold)
        time.pass_(days=8)
        commissions.vest_due()
        refund(sold, 50_000)

        view = payout_view(rich.alma, ask(rich, 20_000))

        assert [item.cents for item in view.items] == [15_000, 12_500, -7_500]
        assert is_sound()

    def test_an_angel_reads_no_number_of_an_order_an_operator_does(self, rich: Cast) -> None:
        payout = ask(rich)

        assert {item.number for item in payout_view(rich.alma, payout).items} == {""}
        assert "" not in {item.number for item in payout_view(rich.olga, payout).items}

    @pytest.mark.parametrize("who", ["bo", "chen", "dora", "eve"])
    def test_nobody_else_reads_them(self, rich: Cast, who: str) -> None:
        assert payout_view(getattr(rich, who), ask(rich)) is None

    def test_a_spoiled_item_is_found(self, rich: Cast) -> None:
        payout = ask(rich)

        @action
        def spoil() -> None:
            session.scalars(select(PayoutItem).where(PayoutItem.payout_id == payout)).one().amount_cents -= 1

        spoil()

        assert payouts_are_itemised() == [f"payout {payout} is of 1200, its items of 1199"]


def test_more_than_there_is_cannot_be_itemised() -> None:
    with pytest.raises(ValueError):
        itemised([(1, 500), (2, -100)], 401)


class TestTax:
    def test_where_it_is_demanded_the_profile_comes_first(self, rich: Cast) -> None:
        terms = PayoutTerms(needs_tax_profile=True)
        with pytest.raises(Refused):
            ask(rich, terms=terms)

        fill_in(rich.alma)

        assert state(ask(rich, terms=terms)) == "requested"

    def test_the_number_is_sealed_and_shown_by_its_end(self, rich: Cast) -> None:
        fill_in(rich.alma, "ab 1234 5678 90")

        kept = session.scalars(select(TaxProfile)).one()
        assert "1234" not in kept.id_number_sealed
        assert tax.own_profile(rich.alma).masked == "•••• 8 90"

    def test_an_empty_number_keeps_the_one_that_is_there(self, rich: Cast) -> None:
        fill_in(rich.alma)
        fill_in(rich.alma, "")

        assert tax.own_profile(rich.alma).masked == "•••• 1234"

    @pytest.mark.parametrize("number", ["", "12", "=1+1", "<b>", "1" * 41])
    def test_what_is_no_number_is_refused(self, rich: Cast, number: str) -> None:
        with pytest.raises(Refused) as refusal:
            fill_in(rich.alma, number)

        assert refusal.value.field == "id_number"

    def test_the_year_adds_up_what_arrived(self, rich: Cast) -> None:
        fill_in(rich.alma)
        terms = PayoutTerms(fee_cents=100, withholding_bps=1_000)
        for number in range(2):
            actions.pay_payout(rich.olga, ask(rich, 5_000, terms), external_reference=f"T-{number}")
        actions.reject_payout(rich.olga, ask(rich, 5_000), reason="no")
        year = session.scalars(select(Payout.decided_at)).first().year

        row = next(iter(tax.year(rich.olga, year, secret=SECRET)))

        assert (row.handle, row.id_number, row.payouts) == ("alma", "330106199001011234", 2)
        assert (row.paid_cents, row.fee_cents, row.withheld_cents, row.arrived_cents) == (
            10_000, 200, 1_000, 8_800,
        )  # fmt: skip
        assert list(tax.year(rich.olga, year + 1, secret=SECRET)) == []
        assert next(iter(tax.year(rich.olga, year, secret="another"))).id_number == "?"
        with pytest.raises(NotAllowed):
            list(tax.year(rich.alma, year, secret=SECRET))


def fill_in(who: Viewer, number: str = "330106199001011234") -> None:
    actions.set_tax_profile(
        who, country="CN", kind="person", legal_name="Alma Lin", id_number=number, secret=SECRET
    )
