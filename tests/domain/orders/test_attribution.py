"""Whose word a sale is credited to: each row of the table of attribution that is in force, tried from the visit to the
line that is frozen, the payment and what it pays."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from core import clock
from core.db import session
from core.unit import action
from domain.angels import actions as angels
from domain.angels.models import Commission
from domain.catalog import actions as catalog
from domain.merchants.models import MerchantStaff
from domain.orders import actions
from domain.orders.models import OrderLine
from domain.people.viewer import Viewer
from tests.buying import bought, order, second_shop
from tests.cast import Cast
from tests.conftest import Time


def come_by(cast: Cast, angel: Viewer, *, store: bool = False) -> None:
    """Bo opens Alma's link, or whoever's it is."""
    code = angels.make_share_link(angel, product_id=None if store else cast.product_id)
    angels.record_touch(code, user_id=cast.bo.id, visitor_id="", from_here=True)


def one_product_of_the_cart(cast: Cast, time: Time) -> None:
    _, tea = second_shop(cast)
    come_by(cast, cast.alma)
    actions.add_to_cart(cast.bo, tea)


def a_choice_after_both_visits(cast: Cast, time: Time) -> dict[str, object]:
    angels.endorse(cast.eve, cast.product_id)
    come_by(cast, cast.alma, store=True)
    come_by(cast, cast.alma)
    return {"credits": {cast.variant_id: "eve"}}


def the_last_of_two_stores(cast: Cast, time: Time) -> None:
    angels.endorse(cast.eve, cast.product_id)
    come_by(cast, cast.alma, store=True)
    time.pass_(hours=1)
    come_by(cast, cast.eve, store=True)


def she_works_for_the_shop_since(cast: Cast, time: Time) -> None:
    come_by(cast, cast.alma)
    hire(cast, cast.alma)


def a_store_before_a_rise(cast: Cast, time: Time) -> None:
    come_by(cast, cast.alma, store=True)
    time.pass_(hours=1)
    catalog.set_rate(cast.chen, cast.product_id, rate_bps=2_000)


def a_product_before_a_rise(cast: Cast, time: Time) -> None:
    come_by(cast, cast.alma)
    time.pass_(hours=1)
    catalog.set_rate(cast.chen, cast.product_id, rate_bps=2_000)


def a_choice_within_the_notice_of_a_cut(cast: Cast, time: Time) -> dict[str, object]:
    time.pass_(hours=1)
    catalog.set_rate(cast.chen, cast.product_id, rate_bps=500)
    time.pass_(days=6)
    return {"credits": {cast.variant_id: "alma"}}


def a_choice_after_the_notice_of_a_cut(cast: Cast, time: Time) -> dict[str, object]:
    time.pass_(hours=1)
    catalog.set_rate(cast.chen, cast.product_id, rate_bps=500)
    time.pass_(days=7)
    return {"credits": {cast.variant_id: "alma"}}


@pytest.mark.parametrize(
    ("happens", "credited"),
    [
        # unit: the line of the product that was shown, and no other of the cart.
        (one_product_of_the_cart, [("alma", "product_touch", 1_500), (None, "nobody", 0)]),
        # which touch wins: what the buyer says goes before every visit.
        (a_choice_after_both_visits, [("eve", "chosen", 1_500)]),
        (the_last_of_two_stores, [("eve", "store_touch", 1_500)]),
        # eligibility: nobody who works for the shop.
        (she_works_for_the_shop_since, [(None, "nobody", 0)]),
        # rate used: that of the visit to the product; without one, that of the order. A rise reaches her at once, a cut
        # after the notice.
        (a_store_before_a_rise, [("alma", "store_touch", 2_000)]),
        (a_product_before_a_rise, [("alma", "product_touch", 1_500)]),
        (a_choice_within_the_notice_of_a_cut, [("alma", "chosen", 1_500)]),
        (a_choice_after_the_notice_of_a_cut, [("alma", "chosen", 500)]),
    ],
    ids=lambda one: one.__name__ if callable(one) else "",
)
def test_who_is_credited_and_with_what(
    cast: Cast,
    time: Time,
    happens: Callable[[Cast, Time], dict[str, object] | None],
    credited: list[tuple[str | None, str, int]],
) -> None:
    angels.endorse(cast.alma, cast.product_id)
    actions.add_to_cart(cast.bo, cast.variant_id)
    order(cast.bo, **(happens(cast, time) or {}))  # type: ignore[arg-type]

    names = {cast.alma.id: "alma", cast.eve.id: "eve", None: None}
    assert [(names[line.angel_id], line.credit_basis, line.rate_bps) for line in lines()] == credited


def she_stops(cast: Cast) -> None:
    angels.end_endorsement(cast.alma, cast.product_id)


def the_rate_falls(cast: Cast) -> None:
    catalog.set_rate(cast.chen, cast.product_id, rate_bps=0)


def another_link_is_opened(cast: Cast) -> None:
    angels.endorse(cast.eve, cast.product_id)
    come_by(cast, cast.eve)


def the_visit_is_too_old(cast: Cast) -> None:
    """Nothing else happens than time."""


@pytest.mark.parametrize("happens", [she_stops, the_rate_falls, another_link_is_opened, the_visit_is_too_old])
def test_what_is_frozen_when_the_order_is_placed_is_paid_whatever_happens_before_it_arrives(
    cast: Cast, time: Time, happens: Callable[[Cast], None]
) -> None:
    angels.endorse(cast.alma, cast.product_id)
    come_by(cast, cast.alma)
    time.pass_(days=6, hours=23)
    number = bought(cast.bo, (cast.variant_id, 1), method="transfer")
    frozen = lines()[0].touch_id
    happens(cast)
    time.pass_(hours=2)
    actions.confirm_payment(cast.chen, number)

    (commission,) = session.scalars(select(Commission)).all()
    assert (commission.angel_id, commission.rate_bps, commission.amount_cents) == (cast.alma.id, 1_500, 1_500)
    assert frozen is not None and lines()[0].touch_id == frozen


@action
def hire(cast: Cast, person: Viewer) -> None:
    session.add(
        MerchantStaff(merchant_id=cast.merchant_id, user_id=person.id, role="support", created_at=clock.now())
    )


def lines() -> list[OrderLine]:
    session.rollback()
    return list(session.scalars(select(OrderLine).order_by(OrderLine.id)))
