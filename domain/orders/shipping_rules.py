"""What sending costs, pure. Of all lines of an order that are sent by the same template the fee is taken once, their
weights added up and their goods counted together; an order's fee is the sum over its templates. Free from an amount
looks at the goods before any discount: a discount takes nothing away."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.orders.regions import lies_in

# No fee of a template is higher, whatever the weight, so that every sum fits its column.
MAX_FEE_CENTS = 10**7

PARCEL, PICKUP, DIGITAL = "parcel", "pickup", "digital"


@dataclass(frozen=True, slots=True)
class Zone:
    """What differs in these regions. Where nothing is sent the fees mean nothing."""

    regions: tuple[str, ...]
    is_sent: bool
    fee_cents: int
    step_cents: int = 0


@dataclass(frozen=True, slots=True)
class Template:
    """How something is sent; see ShippingTemplate. `id` 0 and no name: the shop's terms of sale."""

    id: int
    name: str
    kind: str
    fee_cents: int
    first_grams: int = 0
    step_grams: int = 0
    step_cents: int = 0
    free_from_cents: int | None = None
    sends_elsewhere: bool = True
    words: str = ""
    zones: tuple[Zone, ...] = ()

    @property
    def delivery(self) -> str:
        """parcel, pickup or digital."""
        return self.kind if self.kind in (PICKUP, DIGITAL) else PARCEL

    @property
    def depends_on_region(self) -> bool:
        return self.delivery == PARCEL and (bool(self.zones) or not self.sends_elsewhere)


@dataclass(frozen=True, slots=True)
class Piece:
    """A line as far as sending it matters."""

    template: Template
    gross_cents: int
    grams: int


@dataclass(frozen=True, slots=True)
class Part:
    """What one template asks of an order. Without a fee: nothing is sent there."""

    template: Template
    goods_cents: int
    grams: int
    fee_cents: int | None

    @property
    def missing_for_free(self) -> int:
        """How much more makes it free; 0 when it is free or never is."""
        limit = self.template.free_from_cents
        return max(limit - self.goods_cents, 0) if limit is not None and self.fee_cents else 0


@dataclass(frozen=True, slots=True)
class Shipping:
    parts: Sequence[Part] = ()

    @property
    def fee_cents(self) -> int:
        return sum(part.fee_cents or 0 for part in self.parts)

    @property
    def unsent(self) -> frozenset[int]:
        """Ids of the templates that send nothing there."""
        return frozenset(part.template.id for part in self.parts if part.fee_cents is None)

    @property
    def depends_on_region(self) -> bool:
        return any(part.template.depends_on_region for part in self.parts)


def shipping(pieces: Sequence[Piece], region: str) -> Shipping:
    """What an order of these pieces costs to send to a region; an empty one is not known yet."""
    templates = {piece.template.id: piece.template for piece in pieces}
    return Shipping(
        [
            _part(template, [piece for piece in pieces if piece.template.id == template.id], region)
            for template in templates.values()
        ]
    )


def _part(template: Template, pieces: Sequence[Piece], region: str) -> Part:
    goods = sum(piece.gross_cents for piece in pieces)
    grams = sum(piece.grams for piece in pieces)
    return Part(template, goods, grams, fee(template, goods_cents=goods, grams=grams, region=region))


def fee(template: Template, *, goods_cents: int, grams: int, region: str) -> int | None:
    """What a template asks, or None where it sends nothing. While the region is not known, what it asks where no
    zone says otherwise."""
    if template.delivery != PARCEL:
        return 0
    zone = zone_for(template, region)
    if zone is None:
        return None
    if template.free_from_cents is not None and goods_cents >= template.free_from_cents:
        return 0
    steps = 0
    if template.kind == "weight":
        # Each begun step counts: rounded up.
        steps = -(-max(grams - template.first_grams, 0) // template.step_grams)
    return min(zone.fee_cents + steps * zone.step_cents, MAX_FEE_CENTS)


def zone_for(template: Template, region: str) -> Zone | None:
    """The first zone that names the region, or the rest of the world; None where nothing is sent."""
    rest = Zone((), True, template.fee_cents, template.step_cents)
    named = next((zone for zone in template.zones if lies_in(region, zone.regions)), None)
    if named is not None:
        return named if named.is_sent else None
    if template.sends_elsewhere:
        return rest
    return None if region.strip() else next((zone for zone in template.zones if zone.is_sent), rest)
