"""What the tax office wants to know of those who earn: their profiles, and what each was paid in a year."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select

from adapters import sealing
from core.db import session
from core.policy import require
from domain.ledger import policy
from domain.ledger.models import Payout, TaxProfile
from domain.people.models import User
from domain.people.viewer import Viewer

PURPOSE = "tax id"


@dataclass(frozen=True, slots=True)
class OwnTaxProfile:
    """`masked`: the number, all but its end."""

    country: str
    kind: str
    legal_name: str
    masked: str
    changed_at: datetime


def own_profile(viewer: Viewer) -> OwnTaxProfile | None:
    found = session.get(TaxProfile, viewer.id)
    if found is None:
        return None
    return OwnTaxProfile(
        found.country, found.kind, found.legal_name, f"•••• {found.id_hint}".rstrip(), found.changed_at
    )


@dataclass(frozen=True, slots=True)
class YearRow:
    """What somebody was paid in a year: `paid_cents` left her account, of which the site kept fee and tax."""

    handle: str
    display_name: str
    country: str
    kind: str
    legal_name: str
    id_number: str
    currency: str
    payouts: int
    paid_cents: int
    fee_cents: int
    withheld_cents: int

    @property
    def arrived_cents(self) -> int:
        return self.paid_cents - self.fee_cents - self.withheld_cents


def year(viewer: Viewer, number: int, *, secret: str) -> Iterator[YearRow]:
    """Every angel who was paid in the year (UTC, by the day of arrival), by handle. An identity number that was sealed
    with another key is given as "?"."""
    require(policy.can_manage(viewer))
    first, after = datetime(number, 1, 1, tzinfo=UTC), datetime(number + 1, 1, 1, tzinfo=UTC)
    rows = session.execute(
        select(
            User.handle,
            User.display_name,
            TaxProfile.country,
            TaxProfile.kind,
            TaxProfile.legal_name,
            TaxProfile.id_number_sealed,
            Payout.currency,
            func.count(),
            func.sum(Payout.amount_cents),
            func.sum(Payout.fee_cents),
            func.sum(Payout.withheld_cents),
        )
        .join(User, User.id == Payout.user_id)
        .outerjoin(TaxProfile, TaxProfile.user_id == Payout.user_id)
        .where(Payout.state == "succeeded", Payout.decided_at >= first, Payout.decided_at < after)
        .group_by(
            User.handle,
            User.display_name,
            TaxProfile.country,
            TaxProfile.kind,
            TaxProfile.legal_name,
            TaxProfile.id_number_sealed,
            Payout.currency,
        )
        .order_by(User.handle, Payout.currency)
    )
    for handle, name, country, kind, legal_name, sealed, currency, count, *sums in rows:
        yield YearRow(
            handle,
            name,
            country or "",
            kind or "",
            legal_name or "",
            _opened(sealed, secret),
            currency,
            count,
            *map(int, sums),
        )


def _opened(sealed: str | None, secret: str) -> str:
    if not sealed:
        return ""
    try:
        return sealing.unseal(sealed, secret=secret, purpose=PURPOSE)
    except sealing.NotOurs:
        return "?"
