"""What must hold in the ledger."""

from itertools import islice
from typing import Any

from sqlalchemy import and_, case, func, or_, select

from core.invariants import SHOWN, found, register
from domain.ledger.models import Account, Entry, EntryLine, Payout, PayoutItem
from domain.ledger.models.payouts import OPEN_STATES
from domain.ledger.statements import broken


def entries_balance() -> list[str]:
    total, lines = func.sum(EntryLine.amount_cents), func.count()
    strange = func.sum(case((Account.currency != Entry.currency, 1), else_=0))
    return found(
        select(
            EntryLine.entry_id.label("id"),
            total.label("total"),
            lines.label("lines"),
            strange.label("strange"),
        )
        .join(Account, Account.id == EntryLine.account_id)
        .outerjoin(Entry, Entry.id == EntryLine.entry_id)
        .group_by(EntryLine.entry_id, Entry.id)
        .having((total != 0) | (lines < 2) | (strange > 0) | Entry.id.is_(None)),
        "entry %(id)s: %(lines)s lines add up to %(total)s, %(strange)s in another currency, or it has no header",
    ) + found(
        select(Entry.id.label("id")).where(
            ~select(EntryLine.id).where(EntryLine.entry_id == Entry.id).exists()
        ),
        "entry %(id)s has no lines",
    )


def balances_agree() -> list[str]:
    sums = (
        select(EntryLine.account_id, func.sum(EntryLine.amount_cents).label("total"))
        .group_by(EntryLine.account_id)
        .subquery()
    )
    total = func.coalesce(sums.c.total, 0)
    return found(
        select(
            Account.id.label("id"),
            Account.kind.label("kind"),
            Account.balance_cents.label("kept"),
            total.label("total"),
        )
        .outerjoin(sums, sums.c.account_id == Account.id)
        .where(Account.balance_cents != total),
        "account %(id)s (%(kind)s) says %(kept)s, its lines say %(total)s",
    )


def accounts_add_up() -> list[str]:
    """All that is owed is money that lies somewhere."""
    total = func.sum(Account.balance_cents)
    return found(
        select(Account.currency.label("currency"), total.label("total"))
        .group_by(Account.currency)
        .having(total != 0),
        "all accounts in %(currency)s add up to %(total)s",
    )


def held_money_agrees() -> list[str]:
    return [
        *_held_agrees("angel_held", Payout.user_id),
        *_held_agrees("merchant_held", Payout.merchant_id),
    ]


def _held_agrees(kind: str, payee: Any) -> list[str]:
    asked = (
        select(payee.label("payee"), Payout.currency, func.sum(Payout.amount_cents).label("asked"))
        .where(Payout.state.in_(OPEN_STATES), payee.is_not(None))
        .group_by(payee, Payout.currency)
        .subquery()
    )
    held = select(Account).where(Account.kind == kind).subquery()
    expected, kept = func.coalesce(asked.c.asked, 0), func.coalesce(held.c.balance_cents, 0)
    return found(
        select(held.c.holder_id.label("holder"), kept.label("kept"), expected.label("asked"))
        .outerjoin(asked, (asked.c.payee == held.c.holder_id) & (asked.c.currency == held.c.currency))
        .where(kept != expected),
        f"{kind} %(holder)s: %(kept)s held, %(asked)s asked for",
    ) + found(
        select(Payout.id.label("id"))
        .outerjoin(held, (held.c.holder_id == payee) & (held.c.currency == Payout.currency))
        .where(Payout.state.in_(OPEN_STATES), payee.is_not(None), held.c.id.is_(None)),
        "payout %(id)s is open, and nothing is held",
    )


def payouts_are_itemised() -> list[str]:
    """The items of a payout add up to it, and no line is paid out for more than it holds."""
    total = func.coalesce(func.sum(PayoutItem.amount_cents), 0)
    taken = func.sum(PayoutItem.amount_cents)
    return (
        found(
            select(Payout.id.label("id"), Payout.amount_cents.label("amount"), total.label("total"))
            .outerjoin(PayoutItem, PayoutItem.payout_id == Payout.id)
            .group_by(Payout.id, Payout.amount_cents)
            .having(total != Payout.amount_cents),
            "payout %(id)s is of %(amount)s, its items of %(total)s",
        )
        + found(
            select(EntryLine.id.label("id"), EntryLine.amount_cents.label("amount"), taken.label("taken"))
            .join(PayoutItem, PayoutItem.entry_line_id == EntryLine.id)
            .where(PayoutItem.released_at.is_(None))
            .group_by(EntryLine.id, EntryLine.amount_cents)
            .having(
                or_(
                    and_(EntryLine.amount_cents > 0, or_(taken < 0, taken > EntryLine.amount_cents)),
                    and_(EntryLine.amount_cents < 0, or_(taken > 0, taken < EntryLine.amount_cents)),
                )
            ),
            "line %(id)s is of %(amount)s, and %(taken)s of it is paid out",
        )
        + found(
            select(PayoutItem.payout_id.label("id"))
            .join(Payout, Payout.id == PayoutItem.payout_id)
            .where(Payout.state.in_((*OPEN_STATES, "succeeded")) == PayoutItem.released_at.is_not(None))
            .distinct(),
            "the items of payout %(id)s do not follow its state",
        )
    )


def statements_hold() -> list[str]:
    """Each is what the ledger gives, and follows the one before it."""
    return list(islice(broken(), SHOWN))


register("ledger: entries balance", entries_balance)
register("ledger: balances agree with their lines", balances_agree)
register("ledger: all accounts add up to zero", accounts_add_up)
register("ledger: held money is what is asked for", held_money_agrees)
register("ledger: payouts consist of what was earned", payouts_are_itemised)
register("ledger: statements are chained and are what the ledger gives", statements_hold)
