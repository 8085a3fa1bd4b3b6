"""The people of a group: who is in it and as what, its guests, and taking people out."""

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from blueprints.groups.forms import GuestForm, RemovalForm
from core.errors import Refused
from core.i18n import N_
from core.policy import require
from domain.groups import actions, queries
from web.guards import viewer
from web.limits import ASKING, limiter
from web.respond import done, page

bp = Blueprint("group_members", __name__)


@bp.get("/products/<id:product_id>/group/members")
def show(product_id: int) -> Response:
    return _people(product_id)


def _people(
    product_id: int, form: GuestForm | None = None, removal: RemovalForm | None = None, status: int = 200
) -> Response:
    head = queries.head_of(viewer(), product_id)
    require(head.can_read_chat)
    return page(
        "groups/members.html",
        status=status,
        head=head,
        members=queries.members_of(viewer(), product_id, 200),
        guests=queries.guests_of(viewer(), product_id),
        removed=queries.removed_from(viewer(), product_id),
        can_invite=queries.may_invite(viewer(), product_id),
        form=form or GuestForm(formdata=None),
        removal=removal or RemovalForm(formdata=None),
    )


@bp.post("/products/<id:product_id>/group/guests")
@limiter.limit(ASKING)
def invite(product_id: int) -> Response:
    queries.head_of(viewer(), product_id)
    form = GuestForm()
    if form.validate():
        try:
            actions.invite_guest(viewer(), product_id, handle=form.handle.data, days=int(form.days.data))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return done(_address(product_id), message=N_("She is in, and will be told."))
    return _people(product_id, form, status=422)


@bp.post("/group-guests/<id:guest_id>/end")
def end(guest_id: int) -> Response:
    product_id = actions.end_guest(viewer(), guest_id)
    return done(url_for("groups.show", product_id=product_id), message=N_("The stay has ended."))


@bp.post("/products/<id:product_id>/group/removals")
@limiter.limit(ASKING)
def remove(product_id: int) -> Response:
    queries.head_of(viewer(), product_id)
    form = RemovalForm()
    if form.validate():
        try:
            actions.remove_member(viewer(), product_id, form.user_id.data or 0, reason=form.reason.data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return done(_address(product_id), message=N_("She has been taken out, and reads why."))
    return _people(product_id, removal=form, status=422)


@bp.post("/products/<id:product_id>/group/removals/<id:user_id>/lift")
def lift(product_id: int, user_id: int) -> Response:
    actions.readmit(viewer(), product_id, user_id)
    return done(_address(product_id), message=N_("She may come in again."))


def _address(product_id: int) -> str:
    return url_for("group_members.show", product_id=product_id)
