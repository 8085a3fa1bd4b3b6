"""/@HANDLE/says?as=...: one's own page through the eyes of somebody else."""

import pytest
from flask.testing import FlaskClient

from domain.people import actions as people
from domain.people.viewer import ANONYMOUS
from domain.says import actions, queries
from tests.cast import Cast
from tests.web import sign_in


@pytest.fixture
def words(cast: Cast) -> dict[str, int]:
    circle = people.make_circle(cast.alma, name="Family")
    audiences = {"public": "public", "friends": "friends", "circle": f"circle:{circle}", "me": "me"}
    return {
        f"said-to-{name}": actions.publish(cast.alma, body=f"said-to-{name}", audience=audience)
        for name, audience in audiences.items()
    }


def seen(client: FlaskClient, as_whom: str) -> set[str]:
    text = client.get(f"/@alma/says?as={as_whom}").text
    return {name for name in ("public", "friends", "circle", "me") if f"said-to-{name}" in text}


def test_alma_sees_her_page_as_others_do(client: FlaskClient, cast: Cast, words: dict[str, int]) -> None:
    sign_in(client, cast.alma)
    assert seen(client, "stranger") == seen(client, "merchant") == {"public"}
    assert seen(client, "friend:bo") == {"public", "friends"}
    for viewer, as_whom in ((ANONYMOUS, "stranger"), (cast.chen, "merchant"), (cast.bo, "friend:bo")):
        real = {one.body.removeprefix("said-to-") for one in queries.posts_of(viewer, cast.alma.id)}
        assert seen(client, as_whom) == real


def test_as_a_friend_from_whom_she_keeps_her_posts_she_sees_nothing(
    client: FlaskClient, cast: Cast, words: dict[str, int]
) -> None:
    people.hide_from(cast.alma, cast.bo.id)
    sign_in(client, cast.alma)
    assert seen(client, "friend:bo") == set()


def test_nothing_of_the_friend_shows_and_nothing_can_be_written(
    client: FlaskClient, cast: Cast, words: dict[str, int]
) -> None:
    public = words["said-to-public"]
    actions.react(cast.bo, public)
    actions.comment(cast.bo, public, body="From Bo himself")
    sign_in(client, cast.alma)
    text = client.get("/@alma/says?as=friend:bo").text
    assert "From Bo himself" not in text and 'aria-pressed="true"' not in text
    assert f"/says/{public}/comments" not in text and f"/says/{public}/reactions" not in text
    assert "So Bo sees your page." in text


@pytest.mark.parametrize("as_whom", ["friend:eve", "friend:nobody", "friend:", "x", "friend:alma"])
def test_only_a_friend_lends_her_eyes(client: FlaskClient, cast: Cast, as_whom: str) -> None:
    sign_in(client, cast.alma)
    assert client.get(f"/@alma/says?as={as_whom}").status_code == 404


def test_nobody_looks_at_the_page_of_another_like_this(client: FlaskClient, cast: Cast) -> None:
    for as_whom in ("stranger", "friend:alma"):
        assert client.get(f"/@alma/says?as={as_whom}").status_code == 404
    sign_in(client, cast.bo)
    assert client.get("/@alma/says?as=stranger").status_code == 404
