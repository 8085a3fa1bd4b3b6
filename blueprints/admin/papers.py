"""The operators' side of a shop's papers: opening them, which is written down, judging each, asking for more, talking,
and looking at them again."""

from collections.abc import Callable

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from blueprints.admin.views import merchant_page
from blueprints.merchant.papers import served
from core.errors import Refused
from core.i18n import N_
from domain.merchants import papers
from web.guards import role, viewer
from web.limits import WRITING, limiter
from web.respond import done

bp = Blueprint("admin_papers", __name__, url_prefix="/admin")


@bp.post("/documents/<id:document_id>/views")
@role("operator")
@limiter.limit(WRITING)
def open_document(document_id: int) -> Response:
    """Gives out the file. A form and no link, because it writes down who opened it."""
    return served(papers.open_document(viewer(), document_id))


@bp.post("/documents/<id:document_id>/decision")
@role("operator")
@limiter.limit(WRITING)
def judge(document_id: int) -> Response:
    says, reason = request.form.get("do"), request.form.get("reason", "")
    merchant_id = papers.shop_of(viewer(), document_id)

    def decide() -> None:
        if says not in ("accept", "refuse"):
            raise Refused(N_("Please choose one of the two."))
        papers.judge(viewer(), document_id, accepts=says == "accept", reason=reason)

    return _attempt(merchant_id, decide, N_("Kept. The owner sees it."))


@bp.post("/merchants/<id:merchant_id>/words")
@role("operator")
@limiter.limit(WRITING)
def say(merchant_id: int) -> Response:
    """`do` = more: the owner is asked for more, and told; otherwise a word in the talk."""
    words = request.form.get("words", "")
    if request.form.get("do") == "more":
        return _attempt(
            merchant_id,
            lambda: papers.ask_for_more(viewer(), merchant_id, words=words),
            N_("The owner is asked for more."),
        )
    return _attempt(
        merchant_id, lambda: papers.say_as_platform(viewer(), merchant_id, words=words), N_("Sent.")
    )


@bp.post("/merchants/<id:merchant_id>/reviews")
@role("operator")
@limiter.limit(WRITING)
def confirm_again(merchant_id: int) -> Response:
    return _attempt(
        merchant_id,
        lambda: papers.confirm_again(viewer(), merchant_id),
        N_("The papers are good for 180 days more."),
    )


def _attempt(merchant_id: int, verb: Callable[[], object], message: str) -> Response:
    """Does it, or shows the shop's page with what is wrong and what was typed."""
    try:
        verb()
    except Refused as refusal:
        flash(gettext(refusal.text, **refusal.values), "danger")
        return merchant_page(
            merchant_id, 422, typed=request.form.get("words") or request.form.get("reason", "")
        )
    return done(url_for("admin.merchant", merchant_id=merchant_id, _anchor="papers"), message=message)
