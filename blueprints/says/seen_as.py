"""View as: one's own page as a stranger, a friend or a merchant finds it."""

from typing import Any

from flask import url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from core.errors import NotFound
from domain.people import queries as people
from domain.people.queries import Profile
from domain.people.viewer import ANONYMOUS, Viewer
from domain.says import queries
from domain.viewers import viewer_of
from web.forms import number_arg
from web.guards import viewer
from web.respond import page

FRIENDS_OFFERED = 200


def show(person: Profile, seen_as: str) -> Response:
    """`seen_as` is stranger, merchant or friend:HANDLE. Raises NotFound for anybody's page but one's own."""
    if viewer().id != person.id:
        raise NotFound
    other, words = _somebody(seen_as)
    posts = queries.posts_seen_as(other, person.id, number_arg("before"))
    again: dict[str, Any] = {"handle": person.handle, "before": posts.next_cursor, "as": seen_as}
    return page(
        "says/seen_as.html",
        part="feed/_posts.html",
        person=person,
        seen_as=seen_as,
        words=words,
        friends=people.friends(viewer(), size=FRIENDS_OFFERED),
        posts=posts,
        more_url=url_for("says.by_person", **again),
    )


def _somebody(seen_as: str) -> tuple[Viewer, str]:
    """Whose sight it is, and what the banner says."""
    kind, _, handle = seen_as.partition(":")
    if seen_as == "stranger":
        return ANONYMOUS, gettext("So a stranger sees your page.")
    elif seen_as == "merchant":
        words = gettext(
            "So a merchant sees your page: like everybody who is signed in and no friend of yours."
        )
        return queries.NOBODY_IN_PARTICULAR, words
    elif kind == "friend":
        friend_id = people.id_of(viewer(), handle)
        if not people.relation(viewer(), friend_id).is_friend:
            raise NotFound
        friend = viewer_of(friend_id)
        return friend, gettext("So %(name)s sees your page.", name=friend.display_name)
    else:
        raise NotFound
