"""Questions with their answers, always in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, false, func, or_, select

from core.db import alias, session
from core.errors import NotFound
from core.i18n import N_
from core.paging import SIZE, Page, page_of
from core.policy import Decision, no
from domain.catalog.models import Product, Variant
from domain.catalog.policy import visible_products
from domain.groups import policy, rules
from domain.groups.actions.voices import answering_voices
from domain.groups.models import Answer, GroupMember, Question, QuestionOffer
from domain.groups.queries.messages import PhotoInChat
from domain.groups.queries.question_photos import photos_of_questions
from domain.merchants.models import Merchant, MerchantStaff
from domain.people.models import User
from domain.people.policy import not_blocked
from domain.people.queries import PersonCard
from domain.people.viewer import Viewer

ANSWERS_SHOWN = 3

_of = alias(Product)
_SELLER = select(_of.merchant_id).where(_of.id == Question.product_id).scalar_subquery()
_SHOP_STATE = (
    select(Merchant.state)
    .where(Merchant.id == _of.merchant_id, _of.id == Question.product_id)
    .scalar_subquery()
)


@dataclass(frozen=True, slots=True)
class AnswerCard:
    """`confirmed_at` is as of when it holds, None for what nobody vouches for; `doubt` why that has to be confirmed.
    `worn_role` is the author's in the shop when she spoke for it, `still_there` whether she works there today;
    `is_buyer`: this question was put before her, who had bought what it is about."""

    id: int
    author: PersonCard
    body_html: str
    from_merchant: bool
    is_asker: bool
    basis: str
    state: str
    fold_reason: str
    created_at: datetime
    is_mine: bool
    body: str
    is_accepted: bool
    accepted_as: str
    confirmed_at: datetime | None
    doubt: str
    can_confirm: bool
    worn_role: str = ""
    still_there: bool = False
    is_buyer: bool = False
    photos: Sequence[PhotoInChat] = ()


@dataclass(frozen=True, slots=True)
class QuestionCard:
    """`voices`: for whom the viewer may answer, the usual one first. `was_asked`: it was put before her."""

    id: int
    product_id: int
    author: PersonCard
    body: str
    body_html: str
    state: str
    fold_reason: str
    answer_count: int
    created_at: datetime
    is_mine: bool
    can_answer: Decision
    can_accept: bool
    variant: str = ""
    answers: list[AnswerCard] = field(default_factory=list)
    photos: Sequence[PhotoInChat] = ()
    voices: tuple[str, ...] = ("self",)
    was_asked: bool = False
    merchant_id: int = 0


def questions_of(
    viewer: Viewer, product_id: int, *, before: int | None = None, size: int = SIZE, which: str = ""
) -> Page[QuestionCard]:
    """The Q&A room, newest first, each with its first answers, the accepted one before the merchant's and those before
    others'. `which`: "doubted" for those with an answer that waits to be confirmed, "" for all."""
    statement = _questions(viewer).where(Question.product_id == product_id)
    if which == "doubted":
        waits = exists().where(
            Answer.question_id == Question.id, Answer.state == "visible", Answer.doubted_at.is_not(None)
        )
        statement = statement.where(waits)
    if before is not None:
        statement = statement.where(Question.id < before)
    rows = session.execute(statement.order_by(Question.id.desc()).limit(size + 1)).all()
    page = page_of(rows, size, lambda row: row.Question.id)
    return Page(_question_cards(viewer, page.items, ANSWERS_SHOWN), page.next_cursor)


def question(viewer: Viewer, product_id: int, question_id: int) -> QuestionCard:
    """One question with all its answers (the newest 200)."""
    row = session.execute(
        _questions(viewer).where(Question.product_id == product_id, Question.id == question_id)
    ).first()
    if row is None:
        raise NotFound
    return _question_cards(viewer, [row], 200)[0]


def variants_of(product_id: int) -> list[tuple[int, str]]:
    """Those that one may ask about, with their names; none where there is only one."""
    rows = session.execute(
        select(Variant.id, Variant.name)
        .where(Variant.product_id == product_id, Variant.is_active.is_(True))
        .order_by(Variant.position, Variant.id)
    ).all()
    return [(row.id, row.name) for row in rows] if len(rows) > 1 else []


