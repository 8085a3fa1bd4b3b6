"""Passing on what others say."""

from flask import Blueprint
from werkzeug.wrappers import Response

from core.i18n import N_
from domain.says import actions, queries
from web.forms import Form, WholeNumberField
from web.guards import viewer
from web.limits import WRITING, limiter
from web.respond import back, done

bp = Blueprint("passing", __name__)


class PassOnForm(Form):
    """`card`: the post that showed the button, which may be one that passes the post on."""

    card = WholeNumberField()


@bp.post("/says/<id:post_id>/pass-on")
@limiter.limit(WRITING)
def pass_on(post_id: int) -> Response:
    form = PassOnForm()
    form.validate()
    is_on = actions.pass_on(viewer(), post_id)
    met_at = back("says.show", post_id=post_id)
    return done(
        f"{met_at}#post-{post_id}",
        part="says/_pass_on.html",
        message=N_("Passed on to those who read you.") if is_on else N_("No longer passed on."),
        card=form.card.data or post_id,
        passing=queries.passing(viewer(), post_id),
    )
