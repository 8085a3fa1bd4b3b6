"""Price, stock and rate in the list of products: saved one by one, with what they mean in money."""

import pytest

from domain.angels import actions as angels
from domain.catalog import actions, queries
from tests.buying import paid
from tests.queries import counted
from tests.web import post, sign_in


@pytest.fixture
def chen(client, cast):
    return sign_in(client, cast.chen)


def at(cast, kind: str) -> str:
    of_one = "" if kind == "rate" else f"/{cast.variant_id}"
    return f"/merchant/products/{cast.product_id}/cells/{kind}{of_one}"


def values(cast):
    product = queries.for_desk(cast.chen, cast.product_id)
    one = next(one for one in product.variants if one.id == cast.variant_id)
    return {"price": one.price_cents, "stock": one.on_hand, "rate": product.card.rate_bps}


def test_a_price_is_shown_in_money_before_it_is_saved(chen, cast):
    html = post(chen, at(cast, "price"), htmx=True, value="80", seen=10_000).text
    # 15 % of 80.00 to the angel, 5 % to the site, the rest to the shop.
    assert all(part in html for part in ("¥80.00", "¥12.00", "¥4.00", "¥64.00"))
    assert values(cast)["price"] == 10_000
    answer = post(chen, at(cast, "price"), htmx=True, value="80", seen=10_000, sure=1)
    assert answer.status_code == 200 and 'value="80.00"' in answer.text
    assert values(cast)["price"] == 8_000


def test_a_cut_says_who_keeps_the_old_rate_and_until_when(chen, cast):
    angels.endorse(cast.alma, cast.product_id)
    html = post(chen, at(cast, "rate"), htmx=True, value="10", seen=1_500).text
    assert "1 angel keeps the old rate until" in html and "¥10.00" in html
    assert "keeps the old rate" not in post(chen, at(cast, "rate"), htmx=True, value="20", seen=1_500).text
    post(chen, at(cast, "rate"), htmx=True, value="10", seen=1_500, sure=1)
    assert values(cast)["rate"] == 1_000


def test_stock_saves_by_itself(chen, cast):
    assert post(chen, at(cast, "stock"), htmx=True, value="33", seen=20).status_code == 200
    assert values(cast)["stock"] == 33


def test_without_a_script_each_is_a_page_and_leads_back_to_the_list(chen, cast):
    asked = post(chen, at(cast, "price"), value="80", seen=10_000)
    assert asked.status_code == 200 and "<h1>Price</h1>" in asked.text
    answer = post(chen, at(cast, "price"), value="80", seen=10_000, sure=1)
    assert (answer.status_code, answer.location) == (303, f"/merchant/products#product-{cast.product_id}")


def test_what_was_changed_meanwhile_is_shown_and_nothing_is_lost(chen, cast):
    actions.change_price(cast.chen, cast.product_id, cast.variant_id, price_cents=9_000, seen=10_000)
    answer = post(chen, at(cast, "price"), htmx=True, value="80", seen=10_000, sure=1)
    assert answer.status_code == 422
    assert "changed to 90.00. You typed 80." in answer.text and 'name="seen" value="9000"' in answer.text
    assert values(cast)["price"] == 9_000
    post(chen, at(cast, "price"), htmx=True, value="80", seen=9_000, sure=1)
    assert values(cast)["price"] == 8_000


def test_a_sale_meanwhile_is_a_change_of_the_stock(chen, cast):
    paid(cast.bo, (cast.variant_id, 2))
    answer = post(chen, at(cast, "stock"), htmx=True, value="30", seen=20)
    assert answer.status_code == 422 and "changed to 18. You typed 30." in answer.text
    assert values(cast)["stock"] == 18


@pytest.mark.parametrize(
    ("kind", "value"),
    [("price", "0"), ("price", "much"), ("price", "-1"), ("price", ""), ("price", "9" * 30), ("stock", "-1"),
     ("stock", "1.5"), ("stock", "9" * 12), ("rate", "4"), ("rate", "41"), ("rate", "x"), ("rate", "\0")],
)  # fmt: skip
def test_what_is_no_value_is_refused_at_the_cell(chen, cast, kind, value):
    before = values(cast)
    for sure in ("", "1"):
        answer = post(chen, at(cast, kind), htmx=True, value=value, seen=before[kind], sure=sure)
        assert answer.status_code == 422 and "field-error" in answer.text
    assert values(cast) == before


@pytest.mark.parametrize("kind", ["price", "stock", "rate"])
def test_it_is_for_the_shops_people(app, client, cast, kind):
    before = values(cast)
    for person in (cast.alma, cast.bo, cast.dora, cast.eve, cast.olga):
        browser = sign_in(app.test_client(), person)
        assert post(browser, at(cast, kind), value="10", seen=before[kind], sure=1).status_code in (403, 404)
    assert post(client, at(cast, kind), value="10", sure=1).status_code in (303, 401, 403)
    assert values(cast) == before


def test_a_variant_of_another_product_is_none_of_this_one(chen, cast):
    address = f"/merchant/products/{cast.product_id}/cells/price/99999"
    assert post(chen, address, value="80", sure=1).status_code == 404


def test_the_list_is_searched_and_asks_no_more_for_more(chen, cast):
    with counted() as few:
        chen.get("/merchant/products")
    for number in range(4):
        actions.create_product(
            cast.chen, cast.merchant_id, title=f"Mango {number}", new_category="Fruit",
            variants=[actions.NewVariant("", 1_000, 5)],
        )  # fmt: skip
    with counted() as many:
        html = chen.get("/merchant/products").text
    assert len(many) == len(few) <= 10 and html.count("data-product-id") == 5
    assert chen.get("/merchant/products?q=mango").text.count("data-product-id") == 4
    assert chen.get("/merchant/products?q=%25").text.count("data-product-id") == 0
