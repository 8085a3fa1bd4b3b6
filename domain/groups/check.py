"""What must hold in groups: counts, places in the chat, and that membership is what the rule says."""

from datetime import timedelta

from sqlalchemy import CTE, Select, and_, case, func, literal, or_, select, union_all

from core import clock
from core.invariants import found, register
from domain.angels.models import Endorsement
from domain.catalog.models import Product
from domain.groups import rules
from domain.groups.actions.standing import MODERATING
from domain.groups.models import (
    Answer,
    FoldRequest,
    Group,
    GroupGuest,
    GroupMember,
    GroupRemoval,
    Message,
    Question,
)
from domain.merchants.models import MerchantStaff
from domain.people.models import RoleGrant
from domain.says.models import Rating

# The strongest reason to belong comes first, as in `rules.basis_of`.
STAFF, ANGEL, HAPPY_BUYER, GUEST, MODERATOR = 1, 2, 3, 4, 5
BASIS = {STAFF: "staff", ANGEL: "angel", HAPPY_BUYER: "happy_buyer", GUEST: "guest", MODERATOR: "moderator"}


def groups_count_what_they_have() -> list[str]:
    members = _count(GroupMember.product_id, GroupMember.lost_at.is_(None))
    questions = _count(Question.product_id, Question.state != "deleted")
    last = func.coalesce(
        select(func.max(Message.seq)).where(Message.product_id == Group.product_id).scalar_subquery(), 0
    )
    return found(
        select(Group.product_id.label("id")).where(
            or_(Group.member_count != members, Group.question_count != questions, Group.last_seq != last)
        ),
        "group %(id)s does not count its members, questions or messages rightly",
    )


def _count(column, *conditions):  # type: ignore[no-untyped-def]
    return select(func.count()).where(column == Group.product_id, *conditions).scalar_subquery()


def questions_count_their_answers() -> list[str]:
    answers = (
        select(Answer.question_id, func.count().label("n"))
        .where(Answer.state != "deleted")
        .group_by(Answer.question_id)
        .subquery()
    )
    there = func.coalesce(answers.c.n, 0)
    return found(
        select(Question.id.label("id"), Question.answer_count.label("kept"), there.label("there"))
        .outerjoin(answers, answers.c.question_id == Question.id)
        .where(Question.answer_count != there),
        "question %(id)s says %(kept)s answers, there are %(there)s",
    )


def members_are_those_of_the_rule() -> list[str]:
    should = _should()
    basis = case(BASIS, value=should.c.rank)
    is_member = GroupMember.lost_at.is_(None)
    same = and_(should.c.product_id == GroupMember.product_id, should.c.user_id == GroupMember.user_id)
    return found(
        select(
            GroupMember.user_id.label("user"),
            GroupMember.product_id.label("product"),
            GroupMember.basis.label("basis"),
        )
        .outerjoin(should, same)
        .where(is_member, or_(should.c.rank.is_(None), GroupMember.basis != basis)),
        "user %(user)s is in the group of product %(product)s as %(basis)s, the rule says otherwise",
    ) + found(
        select(should.c.user_id.label("user"), should.c.product_id.label("product"), basis.label("basis"))
        .outerjoin(GroupMember, and_(same, is_member))
        .where(GroupMember.user_id.is_(None)),
        "user %(user)s belongs to the group of product %(product)s as %(basis)s and is not in it",
    )


def whoever_left_knows_why() -> list[str]:
    return found(
        select(GroupMember.user_id.label("user"), GroupMember.product_id.label("product")).where(
            (GroupMember.lost_at.is_(None)) != (GroupMember.lost_reason == "")
        ),
        "user %(user)s in the group of product %(product)s: what ended it and when do not go together",
    )


def _should() -> CTE:
    """Who belongs to which group, by the strongest reason."""
    reasons = union_all(_staff(), _angels(), _happy_buyers(), _guests(), _moderators()).subquery()
    removed = select(GroupRemoval.id).where(
        GroupRemoval.product_id == reasons.c.product_id,
        GroupRemoval.user_id == reasons.c.user_id,
        GroupRemoval.lifted_at.is_(None),
    )
    return (
        select(reasons.c.product_id, reasons.c.user_id, func.min(reasons.c.rank).label("rank"))
        .where(~removed.exists())
        .group_by(reasons.c.product_id, reasons.c.user_id)
        .cte("should")
    )


def _staff() -> Select[int, int, int]:
    return (
        select(
            Product.id.label("product_id"),
            MerchantStaff.user_id.label("user_id"),
            literal(STAFF).label("rank"),
        )
        .join(MerchantStaff, MerchantStaff.merchant_id == Product.merchant_id)
        .join(Group, Group.product_id == Product.id)
        .where(Product.state != "draft")
    )


def _angels() -> Select[int, int, int]:
    return select(Endorsement.product_id, Endorsement.user_id, literal(ANGEL)).where(
        Endorsement.ended_at.is_(None)
    )


def _happy_buyers() -> Select[int, int, int]:
    latest = (
        select(func.max(Rating.id).label("id"))
        .where(Rating.is_refunded.is_(False))
        .group_by(Rating.user_id, Rating.product_id)
        .subquery()
    )
    return (
        select(Rating.product_id, Rating.user_id, literal(HAPPY_BUYER))
        .join(latest, latest.c.id == Rating.id)
        .where(Rating.stars >= rules.HAPPY_FROM)
    )


def _guests() -> Select[int, int, int]:
    return select(GroupGuest.product_id, GroupGuest.user_id, literal(GUEST)).where(
        GroupGuest.ended_at.is_(None)
    )


def _moderators() -> Select[int, int, int]:
    """Those who have come in."""
    return (
        select(GroupMember.product_id, GroupMember.user_id, literal(MODERATOR))
        .join(RoleGrant, RoleGrant.user_id == GroupMember.user_id)
        .where(
            GroupMember.entered_at.is_not(None),
            RoleGrant.role.in_(MODERATING),
            RoleGrant.revoked_at.is_(None),
        )
    )


def accepted_answers_stand() -> list[str]:
    """At most one a question is the index's to keep; what is accepted is there, and says as of when it holds."""
    return found(
        select(Answer.id.label("id")).where(
            Answer.accepted_at.is_not(None),
            or_(
                Answer.state == "deleted",
                Answer.accepted_as == "",
                Answer.accepted_by_id.is_(None),
                Answer.confirmed_at.is_(None),
            ),
        ),
        "answer %(id)s is accepted, but gone, or by nobody, or as of no day",
    ) + found(
        select(Answer.question_id.label("id"), func.count().label("n"))
        .where(Answer.accepted_at.is_not(None))
        .group_by(Answer.question_id)
        .having(func.count() > 1),
        "question %(id)s has %(n)s accepted answers",
    )


register("groups: counts are right", groups_count_what_they_have)
register("groups: questions count their answers", questions_count_their_answers)
register("groups: members are those of the rule", members_are_those_of_the_rule)
register("groups: whoever left knows why", whoever_left_knows_why)


def fold_requests_end() -> list[str]:
    """The clock opens them at their end; an hour later nobody has."""
    return found(
        select(FoldRequest.id.label("id")).where(
            FoldRequest.state == "open", FoldRequest.until_at < clock.now() - timedelta(hours=1)
        ),
        "fold request %(id)s is open for longer than two days",
    )


register("groups: requests to fold end after two days", fold_requests_end)
register("groups: accepted answers stand", accepted_answers_stand)
