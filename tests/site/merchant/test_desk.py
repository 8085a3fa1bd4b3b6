"""/merchant/products/ID: the desk of a product, section by section."""

import pytest

from domain.catalog import actions, queries
from domain.catalog.actions import NewVariant
from tests.queries import counted
from tests.site.merchant.pictures import no_picture, png
from tests.web import post, sign_in


@pytest.fixture
def chen(client, cast):
    return sign_in(client, cast.chen)


@pytest.fixture
def desk(cast) -> str:
    return f"/merchant/products/{cast.product_id}"


def product(cast):
    return queries.for_desk(cast.chen, cast.product_id)


def test_it_is_for_the_shops_people(client, app, cast, desk):
    for person in (cast.alma, cast.bo, cast.dora, cast.eve, cast.olga):
        assert sign_in(app.test_client(), person).get(desk).status_code == 404
    assert sign_in(client, cast.chen).get(desk).status_code == 200


DEEDS = ["", "/publication", "/publication/delete", "/variants", "/rate", "/delete", "/pictures"]


@pytest.mark.parametrize("deed", DEEDS)
def test_strangers_change_nothing(client, cast, desk, deed):
    sign_in(client, cast.eve)
    before = product(cast)
    fields = {"title": "Mine", "new_category": "Fruit", "name": "x", "price": "1", "stock": "1", "rate": "40"}
    assert post(client, desk + deed, **fields).status_code in (403, 404)
    assert product(cast) == before


def test_words_are_changed(chen, cast, desk):
    answer = post(
        chen, desk, title="Golden durian", new_category="Fruit", description="Fresh", angel_price_when="never"
    )
    assert (answer.status_code, answer.location) == (303, f"{desk}#words")
    assert (product(cast).card.title, product(cast).card.angel_price_when) == ("Golden durian", "never")


def test_refused_words_come_back_as_a_part_for_htmx(chen, cast, desk):
    answer = post(chen, desk, htmx=True, title="", new_category="Fruit", description="Kept words")
    assert answer.status_code == 422
    assert answer.text.lstrip().startswith('<section id="words"')
    assert "Kept words" in answer.text and "Please fill this in." in answer.text


def change_variant(client, cast, desk, **given):
    fields = {"name": "3 kg", "price": "100", "stock": "20", "seen": "20", **given}
    return post(client, f"{desk}/variants/{cast.variant_id}", **fields)


def test_price_and_stock_are_changed(chen, cast, desk):
    assert change_variant(chen, cast, desk, price="99.50", stock="25").status_code == 303
    one = product(cast).variants[0]
    assert (one.price_cents, one.on_hand) == (9950, 25)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"price": ""}, "Please fill this in."),
        ({"price": "0"}, "more than zero"),
        ({"stock": ""}, "Please fill this in."),
        ({"stock": "-1"}, "Between 0 and"),
        ({"name": ""}, "need a name each"),
        ({"name": "5 kg"}, "the same name"),
        ({"seen": "50", "stock": "0"}, "Meanwhile only 20 are on hand"),
    ],
)
def test_a_variant_that_does_not_fit_comes_back(chen, cast, desk, given, words):
    answer = change_variant(chen, cast, desk, **given)
    assert answer.status_code == 422
    assert words in answer.text
    assert product(cast).variants[0].price_cents == 10_000


@pytest.mark.parametrize("seen", ["", "x", "-5", "9" * 40])
def test_a_broken_seen_stock_counts_as_none(chen, cast, desk, seen):
    assert change_variant(chen, cast, desk, seen=seen, stock="7").status_code == 303
    assert product(cast).variants[0].on_hand == 7


def test_a_variant_is_added_ended_and_offered_again(chen, cast, desk):
    assert post(chen, f"{desk}/variants", name="1 kg", price="40", stock="3").status_code == 303
    added = product(cast).variants[-1]
    assert (added.name, added.price_cents, added.on_hand) == ("1 kg", 4000, 3)
    assert post(chen, f"{desk}/variants/{added.id}/delete").status_code == 303
    assert not product(cast).variants[-1].is_active
    assert "No longer offered" in chen.get(desk).text
    assert post(chen, f"{desk}/variants/{added.id}/offer").status_code == 303
    assert product(cast).variants[-1].is_active


def test_the_last_variant_stays(chen, cast, desk):
    post(chen, f"{desk}/variants/{cast.variant_id}/delete")
    answer = post(chen, f"{desk}/variants/{cast.other_variant_id}/delete")
    assert answer.status_code == 422 and "last variant on sale" in answer.text


