"""The talk in a case, and whom the buyer lets into it."""

from collections.abc import Sequence

from sqlalchemy import select

from adapters.media import Picture
from core import clock
from core.db import session
from core.errors import Refused
from core.i18n import N_
from core.policy import require
from core.unit import action, record
from domain.orders import case_policy
from domain.orders.actions import case_moves
from domain.orders.actions.case_pictures import keep_pictures
from domain.orders.actions.words import typed
from domain.orders.events import AfterSalesSaid, AngelLetIn
from domain.orders.models import OrderCaseLine, OrderCaseMessage, OrderLine
from domain.people.viewer import Viewer

MAX_WORDS = 2_000


@action
def say_in_case(
    actor: Viewer,
    case_id: int,
    *,
    body: str,
    pictures: Sequence[Picture] = (),
    tokens: Sequence[str] = (),
) -> int:
    """A word to the others in the case, with new pictures of the private store and those that waited there. Returns the message's id."""
    case, _ = case_moves.locked(actor, case_id)
    require(case_policy.can_speak(actor, case))
    message = OrderCaseMessage(
        case_id=case.id,
        by_id=actor.id,
        side=case_policy.side_of(actor, case),
        body=typed(body, "body", MAX_WORDS, required=not pictures and not tokens),
        at=clock.now(),
    )
    session.add(message)
    session.flush()
    keep_pictures(case.id, actor.id, tokens, pictures, message.id)
    record(AfterSalesSaid(case.id, message.id, actor.id))
    return message.id


@action
def let_angel_in(actor: Viewer, case_id: int, angel_id: int) -> None:
    """The buyer lets the angel in who is credited on one of the case's lines: she reads it and may write."""
    case, _ = case_moves.locked(actor, case_id)
    require(case_policy.can_invite(actor, case))
    if case.angel_id == angel_id:
        return
    credited = select(OrderLine.angel_id).join(OrderCaseLine, OrderCaseLine.order_line_id == OrderLine.id)
    if angel_id not in session.scalars(credited.where(OrderCaseLine.case_id == case.id)).all():
        raise Refused(N_("Only the angel who is credited can be let in."), field="angel")
    case.angel_id = angel_id
    session.flush()
    record(AngelLetIn(case.id, angel_id, case.buyer_id))


@action
def let_angel_go(actor: Viewer, case_id: int) -> None:
    """The angel reads no further, nor what was said before."""
    case, _ = case_moves.locked(actor, case_id)
    require(case_policy.can_dismiss_angel(actor, case))
    case.angel_id = None
    session.flush()
