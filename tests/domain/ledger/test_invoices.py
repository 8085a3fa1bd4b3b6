"""An entry fee becomes an invoice that agrees with the ledger to the cent; it is paid or cancelled, and never deleted."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from core import clock
from core.db import session
from core.errors import NotAllowed, NotFound, Refused
from core.unit import action
from domain.ledger import actions, invoices, queries
from domain.ledger.check import accounts_add_up, balances_agree
from domain.ledger.check_invoices import invoices_are_booked, numbers_have_no_gaps, paid_invoices_were_paid
from domain.ledger.models import Invoice, Settlement
from domain.merchants.models import Merchant, MerchantStaff
from domain.notices.models import Notice
from domain.people.viewer import Viewer
from domain.viewers import viewer_of
from jobs import worker
from tests.cast import Cast
from tests.domain.ledger.test_payouts import promoted
from tests.orders import sell

EVERY = (invoices_are_booked, paid_invoices_were_paid, numbers_have_no_gaps, balances_agree, accounts_add_up)


@pytest.fixture
def second(cast: Cast) -> Viewer:
    """Another operator."""
    return promoted(cast.dora)


def issue(cast: Cast, by: Viewer, cents: int = 10_000, reason: str = "Entry in 2026") -> int:
    """Olga writes it down, `by` confirms it. The invoice's id."""
    adjustment = actions.propose_entry_fee(
        cast.olga,
        merchant_id=cast.merchant_id,
        cents=cents,
        reason=reason,
        due_at=clock.now() + timedelta(days=30),
        currency="CNY",
    )
    actions.confirm_adjustment(by, adjustment)
    return session.scalars(select(Invoice.id).where(Invoice.adjustment_id == adjustment)).one()


def cancel(cast: Cast, by: Viewer, invoice_id: int) -> None:
    booking = actions.propose_cancellation(cast.olga, invoice_id, reason="Charged twice")
    actions.confirm_adjustment(by, booking)


def seen(cast: Cast, invoice_id: int) -> invoices.InvoiceRow:
    row = invoices.invoice_of(cast.olga, invoice_id)
    assert row is not None
    return row


def breaches() -> list[str]:
    return [one for check in EVERY for one in check()]


def balance(cast: Cast) -> int:
    return queries.merchant_balance(cast.olga, cast.merchant_id, "CNY")


def told(cast: Cast) -> list[str]:
    worker.drain()
    rows = session.scalars(select(Notice).where(Notice.user_id == cast.chen.id, Notice.kind == "invoice"))
    return [row.facts["state"] for row in rows]


def test_a_confirmed_entry_fee_is_an_invoice_of_its_amount(cast: Cast, second: Viewer) -> None:
    row = seen(cast, issue(cast, second))

    assert (row.number, row.amount_cents, row.currency) == (f"E{clock.now().year}-0001", 10_000, "CNY")
    assert (row.recipient, row.reason, row.state) == ("Chen's Orchard", "Entry in 2026", "open")
    assert balance(cast) == -10_000
    assert breaches() == []
    assert told(cast) == ["issued"]


def test_what_is_not_confirmed_is_no_invoice(cast: Cast) -> None:
    actions.propose_entry_fee(
        cast.olga, merchant_id=cast.merchant_id, cents=5, reason="x", due_at=clock.now(), currency="CNY"
    )

    assert list(invoices.invoices(cast.olga, None)) == []


def test_numbers_count_up_and_begin_anew_each_year(cast: Cast, second: Viewer) -> None:
    ids = [issue(cast, second, reason=f"No. {n}") for n in range(2)]
    with clock.shifted(timedelta(days=366)):
        ids.append(issue(cast, second, reason="No. 3"))
        year = clock.now().year

    assert [seen(cast, one).number[-5:] for one in ids] == ["-0001", "-0002", "-0001"]
    assert seen(cast, ids[2]).number == f"E{year}-0001"
    assert breaches() == []