def test_a_variant_of_another_product_is_not_there(chen, cast, desk):
    other = actions.create_product(
        cast.chen, cast.merchant_id, title="Mango", new_category="Fruit", variants=[NewVariant("", 100, 1)]
    )
    answer = post(
        chen, f"/merchant/products/{other}/variants/{cast.variant_id}", name="", price="1", stock="1"
    )
    assert answer.status_code == 404


def test_the_rate_is_set_with_notice_shown(chen, cast, desk):
    answer = post(chen, f"{desk}/rate", htmx=True, rate="10")
    assert "An angel earns" in answer.text and '<data value="1000">¥10.00</data>' in answer.text
    assert "Until" in answer.text
    assert product(cast).card.rate_bps == 1000


@pytest.mark.parametrize("rate", ["4.99", "40.01", "-5", "x", "1e3", "9" * 20, "5.001"])
def test_a_rate_that_is_not_allowed_comes_back(chen, cast, desk, rate):
    answer = post(chen, f"{desk}/rate", rate=rate)
    assert answer.status_code == 422
    assert f'value="{rate}"' in answer.text
    assert product(cast).card.rate_bps == 1500


@pytest.mark.parametrize("rate", ["0", "", "5", "40", "12.25 %"])
def test_allowed_rates(chen, cast, desk, rate):
    assert post(chen, f"{desk}/rate", rate=rate).status_code == 303


def test_the_effect_of_a_rate_is_shown_while_typing(chen):
    part = {"HX-Request": "true"}
    assert "¥15.00" in chen.get("/merchant/rate-effect?rate=15&cents=10000", headers=part).text
    assert "¥3.75" in chen.get("/merchant/rate-effect?rate=12.5&variants-0-price=30", headers=part).text
    assert "Between 5 and 40" in chen.get("/merchant/rate-effect?rate=99", headers=part).text
    for query in ("", "rate=x&price=y", "cents=99999999999999999999", "rate=%00"):
        assert chen.get(f"/merchant/rate-effect?{query}").status_code == 200


def test_pictures_are_added_described_moved_and_removed(chen, cast, desk):
    post(chen, f"{desk}/pictures", photos=[png("red"), png("blue")], new_alts=["Red", "Blue"])
    red, blue = product(cast).pictures
    assert (red.alt, blue.alt) == ("Red", "Blue")
    post(chen, f"{desk}/pictures/{blue.id}", alt="Deep blue", do="earlier")
    assert [one.alt for one in product(cast).pictures] == ["Deep blue", "Red"]
    assert post(chen, f"{desk}/pictures/{red.id}/delete").status_code == 303
    assert [one.id for one in product(cast).pictures] == [blue.id]
    assert post(chen, f"{desk}/pictures/{red.id}/delete").status_code == 404


def test_the_good_of_several_pictures_are_kept(chen, cast, desk):
    answer = post(chen, f"{desk}/pictures", photos=[no_picture(), png()], new_alts=["Bad", "Good"])
    assert answer.status_code == 422
    assert "Some pictures were not taken" in answer.text
    assert [one.alt for one in product(cast).pictures] == ["Good"]


def test_sending_no_picture_is_told(chen, desk):
    answer = post(chen, f"{desk}/pictures")
    assert answer.status_code == 422 and "Choose a picture first." in answer.text


def test_off_sale_and_on_again(chen, cast, desk):
    post(chen, f"{desk}/publication/delete")
    assert product(cast).card.state == "withdrawn"
    post(chen, f"{desk}/publication")
    assert product(cast).card.state == "on_sale"


def test_only_a_draft_is_thrown_away(chen, cast, desk):
    answer = post(chen, f"{desk}/delete")
    assert answer.status_code == 422 and "Only a draft" in answer.text
    draft = actions.create_product(
        cast.chen, cast.merchant_id, title="Mango", new_category="Fruit", variants=[NewVariant("", 100, 1)]
    )
    answer = post(chen, f"/merchant/products/{draft}/delete")
    assert (answer.status_code, answer.location) == (303, "/merchant/products")
    assert chen.get(f"/merchant/products/{draft}").status_code == 404


def test_the_table_shows_what_there_is(chen, cast):
    html = chen.get("/merchant/products").text
    assert f'data-product-id="{cast.product_id}"' in html and 'value="15"' in html
    assert "None of these" in chen.get("/merchant/products?state=sold_out").text
    assert chen.get("/merchant/products?state=nonsense&before=x").status_code == 200


def test_few_queries(chen, desk):
    for address in ("/merchant", "/merchant/products", desk):
        chen.get(address)
        with counted() as queries_run:
            chen.get(address)
        assert len(queries_run) <= 10, address
