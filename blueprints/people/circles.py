"""/friends/circles: the lists of friends to whom one shows some of what one says."""

from flask import Blueprint, request, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from core.errors import Refused
from core.i18n import N_
from domain.people import actions, queries, rules
from web.forms import Form, TextField, required, text_arg
from web.guards import viewer
from web.limits import WRITING, limiter
from web.respond import done, page

bp = Blueprint("circles", __name__)


class CircleForm(Form):
    name = TextField(_l("Name of the circle"), max_chars=rules.CIRCLE_NAME_MAX, validators=[required()])


@bp.get("/friends/circles")
def index() -> Response:
    return _index(CircleForm(formdata=None))


def _index(form: CircleForm, status: int = 200) -> Response:
    return page(
        "people/circles.html",
        status=status,
        form=form,
        readers=queries.readers(viewer()),
        counts=queries.friend_counts(viewer()),
    )


@bp.post("/friends/circles")
@limiter.limit(WRITING)
def make() -> Response:
    form = CircleForm()
    if form.validate():
        try:
            circle_id = actions.make_circle(viewer(), name=form.name.data or "")
            return done(url_for(".show", circle_id=circle_id))
        except Refused as refusal:
            form.refuse(refusal)
    return _index(form, 422)


@bp.get("/friends/circles/<id:circle_id>")
def show(circle_id: int) -> Response:
    return _show(circle_id)


def _show(circle_id: int, form: CircleForm | None = None, status: int = 200) -> Response:
    circle = queries.circle(viewer(), circle_id)
    words, after = text_arg("q", 40), text_arg("after", 20)
    return page(
        "people/circle.html",
        part="people/_circle_friends.html" if after else "people/_circle_people.html",
        status=status,
        circle=circle,
        form=form or CircleForm(formdata=None, name=circle.name),
        members=queries.members(viewer(), circle_id),
        friends=queries.friends_outside(viewer(), circle_id, words=words, after=after),
        words=words,
    )


@bp.post("/friends/circles/<id:circle_id>")
@limiter.limit(WRITING)
def rename(circle_id: int) -> Response:
    queries.circle(viewer(), circle_id)
    form = CircleForm()
    if form.validate():
        try:
            actions.rename_circle(viewer(), circle_id, name=form.name.data or "")
            return done(url_for(".show", circle_id=circle_id), message=N_("Saved."))
        except Refused as refusal:
            form.refuse(refusal)
    return _show(circle_id, form, 422)


@bp.post("/friends/circles/<id:circle_id>/delete")
@limiter.limit(WRITING)
def end(circle_id: int) -> Response:
    actions.end_circle(viewer(), circle_id)
    return done(
        url_for(".index"), message=N_("The circle has ended. What you showed to it is yours alone now.")
    )


@bp.post("/friends/circles/<id:circle_id>/members")
@limiter.limit(WRITING)
def put_in(circle_id: int) -> Response:
    actions.put_in_circle(viewer(), circle_id, queries.id_of(viewer(), request.form.get("handle", "")[:20]))
    return _changed(circle_id)


@bp.post("/friends/circles/<id:circle_id>/members/<handle:handle>/delete")
@limiter.limit(WRITING)
def take_out(circle_id: int, handle: str) -> Response:
    actions.take_out_of_circle(viewer(), circle_id, queries.id_of(viewer(), handle))
    return _changed(circle_id)


def _changed(circle_id: int) -> Response:
    """The people as they are now; without htmx the page."""
    return done(
        url_for(".show", circle_id=circle_id),
        part="people/_circle_people.html",
        circle=queries.circle(viewer(), circle_id),
        members=queries.members(viewer(), circle_id),
        friends=queries.friends_outside(viewer(), circle_id),
        words="",
    )
