"""Pictures of the chat: those that are taken, and those that wait because the rest of the message was refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, delete, select, update

from adapters.media import Picture
from core import clock
from core.db import session
from core.errors import Refused
from core.i18n import N_
from core.policy import require
from core.text import tidy
from core.unit import action
from domain.groups.models import Message, MessagePhoto
from domain.people.policy import can_write
from domain.people.viewer import Viewer

T = TypeVar("T")
PHOTOS_MAX = 9
ALT_MAX = 200
DRAFT_KEPT_FOR = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Album:
    """A table of pictures: how those are known that `waits` for a place, and how many a place holds."""

    kind: Any
    waits: ColumnElement[bool]
    limit: int


ALBUM = Album(MessagePhoto, MessagePhoto.message_id.is_(None), PHOTOS_MAX)


@action(quiet=True)
def keep_message_photos(actor: Viewer, pictures: Sequence[Picture], alts: Sequence[str] = ()) -> list[str]:
    """Keeps pictures for the next try with their message; returns their tokens."""
    require(can_write(actor))
    return keep(ALBUM, actor, pictures, alts)


@action(quiet=True)
def sweep_message_photos(limit: int = 500) -> list[str]:
    """Forgets the pictures that nobody came back for, and those of messages that their authors deleted; returns their
    keys, whose files can go."""
    waiting = ALBUM.waits & (MessagePhoto.created_at < clock.now() - DRAFT_KEPT_FOR)
    deleted = MessagePhoto.message_id.in_(
        select(Message.id).where(Message.state == "deleted", Message.photo_count > 0)
    )
    old = select(MessagePhoto.id).where(waiting | deleted).limit(limit)
    statement = delete(MessagePhoto).where(MessagePhoto.id.in_(old)).returning(MessagePhoto.key)
    return list(session.scalars(statement.execution_options(synchronize_session=False)))


def place(
    actor: Viewer, message_id: int, tokens: Sequence[str], pictures: Sequence[Picture], alts: Sequence[str]
) -> int:
    """Gives a message its pictures. Returns how many those are."""
    return hang(ALBUM, actor, {"message_id": message_id}, tokens, pictures, alts)


def keep(album: Album, actor: Viewer, pictures: Sequence[Picture], alts: Sequence[str]) -> list[str]:
    """Inside an action: pictures that wait for their place. Returns their tokens."""
    for picture, alt in _described(pictures, alts):
        session.add(_photo(album, actor, {}, 0, picture, alt))
    return [picture.key for picture in pictures]


def hang(
    album: Album,
    actor: Viewer,
    where: Mapping[str, int | None],
    tokens: Sequence[str],
    pictures: Sequence[Picture],
    alts: Sequence[str],
) -> int:
    """Inside an action: kept pictures by their tokens, then new ones, come to their place. Returns how many."""
    tokens = list(dict.fromkeys(tokens))
    if len(tokens) + len(pictures) > album.limit:
        raise Refused(N_("At most %(limit)s pictures."), field="photos", limit=album.limit)
    for position, (token, alt) in enumerate(_described(tokens, alts)):
        mine = (album.kind.key == token) & (album.kind.owner_id == actor.id) & album.waits
        statement = update(album.kind).where(mine).values(position=position, alt=alt, **where)
        if session.execute(statement.execution_options(synchronize_session=False)).rowcount != 1:  # type: ignore[attr-defined]
            raise Refused(N_("A picture is no longer there. Please add it again."), field="photos")
    for position, (picture, alt) in enumerate(_described(pictures, alts[len(tokens) :]), start=len(tokens)):
        session.add(_photo(album, actor, where, position, picture, alt))
    return len(tokens) + len(pictures)


def _described(things: Sequence[T], alts: Sequence[str]) -> list[tuple[T, str]]:
    words = [tidy(alt, one_line=True)[:ALT_MAX] for alt in alts[: len(things)]]
    return list(zip(things, [*words, *[""] * len(things)], strict=False))


def _photo(
    album: Album, actor: Viewer, where: Mapping[str, int | None], position: int, picture: Picture, alt: str
) -> Any:
    return album.kind(
        owner_id=actor.id,
        key=picture.key,
        position=position,
        alt=alt,
        width=picture.width,
        height=picture.height,
        color=picture.color,
        created_at=clock.now(),
        **where,
    )
