"""What must hold between commissions that are looked at and the ledger."""

from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, func, or_, select

from core.invariants import found, register
from domain.angels.models import Commission, CommissionReview
from domain.angels.reviews import BACK, VOID
from domain.ledger.models import Account, Entry, EntryLine


def nothing_held_is_available() -> list[str]:
    return found(
        select(CommissionReview.id.label("id"), Commission.id.label("commission"))
        .join(Commission, Commission.id == CommissionReview.commission_id)
        .where(CommissionReview.state == "held", Commission.state.not_in(("pending", "earned"))),
        "review %(id)s holds commission %(commission)s, which does not wait",
    )


def held_commissions_agree_with_the_ledger() -> list[str]:
    pending = (
        select(func.coalesce(func.sum(EntryLine.amount_cents), 0))
        .join(Account, Account.id == EntryLine.account_id)
        .where(
            EntryLine.order_line_id == Commission.order_line_id,
            Account.kind == "angel_pending",
            Account.holder_id == Commission.angel_id,
        )
        .correlate(Commission)
        .scalar_subquery()
    )
    return found(
        select(
            CommissionReview.id.label("id"), Commission.amount_cents.label("held"), pending.label("pending")
        )
        .join(Commission, Commission.id == CommissionReview.commission_id)
        .where(CommissionReview.state == "held", Commission.amount_cents != pending),
        "review %(id)s holds %(held)s, the ledger has %(pending)s pending",
    )


def decisions_have_their_entries() -> list[str]:
    """What was voided went back to the merchant, what was restored came back, to the cent; and nothing else did."""
    return [*_agrees(VOID, CommissionReview.voided_cents), *_agrees(BACK, -CommissionReview.restored_cents)]


def _agrees(kind: str, expected: Any) -> list[str]:
    def moved(account: str, holder: Any) -> ColumnElement[int]:
        return (
            select(func.coalesce(func.sum(EntryLine.amount_cents), 0))
            .join(Entry, Entry.id == EntryLine.entry_id)
            .join(Account, Account.id == EntryLine.account_id)
            .where(
                Entry.kind == kind,
                # The reference is the review's id.
                Entry.reference == cast(CommissionReview.id, String),
                EntryLine.order_line_id == Commission.order_line_id,
                Account.kind == account,
                Account.holder_id == holder,
            )
            .correlate(CommissionReview, Commission)
            .scalar_subquery()
        )

    angel = moved("angel_pending", Commission.angel_id)
    merchant = moved("merchant_payable", Commission.merchant_id)
    return found(
        select(
            CommissionReview.id.label("id"),
            expected.label("expected"),
            angel.label("angel"),
            merchant.label("merchant"),
        )
        .join(Commission, Commission.id == CommissionReview.commission_id)
        .where(or_(angel != -expected, merchant != expected)),
        "review %(id)s moves %(expected)s, the ledger has %(angel)s for the angel and %(merchant)s for the merchant",
    )


def amounts_follow_states() -> list[str]:
    taken = CommissionReview.state.in_(("voided", "appealed", "upheld", "restored"))
    return found(
        select(CommissionReview.id.label("id"), CommissionReview.state.label("state")).where(
            or_(
                and_(~taken, CommissionReview.voided_cents != 0),
                and_(CommissionReview.state != "restored", CommissionReview.restored_cents != 0),
                CommissionReview.restored_cents > CommissionReview.voided_cents,
            )
        ),
        "review %(id)s is %(state)s, which its amounts do not say",
    )


register("reviews: nothing that is held is available", nothing_held_is_available)
register("reviews: what is held is what the ledger has pending", held_commissions_agree_with_the_ledger)
register("reviews: decisions have their entries", decisions_have_their_entries)
register("reviews: amounts follow states", amounts_follow_states)
