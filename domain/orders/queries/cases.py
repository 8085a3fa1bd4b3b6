"""After-sales cases as each side reads them. The angel whom a buyer let in reads the talk and what it is about, and
nothing that would tell her who or where the buyer is."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from core.db import session
from core.errors import NotFound
from core.paging import SIZE, Page, page_of
from domain.merchants.models import Merchant
from domain.merchants.policy import SUPPORTING
from domain.orders import policy
from domain.orders.case_policy import side_of, visible_cases
from domain.orders.case_rules import ANGEL, BUYER, MERCHANT, TURN, CaseState
from domain.orders.models import (
    Order,
    OrderCase,
    OrderCaseLine,
    OrderCaseMessage,
    OrderCasePicture,
    OrderCaseStep,
    OrderLine,
    Refund,
)
from domain.people.models import User
from domain.people.queries import PersonCard
from domain.people.viewer import Viewer

COUNTED_TO = 100


@dataclass(frozen=True, slots=True)
class CaseLineView:
    id: int
    product_id: int
    title: str
    variant_name: str
    picture_key: str | None
    quantity: int
    amount_cents: int
    angel: PersonCard | None


@dataclass(frozen=True, slots=True)
class CasePictureView:
    id: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class CaseStepView:
    """`by` is empty for the clock, and where the viewer is not to know."""

    act: str
    to_state: str
    side: str
    by: str
    amount_cents: int | None
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseMessageView:
    id: int
    side: str
    by: str
    is_mine: bool
    body: str
    at: datetime
    pictures: Sequence[CasePictureView]


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case with all that belongs to it. `side` is the viewer's; it answers the questions of case_policy.py.
    `money` is how the refund stands: empty when there is none. `may_let_in` are the angels who are credited."""

    id: int
    side: str
    buyer_id: int
    merchant_id: int
    angel_id: int | None
    number: str
    kind: str
    problem: str
    reason: str
    state: str
    outcome: str
    amount_cents: int
    offered_cents: int | None
    offered_return: bool
    money: str
    cash_holder: str
    post_id: int | None
    opened_at: datetime
    due_at: datetime | None
    escalated_at: datetime | None
    returned_at: datetime | None
    closed_at: datetime | None
    return_carrier: str
    return_tracking: str
    replacement_carrier: str
    replacement_tracking: str
    buyer: PersonCard | None
    merchant_name: str
    angel: PersonCard | None
    may_let_in: Sequence[PersonCard]
    lines: Sequence[CaseLineView]
    pictures: Sequence[CasePictureView]
    steps: Sequence[CaseStepView]
    messages: Sequence[CaseMessageView]

    @property
    def turn(self) -> str:
        """Whose the next step is."""
        return TURN.get(CaseState(self.state), "")

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


def case_of(viewer: Viewer, case_id: int) -> CaseView:
    """A case that concerns the viewer, in six queries. Raises NotFound for everybody else."""
    buyer, angel = aliased(User), aliased(User)
    statement: Any = (
        select(OrderCase, Order.number, Order.cash_holder, Merchant.name, buyer, angel, Refund.state)
        .join(Order, Order.id == OrderCase.order_id)
        .join(Merchant, Merchant.id == OrderCase.merchant_id)
        .join(buyer, buyer.id == OrderCase.buyer_id)
        .outerjoin(angel, angel.id == OrderCase.angel_id)
        .outerjoin(Refund, Refund.id == OrderCase.refund_id)
        .where(OrderCase.id == case_id)
    )
    row = session.execute(visible_cases(statement, viewer)).first()
    if row is None:
        raise NotFound
    case, number, cash_holder, merchant_name, bought_by, let_in, money = row
    side = side_of(viewer, case)
    is_strange = side == ANGEL
    lines = _lines(case_id)
    pictures = _pictures(case_id)
    others = {line.angel.id: line.angel for line in lines if line.angel and line.angel.id != case.buyer_id}
    return CaseView(
        id=case.id,
        side=side,
        buyer_id=case.buyer_id,
        merchant_id=case.merchant_id,
        angel_id=case.angel_id,
        number="" if is_strange else number,
        kind=case.kind,
        problem=case.problem,
        reason=case.reason,
        state=case.state,
        outcome=case.outcome,
        amount_cents=case.amount_cents,
        offered_cents=case.offered_cents,
        offered_return=case.offered_return,
        money=money or "",
        cash_holder=cash_holder,
        post_id=case.post_id if side == BUYER else None,
        opened_at=case.opened_at,
        due_at=case.due_at,
        escalated_at=case.escalated_at,
        returned_at=case.returned_at,
        closed_at=case.closed_at,
        return_carrier="" if is_strange else case.return_carrier,
        return_tracking="" if is_strange else case.return_tracking,
        replacement_carrier="" if is_strange else case.replacement_carrier,
        replacement_tracking="" if is_strange else case.replacement_tracking,
        buyer=None if is_strange else _person(bought_by),
        merchant_name=merchant_name,
        angel=_person(let_in) if let_in else None,
        may_let_in=[one for one in others.values() if one.id != case.angel_id] if side == BUYER else [],
        lines=lines,
        pictures=pictures.get(None, []),
        steps=_steps(case_id, is_strange),
        messages=_messages(case_id, viewer, is_strange, pictures),
    )


