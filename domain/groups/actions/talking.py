"""Asking, answering and chatting, and taking one's own words back."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from adapters.media import Picture
from core import clock, text
from core.db import lock, session
from core.errors import NotFound, Refused
from core.i18n import N_
from core.policy import require
from core.unit import action, record
from domain.catalog.models import Product, Variant
from domain.catalog.policy import readable_products
from domain.groups import policy, rules
from domain.groups.actions.accepting import vouch
from domain.groups.actions.changing import note_change
from domain.groups.actions.membership import ensure_group
from domain.groups.actions.question_pictures import place
from domain.groups.actions.voices import worn_in_answer
from domain.groups.events import QuestionAnswered, QuestionAsked, QuestionChanged
from domain.groups.models import Answer, GroupMember, Message, Question, QuestionOffer
from domain.merchants.models import Merchant
from domain.people.viewer import Viewer
from domain.says.actions import wording

_PRODUCT = select(Product).where(Product.id == bindparam("product"))
_STATE = select(Merchant.state).where(Merchant.id == bindparam("merchant"))


@dataclass(frozen=True, slots=True)
class Illustrated:
    """Pictures of a question or an answer. `tokens` are of those that an earlier try left, `alts` the words of those
    and of the new ones, one for each."""

    tokens: Sequence[str] = ()
    pictures: Sequence[Picture] = ()
    alts: Sequence[str] = ()


PLAIN = Illustrated()


@action
def ask(
    actor: Viewer,
    product_id: int,
    *,
    body: str,
    variant_id: int | None = None,
    shown: Illustrated = PLAIN,
) -> int:
    """Asks the group, about one of its variants or all of them; everyone who is signed in may. Returns the question's
    id."""
    require(policy.can_ask(actor))
    open_product(actor, product_id)
    _refuse_other_goods(product_id, variant_id)
    words, html, mentioned = written(actor, body, rules.QUESTION_MAX)
    group = ensure_group(product_id)
    question = Question(
        product_id=product_id,
        author_id=actor.id,
        variant_id=variant_id,
        body=words,
        body_html=html,
        cleaner_version=text.CLEANER_VERSION,
        created_at=clock.now(),
    )
    session.add(question)
    group.question_count += 1
    session.flush()
    question.photo_count = place(actor, shown.tokens, shown.pictures, shown.alts, question_id=question.id)
    session.flush()
    record(QuestionAsked(question.id, product_id, actor.id, mentioned))
    return question.id


@action
def answer(actor: Viewer, question_id: int, *, body: str, voice: str = "", shown: Illustrated = PLAIN) -> int:
    """Answers as a member or as a buyer who was asked, or adds to one's own question. The merchant's people answer as
    the merchant (`voice` shop, and what is usual with them) or as themselves (self)."""
    question = session.scalar(
        lock(select(Question).where(Question.id == question_id, Question.state == "visible"))
    )
    if question is None:
        raise NotFound
    product = open_product(actor, question.product_id)
    was_asked = session.get(QuestionOffer, (question_id, actor.id)) is not None
    member = membership(actor, question.product_id)
    require(policy.can_answer(actor, member, question.author_id, was_asked=was_asked))
    words, html, mentioned = written(actor, body, rules.ANSWER_MAX)
    worn = worn_in_answer(actor, product.merchant_id, voice)
    from_merchant = worn.voice == "shop"
    made = Answer(
        question_id=question_id,
        author_id=actor.id,
        body=words,
        body_html=html,
        cleaner_version=text.CLEANER_VERSION,
        from_merchant=from_merchant,
        worn_role=worn.role,
        created_at=clock.now(),
    )
    session.add(made)
    question.answer_count += 1
    if from_merchant and question.merchant_answered_at is None:
        question.merchant_answered_at = clock.now()
    session.flush()
    made.photo_count = place(actor, shown.tokens, shown.pictures, shown.alts, answer_id=made.id)
    session.flush()
    if from_merchant:
        vouch(made, question.product_id)
    record(
        QuestionAnswered(
            made.id, question_id, question.product_id, actor.id, question.author_id, from_merchant, mentioned
        )
    )
    return made.id


@action
def delete_question(actor: Viewer, question_id: int) -> int:
    """One's own question, with its place kept when it was answered. Returns the product's id."""
    question = session.scalar(
        lock(select(Question).where(Question.id == question_id, Question.state != "deleted"))
    )
    if question is None:
        raise NotFound
    require(policy.can_delete(actor, question.author_id))
    question.state = "deleted"
    group = ensure_group(question.product_id)
    group.question_count -= 1
    record(QuestionChanged(question.id))
    return question.product_id


@action
def delete_answer(actor: Viewer, answer_id: int) -> int:
    """Returns the question's id."""
    made = session.scalar(lock(select(Answer).where(Answer.id == answer_id, Answer.state != "deleted")))
    if made is None:
        raise NotFound
    require(policy.can_delete(actor, made.author_id))
    made.state = "deleted"
    made.accepted_at, made.accepted_by_id, made.accepted_as = None, None, ""
    question = session.scalars(lock(select(Question).where(Question.id == made.question_id))).one()
    question.answer_count -= 1
    record(QuestionChanged(question.id))
    return question.id


@action(quiet=True)
def delete_message(actor: Viewer, message_id: int) -> int:
    """Its place stays. Returns the product's id."""
    message = session.scalar(
        lock(select(Message).where(Message.id == message_id, Message.state != "deleted"))
    )
    if message is None:
        raise NotFound
    require(policy.can_delete(actor, message.author_id))
    message.state = "deleted"
    note_change(message)
    return message.product_id


def membership(viewer: Viewer, product_id: int) -> GroupMember | None:
    return session.get(GroupMember, (product_id, viewer.id)) if viewer.is_signed_in else None


def product_in_sight(actor: Viewer, product_id: int) -> Product:
    """Whose group she may read. Raises NotFound."""
    product = session.scalar(readable_products(_PRODUCT, actor), {"product": product_id})
    if product is None or product.state == "draft":
        raise NotFound
    return product


def open_product(actor: Viewer, product_id: int) -> Product:
    """The same, if something may be written there."""
    product = product_in_sight(actor, product_id)
    require(policy.is_open(session.scalars(_STATE, {"merchant": product.merchant_id}).one()))
    return product


def _refuse_other_goods(product_id: int, variant_id: int | None) -> None:
    if variant_id is None:
        return
    statement = select(Variant.id).where(Variant.id == variant_id, Variant.product_id == product_id)
    if session.scalar(statement) is None:
        raise Refused(N_("Choose one of these."), field="variant")


def written(
    actor: Viewer, body: str, max_chars: int, *, may_be_empty: bool = False
) -> tuple[str, str, tuple[int, ...]]:
    """The words tidied, as HTML, and whom they name."""
    words = wording.tidied(body, max_chars)
    if not words and not may_be_empty:
        raise Refused(N_("Write a few words."), field="body")
    known = wording.people_named(actor, words)
    return words, wording.html_of(words, known), tuple(sorted(set(known.values()) - {actor.id}))
