"""Less of this: what a reader can do about a post that she does not want, and the page of all that she has muted."""

from flask import Blueprint, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from core.errors import Refused
from core.i18n import N_
from domain.people import queries as people
from domain.says import actions, queries, rules
from web.forms import Form, TextField, required
from web.guards import viewer
from web.limits import WRITING, limiter
from web.respond import done, page

bp = Blueprint("muted", __name__)


class WordForm(Form):
    word = TextField(_l("A word or a few"), max_chars=rules.MUTED_WORD_MAX, validators=[required()])


@bp.get("/says/<id:post_id>/mute")
def choose(post_id: int) -> Response:
    post = queries.post(viewer(), post_id)
    return page("says/mute.html", post=post, form=WordForm(formdata=None))


@bp.get("/settings/muted")
def index() -> Response:
    return _index(WordForm(formdata=None))


def _index(form: WordForm, status: int = 200) -> Response:
    return page(
        "people/muted.html",
        status=status,
        form=form,
        people=people.muted_people(viewer()),
        hidden=people.hidden_from(viewer()),
        products=queries.product_mutes(viewer()),
        words=queries.word_mutes(viewer()),
    )


@bp.post("/settings/muted/words")
@limiter.limit(WRITING)
def mute_word() -> Response:
    form = WordForm()
    if form.validate():
        try:
            actions.mute_word(viewer(), form.word.data or "")
            return done(url_for(".index"), message=N_("Your feed shows no post with it any more."))
        except Refused as refusal:
            form.refuse(refusal)
    return _index(form, 422)


@bp.post("/settings/muted/words/<id:word_id>/delete")
@limiter.limit(WRITING)
def unmute_word(word_id: int) -> Response:
    actions.unmute_word(viewer(), word_id)
    return done(url_for(".index"), message=N_("Muted no more."))


@bp.post("/products/<id:product_id>/mute")
@limiter.limit(WRITING)
def mute_product(product_id: int) -> Response:
    actions.mute_product(viewer(), product_id)
    return done(url_for(".index"), message=N_("Your feed shows no more of it."))


@bp.post("/products/<id:product_id>/mute/delete")
@limiter.limit(WRITING)
def unmute_product(product_id: int) -> Response:
    actions.unmute_product(viewer(), product_id)
    return done(url_for(".index"), message=N_("Muted no more."))