def _person(user: User) -> PersonCard:
    return PersonCard(user.id, user.handle, user.display_name, user.avatar_key)


def _lines(case_id: int) -> list[CaseLineView]:
    statement = (
        select(OrderCaseLine, OrderLine, User)
        .join(OrderLine, OrderLine.id == OrderCaseLine.order_line_id)
        .outerjoin(User, User.id == OrderLine.angel_id)
        .where(OrderCaseLine.case_id == case_id)
        .order_by(OrderLine.id)
    )
    return [
        CaseLineView(
            line.id,
            line.product_id,
            line.title,
            line.variant_name,
            line.picture_key,
            part.quantity,
            part.amount_cents,
            _person(angel) if angel else None,
        )
        for part, line, angel in session.execute(statement)
    ]


def _pictures(case_id: int) -> dict[int | None, list[CasePictureView]]:
    found: dict[int | None, list[CasePictureView]] = {}
    statement = (
        select(OrderCasePicture).where(OrderCasePicture.case_id == case_id).order_by(OrderCasePicture.id)
    )
    for one in session.scalars(statement):
        found.setdefault(one.message_id, []).append(CasePictureView(one.id, one.width, one.height))
    return found


def _steps(case_id: int, is_strange: bool) -> list[CaseStepView]:
    statement = (
        select(OrderCaseStep, User.display_name)
        .outerjoin(User, User.id == OrderCaseStep.by_id)
        .where(OrderCaseStep.case_id == case_id)
        .order_by(OrderCaseStep.id)
    )
    return [
        CaseStepView(
            step.act,
            step.to_state,
            step.side,
            "" if is_strange else name or "",
            step.amount_cents,
            step.note,
            step.at,
        )
        for step, name in session.execute(statement)
    ]


def _messages(
    case_id: int,
    viewer: Viewer,
    is_strange: bool,
    pictures: dict[int | None, list[CasePictureView]],
) -> list[CaseMessageView]:
    statement = (
        select(OrderCaseMessage, User.display_name)
        .join(User, User.id == OrderCaseMessage.by_id)
        .where(OrderCaseMessage.case_id == case_id)
        .order_by(OrderCaseMessage.id)
    )
    return [
        CaseMessageView(
            one.id,
            one.side,
            "" if is_strange and one.side == BUYER else name,
            one.by_id == viewer.id,
            one.body,
            one.at,
            pictures.get(one.id, []),
        )
        for one, name in session.execute(statement)
    ]


def case_picture_key(viewer: Viewer, case_id: int, picture_id: int) -> str:
    """The private picture of a case, for those whom the case concerns."""
    statement = (
        select(OrderCasePicture.key)
        .join(OrderCase, OrderCase.id == OrderCasePicture.case_id)
        .where(OrderCase.id == case_id, OrderCasePicture.id == picture_id)
    )
    key = session.scalar(visible_cases(statement, viewer))
    if key is None:
        raise NotFound
    return key


