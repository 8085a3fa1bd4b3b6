"""/…/reports: who gets the form, what a report answers."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from core.db import session
from domain.moderation.models import Report
from tests.cast import Cast
from tests.domain.moderation.world import World, folded_post, make_world
from tests.web import post, sign_in

EVERYONE = ("alma", "bo", "chen", "dora", "eve", "olga")


def address(world: World, kind: str) -> str:
    if kind == "person":
        return "/@alma/reports"
    folder = {"post": "says"}.get(kind, f"{kind}s")
    return f"/{folder}/{world.id_of(kind)}/reports"


# Bo is Alma's friend. Alma wrote everything but the answer; Chen wrote that and sells the product.
SEEN = {
    "post": {"alma": 403, "bo": 200, "chen": 404, "dora": 404, "eve": 404, "olga": 404},
    "comment": {"alma": 403, "bo": 200, "chen": 404, "dora": 404, "eve": 404, "olga": 404},
    "message": {"alma": 403, "bo": 404, "chen": 200, "dora": 200, "eve": 404, "olga": 200},
    "question": {"alma": 403, "bo": 200, "chen": 200, "dora": 200, "eve": 200, "olga": 200},
    "answer": {"alma": 200, "bo": 200, "chen": 403, "dora": 200, "eve": 200, "olga": 200},
    "person": {"alma": 403, "bo": 200, "chen": 200, "dora": 200, "eve": 200, "olga": 200},
    "product": {"alma": 200, "bo": 200, "chen": 403, "dora": 200, "eve": 200, "olga": 200},
}


@pytest.mark.parametrize("kind", SEEN)
@pytest.mark.parametrize("handle", EVERYONE)
def test_the_form_is_there_for_whoever_sees_the_thing_and_does_not_own_it(
    cast: Cast, client: FlaskClient, kind: str, handle: str
):
    world = make_world(cast, audience="friends")
    sign_in(client, getattr(cast, handle))

    shown = client.get(address(world, kind))
    sent = post(client, address(world, kind), reason="spam")

    expected = SEEN[kind][handle]
    assert shown.status_code == expected
    assert sent.status_code == (303 if expected == 200 else expected)
    assert session.scalar(select(func.count()).select_from(Report)) == (1 if expected == 200 else 0)


@pytest.mark.parametrize("kind", SEEN)
def test_a_stranger_is_asked_to_sign_in(cast: Cast, client: FlaskClient, kind: str):
    world = make_world(cast)

    assert client.get(address(world, kind)).location.startswith("/login?next=")
    assert post(client, address(world, kind), reason="spam").location.startswith("/login")


@pytest.mark.parametrize("kind", SEEN)
def test_a_report_leads_back_to_the_thing_with_thanks(cast: Cast, client: FlaskClient, kind: str):
    world = make_world(cast)
    sign_in(client, cast.olga)

    answer = post(client, address(world, kind), reason="other", text="Look at it")
    back = client.get(answer.location)

    assert answer.status_code == 303
    assert "you will be told what was decided" in back.get_data(as_text=True)


def test_what_is_wrong_comes_back_with_what_was_typed(cast: Cast, client: FlaskClient):
    world = make_world(cast)
    sign_in(client, cast.bo)

    answer = post(client, address(world, "post"), reason="other", text="")
    nothing = post(client, address(world, "post"), text="Because <b>of</b> it")
    long = post(client, address(world, "post"), reason="spam", text="x" * 1_001)

    assert [one.status_code for one in (answer, nothing, long)] == [422, 422, 422]
    assert re.search(r'<input checked [^>]*value="other"', answer.get_data(as_text=True))
    assert "Because &lt;b&gt;of&lt;/b&gt; it" in nothing.get_data(as_text=True)
    assert "x" * 1_001 in long.get_data(as_text=True)


def test_a_second_report_is_thanked_for_once(cast: Cast, client: FlaskClient):
    world = make_world(cast)
    sign_in(client, cast.bo)
    post(client, address(world, "post"), reason="spam")

    shown = client.get(address(world, "post"))
    sent = post(client, address(world, "post"), reason="spam")

    assert "You have reported this" in shown.get_data(as_text=True)
    assert 'name="reason"' not in shown.get_data(as_text=True)
    assert sent.status_code == 422


def test_the_eleventh_report_of_a_day_is_too_many(cast: Cast, client: FlaskClient):
    from domain.says import actions as says

    sign_in(client, cast.bo)
    posts = [says.publish(cast.alma, body=f"Number {number}") for number in range(11)]
    answers = [post(client, f"/says/{one}/reports", reason="spam").status_code for one in posts]

    assert answers == [303] * 10 + [429]


def test_what_moderators_have_folded_is_gone_for_others(cast: Cast, client: FlaskClient):
    world = make_world(cast)
    folded_post(cast, world.post)
    sign_in(client, cast.eve)

    assert client.get(address(world, "post")).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/says/999/reports",
        "/@nobody/reports",
        "/products/999/reports",
        "/messages/999/reports",
        "/answers/x/reports",
    ],
)
def test_what_is_not_there_is_not_found(cast: Cast, client: FlaskClient, path: str):
    sign_in(client, cast.bo)

    assert client.get(path).status_code == 404
    assert post(client, path, reason="spam").status_code == 404
