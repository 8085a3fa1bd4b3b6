"""News of groups: questions to the shop's people, answers to whoever asked, mentions, lost memberships. What is merely
said in a chat is no news but to those who asked for it; the unread count of the group tells of it."""

from collections.abc import Collection

from sqlalchemy import Select, or_, select

from core import clock
from core.db import session
from domain.catalog.models import Product
from domain.catalog.policy import visible_products
from domain.groups.events import (
    Announced,
    GuestInvited,
    MembershipLost,
    MessageSent,
    QuestionAnswered,
    QuestionAsked,
)
from domain.groups.models import (
    AnnouncementOptOut,
    Answer,
    GroupGuest,
    GroupMember,
    GroupRemoval,
    Message,
    Question,
)
from domain.merchants.models import MerchantStaff
from domain.notices.actions import tell
from domain.notices.models import Watch
from domain.notices.news.says import Reported
from domain.people.viewer import ANONYMOUS


def asked(fact: QuestionAsked, *, reported: Reported) -> None:
    """The shop's people, who are asked, and those who want to hear of everything in the group."""
    question = session.scalar(
        select(Question).where(Question.id == fact.question_id, Question.state == "visible")
    )
    if question is None:
        return
    staff = set(_staff_of(fact.product_id))
    facts = {"product_id": fact.product_id, "title": title_of(fact.product_id), "question_id": question.id}
    told: set[int] = set()
    for kind, target, user_ids, default in (
        ("question", ("product", fact.product_id), staff, "all"),
        ("mention", ("question", question.id), set(fact.mentioned_ids), "mentions"),
        ("question", ("product", fact.product_id), _watchers(fact.product_id), "mentions"),
    ):
        readers = readers_of(fact.product_id, set(user_ids) - told)
        told |= tell(
            readers,
            kind=kind,
            target=target,
            actor_id=fact.author_id,
            at=question.created_at,
            facts=facts,
            thread=("group", fact.product_id),
            default=default,
            words=(question.body,),
            hushed=reported([("question", question.id), ("person", fact.author_id)], readers),
        )


def answered(fact: QuestionAnswered, *, reported: Reported) -> None:
    made = session.scalar(
        select(Answer)
        .join(Question, Question.id == Answer.question_id)
        .where(Answer.id == fact.answer_id, Answer.state == "visible", Question.state == "visible")
    )
    if made is None:
        return
    facts = {
        "product_id": fact.product_id,
        "title": title_of(fact.product_id),
        "question_id": fact.question_id,
        "answer_id": made.id,
        "from_merchant": fact.from_merchant,
    }
    told: set[int] = set()
    followers, group = _followers(fact.question_id), ("group", fact.product_id)
    for kind, user_ids, thread in (
        ("answer", {fact.asker_id}, group),
        ("mention", set(fact.mentioned_ids), group),
        # Who follows the question has said that she wants its answers, whatever she wants of the group.
        ("group_answer", followers, ("question", fact.question_id)),
        ("group_answer", _watchers(fact.product_id), group),
    ):
        readers = readers_of(fact.product_id, user_ids - told)
        told |= tell(
            readers,
            kind=kind,
            target=("question", fact.question_id),
            actor_id=fact.author_id,
            at=made.created_at,
            facts=facts,
            thread=thread,
            words=(made.body,),
            hushed=reported(
                [("question", fact.question_id), ("answer", made.id), ("person", fact.author_id)], readers
            ),
        )


def sent(fact: MessageSent, *, reported: Reported) -> None:
    """Only those who may read the chat hear that they were named in it, or that something was said."""
    answered = {fact.answered_id} - {0}
    listening = set(fact.mentioned_ids) | answered | _watchers(fact.product_id)
    if not listening:
        return
    message = session.scalar(select(Message).where(Message.id == fact.message_id, Message.state == "visible"))
    if message is None:
        return
    members = session.scalars(_members(fact.product_id).where(GroupMember.user_id.in_(listening))).all()
    readers = set(readers_of(fact.product_id, set(members)))
    for kind, user_ids in (
        ("mention", readers & set(fact.mentioned_ids)),
        ("reply", readers & answered),
        ("chat", readers - set(fact.mentioned_ids) - answered),
    ):
        tell(
            user_ids,
            kind=kind,
            target=("group", fact.product_id),
            actor_id=fact.author_id,
            at=message.created_at,
            facts={"product_id": fact.product_id, "title": title_of(fact.product_id), "seq": message.seq},
            thread=("group", fact.product_id),
            words=(message.body,),
            hushed=reported([("message", message.id), ("person", fact.author_id)], user_ids),
        )


