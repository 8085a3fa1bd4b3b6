"""Membership is what the rule says, after whatever happened in whatever order."""

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import delete, func, select, update

from core import clock
from core.db import session
from core.errors import NotAllowed, Refused
from core.unit import action, record
from domain.angels import actions as angels
from domain.catalog.models import Product
from domain.groups import actions, check, rules
from domain.groups.models import Group, GroupGuest, GroupMember, GroupRemoval
from domain.merchants.events import StaffChanged
from domain.merchants.models import MerchantStaff
from domain.people import actions as people
from domain.people.models import RoleGrant
from domain.says import actions as says
from domain.says.models import Rating
from domain.viewers import viewer_of
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


@pytest.mark.parametrize(
    ("deed", "reason"),
    [
        (lambda cast: angels.end_endorsement(cast.alma, cast.product_id), "endorsement"),
        (lambda cast: rate(cast, cast.bo, 2), "rating"),
        (lambda cast: _refund_last(cast, cast.bo), "refund"),
        (lambda cast: set_staff(cast, cast.eve, False), "staff"),
        (lambda cast: actions.end_guest(cast.chen, _guest(cast)), "guest"),
        (
            lambda cast: actions.remove_member(cast.dora, cast.product_id, cast.bo.id, reason="Spam"),
            "removed",
        ),
    ],
)
def test_what_ended_a_membership_is_kept(cast, deed, reason):
    angels.endorse(cast.alma, cast.product_id)
    rate(cast, cast.bo, 5)
    set_staff(cast, cast.eve, True)
    actions.welcome_staff(cast.product_id, cast.merchant_id)
    actions.invite_guest(cast.chen, cast.product_id, handle="olga", days=7)
    deed(cast)
    lost = {
        row.lost_reason
        for row in session.scalars(select(GroupMember).where(GroupMember.lost_at.is_not(None)))
    }
    assert lost == {reason}


def test_a_guest_leaves_when_the_time_is_over(cast, time):
    actions.welcome_staff(cast.product_id, cast.merchant_id)
    actions.invite_guest(cast.chen, cast.product_id, handle="@eve", days=7)
    assert member(cast, cast.eve).basis == "guest"
    time.pass_(days=7, minutes=1)
    assert actions.end_guests_due() == 1
    assert member(cast, cast.eve).lost_reason == "guest"


def test_an_angel_may_invite_five_and_a_happy_buyer_nobody(cast):
    angels.endorse(cast.alma, cast.product_id)
    rate(cast, cast.bo, 5)
    actions.invite_guest(cast.alma, cast.product_id, handle="eve", days=0)
    with pytest.raises(NotAllowed):
        actions.invite_guest(cast.bo, cast.product_id, handle="olga", days=0)
    with pytest.raises(Refused, match="member already"):
        actions.invite_guest(cast.alma, cast.product_id, handle="eve", days=0)


def test_nobody_invites_who_was_taken_out(cast):
    angels.endorse(cast.alma, cast.product_id)
    rate(cast, cast.eve, 5)
    actions.remove_member(cast.dora, cast.product_id, cast.eve.id, reason="Spam")
    with pytest.raises(Refused, match="taken her out"):
        actions.invite_guest(cast.alma, cast.product_id, handle="eve", days=7)


DEEDS = st.lists(
    st.sampled_from(
        [
            "endorse", "withdraw", "rate 5", "rate 4", "rate 3", "rate 1", "hire", "dismiss", "refund", "invite",
            "send home", "take out", "let in", "grant", "revoke", "enter",
        ]
    ),
    max_size=12,
)  # fmt: skip


@settings(max_examples=14, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DEEDS)
def test_membership_equals_the_rule_after_anything(cast, deeds):
    _begin_anew(cast)
    stars: list[int] = []
    facts = dict.fromkeys(("is_staff", "is_angel", "is_guest", "is_removed", "is_moderator"), False)
    entered = granted = False
    for deed in deeds:
        was = member(cast, cast.eve)
        is_in = was is not None and was.lost_at is None
        match deed.split():
            # The merchant's own people are no angels, but the rule does not mind when it was before.
            case ["endorse"] if not facts["is_staff"]:
                angels.endorse(cast.eve, cast.product_id)
                facts["is_angel"] = True
            case ["withdraw"]:
                angels.end_endorsement(cast.eve, cast.product_id)
                facts["is_angel"] = False
            case ["rate", given_stars]:
                stars.append(int(given_stars))
                rate(cast, cast.eve, stars[-1])
            case ["hire" | "dismiss"]:
                facts["is_staff"] = deed == "hire"
                set_staff(cast, cast.eve, facts["is_staff"])
            case ["refund"] if stars:
                stars.pop()
                _refund_last(cast, cast.eve)
            case ["invite"] if not is_in and not facts["is_removed"] and not facts["is_guest"]:
                actions.invite_guest(cast.chen, cast.product_id, handle="eve", days=7)
                facts["is_guest"] = True
            case ["send", "home"] if facts["is_guest"]:
                actions.end_guest(cast.chen, _guest(cast))
                facts["is_guest"] = False
            case ["take", "out"] if is_in and was.basis != "staff":
                actions.remove_member(cast.dora, cast.product_id, cast.eve.id, reason="Spam")
                facts["is_removed"] = True
            case ["let", "in"] if facts["is_removed"]:
                actions.readmit(cast.dora, cast.product_id, cast.eve.id)
                facts["is_removed"] = False
            case ["grant" | "revoke"] if granted is (deed == "revoke"):
                granted = deed == "grant"
                change = people.grant_role if granted else people.revoke_role
                change(cast.olga, cast.eve.id, role="moderator")
            case ["enter"] if was is not None:
                actions.mark_read(viewer_of(cast.eve.id), cast.product_id, 0)
                entered = True
        facts["is_moderator"] = granted and entered
    row = member(cast, cast.eve)
    expected = rules.basis_of(stars=stars[-1] if stars else None, **facts)
    assert (row.basis if row and row.lost_at is None else None) == expected
    assert check.members_are_those_of_the_rule() == [] == check.whoever_left_knows_why()
    assert check.groups_count_what_they_have() == []


def _guest(cast) -> int:
    return session.scalar(select(GroupGuest.id).where(GroupGuest.ended_at.is_(None)))


def _counted(cast) -> int:
    return session.scalar(
        select(func.count())
        .select_from(GroupMember)
        .where(GroupMember.product_id == cast.product_id, GroupMember.lost_at.is_(None))
    )


@action
def _refund_last(cast, person) -> None:
    latest = session.scalars(
        select(Rating)
        .where(Rating.user_id == person.id, Rating.is_refunded.is_(False))
        .order_by(Rating.id.desc())
    ).first()
    latest.is_refunded = True
    session.flush()
    actions.recompute(person.id, cast.product_id)


@action
def _begin_anew(cast) -> None:
    actions.welcome_staff(cast.product_id, cast.merchant_id)
    angels.end_endorsement(cast.eve, cast.product_id)
    for table in (GroupGuest, GroupRemoval, RoleGrant):
        session.execute(delete(table).where(table.user_id == cast.eve.id))
    session.execute(delete(GroupMember).where(GroupMember.user_id == cast.eve.id))
    session.execute(
        update(Group).values(
            member_count=select(func.count())
            .where(GroupMember.product_id == Group.product_id, GroupMember.lost_at.is_(None))
            .scalar_subquery()
        ),
        execution_options={"synchronize_session": False},
    )
    session.expire_all()
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