def test_a_transfer_pays_it_once_another_operator_has_confirmed_it(cast: Cast, second: Viewer) -> None:
    invoice = issue(cast, second)
    transfer = actions.propose_invoice_payment(cast.olga, invoice, external_reference="BANK-7")
    assert (seen(cast, invoice).state, seen(cast, invoice).waits) == ("open", "payment")
    with pytest.raises(NotAllowed):
        actions.confirm_settlement(cast.olga, transfer)

    actions.confirm_settlement(second, transfer)

    row = seen(cast, invoice)
    assert (row.state, row.transfer, row.waits) == ("paid", "BANK-7", "")
    assert balance(cast) == 0
    assert breaches() == []
    with pytest.raises(Refused):
        actions.propose_invoice_payment(cast.olga, invoice, external_reference="BANK-8")


def test_a_reference_pays_one_invoice_only(cast: Cast, second: Viewer) -> None:
    one, other = issue(cast, second), issue(cast, second, reason="Another")
    actions.propose_invoice_payment(cast.olga, one, external_reference="BANK-7")

    with pytest.raises(Refused):
        actions.propose_invoice_payment(second, other, external_reference="BANK-7")
    with pytest.raises(Refused):
        actions.propose_invoice_payment(second, one, external_reference="BANK-8")


def test_a_payment_that_was_a_mistake_leaves_it_open(cast: Cast, second: Viewer) -> None:
    invoice = issue(cast, second)
    actions.withdraw_settlement(
        second, actions.propose_invoice_payment(cast.olga, invoice, external_reference="BANK-7")
    )

    assert (seen(cast, invoice).state, seen(cast, invoice).waits) == ("open", "")
    actions.propose_invoice_payment(cast.olga, invoice, external_reference="BANK-7")


def test_sales_pay_it_as_soon_as_the_account_is_even(cast: Cast, second: Viewer) -> None:
    invoice = issue(cast, second)
    sell(cast, 9_000)
    assert actions.settle_invoices_from_sales() == 0

    sell(cast, 9_000)

    assert actions.settle_invoices_from_sales() == 1
    assert actions.settle_invoices_from_sales() == 0
    assert (seen(cast, invoice).state, seen(cast, invoice).transfer) == ("paid", "")
    assert told(cast) == ["paid"]


def test_it_is_paid_at_once_where_sales_cover_it(cast: Cast, second: Viewer) -> None:
    sell(cast, 20_000)

    assert seen(cast, issue(cast, second)).state == "paid"


def test_a_transfer_that_comes_after_sales_have_paid_is_the_shops_to_have(cast: Cast, second: Viewer) -> None:
    invoice = issue(cast, second)
    transfer = actions.propose_invoice_payment(cast.olga, invoice, external_reference="BANK-7")
    sell(cast, 20_000)
    actions.settle_invoices_from_sales()

    actions.confirm_settlement(second, transfer)

    assert seen(cast, invoice).transfer == ""
    assert balance(cast) == 19_000
    assert breaches() == []


@pytest.mark.parametrize("is_paid", [False, True])
def test_a_credit_note_cancels_it_and_brings_the_amount_back(
    cast: Cast, second: Viewer, is_paid: bool
) -> None:
    invoice = issue(cast, second)
    if is_paid:
        actions.confirm_settlement(
            second, actions.propose_invoice_payment(cast.olga, invoice, external_reference="B")
        )

    cancel(cast, second, invoice)

    row = seen(cast, invoice)
    assert (row.state, row.cancelled_by) == ("cancelled", f"C{clock.now().year}-0001")
    assert row.cancelled_for == "Charged twice"
    assert balance(cast) == (10_000 if is_paid else 0)
    assert breaches() == []
    assert actions.settle_invoices_from_sales() == 0
    assert told(cast) == ["cancelled"]
    with pytest.raises(Refused):
        actions.propose_cancellation(cast.olga, invoice, reason="Again")
    with pytest.raises(Refused):
        actions.propose_invoice_payment(cast.olga, invoice, external_reference="C")