# Lists.


@dataclass(frozen=True, slots=True)
class CaseCard:
    """A case in a list. `other` is whom one deals with: the merchant, or the buyer for the merchant's people."""

    id: int
    number: str
    kind: str
    problem: str
    state: str
    outcome: str
    amount_cents: int
    opened_at: datetime
    due_at: datetime | None
    escalated_at: datetime | None
    other: str
    title: str
    picture_key: str | None
    lines: int

    @property
    def turn(self) -> str:
        return TURN.get(CaseState(self.state), "")


def cases_of(viewer: Viewer, *, before: int | None = None, size: int = SIZE) -> Page[CaseCard]:
    """What the viewer opened, and where a buyer let her in as an angel; the newest first."""
    mine = or_(OrderCase.buyer_id == viewer.id, OrderCase.angel_id == viewer.id)
    statement = _newest(_cards(viewer).where(mine), before)
    return _page(statement, size, viewer)


def cases_of_order(viewer: Viewer, order_id: int) -> Sequence[CaseCard]:
    """The cases of one order that concern the viewer, the newest first."""
    return _page(_newest(_cards(viewer).where(OrderCase.order_id == order_id), None), SIZE, viewer).items


# How a merchant's list may be narrowed.
CASE_LISTS = ("", "open", "closed")


def cases_at(
    viewer: Viewer, *, which: str = "", before: int | None = None, size: int = SIZE
) -> Page[CaseCard]:
    """At the viewer's merchants: those that wait for her, what is due first first; the other open ones; the closed."""
    statement = _cards(viewer).where(OrderCase.merchant_id.in_(viewer.shops_as(SUPPORTING)))
    waits = OrderCase.state.in_(_turns_of(MERCHANT))
    if which == "closed":
        return _page(_newest(statement.where(OrderCase.closed_at.is_not(None)), before), size, viewer)
    if which == "open":
        return _page(_newest(statement.where(OrderCase.closed_at.is_(None), ~waits), before), size, viewer)
    statement = statement.where(waits).order_by(OrderCase.due_at, OrderCase.id)
    if before is not None:
        at = select(OrderCase.due_at).where(OrderCase.id == before).scalar_subquery()
        statement = statement.where(
            or_(OrderCase.due_at > at, and_(OrderCase.due_at == at, OrderCase.id > before))
        )
    return _page(statement, size, viewer)


def cases_to_decide(
    viewer: Viewer, *, decided: bool = False, before: int | None = None, size: int = SIZE
) -> Page[CaseCard]:
    """What was brought before the platform: undecided, the oldest first; or decided, the newest first. Raises NotFound
    for everybody but moderators and operators."""
    if not viewer.is_moderator:
        raise NotFound
    statement = _cards(viewer).where(OrderCase.escalated_at.is_not(None))
    if decided:
        return _page(_newest(statement.where(OrderCase.state != CaseState.ESCALATED), before), size, viewer)
    statement = statement.where(OrderCase.state == CaseState.ESCALATED).order_by(OrderCase.id)
    return _page(statement if before is None else statement.where(OrderCase.id > before), size, viewer)


def waiting_at(viewer: Viewer) -> int:
    """How many cases wait for the viewer's merchants, counted to 100."""
    waiting = select(OrderCase.id).where(
        OrderCase.merchant_id.in_(viewer.shops_as(SUPPORTING)), OrderCase.state.in_(_turns_of(MERCHANT))
    )
    return session.scalar(select(func.count()).select_from(waiting.limit(COUNTED_TO).subquery())) or 0


def _turns_of(side: str) -> list[CaseState]:
    return [state for state, whose in TURN.items() if whose == side]


def _cards(viewer: Viewer) -> Any:
    statement: Any = (
        select(OrderCase, Order.number, Merchant.name.label("merchant"), User.display_name.label("buyer"))
        .join(Order, Order.id == OrderCase.order_id)
        .join(Merchant, Merchant.id == OrderCase.merchant_id)
        .join(User, User.id == OrderCase.buyer_id)
    )
    return visible_cases(statement, viewer)


