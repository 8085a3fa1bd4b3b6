"""The numbers beside the navigation: asked with the session, and anew once the request has written something."""

import re

import pytest

from domain.orders import actions as orders
from domain.people import actions as people
from tests.queries import counted
from tests.web import post, sign_in


def badges(page: str) -> dict[str, str]:
    return dict(re.findall(r'id="(\w+)-count" class="nav-count"><span class="badge">(\d+)', page))


@pytest.fixture
def bo(client, cast):
    orders.add_to_cart(cast.bo, cast.variant_id)
    people.ask_friend(cast.eve, cast.bo.id)
    return sign_in(client, cast.bo)


def test_they_come_with_the_session(bo):
    with counted() as statements:
        page = bo.get("/settings/privacy").get_data(as_text=True)
    assert badges(page)["cart"] == "1"
    assert len([one for one in statements if "cart_lines" in one]) == 1
    assert "sessions" in next(one for one in statements if "cart_lines" in one)


def test_a_part_does_not_ask_for_them(bo):
    with counted() as statements:
        bo.get("/discover", headers={"HX-Request": "true"})
    assert not [one for one in statements if "cart_lines" in one]


def test_a_page_after_a_write_that_failed_has_them_too(bo):
    answer = post(bo, "/collections", title="")
    assert answer.status_code == 422
    assert badges(answer.get_data(as_text=True))["cart"] == "1"
