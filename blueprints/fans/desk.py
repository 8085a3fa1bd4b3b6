"""The fan desk of a shop: what waits for an answer, its fans with their facts and tags, the words it often writes."""

from typing import Any

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from blueprints.fans.forms import FACT_WORDS, KIND_WORDS, ReplyForm, TagForm
from blueprints.merchant.shop import own_merchant
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from domain.fans import actions, queries
from domain.fans.rules import FACTS, REPLIES_MAX
from domain.groups.glimpse import unanswered
from domain.letters.queries import unread_count
from domain.merchants.policy import can_support
from domain.people import queries as people
from web.forms import text_arg
from web.guards import viewer
from web.limits import WRITING, limiter
from web.respond import done, page

bp = Blueprint("fans", __name__, url_prefix="/merchant/fans")


@bp.get("")
def index() -> Response:
    """Unanswered questions first, then the fans: `?fact=`, `?tag=`, `?q=`."""
    merchant = own_merchant()
    fact, tag, named, before = text_arg("fact"), text_arg("tag", 60), text_arg("q", 40), text_arg("before")
    if fact not in ("", *FACTS):
        raise NotFound
    fans = queries.fans_of(viewer(), merchant.id, fact=fact, tag=tag, named=named, before=before)
    given: dict[str, Any] = {"fact": fact or None, "tag": tag or None, "q": named or None}
    return page(
        "fans/index.html",
        part="fans/_fans.html" if before else None,
        merchant=merchant,
        fans=fans,
        given=given,
        fact_words=FACT_WORDS,
        tags=queries.tags_in_use(viewer(), merchant.id),
        waiting=unanswered(viewer()),
        unread=unread_count(viewer(), merchant.id),
        more_of=lambda cursor: url_for("fans.index", **given, before=cursor),
    )


@bp.get("/<handle:handle>")
def show(handle: str) -> Response:
    return _fan(handle)


def _fan(handle: str, form: TagForm | None = None, status: int = 200) -> Response:
    merchant = own_merchant()
    return page(
        "fans/fan.html",
        status=status,
        merchant=merchant,
        fan=queries.fan(viewer(), merchant.id, handle),
        form=form or TagForm(formdata=None),
        kind_words=KIND_WORDS,
    )


@bp.post("/<handle:handle>/tags")
@limiter.limit(WRITING)
def tag(handle: str) -> Response:
    form = TagForm()
    merchant = own_merchant()
    if form.validate():
        try:
            actions.tag_fan(
                viewer(),
                merchant.id,
                people.id_of(viewer(), handle),
                kind=form.kind.data or "",
                words=form.words.data or "",
            )
            return done(url_for(".show", handle=handle), message=N_("The tag is set, and she is told of it."))
        except Refused as refusal:
            form.refuse(refusal)
    return _fan(handle, form, 422)


@bp.post("/<handle:handle>/tags/<id:tag_id>/delete")
@limiter.limit(WRITING)
def untag(handle: str, tag_id: int) -> Response:
    actions.untag_fan(viewer(), own_merchant().id, tag_id)
    return done(url_for(".show", handle=handle), message=N_("The tag is gone."))


# What is often written. No handle has a dash.


@bp.get("/ready-words")
def replies() -> Response:
    return _replies()


def _replies(form: ReplyForm | None = None, changed: int = 0, status: int = 200) -> Response:
    merchant = own_merchant()
    return page(
        "fans/replies.html",
        status=status,
        merchant=merchant,
        replies=queries.replies_of(viewer(), merchant.id),
        form=form or ReplyForm(formdata=None),
        changed=changed,
        limit=REPLIES_MAX,
    )


@bp.post("/ready-words")
@limiter.limit(WRITING)
def add_reply() -> Response:
    return _keep(None)


@bp.post("/ready-words/<id:reply_id>")
@limiter.limit(WRITING)
def change_reply(reply_id: int) -> Response:
    return _keep(reply_id)


def _keep(reply_id: int | None) -> Response:
    form = ReplyForm()
    merchant = own_merchant()
    if form.validate():
        try:
            actions.keep_reply(
                viewer(),
                merchant.id,
                title=form.title.data or "",
                body=form.body.data or "",
                reply_id=reply_id,
            )
            return done(url_for(".replies"), message=N_("The reply is kept."))
        except Refused as refusal:
            form.refuse(refusal)
    require(can_support(viewer(), merchant.id))
    return _replies(form, reply_id or 0, 422)


@bp.post("/ready-words/<id:reply_id>/delete")
@limiter.limit(WRITING)
def drop_reply(reply_id: int) -> Response:
    actions.drop_reply(viewer(), own_merchant().id, reply_id)
    return done(url_for(".replies"), message=N_("The reply is gone."))
