"""Planned posts go out, each as its owner."""

from core.errors import DomainError
from domain.says import actions
from domain.viewers import viewer_of


def publish_due() -> int:
    """Publishes what is due. What is refused becomes a draft again, with the reason."""
    published = 0
    for draft_id, owner_id in actions.due_drafts():
        try:
            published += actions.publish_planned(viewer_of(owner_id), draft_id) is not None
        except DomainError as error:
            actions.note_failure(draft_id, error)
    return published
