"""Endorsing and sharing: become a product's angel, make a link, come by one, its poster."""

from io import BytesIO

from flask import Blueprint, redirect, request, send_file, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from adapters import drawing
from core.errors import Refused
from core.i18n import N_
from domain.angels import actions, queries
from domain.angels.rules import is_real_visit
from web import show, signin
from web.guards import public, viewer
from web.limits import WRITING, limiter
from web.respond import done, page, wants_part
from web.uploads import store as media

bp = Blueprint("shares", __name__)


@bp.post("/products/<id:product_id>/endorsement")
@limiter.limit(WRITING)
def endorse(product_id: int) -> Response:
    actions.endorse(viewer(), product_id)
    return _endorsement(product_id, N_("You are its angel now. It stands in your angel store."))


@bp.post("/products/<id:product_id>/endorsement/delete")
@limiter.limit(WRITING)
def end_endorsement(product_id: int) -> Response:
    actions.end_endorsement(viewer(), product_id)
    return _endorsement(product_id, N_("You are no longer its angel."))


def _endorsement(product_id: int, message: str) -> Response:
    location = url_for("products.show", product_id=product_id)
    if not wants_part():
        return done(location, message=message)
    facts = queries.endorsement_of(viewer(), product_id)
    return done(location, part="products/_endorse.html", message=message, endorsement=facts)


@bp.post("/shares")
@limiter.limit(WRITING)
def create() -> Response:
    product_id = _id_in_form("product_id")
    if product_id is None and not request.form.get("store"):
        raise Refused(N_("Say what you want to share: a product or your store."), field="product_id")
    code = actions.make_share_link(viewer(), product_id=product_id, post_id=_id_in_form("says_id"))
    return done(url_for("shares.link", code=code))


def _id_in_form(name: str) -> int | None:
    raw = request.form.get(name, "")
    if not raw:
        return None
    if not (raw.isascii() and raw.isdigit() and len(raw) < 19):
        raise Refused(N_("There is no such thing."), field=name)
    return int(raw)


@bp.get("/shares/<code:code>")
def link(code: str) -> Response:
    """One's own link: to copy, to send, to print."""
    shared = queries.shared(viewer(), code)
    return page("shares/link.html", shared=shared, url=show.absolute(url_for("shares.come_by", code=code)))


@bp.get("/s/<code:code>")
@public
def come_by(code: str) -> Response:
    """Records the touch, then 302 to what the link leads to."""
    destination = queries.destination_of(code)
    headers = request.headers
    if is_real_visit(
        destination=headers.get("Sec-Fetch-Dest", ""),
        purpose=headers.get("Sec-Purpose", "") or headers.get("Purpose", ""),
        agent=headers.get("User-Agent", ""),
    ):
        actions.record_touch(
            code,
            user_id=viewer().id or None,
            visitor_id=signin.visitor_id(),
            # Browsers say so themselves, and no other site can make them say it.
            from_here=headers.get("Sec-Fetch-Site", "") == "same-origin",
        )
    response = redirect(destination, 302)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@bp.get("/s/<code:code>/poster.png")
@public
@limiter.limit("30/minute")
def poster(code: str) -> Response:
    """A picture to send or print, with the code and the ad label."""
    shared = queries.shared_in_public(code)
    picture = media().path(shared.picture_key, 720).read_bytes() if shared.picture_key else None
    label = (
        gettext(
            "Ad: %(name)s earns %(amount)s, paid by the merchant",
            name=shared.name,
            amount=show.money_text(shared.cents),
        )
        if shared.cents
        else ""
    )
    png = drawing.poster_png(
        title=shared.title or gettext("%(name)s’s angel store", name=shared.name),
        price_text=show.money_text(shared.price_cents) if shared.price_cents else "",
        angel_name=shared.name,
        ad_label_text=label,
        url=show.absolute(url_for("shares.come_by", code=code)),
        picture=picture,
        site_name=show.site_name(),
    )
    return send_file(BytesIO(png), mimetype="image/png", max_age=300)
