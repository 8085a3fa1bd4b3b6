"""After-sales in the walk: cases of every kind, each step by the side whose it is."""

from typing import Any

from sqlalchemy import Row, bindparam, select

from core.db import session
from domain.orders import actions as orders
from domain.orders.case_rules import CASE_WAYS, KINDS
from domain.orders.models import Order, OrderCase
from domain.orders.rules import State
from tests.torture.walk import Orders

_CASES = (
    select(
        OrderCase.id,
        OrderCase.state,
        OrderCase.kind,
        OrderCase.amount_cents,
        OrderCase.buyer_id,
        OrderCase.merchant_id,
        Order.number,
    )
    .join(Order, Order.id == OrderCase.order_id)
    .where(Order.number.in_(bindparam("numbers", expanding=True)), OrderCase.closed_at.is_(None))
    .order_by(OrderCase.id)
)


class Cases(Orders):
    def open_case(self) -> None:
        order = self.one_of(
            [
                one
                for one in self.orders(State.PAID, State.SHIPPED, State.RECEIVED, State.COMPLETED)
                if one.paid_at
                and (one.state != "paid" or one.part_sent_at)
                and one.refunded_cents < one.total_cents
            ]
        )
        lines = self.lines(order.id)
        some = self.luck.sample([line.id for line in lines], self.luck.randint(0, len(lines)))
        pieces = (
            {line.id: self.luck.randint(0, line.quantity) for line in lines} if self.chance(0.4) else None
        )
        # Mostly small amounts, so that an order meets many refunds before it is empty.
        most = max(1, (order.total_cents - order.refunded_cents) // self.luck.choice([1, 3, 10]))
        orders.open_case(
            self.parties(order)[0],
            order.number,
            kind=self.luck.choice([*KINDS, "refund", "refund"]),
            reason="bruised",
            line_ids=some,
            pieces=pieces,
            amount_cents=self.luck.randint(1, most) if self.chance(0.7) else None,
        )

    def move_case(self) -> None:
        found = session.execute(_CASES, {"numbers": self.alive}).all()
        session.rollback()
        case = self.one_of(found)
        ways = [act for act, way in CASE_WAYS.items() if case.state in way.sources and way.side != "clock"]
        self._take(self.luck.choice(ways), case)
        self.put_down(case.number)

    def _take(self, act: str, case: Row[Any]) -> None:
        buyer, seller = self.buyers[case.buyer_id], self.sellers[case.merchant_id]
        operator = self.operators[0]
        cents = self.luck.randint(1, max(1, case.amount_cents))
        match act:
            case "withdraw":
                orders.withdraw(buyer, case.id)
            case "take_offer":
                orders.take_offer(buyer, case.id)
            case "escalate":
                orders.escalate(buyer, case.id, reason="look at it")
            case "send_back":
                orders.send_back(buyer, case.id, carrier="SF", tracking_number="2")
            case "receive_new":
                orders.receive_replacement(buyer, case.id)
            case "grant":
                orders.grant(seller, case.id, keeps_goods=self.chance(0.5), goods_back=self.chance(0.3))
            case "refuse":
                orders.refuse(seller, case.id, reason="it was sound")
            case "offer":
                orders.offer(seller, case.id, amount_cents=cents, needs_return=self.chance(0.3))
            case "confirm_return":
                orders.confirm_return(seller, case.id, goods_back=self.chance(0.5))
            case "object":
                orders.object_to_return(seller, case.id, reason="another thing")
            case "replace":
                orders.send_replacement(seller, case.id, carrier="SF", tracking_number="3")
            case "repay":
                orders.repay(seller, case.id)
            case "uphold":
                amount = cents if self.chance(0.5) else None
                orders.uphold(operator, case.id, reason="so be it", amount_cents=amount)
            case "dismiss":
                orders.dismiss(operator, case.id, reason="so be it")
            case _:
                raise AssertionError(f"the walk does not know how to {act}")
