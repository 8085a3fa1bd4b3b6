"""/settings/notices: what is mailed, when, and what one watches."""

from flask import Blueprint, current_app, request, url_for
from werkzeug.wrappers import Response

from blueprints.notices.forms import LEVELS, DeliveryForm
from core.errors import Refused
from core.i18n import N_
from domain.notices import actions, queries
from domain.notices.queries import DeliveryView
from web.guards import viewer
from web.limits import WRITING, limiter
from web.respond import done, page

bp = Blueprint("notice_settings", __name__)


@bp.get("/settings/notices")
def show() -> Response:
    before = request.args.get("before", "")[:40]
    delivery = queries.delivery(viewer())
    return _page(delivery, _form_of(delivery), before)


@bp.post("/settings/notices")
@limiter.limit(WRITING)
def choose() -> Response:
    form = DeliveryForm()
    if not form.validate():
        return _page(queries.delivery(viewer()), form, status=422)
    quiet = (int(form.quiet_from.data), int(form.quiet_to.data)) if form.is_quiet.data else (0, 0)
    try:
        actions.choose_delivery(
            viewer(),
            by_mail=form.by_mail.data,
            digest=form.digest.data,
            quiet_from=quiet[0],
            quiet_to=quiet[1],
        )
    except Refused as refusal:
        form.refuse(refusal)
        return _page(queries.delivery(viewer()), form, status=422)
    return done(url_for("notice_settings.show"), message=N_("Saved."))


def _form_of(delivery: DeliveryView) -> DeliveryForm:
    is_quiet = delivery.quiet_from != delivery.quiet_to
    hours = {"quiet_from": str(delivery.quiet_from), "quiet_to": str(delivery.quiet_to)} if is_quiet else {}
    return DeliveryForm(
        formdata=None,
        data={"by_mail": delivery.by_mail, "digest": delivery.digest, "is_quiet": is_quiet} | hours,
    )


def _page(delivery: DeliveryView, form: DeliveryForm, before: str = "", status: int = 200) -> Response:
    return page(
        "notices/settings.html",
        part="notices/_watched.html" if before else None,
        status=status,
        delivery=delivery,
        form=form,
        watched=queries.watched_by(viewer(), before=before),
        levels=LEVELS,
        is_first=not before,
        push_key=current_app.extensions["pusher"].public_key,
    )
