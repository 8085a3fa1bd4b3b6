"""Taking an order a step further: the one place that changes its state, and writes its history."""

from functools import cache
from typing import Any

from sqlalchemy import Select, Update, bindparam, or_, select, update
from sqlalchemy.orm.attributes import set_committed_value

from core import clock
from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from domain.orders.models import Order, OrderLine, OrderStep
from domain.orders.rules import WAYS
from domain.people.viewer import Viewer

# Put together once: that takes longer than running them.
_ORDER = lock(select(Order))
_BY_ID = _ORDER.where(Order.id == bindparam("order"))
_NUMBERED = _ORDER.where(Order.number == bindparam("number"))
_BOUGHT_BY = Order.buyer_id == bindparam("buyer")
_SOLD_BY = Order.merchant_id.in_(bindparam("merchants", expanding=True))
_BUYERS, _MERCHANTS = _NUMBERED.where(_BOUGHT_BY), _NUMBERED.where(_SOLD_BY)
_EITHERS = _NUMBERED.where(or_(_BOUGHT_BY, _SOLD_BY))
_LINES = (
    select(OrderLine)
    .where(OrderLine.order_id == bindparam("order"))
    .order_by(OrderLine.variant_id, OrderLine.id)
    .execution_options(populate_existing=True)
)


def begin(order_id: int, state: str, by_id: int) -> None:
    """The first line of an order's history."""
    session.add(OrderStep(order_id=order_id, from_state="", to_state=state, by_id=by_id, at=clock.now()))


def take(order: Order, way: str, *, by_id: int | None, note: str = "", **values: Any) -> None:
    """Moves a locked order along `way`, setting `values` with it, if it is in one of the way's states; raises
    Refused otherwise. `by_id` is None when the clock or a gateway did it."""
    before = order.state
    asked = {"order": order.id, **{f"new_{name}": value for name, value in values.items()}}
    moved = session.execute(_moving(way, tuple(sorted(values))), asked)
    if moved.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(N_("The order has moved on meanwhile. Reload the page to see where it is."))
    for name, value in {"state": WAYS[way].target, **values}.items():
        set_committed_value(order, name, value)
    note_down(order, before, WAYS[way].target, by_id, note)


@cache
def _moving(way: str, names: tuple[str, ...]) -> Update:
    """Put together once: that takes longer than running it."""
    return (
        update(Order)
        .where(Order.id == bindparam("order"), Order.state.in_(WAYS[way].sources))
        .values(state=WAYS[way].target, **{name: bindparam(f"new_{name}") for name in names})
        .execution_options(synchronize_session=False)
    )


def note_down(order: Order, before: str, after: str, by_id: int | None, note: str = "") -> None:
    """Writes a line of history. One whose states are the same tells of the payment: the buyer says that she paid,
    the merchant did not find it (`note` is why), or, by nobody, money came too late and went back."""
    session.add(
        OrderStep(
            order_id=order.id, from_state=before, to_state=after, by_id=by_id, at=clock.now(), note=note
        )
    )


def order_of_buyer(actor: Viewer, number: str) -> Order:
    """The actor's own order, locked. Raises NotFound for anybody else's."""
    return _found(_BUYERS, number=number, buyer=actor.id)


def order_of_merchant(actor: Viewer, number: str) -> Order:
    """An order at one of the actor's merchants, locked. Raises NotFound otherwise."""
    return _found(_MERCHANTS, number=number, merchants=sorted(actor.merchant_ids))


def order_of_either(actor: Viewer, number: str) -> Order:
    return _found(_EITHERS, number=number, buyer=actor.id, merchants=sorted(actor.merchant_ids))


def order_numbered(number: str) -> Order | None:
    """Whoever's it is, locked: for a gateway, which acts for nobody."""
    return session.scalar(_NUMBERED, {"number": number})


def order_by_id(order_id: int) -> Order:
    return _found(_BY_ID, order=order_id)


def _found(statement: Select[Order], **who: Any) -> Order:
    order = session.scalar(statement, who)
    if order is None:
        raise NotFound
    return order


def lines_of(order_id: int) -> list[OrderLine]:
    """The order's lines in the order in which stock is locked."""
    return list(session.scalars(_LINES, {"order": order_id}))
