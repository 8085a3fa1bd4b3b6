"""What came with a message besides its words: pictures, a quote, a product, an order; and the pictures of the Q&A."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import request

from adapters.media import Picture
from blueprints.groups.forms import AnswerForm, MessageForm, QuestionForm
from core.errors import Refused
from core.i18n import N_
from domain.groups import actions, queries, rules
from domain.groups.actions import Hanging, Illustrated
from domain.groups.actions.pictures import PHOTOS_MAX
from domain.groups.queries.messages import PhotoInChat
from web.guards import viewer
from web.uploads import keep_pictures, store

FIELD = "photos"
TOKEN = re.compile(r"[A-Za-z0-9_-]{1,40}")
# A product by its number, or by an address of any of its pages.
PRODUCT = re.compile(r"(?:.*/products/)?([0-9]{1,18})(?:[/?#].*)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Album:
    """Where pictures go: how many, which of the viewer's wait there, and how some are made to wait."""

    limit: int
    waiting: Callable[..., list[PhotoInChat]]
    keep: Callable[..., list[str]]


CHAT = Album(PHOTOS_MAX, queries.kept_message_photos, actions.keep_message_photos)
ASKING = Album(rules.ASKING_PHOTOS_MAX, queries.kept_question_photos, actions.keep_question_photos)


@dataclass(frozen=True, slots=True)
class Sent:
    """`tokens` are of pictures that an earlier try left, `alts` describe those first and then the new ones."""

    tokens: Sequence[str]
    pictures: Sequence[Picture]
    alts: Sequence[str]
    problems: Sequence[Refused]


def sent_pictures(album: Album = CHAT) -> Sent:
    """Decodes what was sent, before any action begins."""
    asked = [one for one in request.form.getlist("photo_tokens") if TOKEN.fullmatch(one)][: 2 * album.limit]
    words = [*request.form.getlist("photo_alts"), *[""] * 3 * album.limit]
    there = {photo.key for photo in album.waiting(viewer(), asked)}
    tokens = [token for token in asked if token in there]
    alts = [alt for token, alt in zip(asked, words, strict=False) if token in there]
    files = [file for file in request.files.getlist(FIELD) if file.filename]
    room = max(album.limit - len(tokens), 0)
    problems = []
    if len(files) > room:
        problems.append(Refused(N_("At most %(limit)s pictures."), field=FIELD, limit=album.limit))
    pictures = []
    for file, alt in zip(files[:room], words[len(asked) :], strict=False):
        kept, wrong = keep_pictures([file], field=FIELD)
        pictures += kept
        alts += [alt] * len(kept)
        problems += wrong
    return Sent(tokens, pictures, alts, problems)


def fits(form: MessageForm | QuestionForm | AnswerForm, sent: Sent) -> bool:
    """The words fit, and so does every picture; says at the fields what does not."""
    is_valid = form.validate()
    for problem in sent.problems:
        form.refuse(problem)
    return is_valid and not sent.problems


def hanging_on(form: MessageForm, sent: Sent) -> Hanging:
    """Raises Refused for a product that is written like none."""
    return Hanging(
        reply_to=form.reply_to.data or None,
        tokens=sent.tokens,
        pictures=sent.pictures,
        alts=sent.alts,
        product=_product(form.product.data or ""),
        order=form.order.data or "",
    )


def illustrated_by(sent: Sent) -> Illustrated:
    return Illustrated(sent.tokens, sent.pictures, sent.alts)


def kept_for_next_try(sent: Sent, album: Album = CHAT) -> list[PhotoInChat]:
    """Makes drafts of the pictures that were good, so that nobody has to choose them again."""
    made = []
    if sent.pictures:
        made = album.keep(viewer(), sent.pictures, sent.alts[len(sent.tokens) :])
    return album.waiting(viewer(), [*sent.tokens, *made])


def forget(sent: Sent) -> None:
    """Nothing refers to them, so nobody would ever delete them."""
    for picture in sent.pictures:
        store().delete(picture.key)


def _product(typed: str) -> int | None:
    if not typed.strip():
        return None
    found = PRODUCT.fullmatch(typed.strip())
    if found is None:
        raise Refused(N_("There is no product with this address."), field="product")
    return int(found[1])
