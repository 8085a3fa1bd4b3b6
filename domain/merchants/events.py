"""What happens to merchants."""

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, slots=True)
class MerchantApplied(Event):
    merchant_id: int
    owner_id: int


@dataclass(frozen=True, slots=True)
class MerchantDecided(Event):
    """`verdict`: verified, refused or suspended."""

    merchant_id: int
    owner_id: int
    verdict: str
    by_id: int


@dataclass(frozen=True, slots=True)
class StaffChanged(Event):
    merchant_id: int
    user_id: int
