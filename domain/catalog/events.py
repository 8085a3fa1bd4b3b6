"""What happens in the catalogue."""

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, slots=True)
class ProductPublished(Event):
    """A product was put on sale for the first time or again."""

    product_id: int
    merchant_id: int


@dataclass(frozen=True, slots=True)
class ProductChanged(Event):
    """Title, description, pictures, price, stock by hand or state."""

    product_id: int


@dataclass(frozen=True, slots=True)
class RateChanged(Event):
    product_id: int
    old_bps: int
    new_bps: int


@dataclass(frozen=True, slots=True)
class ImportGoesOn(Event):
    """Rows of a file wait to be looked at or done. `digits`: of the currency."""

    import_id: int
    by_id: int
    digits: int
