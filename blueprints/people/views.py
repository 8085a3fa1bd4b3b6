"""Friendship, following, blocking, and the page of one's own circle."""

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from core.errors import NotFound
from core.i18n import N_
from domain.orders import queries as orders
from domain.people import actions, queries
from web.forms import text_arg
from web.guards import viewer
from web.limits import ASKING, WRITING, limiter
from web.respond import back, done, page

bp = Blueprint("people", __name__)

TABS = ("friends", "requests", "following", "suggestions", "blocked")


@bp.get("/friends")
def friends() -> Response:
    tab = text_arg("tab") or "friends"
    if tab not in TABS:
        raise NotFound
    words, after = text_arg("q", 40), text_arg("after", 20)
    people, sent, next_cursor = _people(tab, words, after)
    ids = [one.id for one in (*people, *sent)]
    return page(
        "people/friends.html",
        part="people/_list.html" if after else None,
        chosen=tab,
        words=words,
        people=people,
        sent=sent,
        next_cursor=next_cursor,
        relations=queries.relations(viewer(), ids),
        mutuals=queries.mutual_friends(viewer(), ids) if tab != "blocked" else {},
        shared=orders.shared_purchases(viewer(), ids) if tab != "blocked" else {},
        counts=queries.friend_counts(viewer()),
    )


def _people(
    tab: str, words: str, after: str
) -> tuple[list[queries.Person], list[queries.Person], int | str | None]:
    """The people of a tab, those who have been asked (on the tab of requests), and where the next page begins."""
    if tab == "requests":
        return queries.friend_requests(viewer()), queries.friend_requests(viewer(), sent=True), None
    if tab == "suggestions":
        return _suggested(), [], None
    if tab == "blocked":
        found = queries.blocked_people(viewer(), after=after)
    elif tab == "following":
        found = queries.following(viewer(), words=words, after=after)
    else:
        found = queries.friends(viewer(), words=words, after=after)
    return list(found.items), [], found.next_cursor


def _suggested() -> list[queries.Person]:
    """By friends in common first, then by purchases."""
    by_friends = queries.suggestions(viewer())
    known = {one.id for one in by_friends}
    return [*by_friends, *(one for one in orders.alike_buyers(viewer()) if one.id not in known)]


@bp.post("/@<handle:handle>/suggestion/delete")
@limiter.limit(WRITING)
def dismiss(handle: str) -> Response:
    person = queries.person(viewer(), handle)
    actions.dismiss_suggestion(viewer(), person.id)
    return done(
        url_for("people.friends", tab="suggestions"),
        part="people/_dismissed.html",
        message=N_("You will not be suggested this person again."),
        person=person,
    )


@bp.post("/@<handle:handle>/friendship")
@limiter.limit(ASKING)
def ask_friend(handle: str) -> Response:
    person_id = queries.id_of(viewer(), handle)
    actions.ask_friend(viewer(), person_id)
    return _changed(handle)


@bp.post("/@<handle:handle>/friendship/delete")
@limiter.limit(WRITING)
def end_friendship(handle: str) -> Response:
    """Ends it, takes the request back, or declines."""
    actions.end_friendship(viewer(), queries.id_of(viewer(), handle))
    return _changed(handle)


@bp.post("/@<handle:handle>/follow")
@limiter.limit(WRITING)
def follow(handle: str) -> Response:
    actions.follow(viewer(), queries.id_of(viewer(), handle))
    return _changed(handle)


@bp.post("/@<handle:handle>/follow/delete")
@limiter.limit(WRITING)
def unfollow(handle: str) -> Response:
    actions.unfollow(viewer(), queries.id_of(viewer(), handle))
    return _changed(handle)


@bp.post("/@<handle:handle>/block")
@limiter.limit(WRITING)
def block(handle: str) -> Response:
    actions.block(viewer(), queries.id_of(viewer(), handle))
    message = N_("Blocked: neither of you sees the other from now on.")
    return done(url_for("people.friends", tab="blocked"), message=message)


@bp.post("/@<handle:handle>/block/delete")
@limiter.limit(WRITING)
def unblock(handle: str) -> Response:
    actions.unblock(viewer(), queries.id_of_blocked(viewer(), handle))
    return done(url_for("people.friends", tab="blocked"), message=N_("The block is lifted."))


def _changed(handle: str) -> Response:
    """The buttons as they are now; without htmx the page that one comes from."""
    person = queries.person(viewer(), handle)
    return done(
        back("stores.show", handle=handle),
        part="people/_relation_changed.html",
        person=person,
        relation=queries.relation(viewer(), person.id),
        small=request.form.get("small") == "1",
    )