def _newest(statement: Any, before: int | None) -> Any:
    if before is not None:
        statement = statement.where(OrderCase.id < before)
    return statement.order_by(OrderCase.id.desc())


def _page(statement: Any, size: int, viewer: Viewer) -> Page[CaseCard]:
    rows = page_of(session.execute(statement.limit(size + 1)).all(), size, lambda row: row[0].id)
    lines = _line_cards([row[0].id for row in rows])
    return Page([_card(row, lines.get(row[0].id, []), viewer) for row in rows], rows.next_cursor)


def _line_cards(case_ids: Collection[int]) -> dict[int, list[Any]]:
    if not case_ids:
        return {}
    statement = (
        select(OrderCaseLine.case_id, OrderLine.title, OrderLine.picture_key)
        .join(OrderLine, OrderLine.id == OrderCaseLine.order_line_id)
        .where(OrderCaseLine.case_id.in_(case_ids))
        .order_by(OrderLine.id)
    )
    found: dict[int, list[Any]] = {}
    for row in session.execute(statement):
        found.setdefault(row.case_id, []).append(row)
    return found


def _card(row: Any, lines: Sequence[Any], viewer: Viewer) -> CaseCard:
    case = row[0]
    side = side_of(viewer, case)
    return CaseCard(
        id=case.id,
        number="" if side == ANGEL else row.number,
        kind=case.kind,
        problem=case.problem,
        state=case.state,
        outcome=case.outcome,
        amount_cents=case.amount_cents,
        opened_at=case.opened_at,
        due_at=case.due_at,
        escalated_at=case.escalated_at,
        other=row.buyer if side == MERCHANT else row.merchant,
        title=lines[0].title if lines else "",
        picture_key=lines[0].picture_key if lines else None,
        lines=len(lines),
    )


# Opening one.


@dataclass(frozen=True, slots=True)
class ClaimableLine:
    """What of a line a case may be about: so many pieces, worth so much. `is_in_case`: it is in an open one already."""

    id: int
    product_id: int
    title: str
    variant_name: str
    picture_key: str | None
    quantity: int
    left_cents: int
    is_in_case: bool


def claimable_lines(viewer: Viewer, number: str) -> list[ClaimableLine]:
    """The lines of the viewer's own order of which something is left. Raises NotFound for anybody else's."""
    order_id = session.scalar(select(Order.id).where(Order.number == number, Order.buyer_id == viewer.id))
    if order_id is None:
        raise NotFound
    in_case = (
        select(OrderCaseLine.order_line_id)
        .join(OrderCase, OrderCase.id == OrderCaseLine.case_id)
        .where(
            OrderCaseLine.order_line_id == OrderLine.id,
            OrderCase.closed_at.is_(None),
            OrderCase.state != CaseState.REFUSED,
        )
        .exists()
    )
    statement = (
        select(OrderLine, in_case.label("in_case"))
        .where(OrderLine.order_id == order_id)
        .order_by(OrderLine.id)
    )
    return [_claimable(line, is_in_case) for line, is_in_case in session.execute(statement)]


def _claimable(line: OrderLine, is_in_case: bool) -> ClaimableLine:
    from_parcels = line.shipped_quantity - (line.refunded_quantity - line.withdrawn_quantity)
    return ClaimableLine(
        line.id,
        line.product_id,
        line.title,
        line.variant_name,
        line.picture_key,
        max(0, from_parcels),
        line.net_cents - line.refunded_cents,
        bool(is_in_case),
    )


def order_line_about(viewer: Viewer, product_id: int) -> tuple[str, int] | None:
    """The viewer's latest order of a product about which she may still ask, and its line; for a post about it."""
    statement = (
        select(Order, OrderLine.id)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(
            Order.buyer_id == viewer.id,
            OrderLine.product_id == product_id,
            OrderLine.shipped_quantity > 0,
            OrderLine.refunded_cents < OrderLine.net_cents,
        )
        .order_by(Order.id.desc())
        .limit(5)
    )
    for order, line_id in session.execute(statement):
        if policy.can_ask_refund(viewer, order):
            return order.number, line_id
    return None