def product_of_question(question_id: int) -> int:
    product_id = session.scalar(select(Question.product_id).where(Question.id == question_id))
    if product_id is None:
        raise NotFound
    return product_id


def preview_of(viewer: Viewer, product_id: int, count: int = 2) -> list[QuestionCard]:
    """The last questions, for the product's page."""
    statement = _questions(viewer).where(Question.product_id == product_id, Question.state == "visible")
    rows = session.execute(statement.order_by(Question.id.desc()).limit(count)).all()
    return _question_cards(viewer, rows, 1)


def cards_of_questions(viewer: Viewer, ids: Collection[int]) -> dict[int, QuestionCard]:
    """Those of these questions that the viewer may read, each with its first answer; for search."""
    rows = session.execute(
        visible_products(_questions(viewer).join(Product, Product.id == Question.product_id), viewer).where(
            Question.id.in_(ids), Question.state == "visible"
        )
    ).all()
    return {card.id: card for card in _question_cards(viewer, rows, 1)}


def latest_questions(
    viewer: Viewer, *, before: int | None = None, size: int = SIZE
) -> Page[tuple[QuestionCard, str]]:
    """Questions of all groups, newest first, with the product's title."""
    statement = visible_products(
        _questions(viewer).add_columns(Product.title).join(Product, Product.id == Question.product_id), viewer
    ).where(Question.state == "visible")
    if before is not None:
        statement = statement.where(Question.id < before)
    rows = session.execute(statement.order_by(Question.id.desc()).limit(size + 1)).all()
    page = page_of(rows, size, lambda row: row.Question.id)
    cards = _question_cards(viewer, page.items, 1)
    return Page(list(zip(cards, [row.title for row in page.items], strict=True)), page.next_cursor)


