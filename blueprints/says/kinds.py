"""What a post can be besides words and pictures: the fields of the form, what they give to the action, and what the
form shows of it."""

from typing import Any

from core.errors import DomainError
from domain.people.viewer import Viewer
from domain.says import queries
from web.forms import WholeNumberField, number_arg


class KindFields:
    quoted_id = WholeNumberField()


def asked_for() -> dict[str, Any]:
    """What the address of the empty form fills in."""
    return {"quoted_id": number_arg("quote")}


def given(form: Any) -> dict[str, Any]:
    """For the action."""
    return {"quoted_id": form.quoted_id.data}


def shown(viewer: Viewer, form: Any, *, is_first: bool) -> dict[str, Any]:
    """For the template. What cannot be quoted is an error of the address, and after that of the field."""
    return {"quoted": _quoted(viewer, form.quoted_id.data, is_first)}


def _quoted(viewer: Viewer, post_id: int | None, is_first: bool) -> queries.PostPreview | None:
    if not post_id:
        return None
    try:
        return queries.quotable(viewer, post_id)
    except DomainError:
        if is_first:
            raise
        return None
