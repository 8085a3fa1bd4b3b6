"""View as: one's own store as a stranger, a friend or a merchant finds it."""

from flask import request
from werkzeug.wrappers import Response

from domain.people.queries import Profile
from domain.stores import queries
from web.respond import page
from web.seen_as import borrowed


def show(person: Profile, seen_as: str) -> Response:
    """`seen_as` as for `borrowed`."""
    eyes, before = borrowed(person, seen_as), request.args.get("before")
    return page(
        "stores/seen_as.html",
        part="stores/_items.html" if before else None,
        person=person,
        eyes=eyes,
        seen_as=seen_as,
        items=queries.items_of(eyes.viewer, person.id, before=before),
        only="",
        is_own=False,
    )
