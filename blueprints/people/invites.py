"""Invite links: made, passed on as link or picture, answered with one button, ended."""

from flask import Blueprint, Response as FlaskResponse, current_app, url_for
from werkzeug.wrappers import Response

from adapters import drawing
from core.i18n import N_
from domain.people import actions, queries
from web.guards import public, viewer
from web.limits import ASKING, WRITING, limiter
from web.respond import done, page
from web.show import absolute

bp = Blueprint("invites", __name__)


@bp.get("/invites")
def own() -> Response:
    return page("people/invites.html", links=queries.invites(viewer()))


@bp.post("/invites")
@limiter.limit(ASKING)
def make() -> Response:
    actions.make_invite(viewer())
    return done(url_for("invites.own"), message=N_("Your link is ready. Send it to a friend."))


@bp.get("/i/<code:code>")
@public
def show(code: str) -> Response:
    link = queries.invite(viewer(), code)
    return page(
        "people/invite.html",
        link=link,
        person=queries.person(viewer(), link.inviter.handle),
        relation=queries.relation(viewer(), link.inviter.id),
    )


@bp.post("/i/<code:code>")
@limiter.limit(WRITING)
def accept(code: str) -> Response:
    inviter = queries.invite(viewer(), code).inviter
    actions.accept_invite(viewer(), code)
    return done(url_for("stores.show", handle=inviter.handle), message=N_("You are friends now."))


@bp.post("/i/<code:code>/delete")
@limiter.limit(WRITING)
def end(code: str) -> Response:
    actions.end_invite(viewer(), code)
    return done(url_for("invites.own"), message=N_("The link has ended."))


@bp.get("/i/<code:code>/qr.svg")
@public
def picture(code: str) -> FlaskResponse:
    """The link as a picture to hold out to a friend's phone."""
    link = queries.invite(viewer(), code)
    svg = drawing.qr_svg(absolute(url_for("invites.show", code=link.code)))
    if "xmlns=" not in svg:
        svg = svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return current_app.response_class(svg, mimetype="image/svg+xml")
