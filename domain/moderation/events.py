"""What happens in moderation."""

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, slots=True)
class Reported(Event):
    case_id: int
    reporter_id: int


@dataclass(frozen=True, slots=True)
class CaseDecided(Event):
    """`reporter_ids` are told; `subject_id` is told when something was done to what is hers, with `reason`, the
    moderator's words. A later restore or lift of the same case has no reporters."""

    case_id: int
    action_id: int
    verb: str
    target_type: str
    target_id: int
    subject_id: int
    by_id: int
    reporter_ids: tuple[int, ...]
    reason_code: str
    reason: str
