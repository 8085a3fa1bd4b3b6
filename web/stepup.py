"""Before what a borrowed browser should not do, the password is asked for once more, unless it was entered a moment
ago. What had been typed goes along in the form and is not lost; nothing here needs JavaScript."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar

from flask import request, url_for
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import PasswordField

from core import clock
from core.errors import Refused, Throttled
from domain.people import actions, queries
from web import safe_next, signin
from web.forms import Form, required
from web.guards import viewer
from web.respond import page

F = TypeVar("F", bound=Callable[..., Any])

FRESH = timedelta(minutes=10)
FIELD = "current_password"


class AgainForm(Form):
    current_password = PasswordField(lazy_gettext("Password"), validators=[required()])


def fresh(view: F) -> F:
    """Closes a view to whose password was entered more than ten minutes ago: she is asked for it, and the view goes on
    with what she had sent."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if is_fresh():
            return view(*args, **kwargs)
        if FIELD not in request.form:
            return _ask(AgainForm(formdata=None), 403)
        form = AgainForm()
        refusal = prove(form)
        return refusal or view(*args, **kwargs)

    guarded.needs_fresh_password = True  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]


def is_fresh() -> bool:
    proved_at = queries.proved_at(signin.session_key())
    return proved_at is not None and proved_at > clock.now() - FRESH


def prove(form: AgainForm) -> Response | None:
    """Notes that the password is right; what it answers when it is not."""
    if not form.validate():
        return _ask(form, 422)
    try:
        actions.confirm_password(viewer(), form.current_password.data or "", field=FIELD)
    except (Refused, Throttled) as refusal:
        form.refuse(refusal)
        return _ask(form, 429 if isinstance(refusal, Throttled) else 422)
    actions.note_proved(signin.session_key())
    return None


def _ask(form: AgainForm, status: int) -> Response:
    is_form = request.method == "POST"
    carried = [
        (name, value) for name, value in request.form.items(multi=True) if name not in (FIELD, "csrf_token")
    ]
    if not is_form:
        carried.append(("next", request.full_path.rstrip("?")))
    return page(
        "auth/again.html",
        status=status,
        form=form,
        action=request.full_path.rstrip("?") if is_form else url_for("auth.prove"),
        carried=carried,
        back=safe_next.path_of(request.referrer or "") or "/",
    )
