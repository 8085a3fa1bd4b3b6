"""What must hold between commissions, the ledger and endorsements."""

from sqlalchemy import case, func, or_, select

from core.invariants import found, register
from domain.angels.models import Commission, Endorsement
from domain.catalog.models import Product
from domain.ledger.models import Account, EntryLine


def commissions_agree_with_the_ledger() -> list[str]:
    """What an order line has brought to angels' accounts is its commission, in the account of its state."""

    def total(kind: str):  # type: ignore[no-untyped-def]
        return func.sum(case((Account.kind == kind, EntryLine.amount_cents), else_=0))

    moved = (
        select(
            EntryLine.order_line_id.label("line"),
            Account.holder_id.label("holder"),
            total("angel_pending").label("pending"),
            total("angel_available").label("available"),
        )
        .join(Account, Account.id == EntryLine.account_id)
        .where(Account.kind.in_(("angel_pending", "angel_available")), EntryLine.order_line_id.is_not(None))
        .group_by(EntryLine.order_line_id, Account.holder_id)
        .subquery()
    )
    waits = Commission.state.in_(("pending", "earned"))
    pending = case((waits, Commission.amount_cents), else_=0)
    available = case((Commission.state == "vested", Commission.amount_cents), else_=0)
    differs = or_(
        func.coalesce(moved.c.pending, 0) != pending,
        func.coalesce(moved.c.available, 0) != available,
    )
    return found(
        select(
            Commission.id.label("id"),
            Commission.state.label("state"),
            Commission.amount_cents.label("amount"),
            moved.c.pending.label("pending"),
            moved.c.available.label("available"),
        )
        .outerjoin(
            moved, (moved.c.line == Commission.order_line_id) & (moved.c.holder == Commission.angel_id)
        )
        .where(differs),
        "commission %(id)s is %(state)s with %(amount)s, the ledger has %(pending)s pending, %(available)s available",
    ) + found(
        select(moved.c.line.label("line"), moved.c.holder.label("holder"))
        .outerjoin(
            Commission, (Commission.order_line_id == moved.c.line) & (Commission.angel_id == moved.c.holder)
        )
        .where(Commission.id.is_(None)),
        "order line %(line)s pays user %(holder)s, who is not its angel",
    )


def commissions_are_what_was_promised() -> list[str]:
    share = Commission.base_cents * Commission.rate_bps // 10_000
    promised = case((Commission.cap_cents < share, Commission.cap_cents), else_=share)
    return found(
        select(Commission.id.label("id"), Commission.amount_cents.label("amount")).where(
            or_(Commission.amount_cents != promised, Commission.amount_cents > Commission.original_cents)
        ),
        "commission %(id)s of %(amount)s is not its rate of its base, rounded down and within its limit",
    )


def products_count_their_angels() -> list[str]:
    angels = (
        select(Endorsement.product_id, func.count().label("angels"))
        .where(Endorsement.ended_at.is_(None))
        .group_by(Endorsement.product_id)
        .subquery()
    )
    counted = func.coalesce(angels.c.angels, 0)
    return found(
        select(Product.id.label("id"), Product.angel_count.label("kept"), counted.label("counted"))
        .outerjoin(angels, angels.c.product_id == Product.id)
        .where(Product.angel_count != counted),
        "product %(id)s says %(kept)s angels, there are %(counted)s",
    )


register("commissions: agree with the ledger", commissions_agree_with_the_ledger)
register("commissions: are their rate of what remains, rounded down", commissions_are_what_was_promised)
register("endorsements: products count their angels", products_count_their_angels)
