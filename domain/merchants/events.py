"""What happens to merchants."""

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, slots=True)
class MerchantApplied(Event):
    merchant_id: int
    owner_id: int


@dataclass(frozen=True, slots=True)
class MerchantDecided(Event):
    """`verdict`: verified, refused, suspended, needs_more or rechecked; `by_id` is 0 for the clock."""

    merchant_id: int
    owner_id: int
    verdict: str
    by_id: int


@dataclass(frozen=True, slots=True)
class StaffChanged(Event):
    merchant_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class StaffMoved(Event):
    """A line was written into the history of a shop's people. `user_id` is 0 for a link; `kind` as in StaffStep."""

    step_id: int
    merchant_id: int
    kind: str
    user_id: int
    role: str
    by_id: int


@dataclass(frozen=True, slots=True)
class PapersDue(Event):
    """The papers of a shop are to be looked at again at `due_at` (ISO, UTC), or were."""

    merchant_id: int
    due_at: str


@dataclass(frozen=True, slots=True)
class FeeMoved(Event):
    """What the site takes of a shop's sales: a version was announced, applied or withdrawn."""

    merchant_id: int
    number: int
    state: str
