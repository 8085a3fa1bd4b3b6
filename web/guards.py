"""The door: every route is closed unless its view says otherwise."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, current_app, redirect, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from core.errors import NotAllowed
from core.i18n import N_
from domain.people.viewer import ANONYMOUS, Viewer
from web import safe_next

F = TypeVar("F", bound=Callable[..., Any])


def public(view: F) -> F:
    """Opens a view to people who are not signed in."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def cacheable(view: F) -> F:
    """Public, and the same for all who are not signed in: its page may be kept and served again."""
    view.is_cacheable = True  # type: ignore[attr-defined]
    return public(view)


def role(*names: str) -> Callable[[F], F]:
    """Closes a view to everyone without one of the roles: 'operator', 'moderator' (operators are both)."""

    def decorate(view: F) -> F:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            held = viewer().roles | ({"moderator"} if viewer().is_moderator else set())
            if not held & set(names):
                raise NotAllowed(N_("This page is for the people who run the site."))
            return view(*args, **kwargs)

        guarded.roles = names  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def viewer() -> Viewer:
    """Who asks."""
    return current_user.viewer if current_user.is_authenticated else ANONYMOUS


def is_open(endpoint: str | None) -> bool:
    view = current_app.view_functions.get(endpoint or "")
    return bool(getattr(view, "is_public", False))


def install(app: Flask) -> None:
    @app.before_request
    def keep_the_door() -> Response | None:
        if request.endpoint is None or is_open(request.endpoint) or current_user.is_authenticated:
            return None
        return ask_to_sign_in()


def ask_to_sign_in() -> Response:
    """303 to the sign-in page; for a stream 401; for htmx 401 with HX-Redirect, back to the page that the person is on."""
    if request.headers.get("HX-Request"):
        here = safe_next.path_of(request.headers.get("HX-Current-URL", ""))
        response = current_app.response_class(gettext("Please sign in first."), 401)
        response.headers["HX-Redirect"] = url_for("auth.login", next=here or None)
        return response
    if "text/event-stream" in request.headers.get("Accept", ""):
        return current_app.response_class(gettext("Please sign in first."), 401, mimetype="text/plain")
    here = (
        request.full_path.rstrip("?")
        if request.method == "GET"
        else safe_next.path_of(request.referrer or "")
    )
    return redirect(url_for("auth.login", next=here or None), 303)
