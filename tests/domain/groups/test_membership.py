"""Membership is what the rule says, after whatever happened in whatever order."""

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import delete, func, select

from core import clock
from core.db import session
from core.unit import action, record
from domain.angels import actions as angels
from domain.catalog.models import Product
from domain.groups import actions, rules
from domain.groups.models import Group, GroupMember
from domain.merchants.events import StaffChanged
from domain.merchants.models import MerchantStaff
from domain.says import actions as says
from domain.says.models import Rating
from tests.domain.says import world


def member(cast, person) -> GroupMember | None:
    session.rollback()
    session.expunge_all()
    return session.get(GroupMember, (cast.product_id, person.id))


def rate(cast, person, stars: int) -> int:
    world.receive(cast, person)
    return says.publish(person, body="As it is", product_id=cast.product_id, stars=stars, audience="public")


@action
def set_staff(cast, person, works: bool) -> None:
    session.execute(
        delete(MerchantStaff).where(
            MerchantStaff.merchant_id == cast.merchant_id, MerchantStaff.user_id == person.id
        )
    )
    if works:
        session.add(
            MerchantStaff(
                merchant_id=cast.merchant_id, user_id=person.id, role="support", created_at=clock.now()
            )
        )
        session.flush()
    record(StaffChanged(cast.merchant_id, person.id))


def test_endorsing_opens_the_group(cast):
    angels.endorse(cast.alma, cast.product_id)
    assert member(cast, cast.alma).basis == "angel"


def test_four_stars_open_the_group_and_three_do_not(cast):
    rate(cast, cast.bo, 4)
    rate(cast, cast.eve, 3)
    assert member(cast, cast.bo).basis == "happy_buyer"
    assert member(cast, cast.eve) is None


def test_the_latest_rating_counts(cast):
    rate(cast, cast.bo, 5)
    rate(cast, cast.bo, 2)
    assert member(cast, cast.bo).lost_at is not None


def test_whoever_loses_the_reason_reads_for_seven_days_more(cast):
    angels.endorse(cast.alma, cast.product_id)
    angels.end_endorsement(cast.alma, cast.product_id)
    row = member(cast, cast.alma)
    assert row.grace_until_at - row.lost_at == rules.GRACE


def test_coming_back_ends_the_grace(cast):
    angels.endorse(cast.alma, cast.product_id)
    angels.end_endorsement(cast.alma, cast.product_id)
    angels.endorse(cast.alma, cast.product_id)
    assert member(cast, cast.alma).lost_at is None


def test_the_merchants_people_are_members_from_the_day_they_begin(cast):
    set_staff(cast, cast.eve, True)
    assert member(cast, cast.eve).basis == "staff"
    set_staff(cast, cast.eve, False)
    assert member(cast, cast.eve).lost_at is not None


DEEDS = st.sampled_from(
    ["endorse", "withdraw", "rate 5", "rate 4", "rate 3", "rate 1", "hire", "dismiss", "refund"]
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(DEEDS, max_size=8))
def test_membership_equals_the_rule_after_anything(cast, deeds):
    _begin_anew(cast)
    stars: list[int] = []
    angel = staff = False
    for deed in deeds:
        if deed == "endorse":
            # The merchant's own people are no angels, but the rule does not mind when it was before.
            if not staff:
                angels.endorse(cast.eve, cast.product_id)
                angel = True
        elif deed == "withdraw":
            angels.end_endorsement(cast.eve, cast.product_id)
            angel = False
        elif deed.startswith("rate"):
            stars.append(int(deed[-1]))
            rate(cast, cast.eve, stars[-1])
        elif deed in ("hire", "dismiss"):
            staff = deed == "hire"
            set_staff(cast, cast.eve, staff)
        elif stars:
            stars.pop()
            _refund_last(cast)
    expected = rules.basis_of(is_staff=staff, is_angel=angel, stars=stars[-1] if stars else None)
    row = member(cast, cast.eve)
    assert (row.basis if row and row.lost_at is None else None) == expected
    assert (
        _counted(cast)
        == session.scalar(select(Group.member_count).where(Group.product_id == cast.product_id))
        or 0
    )


def _counted(cast) -> int:
    return session.scalar(
        select(func.count())
        .select_from(GroupMember)
        .where(GroupMember.product_id == cast.product_id, GroupMember.lost_at.is_(None))
    )


@action
def _refund_last(cast) -> None:
    latest = session.scalars(
        select(Rating)
        .where(Rating.user_id == cast.eve.id, Rating.is_refunded.is_(False))
        .order_by(Rating.id.desc())
    ).first()
    latest.is_refunded = True
    session.flush()
    actions.recompute(cast.eve.id, cast.product_id)


@action
def _begin_anew(cast) -> None:
    angels.end_endorsement(cast.eve, cast.product_id)
    session.execute(delete(MerchantStaff).where(MerchantStaff.user_id == cast.eve.id))
    for rating in session.scalars(select(Rating).where(Rating.user_id == cast.eve.id)):
        rating.is_refunded = True
    session.flush()
    actions.recompute(cast.eve.id, cast.product_id)


@pytest.mark.parametrize("again", [1, 2, 3])
def test_computing_it_again_changes_nothing(cast, again):
    angels.endorse(cast.alma, cast.product_id)
    for _ in range(again):
        actions.recompute(cast.alma.id, cast.product_id)
    assert _counted(cast) == 1
    assert session.scalar(select(Product.angel_count).where(Product.id == cast.product_id)) == 1
