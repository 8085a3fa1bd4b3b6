"""Sessions kept on the server. The cookie carries a random token, the database its hash: a cookie copied before
sign-out is dead after it."""

import secrets
from datetime import timedelta

from flask import Flask, current_app, g, request, session as cookie
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from core import clock
from domain.people import actions
from domain.people.actions.sessions import hash_of
from domain.people.viewer import Viewer
from domain.viewers import viewer_of_session
from web.respond import wants_part

SEEN_EVERY = timedelta(minutes=10)
VISITOR_DAYS = 30

manager = LoginManager()


class SignedInPerson(UserMixin):
    """What Flask-Login holds. Its id is the session's token, not the person's number."""

    def __init__(self, viewer: Viewer, token: str) -> None:
        self.viewer = viewer
        self.token = token

    def get_id(self) -> str:
        return self.token


@manager.user_loader
def _load(token: str) -> SignedInPerson | None:
    is_page = request.method == "GET" and not wants_part()
    found = viewer_of_session(hash_of(token), counted=is_page)
    if found is None:
        return None
    if request.method == "GET" and found.last_seen_at < clock.now() - SEEN_EVERY:
        actions.note_seen(found.token_hash)
    # The badges that the page will show; whatever is written before it is drawn makes it ask again.
    g.nav_counts = found.counts
    return SignedInPerson(found.viewer, token)


def sign_in(viewer: Viewer, token: str) -> None:
    """Makes this browser the session's: everything that the cookie held before is dropped."""
    cookie.clear()
    cookie.permanent = True
    login_user(SignedInPerson(viewer, token))


def sign_out() -> str | None:
    """Forgets the session in this browser and returns its token, so that the database forgets it too."""
    token = cookie.get("_user_id")
    logout_user()
    cookie.clear()
    return token


def session_key() -> str:
    """The key under which this browser's session is kept: the hash of its token."""
    return hash_of(current_user.token) if current_user.is_authenticated else ""


def visitor_id() -> str:
    """The browser's own id, for touches and a cart before sign-in; made on the first need and set with the answer."""
    given = known_visitor()
    if given:
        return given
    if "new_visitor" not in g:
        g.new_visitor = secrets.token_urlsafe(32)
    return str(g.new_visitor)


def remember_visitor() -> None:
    """Keeps the session of a browser with a cart for as long as its id: without one it is shown the pages that all
    strangers share, on which no cart is counted."""
    cookie.permanent = True


def known_visitor() -> str:
    """The browser's own id if it has sent one, else nothing."""
    given = request.cookies.get(current_app.config["VISITOR_COOKIE_NAME"], "")
    is_ours = len(given) == 43 and given.isascii() and given.replace("-", "").replace("_", "").isalnum()
    return given if is_ours else ""


def install(app: Flask) -> None:
    manager.init_app(app)
    app.config.update(
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=app.extensions["settings"].is_https,
        SESSION_COOKIE_NAME="__Host-session" if app.extensions["settings"].is_https else "session",
        VISITOR_COOKIE_NAME="__Host-visitor" if app.extensions["settings"].is_https else "visitor",
        PERMANENT_SESSION_LIFETIME=timedelta(days=90),
        SESSION_REFRESH_EACH_REQUEST=False,
    )

    @app.after_request
    def keep_visitor(response):  # type: ignore[no-untyped-def]
        if "new_visitor" in g:
            response.set_cookie(
                app.config["VISITOR_COOKIE_NAME"],
                g.new_visitor,
                max_age=VISITOR_DAYS * 86_400,
                httponly=True,
                samesite="Lax",
                secure=app.extensions["settings"].is_https,
            )
        return response
