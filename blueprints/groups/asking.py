"""Whether one wants to be asked about what one bought: the switch, and the invitation to turn it on."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from core.errors import NotFound
from core.i18n import N_
from domain.groups import actions, queries
from web.guards import viewer
from web.limits import WRITING, limiter
from web.respond import back, done

bp = Blueprint("asking", __name__)


@bp.app_template_global("asking_choice")
def asking_choice() -> bool | None:
    """What the viewer has said, None for nothing: one query, on the pages where it stands."""
    return queries.asking_choice(viewer())


@bp.post("/settings/asking")
@limiter.limit(WRITING)
def choose() -> Response:
    willing = request.form.get("willing")
    if willing not in ("0", "1"):
        raise NotFound
    actions.choose_asking(viewer(), willing == "1")
    return done(
        back("notice_settings.show"),
        message=N_("You may be asked about what you bought, twice a week at most.")
        if willing == "1"
        else N_("You are not asked about what you bought."),
    )
