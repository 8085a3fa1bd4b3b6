"""The author of a review says how it is after a week, a month, half a year."""

from flask import Blueprint, url_for
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from core.errors import Refused
from core.i18n import N_
from domain.says import actions, queries, rules
from web.forms import Form, LongTextField, WholeNumberField, number_arg
from web.guards import viewer
from web.limits import WRITING, limiter
from web.respond import done, page

bp = Blueprint("follow_ups", __name__, url_prefix="/says/<id:post_id>/follow-up")


class FollowUpForm(Form):
    days = WholeNumberField(lazy_gettext("After"))
    body = LongTextField(lazy_gettext("How is it now?"), max_chars=rules.COMMENT_MAX)


@bp.get("")
def write(post_id: int) -> Response:
    return _page(post_id, FollowUpForm(formdata=None, days=number_arg("days")))


@bp.post("")
@limiter.limit(WRITING)
def add(post_id: int) -> Response:
    form = FollowUpForm()
    if form.validate():
        try:
            actions.follow_up(viewer(), post_id, days=form.days.data or 0, body=form.body.data)
            return done(_place(post_id), message=N_("Added to your review."))
        except Refused as refusal:
            form.refuse(refusal)
    return _page(post_id, form, status=422)


@bp.post("/delete")
@limiter.limit(WRITING)
def delete(post_id: int) -> Response:
    form = FollowUpForm()
    actions.delete_follow_up(viewer(), post_id, days=form.days.data or 0)
    return done(_place(post_id), message=N_("What you added is deleted."))


def _page(post_id: int, form: FollowUpForm, status: int = 200) -> Response:
    question = queries.follow_up_question(viewer(), post_id)
    if form.days.data is None and question.open_days:
        form.days.data = question.open_days[-1]
    return page("says/follow_up.html", status=status, question=question, form=form)


def _place(post_id: int) -> str:
    return url_for("says.show", post_id=post_id) + f"#post-{post_id}"
