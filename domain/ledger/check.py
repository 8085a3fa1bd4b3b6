"""What must hold in the ledger."""

from sqlalchemy import case, func, select

from core.invariants import found, register
from domain.ledger.models import Account, Entry, EntryLine, Payout


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
    asked = (
        select(Payout.user_id, Payout.currency, func.sum(Payout.amount_cents).label("asked"))
        .where(Payout.state == "requested")
        .group_by(Payout.user_id, Payout.currency)
        .subquery()
    )
    held = select(Account).where(Account.kind == "angel_held").subquery()
    expected, kept = func.coalesce(asked.c.asked, 0), func.coalesce(held.c.balance_cents, 0)
    return found(
        select(held.c.holder_id.label("holder"), kept.label("kept"), expected.label("asked"))
        .outerjoin(asked, (asked.c.user_id == held.c.holder_id) & (asked.c.currency == held.c.currency))
        .where(kept != expected),
        "user %(holder)s: %(kept)s held, %(asked)s asked for",
    ) + found(
        select(Payout.id.label("id"))
        .outerjoin(held, (held.c.holder_id == Payout.user_id) & (held.c.currency == Payout.currency))
        .where(Payout.state == "requested", held.c.id.is_(None)),
        "payout %(id)s is asked for, and nothing is held",
    )


register("ledger: entries balance", entries_balance)
register("ledger: balances agree with their lines", balances_agree)
register("ledger: all accounts add up to zero", accounts_add_up)
register("ledger: held money is what is asked for", held_money_agrees)
