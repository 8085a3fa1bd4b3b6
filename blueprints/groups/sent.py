"""What came with a message besides its words: pictures, a quote, a product, an order."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flask import request

from adapters.media import Picture
from blueprints.groups.forms import MessageForm
from core.errors import Refused
from core.i18n import N_
from domain.groups import actions, queries
from domain.groups.actions import Hanging
from domain.groups.actions.pictures import PHOTOS_MAX
from domain.groups.queries.messages import PhotoInChat
from web.guards import viewer
from web.uploads import keep_pictures, store

FIELD = "photos"
TOKEN = re.compile(r"[A-Za-z0-9_-]{1,40}")
# A product by its number, or by an address of any of its pages.
PRODUCT = re.compile(r"(?:.*/products/)?([0-9]{1,18})(?:[/?#].*)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Sent:
    """`tokens` are of pictures that an earlier try left, `alts` describe those first and then the new ones."""

    tokens: Sequence[str]
    pictures: Sequence[Picture]
    alts: Sequence[str]
    problems: Sequence[Refused]


def sent_pictures() -> Sent:
    """Decodes what was sent, before any action begins."""
    asked = [one for one in request.form.getlist("photo_tokens") if TOKEN.fullmatch(one)][: 2 * PHOTOS_MAX]
    words = [*request.form.getlist("photo_alts"), *[""] * 3 * PHOTOS_MAX]
    there = {photo.key for photo in queries.kept_message_photos(viewer(), asked)}
    tokens = [token for token in asked if token in there]
    alts = [alt for token, alt in zip(asked, words, strict=False) if token in there]
    files = [file for file in request.files.getlist(FIELD) if file.filename]
    room = max(PHOTOS_MAX - len(tokens), 0)
    problems = []
    if len(files) > room:
        problems.append(Refused(N_("At most %(limit)s pictures."), field=FIELD, limit=PHOTOS_MAX))
    pictures = []
    for file, alt in zip(files[:room], words[len(asked) :], strict=False):
        kept, wrong = keep_pictures([file], field=FIELD)
        pictures += kept
        alts += [alt] * len(kept)
        problems += wrong
    return Sent(tokens, pictures, alts, problems)


def fits(form: MessageForm, sent: Sent) -> bool:
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


def kept_for_next_try(sent: Sent) -> list[PhotoInChat]:
    """Makes drafts of the pictures that were good, so that nobody has to choose them again."""
    made = []
    if sent.pictures:
        made = actions.keep_message_photos(viewer(), sent.pictures, sent.alts[len(sent.tokens) :])
    return queries.kept_message_photos(viewer(), [*sent.tokens, *made])


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
