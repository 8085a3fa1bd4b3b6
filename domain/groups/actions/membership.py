"""Membership follows from facts in other rooms. `recompute` reads them and sets the row right; calling it once more
changes nothing."""

from sqlalchemy import bindparam, case, select, update

from core import clock
from core.db import lock, session
from core.unit import action, record
from domain.catalog.models import Product
from domain.groups import rules
from domain.groups.actions import standing
from domain.groups.events import MembershipLost
from domain.groups.models import Group, GroupMember
from domain.merchants.models import MerchantStaff
from domain.people.viewer import Viewer

# Put together once: that takes longer than running them.
_GROUP = lock(select(Group).where(Group.product_id == bindparam("product")))
_MEMBER = lock(
    select(GroupMember).where(
        GroupMember.product_id == bindparam("product"), GroupMember.user_id == bindparam("user")
    )
)


@action
def ensure_group(product_id: int) -> Group:
    """The product's group, made when it is not there yet; locked for whatever follows."""
    group = session.scalar(_GROUP, {"product": product_id})
    if group is None:
        group = Group(product_id=product_id, last_seq=0, member_count=0, question_count=0)
        session.add(group)
        session.flush()
    return group


@action
def recompute(user_id: int, product_id: int) -> str | None:
    """Sets membership to what the rule says; returns the basis, or None for no member."""
    group = ensure_group(product_id)
    member = session.scalar(_MEMBER, {"product": product_id, "user": user_id})
    facts = standing.facts_of(user_id, product_id)
    if facts.basis is not None:
        _let_in(group, member, user_id, facts)
    elif member is not None and member.lost_at is None:
        _let_go(group, member, facts)
    session.flush()
    return facts.basis


def enter_as_moderator(user_id: int, product_id: int) -> None:
    """Inside an action: a moderator comes in, who may read anyway; from now on she is seen among the members."""
    group = ensure_group(product_id)
    if session.get(GroupMember, (product_id, user_id)) is None:
        facts = standing.facts_of(user_id, product_id, entering=True)
        if facts.basis is not None:
            _let_in(group, None, user_id, facts, entered=True)
            session.flush()


def recompute_staff(merchant_id: int, user_id: int) -> None:
    """Somebody began or ended work for a merchant: all its products' groups."""
    for product_id in session.scalars(
        select(Product.id)
        .where(Product.merchant_id == merchant_id, Product.state != "draft")
        .order_by(Product.id)
    ).all():
        recompute(user_id, product_id)


def recompute_roles(user_id: int) -> None:
    """Somebody became a moderator, or is none any longer: all groups that she has come into."""
    for product_id in session.scalars(
        select(GroupMember.product_id).where(GroupMember.user_id == user_id).order_by(GroupMember.product_id)
    ).all():
        recompute(user_id, product_id)


def welcome_staff(product_id: int, merchant_id: int) -> None:
    """A product was published: its group begins with the merchant's people."""
    for user_id in session.scalars(
        select(MerchantStaff.user_id)
        .where(MerchantStaff.merchant_id == merchant_id)
        .order_by(MerchantStaff.user_id)
    ).all():
        recompute(user_id, product_id)


@action(quiet=True)
def mark_read(actor: Viewer, product_id: int, seq: int, *, since: int = 0) -> None:
    """The member has seen the chat up to `seq`, and has thereby entered. `since`: she has seen it from there on, which
    leaves her mark alone while something before lies unread."""
    session.execute(
        update(GroupMember)
        .where(
            GroupMember.product_id == product_id,
            GroupMember.user_id == actor.id,
            GroupMember.last_read_seq >= since,
            (GroupMember.last_read_seq < seq) | GroupMember.entered_at.is_(None),
        )
        .values(
            last_read_seq=case((GroupMember.last_read_seq < seq, seq), else_=GroupMember.last_read_seq),
            entered_at=clock.now(),
        )
        .execution_options(synchronize_session=False)
    )
    if actor.is_moderator:
        # Whoever has come in and is a moderator belongs to the group as one.
        recompute_known(actor.id, product_id)


def recompute_known(user_id: int, product_id: int) -> None:
    """Recomputes only who has been there before."""
    if session.get(GroupMember, (product_id, user_id)) is not None:
        recompute(user_id, product_id)


def _let_in(
    group: Group, member: GroupMember | None, user_id: int, facts: standing.Facts, *, entered: bool = False
) -> None:
    assert facts.basis is not None
    if member is None:
        session.add(
            GroupMember(
                product_id=group.product_id,
                user_id=user_id,
                basis=facts.basis,
                basis_ref=facts.basis_ref,
                since_at=clock.now(),
                entered_at=clock.now() if entered else None,
                # What was said before she came is not unread to her.
                last_read_seq=group.last_seq,
            )
        )
        group.member_count += 1
        return
    member.basis, member.basis_ref = facts.basis, facts.basis_ref
    if member.lost_at is not None:
        member.lost_at = member.grace_until_at = None
        member.lost_reason = ""
        member.since_at = clock.now()
        group.member_count += 1


def _let_go(group: Group, member: GroupMember, facts: standing.Facts) -> None:
    member.lost_at = clock.now()
    member.grace_until_at = member.lost_at + rules.GRACE
    member.lost_reason = rules.why_lost(
        member.basis, is_removed=facts.is_removed, is_refunded=standing.is_refunded(member.basis_ref)
    )
    group.member_count -= 1
    record(MembershipLost(member.user_id, member.product_id))
