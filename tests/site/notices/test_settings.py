"""/settings/notices and the bells: what is mailed and when, what is watched."""

import pytest
from flask.testing import FlaskClient

from domain.notices import actions as notices, queries
from domain.people import actions as people
from domain.says import actions as says
from tests.cast import Cast
from tests.queries import counted
from tests.web import post, sign_in


def test_she_chooses_what_is_mailed_and_when(client: FlaskClient, cast: Cast):
    sign_in(client, cast.alma)
    assert "checked" in client.get("/settings/notices").get_data(as_text=True)

    answer = post(client, "/settings/notices", digest="y", is_quiet="y", quiet_from="1320", quiet_to="420")

    delivery = queries.delivery(cast.alma)
    assert (answer.status_code, answer.location) == (303, "/settings/notices")
    assert (delivery.by_mail, delivery.digest, delivery.quiet_from, delivery.quiet_to) == (
        False,
        True,
        1320,
        420,
    )
    page = client.get("/settings/notices").get_data(as_text=True)
    assert '<option selected value="1320">22:00</option>' in page


def test_without_quiet_hours_there_are_none(client: FlaskClient, cast: Cast):
    sign_in(client, cast.alma)
    post(client, "/settings/notices", by_mail="y", quiet_from="1320", quiet_to="420")

    delivery = queries.delivery(cast.alma)
    assert (delivery.quiet_from, delivery.quiet_to, delivery.digest) == (0, 0, False)


@pytest.mark.parametrize("minute", ["1", "-60", "1440", "x", "9" * 30])
def test_a_time_that_is_none_is_told_at_its_field(client: FlaskClient, cast: Cast, minute: str):
    sign_in(client, cast.alma)

    answer = post(client, "/settings/notices", is_quiet="y", quiet_from=minute, quiet_to="420")

    assert answer.status_code == 422
    assert "Choose one of these." in answer.get_data(as_text=True)


def test_a_bell_stands_on_a_post_a_group_and_a_person(client: FlaskClient, cast: Cast):
    post_id = says.publish(cast.alma, body="Sweet")
    people.follow(cast.eve, cast.alma.id)
    places = {
        f"/says/{post_id}": ("post", post_id),
        f"/products/{cast.product_id}/group": ("group", cast.product_id),
        "/@alma": ("person", cast.alma.id),
    }
    for path in places:
        assert 'class="menu bell"' not in client.get(path).get_data(as_text=True)
    sign_in(client, cast.eve)
    for path, (kind, number) in places.items():
        page = client.get(path).get_data(as_text=True)
        assert f'id="bell-{kind}-{number}"' in page
        opened = client.get(f"/watches/person/{number}").text if kind == "person" else page
        assert 'value="all"' in opened

        answer = post(client, "/watches", target_type=kind, target_id=number, level="all")

        assert answer.status_code == 303
        assert queries.level_of(cast.eve, kind, number) == "all"


def test_with_htmx_the_bell_comes_back_changed(client: FlaskClient, cast: Cast):
    post_id = says.publish(cast.alma, body="Sweet")
    sign_in(client, cast.bo)

    answer = post(client, "/watches", htmx=True, target_type="post", target_id=post_id, level="none")

    text = answer.get_data(as_text=True)
    assert text.lstrip().startswith(f'<details class="menu bell" data-menu id="bell-post-{post_id}"')
    assert 'value="none" aria-pressed="true"' in text


def test_ones_own_page_has_no_bell_and_a_stranger_offers_no_each_new_post(client: FlaskClient, cast: Cast):
    sign_in(client, cast.eve)

    assert "bell-person" not in client.get("/@eve").get_data(as_text=True)
    assert client.get(f"/watches/person/{cast.eve.id}").status_code == 404
    opened = client.get(f"/watches/person/{cast.alma.id}", headers={"HX-Request": "true"}).text
    assert opened.lstrip().startswith("<details") and 'value="all"' not in opened
    answer = post(client, "/watches", target_type="person", target_id=cast.alma.id, level="all")
    assert answer.status_code == 403 and "Follow somebody first" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "fields",
    [
        {"target_type": "order", "target_id": "1", "level": "all"},
        {"target_type": "post", "target_id": "x", "level": "all"},
        {"target_type": "post", "target_id": "9" * 30, "level": "all"},
        {"target_type": "post", "target_id": "1"},
        {},
    ],
)
def test_what_is_no_thing_to_watch_is_not_found(client: FlaskClient, cast: Cast, fields: dict[str, str]):
    sign_in(client, cast.eve)

    assert post(client, "/watches", data_=fields).status_code in (404, 422)


def test_what_is_watched_is_listed_and_left_again(client: FlaskClient, cast: Cast):
    post_id = says.publish(cast.alma, body="The sweetest")
    sign_in(client, cast.bo)
    notices.watch(cast.bo, "post", post_id, "all")
    page = client.get("/settings/notices").get_data(as_text=True)
    assert "The sweetest" in page and '<option value="all" selected>' in page

    post(client, "/watches", target_type="post", target_id=post_id, level="default")

    assert "The sweetest" not in client.get("/settings/notices").get_data(as_text=True)


def test_a_long_list_of_watched_things_turns_its_pages_in_few_queries(client: FlaskClient, cast: Cast):
    for number in range(25):
        post_id = says.publish(cast.alma, body=f"Number {number}")
        notices.watch(cast.bo, "post", post_id, "none")
    sign_in(client, cast.bo)

    with counted() as ran:
        page = client.get("/settings/notices").get_data(as_text=True)
    assert len(ran) <= 10 and page.count('id="watched-post-') == 20

    cursor = page.split("/settings/notices?before=")[1].split('"')[0]
    rest = client.get(f"/settings/notices?before={cursor}", headers={"HX-Request": "true"})
    assert rest.get_data(as_text=True).count('id="watched-post-') == 5
