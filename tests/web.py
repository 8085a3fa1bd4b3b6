"""A browser without a browser: signs in, carries the form's token."""

import re
from contextvars import Context
from typing import Any

from flask import has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.db import session
from domain.people.viewer import Viewer
from tests.cast import PASSWORD


class Browser(FlaskClient):
    """Each request has its own context and database session, as on the real site: with the test's own context in
    force, `g` would keep the last request's person and token. The test then reads what the request has written."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        answer = Context().run(super().open, *args, **kwargs)
        if has_app_context():
            session.rollback()
        return answer


def token_of(client: FlaskClient) -> str:
    """The CSRF token that this browser's forms carry."""
    page = client.get("/login").get_data(as_text=True)
    found = re.search(r'name="csrf_token" value="([^"]+)"', page) or re.search(
        r'"csrf-token" content="([^"]+)"', page
    )
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
