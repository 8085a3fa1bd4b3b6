"""Broadcasts: writing one with its reach shown first, what became of them; reading one, and ending them."""

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from blueprints.fans.forms import FACT_WORDS, BroadcastForm
from blueprints.merchant.shop import own_merchant
from core.errors import Refused
from core.i18n import N_
from domain.fans import actions, queries
from domain.fans.actions import broadcasts as sending
from domain.fans.rules import BROADCASTS_A_WEEK
from domain.letters.queries import goods_to_show
from domain.merchants import queries as merchants
from web.forms import number_arg
from web.guards import public, viewer
from web.limits import ASKING, WRITING, limiter
from web.respond import done, page
from web.stop_links import read_stop_token

bp = Blueprint("broadcasts", __name__)


@bp.get("/merchant/broadcasts")
def index() -> Response:
    return _desk()


@bp.post("/merchant/broadcasts")
@limiter.limit(ASKING)
def send() -> Response:
    """The first press shows what goes out and how many it reaches; "send" in the form sends it."""
    form = BroadcastForm()
    merchant = own_merchant()
    product_id, fact = form.product.data, form.fact.data or ""
    if form.validate():
        title, body, tag = form.title.data or "", form.body.data or "", form.tag.data or ""
        try:
            if request.form.get("send"):
                actions.send_broadcast(
                    viewer(), merchant.id, title=title, body=body, tag=tag, product_id=product_id, fact=fact
                )
                return done(url_for(".index"), message=N_("It is on its way to your fans."))
            sending.checked(merchant.id, title=title, body=body, product_id=product_id, fact=fact)
            reach = queries.reach_of(viewer(), merchant.id, fact=fact, tag=tag)
            return _desk(form, reach=reach)
        except Refused as refusal:
            form.refuse(refusal)
    return _desk(form, status=422)


def _desk(form: BroadcastForm | None = None, *, reach: int | None = None, status: int = 200) -> Response:
    merchant = own_merchant()
    before = number_arg("before")
    return page(
        "fans/broadcasts.html",
        part="fans/_broadcasts.html" if before else None,
        status=status,
        merchant=merchant,
        sent=queries.broadcasts_of(viewer(), merchant.id, before=before),
        form=form or BroadcastForm(formdata=None),
        reach=reach,
        next_at=sending.next_at(merchant.id),
        a_week=BROADCASTS_A_WEEK,
        goods=goods_to_show(viewer(), merchant_id=merchant.id, owner_id=None),
        tags=queries.tags_in_use(viewer(), merchant.id),
        fact_words=FACT_WORDS,
    )


@bp.get("/broadcasts/<id:broadcast_id>")
def show(broadcast_id: int) -> Response:
    return page("fans/broadcast.html", said=queries.broadcast(viewer(), broadcast_id))


@bp.post("/broadcasts/<id:broadcast_id>/stop")
@limiter.limit(WRITING)
def stop(broadcast_id: int) -> Response:
    said = queries.broadcast(viewer(), broadcast_id)
    actions.stop_broadcasts(viewer().id, said.merchant_id, broadcast_id)
    return done(url_for(".show", broadcast_id=broadcast_id), message=N_("This shop sends you nothing more."))


@bp.post("/merchants/<id:merchant_id>/broadcasts/listen")
@limiter.limit(WRITING)
def listen(merchant_id: int) -> Response:
    actions.listen_again(viewer(), merchant_id)
    return done(url_for("tags.index"), message=N_("This shop may send you something again."))


@bp.get("/stop-shop/<token>")
@public
def stop_by_link(token: str) -> Response:
    """One button: mail programs and virus scanners open links by themselves, which must change nothing."""
    _, merchant_id, _ = read_stop_token(token)
    return page("fans/stop.html", shop=merchants.merchant(merchant_id).name, token=token, is_ended=False)


@bp.post("/stop-shop/<token>")
@public
@limiter.limit(WRITING)
def stop_signed_out(token: str) -> Response:
    user_id, merchant_id, broadcast_id = read_stop_token(token)
    actions.stop_broadcasts(user_id, merchant_id, broadcast_id)
    return page("fans/stop.html", shop=merchants.merchant(merchant_id).name, token=token, is_ended=True)
