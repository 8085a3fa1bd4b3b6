"""/orders/NUMBER/cases, /cases/ID and the lists of both sides and the platform"""

import io
import re

import pytest
from PIL import Image
from sqlalchemy import select

from core.db import session
from domain.angels import actions as angels
from domain.orders import actions
from domain.orders.models import OrderCase, OrderCasePicture, OrderLine, Refund
from domain.says import actions as says
from jobs import photos
from tests.buying import breaches, paid, received
from tests.queries import counted
from tests.web import post, sign_in


def browser_of(client, person):
    return sign_in(client.application.test_client(), person)


def a_picture() -> tuple[io.BytesIO, str]:
    buffer = io.BytesIO()
    Image.new("RGB", (30, 20), "red").save(buffer, "PNG")
    buffer.seek(0)
    return buffer, "broken.png"


def status_of(browser, address: str) -> int:
    with browser.get(address) as answer:
        return answer.status_code


@pytest.fixture
def bought(cast):
    angels.endorse(cast.alma, cast.product_id)
    number = received(cast.bo, cast.chen, (cast.variant_id, 2), credits={cast.variant_id: "alma"})
    return number, session.scalars(select(OrderLine.id)).one()


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", answer.get_data(as_text=True))


def the_case() -> OrderCase:
    session.rollback()
    return session.scalars(select(OrderCase)).one()


def test_a_return_goes_its_way_through_the_pages(client, cast, bought):
    number, line_id = bought
    bo, chen, dora = (browser_of(client, who) for who in (cast.bo, cast.chen, cast.dora))
    assert f'name="pieces-{line_id}"' in bo.get(f"/orders/{number}/cases/new").text
    fields = {"kind": "return", "problem": "damaged", "reason": "Two are brown", f"pieces-{line_id}": "1"}
    answer = post(bo, f"/orders/{number}/cases", **fields, photos=a_picture())
    assert answer.status_code == 303
    case = the_case()
    address = f"/cases/{case.id}"
    assert "Two are brown" in text_of(chen.get(address))
    assert f'data-case-id="{case.id}"' in chen.get("/merchant/cases").text
    assert dora.get(address).status_code == 404

    assert post(chen, f"{address}/steps", act="refuse").status_code == 422
    part = post(chen, f"{address}/steps", htmx=True, act="refuse", reason="They are ripe")
    assert part.text.lstrip().startswith('<div id="case"')
    assert post(bo, f"{address}/steps", act="escalate", reason="Look at the picture").status_code == 303
    assert f'data-case-id="{case.id}"' in dora.get("/moderation/after-sales").text
    assert post(dora, f"{address}/steps", act="uphold", reason="Brown indeed").status_code == 303
    assert (
        post(bo, f"{address}/steps", act="send_back", carrier="SF", tracking_number="B1").status_code == 303
    )
    assert post(chen, f"{address}/steps", act="confirm_return", goods_back=1).status_code == 303
    assert the_case().outcome == "refunded"
    assert "Brown indeed" in text_of(chen.get(address))
    assert breaches() == []


def test_the_pictures_are_for_those_in_the_case(client, cast, bought):
    number, _line_id = bought
    bo = browser_of(client, cast.bo)
    post(bo, f"/orders/{number}/cases", kind="refund", problem="damaged", reason="x", photos=a_picture())
    address = f"/cases/{the_case().id}/pictures/{session.scalars(select(OrderCasePicture.id)).one()}"
    statuses = {
        name: status_of(browser_of(client, getattr(cast, name)), address)
        for name in ("bo", "chen", "alma", "dora", "eve", "olga")
    }
    assert statuses == {"bo": 200, "chen": 200, "alma": 404, "dora": 404, "eve": 404, "olga": 404}


