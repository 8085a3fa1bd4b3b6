"""Taking a case a step further: the one place that changes its state and writes its history; and how its money goes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from core import clock
from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.unit import record
from domain.angels import commissions
from domain.orders import case_policy
from domain.orders.actions import refunds, steps
from domain.orders.case_deadlines import due_in
from domain.orders.case_rules import CASE_WAYS, CLOCK, CaseState, spread
from domain.orders.events import AfterSalesMoved
from domain.orders.models import Order, OrderCase, OrderCaseLine, OrderCaseStep, OrderLine, Refund, RefundLine
from domain.orders.rules import LineRefund
from domain.people.viewer import Viewer


def locked(actor: Viewer, case_id: int) -> tuple[OrderCase, Order]:
    """The case with its order, both locked, the order first as everywhere. Raises NotFound for whom it does not
    concern."""
    statement = select(OrderCase.order_id).where(OrderCase.id == case_id)
    order_id = session.scalar(case_policy.visible_cases(statement, actor))
    if order_id is None:
        raise NotFound
    order = steps.order_by_id(order_id)
    return _case(case_id), order


def locked_by_clock(case_id: int) -> tuple[OrderCase, Order]:
    order_id = session.scalars(select(OrderCase.order_id).where(OrderCase.id == case_id)).one()
    order = steps.order_by_id(order_id)
    return _case(case_id), order


def _case(case_id: int) -> OrderCase:
    return session.scalars(lock(select(OrderCase).where(OrderCase.id == case_id))).one()


def begin(case: OrderCase, actor: Viewer) -> None:
    """The first line of a case's history. Nothing of the order vests from now on."""
    case.due_at = _due_at(CaseState.OPENED)
    session.add(case)
    session.flush()
    commissions.hold(case.order_id, "case", case.id)
    _note_down(case, "open", "", "buyer", actor.id, case.reason, case.amount_cents)


def take(
    case: OrderCase,
    act: str,
    to: CaseState,
    *,
    by_id: int | None,
    note: str = "",
    cents: int | None = None,
    outcome: str = "",
) -> None:
    """Moves a locked case along `act`, sets whose turn it is until when, and tells. Raises Refused when it has moved
    on meanwhile."""
    way = CASE_WAYS[act]
    if case.state not in way.sources:
        raise Refused(N_("The case has moved on meanwhile. Reload the page to see where it is."))
    if to not in way.targets:
        raise ValueError(f"{act} does not lead to {to}")
    before, at = case.state, clock.now()
    case.state = to
    case.due_at = _due_at(to)
    if to == CaseState.ESCALATED:
        case.escalated_at = at
    if to == CaseState.CLOSED:
        case.closed_at, case.outcome = at, outcome
        # What goes back is settled once it is back.
        if outcome != "refunded":
            commissions.release("case", case.id)
    _mark_asked(case, before, by_id, note)
    session.flush()
    _note_down(case, act, before, way.side, by_id, note, cents)


def _due_at(state: CaseState) -> datetime | None:
    length = due_in(state)
    return clock.now() + length if length is not None else None


def _mark_asked(case: OrderCase, before: str, by_id: int | None, note: str) -> None:
    """What is asked for stands refused while the merchant's refusal is the last word, and is asked for again when the
    buyer takes it further or the merchant makes an offer."""
    refund = _asked(case)
    if refund is not None and case.state == CaseState.REFUSED:
        refund.state, refund.decided_by_id, refund.decided_at = "refused", by_id, clock.now()
        refund.decision_reason = note
    elif refund is not None and before == CaseState.REFUSED:
        refund.state = "requested"


def _note_down(
    case: OrderCase, act: str, before: str, side: str, by_id: int | None, note: str, cents: int | None
) -> None:
    step = OrderCaseStep(
        case_id=case.id,
        act=act,
        from_state=before,
        to_state=case.state,
        side=side,
        by_id=None if side == CLOCK else by_id,
        amount_cents=cents,
        note=note,
        at=clock.now(),
    )
    session.add(step)
    session.flush()
    record(AfterSalesMoved(case.id, step.id, case.buyer_id, case.merchant_id, act))


