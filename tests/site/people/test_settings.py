"""/settings and the pages under it."""

import re
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from core.db import session
from domain.people.models import User
from tests.cast import PASSWORD, Cast
from tests.web import post, sign_in


def alma() -> User:
    return session.scalars(select(User).where(User.handle == "alma")).one()


def picture(size: tuple[int, int] = (60, 40)) -> BytesIO:
    file = BytesIO()
    Image.new("RGB", size, "orange").save(file, "JPEG")
    file.seek(0)
    return file


def test_alma_changes_her_profile(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.alma)
    answer = post(
        client,
        "/settings",
        display_name=" Alma 阿尔玛 ",
        bio="Fruit.\nAnd tea.",
        locale="zh_Hant",
        theme="dark",
    )

    assert answer.status_code == 303
    assert (alma().display_name, alma().bio, alma().locale, alma().theme) == (
        "Alma 阿尔玛",
        "Fruit.\nAnd tea.",
        "zh_Hant",
        "dark",
    )
    html = client.get("/settings").get_data(as_text=True)
    assert 'lang="zh-Hant"' in html
    assert 'data-theme="dark"' in html


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("display_name", ""),
        ("display_name", "官方客服"),
        ("bio", "x" * 501),
        ("locale", "tlh"),
        ("theme", "pink"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(
    client: FlaskClient, cast: Cast, field: str, value: str
) -> None:
    sign_in(client, cast.alma)
    good = {"display_name": "Alma", "bio": "Fruit.", "locale": "", "theme": ""}
    answer = post(client, "/settings", **{**good, field: value})
    html = answer.get_data(as_text=True)

    assert answer.status_code == 422
    assert f'id="{field}-error"' in html
    assert alma().bio == ""


def test_a_name_that_was_allowed_once_may_stay(client: FlaskClient, cast: Cast) -> None:
    from core.unit import action

    @action
    def rename() -> None:
        alma().display_name = "Alma Official"

    rename()
    sign_in(client, cast.alma)

    assert (
        post(client, "/settings", display_name="Alma Official", bio="Tea.", locale="", theme="").status_code
        == 303
    )


def test_an_uploaded_picture_becomes_the_avatar(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.alma)
    answer = post(client, "/settings/avatar", avatar=(picture(), "me.jpg"))

    assert answer.status_code == 303
    key = alma().avatar_key
    assert key
    with client.get(f"/media/{key}-360.webp") as served:
        assert served.mimetype == "image/webp"
    assert f"{key}-360.webp" in client.get("/settings").get_data(as_text=True)


def test_the_picture_before_is_deleted(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.alma)
    post(client, "/settings/avatar", avatar=(picture(), "me.jpg"))
    first = alma().avatar_key
    post(client, "/settings/avatar", avatar=(picture(), "me.jpg"))
    second = alma().avatar_key
    post(client, "/settings/avatar/delete")

    assert first != second
    assert alma().avatar_key is None
    for key in (first, second):
        assert client.get(f"/media/{key}-360.webp").status_code == 404


@pytest.mark.parametrize("content", [b"", b"not a picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>"])
def test_what_is_no_picture_is_refused_at_its_field(client: FlaskClient, cast: Cast, content: bytes) -> None:
    sign_in(client, cast.alma)
    answer = post(client, "/settings/avatar", avatar=(BytesIO(content), "me.jpg"))

    assert answer.status_code == 422
    assert 'id="avatar-error"' in answer.get_data(as_text=True)
    assert alma().avatar_key is None


def test_a_picture_is_asked_for(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.alma)

    assert post(client, "/settings/avatar").status_code == 422


@pytest.mark.parametrize("choice", ["named", "counted", "hidden"])
def test_alma_says_what_friends_learn_of_her_purchases(client: FlaskClient, cast: Cast, choice: str) -> None:
    sign_in(client, cast.alma)

    assert post(client, "/settings/privacy", purchases_shown=choice).status_code == 303
    assert alma().purchases_shown == choice
    html = client.get("/settings/privacy").get_data(as_text=True)
    assert re.search(rf'<input[^>]*checked[^>]*value="{choice}"', html)


def test_alma_says_how_she_is_found_and_what_friends_keep(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.alma)
    chosen = {
        "purchases_shown": "named",
        "is_suggested": "y",
        "suggests_by_purchases": "y",
        "is_exportable": "y",
    }

    assert post(client, "/settings/privacy", data_=chosen).status_code == 303
    assert (alma().is_suggested, alma().suggests_by_purchases, alma().is_exportable) == (True, True, True)
    html = client.get("/settings/privacy").get_data(as_text=True)
    assert html.count("checked") == 5

    assert (
        post(client, "/settings/privacy", purchases_shown="named", suggests_by_purchases="y").status_code
        == 303
    )
    assert (alma().is_suggested, alma().suggests_by_purchases, alma().is_exportable) == (False, False, False)


@pytest.mark.parametrize(("zone", "status"), [("Asia/Shanghai", 303), ("", 303), ("Moon/Tycho", 422)])
def test_alma_chooses_her_time_zone(client: FlaskClient, cast: Cast, zone: str, status: int) -> None:
    sign_in(client, cast.alma)
    fields = {"display_name": "Alma", "bio": "", "locale": "", "theme": "", "time_zone": zone}

    assert post(client, "/settings", data_=fields).status_code == status
    assert alma().time_zone == (zone if status == 303 else "")


@pytest.mark.parametrize("choice", ["", "everyone"])
def test_there_are_three_choices(client: FlaskClient, cast: Cast, choice: str) -> None:
    sign_in(client, cast.alma)

    assert post(client, "/settings/privacy", purchases_shown=choice).status_code == 422
    assert alma().purchases_shown == "counted"


def test_a_new_password_signs_other_devices_out(client: FlaskClient, cast: Cast) -> None:
    phone = client.application.test_client()
    sign_in(client, cast.alma)
    sign_in(phone, cast.alma)

    answer = post(client, "/settings/password", current=PASSWORD, new="plum harbour kettle")

    assert answer.status_code == 303
    assert client.get("/settings").status_code == 200
    assert phone.get("/settings").status_code == 303


@pytest.mark.parametrize(
    ("current", "new", "field"),
    [("a wrong one", "plum harbour kettle", "current"), (PASSWORD, "1234567890", "new"), ("", "", "current")],
)
def test_a_password_that_does_not_fit_is_said_at_its_field(
    client: FlaskClient, cast: Cast, current: str, new: str, field: str
) -> None:
    sign_in(client, cast.alma)
    answer = post(client, "/settings/password", current=current, new=new)

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.get_data(as_text=True)


def test_the_devices_are_listed_and_ended_one_by_one(client: FlaskClient, cast: Cast) -> None:
    phone = client.application.test_client()
    sign_in(client, cast.alma)
    sign_in(phone, cast.alma)
    html = client.get("/settings/devices").get_data(as_text=True)
    assert html.count('class="row"') == 2
    assert html.count("This device") == 1

    key = html.split("/settings/devices/")[1].split("/delete")[0]
    assert post(client, f"/settings/devices/{key}/delete").status_code == 303
    assert phone.get("/settings").status_code == 303
    assert post(client, f"/settings/devices/{key}/delete").status_code == 404


def test_all_other_devices_are_ended_at_once(client: FlaskClient, cast: Cast) -> None:
    phone = client.application.test_client()
    sign_in(client, cast.alma)
    sign_in(phone, cast.alma)

    post(client, "/settings/devices/delete")

    assert client.get("/settings").status_code == 200
    assert phone.get("/settings").status_code == 303


def test_a_suspended_person_reads_why(client: FlaskClient, cast: Cast) -> None:
    from datetime import timedelta

    from core import clock
    from domain.people import actions

    actions.suspend(cast.dora, cast.eve.id, reason="Advertising", until_at=clock.now() + timedelta(days=3))
    sign_in(client, cast.eve)

    assert "The reason: Advertising" in client.get("/settings").get_data(as_text=True)
    assert post(client, "/settings", display_name="Eve", bio="x", locale="", theme="").status_code == 403
    assert post(client, "/settings/privacy", purchases_shown="hidden").status_code == 303