def test_the_good_pictures_of_a_refused_form_go_along_with_the_next_try(client, cast, bought, time):
    number, _line_id = bought
    bo, eve = browser_of(client, cast.bo), browser_of(client, cast.eve)
    bad = (io.BytesIO(b"no picture"), "bad.png")
    fields = {"kind": "refund", "problem": "damaged", "reason": "x"}
    answer = post(bo, f"/orders/{number}/cases", **fields, photos=[a_picture(), bad])
    assert answer.status_code == 422
    (token,) = re.findall(r'name="photo_tokens" value="([^"]+)"', answer.text)
    (seen,) = re.findall(r'src="(/cases/pictures/\d+)"', answer.text)
    assert (status_of(bo, seen), status_of(eve, seen)) == (200, 404)

    assert post(bo, f"/orders/{number}/cases", **fields, photo_tokens=token).status_code == 303
    assert session.scalars(select(OrderCasePicture.key)).all() == [token]
    assert status_of(bo, seen) == 404
    # What somebody else chose, or what has been sent along already, is no picture of hers.
    chen = browser_of(client, cast.chen)
    address = f"/cases/{the_case().id}/messages"
    assert post(chen, address, body="", photo_tokens=token).status_code == 422
    answer = post(chen, address, body="Look", photos=[a_picture(), bad])
    (hers,) = re.findall(r'name="photo_tokens" value="([^"]+)"', answer.text)
    assert (answer.status_code, "Look" in answer.text) == (422, True)
    assert post(chen, address, body="", photo_tokens=hers).status_code == 303
    assert len(session.scalars(select(OrderCasePicture.key)).all()) == 2


def test_pictures_that_nobody_comes_back_for_are_cleared_away(app, client, cast, bought, time):
    bo = browser_of(client, cast.bo)
    answer = post(bo, f"/orders/{bought[0]}/cases", kind="", reason="x", photos=a_picture())
    (token,) = re.findall(r'name="photo_tokens" value="([^"]+)"', answer.text)
    path = app.extensions["private_media"].path(token, 1440)
    assert (photos.sweep(), path.exists()) == (0, True)
    time.pass_(days=3)
    assert (photos.sweep(), path.exists()) == (1, False)


def test_what_is_typed_stays_when_it_is_refused(client, cast, bought):
    number, line_id = bought
    bo = browser_of(client, cast.bo)
    wrong = {"kind": "return", "problem": "damaged", "reason": "Words of mine", f"pieces-{line_id}": "99"}
    for changes in ({}, {f"pieces-{line_id}": "1", "kind": ""}, {f"pieces-{line_id}": "1", "amount": "x"}):
        answer = post(bo, f"/orders/{number}/cases", **(wrong | changes))
        assert answer.status_code == 422
        assert "Words of mine" in answer.text
    assert session.scalars(select(OrderCase.id)).all() == []


def test_the_angel_is_let_in_and_out(client, cast, bought):
    number, _ = bought
    case_id = actions.open_case(cast.bo, number, kind="refund", reason="Rotten")
    bo, alma = browser_of(client, cast.bo), browser_of(client, cast.alma)
    assert alma.get(f"/cases/{case_id}").status_code == 404
    assert post(bo, f"/cases/{case_id}/angel", angel=cast.alma.id).status_code == 303
    seen = alma.get(f"/cases/{case_id}").text
    assert "Rotten" in seen
    assert all(word not in seen for word in ("@bo", "Bo Wang", "Hangzhou", number))
    assert f'data-case-id="{case_id}"' in alma.get("/cases").text
    assert post(alma, f"/cases/{case_id}/messages", body="I know them").status_code == 303
    assert post(alma, f"/cases/{case_id}/steps", act="grant").status_code == 403
    post(bo, f"/cases/{case_id}/angel/delete")
    assert alma.get(f"/cases/{case_id}").status_code == 404


def test_a_case_begins_at_ones_own_post(client, cast, bought):
    number, line_id = bought
    post_id = says.publish(cast.bo, body="Mine arrived broken", product_id=cast.product_id, stars=1)
    bo = browser_of(client, cast.bo)
    answer = bo.get(f"/says/{post_id}/case")
    assert answer.location == f"/orders/{number}/cases/new?line={line_id}&post={post_id}"
    assert "Mine arrived broken" in bo.get(answer.location).text
    for other in (cast.chen, cast.eve):
        assert browser_of(client, other).get(f"/says/{post_id}/case").status_code == 404
    post(bo, f"/orders/{number}/cases", kind="refund", problem="damaged", reason="Broken", post=post_id)
    assert the_case().post_id == post_id


