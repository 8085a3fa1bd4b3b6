"""The pictures of the desk's form: what came, what is kept for the next try, what is wrong; and how one is served."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flask import request, send_file
from werkzeug.wrappers import Response

from adapters.media import Picture
from core.errors import NotFound, Refused
from core.i18n import N_
from domain.problems import actions, queries
from domain.problems.queries import KeptPicture
from domain.problems.rules import PICTURES_MAX
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
    asked = [one for one in request.form.getlist("photo_tokens") if TOKEN.fullmatch(one)]
    tokens = [one.token for one in queries.kept_pictures(viewer(), asked[: 2 * PICTURES_MAX])]
    files = [file for file in request.files.getlist(FIELD) if file.filename]
    room = max(PICTURES_MAX - len(tokens), 0)
    new, problems = keep_pictures(files[:room], field=FIELD, into=private_store())
    if len(files) > room:
        problems = [Refused(N_("At most %(limit)s pictures."), field=FIELD, limit=PICTURES_MAX), *problems]
    return Sent(tokens, new, problems)


def kept_for_next_try(sent: Sent) -> list[KeptPicture]:
    """Makes drafts of the pictures that were good, so that nobody has to choose them again."""
    try:
        made = actions.keep_problem_pictures(viewer(), sent.new) if sent.new else []
    except Exception:
        forget(sent.new)
        raise
    return queries.kept_pictures(viewer(), [*sent.tokens, *made])


def forget(pictures: Sequence[Picture]) -> None:
    """Nothing refers to them, so nobody would ever delete them."""
    for picture in pictures:
        private_store().delete(picture.key)


def served(key: str) -> Response:
    path = private_store().path(key, 1440)
    if not path.exists():
        raise NotFound
    response = send_file(path, mimetype="image/webp", conditional=True)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
