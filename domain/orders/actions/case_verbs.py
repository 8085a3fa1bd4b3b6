"""The steps of an after-sales case, each by the side whose it is: buyer, merchant, platform, clock."""

from core import clock
from core.db import session
from core.errors import Refused
from core.i18n import N_
from core.policy import require
from core.unit import action
from domain.catalog import stock
from domain.orders import case_policy
from domain.orders.actions import case_moves
from domain.orders.actions.words import MAX_REASON_CHARS, typed
from domain.orders.case_rules import CaseState, granted
from domain.orders.models import Order, OrderCase
from domain.people.viewer import Viewer

MAX_CARRIER_CHARS = 60


# The merchant.


@action
def grant(
    actor: Viewer, case_id: int, *, reason: str = "", keeps_goods: bool = False, goods_back: bool = False
) -> None:
    """The merchant agrees. Money goes back at once when the goods stay; otherwise they come back first, unless
    `keeps_goods` spares the buyer that. `goods_back`: they are here already and can be sold again."""
    case, order = case_moves.locked(actor, case_id)
    require(case_policy.can_take(actor, case, "grant"))
    note = typed(reason, "reason", MAX_REASON_CHARS, required=False)
    _grant(case, order, "grant", actor, note, keeps_goods=keeps_goods, goods_back=goods_back)


@action
def refuse(actor: Viewer, case_id: int, *, reason: str) -> None:
    """The merchant does not agree, and says why. The buyer may take it to the platform."""
    case, _ = case_moves.locked(actor, case_id)
    require(case_policy.can_take(actor, case, "refuse"))
    note = typed(reason, "reason", MAX_REASON_CHARS, required=True)
    case_moves.take(case, "refuse", CaseState.REFUSED, by_id=actor.id, note=note)


@action
def offer(
    actor: Viewer, case_id: int, *, amount_cents: int | None, reason: str = "", needs_return: bool = False
) -> None:
    """The merchant offers so much money instead, with the goods sent back (`needs_return`) or kept."""
    case, _ = case_moves.locked(actor, case_id)
    require(case_policy.can_take(actor, case, "offer"))
    note = typed(reason, "reason", MAX_REASON_CHARS, required=False)
    if amount_cents is None or not 0 < amount_cents <= case.amount_cents:
        raise Refused(N_("Offer an amount up to what was asked for."), field="amount")
    case.offered_cents, case.offered_return = amount_cents, needs_return
    case_moves.take(case, "offer", CaseState.OFFERED, by_id=actor.id, note=note, cents=amount_cents)


@action
def confirm_return(actor: Viewer, case_id: int, *, goods_back: bool = False) -> None:
    """What the buyer sent back is here; `goods_back`: and can be sold again. The money goes back, or new pieces are to
    be sent."""
    case, order = case_moves.locked(actor, case_id)
    require(case_policy.can_take(actor, case, "confirm_return"))
    _return_came(case, order, "confirm_return", actor.id, goods_back)


@action
def object_to_return(actor: Viewer, case_id: int, *, reason: str) -> None:
    """What came back is not what was sent. The platform decides."""
    case, _ = case_moves.locked(actor, case_id)
    require(case_policy.can_take(actor, case, "object"))
    note = typed(reason, "reason", MAX_REASON_CHARS, required=True)
    case_moves.take(case, "object", CaseState.ESCALATED, by_id=actor.id, note=note)


@action
def send_replacement(actor: Viewer, case_id: int, *, carrier: str, tracking_number: str) -> None:
    """New pieces are on their way. Raises Refused when they are sold out."""
    case, _ = case_moves.locked(actor, case_id)
    require(case_policy.can_take(actor, case, "replace"))
    case.replacement_carrier = typed(carrier, "carrier", MAX_CARRIER_CHARS, required=True)
    case.replacement_tracking = typed(tracking_number, "tracking_number", MAX_CARRIER_CHARS, required=True)
    for part, line in case_moves.lines_of(case):
        try:
            stock.reserve(line.variant_id, part.quantity)
        except Refused:
            raise Refused(
                N_("There is no piece left to send. You can give the money back instead.")
            ) from None
        stock.sell(line.variant_id, part.quantity)
        part.replaced_quantity = part.quantity
    case_moves.take(case, "replace", CaseState.REPLACED, by_id=actor.id)


@action
def repay(actor: Viewer, case_id: int, *, reason: str = "") -> None:
    """There is no piece to send: the money goes back instead."""
    case, order = case_moves.locked(actor, case_id)
    require(case_policy.can_take(actor, case, "repay"))
    note = typed(reason, "reason", MAX_REASON_CHARS, required=False)
    case_moves.pay_back(case, order, "repay", by_id=actor.id, note=note)


# The buyer.


@action
def withdraw(actor: Viewer, case_id: int) -> None:
    """The buyer leaves it at that."""
    case, _ = case_moves.locked(actor, case_id)
    require(case_policy.can_take(actor, case, "withdraw"))
    case_moves.give_up(case, "withdraw", "withdrawn", by_id=actor.id)


