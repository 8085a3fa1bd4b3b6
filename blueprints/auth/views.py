"""Joining, signing in and out, a forgotten password, the first operator."""

from typing import Any

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from blueprints.auth.forms import NewPasswordForm, RegisterForm, ResetRequestForm, SignInForm
from core.errors import Refused, Throttled
from core.i18n import N_
from domain.orders.queries import guest_lines
from domain.people import actions, queries
from domain.viewers import viewer_of
from web import language, mailing, safe_next, signin, stepup
from web.forms import Form
from web.guards import public
from web.respond import done, page

bp = Blueprint("auth", __name__)


@bp.get("/login")
@public
def login() -> Response:
    return page("auth/login.html", form=SignInForm(formdata=None), next=_next())


@bp.post("/login")
@public
def sign_in() -> Response:
    form = SignInForm()
    if not form.validate():
        return page("auth/login.html", status=422, form=form, next=_next())
    had_cart = _has_cart()
    try:
        user_id, token = actions.open_session(
            login=form.login.data or "",
            password=form.password.data or "",
            address=request.remote_addr or "",
            user_agent=request.user_agent.string,
            visitor_id=signin.visitor_id(),
        )
    except (Refused, Throttled) as error:
        return _again("auth/login.html", form, error)
    return _welcome(user_id, token, had_cart)


@bp.get("/register")
@public
def register() -> Response:
    return page("auth/register.html", form=RegisterForm(formdata=None), next=_next())


@bp.post("/register")
@public
def join() -> Response:
    form = RegisterForm()
    if not form.validate():
        return page("auth/register.html", status=422, form=form, next=_next())
    had_cart = _has_cart()
    try:
        user_id = actions.register(**_account(form), address=request.remote_addr or "")
    except (Refused, Throttled) as error:
        return _again("auth/register.html", form, error)
    return _welcome(user_id, _new_session(user_id), had_cart)


@bp.post("/logout")
@public
def logout() -> Response:
    token = signin.sign_out()
    if token:
        actions.close_session(token)
    response = done("/")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@bp.get("/password/reset")
@public
def reset() -> Response:
    return page("auth/reset.html", form=ResetRequestForm(formdata=None), is_sent=False)


@bp.post("/password/reset")
@public
def request_reset() -> Response:
    form = ResetRequestForm()
    if not form.validate():
        return page("auth/reset.html", status=422, form=form, is_sent=False)
    try:
        found = actions.request_reset(login=form.login.data or "", address=request.remote_addr or "")
    except Throttled as error:
        return _again("auth/reset.html", form, error, is_sent=False)
    if found:
        user_id, token = found
        mailing.send_reset_link(queries.address_of(user_id), url_for("auth.new_password", token=token))
    return redirect(url_for("auth.reset_sent"), 303)


@bp.get("/password/reset/sent")
@public
def reset_sent() -> Response:
    return page("auth/reset.html", form=ResetRequestForm(formdata=None), is_sent=True)


@bp.get("/password/reset/<token>")
@public
def new_password(token: str) -> Response:
    actions.open_link(token, "password_reset")
    return page("auth/new_password.html", form=NewPasswordForm(formdata=None), token=token)


@bp.post("/password/reset/<token>")
@public
def set_new_password(token: str) -> Response:
    form = NewPasswordForm()
    if not form.validate():
        return page("auth/new_password.html", status=422, form=form, token=token)
    try:
        actions.reset_password(token, password=form.password.data or "")
    except Refused as error:
        return _again("auth/new_password.html", form, error, token=token)
    return done(url_for("auth.login"), message=N_("Your new password is set. Sign in with it."))


@bp.post("/password/again")
def prove() -> Response:
    """The password once more, on the way to a page that asks for it."""
    return stepup.prove(stepup.AgainForm()) or done("/")


@bp.get("/setup/<token>")
@public
def set_up(token: str) -> Response:
    actions.open_link(token, "setup")
    return page("auth/setup.html", form=RegisterForm(formdata=None), token=token)


@bp.post("/setup/<token>")
@public
def set_up_operator(token: str) -> Response:
    form = RegisterForm()
    if not form.validate():
        return page("auth/setup.html", status=422, form=form, token=token)
    try:
        user_id = actions.register_operator(token, **_account(form))
    except Refused as error:
        return _again("auth/setup.html", form, error, token=token)
    return _welcome(user_id, _new_session(user_id))


def _account(form: RegisterForm) -> dict[str, str]:
    return {
        "handle": form.handle.data or "",
        "display_name": form.display_name.data or "",
        "email": form.email.data or "",
        "password": form.password.data or "",
        "locale": language.locale(),
    }


def _new_session(user_id: int) -> str:
    return actions.begin_session(
        user_id, user_agent=request.user_agent.string, visitor_id=signin.visitor_id()
    )


def _has_cart() -> bool:
    """Whether something lies in the cart of this browser, which becomes that of whoever signs in."""
    return guest_lines(signin.known_visitor()) > 0


def _welcome(user_id: int, token: str, had_cart: bool = False) -> Response:
    """Signs the browser in; a session that it had before ends."""
    message = N_("Your cart has come with you.") if had_cart else None
    before = signin.sign_out()
    if before:
        actions.close_session(before)
    signin.sign_in(viewer_of(user_id), token)
    return done("/", message=message)


def _again(template: str, form: Form, error: Refused | Throttled, **data: Any) -> Response:
    """The form once more, with what is wrong; 429 with the time to wait when it came too often."""
    form.refuse(error)
    data.setdefault("next", _next())
    response = page(template, status=429 if isinstance(error, Throttled) else 422, form=form, **data)
    if isinstance(error, Throttled):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _next() -> str:
    return safe_next.clean(request.values.get("next")) or ""
