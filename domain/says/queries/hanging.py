"""What hangs on the posts of a page: pictures, follow-ups, polls, the posts and people inside them, the friends who bought
what they are about, who reads one's own. One statement for as much of it as there is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, String, bindparam, select

from core.db import BigId
from core.together import Together
from domain.orders.queries.purchases import FriendsBought, bought_by_friends, friends_in
from domain.people.kinds import anyone, kind_of
from domain.people.models import User
from domain.people.policy import visible_people
from domain.people.queries import PersonCard, Readers, readers_in, readers_of
from domain.people.viewer import Viewer
from domain.says.links import OwnLink
from domain.says.queries.follow_ups import FollowUpView, follow_ups_in, follow_ups_of
from domain.says.queries.photos import PhotoView, photos_in, photos_of
from domain.says.queries.polls import PollView, options_of, polls_in
from domain.says.queries.previews import PostPreview, previews_in, previews_of

Links = Mapping[tuple[str, int], Sequence[OwnLink]]


@dataclass(frozen=True, slots=True)
class Hanging:
    """By post, but `posts` by their own id, `people` by handle, `bought` by product."""

    photos: Mapping[int, tuple[PhotoView, ...]] = field(default_factory=dict)
    follow_ups: Mapping[int, tuple[FollowUpView, ...]] = field(default_factory=dict)
    polls: Mapping[int, PollView] = field(default_factory=dict)
    posts: Mapping[int, PostPreview] = field(default_factory=dict)
    people: Mapping[str, PersonCard] = field(default_factory=dict)
    bought: Mapping[int, FriendsBought] = field(default_factory=dict)
    readers: Readers = field(default_factory=Readers)


def hanging_of(
    viewer: Viewer,
    *,
    photos: Collection[int] = (),
    follow_ups: Collection[int] = (),
    polls: Collection[int] = (),
    quoted: Collection[int] = (),
    bought: Collection[int] = (),
    links: Links | None = None,
    readers: bool = False,
) -> Hanging:
    """`photos`, `follow_ups`, `polls`: of which posts, looked up for this viewer, they are asked. `quoted` posts and
    what `links` lead to are looked up through her sight, `bought` are products. One query, none when there is nothing
    to ask, and a second where friends who want to be counted only may be told of."""
    linked = [link for found in (links or {}).values() for link in found]
    asked: dict[str, Collection[Any]] = {
        "photos": photos,
        "follow_ups": follow_ups,
        "polls": polls,
        "posts": {*quoted, *(link.key for link in linked if link.kind == "post")},
        "people": {link.key for link in linked if link.kind == "person"},
        "bought": bought if viewer.is_signed_in else (),
        "readers": [viewer.id] if readers else (),
    }
    values = {name: list(keys) for name, keys in asked.items() if keys}
    if not values:
        return Hanging()
    rows = _statement(kind_of(viewer), tuple(values)).ask({"me": viewer.id, **values})
    return Hanging(
        photos=photos_in(rows.get("photos", ())),
        follow_ups=follow_ups_in(rows.get("follow_ups", ())),
        polls=polls_in(viewer, rows.get("polls", ())),
        posts=previews_in(rows.get("posts", ())),
        people={row.handle: PersonCard(*row) for row in rows.get("people", ())},
        bought=friends_in(viewer, rows.get("bought", ())),
        readers=readers_in(rows["readers"]) if readers else Readers(),
    )


@cache
def _statement(kind: str, names: tuple[str, ...]) -> Together:
    """Each arm has the keys that it is asked for as the parameter of its own name."""
    return Together({name: _arm(name, anyone(kind)) for name in names})


def _arm(name: str, reader: Viewer) -> Select[*tuple[Any, ...]]:
    keys: BindParameter[Any] = bindparam(name, type_=String if name == "people" else BigId, expanding=True)
    match name:
        case "photos":
            return photos_of(keys)
        case "follow_ups":
            return follow_ups_of(keys)
        case "polls":
            return options_of(reader, keys)
        case "posts":
            return previews_of(reader, keys)
        case "people":
            return _people(reader, keys)
        case "bought":
            return bought_by_friends(reader, keys)
        case _:
            return readers_of(reader)


def _people(reader: Viewer, handles: Any) -> Select[*tuple[Any, ...]]:
    statement = select(User.id, User.handle, User.display_name, User.avatar_key)
    return visible_people(statement.where(User.handle.in_(handles)), reader)
