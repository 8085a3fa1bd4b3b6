"""/products/ID: the page of a product, with what every other room knows of it."""

import pytest

from core import clock
from core.db import session
from core.unit import action
from domain.angels import actions as angels
from domain.catalog import actions
from domain.catalog.models import Product
from domain.groups import actions as groups
from domain.merchants.models import Merchant
from domain.orders.models import Purchase
from domain.people.models import User
from domain.says import actions as says
from tests.domain.says.world import picture, receive
from tests.queries import counted
from tests.web import post, sign_in


@action
def put(cast, *, product: str = "on_sale", merchant: str = "verified") -> None:
    session.get_one(Product, cast.product_id).state = product
    session.get_one(Merchant, cast.merchant_id).state = merchant


@pytest.fixture
def address(cast) -> str:
    return f"/products/{cast.product_id}"


def test_it_shows_price_variants_stock_and_merchant(client, cast, address):
    html = client.get(address).text
    for piece in (
        "Durian, 3 kg",
        '<data value="10000">¥100.00</data>',
        '<data value="15000">¥150.00</data>',
        f'data-variant-id="{cast.variant_id}"',
        "20 left",
        "0 sold",
        "Chen&#39;s Orchard",
        f'href="/merchants/{cast.merchant_id}"',
        "Shipping",
        "Add to cart",
    ):
        assert piece in html, piece


def test_the_page_that_all_strangers_share_carries_no_token_and_sets_no_cookie(client, address):
    html = client.get(address).text
    assert 'method="get" action="/cart/lines/new"' in html
    assert "csrf_token" not in html
    assert "Set-Cookie" not in client.get(address).headers


def test_the_form_puts_the_chosen_variant_into_the_cart(client, cast, address):
    sign_in(client, cast.bo)
    html = client.get(address).text
    assert 'action="/cart/lines"' in html
    assert f'name="variant_id" value="{cast.other_variant_id}"' in html
    answer = post(client, "/cart/lines", variant_id=cast.other_variant_id, quantity=2)
    assert (answer.status_code, answer.location) == (303, "/cart")


@pytest.mark.parametrize(
    ("product", "merchant", "public", "staff"),
    [
        ("draft", "verified", 404, 200),
        ("on_sale", "verified", 200, 200),
        ("withdrawn", "verified", 200, 200),
        ("on_sale", "suspended", 404, 200),
    ],
)
def test_who_may_open_it(client, app, cast, address, product, merchant, public, staff):
    put(cast, product=product, merchant=merchant)
    assert client.get(address).status_code == public
    for person in (cast.alma, cast.bo, cast.dora, cast.eve):
        assert sign_in(app.test_client(), person).get(address).status_code == public
    for person in (cast.chen, cast.olga):
        assert sign_in(app.test_client(), person).get(address).status_code == staff


def test_what_is_off_sale_cannot_be_bought_and_says_why(client, cast, address):
    put(cast, product="withdrawn")
    sign_in(client, cast.bo)
    html = client.get(address).text
    assert "no longer on sale" in html
    assert 'action="/cart/lines"' not in html
    assert post(client, "/cart/lines", variant_id=cast.variant_id, quantity=1).status_code == 422


def test_sold_out_variants_cannot_be_chosen(client, cast, address):
    actions.change_variant(
        cast.chen, cast.product_id, cast.variant_id, name="3 kg", price_cents=10_000, stock_now=0
    )
    sign_in(client, cast.bo)
    html = client.get(address).text
    assert f'name="variant_id" value="{cast.variant_id}" disabled' in html
    assert f'name="variant_id" value="{cast.other_variant_id}" checked' in html


def test_friends_who_bought_come_with_their_numbers(client, cast, address):
    @action
    def buy() -> None:
        session.add(Purchase(user_id=cast.bo.id, product_id=cast.product_id, times=4, last_at=clock.now()))
        session.get_one(User, cast.bo.id).purchases_shown = "named"

    buy()
    sign_in(client, cast.alma)
    html = client.get(address).text
    assert "1 friend bought it, 4 times" in html
    sign_in(client, cast.eve)
    assert "4 times" not in client.get(address).text


def test_the_last_questions_of_the_group_are_there(client, cast, address):
    groups.welcome_staff(cast.product_id, cast.merchant_id)
    question = groups.ask(cast.eve, cast.product_id, body="Is it ripe on arrival?")
    groups.answer(cast.chen, question, body="Two days after, in a paper bag.")
    html = client.get(address).text
    assert "Is it ripe on arrival?" in html
    assert "Two days after, in a paper bag." in html
    assert 'class="answer is-merchant"' in html


def test_an_angel_sees_what_she_earns_at_her_own_rate(client, cast, address, time):
    angels.endorse(cast.alma, cast.product_id)
    time.pass_(days=1)
    actions.set_rate(cast.chen, cast.product_id, rate_bps=500)
    sign_in(client, cast.alma)
    assert '<data value="1500">¥15.00</data>' in client.get(address).text
    sign_in(client, cast.eve)
    assert '<data value="500">¥5.00</data>' in client.get(address).text


def test_the_history_of_the_commission_is_told(client, cast, address):
    assert "since" not in client.get(address).text.split("Who earns on it")[1]
    actions.set_rate(cast.chen, cast.product_id, rate_bps=500)
    history = client.get(address).text.split("Who earns on it")[1]
    assert "5%" in history and "15%" in history


def test_its_own_people_find_the_way_to_its_desk(client, cast, address):
    sign_in(client, cast.chen)
    assert f'href="/merchant{address}"' in client.get(address).text


def test_the_description_is_shown_as_it_was_cleaned(client, cast, address):
    actions.change_product(
        cast.chen,
        cast.product_id,
        title="<b>Durian</b>",
        new_category="Fruit",
        description="**Ripe** <script>alert(1)</script> [x](javascript:alert(1))",
    )
    html = client.get(address).text
    assert "<strong>Ripe</strong>" in html
    assert "<b>Durian" not in html and "<script>alert" not in html and 'href="javascript' not in html


def test_the_page_takes_ten_queries_at_most(client, cast, address):
    receive(cast, cast.bo)
    says.publish(
        cast.bo, body="Creamy", product_id=cast.product_id, stars=5, pictures=[picture()], alts=["Open"]
    )
    groups.welcome_staff(cast.product_id, cast.merchant_id)
    question = groups.ask(cast.eve, cast.product_id, body="Is it ripe?")
    groups.answer(cast.chen, question, body="Yes")
    angels.endorse(cast.alma, cast.product_id)
    sign_in(client, cast.alma)
    client.get(address)
    with counted() as queries:
        html = client.get(address).text
    assert 'data-post-id="' in html
    assert len(queries) <= 10, "\n".join(queries)


@pytest.mark.parametrize("key", ["0", "-1", "x", str(2**63), "99999999"])
def test_what_is_not_there_is_not_found(client, cast, key):
    assert client.get(f"/products/{key}").status_code == 404
