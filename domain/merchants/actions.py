"""Verbs that change merchants: apply, decide about an application, settle the terms of the shop."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from core import clock
from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.text import tidy
from core.unit import action, record
from domain.merchants import fees, papers as dossiers, policy, rules
from domain.merchants.events import MerchantApplied, MerchantDecided, StaffChanged
from domain.merchants.models import Merchant, MerchantDecision, MerchantStaff
from domain.people.models import User
from domain.people.policy import can_write
from domain.people.viewer import Viewer


@action
def apply(
    actor: Viewer,
    *,
    kind: str,
    name: str,
    about: str,
    registration: str,
    contact: str,
    agrees: bool,
    papers: Collection[str] = (),
) -> int:
    """Asks the operator to be verified. A refused application is sent again with other words. `papers` are tokens of
    kept ones. Gives the merchant's id."""
    require(can_write(actor))
    name = tidy(name, one_line=True)
    _check_application(kind, name, registration, contact, agrees)
    # The owner's row stands for "her applications": two at once wait for each other here.
    session.execute(lock(select(User.id).where(User.id == actor.id)))
    merchant = _open_for(actor)
    if _name_is_taken(name, but=merchant.id if merchant else 0):
        raise Refused(N_("A shop of this name exists already."), field="name")
    at = clock.now()
    is_new = merchant is None
    if merchant is None:
        merchant = Merchant(owner_id=actor.id, created_at=at, name=name, kind=kind, fee_bps=0)
        session.add(merchant)
    merchant.kind = kind
    merchant.name = name
    merchant.about = tidy(about)
    merchant.registration = tidy(registration, one_line=True)
    merchant.contact = tidy(contact, one_line=True)
    if is_new or not fees.was_set(merchant.id):
        merchant.fee_bps = rules.DEFAULT_FEE_BPS[kind]
    merchant.agreed_at = at
    merchant.state = "applied"
    try:
        session.flush()
    except IntegrityError:
        # Somebody took the name in the same moment (PostgreSQL only: SQLite has one writer).
        raise Refused(N_("A shop of this name exists already."), field="name") from None
    if is_new:
        session.add(MerchantStaff(merchant_id=merchant.id, user_id=actor.id, role="owner", created_at=at))
        session.flush()
        record(StaffChanged(merchant.id, actor.id))
    dossiers.attach(actor.id, merchant.id, papers)
    record(MerchantApplied(merchant.id, actor.id))
    return merchant.id


def _check_application(kind: str, name: str, registration: str, contact: str, agrees: bool) -> None:
    if kind not in rules.KINDS:
        raise Refused(N_("Choose company or person."), field="kind")
    if not name:
        raise Refused(N_("A shop needs a name."), field="name")
    if kind == "company" and not registration.strip():
        raise Refused(N_("A company gives its registration number."), field="registration")
    if not contact.strip():
        raise Refused(N_("The operator needs a way to reach you."), field="contact")
    if not agrees:
        raise Refused(N_("Please read the terms and agree to them."), field="agrees")


def _open_for(actor: Viewer) -> Merchant | None:
    """The refused application that is sent again, or None for a first one."""
    merchant = session.scalars(
        lock(select(Merchant).where(Merchant.owner_id == actor.id).order_by(Merchant.id.desc()))
    ).first()
    if merchant is None or merchant.state == "refused":
        return merchant
    if merchant.state == "applied":
        raise Refused(N_("Your application is open already. The operator decides about it first."))
    raise Refused(N_("You have a shop already."))


def _name_is_taken(name: str, but: int) -> bool:
    same = select(Merchant.id).where(func.lower(Merchant.name) == name.lower(), Merchant.id != but)
    return session.scalar(same.limit(1)) is not None


@action
def decide(actor: Viewer, merchant_id: int, *, verdict: str, reason: str = "") -> None:
    """The operator verifies, refuses or suspends. The reason is shown to the owner."""
    require(policy.can_decide(actor))
    merchant = session.scalars(lock(select(Merchant).where(Merchant.id == merchant_id))).first()
    if merchant is None:
        raise NotFound
    reason = tidy(reason)
    if verdict not in rules.VERDICTS[merchant.state]:
        raise Refused(
            N_("That cannot be decided in the present state. Look again: somebody may have been faster.")
        )
    if verdict in rules.NEEDS_REASON and not reason:
        raise Refused(N_("Give the reason: the applicant reads it."), field="reason")
    at = clock.now()
    merchant.state = verdict
    if verdict == "verified":
        merchant.verified_at = merchant.verified_at or at
        dossiers.begin_period(merchant_id)
    session.add(
        MerchantDecision(merchant_id=merchant_id, verdict=verdict, reason=reason, by_id=actor.id, at=at)
    )
    record(MerchantDecided(merchant_id, merchant.owner_id, verdict, actor.id))


@action
def settle_terms(
    actor: Viewer,
    merchant_id: int,
    *,
    about: str,
    contact: str,
    shipping_cents: int,
    free_shipping_from_cents: int | None,
    accepts_transfer: bool,
    transfer_details: str,
    accepts_cod: bool,
    cod_terms: str,
) -> None:
    """How the shop sells: what sending costs, and which ways of paying go to the merchant directly."""
    require(policy.can_own(actor, merchant_id))
    merchant = session.scalars(lock(select(Merchant).where(Merchant.id == merchant_id))).first()
    if merchant is None:
        raise NotFound
    transfer_details, cod_terms = tidy(transfer_details), tidy(cod_terms)
    if not 0 <= shipping_cents <= rules.MAX_SHIPPING_CENTS:
        raise Refused(N_("This fee is not possible."), field="shipping_cents")
    if free_shipping_from_cents is not None and free_shipping_from_cents <= 0:
        raise Refused(N_("Leave this empty, or give an amount above zero."), field="free_shipping_from_cents")
    if accepts_transfer and not transfer_details:
        raise Refused(N_("Say where buyers transfer the money to."), field="transfer_details")
    if accepts_cod and not cod_terms:
        raise Refused(N_("Say how payment on delivery works."), field="cod_terms")
    if not contact.strip():
        raise Refused(N_("The operator needs a way to reach you."), field="contact")
    merchant.about = tidy(about)
    merchant.contact = tidy(contact, one_line=True)
    merchant.shipping_cents = shipping_cents
    merchant.free_shipping_from_cents = free_shipping_from_cents
    merchant.accepts_transfer = accepts_transfer
    merchant.transfer_details = transfer_details
    merchant.accepts_cod = accepts_cod
    merchant.cod_terms = cod_terms


@action
def set_transfer_picture(actor: Viewer, merchant_id: int, key: str | None) -> str | None:
    """The code that buyers scan to transfer; None takes it away. Returns the key of the picture that was there, which
    nothing refers to any more."""
    require(policy.can_own(actor, merchant_id))
    merchant = session.scalars(lock(select(Merchant).where(Merchant.id == merchant_id))).first()
    if merchant is None:
        raise NotFound
    before, merchant.transfer_picture_key = merchant.transfer_picture_key, key
    return before
