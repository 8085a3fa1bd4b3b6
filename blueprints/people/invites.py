"""Invite links: made, passed on as link or picture, answered with one button, ended."""

import io

from flask import Blueprint, Response as FlaskResponse, current_app, url_for
from werkzeug.wrappers import Response

from adapters import drawing
from adapters.drawing.qr import qr_picture
from blueprints.people.forms import InviteForm
from core.i18n import N_
from domain.people import actions, queries
from web.guards import public, viewer
from web.limits import ASKING, WRITING, limiter
from web.respond import done, page
from web.show import absolute

bp = Blueprint("invites", __name__)

PRINT_PIXELS = 960


@bp.get("/invites")
def own() -> Response:
    return _own_page(InviteForm(formdata=None))


@bp.post("/invites")
@limiter.limit(ASKING)
def make() -> Response:
    form = InviteForm()
    if not form.validate():
        return _own_page(form, 422)
    actions.make_invite(viewer(), days=int(form.days.data))
    return done(url_for("invites.own"), message=N_("Your link is ready. Send it to a friend."))


def _own_page(form: InviteForm, status: int = 200) -> Response:
    return page(
        "people/invites.html",
        status=status,
        form=form,
        links=queries.invites(viewer()),
        counts=queries.friend_counts(viewer()),
    )


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
    svg = drawing.qr_svg(_address(code))
    if "xmlns=" not in svg:
        svg = svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return current_app.response_class(svg, mimetype="image/svg+xml")


@bp.get("/i/<code:code>/qr.png")
@public
def print_picture(code: str) -> FlaskResponse:
    """The same as a file to print or to put into a letter."""
    out = io.BytesIO()
    qr_picture(_address(code), PRINT_PIXELS).save(out, "PNG", optimize=True)
    return current_app.response_class(out.getvalue(), mimetype="image/png")


def _address(code: str) -> str:
    return absolute(url_for("invites.show", code=queries.invite(viewer(), code).code))
