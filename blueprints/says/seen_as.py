"""View as: one's own posts as a stranger, a friend or a merchant finds them."""

from typing import Any

from flask import url_for
from werkzeug.wrappers import Response

from domain.people.queries import Profile
from domain.says import queries
from web.forms import number_arg
from web.respond import page
from web.seen_as import borrowed


def show(person: Profile, seen_as: str) -> Response:
    """`seen_as` as for `borrowed`."""
    eyes = borrowed(person, seen_as)
    posts = queries.posts_seen_as(eyes.viewer, person.id, number_arg("before"))
    again: dict[str, Any] = {"handle": person.handle, "before": posts.next_cursor, "as": seen_as}
    return page(
        "says/seen_as.html",
        part="feed/_posts.html",
        person=person,
        eyes=eyes,
        seen_as=seen_as,
        posts=posts,
        more_url=url_for("says.by_person", **again),
    )
