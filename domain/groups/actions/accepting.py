"""Which answer it is, and whether it still holds. What the merchant has said, and what was accepted, is as of a day; when
the product changes or the day is long gone, somebody has to confirm it again."""

import hashlib

from sqlalchemy import select, update

from core import clock
from core.db import lock, session
from core.errors import NotFound
from core.policy import require
from core.unit import action, record
from domain.catalog.models import Product, Variant
from domain.catalog.policy import readable_products
from domain.groups import policy, rules
from domain.groups.events import AnswersDoubted, QuestionChanged
from domain.groups.models import Answer, ProductFacts, Question
from domain.merchants.models import Merchant
from domain.people.viewer import Viewer

AT_ONCE = 200


@action
def accept(actor: Viewer, answer_id: int) -> int:
    """In place of another one. Returns the question's id."""
    made, question, product = _found(actor, answer_id)
    require(policy.can_accept(actor, product.merchant_id, question.author_id))
    if made.accepted_at is not None:
        return question.id
    _forget_accepted(question.id)
    made.accepted_at, made.accepted_by_id = clock.now(), actor.id
    made.accepted_as = "asker" if actor.id == question.author_id else "merchant"
    vouch(made, question.product_id)
    record(QuestionChanged(question.id))
    return question.id


@action
def take_back(actor: Viewer, answer_id: int) -> int:
    """None is accepted any more. Returns the question's id."""
    made, question, product = _found(actor, answer_id)
    require(policy.can_accept(actor, product.merchant_id, question.author_id))
    if made.accepted_at is not None:
        _forget_accepted(question.id)
        record(QuestionChanged(question.id))
    return question.id


@action
def confirm(actor: Viewer, answer_id: int) -> int:
    """It still holds, as of now. Returns the question's id."""
    made, question, product = _found(actor, answer_id)
    require(policy.can_confirm(actor, product.merchant_id, made.author_id))
    if made.confirmed_at is not None:
        made.confirmed_at, made.doubted_at, made.doubt = clock.now(), None, ""
        keep_facts(question.product_id)
        session.flush()
    return question.id


def vouch(made: Answer, product_id: int) -> None:
    """From now on the answer says as of when it holds."""
    if made.confirmed_at is None:
        made.confirmed_at = made.created_at
    keep_facts(product_id)
    session.flush()


def keep_facts(product_id: int) -> None:
    """Remembers what the product is, unless that is remembered already."""
    if session.get(ProductFacts, product_id) is None:
        session.add(ProductFacts(product_id=product_id, digest=_digest(product_id)))


@action
def doubt_changed(product_id: int) -> None:
    """The product was changed: if in what people ask about, its answers have to be confirmed again."""
    facts = session.scalar(lock(select(ProductFacts).where(ProductFacts.product_id == product_id)))
    if facts is None:
        return
    session.flush()
    digest = _digest(product_id)
    if digest == facts.digest:
        return
    facts.digest = digest
    at = clock.now()
    doubted = session.execute(
        update(Answer)
        .where(
            Answer.question_id.in_(select(Question.id).where(Question.product_id == product_id)),
            Answer.confirmed_at < at,
            Answer.doubted_at.is_(None),
        )
        .values(doubted_at=at, doubt="changed")
        .execution_options(synchronize_session=False)
    )
    if doubted.rowcount:  # type: ignore[attr-defined]
        record(AnswersDoubted(product_id, at))


@action
def doubt_old(limit: int = AT_ONCE) -> int:
    """Answers that nobody has confirmed for 90 days. Returns how many there were."""
    at = clock.now()
    rows = session.execute(
        select(Answer.id, Question.product_id)
        .join(Question, Question.id == Answer.question_id)
        .where(Answer.doubted_at.is_(None), Answer.confirmed_at <= at - rules.CONFIRMED_FOR)
        .order_by(Answer.id)
        .limit(limit)
    ).all()
    if rows:
        session.execute(
            update(Answer)
            .where(Answer.id.in_([row.id for row in rows]))
            .values(doubted_at=at, doubt="age")
            .execution_options(synchronize_session=False)
        )
    for product_id in sorted({row.product_id for row in rows}):
        record(AnswersDoubted(product_id, at))
    return len(rows)


def _found(actor: Viewer, answer_id: int) -> tuple[Answer, Question, Product]:
    """The question is locked first, so that no two answers to it are accepted at once."""
    question_id = session.scalar(select(Answer.question_id).where(Answer.id == answer_id))
    question = session.scalar(
        lock(select(Question).where(Question.id == question_id, Question.state == "visible"))
    )
    made = session.scalar(lock(select(Answer).where(Answer.id == answer_id, Answer.state == "visible")))
    if question is None or made is None:
        raise NotFound
    row = session.execute(
        readable_products(select(Product, Merchant.state), actor)
        .join(Merchant, Merchant.id == Product.merchant_id)
        .where(Product.id == question.product_id, Product.state != "draft")
    ).first()
    if row is None:
        raise NotFound
    require(policy.is_open(row.state))
    return made, question, row.Product


def _forget_accepted(question_id: int) -> None:
    """What is not the merchant's own word is as of no day any more."""
    for other in session.scalars(
        lock(select(Answer).where(Answer.question_id == question_id, Answer.accepted_at.is_not(None)))
    ):
        other.accepted_at, other.accepted_by_id, other.accepted_as = None, None, ""
        if not other.from_merchant:
            other.confirmed_at, other.doubted_at, other.doubt = None, None, ""
    session.flush()


def _digest(product_id: int) -> str:
    """Of what people ask about: the words, the variants and their prices. Pictures, stock and rate are not."""
    product = session.execute(
        select(Product.title, Product.description).where(Product.id == product_id)
    ).one()
    variants = session.execute(
        select(Variant.id, Variant.name, Variant.price_cents)
        .where(Variant.product_id == product_id, Variant.is_active.is_(True))
        .order_by(Variant.id)
    ).all()
    return hashlib.sha256(repr((tuple(product), [tuple(one) for one in variants])).encode()).hexdigest()
