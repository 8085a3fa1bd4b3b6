"""Who somebody is to the tax office, and where a shop's money goes: told before money is paid out."""

import re

from sqlalchemy import update

from adapters import sealing
from core import clock
from core.db import session
from core.errors import Refused
from core.i18n import N_
from core.policy import require
from core.unit import action
from domain.ledger import policy
from domain.ledger.models import MerchantDestination, Payout, TaxProfile
from domain.ledger.models.payouts import OPEN_STATES
from domain.ledger.tax import PURPOSE
from domain.merchants.policy import can_own
from domain.people.viewer import Viewer

ID_NUMBER = re.compile(r"[0-9A-Z][0-9A-Z .\-/]{3,38}[0-9A-Z]")


@action(quiet=True)
def set_tax_profile(
    actor: Viewer, *, country: str, kind: str, legal_name: str, id_number: str, secret: str
) -> None:
    """`country`: two letters; `kind`: person or company. The number is kept sealed with a key made from `secret`; an
    empty one keeps what is there."""
    require(policy.can_withdraw(actor))
    profile = session.get(TaxProfile, actor.id)
    if not re.fullmatch("[A-Z]{2}", country):
        raise Refused(N_("Choose a country."), field="country")
    if kind not in ("person", "company"):
        raise Refused(N_("Say whether you are a person or a company."), field="kind")
    if not legal_name:
        raise Refused(N_("Enter the name as it stands in your papers."), field="legal_name")
    number = id_number.strip().upper()
    if (number or profile is None) and not ID_NUMBER.fullmatch(number):
        raise Refused(N_("This is no number of an identity card or a tax number."), field="id_number")
    if profile is None:
        profile = TaxProfile(user_id=actor.id)
        session.add(profile)
    profile.country, profile.kind, profile.legal_name = country, kind, legal_name
    profile.changed_at = clock.now()
    if number:
        profile.id_number_sealed = sealing.seal(number, secret=secret, purpose=PURPOSE)
        # Never more than a third of it.
        profile.id_hint = number[-min(4, len(number) // 3) :]
    session.flush()


@action(quiet=True)
def set_destination(actor: Viewer, merchant_id: int, *, destination: str) -> None:
    """Where what is due to a merchant is sent from now on. A payout that is open keeps the one that it was drawn up
    with, if it had one."""
    require(can_own(actor, merchant_id))
    if not destination:
        raise Refused(N_("Please fill this in."), field="destination")
    kept = session.get(MerchantDestination, merchant_id)
    if kept is None:
        kept = MerchantDestination(merchant_id=merchant_id)
        session.add(kept)
    kept.destination, kept.changed_by_id, kept.changed_at = destination, actor.id, clock.now()
    session.flush()
    session.execute(
        update(Payout)
        .where(Payout.merchant_id == merchant_id, Payout.state.in_(OPEN_STATES), Payout.destination == "")
        .values(destination=destination)
    )
