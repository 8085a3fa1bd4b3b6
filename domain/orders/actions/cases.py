"""Opening an after-sales case, from an order or from a post about what was bought."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select

from adapters.media import Picture
from core import clock
from core.db import session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action
from domain.orders import policy
from domain.orders.actions import case_moves, refunds, steps
from domain.orders.actions.case_pictures import keep_pictures
from domain.orders.actions.case_verbs import grant, refuse
from domain.orders.actions.words import MAX_REASON_CHARS, typed
from domain.orders.case_rules import KINDS, PROBLEMS, CaseState, spread
from domain.orders.models import Order, OrderCase, OrderCaseLine, OrderLine, Refund
from domain.orders.rules import LineRefund, worth_of
from domain.people.viewer import Viewer


@action
def open_case(
    actor: Viewer,
    number: str,
    *,
    kind: str,
    reason: str,
    problem: str = "other",
    pieces: Mapping[int, int] | None = None,
    line_ids: Collection[int] = (),
    amount_cents: int | None = None,
    post_id: int | None = None,
    pictures: Sequence[Picture] = (),
    tokens: Sequence[str] = (),
) -> int:
    """The buyer says what is wrong and what she wants: her money (`refund`, the goods stay), her money for what she
    sends back (`return`), or new pieces for it (`exchange`). For so many `pieces` of a line (by its id), for what is
    left of `line_ids`, or without either for the whole order with its shipping; `amount_cents` for less than that.
    One case at a time about a line; one that the merchant refused gives way. `pictures` are new ones of the private
    store, `tokens` those that waited there. Returns the case's id."""
    order = steps.order_of_buyer(actor, number)
    require(policy.can_ask_refund(actor, order))
    reason = typed(reason, "reason", MAX_REASON_CHARS, required=True)
    if kind not in KINDS:
        raise Refused(N_("Please choose what you want."), field="kind")
    if problem not in PROBLEMS:
        raise Refused(N_("Please choose what is wrong."), field="problem")
    lines = steps.lines_of(order.id)
    parts, shipping = _wanted(order, lines, kind, dict(pieces or {}), line_ids, amount_cents)
    if kind != "exchange" and not shipping + sum(part.cents for part in parts):
        raise Refused(N_("There is nothing to give back."))
    _make_way(order, {part.order_line_id for part in parts})
    case = OrderCase(
        order_id=order.id,
        buyer_id=order.buyer_id,
        merchant_id=order.merchant_id,
        kind=kind,
        problem=problem,
        reason=reason,
        state=CaseState.OPENED,
        amount_cents=sum(part.cents for part in parts) + shipping,
        post_id=post_id,
        opened_at=clock.now(),
    )
    session.add(case)
    session.flush()
    _keep(case, parts)
    keep_pictures(case.id, actor.id, tokens, pictures)
    if kind != "exchange":
        case_moves.ask(case, parts)
    case_moves.begin(case, actor)
    return case.id


@action
def request_refund(
    actor: Viewer,
    number: str,
    *,
    reason: str,
    line_ids: Collection[int] = (),
    amount_cents: int | None = None,
) -> int:
    """A case for money only. Returns the id of its refund."""
    case_id = open_case(
        actor, number, kind="refund", reason=reason, line_ids=line_ids, amount_cents=amount_cents
    )
    refund_id = session.get_one(OrderCase, case_id).refund_id
    assert refund_id is not None
    return refund_id


@action
def decide_refund(
    actor: Viewer, number: str, refund_id: int, *, accept: bool, reason: str = "", goods_back: bool = False
) -> None:
    """The merchant's word on a refund: grants or refuses its case. `goods_back`: the pieces are here already and can be
    sold again."""
    order = steps.order_of_merchant(actor, number)
    require(policy.can_decide_refund(actor, order))
    case = session.scalar(
        select(OrderCase).where(OrderCase.refund_id == refund_id, OrderCase.order_id == order.id)
    )
    if case is None:
        raise NotFound
    if case.state != CaseState.OPENED:
        raise Refused(N_("This refund has been decided already."))
    if accept:
        grant(actor, case.id, reason=reason, goods_back=goods_back)
    else:
        refuse(actor, case.id, reason=reason)


def _wanted(
    order: Order,
    lines: Sequence[OrderLine],
    kind: str,
    pieces: dict[int, int],
    line_ids: Collection[int],
    amount_cents: int | None,
) -> tuple[list[LineRefund], int]:
    """What is asked of which line, and of the shipping."""
    known = {line.id: refunds.refundable(line) for line in lines}
    if not pieces.keys() | set(line_ids) <= known.keys():
        raise Refused(N_("These are not lines of this order."), field="lines")
    for line_id, quantity in pieces.items():
        if not 0 <= quantity <= known[line_id].quantity:
            raise Refused(N_("You have fewer of these."), field="pieces")
    pieces = {line_id: quantity for line_id, quantity in pieces.items() if quantity}
    if kind == "refund" and not pieces:
        return refunds.parts_of(order, lines, line_ids, amount_cents)
    if not pieces:
        pieces = {one: known[one].quantity for one in line_ids or known if known[one].quantity}
    if not pieces:
        raise Refused(N_("Say which pieces it is about."), field="pieces")
    return _for_pieces(order, lines, pieces, amount_cents)


def _for_pieces(
    order: Order, lines: Sequence[OrderLine], pieces: Mapping[int, int], amount_cents: int | None
) -> tuple[list[LineRefund], int]:
    known = {line.id: refunds.refundable(line) for line in lines}
    wanted = [
        LineRefund(line_id, worth_of(known[line_id], quantity), quantity)
        for line_id, quantity in sorted(pieces.items())
    ]
    is_whole = all(pieces.get(line.id, 0) == line.quantity for line in lines)
    shipping = refunds.shipping_left(order, lines) if is_whole else 0
    if amount_cents is None:
        return wanted, shipping
    try:
        taken, shipping = spread(wanted, shipping, amount_cents)
    except ValueError:
        raise Refused(
            N_("That is not an amount that can go back from these lines."), field="amount"
        ) from None
    # Who asks for less still speaks of these pieces.
    return [
        LineRefund(part.order_line_id, part.cents, pieces[part.order_line_id]) for part in taken
    ], shipping


def _make_way(order: Order, line_ids: Collection[int]) -> None:
    """No line is in two open cases. One that was refused ends when its buyer asks again."""
    others = session.scalars(
        select(OrderCase)
        .join(OrderCaseLine, OrderCaseLine.case_id == OrderCase.id)
        .where(
            OrderCase.order_id == order.id,
            OrderCase.closed_at.is_(None),
            OrderCaseLine.order_line_id.in_(line_ids),
        )
        .distinct()
    ).all()
    # What a gateway has not given back yet would be asked for twice.
    on_its_way = session.scalar(
        select(Refund.id).where(Refund.order_id == order.id, Refund.state.in_(("sent", "failed")))
    )
    if on_its_way or any(other.state != CaseState.REFUSED for other in others):
        raise Refused(N_("You have asked already. See the open case about this order."))
    for other in others:
        case_moves.give_up(other, "withdraw", "refused", by_id=order.buyer_id)


def _keep(case: OrderCase, parts: Sequence[LineRefund]) -> None:
    session.add_all(
        OrderCaseLine(
            case_id=case.id,
            order_line_id=part.order_line_id,
            quantity=part.quantity,
            amount_cents=part.cents,
        )
        for part in parts
    )
    session.flush()
