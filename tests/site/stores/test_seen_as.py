"""/@HANDLE?as=...: one's own store through the eyes of somebody else."""

import pytest
from flask.testing import FlaskClient

from core.db import session
from core.unit import action
from domain.angels import actions as angels
from domain.catalog.models import Product
from domain.says import actions as says
from domain.stores import actions as stores
from tests.cast import Cast, make_product
from tests.domain.says.world import receive
from tests.web import sign_in


@pytest.fixture
def alma(client: FlaskClient, cast: Cast) -> FlaskClient:
    """Endorses one thing, rated another for her friends, hides a third."""
    angels.endorse(cast.alma, cast.product_id)
    rated, hidden = (made(cast, title) for title in ("Rambutan", "Salak"))
    receive(cast, cast.alma, rated)
    says.publish(cast.alma, body="Sweet", product_id=rated, stars=5, audience="friends")
    angels.endorse(cast.alma, hidden)
    stores.arrange(cast.alma, hidden, hidden=True)
    return sign_in(client, cast.alma)


@action
def made(cast: Cast, title: str) -> int:
    return make_product(cast.merchant_id, 1, cast.chen.id, title).id


def seen(browser: FlaskClient, as_whom: str) -> set[str]:
    text = browser.get("/@alma", query_string={"as": as_whom}).text
    return {title for title in ("Durian", "Rambutan", "Salak") if title in text}


def test_alma_sees_her_store_as_others_do(alma: FlaskClient, cast: Cast) -> None:
    assert seen(alma, "stranger") == seen(alma, "merchant") == {"Durian"}
    assert seen(alma, f"shop:{cast.merchant_id}") == {"Durian"}
    assert seen(alma, "friend:bo") == {"Durian", "Rambutan"}


def test_nothing_can_be_arranged_there(alma: FlaskClient, cast: Cast) -> None:
    text = alma.get("/@alma?as=friend:bo").text
    assert "/store/items/" not in text and "So Bo sees your page." in text


def test_a_shop_sees_what_it_has_not_put_on_sale_yet(alma: FlaskClient, cast: Cast) -> None:
    take_back(cast)
    assert "Rambutan" in seen(alma, "friend:bo") and "Durian" not in seen(alma, "friend:bo")
    assert seen(alma, f"shop:{cast.merchant_id}") == {"Durian"}


@action
def take_back(cast: Cast) -> None:
    session.get_one(Product, cast.product_id).state = "draft"


@pytest.mark.parametrize("as_whom", ["friend:eve", "shop:999", "shop:", "shop:x", "x"])
def test_only_a_friend_or_a_shop_that_she_knows_lends_its_eyes(
    alma: FlaskClient, cast: Cast, as_whom: str
) -> None:
    for path in ("/@alma", "/@alma/says"):
        assert alma.get(path, query_string={"as": as_whom}).status_code == 404


def test_nobody_looks_at_the_store_of_another_through_other_eyes(client: FlaskClient, cast: Cast) -> None:
    assert client.get("/@alma?as=stranger").status_code == 404
    sign_in(client, cast.bo)
    assert client.get("/@alma?as=stranger").status_code == 404
