"""Bookings by hand on one account, written down by one operator and confirmed by another: corrections, the entry fee of
a company, and what an angel has owed for so long that the site writes it off."""

from datetime import datetime, timedelta

from sqlalchemy import exists, select

from core import clock
from core.db import session
from core.errors import Refused
from core.i18n import N_
from core.policy import require
from core.unit import action
from domain.ledger import policy
from domain.ledger.actions import invoicing, proposals
from domain.ledger.actions.posting import locked_balances, post
from domain.ledger.debts import below_zero_since
from domain.ledger.models import Adjustment
from domain.ledger.rules import Line
from domain.merchants.models import Merchant
from domain.people.models import User
from domain.people.viewer import Viewer

WRITE_OFF_AFTER = timedelta(days=180)

# Kind of adjustment -> the site's account on the other side.
OTHER_SIDE = {"correction": "adjustment", "entry_fee": "platform_fee", "write_off": "write_off"}


@action(quiet=True)
def propose_correction(
    actor: Viewer, *, account_kind: str, holder_id: int, cents: int, reason: str, currency: str
) -> int:
    """`cents` above zero in favour of the angel (`angel_available`) or merchant (`merchant_payable`), below zero
    against. The other side is the site's own account of adjustments. Returns its id."""
    require(policy.can_manage(actor))
    if cents == 0:
        raise Refused(N_("Enter an amount."), field="amount")
    if not _exists(account_kind, holder_id):
        raise Refused(N_("There is nobody of this name."), field="holder")
    return _propose(actor, "correction", account_kind, holder_id, cents, reason, currency)


@action(quiet=True)
def propose_entry_fee(
    actor: Viewer, *, merchant_id: int, cents: int, reason: str, due_at: datetime, currency: str
) -> int:
    """What a company pays once to sell here, `cents` above zero: an invoice on its account, paid out of its sales or by
    a transfer until `due_at`. Persons pay none. Returns its id."""
    require(policy.can_manage(actor))
    merchant = session.get(Merchant, merchant_id)
    if merchant is None:
        raise Refused(N_("There is no such merchant."), field="holder")
    if merchant.kind != "company":
        raise Refused(N_("Only companies pay an entry fee."), field="holder")
    if cents <= 0:
        raise Refused(N_("Enter an amount."), field="amount")
    return _propose(actor, "entry_fee", "merchant_payable", merchant_id, -cents, reason, currency, due_at)


@action(quiet=True)
def propose_write_off(actor: Viewer, *, user_id: int, reason: str, currency: str) -> int:
    """Lifts an angel's account that has been below zero for 180 days up to zero, at the site's expense."""
    require(policy.can_manage(actor))
    since = below_zero_since(user_id, currency)
    if since is None or since > clock.now() - WRITE_OFF_AFTER:
        raise Refused(N_("Only what has been below zero for 180 days is written off."))
    key = ("angel_available", user_id, currency)
    return _propose(actor, "write_off", key[0], user_id, -locked_balances({key})[key], reason, currency)


@action(quiet=True)
def confirm_adjustment(actor: Viewer, adjustment_id: int) -> None:
    """Posts it. Raises Refused for a write-off when the account has moved meanwhile."""
    adjustment = proposals.confirmable(actor, Adjustment, adjustment_id)
    account, other = (
        (adjustment.account_kind, adjustment.holder_id),
        (OTHER_SIDE[adjustment.kind], 0),
    )
    balances = locked_balances({(*account, adjustment.currency), (*other, adjustment.currency)})
    if (
        adjustment.kind == "write_off"
        and balances[(*account, adjustment.currency)] != -adjustment.amount_cents
    ):
        raise Refused(N_("The account has moved meanwhile. Take this back and write down what is left."))
    proposals.end(adjustment, actor, "posted")
    post(
        kind=adjustment.kind,
        reference=str(adjustment.id),
        currency=adjustment.currency,
        lines=[Line(account, adjustment.amount_cents), Line(other, -adjustment.amount_cents)],
        memo=adjustment.reason,
    )
    if adjustment.kind == "entry_fee":
        invoicing.follow_booking(adjustment)


@action(quiet=True)
def withdraw_adjustment(actor: Viewer, adjustment_id: int) -> None:
    """It was a mistake: any operator may take back what was not posted."""
    proposals.end(proposals.opened(actor, Adjustment, adjustment_id), actor, "withdrawn")


def _propose(
    actor: Viewer,
    kind: str,
    account_kind: str,
    holder_id: int,
    cents: int,
    reason: str,
    currency: str,
    due_at: datetime | None = None,
) -> int:
    if not reason:
        raise Refused(N_("Give a reason: the one whose account it is reads it."), field="reason")
    if _is_waiting(kind, account_kind, holder_id, cents, currency):
        raise Refused(N_("The same is written down already and waits for its confirmation."))
    return proposals.propose(
        actor,
        Adjustment(
            kind=kind,
            account_kind=account_kind,
            holder_id=holder_id,
            amount_cents=cents,
            currency=currency,
            reason=reason,
            due_at=due_at,
        ),
    )


def _exists(account_kind: str, holder_id: int) -> bool:
    match account_kind:
        case "angel_available":
            statement = select(exists().where(User.id == holder_id))
        case "merchant_payable":
            statement = select(exists().where(Merchant.id == holder_id))
        case _:
            return False
    return bool(session.scalar(statement))


def _is_waiting(kind: str, account_kind: str, holder_id: int, cents: int, currency: str) -> bool:
    # Behind the account's lock, so that of two operators with the same thought one sees the other.
    locked_balances({(account_kind, holder_id, currency)})
    statement = select(Adjustment.id).where(
        Adjustment.kind == kind,
        Adjustment.account_kind == account_kind,
        Adjustment.holder_id == holder_id,
        Adjustment.amount_cents == cents,
        Adjustment.currency == currency,
        Adjustment.state == "proposed",
    )
    return session.scalar(statement) is not None
