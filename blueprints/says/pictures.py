"""The pictures that came with a form: those that are taken with their words, and what is wrong with the others."""

from collections.abc import Sequence
from dataclasses import dataclass

from werkzeug.datastructures import FileStorage

from adapters.media import Picture
from blueprints.says.forms import PostForm
from core.errors import Refused
from core.i18n import N_
from domain.people.viewer import Viewer
from domain.says import actions, queries, rules
from domain.says.queries import PhotoView
from web.uploads import keep_pictures

FIELD = "photos"


@dataclass(frozen=True, slots=True)
class Received:
    """`alts` describe first the pictures that the form has kept, then the new ones, one for each."""

    pictures: Sequence[Picture]
    alts: Sequence[str]
    problems: Sequence[Refused]


def receive(form: PostForm) -> Received:
    """Decodes what was sent, before any action begins. A bad file takes its own words with it and nobody else's."""
    tokens = form.photo_tokens
    words = [*form.photo_alts, *[""] * rules.PHOTOS_MAX * 2]
    files = [file for file in form.photos.data or [] if isinstance(file, FileStorage) and file.filename]
    pictures, alts, problems = [], words[: len(tokens)], []
    if len(files) + len(tokens) > rules.PHOTOS_MAX:
        problems.append(Refused(N_("At most %(limit)s pictures."), field=FIELD, limit=rules.PHOTOS_MAX))
    room = max(rules.PHOTOS_MAX - len(tokens), 0)
    for file, alt in zip(files[:room], words[len(tokens) :], strict=False):
        kept, wrong = keep_pictures([file], field=FIELD)
        pictures += kept
        alts += [alt] * len(kept)
        problems += wrong
    return Received(pictures, alts, problems)


def kept_for(
    viewer: Viewer, form: PostForm, received: Received, post_id: int | None = None
) -> list[PhotoView]:
    """What a refused form comes back with: what was accepted would have to be chosen and sent again otherwise."""
    tokens = form.photo_tokens
    if received.pictures:
        tokens += actions.keep_drafts(viewer, received.pictures, received.alts[len(tokens) :])
    words = dict(zip(tokens, received.alts, strict=False))
    tokens = arranged(tokens, form.arrange.data or "")
    kept = queries.kept_photos(viewer, tokens, post_id=post_id) if tokens else []
    return [photo.described(words.get(photo.key, "")) for photo in kept]


def arranged(tokens: Sequence[str], wish: str) -> list[str]:
    """The pictures in their order after a button by one of them was pressed: earlier, later or out."""
    token, _, where = wish.rpartition(":")
    order = list(tokens)
    if token not in order:
        return order
    at = order.index(token)
    order.pop(at)
    if where != "out":
        order.insert(max(at - 1, 0) if where == "earlier" else at + 1, token)
    return order
