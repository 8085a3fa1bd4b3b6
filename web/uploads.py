"""Pictures that people send: how large a request may be, how a picture gets in, how it is served."""

from collections.abc import Sequence

from flask import Flask, Response, current_app, request, send_file
from werkzeug.datastructures import FileStorage

from adapters import media
from adapters.media import BadPicture, MediaStore, Picture
from core.errors import NotFound, Refused
from core.i18n import N_
from web.guards import public

EVERYWHERE = 1024 * 1024
# Nine pictures of 12 MiB and the form around them.
WITH_PICTURES = 120 * 1024 * 1024
YEAR = 365 * 86_400


def takes_pictures(view):  # type: ignore[no-untyped-def]
    """Marks a view whose request may carry pictures."""
    view.takes_pictures = True
    return view


def store() -> MediaStore:
    return current_app.extensions["media"]  # type: ignore[no-any-return]


def private_store() -> MediaStore:
    """For proofs of payment: never under a public address."""
    return current_app.extensions["private_media"]  # type: ignore[no-any-return]


def keep_pictures(
    files: Sequence[FileStorage], *, field: str, limit: int = 9, into: MediaStore | None = None
) -> tuple[list[Picture], list[Refused]]:
    """Decodes and keeps what can be kept. A bad file is a Refused at `field`; the good ones are kept all the same."""
    kept: list[Picture] = []
    problems: list[Refused] = []
    given = [file for file in files if file.filename]
    if len(given) > limit:
        problems.append(Refused(N_("At most %(limit)s pictures."), field=field, limit=limit))
    for file in given[:limit]:
        try:
            kept.append((into or store()).put_picture(file.stream))  # type: ignore[arg-type]
        except BadPicture as problem:
            text = problem.reason
            problems.append(Refused(text, field=field, **problem.values))
    return kept, problems


@public
def picture(name: str) -> Response:
    """A picture of the site. Its key is random and unguessable; the page that shows it decides who learns it."""
    parsed = media.parse_name(name)
    if parsed is None:
        raise NotFound
    path = store().path(*parsed)
    if not path.exists():
        raise NotFound
    response = send_file(path, mimetype="image/webp", conditional=True, max_age=YEAR)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = f"private, max-age={YEAR}, immutable"
    return response


def install(app: Flask) -> None:
    settings = app.extensions["settings"]
    app.extensions["media"] = MediaStore(settings.data_dir / "media")
    app.extensions["private_media"] = MediaStore(settings.data_dir / "private")
    app.config.update(MAX_CONTENT_LENGTH=EVERYWHERE, MAX_FORM_MEMORY_SIZE=EVERYWHERE, MAX_FORM_PARTS=2_000)
    app.add_url_rule("/media/<name>", "media", picture)

    @app.before_request
    def set_limit() -> None:
        view = app.view_functions.get(request.endpoint or "")
        if getattr(view, "takes_pictures", False):
            request.max_content_length = WITH_PICTURES
