"""/merchant/settings/transfer-picture"""

import io

import pytest
from PIL import Image
from sqlalchemy import select

from core.db import session
from domain.merchants.models import Merchant
from tests.buying import bought, change
from tests.web import post, sign_in


@pytest.fixture
def chen(client, cast):
    return sign_in(client, cast.chen)


def a_picture() -> tuple[io.BytesIO, str]:
    file = io.BytesIO()
    Image.new("RGB", (400, 400), "white").save(file, "PNG")
    file.seek(0)
    return file, "code.png"


def key() -> str | None:
    session.rollback()
    return session.scalar(select(Merchant.transfer_picture_key))


def test_a_buyer_sees_the_code_on_her_order_until_it_is_taken_away(chen, cast, app):
    change(Merchant, cast.merchant_id, accepts_transfer=True, transfer_details="Bank of Hangzhou 1234")
    assert post(chen, "/merchant/settings/transfer-picture", picture=a_picture()).status_code == 303
    kept = key()
    number = bought(cast.bo, (cast.variant_id, 1), method="transfer")
    bo = sign_in(app.test_client(), cast.bo)
    assert f"/media/{kept}-720.webp" in bo.get(f"/orders/{number}").text
    assert f"/media/{kept}-720.webp" in chen.get("/merchant/settings").text
    post(chen, "/merchant/settings/transfer-picture/delete")
    assert key() is None
    assert "/media/" + str(kept) not in bo.get(f"/orders/{number}").text
    assert chen.get(f"/media/{kept}-720.webp").status_code == 404


def test_what_is_no_picture_is_refused_at_the_field(chen):
    answer = post(chen, "/merchant/settings/transfer-picture", picture=(io.BytesIO(b"no"), "code.png"))
    assert answer.status_code == 422
    assert post(chen, "/merchant/settings/transfer-picture").status_code == 422
    assert key() is None


def test_only_the_people_of_a_shop_have_one(client, cast):
    eve = sign_in(client, cast.eve)
    assert post(eve, "/merchant/settings/transfer-picture", picture=a_picture()).status_code == 403
