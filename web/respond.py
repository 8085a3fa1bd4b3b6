"""What a view answers: a page or its part; after a write a part or 303."""

from typing import Any

from flask import Response, current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from web import safe_next


def wants_part() -> bool:
    """htmx asks for a part, unless it restores its history."""
    return bool(request.headers.get("HX-Request")) and not request.headers.get("HX-History-Restore-Request")


def page(template: str, part: str | None = None, status: int = 200, **data: Any) -> Response:
    """The page, or for htmx its `part` (a template that the page includes)."""
    name = part if part and wants_part() else template
    response = make_response(render_template(name, **data), status)
    response.vary.add("HX-Request")
    return response


def done(
    location: str, part: str | None = None, message: str | None = None, status: int = 200, **data: Any
) -> BaseResponse:
    """The answer to a write. With htmx and a `part`: that part, and the message as a toast; otherwise 303 to
    `location`, or to the form's `next` when it names a path of this site. `message` is an English source text."""
    if wants_part() and part:
        html = render_template(part, **data)
        if message:
            html += render_template("components/_toasts_oob.html", messages=[("ok", gettext(message))])
        return current_app.response_class(html, status)
    if message:
        flash(message, "ok")
    target = safe_next.clean(request.form.get("next")) or location
    if request.headers.get("HX-Request"):
        response = current_app.response_class(status=204)
        response.headers["HX-Redirect"] = target
        return response
    return redirect(target, 303)


def back(default_endpoint: str = "feed.home", **values: Any) -> str:
    """The page of this site that the person comes from, or a default."""
    return safe_next.path_of(request.referrer or "") or url_for(default_endpoint, **values)