def announced(fact: Announced, *, reported: Reported) -> None:
    """All members hear of it, but those who want no announcements of this group."""
    message = session.scalar(select(Message).where(Message.id == fact.message_id, Message.state == "visible"))
    if message is None:
        return
    unwilling = select(AnnouncementOptOut.user_id).where(AnnouncementOptOut.product_id == fact.product_id)
    members = session.scalars(_members(fact.product_id).where(GroupMember.user_id.not_in(unwilling))).all()
    readers = readers_of(fact.product_id, set(members))
    tell(
        readers,
        kind="announcement",
        target=("message", message.id),
        actor_id=fact.author_id,
        at=message.created_at,
        facts={
            "product_id": fact.product_id,
            "title": title_of(fact.product_id),
            "message_id": message.id,
            "seq": message.seq,
        },
        words=(message.body,),
        hushed=reported([("message", message.id), ("person", fact.author_id)], readers),
    )


def _members(product_id: int) -> Select[int]:
    """Those who may read the chat."""
    return select(GroupMember.user_id).where(
        GroupMember.product_id == product_id,
        or_(GroupMember.lost_at.is_(None), GroupMember.grace_until_at > clock.now()),
    )


def membership_lost(fact: MembershipLost) -> None:
    member = session.get(GroupMember, (fact.product_id, fact.user_id))
    if member is None or member.lost_at is None:
        return
    until = member.grace_until_at.isoformat() if member.grace_until_at else None
    tell(
        [fact.user_id],
        kind="membership",
        target=("product", fact.product_id),
        at=member.lost_at,
        facts={
            "product_id": fact.product_id,
            "title": title_of(fact.product_id),
            "basis": member.basis,
            "lost": member.lost_reason,
            "reason": _removal_words(fact.product_id, fact.user_id)
            if member.lost_reason == "removed"
            else "",
            "until": until,
        },
    )


def guest_invited(fact: GuestInvited) -> None:
    guest = session.get(GroupGuest, fact.guest_id)
    if guest is None or guest.ended_at is not None:
        return
    tell(
        readers_of(fact.product_id, [fact.user_id]),
        kind="guest",
        target=("product", fact.product_id),
        actor_id=fact.by_id,
        at=guest.created_at,
        facts={
            "product_id": fact.product_id,
            "title": title_of(fact.product_id),
            "until": guest.ends_at.isoformat() if guest.ends_at else None,
        },
    )


def _removal_words(product_id: int, user_id: int) -> str:
    standing = select(GroupRemoval.reason).where(
        GroupRemoval.product_id == product_id,
        GroupRemoval.user_id == user_id,
        GroupRemoval.lifted_at.is_(None),
    )
    return session.scalar(standing) or ""


def _staff_of(product_id: int) -> list[int]:
    statement = select(MerchantStaff.user_id).join(Product, Product.merchant_id == MerchantStaff.merchant_id)
    return list(session.scalars(statement.where(Product.id == product_id)))


def _watchers(product_id: int) -> set[int]:
    """Those who want to hear of everything in the group."""
    statement = select(Watch.user_id).where(
        Watch.target_type == "group", Watch.target_id == product_id, Watch.level == "all"
    )
    return set(session.scalars(statement))


def _followers(question_id: int) -> set[int]:
    statement = select(Watch.user_id).where(
        Watch.target_type == "question", Watch.target_id == question_id, Watch.level == "all"
    )
    return set(session.scalars(statement))


def readers_of(product_id: int, user_ids: Collection[int]) -> Collection[int]:
    """All of them while everybody may see the product, otherwise the shop's own people."""
    if not user_ids:
        return ()
    shown = visible_products(select(Product.id).where(Product.id == product_id), ANONYMOUS)
    return user_ids if session.scalar(shown) is not None else set(user_ids) & set(_staff_of(product_id))


def title_of(product_id: int) -> str:
    return session.scalar(select(Product.title).where(Product.id == product_id)) or ""
