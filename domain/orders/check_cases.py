"""What must hold in after-sales cases: no money without a granted case or a cancellation, nothing that vests while one
is open, and a history that tells the state."""

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from core.invariants import found, register
from domain.angels.models import CommissionHold
from domain.orders.case_rules import CASE_WAYS, CLOCK, CaseState
from domain.orders.models import (
    Dispute,
    GatewayPart,
    Order,
    OrderCase,
    OrderCaseLine,
    OrderCaseStep,
    OrderLine,
    Refund,
    RefundLine,
)


def money_goes_back_for_a_reason() -> list[str]:
    """A refund that was not refused belongs to a case that ended with money (or is still open), or to a cancellation
    by one of the two sides, or to a lost dispute; a case that ended with money has such a refund, of no more than was asked."""
    is_case = OrderCase.id.is_not(None)
    return found(
        select(Refund.id.label("id"), Refund.state.label("state"), OrderCase.id.label("case_id"))
        .outerjoin(OrderCase, OrderCase.refund_id == Refund.id)
        .where(
            or_(
                and_(is_case, Refund.state == "requested", OrderCase.closed_at.is_not(None)),
                and_(is_case, Refund.state == "accepted", OrderCase.outcome != "refunded"),
                and_(is_case, Refund.state == "refused", OrderCase.outcome == "refunded"),
                and_(
                    is_case,
                    Refund.state == "refused",
                    OrderCase.outcome == "",
                    OrderCase.state != CaseState.REFUSED,
                ),
                and_(is_case, Refund.amount_cents > OrderCase.amount_cents),
                and_(is_case, Refund.order_id != OrderCase.order_id),
                and_(~is_case, Refund.state == "requested"),
                and_(is_case, Refund.state.in_(("sent", "failed")), OrderCase.outcome != "refunded"),
                and_(
                    ~is_case, Refund.state != "refused", Refund.decided_by_id.is_(None), ~_is_charged_back()
                ),
            )
        ),
        "refund %(id)s is %(state)s, and case %(case_id)s does not say so",
    ) + found(
        select(OrderCase.id.label("id")).where(
            OrderCase.outcome == "refunded", OrderCase.refund_id.is_(None)
        ),
        "case %(id)s ended with money, and no refund belongs to it",
    )


def _is_charged_back() -> ColumnElement[bool]:
    """The bank took the money of the refund's order back."""
    return exists().where(
        GatewayPart.order_id == Refund.order_id,
        GatewayPart.outcome == "paid",
        Dispute.payment_id == GatewayPart.payment_id,
        Dispute.state == "lost",
    )


def cases_ask_for_what_there_is() -> list[str]:
    """Pieces and cents of a case's lines, and of all its order's, are not more than were bought."""
    asked = (
        select(
            OrderCaseLine.case_id,
            func.sum(OrderCaseLine.amount_cents).label("cents"),
        )
        .group_by(OrderCaseLine.case_id)
        .subquery()
    )
    cents = func.coalesce(asked.c.cents, 0)
    return found(
        select(OrderCase.id.label("id"))
        .join(Order, Order.id == OrderCase.order_id)
        .outerjoin(asked, asked.c.case_id == OrderCase.id)
        .where(
            or_(
                # Without a line it is about the shipping alone.
                OrderCase.amount_cents < cents,
                OrderCase.amount_cents - cents > Order.shipping_cents,
                OrderCase.buyer_id != Order.buyer_id,
                OrderCase.merchant_id != Order.merchant_id,
            )
        ),
        "case %(id)s does not add up, or is not about its order",
    ) + found(
        select(OrderCaseLine.case_id.label("id"))
        .join(OrderLine, OrderLine.id == OrderCaseLine.order_line_id)
        .join(OrderCase, OrderCase.id == OrderCaseLine.case_id)
        .outerjoin(
            RefundLine,
            and_(RefundLine.refund_id == OrderCase.refund_id, RefundLine.order_line_id == OrderLine.id),
        )
        .where(
            or_(
                OrderCaseLine.quantity > OrderLine.shipped_quantity,
                OrderCaseLine.amount_cents > OrderLine.net_cents,
                OrderLine.order_id != OrderCase.order_id,
                RefundLine.quantity > OrderCaseLine.quantity,
                RefundLine.amount_cents > OrderCaseLine.amount_cents,
            )
        ),
        "case %(id)s is about more than was sent, or gave back more than it asked",
    )


