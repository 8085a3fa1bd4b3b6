"""Who endorsed a product and then went to work for its shop is called its seller wherever she speaks of it, and earns
nothing on it."""

import pytest
from flask.testing import FlaskClient

from domain.angels import actions as angels, queries as earning
from domain.merchants import staff
from domain.people.viewer import ANONYMOUS
from domain.says import actions as says, queries as posts
from domain.stores import queries as stores
from domain.viewers import viewer_of
from tests.cast import Cast
from tests.domain.says import world
from tests.queries import counted
from tests.web import sign_in


@pytest.fixture
def said(cast: Cast) -> int:
    """Alma endorsed the durian and praised it, and works for its shop since."""
    angels.endorse(cast.alma, cast.product_id)
    world.receive(cast, cast.alma)
    post_id = says.publish(
        cast.alma, body="Best durian of all", product_id=cast.product_id, stars=5, audience="public"
    )
    staff.accept(cast.alma, str(staff.invite(cast.chen, cast.merchant_id, handle="alma", role="support")))
    return post_id


def chips(html: str) -> int:
    return html.count("</svg>Seller</span>")


def test_her_post_her_review_and_her_store_say_so(client: FlaskClient, cast: Cast, said: int) -> None:
    assert chips(client.get(f"/says/{said}").text) == 1
    assert chips(client.get("/discover").text) == 1
    assert chips(client.get(f"/products/{cast.product_id}").text) == 1
    assert "Seller: Alma works for this shop" in client.get("/@alma").text


def test_who_passes_it_on_shows_it_too(client: FlaskClient, cast: Cast, said: int) -> None:
    quoting = says.publish(cast.bo, body="She knows", quoted_id=said, audience="public")

    assert chips(client.get(f"/says/{quoting}").text) == 1


def test_nothing_of_hers_is_an_ad_any_more(client: FlaskClient, cast: Cast, said: int) -> None:
    assert earning.ads([(cast.alma.id, cast.product_id)]) == {}
    for page in (f"/says/{said}", "/@alma", "/discover"):
        assert "data-ad-label" not in client.get(page).text


def test_her_own_page_of_it_says_why_she_earns_nothing(client: FlaskClient, cast: Cast, said: int) -> None:
    sign_in(client, cast.alma)

    page = client.get(f"/products/{cast.product_id}").text

    assert "You sell it yourself." in page
    assert "My share link" not in page


def test_once_she_has_left_she_is_its_angel_again(client: FlaskClient, cast: Cast, said: int) -> None:
    staff.leave(viewer_of(cast.alma.id), cast.merchant_id)

    assert chips(client.get(f"/says/{said}").text) == 0
    assert not next(iter(stores.items_of(ANONYMOUS, cast.alma.id))).is_seller


def test_of_other_goods_she_is_no_seller(client: FlaskClient, cast: Cast, said: int) -> None:
    other = says.publish(cast.alma, body="A fine day", audience="public")

    assert chips(client.get(f"/says/{other}").text) == 0


def test_the_label_costs_no_query(cast: Cast, said: int) -> None:
    with counted() as one:
        posts.cards(cast.bo, [said])
    more = [
        says.publish(cast.alma, body=f"No. {n}", product_id=cast.product_id, audience="public")
        for n in range(5)
    ]

    with counted() as six:
        cards = posts.cards(cast.bo, [said, *more])

    assert all(card.is_seller for card in cards)
    assert len(six) == len(one)