def give_up(case: OrderCase, act: str, outcome: str, *, by_id: int | None, note: str = "") -> None:
    """The case ends without money: what was asked for is refused, or was taken back."""
    take(case, act, CaseState.CLOSED, by_id=by_id, note=note, outcome=outcome)
    refund = _asked(case)
    if refund is not None:
        refunds.refuse(refund, by_id=by_id, reason=note)


def pay_back(
    case: OrderCase,
    order: Order,
    act: str,
    *,
    by_id: int | None,
    note: str = "",
    cents: int | None = None,
    goods_back: bool = False,
) -> None:
    """The case ends, and its money goes back: all that was asked, or `cents` of it. `goods_back`: its pieces lie on
    the shelf again."""
    cents = case.amount_cents if cents is None else cents
    _must_be_there(case, order)
    take(case, act, CaseState.CLOSED, by_id=by_id, note=note, cents=cents, outcome="refunded")
    refund = _asked(case) or _ask(case)
    if cents != refund.amount_cents:
        _change(case, refund, cents)
    refund.decided_by_id, refund.decided_at, refund.decision_reason = by_id, clock.now(), note
    # Last, since it locks the accounts that everybody's money goes through.
    refunds.give_back(order, refund, goods_back, by_id)


def release_case_of(refund_id: int) -> None:
    """A refund is decided and done with: what its case kept from vesting may vest."""
    case_id = session.scalar(select(OrderCase.id).where(OrderCase.refund_id == refund_id))
    if case_id is not None:
        commissions.release("case", case_id)


def asked_parts(case: OrderCase) -> list[LineRefund]:
    """What the case asks of each line."""
    rows = session.scalars(
        select(OrderCaseLine).where(OrderCaseLine.case_id == case.id).order_by(OrderCaseLine.order_line_id)
    )
    return [LineRefund(row.order_line_id, row.amount_cents, row.quantity) for row in rows]


def lines_of(case: OrderCase) -> list[tuple[OrderCaseLine, OrderLine]]:
    """The case's lines with those of the order, in the order in which stock is locked."""
    rows = session.execute(
        select(OrderCaseLine, OrderLine)
        .join(OrderLine, OrderLine.id == OrderCaseLine.order_line_id)
        .where(OrderCaseLine.case_id == case.id)
        .order_by(OrderLine.variant_id, OrderLine.id)
    )
    return [(row[0], row[1]) for row in rows]


def _must_be_there(case: OrderCase, order: Order) -> None:
    """A gateway may have taken money back on its own meanwhile."""
    gone = [
        line.id
        for part, line in lines_of(case)
        if line.refunded_cents + part.amount_cents > line.net_cents
        or line.refunded_quantity + part.quantity > line.quantity
    ]
    if gone or order.refunded_cents + case.amount_cents > order.total_cents:
        raise Refused(N_("This money has gone back already."))


def _asked(case: OrderCase) -> Refund | None:
    return session.get(Refund, case.refund_id) if case.refund_id else None


def ask(case: OrderCase, parts: Sequence[LineRefund]) -> Refund:
    """The refund that the case asks for, undecided."""
    refund = Refund(
        order_id=case.order_id,
        amount_cents=case.amount_cents,
        reason=case.reason,
        requested_by_id=case.buyer_id,
        requested_at=clock.now(),
    )
    refunds.keep(refund, parts)
    case.refund_id = refund.id
    session.flush()
    return refund


def _ask(case: OrderCase) -> Refund:
    if not case.amount_cents:
        raise Refused(N_("There is nothing to give back."))
    return ask(case, asked_parts(case))


def _change(case: OrderCase, refund: Refund, cents: int) -> None:
    parts = asked_parts(case)
    asked = {part.order_line_id: part.quantity for part in parts}
    shipping = case.amount_cents - sum(part.cents for part in parts)
    try:
        taken, _ = spread(parts, shipping, cents)
    except ValueError:
        raise Refused(N_("That is more than was asked for."), field="amount") from None
    session.execute(delete(RefundLine).where(RefundLine.refund_id == refund.id))
    refund.amount_cents = cents
    rows: list[Any] = [
        RefundLine(
            refund_id=refund.id,
            order_line_id=part.order_line_id,
            # What came back is given back, however much money goes for it.
            quantity=asked[part.order_line_id] if case.returned_at else part.quantity,
            amount_cents=part.cents,
        )
        for part in taken
        if part.cents or (case.returned_at and asked[part.order_line_id])
    ]
    session.add_all(rows)
    session.flush()
