"""/products: what can be bought, narrowed, ordered, page by page."""

import re

import pytest

from core.db import session
from core.unit import action
from domain.catalog import actions
from domain.catalog.actions import NewVariant
from domain.catalog.models import Category
from tests.cast import make_product
from tests.queries import counted
from tests.web import sign_in


def ids(html: str) -> list[int]:
    return [
        int(found) for found in re.findall(r'<li class="product-card[^"]*" data-product-id="(\d+)"', html)
    ]


@action
def many(cast, count: int = 30) -> None:
    category = session.query(Category.id).scalar()
    for number in range(count):
        make_product(cast.merchant_id, category, cast.chen.id, title=f"Fruit {number}").price_cents = (
            500 + number
        )


def test_everyone_sees_what_is_on_sale(client, cast):
    for person in (None, "alma", "bo", "chen", "dora", "eve", "olga"):
        if person:
            sign_in(client, getattr(cast, person))
        answer = client.get("/products")
        assert (answer.status_code, ids(answer.text)) == (200, [cast.product_id])


def test_the_pages_hold_everything_once(client, cast):
    many(cast)
    seen, address = [], "/products?sort=price"
    while address:
        html = client.get(address).text
        seen += ids(html)
        more = re.search(r'class="more[^"]*" href="([^"]+)"', html)
        address = more[1].replace("&amp;", "&") if more else None
    assert len(seen) == len(set(seen)) == 31
    assert seen[-1] == cast.product_id


def test_a_further_page_comes_as_a_part_for_htmx(client, cast):
    many(cast)
    part = client.get("/products?after=0.20", headers={"HX-Request": "true"})
    assert part.text.lstrip().startswith('<div id="products"')
    assert "<html" not in part.text


def test_a_category_narrows_and_an_unknown_one_is_not_there(client, cast):
    leek = actions.create_product(
        cast.chen,
        cast.merchant_id,
        title="Leek",
        new_category="Greens",
        variants=[NewVariant("", 9, 1)],
        on_sale=True,
    )
    greens = session.query(Category.id).filter_by(name="Greens").scalar()
    assert ids(client.get(f"/products?category={greens}").text) == [leek]
    assert client.get("/products?category=999").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "category=x",
        "category=-1",
        f"category={10**30}",
        "sort=%00",
        "after=%F0%9F%98%80",
        f"after={'9' * 60}.1",
        "sort[]=1",
    ],
)
def test_nonsense_in_the_address_is_no_fault(client, cast, query):
    assert client.get(f"/products?{query}").status_code == 200


def test_a_sold_out_product_says_so(client, cast):
    for variant_id in (cast.variant_id, cast.other_variant_id):
        actions.change_variant(
            cast.chen, cast.product_id, variant_id, name=str(variant_id), price_cents=100, stock_now=0
        )
    assert "Sold out" in client.get("/products").text


def test_the_list_takes_few_queries_however_long_it_is(client, cast):
    many(cast)
    sign_in(client, cast.alma)
    client.get("/products")
    with counted() as queries:
        client.get("/products")
    assert len(queries) <= 6


def test_a_page_for_nobody_sets_no_cookie_and_is_kept(client, cast):
    first, second = client.get("/products"), client.get("/products")
    assert "Set-Cookie" not in first.headers
    assert first.headers["ETag"] == second.headers["ETag"]
