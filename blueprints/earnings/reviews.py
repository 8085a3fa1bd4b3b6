"""A commission that is held: why, what was decided, the angel's own words and her appeal."""

from flask import Blueprint, url_for
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from core.errors import NotFound, Refused
from core.i18n import N_
from domain.angels import reviews
from domain.angels.review_queries import review_of
from web.forms import Form, LongTextField, required
from web.guards import viewer
from web.limits import ASKING, limiter
from web.respond import done, page

bp = Blueprint("held", __name__)


class WordsForm(Form):
    words = LongTextField(lazy_gettext("Your words"), max_chars=reviews.MAX_WORDS, validators=[required()])


@bp.get("/earnings/holds/<id:review_id>")
def show(review_id: int) -> Response:
    return _page(review_id, WordsForm(formdata=None))


@bp.post("/earnings/holds/<id:review_id>/words")
@limiter.limit(ASKING)
def speak(review_id: int) -> Response:
    """While it is held: read by whoever decides."""
    form = WordsForm()
    if form.validate_on_submit():
        try:
            reviews.speak(viewer(), review_id, words=form.words.data or "")
            return done(url_for(".show", review_id=review_id), message=N_("Kept. Whoever decides reads it."))
        except Refused as refused:
            form.refuse(refused)
    return _page(review_id, form, 422)


@bp.post("/earnings/holds/<id:review_id>/appeal")
@limiter.limit(ASKING)
def appeal(review_id: int) -> Response:
    form = WordsForm()
    if form.validate_on_submit():
        try:
            reviews.appeal(viewer(), review_id, words=form.words.data or "")
            return done(url_for(".show", review_id=review_id), message=N_("Your appeal is sent."))
        except Refused as refused:
            form.refuse(refused)
    return _page(review_id, form, 422)


def _page(review_id: int, form: WordsForm, status: int = 200) -> Response:
    review = review_of(viewer(), review_id)
    if review is None:
        raise NotFound
    return page("earnings/held.html", status=status, review=review, form=form)
