"""The pictures of a product form: what came, what is kept for the next try, what is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request
from flask_babel import gettext

from adapters.media import Picture
from core.errors import Refused
from domain.catalog import actions, queries, rules
from web.guards import viewer
from web.uploads import keep_pictures


@dataclass(frozen=True)
class Sent:
    """`kept` are tokens of earlier pictures with their words, `new` what came with this request."""

    kept: list[tuple[str, str]]
    new: list[tuple[Picture, str]]
    problems: list[Refused]

    @property
    def error(self) -> str:
        return " ".join(gettext(one.text, **one.values) for one in self.problems)


@dataclass(frozen=True)
class Draft:
    """A kept picture as the picker shows it."""

    token: str
    key: str
    alt: str


def sent_pictures(alts: str = "photo_alts") -> Sent:
    """Decodes what was sent. The words come in one list: those of the kept pictures first."""
    words = request.form.getlist(alts)
    tokens = request.form.getlist("photo_tokens")[: rules.MAX_PICTURES]
    kept = [(token, _at(words, number)) for number, token in enumerate(tokens)]
    files = [file for file in request.files.getlist("photos") if file.filename]
    new, problems = [], []
    for number, file in enumerate(files[: rules.MAX_PICTURES + 1]):
        pictures, wrong = keep_pictures([file], field="photos")
        new += [(picture, _at(words, len(tokens) + number)) for picture in pictures]
        problems += wrong
    return Sent(kept, new, problems)


def _at(words: Sequence[str], number: int) -> str:
    return words[number] if number < len(words) else ""


def keep_for_next_try(merchant_id: int, sent: Sent) -> list[Draft]:
    """Makes drafts of the pictures that were good, so that nobody has to choose them again."""
    if sent.new:
        actions.keep_drafts(viewer(), merchant_id, [picture for picture, _ in sent.new])
    known = queries.known_drafts(merchant_id, [token for token, _ in sent.kept])
    kept = [Draft(token, token, alt) for token, alt in sent.kept if token in known]
    new = [Draft(picture.key, picture.key, alt) for picture, alt in sent.new]
    return (kept + new)[: rules.MAX_PICTURES]
