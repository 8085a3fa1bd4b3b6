"""What a viewer may read of a group, always in a fixed number of queries."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from core import clock
from core.db import session
from core.errors import NotFound
from core.paging import SIZE, Page, page_of
from core.policy import Decision
from domain.catalog.models import Product
from domain.catalog.policy import visible_products
from domain.groups import policy, rules
from domain.groups.actions.talking import membership
from domain.groups.models import Answer, Group, GroupMember, Message, Question
from domain.people.models import User
from domain.people.policy import not_blocked
from domain.people.queries import PersonCard
from domain.people.viewer import Viewer

ANSWERS_SHOWN = 3
MESSAGES_SHOWN = 50
LEFT_WITHIN = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class GroupHead:
    """A group as its page's head shows it. `basis` is the viewer's own, empty for a non-member."""

    product_id: int
    title: str
    picture_key: str | None
    price_cents: int
    merchant_id: int
    member_count: int
    question_count: int
    by_basis: dict[str, int]
    left_count: int
    last_seq: int
    basis: str
    lost_at: datetime | None
    grace_until_at: datetime | None
    last_read_seq: int
    can_ask: Decision
    can_read_chat: Decision
    can_chat: Decision


@dataclass(frozen=True, slots=True)
class AnswerCard:
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


@dataclass(frozen=True, slots=True)
class QuestionCard:
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
    answers: list[AnswerCard] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class MessageCard:
    id: int
    seq: int
    author: PersonCard
    basis: str
    body_html: str
    from_merchant: bool
    state: str
    fold_reason: str
    created_at: datetime
    client_id: str
    is_mine: bool


@dataclass(frozen=True, slots=True)
class MyGroup:
    """One of the viewer's groups, with what she has not read, counted to 99."""

    product_id: int
    title: str
    picture_key: str | None
    basis: str
    unread: int
    member_count: int
    last_body: str


def head_of(viewer: Viewer, product_id: int) -> GroupHead:
    """Raises NotFound when the viewer may not see the product."""
    row = session.execute(
        visible_products(
            select(
                Product.id,
                Product.title,
                Product.picture_key,
                Product.price_cents,
                Product.merchant_id,
                func.coalesce(Group.last_seq, 0).label("last_seq"),
                func.coalesce(Group.member_count, 0).label("member_count"),
                func.coalesce(Group.question_count, 0).label("question_count"),
            ).outerjoin(Group, Group.product_id == Product.id),
            viewer,
        ).where(Product.id == product_id, Product.state != "draft")
    ).first()
    if row is None:
        raise NotFound
    member = membership(viewer, product_id)
    by_basis, left = _census(product_id)
    return GroupHead(
        product_id=row.id,
        title=row.title,
        picture_key=row.picture_key,
        price_cents=row.price_cents,
        merchant_id=row.merchant_id,
        member_count=row.member_count,
        question_count=row.question_count,
        by_basis=by_basis,
        left_count=left,
        last_seq=row.last_seq,
        basis=member.basis if member and member.lost_at is None else "",
        lost_at=member.lost_at if member else None,
        grace_until_at=member.grace_until_at if member else None,
        last_read_seq=member.last_read_seq if member else 0,
        can_ask=policy.can_ask(viewer),
        can_read_chat=policy.can_read_chat(viewer, member),
        can_chat=policy.can_chat(viewer, member),
    )


def questions_of(
    viewer: Viewer, product_id: int, *, before: int | None = None, size: int = SIZE
) -> Page[QuestionCard]:
    """The Q&A room, newest first, each with its first answers, the merchant's before others'."""
    statement = _questions(viewer).where(Question.product_id == product_id)
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
    """Those of these questions that the viewer may read, without answers; for search."""
    rows = session.execute(
        visible_products(_questions(viewer).join(Product, Product.id == Question.product_id), viewer).where(
            Question.id.in_(ids), Question.state == "visible"
        )
    ).all()
    return {card.id: card for card in _question_cards(viewer, rows, 0)}


