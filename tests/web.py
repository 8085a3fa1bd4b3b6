"""A browser without a browser: signs in, carries the form's token."""

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from domain.people.viewer import Viewer
from tests.cast import PASSWORD


def token_of(client: FlaskClient) -> str:
    """The CSRF token that this browser's forms carry."""
    page = client.get("/login").get_data(as_text=True)
    found = re.search(r'name="csrf_token" value="([^"]+)"', page) or re.search(r'"csrf-token" content="([^"]+)"', page)
    assert found, "no token on the page"
    return found[1]


def sign_in(client: FlaskClient, person: Viewer) -> FlaskClient:
    answer = client.post(
        "/login", data={"login": person.handle, "password": PASSWORD, "csrf_token": token_of(client)}
    )
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return client


def post(client: FlaskClient, path: str, htmx: bool = False, **data: Any) -> TestResponse:
    """Sends a form with its token. Names with a dash go in a dict as `data_`."""
    fields = {**data.pop("data_", {}), **data}
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(path, data={**fields, "csrf_token": token_of(client)}, headers=headers)
