"""What happens to withdrawals."""

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, slots=True)
class PayoutRequested(Event):
    payout_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class PayoutDecided(Event):
    """`state`: paid, rejected or cancelled."""

    payout_id: int
    user_id: int
    state: str