def messages_of(
    viewer: Viewer,
    product_id: int,
    *,
    after: int | None = None,
    before: int | None = None,
    size: int = MESSAGES_SHOWN,
) -> list[MessageCard]:
    """The chat in reading order: the newest, those after a seq, or those before one. The viewer's right to read it
    has been asked for already (`GroupHead.can_read_chat`)."""
    member = aliased(GroupMember)
    statement = (
        select(
            Message,
            User.id.label("user_id"),
            User.handle,
            User.display_name,
            User.avatar_key,
            func.coalesce(member.basis, "").label("basis"),
        )
        .join(User, User.id == Message.author_id)
        .outerjoin(member, and_(member.product_id == Message.product_id, member.user_id == Message.author_id))
        .where(Message.product_id == product_id, not_blocked(viewer, Message.author_id))
    )
    if after is not None:
        rows = session.execute(statement.where(Message.seq > after).order_by(Message.seq).limit(size)).all()
        return [_message_card(viewer, row) for row in rows]
    if before is not None:
        statement = statement.where(Message.seq < before)
    rows = session.execute(statement.order_by(Message.seq.desc()).limit(size)).all()
    return [_message_card(viewer, row) for row in reversed(rows)]


def may_read_chat(viewer: Viewer, product_id: int) -> Decision:
    return policy.can_read_chat(viewer, membership(viewer, product_id))


def members_of(viewer: Viewer, product_id: int, limit: int = 60) -> list[tuple[PersonCard, str]]:
    """Members who have entered or spoken, with their basis; staff first. The others are only counted, since their
    membership may rest on a purchase that nobody else is to know of."""
    rows = session.execute(
        select(User.id, User.handle, User.display_name, User.avatar_key, GroupMember.basis)
        .join(GroupMember, GroupMember.user_id == User.id)
        .where(
            GroupMember.product_id == product_id,
            GroupMember.lost_at.is_(None),
            or_(GroupMember.entered_at.is_not(None), GroupMember.basis == "staff"),
            not_blocked(viewer, User.id),
        )
        .order_by(GroupMember.basis != "staff", GroupMember.basis, GroupMember.since_at)
        .limit(limit)
    )
    return [(PersonCard(row.id, row.handle, row.display_name, row.avatar_key), row.basis) for row in rows]


def groups_of(viewer: Viewer, *, after: int | None = None, size: int = SIZE) -> Page[MyGroup]:
    """The viewer's groups, the latest product first."""
    unread = Group.last_seq - GroupMember.last_read_seq
    last = (
        select(Message.body)
        .where(
            Message.product_id == Group.product_id, Message.seq == Group.last_seq, Message.state == "visible"
        )
        .scalar_subquery()
    )
    statement = (
        select(
            Product.id,
            Product.title,
            Product.picture_key,
            GroupMember.basis,
            unread.label("unread"),
            Group.member_count,
            last.label("last_body"),
        )
        .join(GroupMember, GroupMember.product_id == Product.id)
        .join(Group, Group.product_id == Product.id)
        .where(GroupMember.user_id == viewer.id, GroupMember.lost_at.is_(None))
    )
    if after is not None:
        statement = statement.where(Product.id < after)
    rows = session.execute(
        visible_products(statement, viewer).order_by(Product.id.desc()).limit(size + 1)
    ).all()
    page = page_of(rows, size, lambda row: row.id)
    return Page(
        [
            MyGroup(
                row.id,
                row.title,
                row.picture_key,
                row.basis,
                min(max(row.unread, 0), rules.UNREAD_MAX + 1),
                row.member_count,
                row.last_body or "",
            )
            for row in page.items
        ],
        page.next_cursor,
    )


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


def _census(product_id: int) -> tuple[dict[str, int], int]:
    rows = session.execute(
        select(GroupMember.basis, GroupMember.lost_at.is_(None).label("stays"), func.count().label("people"))
        .where(
            GroupMember.product_id == product_id,
            or_(GroupMember.lost_at.is_(None), GroupMember.lost_at > clock.now() - LEFT_WITHIN),
        )
        .group_by(GroupMember.basis, GroupMember.lost_at.is_(None))
    ).all()
    there: Counter[str] = Counter()
    left = 0
    for row in rows:
        if row.stays:
            there[row.basis] += row.people
        elif row.basis == "happy_buyer":
            left += row.people
    return dict(there), left


