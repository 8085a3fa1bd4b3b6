"""The pictures of a case's forms: what came, what is kept for the next try, what is wrong."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flask import request

from adapters.media import Picture
from core.errors import Refused
from core.i18n import N_
from domain.orders import actions, queries
from domain.orders.actions.case_pictures import MAX_PICTURES
from domain.orders.queries import CaseDraft
from web.forms import Form
from web.guards import viewer
from web.uploads import keep_pictures, private_store

FIELD = "photos"
TOKEN = re.compile(r"[A-Za-z0-9_-]{1,40}")


@dataclass(frozen=True, slots=True)
class Sent:
    """`tokens` are of pictures that an earlier try left, `new` came with this request."""

    tokens: Sequence[str]
    new: Sequence[Picture]
    problems: Sequence[Refused]


def sent_pictures() -> Sent:
    """Decodes what was sent, before any action begins."""
    # A token is letters and digits; anything else is none, and a database may not even take it.
    asked = [one for one in request.form.getlist("photo_tokens") if TOKEN.fullmatch(one)]
    tokens = [one.token for one in queries.kept_case_drafts(viewer(), asked[: 2 * MAX_PICTURES])]
    files = [file for file in request.files.getlist(FIELD) if file.filename]
    room = max(MAX_PICTURES - len(tokens), 0)
    new, problems = keep_pictures(files[:room], field=FIELD, into=private_store())
    if len(files) > room:
        problems = [Refused(N_("At most %(limit)s pictures."), field=FIELD, limit=MAX_PICTURES), *problems]
    return Sent(tokens, new, problems)


def fits(form: Form, sent: Sent) -> bool:
    """The words fit, and so does every picture; says at the fields what does not."""
    is_valid = form.validate()
    for problem in sent.problems:
        form.refuse(problem)
    return is_valid and not sent.problems


def kept_for_next_try(sent: Sent) -> list[CaseDraft]:
    """Makes drafts of the pictures that were good, so that nobody has to choose them again."""
    try:
        made = actions.keep_case_drafts(viewer(), sent.new) if sent.new else []
    except Exception:
        forget(sent.new)
        raise
    return queries.kept_case_drafts(viewer(), [*sent.tokens, *made])


def forget(pictures: Sequence[Picture]) -> None:
    """Nothing refers to them, so nobody would ever delete them."""
    for picture in pictures:
        private_store().delete(picture.key)
