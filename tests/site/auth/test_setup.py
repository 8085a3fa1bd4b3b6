"""/setup/TOKEN: the first operator of a site."""

from flask import Flask

from domain.people import actions
from tests.web import post

OLGA = {
    "handle": "olga",
    "display_name": "Olga",
    "email": "olga@example.org",
    "password": "plum harbour kettle",
}


def test_the_first_operator_sets_the_site_up(site: Flask) -> None:
    browser = site.test_client()
    token = actions.make_setup_link()
    assert browser.get(f"/setup/{token}").status_code == 200

    assert post(browser, f"/setup/{token}", **OLGA).status_code == 303

    assert 'href="/admin"' in browser.get("/settings").get_data(as_text=True)
    assert browser.get(f"/setup/{token}").status_code == 404


def test_what_does_not_fit_is_said_and_the_link_still_works(site: Flask) -> None:
    browser = site.test_client()
    token = actions.make_setup_link()

    assert post(browser, f"/setup/{token}", **{**OLGA, "handle": "x"}).status_code == 422
    assert post(browser, f"/setup/{token}", **{**OLGA, "password": "1234567890"}).status_code == 422
    assert browser.get(f"/setup/{token}").status_code == 200


def test_a_made_up_link_leads_nowhere(site: Flask) -> None:
    browser = site.test_client()

    assert browser.get("/setup/made-up").status_code == 404
    assert post(browser, "/setup/made-up", **OLGA).status_code == 404
