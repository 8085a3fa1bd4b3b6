"""Who wants to be asked about what she bought, and to whom a question goes: at most five who have received it, nobody
more often than twice a week."""

from datetime import datetime

from sqlalchemy import Select, exists, func, select

from core import clock
from core.db import lock, session
from core.errors import NotFound
from core.policy import require
from core.unit import action, record
from domain.catalog.models import Product
from domain.groups import policy, rules
from domain.groups.events import HearingStopped, QuestionAsked, QuestionOffered
from domain.groups.models import Answer, AskingChoice, GroupRemoval, Question, QuestionOffer
from domain.groups.received import has_received
from domain.merchants.models import MerchantStaff
from domain.orders.models import Order, OrderLine
from domain.people.models import Mute, Suspension, User
from domain.people.policy import not_blocked, not_muted
from domain.people.viewer import Viewer

# So many of the latest lines of an order are looked at, however often the product was sold.
LOOKED_AT = 1_000


@action(quiet=True)
def choose_asking(actor: Viewer, is_willing: bool) -> None:
    """Whether she wants to be asked about what she bought; saying it again changes nothing."""
    require(policy.can_choose_asking(actor))
    settle_asking(actor.id, is_willing)


@action(quiet=True)
def settle_asking(user_id: int, is_willing: bool) -> None:
    """The same for whoever holds the signed link of her mail; the caller has checked it."""
    if session.scalar(lock(select(User.id).where(User.id == user_id))) is None:
        raise NotFound
    known = session.get(AskingChoice, user_id)
    if known is None:
        session.add(AskingChoice(user_id=user_id, is_willing=is_willing, chosen_at=clock.now()))
    elif known.is_willing != is_willing:
        known.is_willing, known.chosen_at = is_willing, clock.now()
    session.flush()
    if not is_willing:
        record(HearingStopped(user_id, "asked"))


def offer_question(fact: QuestionAsked) -> None:
    """A job: puts a question before buyers who are willing. Again, it changes nothing."""
    question = session.scalar(
        lock(select(Question).where(Question.id == fact.question_id, Question.state == "visible"))
    )
    if question is None or _is_staff(fact.product_id, fact.author_id):
        return
    if session.scalar(select(QuestionOffer.user_id).where(QuestionOffer.question_id == question.id).limit(1)):
        return
    at = clock.now()
    found = session.scalars(_willing(question, at, fact.mentioned_ids)).all()
    if not found:
        return
    session.add_all(QuestionOffer(question_id=question.id, user_id=one, offered_at=at) for one in found)
    session.flush()
    record(QuestionOffered(question.id, question.product_id, question.author_id, tuple(found)))


def _willing(question: Question, at: datetime, told_anyway: tuple[int, ...]) -> Select[int]:
    """Those who received it last, first. Nobody between whom and the asker a block or a mute stands, nobody of the
    shop, who may not write, or who was asked often enough this week."""
    asker = Viewer(question.author_id)
    latest = (
        select(Order.buyer_id, OrderLine.received_at)
        .join(Order, Order.id == OrderLine.order_id)
        .where(OrderLine.product_id == question.product_id, has_received())
        .order_by(OrderLine.id.desc())
        .limit(LOOKED_AT)
    )
    if question.variant_id is not None:
        latest = latest.where(OrderLine.variant_id == question.variant_id)
    bought = latest.subquery()
    asked_lately = (
        select(func.count())
        .where(QuestionOffer.user_id == User.id, QuestionOffer.offered_at > at - rules.ASKED_WITHIN)
        .scalar_subquery()
    )
    mutes_asker = exists().where(
        Mute.user_id == User.id,
        Mute.muted_id == asker.id,
        Mute.until_at.is_(None) | (Mute.until_at > at),
    )
    suspended = exists().where(
        Suspension.user_id == User.id, Suspension.lifted_at.is_(None), Suspension.until_at > at
    )
    removed = exists().where(
        GroupRemoval.user_id == User.id,
        GroupRemoval.product_id == question.product_id,
        GroupRemoval.lifted_at.is_(None),
    )
    answered = exists().where(Answer.question_id == question.id, Answer.author_id == User.id)
    return (
        select(User.id)
        .join(bought, bought.c.buyer_id == User.id)
        .join(AskingChoice, (AskingChoice.user_id == User.id) & AskingChoice.is_willing)
        .where(
            User.closed_at.is_(None),
            User.id != asker.id,
            User.id.not_in(told_anyway),
            User.id.not_in(_staff_of(question.product_id)),
            not_blocked(asker, User.id),
            not_muted(asker, User.id),
            ~mutes_asker,
            ~suspended,
            ~removed,
            ~answered,
            asked_lately < rules.ASKED_A_WEEK,
        )
        .group_by(User.id)
        .order_by(func.max(bought.c.received_at).desc(), User.id)
        .limit(rules.ASKED_AT_MOST)
    )


def _is_staff(product_id: int, user_id: int) -> bool:
    return session.scalar(_staff_of(product_id).where(MerchantStaff.user_id == user_id)) is not None


def _staff_of(product_id: int) -> Select[int]:
    return (
        select(MerchantStaff.user_id)
        .join(Product, Product.merchant_id == MerchantStaff.merchant_id)
        .where(Product.id == product_id)
    )
