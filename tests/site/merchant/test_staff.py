"""The page of a shop's people, and the answer of who was asked."""

import re
from datetime import timedelta

import pytest

from core import clock
from domain.merchants import staff
from tests.cast import PASSWORD, Cast
from tests.domain.merchants.test_roles import works_as
from tests.web import post, sign_in

STAFF = "/merchant/staff"


def test_an_owner_makes_a_link_and_somebody_comes_by_it(app, client, cast: Cast) -> None:
    sign_in(client, cast.chen)
    made = post(client, f"{STAFF}/invitations", do="link", role="support", handle="")
    link = re.search(r"/merchant/join/([\w-]+)", made.get_data(as_text=True))
    assert link

    eve = sign_in(app.test_client(), cast.eve)
    assert "Support" in eve.get(link[0]).get_data(as_text=True)
    answer = post(eve, link[0], do="accept")

    assert answer.status_code == 303 and answer.location.endswith("/merchant")
    assert "Eve" in client.get(STAFF).get_data(as_text=True)
    assert eve.get("/merchant/questions").status_code == 200


def test_who_is_removed_finds_the_desk_closed(app, client, cast: Cast) -> None:
    works_as(cast, cast.eve, "support")
    eve = sign_in(app.test_client(), cast.eve)
    assert eve.get("/merchant/orders").status_code == 200
    sign_in(client, cast.chen)

    post(client, f"{STAFF}/{cast.eve.id}/delete")

    assert eve.get("/merchant/orders").status_code == 404
    assert eve.get(STAFF).status_code == 403


def test_the_owners_steps_ask_for_the_password_again(client, cast: Cast) -> None:
    works_as(cast, cast.eve, "support")
    sign_in(client, cast.chen)
    with clock.shifted(timedelta(minutes=11)):
        for path, fields in (
            (f"{STAFF}/invitations", {"handle": "bo", "role": "support"}),
            (f"{STAFF}/{cast.eve.id}", {"role": "owner"}),
            (f"{STAFF}/{cast.eve.id}/delete", {}),
        ):
            assert "current_password" in post(client, path, **fields).get_data(as_text=True)
        done = post(client, f"{STAFF}/{cast.eve.id}", role="owner", current_password=PASSWORD)
    assert done.status_code == 303


@pytest.mark.parametrize(
    "fields",
    [
        {"handle": "", "role": "support"},
        {"handle": "x" * 30, "role": "support"},
        {"handle": "bo", "role": "x"},
    ],
)
def test_a_refused_invitation_keeps_what_was_typed(client, cast: Cast, fields: dict[str, str]) -> None:
    sign_in(client, cast.chen)

    answer = post(client, f"{STAFF}/invitations", **fields)

    assert answer.status_code == 422
    assert f'value="{fields["handle"]}"' in answer.get_data(as_text=True)


def test_the_last_owner_reads_why_she_cannot_leave(client, cast: Cast) -> None:
    sign_in(client, cast.chen)

    answer = post(client, f"{STAFF}/leave")

    assert answer.status_code == 422
    assert "needs an owner" in answer.get_data(as_text=True)


def test_an_invitation_is_a_404_for_everybody_else(client, cast: Cast) -> None:
    key = staff.invite(cast.chen, cast.merchant_id, handle="eve", role="support")
    sign_in(client, cast.bo)

    assert client.get(f"/merchant/join/{key}").status_code == 404
    assert post(client, f"/merchant/join/{key}", do="accept").status_code == 404
