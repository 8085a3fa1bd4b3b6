"""What a merchant may ask of words in her own groups: to fold them, for a reason that everybody reads. They are folded
at once and open again by themselves after two days, unless a moderator decides before."""

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from core import clock, text
from core.db import lock, session
from core.errors import NotFound, Refused, Throttled
from core.i18n import N_
from core.policy import require
from core.unit import action, record
from domain.catalog.models import Product
from domain.groups import rules
from domain.groups.events import FoldAsked, FoldEnded, QuestionChanged
from domain.groups.models import Answer, FoldRequest, Message, Question
from domain.merchants.models import Merchant, MerchantStaff
from domain.merchants.policy import can_support
from domain.people.viewer import Viewer

KINDS: dict[str, Any] = {"question": Question, "answer": Answer, "message": Message}

_ASKED_BEFORE = {
    "open": N_("The shop has asked this already. It is folded until a moderator has looked."),
    "refused": N_("A moderator has refused this. It cannot be asked again."),
    "lapsed": N_("The shop has asked this once already."),
    "confirmed": N_("The shop has asked this once already."),
    "gone": N_("The shop has asked this once already."),
}


@action
def ask_to_fold(actor: Viewer, kind: str, thing_id: int, *, reason: str) -> int:
    """Folds it for 48 hours, with the reason in its place. Returns the request's id. Raises Throttled after five in
    seven days."""
    thing = _locked(kind, thing_id)
    product = session.get_one(Product, product_id_of(thing))
    require(can_support(actor, product.merchant_id))
    reason = _said(reason)
    # The shop's row stands for "its requests": two at once wait for each other here.
    session.execute(lock(select(Merchant.id).where(Merchant.id == product.merchant_id)))
    before = session.scalar(
        select(FoldRequest.state).where(FoldRequest.target_type == kind, FoldRequest.target_id == thing_id)
    )
    if before is not None:
        raise Refused(_ASKED_BEFORE[before])
    if thing.state != "visible":
        raise Refused(N_("It is folded already."))
    if session.get(MerchantStaff, (product.merchant_id, thing.author_id)) is not None:
        raise Refused(N_("These are words of the shop itself: whoever wrote them can delete them."))
    _check_week(product.merchant_id)
    at = clock.now()
    request = FoldRequest(
        target_type=kind,
        target_id=thing_id,
        product_id=product.id,
        merchant_id=product.merchant_id,
        author_id=thing.author_id,
        asked_by_id=actor.id,
        reason=reason,
        asked_at=at,
        until_at=at + rules.FOLDED_FOR,
    )
    session.add(request)
    thing.state, thing.fold_reason = "folded", rules.MERCHANT_ASKED + reason
    session.flush()
    record(FoldAsked(request.id))
    _changed(thing)
    return request.id


def end_request(request: FoldRequest, state: str, *, by_id: int | None, words: str = "") -> str:
    """Inside an action of the room that decides: confirmed (it stays folded, with the moderator's words), refused or
    lapsed (it opens). Returns what became of it: `gone` when its author has deleted it, or a moderator folded it
    otherwise, meanwhile."""
    thing: Any = session.scalar(
        lock(select(KINDS[request.target_type]).where(KINDS[request.target_type].id == request.target_id))
    )
    is_ours = (
        thing is not None and thing.state == "folded" and thing.fold_reason.startswith(rules.MERCHANT_ASKED)
    )
    request.state = state if is_ours else "gone"
    request.decided_by_id, request.decided_at = by_id, clock.now()
    if is_ours and state == "confirmed":
        thing.fold_reason = words
    elif is_ours:
        thing.state, thing.fold_reason = "visible", ""
    session.flush()
    if is_ours:
        record(FoldEnded(request.id, request.state, by_id or 0, words))
        _changed(thing)
    return request.state


@action
def lapse_fold_requests(limit: int = 100) -> int:
    """Opens what no moderator has looked at in two days."""
    due = session.scalars(
        lock(
            select(FoldRequest)
            .where(FoldRequest.state == "open", FoldRequest.until_at <= clock.now())
            .order_by(FoldRequest.id)
            .limit(limit)
        )
    ).all()
    for request in due:
        end_request(request, "lapsed", by_id=None)
    return len(due)


def product_id_of(thing: Any) -> int:
    if isinstance(thing, Answer):
        return session.get_one(Question, thing.question_id).product_id
    return int(thing.product_id)


def _locked(kind: str, thing_id: int) -> Any:
    thing = None
    if kind in KINDS:
        thing = session.scalar(lock(select(KINDS[kind]).where(KINDS[kind].id == thing_id)))
    if thing is None or thing.state == "deleted":
        raise NotFound
    return thing


def _said(reason: str) -> str:
    problem = text.problem_with(reason, rules.FOLD_REASON_MAX)
    if problem:
        raise Refused(problem, field="reason", max=rules.FOLD_REASON_MAX)
    tidied = text.tidy(reason, one_line=True)
    if not tidied:
        raise Refused(N_("Say why: everybody reads it in the place of the words."), field="reason")
    return tidied


def _check_week(merchant_id: int) -> None:
    since = clock.now() - timedelta(days=7)
    asked = session.execute(
        select(func.count(), func.min(FoldRequest.asked_at)).where(
            FoldRequest.merchant_id == merchant_id, FoldRequest.asked_at > since
        )
    ).one()
    if asked[0] >= rules.FOLDS_A_WEEK:
        wait = asked[1] + timedelta(days=7) - clock.now()
        raise Throttled(
            N_("A shop may ask this %(many)s times in seven days."),
            retry_after=max(int(wait.total_seconds()), 1),
            many=rules.FOLDS_A_WEEK,
        )


def _changed(thing: Any) -> None:
    """For the search index."""
    if isinstance(thing, Question):
        record(QuestionChanged(thing.id))
    elif isinstance(thing, Answer):
        record(QuestionChanged(thing.question_id))
