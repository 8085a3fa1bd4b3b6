"""What the browser keeps, and what it forgets."""

from pathlib import Path

from flask.testing import FlaskClient

from app import create_app
from tests.cast import PASSWORD, Cast
from tests.web import post, sign_in, token_of


def test_the_cookie_is_for_this_site_and_for_no_script(client: FlaskClient, cast: Cast) -> None:
    answer = post(client, "/login", login="alma", password=PASSWORD)
    [cookie] = [line for line in answer.headers.getlist("Set-Cookie") if line.startswith("session=")]

    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie


def test_on_https_it_is_bound_to_the_host(tmp_path: Path) -> None:
    site = create_app({"DATA_DIR": str(tmp_path), "APP_ENV": "test", "SITE_URL": "https://shop.example.org"})
    cookies = (
        site.test_client().get("/login", base_url="https://shop.example.org").headers.getlist("Set-Cookie")
    )

    [cookie] = [line for line in cookies if line.startswith("__Host-session=")]
    assert "Secure" in cookie and "Domain" not in cookie


def test_signing_in_changes_the_forms_token(client: FlaskClient, cast: Cast) -> None:
    before = token_of(client)
    sign_in(client, cast.alma)

    refused = client.post("/settings/privacy", data={"purchases_shown": "hidden", "csrf_token": before})
    assert refused.status_code == 400


def test_signing_out_clears_what_the_browser_kept(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.alma)
    answer = post(client, "/logout")

    assert answer.location == "/"
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_a_page_of_somebody_signed_in_is_not_stored(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.alma)

    assert client.get("/settings").headers["Cache-Control"] == "no-store"
