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


@dataclass(frozen=True, slots=True)
class CommissionHeld(Event):
    """It does not vest until somebody has looked, or the time for that is over."""

    review_id: int
    angel_id: int


@dataclass(frozen=True, slots=True)
class CommissionReviewed(Event):
    """`state`: released, voided, upheld or restored."""

    review_id: int
    angel_id: int
    state: str


@dataclass(frozen=True, slots=True)
class CommissionAppealed(Event):
    review_id: int
    angel_id: int