def test_the_addresses_of_refunds_are_those_of_a_case_for_money(client, cast, bought):
    number, line_id = bought
    bo, chen = browser_of(client, cast.bo), browser_of(client, cast.chen)
    assert (
        post(bo, f"/orders/{number}/refunds", lines=line_id, amount="30", reason="Bruised").status_code == 303
    )
    refund = session.scalars(select(Refund)).one()
    assert (the_case().kind, the_case().refund_id, the_case().amount_cents) == ("refund", refund.id, 3_000)
    post(chen, f"/merchant/orders/{number}/refunds/{refund.id}", decision="accept")
    assert the_case().outcome == "refunded"


def test_what_is_left_of_the_shipping_is_a_case_without_a_line(client, cast, bought):
    number, line_id = bought
    bo, chen = browser_of(client, cast.bo), browser_of(client, cast.chen)
    returned = actions.open_case(cast.bo, number, kind="refund", reason="x", pieces={line_id: 1})
    actions.grant(cast.chen, returned)
    returned = actions.open_case(cast.bo, number, kind="refund", reason="x", pieces={line_id: 1})
    actions.grant(cast.chen, returned)
    actions.request_refund(cast.bo, number, reason="And the shipping")
    case_id = session.scalars(select(OrderCase.id).order_by(OrderCase.id.desc())).first()
    for browser in (bo, chen):
        assert browser.get(f"/cases/{case_id}").status_code == 200
    assert chen.get("/merchant/cases").status_code == 200
    actions.grant(cast.chen, case_id)
    assert breaches() == []


def test_an_order_leaves_in_two_parcels_and_each_is_received(client, cast):
    number = paid(cast.bo, (cast.variant_id, 3))
    (line_id,) = session.scalars(select(OrderLine.id)).all()
    bo, chen = browser_of(client, cast.bo), browser_of(client, cast.chen)
    shipments = f"/merchant/orders/{number}/shipments"
    parcel = {"carrier": "SF", "tracking_number": "1"}
    for wrong in ("4", "x", "0"):
        assert post(chen, shipments, **parcel, **{f"pieces-{line_id}": wrong}).status_code == 422
    post(chen, shipments, **parcel, **{f"pieces-{line_id}": "2"})
    assert "Still to come" in text_of(bo.get(f"/orders/{number}"))
    post(bo, f"/orders/{number}/receipt")
    post(chen, shipments, carrier="SF", tracking_number="2")
    assert session.scalar(select(OrderLine.received_at)) is None
    post(bo, f"/orders/{number}/receipt")
    session.rollback()
    assert session.scalar(select(OrderLine.received_at)) is not None
    assert breaches() == []


def test_what_has_not_left_can_be_cancelled_and_the_rest_goes_on(client, cast):
    number = paid(cast.bo, (cast.variant_id, 3))
    (line_id,) = session.scalars(select(OrderLine.id)).all()
    actions.ship(cast.chen, number, carrier="SF", tracking_number="1", pieces={line_id: 2})
    bo = browser_of(client, cast.bo)
    post(bo, f"/orders/{number}/cancellation")
    post(bo, f"/orders/{number}/receipt")
    session.rollback()
    line = session.scalars(select(OrderLine)).one()
    assert (line.withdrawn_quantity, line.refunded_cents) == (1, 10_000)
    assert line.received_at is not None
    assert breaches() == []


def test_the_offer_stays_as_it_was_bought(client, cast, bought):
    number, line_id = bought
    pages = {
        name: browser_of(client, getattr(cast, name)).get(f"/offers/{line_id}")
        for name in ("bo", "chen", "alma", "eve", "dora")
    }
    assert {name: page.status_code for name, page in pages.items()} == {
        "bo": 200, "chen": 200, "alma": 200, "eve": 404, "dora": 404,
    }  # fmt: skip
    assert number not in pages["alma"].text


def test_the_lists_ask_a_fixed_number_of_times(client, cast):
    chen = browser_of(client, cast.chen)
    actions.open_case(cast.bo, received(cast.bo, cast.chen, (cast.variant_id, 1)), kind="refund", reason="x")
    with counted() as few:
        chen.get("/merchant/cases")
    for _ in range(3):
        actions.open_case(
            cast.bo, received(cast.bo, cast.chen, (cast.variant_id, 1)), kind="refund", reason="x"
        )
    with counted() as many:
        chen.get("/merchant/cases")
    assert len(many) == len(few) <= 10
