"""The pictures of posts: placed, taken out, kept as drafts, and swept up when nobody came back for them."""

from collections.abc import Sequence
from itertools import islice

from sqlalchemy import Text, cast, delete, exists, select, update

from adapters.media import Picture
from core import clock
from core.db import session
from core.errors import Refused
from core.i18n import N_
from core.policy import require
from core.text import tidy
from core.unit import action
from domain.people.policy import can_write
from domain.people.viewer import Viewer
from domain.says import rules
from domain.says.actions import wording
from domain.says.models import Draft, Photo


@action(quiet=True)
def keep_drafts(actor: Viewer, pictures: Sequence[Picture], alts: Sequence[str] = ()) -> list[str]:
    """Keeps pictures that were accepted while the rest of their form was not; returns their tokens."""
    require(can_write(actor))
    for picture, alt in zip(pictures, _padded(alts), strict=False):
        session.add(_photo(actor, None, 0, picture, tidy(alt, one_line=True)[: rules.ALT_MAX]))
    return [picture.key for picture in pictures]


@action(quiet=True)
def sweep_drafts(limit: int = 500) -> list[str]:
    """Forgets the pictures that have waited for a post too long, but for those that a draft names; returns their keys,
    whose files can go."""
    named_in_a_draft = exists().where(
        Draft.owner_id == Photo.owner_id, cast(Draft.fields, Text).contains(Photo.key)
    )
    old = select(Photo.id).where(
        Photo.post_id.is_(None), Photo.created_at < clock.now() - rules.DRAFT_KEPT_FOR, ~named_in_a_draft
    )
    statement = delete(Photo).where(Photo.id.in_(old.limit(limit))).returning(Photo.key)
    return list(session.scalars(statement.execution_options(synchronize_session=False)))


def place(
    actor: Viewer, post_id: int, tokens: Sequence[str], pictures: Sequence[Picture], alts: Sequence[str]
) -> int:
    """Gives a post its pictures: kept ones by their tokens, then new ones. Returns how many those are."""
    tokens = list(dict.fromkeys(tokens))
    if len(tokens) + len(pictures) > rules.PHOTOS_MAX:
        raise Refused(N_("At most %(limit)s pictures."), field="photos", limit=rules.PHOTOS_MAX)
    words = [wording.tidied(alt, rules.ALT_MAX, "photos", one_line=True) for alt in alts[: rules.PHOTOS_MAX]]
    described = iter(_padded(words))
    for position, (token, alt) in enumerate(zip(tokens, islice(described, len(tokens)), strict=True)):
        _take(actor, post_id, token, position, alt)
    for position, picture in enumerate(pictures, start=len(tokens)):
        session.add(_photo(actor, post_id, position, picture, next(described)))
    return len(tokens) + len(pictures)


def detach(post_id: int, except_tokens: Sequence[str] = ()) -> None:
    """Takes the other pictures out of a post. They become drafts again, and are swept up as such."""
    statement = update(Photo).where(Photo.post_id == post_id, Photo.key.not_in(list(except_tokens)))
    session.execute(statement.values(post_id=None).execution_options(synchronize_session=False))


def _take(actor: Viewer, post_id: int, token: str, position: int, alt: str) -> None:
    mine = (
        (Photo.key == token)
        & (Photo.owner_id == actor.id)
        & (Photo.post_id.is_(None) | (Photo.post_id == post_id))
    )
    statement = update(Photo).where(mine).values(post_id=post_id, position=position, alt=alt)
    if session.execute(statement.execution_options(synchronize_session=False)).rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(N_("A picture is no longer there. Please add it again."), field="photos")


def _photo(actor: Viewer, post_id: int | None, position: int, picture: Picture, alt: str) -> Photo:
    return Photo(
        owner_id=actor.id,
        post_id=post_id,
        key=picture.key,
        position=position,
        alt=alt,
        width=picture.width,
        height=picture.height,
        color=picture.color,
        created_at=clock.now(),
    )


def _padded(alts: Sequence[str]) -> list[str]:
    return [*alts, *[""] * rules.PHOTOS_MAX]
