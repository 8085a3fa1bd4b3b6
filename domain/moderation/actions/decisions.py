"""What moderators decide. Each decision changes the thing, writes its line in the log, and ends the case.

Stars are never touched: a folded post's rating goes on counting.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from core import clock, text
from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action, record
from domain.moderation import policy, rules, targets
from domain.moderation.actions import log
from domain.moderation.events import CaseDecided
from domain.moderation.models import Case, ModAction, Report
from domain.moderation.targets import Target
from domain.people import actions as people
from domain.people.viewer import Viewer

SAY_WHY = N_("Say why: the author will read it.")
DECIDED_MEANWHILE = N_("This case has been decided meanwhile.")
IT_IS_GONE = N_("It has been deleted meanwhile. You can dismiss the case, or suspend its author.")
IS_NOT_FOLDED = N_("This is not folded any more.")


@action
def fold(actor: Viewer, case_id: int, *, reason_code: str, words: str, days: int = 0) -> None:
    """From now on readers see `words` instead of the thing; a product is off sale. With `days`, its author is
    suspended as well."""
    case = _open_case(actor, case_id)
    _require_reason(reason_code)
    words = _said(words)
    if case.target_type == "person":
        raise Refused(N_("A person cannot be folded, only suspended."))
    thing = targets.at_hand(case.target_type, case.target_id)
    if thing is None or not thing.is_standing or log.is_folded(thing):
        raise Refused(IT_IS_GONE)
    standing = _standing_of(case.subject_id)
    if days:
        _suspend(actor, case, days, words)
    before = _state_of(thing)
    targets.fold(actor, thing, words)
    after = _state_of(targets.at_hand(thing.kind, thing.id))
    made = _log(actor, case, "fold", reason_code, words, before, after)
    if days:
        _log(actor, case, "suspend", reason_code, words, standing, _standing_of(case.subject_id))
    _close(case, made)


@action
def suspend(actor: Viewer, case_id: int, *, reason_code: str, words: str, days: int) -> None:
    """The subject of the case may read but not write for so many days. What was reported stays as it is."""
    case = _open_case(actor, case_id)
    _require_reason(reason_code)
    words = _said(words)
    before = _standing_of(case.subject_id)
    _suspend(actor, case, days, words)
    _close(case, _log(actor, case, "suspend", reason_code, words, before, _standing_of(case.subject_id)))


@action
def dismiss(actor: Viewer, case_id: int, *, words: str = "") -> None:
    """Nothing is wrong with it. `words` stay among the moderators."""
    case = _open_case(actor, case_id)
    words = _tidied(words)
    state = _state_of(targets.at_hand(case.target_type, case.target_id))
    _close(case, _log(actor, case, "dismiss", rules.NO_BREACH, words, state, state))


@action
def restore(actor: Viewer, case_id: int, *, words: str) -> None:
    """Opens what was folded again; the author reads `words`."""
    case = _decided_case(actor, case_id)
    words = _said(words)
    thing = targets.at_hand(case.target_type, case.target_id)
    if thing is None or not log.is_folded(thing):
        raise Refused(IS_NOT_FOLDED)
    before = _state_of(thing)
    if thing.kind != "product" or log.was_on_sale(thing.id):
        targets.restore(actor, thing)
    after = _state_of(targets.at_hand(thing.kind, thing.id))
    _tell(case, _log(actor, case, "restore", rules.RECONSIDERED, words, before, after), ())


@action
def lift(actor: Viewer, case_id: int, *, words: str) -> None:
    """Ends the suspension before its time."""
    case = _decided_case(actor, case_id)
    words = _said(words)
    before = _standing_of(case.subject_id)
    try:
        people.lift_suspension(actor, case.subject_id)
    except NotFound:
        raise Refused(N_("The suspension is over already.")) from None
    after = _standing_of(case.subject_id)
    _tell(case, _log(actor, case, "lift", rules.RECONSIDERED, words, before, after), ())


def _open_case(actor: Viewer, case_id: int) -> Case:
    case = _locked(actor, case_id)
    if case.state != "open":
        raise Refused(DECIDED_MEANWHILE)
    return case


def _decided_case(actor: Viewer, case_id: int) -> Case:
    case = _locked(actor, case_id)
    if case.state != "decided":
        raise Refused(N_("Decide the case first."))
    return case


def _locked(actor: Viewer, case_id: int) -> Case:
    require(policy.can_moderate(actor))
    case = session.scalar(lock(select(Case).where(Case.id == case_id)))
    if case is None:
        raise NotFound
    require(policy.can_decide(actor, case))
    return case


def _require_reason(code: str) -> None:
    if code not in rules.REASONS:
        raise Refused(N_("Choose a reason."), field="reason_code")


def _said(words: str) -> str:
    words = _tidied(words)
    if not words:
        raise Refused(SAY_WHY, field="words")
    return words


def _tidied(words: str) -> str:
    problem = text.problem_with(words, rules.WORDS_MAX)
    if problem:
        raise Refused(problem, field="words", max=rules.WORDS_MAX)
    return text.tidy(words, one_line=True)


def _suspend(actor: Viewer, case: Case, days: int, words: str) -> None:
    if days not in rules.SUSPENSION_DAYS:
        raise Refused(N_("Choose for how long: 1, 3, 7 or 30 days."), field="days")
    try:
        people.suspend(actor, case.subject_id, reason=words, until_at=clock.now() + timedelta(days=days))
    except NotFound:
        raise Refused(N_("This account has been closed meanwhile."), field="days") from None


def _log(
    actor: Viewer,
    case: Case,
    verb: str,
    reason_code: str,
    words: str,
    before: dict[str, Any],
    after: dict[str, Any],
) -> ModAction:
    return log.append(
        case, actor_id=actor.id, verb=verb, reason_code=reason_code, reason=words, before=before, after=after
    )


def _close(case: Case, made: ModAction) -> None:
    case.state, case.decided_at = "decided", clock.now()
    session.flush()
    reporters = select(Report.reporter_id).where(Report.case_id == case.id).order_by(Report.reporter_id)
    _tell(case, made, tuple(session.scalars(reporters)))


def _tell(case: Case, made: ModAction, reporter_ids: tuple[int, ...]) -> None:
    record(
        CaseDecided(
            case_id=case.id,
            action_id=made.id,
            verb=made.verb,
            target_type=case.target_type,
            target_id=case.target_id,
            subject_id=case.subject_id,
            by_id=made.actor_id,
            reporter_ids=reporter_ids,
            reason_code=made.reason_code,
            reason=made.reason,
        )
    )


def _state_of(thing: Target | None) -> dict[str, Any]:
    """What the log keeps of a thing: its state, and of its text no more than the hash."""
    if thing is None:
        return {"state": "gone"}
    if thing.kind == "person":
        return _standing_of(thing.id)
    return {"state": thing.state, "fold_reason": thing.fold_reason, "text": rules.hash_of_text(thing.body)}


def _standing_of(user_id: int) -> dict[str, Any]:
    until_at = targets.suspended_until(user_id)
    return {"suspended_until": until_at.isoformat() if until_at else None}
