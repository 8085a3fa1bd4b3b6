"""Selects that are asked at once."""

import pytest
from sqlalchemy import JSON, bindparam, func, literal, select

from core.db import BigId, session
from core.together import Together
from domain.people.models import User
from domain.says import actions
from domain.says.models import Photo, Post
from tests.domain.says.world import picture
from tests.queries import counted

PEOPLE = bindparam("people", type_=BigId, expanding=True)
POSTS = bindparam("posts", type_=BigId, expanding=True)

ARMS = {
    "people": select(User.id, User.handle, User.created_at, User.closed_at).where(User.id.in_(PEOPLE)),
    "posts": select(Post.id, Post.body, Post.has_poll, Post.stars, Post.created_at).where(Post.id.in_(POSTS)),
    "pictures": select(Photo.key, Photo.width, Photo.post_id, Photo.alt).where(Photo.post_id.in_(POSTS)),
    "count": select(func.count(Post.id).label("posts"), literal(False).label("is_known")),
}


@pytest.mark.parametrize("names", [tuple(ARMS), tuple(reversed(ARMS)), ("posts",), ("pictures", "people")])
def test_every_arm_gives_what_it_gives_alone(cast, names):
    said = [actions.publish(cast.alma, body=f"no. {n}", pictures=[picture()]) for n in range(3)]
    values = {"people": [cast.alma.id, cast.bo.id], "posts": said[:2]}
    alone = {name: session.execute(ARMS[name], values).all() for name in names}
    with counted() as statements:
        together = Together({name: ARMS[name] for name in names}).ask(values)
    assert len(statements) == 1
    assert list(together) == list(names)
    for name in names:
        assert sorted(map(repr, map(tuple, together[name]))) == sorted(map(repr, map(tuple, alone[name])))
        assert all(row._fields == tuple(alone[name][0]._fields) for row in together[name])


def test_an_arm_without_rows_is_there_and_empty(cast):
    found = Together(ARMS).ask({"people": [], "posts": [0]})
    assert (found["people"], found["posts"], found["pictures"]) == ([], [], [])
    assert found["count"] == [(0, False)]


def test_what_has_no_place_is_refused():
    with pytest.raises(TypeError):
        Together({"posts": select(Post.id, literal({}, JSON).label("odd"))})