@action
def take_offer(actor: Viewer, case_id: int) -> None:
    """The buyer is content with what the merchant offered."""
    case, order = case_moves.locked(actor, case_id)
    require(case_policy.can_take(actor, case, "take_offer"))
    if case.offered_return:
        case_moves.take(case, "take_offer", CaseState.RETURNING, by_id=actor.id, cents=case.offered_cents)
    else:
        case_moves.pay_back(case, order, "take_offer", by_id=actor.id, cents=case.offered_cents)


@action
def escalate(actor: Viewer, case_id: int, *, reason: str) -> None:
    """The buyer asks the platform to decide, and says why."""
    case, _ = case_moves.locked(actor, case_id)
    require(case_policy.can_take(actor, case, "escalate"))
    note = typed(reason, "reason", MAX_REASON_CHARS, required=True)
    _leave_the_offer(case)
    case_moves.take(case, "escalate", CaseState.ESCALATED, by_id=actor.id, note=note)


@action
def send_back(actor: Viewer, case_id: int, *, carrier: str, tracking_number: str) -> None:
    """The goods are on their way back."""
    case, _ = case_moves.locked(actor, case_id)
    require(case_policy.can_take(actor, case, "send_back"))
    case.return_carrier = typed(carrier, "carrier", MAX_CARRIER_CHARS, required=True)
    case.return_tracking = typed(tracking_number, "tracking_number", MAX_CARRIER_CHARS, required=True)
    case_moves.take(case, "send_back", CaseState.SENT_BACK, by_id=actor.id)


@action
def receive_replacement(actor: Viewer, case_id: int) -> None:
    case, _ = case_moves.locked(actor, case_id)
    require(case_policy.can_take(actor, case, "receive_new"))
    case_moves.take(case, "receive_new", CaseState.CLOSED, by_id=actor.id, outcome="exchanged")


# The platform.


@action
def uphold(actor: Viewer, case_id: int, *, reason: str, amount_cents: int | None = None) -> None:
    """The platform decides for the buyer, with a reason that both sides read. With an amount: so much money at once and
    the goods stay; otherwise what was asked for."""
    case, order = case_moves.locked(actor, case_id)
    require(case_policy.can_take(actor, case, "uphold"))
    note = typed(reason, "reason", MAX_REASON_CHARS, required=True)
    if amount_cents is None:
        _grant(case, order, "uphold", actor, note)
    elif 0 < amount_cents <= case.amount_cents:
        case_moves.pay_back(case, order, "uphold", by_id=actor.id, note=note, cents=amount_cents)
    else:
        raise Refused(N_("That is more than was asked for."), field="amount")


@action
def dismiss(actor: Viewer, case_id: int, *, reason: str) -> None:
    """The platform decides for the merchant, with a reason that both sides read."""
    case, _ = case_moves.locked(actor, case_id)
    require(case_policy.can_take(actor, case, "dismiss"))
    note = typed(reason, "reason", MAX_REASON_CHARS, required=True)
    case_moves.give_up(case, "dismiss", "refused", by_id=actor.id, note=note)


# The clock.


def lapse(case: OrderCase, order: Order) -> None:
    """Inside the clock's action: whoever had the next step did not take it in time."""
    match case.state:
        case CaseState.OPENED | CaseState.REPLACING:
            case_moves.take(case, "lapse", CaseState.ESCALATED, by_id=None)
        case CaseState.OFFERED | CaseState.RETURNING:
            case_moves.give_up(case, "lapse", "lapsed", by_id=None)
        case CaseState.REFUSED:
            case_moves.give_up(case, "lapse", "refused", by_id=None)
        case CaseState.SENT_BACK:
            # Nobody has looked at the pieces, so nobody can buy them.
            _return_came(case, order, "lapse", None, goods_back=False)
        case CaseState.REPLACED:
            case_moves.take(case, "lapse", CaseState.CLOSED, by_id=None, outcome="exchanged")


def _grant(
    case: OrderCase,
    order: Order,
    act: str,
    actor: Viewer,
    note: str,
    *,
    keeps_goods: bool = False,
    goods_back: bool = False,
) -> None:
    _leave_the_offer(case)
    to = granted(case.kind, is_back=bool(case.return_tracking), keeps_goods=keeps_goods or goods_back)
    if to == CaseState.CLOSED:
        case_moves.pay_back(case, order, act, by_id=actor.id, note=note, goods_back=goods_back)
    else:
        case_moves.take(case, act, to, by_id=actor.id, note=note)


def _leave_the_offer(case: OrderCase) -> None:
    case.offered_cents, case.offered_return = None, False


def _return_came(case: OrderCase, order: Order, act: str, by_id: int | None, goods_back: bool) -> None:
    case.returned_at = clock.now()
    if case.kind != "exchange" or case.offered_return:
        case_moves.pay_back(case, order, act, by_id=by_id, cents=case.offered_cents, goods_back=goods_back)
        return
    if goods_back:
        for part, line in case_moves.lines_of(case):
            stock.put_back(line.variant_id, part.quantity)
            part.restocked_quantity = part.quantity
        session.flush()
    case_moves.take(case, act, CaseState.REPLACING, by_id=by_id)
