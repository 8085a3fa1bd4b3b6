"""What may be read of merchants: terms of sale, the public page, one's own application, the operator's list."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select

from core.db import session
from core.errors import NotFound
from core.paging import Page, page_of
from core.policy import require
from domain.merchants import policy
from domain.merchants.models import Merchant, MerchantDecision, MerchantStaff
from domain.people.models import User
from domain.people.viewer import Viewer

LISTED = 30


@dataclass(frozen=True, slots=True)
class MerchantFacts:
    """A merchant with the terms on which it sells. `registration` and `contact` are not for the public."""

    id: int
    owner_id: int
    kind: str
    name: str
    about: str
    registration: str
    contact: str
    state: str
    fee_bps: int
    shipping_cents: int
    free_shipping_from_cents: int | None
    accepts_transfer: bool
    transfer_details: str
    accepts_cod: bool
    cod_terms: str
    created_at: datetime
    agreed_at: datetime | None
    verified_at: datetime | None
    transfer_picture_key: str | None = None

    @property
    def is_verified(self) -> bool:
        return self.state == "verified"


FIELDS = [getattr(Merchant, name) for name in MerchantFacts.__dataclass_fields__]


def merchant(merchant_id: int) -> MerchantFacts:
    """For other rooms, which have asked what may be seen. Raises NotFound."""
    found = many([merchant_id])
    if merchant_id not in found:
        raise NotFound
    return found[merchant_id]


def many(merchant_ids: Iterable[int]) -> dict[int, MerchantFacts]:
    """For other rooms, which have asked what may be seen."""
    wanted = set(merchant_ids)
    if not wanted:
        return {}
    rows = session.execute(select(*FIELDS).where(Merchant.id.in_(wanted)))
    return {row.id: MerchantFacts(*row) for row in rows}


def shown(viewer: Viewer, merchant_id: int) -> MerchantFacts:
    """The merchant for its public page. Raises NotFound when it is not for this viewer."""
    statement = policy.visible_merchants(select(*FIELDS), viewer).where(Merchant.id == merchant_id)
    row = session.execute(statement).first()
    if row is None:
        raise NotFound
    return MerchantFacts(*row)


def staff_of(merchant_id: int, roles: Collection[str] = policy.ROLES) -> set[int]:
    """Who has one of these roles in the shop, for other rooms."""
    statement = select(MerchantStaff.user_id).where(
        MerchantStaff.merchant_id == merchant_id, MerchantStaff.role.in_(roles)
    )
    return set(session.scalars(statement))


@dataclass(frozen=True, slots=True)
class DecisionLine:
    verdict: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OwnShop:
    """The viewer's shop and what was said about it, newest first."""

    merchant: MerchantFacts
    is_owner: bool
    decisions: tuple[DecisionLine, ...]

    @property
    def last(self) -> DecisionLine | None:
        """The last word on whether it sells."""
        return next(
            (one for one in self.decisions if one.verdict in ("verified", "refused", "suspended")), None
        )


def own_shop(viewer: Viewer) -> OwnShop | None:
    """The shop that the viewer owns, else the first one that she works for. None before an application."""
    own = Merchant.owner_id == viewer.id
    row = session.execute(
        select(*FIELDS)
        .where(own | Merchant.id.in_(sorted(viewer.merchant_ids)))
        .order_by(own.desc(), Merchant.id)
        .limit(1)
    ).first()
    if row is None:
        return None
    facts = MerchantFacts(*row)
    return OwnShop(facts, facts.owner_id == viewer.id, _decisions([facts.id]).get(facts.id, ()))


@dataclass(frozen=True, slots=True)
class Applicant:
    handle: str
    display_name: str
    avatar_key: str | None


@dataclass(frozen=True, slots=True)
class Application:
    """A merchant as the operator judges it."""

    merchant: MerchantFacts
    owner: Applicant
    decisions: tuple[DecisionLine, ...]


def applications(viewer: Viewer, *, state: str, before: int | None = None) -> Page[Application]:
    """Merchants in one state; those that wait come oldest first, the others newest first."""
    require(policy.can_decide(viewer))
    waiting = state == "applied"
    statement = _with_owner().where(Merchant.state == state)
    if before is not None:
        statement = statement.where(Merchant.id > before if waiting else Merchant.id < before)
    order = Merchant.id if waiting else Merchant.id.desc()
    rows = session.execute(statement.order_by(order).limit(LISTED + 1)).all()
    page = page_of(rows, LISTED, lambda row: int(row.id))
    said = _decisions([row.id for row in page])
    return Page([_application(row, said) for row in page], page.next_cursor)


def application(viewer: Viewer, merchant_id: int) -> Application:
    require(policy.can_decide(viewer))
    row = session.execute(_with_owner().where(Merchant.id == merchant_id)).first()
    if row is None:
        raise NotFound
    return _application(row, _decisions([merchant_id]))


def waiting_count(viewer: Viewer) -> int:
    """How many applications wait for the operator, counted to 100."""
    require(policy.can_decide(viewer))
    return len(session.scalars(select(Merchant.id).where(Merchant.state == "applied").limit(100)).all())


def _with_owner() -> Select[Any]:
    return select(*FIELDS, User.handle, User.display_name, User.avatar_key).join(
        User, User.id == Merchant.owner_id
    )


def _application(row: Row[Any], said: dict[int, tuple[DecisionLine, ...]]) -> Application:
    owner = Applicant(row.handle, row.display_name, row.avatar_key)
    return Application(MerchantFacts(*row[: len(FIELDS)]), owner, said.get(row.id, ()))


def _decisions(merchant_ids: list[int]) -> dict[int, tuple[DecisionLine, ...]]:
    if not merchant_ids:
        return {}
    rows = session.execute(
        select(
            MerchantDecision.merchant_id,
            MerchantDecision.verdict,
            MerchantDecision.reason,
            MerchantDecision.at,
        )
        .where(MerchantDecision.merchant_id.in_(merchant_ids))
        .order_by(MerchantDecision.id.desc())
    )
    found: dict[int, tuple[DecisionLine, ...]] = {}
    for merchant_id, verdict, reason, at in rows:
        found[merchant_id] = (*found.get(merchant_id, ()), DecisionLine(verdict, reason, at))
    return found
