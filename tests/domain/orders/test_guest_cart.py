"""The cart of a browser, before anybody signs in with it."""

import pytest
from sqlalchemy import select

from core import clock
from core.db import session
from core.errors import NotFound, Refused
from domain.angels import actions as angels
from domain.catalog.models import Variant
from domain.orders import actions, queries
from domain.orders.models import CartLine
from domain.orders.rules import MAX_CART_LINES
from domain.people import actions as people
from domain.people.viewer import ANONYMOUS
from tests.buying import change, order, received, second_shop

BROWSER = "b" * 43
OTHER = "c" * 43


def put(variant_id: int, quantity: int = 1, browser: str = BROWSER) -> int:
    return actions.add_to_cart(ANONYMOUS, variant_id, quantity, visitor_id=browser)


def come_in(person, browser: str = BROWSER) -> None:
    people.begin_session(person.id, user_agent="", visitor_id=browser)


def lines_of(viewer, browser: str = "") -> dict[int, int]:
    session.rollback()
    return {item.variant_id: item.quantity for item in queries.cart(viewer, browser).items}


def test_a_browser_has_its_own_cart(cast):
    put(cast.variant_id, 2)
    put(cast.variant_id, 3)
    assert lines_of(ANONYMOUS, BROWSER) == {cast.variant_id: 5}
    assert lines_of(ANONYMOUS, OTHER) == {} == lines_of(ANONYMOUS)
    assert lines_of(cast.bo, BROWSER) == {}


@pytest.mark.parametrize("who", ["nobody", "another browser", "eve"])
def test_nobody_else_changes_it(cast, who):
    put(cast.variant_id)
    line_id = session.scalar(select(CartLine.id))
    viewer, browser = {
        "nobody": (ANONYMOUS, ""),
        "another browser": (ANONYMOUS, OTHER),
        "eve": (cast.eve, BROWSER),
    }[who]
    with pytest.raises(NotFound):
        actions.remove_from_cart(viewer, line_id, visitor_id=browser)
    if who != "nobody":
        with pytest.raises(NotFound):
            actions.set_quantity(viewer, line_id, 9, visitor_id=browser)
    assert lines_of(ANONYMOUS, BROWSER) == {cast.variant_id: 1}


def test_who_signs_in_takes_it_along(cast):
    _, tea = second_shop(cast)
    put(cast.variant_id, 2)
    put(tea, 1)
    come_in(cast.bo)
    assert lines_of(cast.bo) == {cast.variant_id: 2, tea: 1}
    assert lines_of(ANONYMOUS, BROWSER) == {}


def test_what_lies_in_both_carts_is_added_up_as_far_as_there_are_pieces(cast):
    actions.add_to_cart(cast.bo, cast.variant_id, 15)
    put(cast.variant_id, 15)
    come_in(cast.bo)
    (item,) = queries.cart(cast.bo).items
    assert (item.quantity, item.wanted, item.problem) == (20, 30, "")


def test_a_full_cart_takes_no_more(cast, monkeypatch):
    monkeypatch.setattr("domain.orders.actions.cart.MAX_CART_LINES", 1)
    assert MAX_CART_LINES > 1
    actions.add_to_cart(cast.bo, cast.variant_id)
    put(cast.other_variant_id)
    come_in(cast.bo)
    assert lines_of(cast.bo) == {cast.variant_id: 1}
    assert session.scalars(select(CartLine.visitor_id)).all() == [None]


def test_signing_in_again_changes_nothing(cast):
    put(cast.variant_id, 2)
    come_in(cast.bo)
    come_in(cast.bo)
    assert lines_of(cast.bo) == {cast.variant_id: 2}


def test_an_endorsement_after_the_guest_cart_takes_no_credit(cast):
    """The sharer brought her here; a click between the cart and the checkout must not take it from her."""
    received(cast.alma, cast.chen, (cast.variant_id, 1))
    put(cast.variant_id)
    angels.endorse(cast.alma, cast.product_id)
    come_in(cast.alma)
    (line,) = queries.quote(cast.alma, visitor_id=BROWSER, choices={}, sandbox=True, at=clock.now()).lines
    assert line.angel_price_bps == 0


def test_the_first_time_it_was_put_in_stays(cast):
    put(cast.variant_id)
    first = session.scalar(select(CartLine.added_at))
    actions.add_to_cart(cast.bo, cast.variant_id)
    come_in(cast.bo)
    session.rollback()
    assert session.scalar(select(CartLine.added_at)) == first


def test_the_angels_link_counts_for_what_was_put_in_before_signing_in(cast):
    angels.endorse(cast.alma, cast.product_id)
    code = angels.make_share_link(cast.alma, product_id=cast.product_id)
    angels.record_touch(code, user_id=None, visitor_id=BROWSER)
    put(cast.variant_id)
    come_in(cast.bo)
    (line,) = queries.quote(cast.bo, visitor_id=BROWSER, choices={}, sandbox=True, at=clock.now()).lines
    assert (line.credit.basis, line.credit.angel.handle) == ("product_touch", "alma")


def test_the_price_that_was_seen_before_signing_in_is_the_one_that_counts(cast):
    put(cast.variant_id)
    change(Variant, cast.variant_id, price_cents=12_000)
    come_in(cast.bo)
    with pytest.raises(Refused, match="total has changed"):
        order(cast.bo)
    (item,) = queries.cart(cast.bo).items
    assert (item.price_seen_cents, item.unit_price_cents) == (10_000, 12_000)


def test_carts_that_nobody_came_back_for_are_forgotten(cast, monkeypatch):
    put(cast.variant_id)
    actions.add_to_cart(cast.bo, cast.variant_id)
    assert actions.forget_guest_carts() == 0
    later = clock.now() + actions.GUEST_CART_LASTS
    monkeypatch.setattr(clock, "now", lambda: later)
    assert actions.forget_guest_carts() == 1
    assert session.scalars(select(CartLine.user_id)).all() == [cast.bo.id]
