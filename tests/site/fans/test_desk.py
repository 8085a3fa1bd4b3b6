"""The fan desk, what a shop says of one, broadcasts and their end."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from core.db import session
from domain.fans import actions
from domain.fans.models import Broadcast, BroadcastStop, FanTag
from domain.notices.models import Notice
from domain.orders.actions import Recipient
from jobs import worker
from tests.buying import received
from tests.cast import Cast
from tests.queries import counted
from tests.web import post, sign_in
from tests.world import Secret
from web.notice_mail import notices_letter

DESK = ("/merchant/fans", "/merchant/fans/bo", "/merchant/fans/ready-words", "/merchant/broadcasts")


@pytest.fixture
def fans(cast: Cast) -> Cast:
    home = Recipient("Bo Wang", Secret.PHONE, "Hangzhou", f"{Secret.STREET} 7")
    received(cast.bo, cast.chen, (cast.variant_id, 1), to=home)
    actions.tag_fan(cast.chen, cast.merchant_id, cast.bo.id, kind="taste", words="likes it sweet")
    actions.send_broadcast(cast.chen, cast.merchant_id, title="Ripe now", body="On Friday")
    worker.drain()
    session.rollback()
    return cast


def last(kind: type) -> int:
    found = session.scalars(select(kind.id).order_by(kind.id.desc())).first()  # type: ignore[attr-defined]
    session.rollback()
    return int(found or 0)


@pytest.mark.parametrize("path", DESK)
def test_the_desk_is_for_those_who_speak_for_the_shop(app: Flask, fans: Cast, path: str) -> None:
    for person in (fans.alma, fans.bo, fans.dora, fans.eve, fans.olga):
        assert sign_in(app.test_client(), person).get(path).status_code == 403
    assert app.test_client().get(path).status_code == 303

    page = sign_in(app.test_client(), fans.chen).get(path)

    assert page.status_code == 200
    # Where her parcels go and her phone stand on orders only.
    assert Secret.PHONE not in page.text
    assert Secret.STREET not in page.text


def test_the_list_of_fans_keeps_to_ten_queries(client: FlaskClient, fans: Cast) -> None:
    sign_in(client, fans.chen)
    client.get("/merchant/fans")
    with counted() as statements:
        client.get("/merchant/fans?fact=bought&q=b&tag=likes it sweet")
    assert len(statements) <= 10


def test_a_bad_tag_comes_back_with_what_is_wrong(client: FlaskClient, fans: Cast) -> None:
    sign_in(client, fans.chen)
    answer = post(client, "/merchant/fans/bo/tags", kind="taste", words="diabetic")
    assert answer.status_code == 422
    assert "diabetic" in answer.text
    assert post(client, "/merchant/fans/dora/tags", kind="taste", words="sweet").status_code == 404


def test_a_fan_removes_what_a_shop_says_of_her(client: FlaskClient, fans: Cast) -> None:
    sign_in(client, fans.bo)
    assert "likes it sweet" in client.get("/settings/tags").text
    assert post(client, f"/settings/tags/{last(FanTag)}/delete").status_code == 303
    assert "likes it sweet" not in client.get("/settings/tags").text


def test_ready_words_are_kept_changed_and_deleted(client: FlaskClient, fans: Cast) -> None:
    sign_in(client, fans.chen)
    assert post(client, "/merchant/fans/ready-words", title="", body="Hello").status_code == 422
    assert post(client, "/merchant/fans/ready-words", title="Ripe", body="Hello {name}").status_code == 303
    assert "Hello {name}" in client.get("/merchant/fans/ready-words").text
    assert post(client, "/merchant/fans/ready-words/1", title="Ripe", body="Dear {name}").status_code == 303
    assert post(client, "/merchant/fans/ready-words/1/delete").status_code == 303
    assert "Dear" not in client.get("/merchant/fans/ready-words").text


def test_a_broadcast_shows_its_reach_before_it_goes(client: FlaskClient, fans: Cast) -> None:
    sign_in(client, fans.chen)
    words = {"title": "Come", "body": "See", "fact": "bought"}

    preview = post(client, "/merchant/broadcasts", **words)
    assert "This reaches 1 person" in preview.text
    assert post(client, "/merchant/broadcasts", send="1", **words).status_code == 303
    assert post(client, "/merchant/broadcasts", send="1", **words).status_code == 422


def test_one_press_ends_a_shops_broadcasts(client: FlaskClient, fans: Cast) -> None:
    sign_in(client, fans.bo)
    made = last(Broadcast)
    assert "On Friday" in client.get(f"/broadcasts/{made}").text
    assert post(client, f"/broadcasts/{made}/stop").status_code == 303
    assert session.get(BroadcastStop, (fans.bo.id, fans.merchant_id)) is not None
    assert "Allow it again" in client.get(f"/broadcasts/{made}").text
    assert post(client, f"/merchants/{fans.merchant_id}/broadcasts/listen").status_code == 303


def test_the_link_in_the_mail_ends_them_signed_out(app: Flask, fans: Cast) -> None:
    ids = session.scalars(
        select(Notice.id).where(Notice.user_id == fans.bo.id, Notice.kind == "broadcast")
    ).all()
    session.rollback()
    letter = notices_letter(app, fans.bo.id, ids)
    assert letter is not None
    link = re.search(r"/stop-shop/\S+", letter.text)
    assert link
    stranger = app.test_client()

    assert stranger.get(link[0]).status_code == 200
    assert session.get(BroadcastStop, (fans.bo.id, fans.merchant_id)) is None
    session.rollback()
    assert post(stranger, link[0]).status_code == 200
    assert session.get(BroadcastStop, (fans.bo.id, fans.merchant_id)) is not None
    assert post(stranger, "/stop-shop/forged").status_code == 404
