"""What happens in moderation."""

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, slots=True)
class Reported(Event):
    case_id: int
    reporter_id: int


@dataclass(frozen=True, slots=True)
class CaseDecided(Event):
    """`reporter_ids` are told; `subject_id` is told when something was done."""

    case_id: int
    action_id: int
    verb: str
    subject_id: int
    reporter_ids: tuple[int, ...]