def _questions(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    shown = Question.state == "visible"
    if viewer.is_moderator:
        shown = Question.state != "deleted"
    elif viewer.is_signed_in:
        shown = or_(shown, and_(Question.state == "folded", Question.author_id == viewer.id))
    return (
        select(Question, User.id.label("user_id"), User.handle, User.display_name, User.avatar_key)
        .join(User, User.id == Question.author_id)
        .where(shown, not_blocked(viewer, Question.author_id))
    )


def _question_cards(
    viewer: Viewer, rows: Sequence[Row[*tuple[Any, ...]]], answers: int
) -> list[QuestionCard]:
    found = [row.Question for row in rows]
    by_question = _answers(viewer, [one.id for one in found], answers)
    members = _memberships(viewer, {one.product_id for one in found})
    return [
        QuestionCard(
            id=one.id,
            product_id=one.product_id,
            author=PersonCard(row.user_id, row.handle, row.display_name, row.avatar_key),
            body=one.body,
            body_html=one.body_html,
            state=one.state,
            fold_reason=one.fold_reason,
            answer_count=one.answer_count,
            created_at=one.created_at,
            is_mine=one.author_id == viewer.id,
            can_answer=policy.can_answer(viewer, members.get(one.product_id), one.author_id),
            answers=by_question.get(one.id, []),
        )
        for one, row in zip(found, rows, strict=True)
    ]


def _answers(viewer: Viewer, question_ids: Sequence[int], each: int) -> dict[int, list[AnswerCard]]:
    if not question_ids or not each:
        return {}
    place = func.row_number().over(
        partition_by=Answer.question_id, order_by=(Answer.from_merchant.desc(), Answer.id)
    )
    numbered = (
        select(Answer.id, place.label("place"))
        .where(Answer.question_id.in_(question_ids), Answer.state != "deleted")
        .subquery()
    )
    rows = session.execute(
        select(
            Answer,
            User.id.label("user_id"),
            User.handle,
            User.display_name,
            User.avatar_key,
            Question.author_id.label("asker_id"),
            func.coalesce(GroupMember.basis, "").label("basis"),
        )
        .join(numbered, numbered.c.id == Answer.id)
        .join(User, User.id == Answer.author_id)
        .join(Question, Question.id == Answer.question_id)
        .outerjoin(
            GroupMember,
            and_(GroupMember.product_id == Question.product_id, GroupMember.user_id == Answer.author_id),
        )
        .where(numbered.c.place <= each, not_blocked(viewer, Answer.author_id))
        .order_by(Answer.question_id, numbered.c.place)
    )
    found: dict[int, list[AnswerCard]] = {}
    for row in rows:
        found.setdefault(row.Answer.question_id, []).append(_answer_card(viewer, row))
    return found


def _answer_card(viewer: Viewer, row: Row[*tuple[Any, ...]]) -> AnswerCard:
    made: Answer = row.Answer
    may_read = made.state == "visible" or viewer.is_moderator or made.author_id == viewer.id
    return AnswerCard(
        id=made.id,
        author=PersonCard(row.user_id, row.handle, row.display_name, row.avatar_key),
        body_html=made.body_html if may_read else "",
        from_merchant=made.from_merchant,
        is_asker=made.author_id == row.asker_id,
        basis=row.basis,
        state=made.state,
        fold_reason=made.fold_reason,
        created_at=made.created_at,
        is_mine=made.author_id == viewer.id,
    )


def _message_card(viewer: Viewer, row: Row[*tuple[Any, ...]]) -> MessageCard:
    message: Message = row.Message
    may_read = message.state == "visible" or (
        message.state == "folded" and (viewer.is_moderator or message.author_id == viewer.id)
    )
    return MessageCard(
        id=message.id,
        seq=message.seq,
        author=PersonCard(row.user_id, row.handle, row.display_name, row.avatar_key),
        basis=row.basis,
        body_html=message.body_html if may_read else "",
        from_merchant=message.from_merchant,
        state=message.state,
        fold_reason=message.fold_reason,
        created_at=message.created_at,
        client_id=message.client_id or "",
        is_mine=message.author_id == viewer.id,
    )


def _memberships(viewer: Viewer, product_ids: Collection[int]) -> dict[int, GroupMember]:
    if not viewer.is_signed_in or not product_ids:
        return {}
    rows = session.scalars(
        select(GroupMember).where(GroupMember.user_id == viewer.id, GroupMember.product_id.in_(product_ids))
    )
    return {row.product_id: row for row in rows}
