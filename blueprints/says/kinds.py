"""What a post can be besides words and pictures: the fields of the form, what they give to the action, and what the
form shows of it."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import BooleanField, StringField

from core.errors import DomainError
from domain.people.viewer import Viewer
from domain.says import polling, queries
from web.forms import WholeNumberField, number_arg, text_arg


class KindFields:
    quoted_id = WholeNumberField(lazy_gettext("The post that you quote"))
    kind = StringField(lazy_gettext("What kind of post"), default="says")
    # The place of what is wrong with the poll; its answers are several fields of one name.
    poll = StringField(lazy_gettext("Poll"))
    poll_multiple = BooleanField()
    poll_hours = WholeNumberField(default=polling.HOURS)


def asked_for() -> dict[str, Any]:
    """What the address of the empty form fills in."""
    return {"quoted_id": number_arg("quote"), "kind": "advice" if text_arg("kind") == "advice" else "says"}


def given(form: Any) -> dict[str, Any]:
    """For the action."""
    return {
        "quoted_id": form.quoted_id.data,
        "kind": form.kind.data or "says",
        "poll": polling.poll_of(_options(form), form.poll_multiple.data, form.poll_hours.data),
    }


def shown(viewer: Viewer, form: Any, *, is_first: bool) -> dict[str, Any]:
    """For the template. What cannot be quoted is an error of the address, and after that of the field."""
    return {
        "quoted": _quoted(viewer, form.quoted_id.data, is_first),
        "poll_options": _options(form),
        "poll_options_max": polling.OPTIONS_MAX,
    }


def _options(form: Any) -> list[str]:
    typed: list[str] = form.sent.getlist("poll_option")
    return typed[: polling.OPTIONS_MAX * 2]


def _quoted(viewer: Viewer, post_id: int | None, is_first: bool) -> queries.PostPreview | None:
    if not post_id:
        return None
    try:
        return queries.quotable(viewer, post_id)
    except DomainError:
        if is_first:
            raise
        return None
