"""Private pictures that come with a form and wait when it is refused: nobody has to choose what was good again."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from flask import request

from adapters.media import Picture
from core.errors import Refused
from core.i18n import N_
from domain.people.viewer import Viewer
from web.forms import Form
from web.guards import viewer
from web.uploads import keep_pictures, private_store

FIELD = "photos"
# A token is letters and digits; anything else is none, and a database may not even take it.
TOKEN = re.compile(r"[A-Za-z0-9_-]{1,40}")


class Waiting(Protocol):
    """A picture that an earlier try left."""

    @property
    def token(self) -> str: ...


W = TypeVar("W", bound=Waiting)


@dataclass(frozen=True, slots=True)
class Sent:
    """`tokens` are of pictures that an earlier try left, `new` came with this request."""

    tokens: Sequence[str]
    new: Sequence[Picture]
    problems: Sequence[Refused]


@dataclass(frozen=True, slots=True)
class Album(Generic[W]):
    """Where the pictures of a form go: at most `limit`; `waiting` finds those of a viewer by their tokens, in order;
    `keep` makes new ones wait, and returns their tokens."""

    limit: int
    waiting: Callable[[Viewer, Sequence[str]], list[W]]
    keep: Callable[[Viewer, Sequence[Picture]], list[str]]

    def sent(self) -> Sent:
        """Decodes what was sent, before any action begins."""
        asked = [one for one in request.form.getlist("photo_tokens") if TOKEN.fullmatch(one)]
        tokens = [one.token for one in self.waiting(viewer(), asked[: 2 * self.limit])]
        files = [file for file in request.files.getlist(FIELD) if file.filename]
        room = max(self.limit - len(tokens), 0)
        new, problems = keep_pictures(files[:room], field=FIELD, into=private_store())
        if len(files) > room:
            problems = [Refused(N_("At most %(limit)s pictures."), field=FIELD, limit=self.limit), *problems]
        return Sent(tokens, new, problems)

    def kept_for_next_try(self, sent: Sent) -> list[W]:
        """Makes the pictures wait that were good."""
        try:
            made = self.keep(viewer(), sent.new) if sent.new else []
        except Exception:
            forget(sent.new)
            raise
        return self.waiting(viewer(), [*sent.tokens, *made])


def fits(form: Form, sent: Sent) -> bool:
    """The words fit, and so does every picture; says at the fields what does not."""
    is_valid = form.validate()
    for problem in sent.problems:
        form.refuse(problem)
    return is_valid and not sent.problems


def forget(pictures: Sequence[Picture]) -> None:
    """Nothing refers to them, so nobody would ever delete them."""
    for picture in pictures:
        private_store().delete(picture.key)
