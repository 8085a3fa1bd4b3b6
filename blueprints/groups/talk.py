"""The chat beyond saying something: the address of a message, pins, announcements, what is read."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from blueprints.groups.forms import AnnouncementForm, PinForm
from blueprints.groups.views import chat_again
from core.errors import Refused
from core.i18n import N_
from core.policy import require
from domain.groups import actions, queries
from web.guards import viewer
from web.limits import ASKING, WRITING, limiter
from web.respond import done

bp = Blueprint("group_talk", __name__)


@bp.get("/messages/<id:message_id>")
def message(message_id: int) -> Response:
    """Leads to the message where it was said."""
    product_id, seq = queries.place_of(viewer(), message_id)
    require(queries.may_read_chat(viewer(), product_id))
    reply, anchor = (message_id, "chat-body") if request.args.get("reply") else (None, f"message-{seq}")
    place = url_for("groups.show", product_id=product_id, room="chat", at=seq, reply=reply)
    return redirect(f"{place}#{anchor}", 303)


@bp.post("/messages/<id:message_id>/pin")
@limiter.limit(ASKING)
def pin(message_id: int) -> Response:
    form = PinForm()
    if not form.validate():
        raise Refused(str(next(iter(form.errors.values()))[0]))
    product_id = actions.pin(viewer(), message_id, days=form.days.data or 0)
    return done(_chat(product_id), message=N_("The message is pinned."))


@bp.post("/group-pins/<id:pin_id>/end")
def unpin(pin_id: int) -> Response:
    return done(_chat(actions.unpin(viewer(), pin_id)), message=N_("The pin is taken down."))


@bp.post("/products/<id:product_id>/group/announcements")
@limiter.limit(ASKING)
def announce(product_id: int) -> Response:
    form = AnnouncementForm()
    if form.validate():
        try:
            seq = actions.announce(viewer(), product_id, body=form.body.data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return done(
                _chat(product_id) + f"#message-{seq}", message=N_("Announced: all members will be told.")
            )
    return chat_again(product_id, announcement=form, status=422)


@bp.post("/products/<id:product_id>/group/announcements/off")
@limiter.limit(WRITING)
def opt_out(product_id: int) -> Response:
    actions.want_announcements(viewer(), product_id, False)
    return done(
        url_for("groups.show", product_id=product_id),
        message=N_("You will not be told of announcements in this group."),
    )


@bp.post("/products/<id:product_id>/group/announcements/on")
@limiter.limit(WRITING)
def opt_in(product_id: int) -> Response:
    actions.want_announcements(viewer(), product_id, True)
    return done(
        url_for("groups.show", product_id=product_id),
        message=N_("You will be told of announcements in this group."),
    )


@bp.post("/products/<id:product_id>/messages/read")
@limiter.limit(WRITING)
def read_all(product_id: int) -> Response:
    head = queries.head_of(viewer(), product_id)
    require(head.can_read_chat)
    actions.mark_read(viewer(), product_id, head.last_seq)
    return done(_chat(product_id))


def _chat(product_id: int) -> str:
    return url_for("groups.show", product_id=product_id, room="chat")
