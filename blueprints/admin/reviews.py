"""Commissions that are held: the queue, decisions, and holding by hand."""

from flask import Blueprint, url_for
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import RadioField, SelectChoice

from core.errors import NotFound, Refused
from core.i18n import N_
from domain.angels import reviews
from domain.orders.actions import signals
from domain.orders.queries import reviews as queries
from web.forms import Form, LongTextField, TextField, number_arg, required, text_arg
from web.guards import role, viewer
from web.limits import WRITING, limiter
from web.respond import done, page
from web.stepup import fresh

bp = Blueprint("admin_reviews", __name__, url_prefix="/admin")

RELEASE, VOID = "release", "void"


class VerdictForm(Form):
    verdict = RadioField(
        lazy_gettext("Decision"),
        choices=[
            SelectChoice(RELEASE, lazy_gettext("Release it: the angel keeps it")),
            SelectChoice(VOID, lazy_gettext("Take it back: the merchant has it again")),
        ],
        validators=[required()],
    )
    reason = LongTextField(
        lazy_gettext("Reason, which the angel reads"), max_chars=reviews.MAX_WORDS, validators=[required()]
    )


class HoldForm(Form):
    number = TextField(lazy_gettext("Number of the order"), max_chars=20, validators=[required()])
    reason = LongTextField(
        lazy_gettext("Reason, which the angel reads"), max_chars=reviews.MAX_WORDS, validators=[required()]
    )


@bp.get("/holds")
@role("operator")
def listed() -> Response:
    return _page(HoldForm(formdata=None))


@bp.post("/holds")
@role("operator")
@limiter.limit(WRITING)
@fresh
def hold() -> Response:
    form = HoldForm()
    if form.validate_on_submit():
        try:
            signals.hold_order(viewer(), form.number.data or "", reason=form.reason.data or "")
            return done(url_for(".listed"), message=N_("Held. The angel reads your reason."))
        except NotFound:
            form.refuse(Refused(N_("There is no order with this number."), field="number"))
        except Refused as refused:
            form.refuse(refused)
    return _page(form, 422)


@bp.get("/holds/<id:review_id>")
@role("operator")
def show(review_id: int) -> Response:
    return _one(review_id, VerdictForm(formdata=None))


@bp.post("/holds/<id:review_id>/decision")
@role("operator")
@limiter.limit(WRITING)
@fresh
def decide(review_id: int) -> Response:
    form = VerdictForm()
    if form.validate_on_submit():
        try:
            reviews.decide(
                viewer(), review_id, release=form.verdict.data == RELEASE, reason=form.reason.data or ""
            )
            return done(url_for(".listed"), message=N_("Decided. The angel reads your reason."))
        except Refused as refused:
            form.refuse(refused)
    return _one(review_id, form, 422)


def _page(form: HoldForm, status: int = 200) -> Response:
    tab, after = text_arg("tab") or queries.WAITING, number_arg("after")
    if tab not in (queries.WAITING, queries.DECIDED):
        raise NotFound
    return page(
        "admin/reviews.html",
        part="admin/_reviews.html" if after else None,
        status=status,
        cases=queries.review_cases(viewer(), tab=tab, after=after),
        chosen=tab,
        form=form,
    )


def _one(review_id: int, form: VerdictForm, status: int = 200) -> Response:
    case = queries.review_case(viewer(), review_id)
    if case is None:
        raise NotFound
    return page("admin/review.html", status=status, case=case, form=form)