def a_line_is_in_one_open_case() -> list[str]:
    return found(
        select(OrderCaseLine.order_line_id.label("id"), func.count().label("cases"))
        .join(OrderCase, OrderCase.id == OrderCaseLine.case_id)
        .where(OrderCase.closed_at.is_(None))
        .group_by(OrderCaseLine.order_line_id)
        .having(func.count() > 1),
        "order line %(id)s is in %(cases)s open cases",
    )


def open_cases_hold_commissions() -> list[str]:
    """A commission cannot vest while a case about its order is open or its money is on its way, and waits no longer
    than that."""
    is_open = or_(OrderCase.closed_at.is_(None), Refund.state.not_in(("accepted", "refused")))
    is_held = and_(CommissionHold.order_id.is_not(None), CommissionHold.ended_at.is_(None))
    is_unsettled = func.coalesce(is_open, False)
    return (
        found(
            select(OrderCase.id.label("id"), OrderCase.state.label("state"))
            .outerjoin(Refund, Refund.id == OrderCase.refund_id)
            .outerjoin(
                CommissionHold,
                and_(CommissionHold.cause == "case", CommissionHold.cause_id == OrderCase.id),
            )
            .where(or_(and_(is_unsettled, ~is_held), and_(~is_unsettled, is_held))),
            "case %(id)s is %(state)s, its hold on commissions says otherwise",
        )
        + found(
            select(Refund.id.label("id"), Refund.state.label("state"))
            .outerjoin(
                CommissionHold,
                and_(CommissionHold.cause == "refund", CommissionHold.cause_id == Refund.id),
            )
            .where(
                or_(
                    and_(Refund.state.in_(("sent", "failed")), ~is_held),
                    and_(Refund.state.not_in(("sent", "failed")), is_held),
                )
            ),
            "refund %(id)s is %(state)s, its hold on commissions says otherwise",
        )
        + found(
            select(CommissionHold.cause_id.label("id"))
            .outerjoin(OrderCase, OrderCase.id == CommissionHold.cause_id)
            .where(CommissionHold.cause == "case", CommissionHold.ended_at.is_(None), OrderCase.id.is_(None)),
            "commissions are held for case %(id)s, which does not exist",
        )
    )


def cases_are_where_their_history_says() -> list[str]:
    """The last step is the state, every step is one of the table's, and only the clock's have nobody's name."""
    last = (
        select(OrderCaseStep.case_id, func.max(OrderCaseStep.id).label("id"))
        .group_by(OrderCaseStep.case_id)
        .subquery()
    )
    ways = or_(
        and_(OrderCaseStep.act == "open", OrderCaseStep.from_state == ""),
        *(
            and_(
                OrderCaseStep.act == act,
                OrderCaseStep.side == way.side,
                OrderCaseStep.from_state.in_(way.sources),
                OrderCaseStep.to_state.in_(way.targets),
            )
            for act, way in CASE_WAYS.items()
        ),
    )
    return found(
        select(OrderCase.id.label("id"), OrderCase.state.label("state"))
        .outerjoin(last, last.c.case_id == OrderCase.id)
        .outerjoin(OrderCaseStep, OrderCaseStep.id == last.c.id)
        .where(or_(OrderCaseStep.id.is_(None), OrderCaseStep.to_state != OrderCase.state)),
        "case %(id)s is %(state)s, its history says otherwise",
    ) + found(
        select(OrderCaseStep.case_id.label("id"), OrderCaseStep.act.label("act")).where(
            or_(~ways, (OrderCaseStep.side == CLOCK) != OrderCaseStep.by_id.is_(None))
        ),
        "case %(id)s took the step %(act)s, which it could not",
    )


register("orders: money goes back for a reason", money_goes_back_for_a_reason)
register("orders: cases ask for what there is", cases_ask_for_what_there_is)
register("orders: a line is in one open case", a_line_is_in_one_open_case)
register("orders: open cases hold commissions", open_cases_hold_commissions)
register("orders: cases are where their history says", cases_are_where_their_history_says)
