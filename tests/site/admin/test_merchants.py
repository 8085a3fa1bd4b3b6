"""/admin and /admin/merchants: the operator's word on who may sell."""

import re

import pytest

from domain.merchants import queries
from tests.domain.merchants.shops import make_shop
from tests.web import post, sign_in

ADDRESSES = ["/admin", "/admin/merchants", "/admin/merchants/1", "/admin/people"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_only_operators_come_in(client, app, cast, address):
    assert client.get(address).status_code == 303
    for person in (cast.alma, cast.bo, cast.chen, cast.dora, cast.eve):
        assert sign_in(app.test_client(), person).get(address).status_code == 403
    assert sign_in(client, cast.olga).get(address).status_code == 200


@pytest.fixture
def olga(client, cast):
    return sign_in(client, cast.olga)


def test_an_application_waits_in_the_queue_and_is_verified(olga, cast):
    shop = make_shop(cast.eve, "applied")
    assert re.search(r'class="badge">1<', olga.get("/admin").text)
    assert "Eve&#39;s shop" in olga.get("/admin/merchants").text
    answer = post(olga, f"/admin/merchants/{shop.id}/decisions", verdict="verified")
    assert answer.status_code == 303
    assert queries.merchant(shop.id).state == "verified"
    assert "Eve&#39;s shop" in olga.get("/admin/merchants?state=verified").text


def test_a_no_without_a_reason_comes_back(olga, cast):
    shop = make_shop(cast.eve, "applied")
    answer = post(olga, f"/admin/merchants/{shop.id}/decisions", verdict="refused", reason="")
    assert answer.status_code == 422 and "Give the reason" in answer.text
    assert queries.merchant(shop.id).state == "applied"


@pytest.mark.parametrize("verdict", ["", "refused", "applied", "x" * 500])
def test_a_verdict_that_does_not_fit_the_state_is_refused(olga, cast, verdict):
    answer = post(olga, f"/admin/merchants/{cast.merchant_id}/decisions", verdict=verdict, reason="Because")
    assert answer.status_code == 422
    assert "Because" in answer.text
    assert queries.merchant(cast.merchant_id).state == "verified"


def test_suspended_goods_are_gone_for_the_public(olga, app, cast):
    post(olga, f"/admin/merchants/{cast.merchant_id}/decisions", verdict="suspended", reason="Fakes")
    assert app.test_client().get(f"/products/{cast.product_id}").status_code == 404
    assert "Fakes" in olga.get(f"/admin/merchants/{cast.merchant_id}").text


@pytest.mark.parametrize(
    ("fee", "status", "bps"), [("2.5", 303, 250), ("61", 422, 500), ("x", 422, 500), ("-1", 422, 500)]
)
def test_the_fee(olga, cast, fee, status, bps):
    assert post(olga, f"/admin/merchants/{cast.merchant_id}/fee", fee=fee).status_code == status
    assert queries.merchant(cast.merchant_id).fee_bps == bps


def test_a_higher_fee_is_announced_and_the_owner_reads_it(olga, app, cast):
    path = f"/admin/merchants/{cast.merchant_id}/fee"
    assert 'id="fee-reason-error"' in post(olga, path, fee="6").text

    assert post(olga, path, fee="6", reason="Dearer gateways").status_code == 303

    assert queries.merchant(cast.merchant_id).fee_bps == 500
    assert "Dearer gateways" in olga.get(f"/admin/merchants/{cast.merchant_id}").text
    chen = sign_in(app.test_client(), cast.chen)
    page = chen.get("/merchant/fee").text
    assert "5% to 6%" in page and "Dearer gateways" in page and 'data-state="announced"' in page


def test_the_fee_is_its_owners_to_read(client, cast):
    assert sign_in(client, cast.alma).get("/merchant/fee").status_code == 403


def test_what_is_not_there_is_not_found(olga):
    assert olga.get("/admin/merchants/999").status_code == 404
    assert olga.get("/admin/merchants?state=nonsense").status_code == 404
    assert post(olga, "/admin/merchants/999/decisions", verdict="verified").status_code == 404


def test_people_are_found_by_name_and_handle(olga, cast):
    html = olga.get("/admin/people").text
    assert "@alma" in html and "Operator" in html
    found = olga.get("/admin/people?q=ALM").text
    assert "@alma" in found and "@bo" not in found
    assert "Nobody by that name" in olga.get("/admin/people?q=%25").text
