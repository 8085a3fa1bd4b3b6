"""The moderators' queue and history, and the log that everybody may read."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from blueprints.moderation.forms import SHORT_REASONS, DecisionForm
from blueprints.moderation.places import place_of
from core import clock
from core.errors import Refused
from core.i18n import N_
from domain.groups.queries.fold_requests import fold_numbers, open_fold_requests
from domain.moderation import actions, queries
from domain.moderation.queries.modlog import MONTH
from web.forms import number_arg
from web.guards import cacheable, role, viewer
from web.limits import WRITING, limiter
from web.respond import done, page

bp = Blueprint("moderation", __name__)

DONE = {
    "fold": N_("Folded. The author reads your words, and the reporters are told."),
    "suspend": N_("Suspended. The person reads your words, and the reporters are told."),
    "dismiss": N_("Dismissed. The reporters are told."),
    "restore": N_("It is open again. The author reads your words."),
    "lift": N_("The suspension has ended."),
}


@bp.get("/moderation")
@role("moderator")
def queue() -> Response:
    after = number_arg("after")
    return page(
        "moderation/queue.html",
        part="moderation/_cases.html" if after else None,
        cases=queries.queue(viewer(), after=after),
        form=DecisionForm(formdata=None),
        form_of=None,
        fold_requests=[] if after else open_fold_requests(viewer()),
        fold_form=DecisionForm(formdata=None),
        fold_form_of=0,
        **_WORDS,
    )


@bp.get("/moderation/history")
@role("moderator")
def history() -> Response:
    before = number_arg("before")
    return page(
        "moderation/history.html",
        part="moderation/_history.html" if before else None,
        lines=queries.history(viewer(), before=before),
        **_WORDS,
    )


@bp.get("/moderation/cases/<id:case_id>")
@role("moderator")
def case(case_id: int) -> Response:
    return _case(case_id, DecisionForm(formdata=None))


def _case(case_id: int, form: DecisionForm, status: int = 200) -> Response:
    return page(
        "moderation/case.html",
        part="moderation/_case.html",
        status=status,
        case=queries.case(viewer(), case_id),
        form=form,
        form_of=case_id,
        **_WORDS,
    )


@bp.post("/moderation/cases/<id:case_id>/decision")
@role("moderator")
@limiter.limit(WRITING)
def decide(case_id: int) -> Response:
    form = DecisionForm()
    verb = form.verb.data or ""
    queries.case(viewer(), case_id)
    if form.validate():
        try:
            _decided(case_id, verb, form)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return done(
                url_for(".queue")
                if verb in ("fold", "suspend", "dismiss")
                else url_for(".case", case_id=case_id),
                part="moderation/_case.html",
                message=DONE[verb],
                case=queries.case(viewer(), case_id),
                form=DecisionForm(formdata=None),
                form_of=None,
                **_WORDS,
            )
    return _case(case_id, form, 422)


def _decided(case_id: int, verb: str, form: DecisionForm) -> None:
    words, code, days = form.words.data or "", form.reason_code.data or "", form.days.data or 0
    deeds: dict[str, Callable[[], None]] = {
        "fold": lambda: actions.fold(viewer(), case_id, reason_code=code, words=words, days=days),
        "suspend": lambda: actions.suspend(viewer(), case_id, reason_code=code, words=words, days=days),
        "dismiss": lambda: actions.dismiss(viewer(), case_id, words=words),
        "restore": lambda: actions.restore(viewer(), case_id, words=words),
        "lift": lambda: actions.lift(viewer(), case_id, words=words),
    }
    if verb not in deeds:
        raise Refused(N_("Say what you decide."), field="verb")
    deeds[verb]()


@bp.get("/modlog")
@cacheable
def log() -> Response:
    before = number_arg("before")
    return page(
        "moderation/log.html",
        part="moderation/_log.html" if before else None,
        lines=queries.public_log(viewer(), before=before),
        month=queries.last_month(viewer()),
        reasons=SHORT_REASONS,
        folds=fold_numbers(clock.now() - MONTH),
    )


_WORDS: dict[str, Any] = {"reasons": SHORT_REASONS, "place_of": place_of}
