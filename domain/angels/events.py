"""What happens to endorsements and commissions."""

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, slots=True)
class Endorsed(Event):
    user_id: int
    product_id: int


@dataclass(frozen=True, slots=True)
class EndorsementEnded(Event):
    user_id: int
    product_id: int


@dataclass(frozen=True, slots=True)
class SaleCredited(Event):
    """A paid order line credits an angel."""

    commission_id: int
    angel_id: int
    product_id: int
    amount_cents: int


@dataclass(frozen=True, slots=True)
class CommissionVested(Event):
    commission_id: int
    angel_id: int
    amount_cents: int
