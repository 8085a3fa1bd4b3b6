"""News of what merchants asked to fold: to whose words they are, and to who asked. Moderators are not named."""

from core.db import session
from domain.groups.events import FoldAsked, FoldEnded
from domain.groups.models import FoldRequest
from domain.notices.actions import tell
from domain.notices.news.moderation import place_of


def asked(fact: FoldAsked) -> None:
    request = session.get_one(FoldRequest, fact.request_id)
    tell(
        [request.author_id],
        kind="folded",
        target=(request.target_type, request.target_id),
        at=request.asked_at,
        facts={"reason": request.reason, "by": "merchant", **_place(request)},
    )


def ended(fact: FoldEnded) -> None:
    request = session.get_one(FoldRequest, fact.request_id)
    at = request.decided_at or request.asked_at
    tell(
        {request.author_id} - {fact.by_id},
        kind="folded" if fact.state == "confirmed" else "restored",
        target=(request.target_type, request.target_id),
        at=at,
        facts={"reason": fact.words, "by": "moderator", **_place(request)},
    )
    tell(
        {request.asked_by_id} - {fact.by_id},
        kind="fold_request",
        target=("fold_request", request.id),
        at=at,
        facts={"state": fact.state, "reason": fact.words},
    )


def _place(request: FoldRequest) -> dict[str, object]:
    return place_of(request.target_type, request.target_id)
