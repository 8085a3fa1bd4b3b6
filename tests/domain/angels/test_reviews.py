"""A commission that is held: it does not vest, somebody decides, the angel may speak and appeal, all of it exact."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from core import clock, invariants
from core.db import session
from core.errors import DomainError, NotAllowed, NotFound, Refused
from core.unit import action
from domain import checks  # noqa: F401
from domain.angels import commissions, reviews
from domain.angels.models import Commission, CommissionReview
from domain.ledger.models import Account
from domain.people.models import RoleGrant
from domain.viewers import viewer_of
from tests.cast import Cast
from tests.conftest import Time
from tests.orders import Sold, receive, refund, sell

KEPT = ("commissions", "reviews", "ledger")


def breaches() -> dict[str, tuple[str, ...]]:
    """What is wrong now with commissions, reviews and the ledger."""
    return {
        one.name: one.breaches for one in invariants.outcomes() if one.breaches and one.name.startswith(KEPT)
    }


@pytest.fixture(autouse=True)
def all_holds(cast: Cast) -> Iterator[None]:
    """Whatever a test does, the invariants hold after it."""
    yield
    assert breaches() == {}


@action
def held(sold: Sold, *names: str) -> int:
    commission = session.scalars(select(Commission).where(Commission.order_line_id == sold.line_id)).one()
    review = reviews.hold(commission, cause="signals", names=names or ("same_browser",))
    assert review is not None
    return review.id


@action
def second_operator(cast: Cast):  # type: ignore[no-untyped-def]
    session.add(RoleGrant(user_id=cast.dora.id, role="operator", granted_at=clock.now()))
    session.flush()
    return viewer_of(cast.dora.id)


def of(review_id: int) -> CommissionReview:
    session.expire_all()
    return session.get_one(CommissionReview, review_id)


def balance(kind: str, holder: int) -> int:
    return (
        session.scalar(select(Account.balance_cents).where(Account.kind == kind, Account.holder_id == holder))
        or 0
    )


def state(sold: Sold) -> tuple[str, int]:
    session.expire_all()
    found = session.scalars(select(Commission).where(Commission.order_line_id == sold.line_id)).one()
    return found.state, found.amount_cents


def sold_and_received(cast: Cast, **facts: object) -> Sold:
    sold = sell(cast, angel_id=cast.alma.id, **facts)  # type: ignore[arg-type]
    receive(sold)
    return sold


def test_what_is_held_does_not_vest_and_the_rest_does(cast: Cast, time: Time) -> None:
    odd, fine = sold_and_received(cast), sold_and_received(cast)
    held(odd)
    time.pass_(days=8)

    assert commissions.vest_due() == 1
    assert (state(odd)[0], state(fine)[0]) == ("earned", "vested")


def test_released_it_vests_as_any_other(cast: Cast, time: Time) -> None:
    sold = sold_and_received(cast)
    review = held(sold)
    time.pass_(days=8)
    reviews.decide(cast.olga, review, release=True, reason="They live together and both buy.")

    assert commissions.vest_due() == 1
    assert state(sold) == ("vested", 1_500)


def test_what_nobody_decides_in_14_days_is_released_by_itself(cast: Cast, time: Time) -> None:
    sold = sold_and_received(cast)
    review = held(sold)
    time.pass_(days=13, hours=23)
    assert reviews.release_due() == 0
    time.pass_(hours=2)

    assert (reviews.release_due(), reviews.release_due()) == (1, 0)
    assert (of(review).state, of(review).decided_by_id) == ("released", None)
    assert commissions.vest_due() == 1


@pytest.mark.parametrize("holder", ["platform", "merchant"])
def test_voided_the_merchant_has_his_money_again_to_the_cent(cast: Cast, time: Time, holder: str) -> None:
    plain = sell(cast, holder=holder)
    without = balance("merchant_payable", cast.merchant_id)
    sold = sell(cast, angel_id=cast.alma.id, holder=holder)
    review = held(sold)
    reviews.decide(cast.olga, review, release=False, reason="The same person.")

    assert plain.order_id != sold.order_id
    assert balance("merchant_payable", cast.merchant_id) == 2 * without
    assert balance("angel_pending", cast.alma.id) == 0
    assert (of(review).state, of(review).voided_cents, state(sold)) == ("voided", 1_500, ("void", 0))


def test_a_refund_after_the_void_takes_nothing_more_from_the_angel(cast: Cast, time: Time) -> None:
    sold = sell(cast, angel_id=cast.alma.id)
    reviews.decide(cast.olga, held(sold), release=False, reason="The same person.")

    assert refund(sold, 4_000) == 0
    assert balance("angel_pending", cast.alma.id) == 0


@pytest.mark.parametrize(("refunded", "comes_back"), [(0, 1_500), (4_000, 900), (10_000, 0)])
def test_a_won_appeal_brings_back_what_refunds_have_left(
    cast: Cast, time: Time, refunded: int, comes_back: int
) -> None:
    sold = sell(cast, angel_id=cast.alma.id)
    review = held(sold)
    reviews.decide(cast.olga, review, release=False, reason="The same person.")
    reviews.appeal(cast.alma, review, words="She is my sister, ask her.")
    receive(sold)
    if refunded:
        refund(sold, refunded)
    time.pass_(days=2)
    reviews.decide(cast.olga, review, release=True, reason="She is.")

    assert of(review).state == "restored"
    assert balance("angel_pending", cast.alma.id) == comes_back
    time.pass_(days=8)
    assert commissions.vest_due() == (1 if comes_back else 0)
    assert balance("angel_available", cast.alma.id) == comes_back


def test_a_lost_appeal_leaves_it_with_the_merchant_and_is_the_last_one(cast: Cast, time: Time) -> None:
    review = held(sell(cast, angel_id=cast.alma.id))
    reviews.decide(cast.olga, review, release=False, reason="The same person.")
    reviews.appeal(cast.alma, review, words="No.")
    time.pass_(days=2)
    reviews.decide(cast.olga, review, release=False, reason="Yes.")

    assert of(review).state == "upheld"
    with pytest.raises(NotAllowed):
        reviews.appeal(cast.alma, review, words="But no.")


def test_another_operator_decides_the_appeal_where_there_are_two(cast: Cast, time: Time) -> None:
    other = second_operator(cast)
    review = held(sell(cast, angel_id=cast.alma.id))
    reviews.decide(cast.olga, review, release=False, reason="The same person.")
    reviews.appeal(cast.alma, review, words="No.")
    time.pass_(days=2)
    with pytest.raises(NotAllowed):
        reviews.decide(cast.olga, review, release=False, reason="I said so.")

    reviews.decide(other, review, release=True, reason="She is right.")
    assert of(review).state == "restored"


def test_one_operator_alone_waits_a_day_before_she_decides_an_appeal(cast: Cast, time: Time) -> None:
    review = held(sell(cast, angel_id=cast.alma.id))
    reviews.decide(cast.olga, review, release=False, reason="The same person.")
    reviews.appeal(cast.alma, review, words="No.")
    with pytest.raises(NotAllowed):
        reviews.decide(cast.olga, review, release=True, reason="At once.")
    time.pass_(hours=25)

    reviews.decide(cast.olga, review, release=True, reason="After a night.")
    assert of(review).state == "restored"


def test_no_operator_decides_about_her_own_commission_while_there_is_another(cast: Cast) -> None:
    second_operator(cast)
    review = held(sell(cast, angel_id=cast.olga.id))

    with pytest.raises(NotAllowed):
        reviews.decide(cast.olga, review, release=True, reason="It is fine.")


def test_an_appeal_has_two_weeks(cast: Cast, time: Time) -> None:
    review = held(sell(cast, angel_id=cast.alma.id))
    reviews.decide(cast.olga, review, release=False, reason="The same person.")
    time.pass_(days=15)

    with pytest.raises(NotAllowed):
        reviews.appeal(cast.alma, review, words="I was away.")


def test_the_angel_says_her_part_once_while_it_is_held(cast: Cast) -> None:
    review = held(sell(cast, angel_id=cast.alma.id))
    reviews.speak(cast.alma, review, words="We share a tablet.")

    assert of(review).words == "We share a tablet."
    with pytest.raises(NotAllowed):
        reviews.speak(cast.alma, review, words="And a phone.")


@pytest.mark.parametrize("who", ["bo", "chen", "dora", "eve", "olga"])
def test_it_is_nobody_elses_to_speak_or_to_appeal(cast: Cast, who: str) -> None:
    review = held(sell(cast, angel_id=cast.alma.id))

    for verb in (reviews.speak, reviews.appeal):
        with pytest.raises(NotFound):
            verb(getattr(cast, who), review, words="Me too.")


@pytest.mark.parametrize("who", ["alma", "bo", "chen", "dora", "eve"])
def test_only_operators_decide_and_hold(cast: Cast, who: str) -> None:
    sold = sell(cast, angel_id=cast.alma.id)
    review = held(sold)
    with pytest.raises(NotAllowed):
        reviews.decide(getattr(cast, who), review, release=True, reason="Please.")
    with pytest.raises(NotAllowed):
        reviews.hold_by_hand(getattr(cast, who), [sold.line_id], reason="Because.")


@pytest.mark.parametrize("reason", ["", "   ", "x" * 1_001])
def test_a_decision_takes_a_reason_that_can_be_read(cast: Cast, reason: str) -> None:
    review = held(sell(cast, angel_id=cast.alma.id))

    with pytest.raises(Refused):
        reviews.decide(cast.olga, review, release=False, reason=reason)


def test_an_operator_holds_by_hand_what_waits_and_nothing_that_vested(cast: Cast, time: Time) -> None:
    first, second = sold_and_received(cast), sell(cast, angel_id=cast.alma.id)
    time.pass_(days=8)
    commissions.vest_due()

    assert reviews.hold_by_hand(cast.olga, [first.line_id, second.line_id], reason="A complaint.") == 1
    with pytest.raises(Refused):
        reviews.hold_by_hand(cast.olga, [first.line_id, second.line_id], reason="A complaint.")


def test_a_full_refund_leaves_nothing_to_decide(cast: Cast) -> None:
    sold = sell(cast, angel_id=cast.alma.id)
    review = held(sold)
    refund(sold, 10_000)

    assert of(review).state == "refunded"
    with pytest.raises(DomainError):
        reviews.decide(cast.olga, review, release=False, reason="Late.")


def test_a_partial_refund_while_it_is_held_is_voided_with_the_rest_only(cast: Cast) -> None:
    sold = sell(cast, angel_id=cast.alma.id)
    review = held(sold)
    refund(sold, 4_000)
    reviews.decide(cast.olga, review, release=False, reason="The same person.")

    assert of(review).voided_cents == 900
    assert balance("angel_pending", cast.alma.id) == 0


def test_check_finds_a_void_without_its_entry(cast: Cast) -> None:
    review = held(sell(cast, angel_id=cast.alma.id))
    reviews.decide(cast.olga, review, release=False, reason="The same person.")

    @action
    def spoil(cents: int) -> None:
        session.get_one(CommissionReview, review).voided_cents = cents

    spoil(1_499)
    assert "reviews: decisions have their entries" in breaches()
    spoil(1_500)


def test_check_finds_a_vested_commission_under_an_open_hold(cast: Cast, time: Time) -> None:
    sold = sold_and_received(cast)
    time.pass_(days=8)
    commissions.vest_due()

    @action
    def spoil(state: str) -> None:
        at = clock.now()
        commission = session.scalars(select(Commission).where(Commission.order_line_id == sold.line_id)).one()
        there = session.scalar(select(CommissionReview))
        if there is None:
            there = CommissionReview(
                commission_id=commission.id, cause="hand", reason="-", opened_at=at, due_at=at
            )
            session.add(there)
        there.state = state

    spoil("held")
    assert "reviews: nothing that is held is available" in breaches()
    spoil("released")
