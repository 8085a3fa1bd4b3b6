"""/merchant/products/new and POST /merchant/products."""

import re

import pytest

from domain.catalog import lists, queries
from domain.merchants import actions as merchants
from tests.site.merchant.pictures import no_picture, png
from tests.web import post, sign_in

MANGO = {
    "title": "Mango",
    "new_category": "Fruit",
    "description": "**Sweet**",
    "angel_price_when": "second",
    "variants-0-name": "1 kg",
    "variants-0-price": "25",
    "variants-0-stock": "10",
    "variants-1-name": "2 kg",
    "variants-1-price": "45.50",
    "variants-1-stock": "",
    "variants-2-name": "",
    "variants-2-price": "",
    "variants-2-stock": "",
    "rate": "12.5",
    "do": "draft",
}


def send(client, htmx: bool = False, **given):
    fields = {
        name: value
        for name, value in {**MANGO, **given.pop("data_", {}), **given}.items()
        if value is not None
    }
    return post(client, "/merchant/products", htmx, data_=fields)


def made(cast, answer):
    return queries.for_desk(cast.chen, int(answer.location.rsplit("/", 1)[1]))


@pytest.fixture
def chen(client, cast):
    return sign_in(client, cast.chen)


def test_the_form_has_three_empty_rows(chen):
    html = chen.get("/merchant/products/new").text
    assert len(re.findall(r'name="variants-\d+-price"', html)) == 3


def test_a_draft_is_made(chen, cast):
    product = made(cast, send(chen))
    assert (product.card.title, product.card.state, product.card.rate_bps) == ("Mango", "draft", 1250)
    assert [(one.name, one.price_cents, one.on_hand) for one in product.variants] == [
        ("1 kg", 2500, 10),
        ("2 kg", 4550, 0),
    ]


def test_it_goes_on_sale_at_once(chen, cast):
    product = made(cast, send(chen, do="publish"))
    assert product.card.is_on_sale


def test_a_shop_that_is_not_verified_keeps_drafts(chen, cast):
    merchants.decide(cast.olga, cast.merchant_id, verdict="suspended", reason="x")
    answer = send(chen, do="publish")
    assert answer.status_code == 422 and "verified your shop" in answer.text
    assert made(cast, send(chen)).card.state == "draft"


def test_more_rows_are_given_and_nothing_is_lost_or_made(chen, cast):
    answer = send(chen, do="row", title="")
    assert answer.status_code == 200
    assert len(re.findall(r'name="variants-\d+-price"', answer.text)) == 5
    assert 'value="45.50"' in answer.text
    assert len(lists.of_merchant(cast.chen, cast.merchant_id)) == 1


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"title": ""}, "Please fill this in."),
        ({"title": "x" * 121}, "too long"),
        ({"new_category": ""}, "Choose a category"),
        ({"new_category": "", "category_id": "999"}, "Choose a category"),
        ({"new_category": "", "category_id": "x"}, "Choose a category"),
        ({"variants-0-price": ""}, "A price is more than zero."),
        ({"variants-0-price": "-3"}, "A price is more than zero."),
        ({"variants-0-price": "cheap"}, "not an amount"),
        ({"variants-0-stock": "-1"}, "Between 0 and"),
        ({"variants-0-stock": "9" * 30}, "not a whole number"),
        ({"variants-0-stock": "1.5"}, "not a whole number"),
        ({"variants-0-name": ""}, "need a name each"),
        ({"variants-1-name": "1 KG"}, "the same name"),
        ({"rate": "3"}, "Between 5 and 40"),
        ({"rate": "41"}, "Between 5 and 40"),
        ({"rate": "ten"}, "not a percentage"),
        ({"angel_price_when": "sometimes"}, "Choose one of these."),
        ({"description": "x" * 10_001}, "too long"),
    ],
)
def test_what_does_not_fit_comes_back_with_its_words_and_values(chen, cast, given, words):
    answer = send(chen, data_=given)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="45.50"' in answer.text
    assert len(lists.of_merchant(cast.chen, cast.merchant_id)) == 1


def test_no_variant_at_all_is_refused(chen):
    answer = send(chen, data_=dict.fromkeys([name for name in MANGO if name.startswith("variants-")], ""))
    assert answer.status_code == 422 and "at least one variant" in answer.text


def test_a_form_of_thousands_of_rows_is_no_fault(chen):
    rows = {f"variants-{number}-price": "1" for number in (7, 31, 99999999, 10**25)}
    assert send(chen, data_={**rows, "variants-x-price": "1"}).status_code in (303, 422)


def test_pictures_come_in_their_order_with_their_words(chen, cast):
    product = made(cast, send(chen, photos=[png("red"), png("blue")], photo_alts=["Red one", "Blue one"]))
    assert [one.alt for one in product.pictures] == ["Red one", "Blue one"]
    assert product.card.picture_key == product.pictures[0].key
    with chen.get(f"/media/{product.card.picture_key}-360.webp") as picture:
        assert picture.status_code == 200


def test_good_pictures_survive_a_refusal(chen, cast):
    first = send(
        chen, title="", photos=[png("red"), no_picture(), png("blue")], photo_alts=["Red", "Bad", "Blue"]
    )
    assert first.status_code == 422
    tokens = re.findall(r'name="photo_tokens" value="([^"]+)"', first.text)
    assert len(tokens) == 2
    assert 'value="Red"' in first.text and 'value="Blue"' in first.text
    product = made(cast, send(chen, photo_tokens=tokens, photos=[png("green")], photo_alts=["R", "B", "G"]))
    assert [one.key for one in product.pictures][:2] == tokens
    assert [one.alt for one in product.pictures] == ["R", "B", "G"]


def test_pictures_survive_asking_for_more_rows(chen):
    html = send(chen, do="row", photos=[png()], photo_alts=["Red"]).text
    assert len(re.findall(r'name="photo_tokens"', html)) == 1


def test_somebody_elses_pictures_cannot_be_taken_by_their_token(client, app, chen, cast):
    from tests.domain.merchants.shops import make_shop

    token = re.search(r'name="photo_tokens" value="([^"]+)"', send(chen, title="", photos=[png()]).text)[1]
    make_shop(cast.eve)
    eve = sign_in(app.test_client(), cast.eve)
    html = send(eve, title="", photo_tokens=[token]).text
    assert token not in html


def test_ten_pictures_are_too_many(chen):
    answer = send(chen, photos=[png() for _ in range(10)])
    assert answer.status_code == 422 and "At most 9 pictures." in answer.text
    assert len(re.findall(r'name="photo_tokens"', answer.text)) == 9


def test_a_refusal_comes_as_a_part_for_htmx(chen):
    answer = send(chen, htmx=True, title="")
    assert answer.status_code == 422
    assert answer.text.lstrip().startswith('<form id="new-product"')


def test_strangers_make_nothing(client, cast):
    sign_in(client, cast.eve)
    assert send(client).status_code == 403
