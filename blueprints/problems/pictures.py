"""The pictures of the desk's form, and how one is served."""

from flask import send_file
from werkzeug.wrappers import Response

from core.errors import NotFound
from domain.problems import actions, queries
from domain.problems.rules import PICTURES_MAX
from web.uploads import private_store
from web.waiting_pictures import Album

PICTURES = Album(PICTURES_MAX, queries.kept_pictures, actions.keep_problem_pictures)


def served(key: str) -> Response:
    path = private_store().path(key, 1440)
    if not path.exists():
        raise NotFound
    response = send_file(path, mimetype="image/webp", conditional=True)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