def test_what_a_paper_says_stays_when_the_shop_is_named_anew(cast: Cast, second: Viewer) -> None:
    invoice = issue(cast, second)

    @action
    def rename() -> None:
        session.get_one(Merchant, cast.merchant_id).name = "Chen's Garden"

    rename()

    assert seen(cast, invoice).recipient == "Chen's Orchard"


@pytest.mark.parametrize("who", ["alma", "bo", "chen", "dora", "eve"])
def test_only_operators_write_down_what_becomes_of_it(cast: Cast, who: str) -> None:
    invoice, person = issue(cast, promoted(cast.eve)), getattr(cast, who)

    with pytest.raises(NotAllowed):
        actions.propose_invoice_payment(person, invoice, external_reference="B")
    with pytest.raises(NotAllowed):
        actions.propose_cancellation(person, invoice, reason="x")
    with pytest.raises(NotAllowed):
        invoices.invoices(person, None)


def test_its_owners_and_operators_read_it_and_nobody_else(cast: Cast, second: Viewer) -> None:
    number = seen(cast, issue(cast, second)).number

    @action
    def hire() -> None:
        session.add(
            MerchantStaff(
                merchant_id=cast.merchant_id, user_id=cast.eve.id, role="support", created_at=clock.now()
            )
        )

    hire()
    support = viewer_of(cast.eve.id)

    for person in (cast.chen, cast.olga):
        assert invoices.invoice_for(person, number) is not None
        assert len(invoices.invoices(person, cast.merchant_id)) == 1
    for person in (cast.alma, cast.bo, support):
        assert invoices.invoice_for(person, number) is None
        with pytest.raises(NotAllowed):
            invoices.invoices(person, cast.merchant_id)


def test_an_unknown_one_is_not_found(cast: Cast) -> None:
    with pytest.raises(NotFound):
        actions.propose_invoice_payment(cast.olga, 99, external_reference="B")
    assert invoices.invoice_of(cast.olga, 99) is None


def test_the_database_deletes_none(cast: Cast, second: Viewer) -> None:
    invoice = issue(cast, second)

    @action
    def lose() -> None:
        session.execute(delete(Invoice).where(Invoice.id == invoice))

    with pytest.raises(DBAPIError):
        lose()


SPOILT: list[tuple[Callable[[], list[str]], dict[str, object]]] = [
    (invoices_are_booked, {"amount_cents": 9_999}),
    (invoices_are_booked, {"currency": "USD"}),
    (numbers_have_no_gaps, {"number": f"E{clock.now().year}-0003"}),
    (paid_invoices_were_paid, {"amount_cents": 9_999}),
]


@pytest.mark.parametrize(("check", "values"), SPOILT)
def test_the_checks_see_what_is_spoilt(
    cast: Cast, second: Viewer, check: Callable[[], list[str]], values: dict[str, object]
) -> None:
    paid = issue(cast, second)
    actions.confirm_settlement(
        second, actions.propose_invoice_payment(cast.olga, paid, external_reference="B")
    )
    assert check() == []

    @action
    def spoil() -> None:
        session.execute(update(Invoice).where(Invoice.id == paid).values(**values))

    spoil()

    assert len(check()) == 1


def test_the_checks_see_an_entry_fee_without_its_invoice_and_a_taken_back_transfer(
    cast: Cast, second: Viewer
) -> None:
    invoice = issue(cast, second)
    actions.confirm_settlement(
        second, actions.propose_invoice_payment(cast.olga, invoice, external_reference="B")
    )

    @action
    def spoil() -> None:
        other = actions.propose_entry_fee(
            cast.olga, merchant_id=cast.merchant_id, cents=7, reason="x", due_at=clock.now(), currency="CNY"
        )
        session.execute(update(Invoice).values(adjustment_id=other))
        session.execute(update(Settlement).values(state="withdrawn"))

    spoil()

    assert len(invoices_are_booked()) == 2
    assert len(paid_invoices_were_paid()) == 1
