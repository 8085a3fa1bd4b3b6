"""What moderators decide about merchants' requests to fold: it stays folded by their own decision and reason, or it
opens again. Both stand in the log."""

from dataclasses import dataclass

from sqlalchemy import select

from core import text
from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action
from domain.groups.actions.fold_requests import end_request
from domain.groups.models import FoldRequest
from domain.moderation import policy, rules, targets
from domain.moderation.actions import log
from domain.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class _About:
    """What a line of the log is about that no report began."""

    id: None
    target_type: str
    target_id: int
    subject_id: int


@action
def decide_fold_request(
    actor: Viewer, request_id: int, *, confirms: bool, reason_code: str = "", words: str = ""
) -> None:
    """Confirmed with a reason and words for the author, or refused. Nobody decides about her own words, or about what
    her own shop asked."""
    require(policy.can_moderate(actor))
    request = session.scalar(lock(select(FoldRequest).where(FoldRequest.id == request_id)))
    if request is None:
        raise NotFound
    require(policy.can_decide_fold_request(actor, request.author_id, request.merchant_id))
    if request.state != "open":
        raise Refused(N_("This has been decided meanwhile."))
    if confirms and reason_code not in rules.REASONS:
        raise Refused(N_("Choose a reason."), field="reason_code")
    words = _tidied(words)
    if confirms and not words:
        raise Refused(N_("Say why: the author will read it."), field="words")
    before = _state(request)
    ended = end_request(request, "confirmed" if confirms else "refused", by_id=actor.id, words=words)
    if ended == "gone":
        return
    log.append(
        _About(None, request.target_type, request.target_id, request.author_id),
        actor_id=actor.id,
        verb="fold" if confirms else "restore",
        reason_code=reason_code if confirms else rules.NO_BREACH,
        reason=words,
        before=before,
        after=_state(request),
    )


def _tidied(words: str) -> str:
    problem = text.problem_with(words, rules.WORDS_MAX)
    if problem:
        raise Refused(problem, field="words", max=rules.WORDS_MAX)
    return text.tidy(words, one_line=True)


def _state(request: FoldRequest) -> dict[str, str]:
    thing = targets.at_hand(request.target_type, request.target_id)
    if thing is None:
        return {"state": "gone"}
    return {"state": thing.state, "fold_reason": thing.fold_reason, "text": rules.hash_of_text(thing.body)}