def _questions(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    # What a merchant asked to fold keeps its place: everybody reads that, and why.
    by_merchant = and_(Question.state == "folded", Question.fold_reason.startswith(rules.MERCHANT_ASKED))
    shown = or_(Question.state == "visible", by_merchant)
    if viewer.is_moderator:
        shown = Question.state != "deleted"
    elif viewer.is_signed_in:
        shown = or_(shown, and_(Question.state == "folded", Question.author_id == viewer.id))
    return (
        select(
            Question,
            User.id.label("user_id"),
            User.handle,
            User.display_name,
            User.avatar_key,
            _SELLER.label("merchant_id"),
            _SHOP_STATE.label("shop_state"),
            func.coalesce(Variant.name, "").label("variant"),
            _put_before(viewer).label("was_asked"),
        )
        .join(User, User.id == Question.author_id)
        .outerjoin(Variant, Variant.id == Question.variant_id)
        .where(shown, not_blocked(viewer, Question.author_id))
    )


def _put_before(viewer: Viewer) -> ColumnElement[bool]:
    if not viewer.is_signed_in:
        return false()
    return exists().where(QuestionOffer.question_id == Question.id, QuestionOffer.user_id == viewer.id)


def _question_cards(
    viewer: Viewer, rows: Sequence[Row[*tuple[Any, ...]]], answers: int
) -> list[QuestionCard]:
    found = [row.Question for row in rows]
    answer_rows = _answers(viewer, [one.id for one in found], answers)
    photos = photos_of_questions(
        [one.id for one in found if one.photo_count and _may_read(viewer, one)],
        [row.Answer.id for row in answer_rows if row.Answer.photo_count and _may_read(viewer, row.Answer)],
    )
    by_question: dict[int, list[AnswerCard]] = defaultdict(list)
    for row in answer_rows:
        by_question[row.Answer.question_id].append(_answer_card(viewer, row, photos))
    members = _memberships(viewer, {one.product_id for one in found})
    return [
        QuestionCard(
            id=one.id,
            product_id=one.product_id,
            author=PersonCard(row.user_id, row.handle, row.display_name, row.avatar_key),
            body=one.body if _may_read(viewer, one) else "",
            body_html=one.body_html if _may_read(viewer, one) else "",
            state=one.state,
            fold_reason=one.fold_reason,
            answer_count=one.answer_count,
            created_at=one.created_at,
            is_mine=one.author_id == viewer.id,
            can_answer=policy.is_open(row.shop_state)
            and policy.can_answer(
                viewer, members.get(one.product_id), one.author_id, was_asked=bool(row.was_asked)
            )
            if one.state == "visible"
            else no(N_("This is folded.")),
            can_accept=policy.is_open(row.shop_state).ok
            and policy.can_accept(viewer, row.merchant_id, one.author_id).ok,
            variant=row.variant,
            answers=by_question.get(one.id, []),
            photos=photos.get(("question", one.id), ()),
            voices=answering_voices(viewer, row.merchant_id),
            was_asked=bool(row.was_asked),
            merchant_id=row.merchant_id,
        )
        for one, row in zip(found, rows, strict=True)
    ]


def _may_read(viewer: Viewer, words: Question | Answer) -> bool:
    """What is folded is for its author and the moderators."""
    return words.state == "visible" or viewer.is_moderator or words.author_id == viewer.id


def _answers(viewer: Viewer, question_ids: Sequence[int], each: int) -> Sequence[Row[*tuple[Any, ...]]]:
    if not question_ids or not each:
        return []
    place = func.row_number().over(
        partition_by=Answer.question_id,
        order_by=(Answer.accepted_at.is_(None), Answer.from_merchant.desc(), Answer.id),
    )
    numbered = (
        select(Answer.id, place.label("place"))
        .where(Answer.question_id.in_(question_ids), Answer.state != "deleted")
        .subquery()
    )
    return session.execute(
        select(
            Answer,
            User.id.label("user_id"),
            User.handle,
            User.display_name,
            User.avatar_key,
            Question.author_id.label("asker_id"),
            Product.merchant_id,
            func.coalesce(GroupMember.basis, "").label("basis"),
            MerchantStaff.user_id.label("staff_id"),
            QuestionOffer.user_id.label("offered_id"),
        )
        .join(numbered, numbered.c.id == Answer.id)
        .join(User, User.id == Answer.author_id)
        .join(Question, Question.id == Answer.question_id)
        .join(Product, Product.id == Question.product_id)
        .outerjoin(
            GroupMember,
            and_(GroupMember.product_id == Question.product_id, GroupMember.user_id == Answer.author_id),
        )
        .outerjoin(
            MerchantStaff,
            and_(MerchantStaff.merchant_id == Product.merchant_id, MerchantStaff.user_id == Answer.author_id),
        )
        .outerjoin(
            QuestionOffer,
            and_(QuestionOffer.question_id == Answer.question_id, QuestionOffer.user_id == Answer.author_id),
        )
        .where(numbered.c.place <= each, not_blocked(viewer, Answer.author_id))
        .order_by(Answer.question_id, numbered.c.place)
    ).all()


def _answer_card(
    viewer: Viewer, row: Row[*tuple[Any, ...]], photos: Mapping[tuple[str, int], Sequence[PhotoInChat]]
) -> AnswerCard:
    made: Answer = row.Answer
    return AnswerCard(
        id=made.id,
        author=PersonCard(row.user_id, row.handle, row.display_name, row.avatar_key),
        body_html=made.body_html if _may_read(viewer, made) else "",
        from_merchant=made.from_merchant,
        is_asker=made.author_id == row.asker_id,
        basis=row.basis,
        state=made.state,
        fold_reason=made.fold_reason,
        created_at=made.created_at,
        is_mine=made.author_id == viewer.id,
        body=made.body if _may_read(viewer, made) else "",
        is_accepted=made.accepted_at is not None,
        accepted_as=made.accepted_as,
        confirmed_at=made.confirmed_at,
        doubt=made.doubt,
        can_confirm=made.doubted_at is not None
        and policy.can_confirm(viewer, row.merchant_id, made.author_id).ok,
        worn_role=made.worn_role,
        still_there=row.staff_id is not None,
        is_buyer=row.offered_id is not None,
        photos=photos.get(("answer", made.id), ()),
    )


def _memberships(viewer: Viewer, product_ids: Collection[int]) -> dict[int, GroupMember]:
    if not viewer.is_signed_in or not product_ids:
        return {}
    rows = session.scalars(
        select(GroupMember).where(GroupMember.user_id == viewer.id, GroupMember.product_id.in_(product_ids))
    )
    return {row.product_id: row for row in rows}
