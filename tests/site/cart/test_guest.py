"""/cart, /cart/lines/new and /checkout for who has not signed in."""

import re

import pytest
from sqlalchemy import select

from core.db import session
from domain.catalog.models import Variant
from domain.orders import actions
from domain.orders.models import CartLine
from tests.buying import change
from tests.cast import PASSWORD
from tests.web import post, sign_in, token_of


@pytest.fixture
def guest(client, cast):
    assert post(client, "/cart/lines", variant_id=cast.variant_id, quantity=2).location == "/cart"
    return client


def quantities() -> list[tuple[int | None, int]]:
    session.rollback()
    return [tuple(row) for row in session.execute(select(CartLine.user_id, CartLine.quantity))]


def test_the_cart_is_there_without_an_account(guest, cast):
    page = guest.get("/cart").text
    assert f'data-variant-id="{cast.variant_id}"' in page
    assert "Sign in and check out" in page
    assert '<span id="cart-count" class="nav-count"><span class="badge">1</span></span>' in page


def test_looking_at_an_empty_cart_leaves_no_cookie(client, cast):
    answer = client.get("/cart")
    assert answer.status_code == 200 and "Your cart is empty" in answer.text
    assert "visitor" not in answer.headers.get("Set-Cookie", "")


def test_the_page_between_carries_the_token_and_asks_once(client, cast):
    path = f"/cart/lines/new?variant_id={cast.variant_id}&quantity=3"
    page = client.get(path).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    fields = {"csrf_token": token, "variant_id": cast.variant_id, "quantity": 3}
    assert client.post("/cart/lines", data=fields).location == "/cart"
    assert quantities() == [(None, 3)]


def test_htmx_gets_a_form_that_sends_itself(client, cast):
    path = f"/cart/lines/new?variant_id={cast.variant_id}&quantity=1"
    part = client.get(path, headers={"HX-Request": "true"}).text
    assert 'hx-trigger="load"' in part and "<html" not in part


@pytest.mark.parametrize(
    "query", ["", "?variant_id=999999", "?variant_id=x", "?variant_id=-1", "?quantity=3"]
)
def test_what_is_not_sold_cannot_be_asked_for(client, cast, query):
    assert client.get(f"/cart/lines/new{query}").status_code == 404


def test_a_form_without_its_token_changes_nothing(client, cast):
    assert client.post("/cart/lines", data={"variant_id": cast.variant_id}).status_code == 400
    assert quantities() == []


def test_another_browser_sees_and_changes_nothing_of_it(app, guest, cast):
    line_id = session.scalar(select(CartLine.id))
    other = app.test_client()
    assert "Your cart is empty" in other.get("/cart").text
    for path in (f"/cart/lines/{line_id}", f"/cart/lines/{line_id}/delete"):
        assert post(other, path, quantity=1).status_code in (403, 404)
    assert quantities() == [(None, 2)]


def test_quantity_and_removal_work_without_an_account(guest, cast):
    line_id = session.scalar(select(CartLine.id))
    assert post(guest, f"/cart/lines/{line_id}", quantity=5).location == "/cart"
    assert quantities() == [(None, 5)]
    assert post(guest, f"/cart/lines/{line_id}/delete").location == "/cart"
    assert quantities() == []


def test_who_signs_in_on_the_way_to_the_checkout_finds_everything_there(guest, cast):
    assert guest.get("/checkout").location == "/login?next=/checkout"
    answer = guest.post(
        "/login",
        data={"login": "bo", "password": PASSWORD, "next": "/checkout", "csrf_token": token_of(guest)},
    )
    assert answer.location == "/checkout"
    page = guest.get("/checkout").text
    assert f'data-variant-id="{cast.variant_id}"' in page
    assert "Your cart has come with you." in page
    assert quantities() == [(cast.bo.id, 2)]


def test_who_joins_finds_everything_there(guest):
    answer = guest.post(
        "/register",
        data={
            "handle": "newcomer",
            "display_name": "New",
            "email": "new@example.org",
            "password": "a-long-password-42",
            "next": "/checkout",
            "csrf_token": token_of(guest),
        },
    )
    assert answer.location == "/checkout"
    assert guest.get("/checkout").status_code == 200
    assert [quantity for _, quantity in quantities()] == [2]


def test_what_there_is_too_little_of_is_said_after_the_carts_met(guest, cast):
    actions.add_to_cart(cast.bo, cast.variant_id, 19)
    sign_in(guest, cast.bo)
    assert "You wanted 21, there are 20." in guest.get("/cart").text


def test_a_price_that_changed_is_said_with_the_old_one(guest, cast):
    change(Variant, cast.variant_id, price_cents=9_000)
    page = guest.get("/cart").text
    assert "The price has changed: it was" in page
    assert '<s class="price-was">' in page
    change(Variant, cast.variant_id, price_cents=11_000)
    page = guest.get("/cart").text
    assert "The price has changed: it was" in page and '<s class="price-was">' not in page


def test_who_signs_out_leaves_nothing_in_the_browser(guest, cast):
    sign_in(guest, cast.bo)
    post(guest, "/logout")
    assert "Your cart is empty" in guest.get("/cart").text


@pytest.mark.parametrize("address", ["/", "/products", "/discover"])
def test_the_badge_is_there_after_the_browser_was_closed(app, guest, cast, address):
    again = closed_and_opened(app, guest)
    assert (
        '<span id="cart-count" class="nav-count"><span class="badge">1</span></span>'
        in again.get(address).text
    )


def test_a_browser_that_had_lost_its_session_counts_again_once_it_has_seen_its_cart(app, guest, cast):
    guest.delete_cookie("session")
    guest.get("/cart")
    assert 'class="badge">1</span>' in closed_and_opened(app, guest).get("/").text


def closed_and_opened(app, browser):
    """Another browser with what this one keeps on the disk: the cookies that have a time."""
    again = app.test_client()
    for name in ("session", "visitor"):
        kept = browser.get_cookie(name)
        if kept is not None and (kept.expires or kept.max_age):
            again.set_cookie(name, kept.value)
    return again
