"""What no database can store or count with is told from a server that broke."""

import pytest
from flask.testing import FlaskClient

from domain.notices import actions as notices
from domain.people import actions as people
from domain.says import actions as says, queries
from tests.cast import Cast
from tests.web import post, sign_in


def test_the_highest_number_of_all_is_a_number_of_no_new_posts(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.bo)
    assert client.get(f"/feed/new?since={2**63 - 1}").status_code == 204


@pytest.mark.parametrize("path", ["/topics/%00x", "/topics/x%00.atom"])
def test_a_topic_that_cannot_be_written_is_not_found(client: FlaskClient, cast: Cast, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_picture_of_no_name_is_none(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.alma)
    at = post(client, "/says", body="hello", photo_tokens="\0").location
    assert queries.post(cast.alma, int(at.rpartition("/")[2])).photos == ()


def test_nobody_of_such_a_name_is_put_in_a_circle(client: FlaskClient, cast: Cast) -> None:
    circle = people.make_circle(cast.alma, name="Family")
    sign_in(client, cast.alma)
    assert post(client, f"/friends/circles/{circle}/members", handle="b\0o").status_code == 404


def test_a_browser_of_no_address_is_none(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.bo)
    assert post(client, "/push/delete", endpoint="https://push.example/\0").status_code == 303
    given = {"endpoint": "https://push.example/\0", "p256dh": "\0", "auth": "\0"}
    assert post(client, "/push", **given).status_code in (303, 422)


@pytest.mark.parametrize("before", ["\0.5", "nothing.5", "aaa.5"])
def test_a_cursor_of_no_kind_begins_at_the_beginning(client: FlaskClient, cast: Cast, before: str) -> None:
    said = says.publish(cast.alma, body="canary in the mine")
    notices.watch(cast.bo, "post", said, "all")
    sign_in(client, cast.bo)
    answer = client.get("/settings/notices", query_string={"before": before})
    assert answer.status_code == 200 and "canary" in answer.text
