"""What comes with a letter's form: its pictures, of which the good ones outlive a refusal; and a shop's ready words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flask import request

from adapters.media import Picture
from blueprints.letters.forms import LetterForm
from core.errors import Refused
from core.i18n import N_
from domain.letters import pictures, queries
from domain.letters.actions import Words
from domain.letters.queries import LetterDraft
from domain.letters.rules import PICTURES_MAX
from web.guards import viewer
from web.uploads import keep_pictures, private_store

FIELD = "photos"
TOKEN = re.compile(r"[A-Za-z0-9_-]{1,40}")
CLIENT_ID = re.compile(r"[A-Za-z0-9-]{0,40}")


@dataclass(frozen=True, slots=True)
class Sent:
    """`tokens` are of pictures that an earlier try left, `new` came with this request."""

    tokens: Sequence[str]
    new: Sequence[Picture]
    problems: Sequence[Refused]


def sent_pictures() -> Sent:
    """Decodes what was sent, before any action begins."""
    asked = [one for one in request.form.getlist("photo_tokens") if TOKEN.fullmatch(one)]
    tokens = [one.token for one in queries.kept_drafts(viewer(), asked[: 2 * PICTURES_MAX])]
    files = [file for file in request.files.getlist(FIELD) if file.filename]
    room = max(PICTURES_MAX - len(tokens), 0)
    new, problems = keep_pictures(files[:room], field=FIELD, into=private_store())
    if len(files) > room:
        problems = [Refused(N_("At most %(limit)s pictures."), field=FIELD, limit=PICTURES_MAX), *problems]
    return Sent(tokens, new, problems)


def words_of(form: LetterForm, sent: Sent) -> Words:
    client_id = request.form.get("client_id", "")
    if not CLIENT_ID.fullmatch(client_id):
        raise Refused(N_("This message cannot be told from another. Reload the page and send it again."))
    return Words(form.body.data or "", form.product.data, sent.new, sent.tokens, client_id)


def fits(form: LetterForm, sent: Sent) -> bool:
    is_valid = form.validate()
    for problem in sent.problems:
        form.refuse(problem)
    return is_valid and not sent.problems


def kept_for_next_try(sent: Sent) -> list[LetterDraft]:
    """Makes drafts of the pictures that were good, so that nobody has to choose them again."""
    try:
        made = pictures.keep_drafts(viewer(), sent.new) if sent.new else []
    except Exception:
        forget(sent.new)
        raise
    return queries.kept_drafts(viewer(), [*sent.tokens, *made])


def forget(some: Sequence[Picture]) -> None:
    """Nothing refers to them, so nobody would ever delete them."""
    for picture in some:
        private_store().delete(picture.key)
