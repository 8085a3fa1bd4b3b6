"""Inviting people to a shop, their answers, other roles, and going."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from core import clock
from core.db import session
from core.errors import NotAllowed, NotFound, Refused
from domain.groups.models import GroupMember
from domain.merchants import people, staff
from domain.merchants.models import Merchant, MerchantStaff, StaffInvitation
from domain.notices.models import Notice
from domain.viewers import viewer_of
from jobs import worker
from tests.cast import Cast
from tests.domain.merchants.test_roles import works_as


def role_of(cast: Cast, user_id: int) -> str | None:
    person = session.get(MerchantStaff, (cast.merchant_id, user_id))
    return person.role if person else None


def test_who_is_asked_by_name_is_told_and_comes(cast: Cast) -> None:
    key = str(staff.invite(cast.chen, cast.merchant_id, handle="@Eve", role="support"))
    worker.drain()
    (notice,) = session.scalars(select(Notice).where(Notice.user_id == cast.eve.id, Notice.kind == "staff"))
    assert notice.facts["key"] == key

    staff.accept(cast.eve, key)

    assert role_of(cast, cast.eve.id) == "support"
    assert cast.merchant_id in viewer_of(cast.eve.id).shops_as({"support"})
    worker.drain()
    assert session.scalar(select(Notice.id).where(Notice.user_id == cast.chen.id, Notice.kind == "staff"))


def test_a_link_works_once_and_for_seven_days(cast: Cast) -> None:
    late = staff.invite_by_link(cast.chen, cast.merchant_id, role="shipping")
    with clock.shifted(timedelta(days=8)), pytest.raises(Refused):
        staff.accept(cast.eve, late)

    token = staff.invite_by_link(cast.chen, cast.merchant_id, role="shipping")
    staff.accept(cast.eve, token)

    assert role_of(cast, cast.eve.id) == "shipping"
    with pytest.raises(NotFound):
        staff.accept(cast.bo, token)
    assert token not in str(session.execute(select(StaffInvitation.__table__)).all())


def test_an_invitation_by_name_is_for_her_alone(cast: Cast) -> None:
    key = str(staff.invite(cast.chen, cast.merchant_id, handle="eve", role="owner"))

    for answer in (staff.accept, staff.decline, people.asked):
        with pytest.raises(NotFound):
            answer(cast.bo, key)


def test_who_declines_or_whose_invitation_is_taken_back_does_not_come(cast: Cast) -> None:
    declined = str(staff.invite(cast.chen, cast.merchant_id, handle="eve", role="support"))
    staff.decline(cast.eve, declined)
    taken_back = staff.invite(cast.chen, cast.merchant_id, handle="bo", role="support")
    staff.withdraw(cast.chen, cast.merchant_id, taken_back)

    for person, key in ((cast.eve, declined), (cast.bo, str(taken_back))):
        with pytest.raises(Refused):
            staff.accept(person, key)
    assert people.open_invitations(cast.chen, cast.merchant_id) == []


@pytest.mark.parametrize(
    ("handle", "role", "field"),
    [("nobody", "support", "handle"), ("chen", "support", "handle"), ("eve", "queen", "role")],
)
def test_what_cannot_be_asked_is_refused_at_its_field(cast: Cast, handle: str, role: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        staff.invite(cast.chen, cast.merchant_id, handle=handle, role=role)
    assert refused.value.field == field


def test_nobody_is_asked_twice_at_a_time(cast: Cast) -> None:
    staff.invite(cast.chen, cast.merchant_id, handle="eve", role="support")
    with pytest.raises(Refused):
        staff.invite(cast.chen, cast.merchant_id, handle="eve", role="shipping")
    with clock.shifted(timedelta(days=8)):
        staff.invite(cast.chen, cast.merchant_id, handle="eve", role="shipping")


def test_only_owners_decide_who_works_there(cast: Cast) -> None:
    clerk = works_as(cast, cast.eve, "support")
    for person in (clerk, cast.bo, cast.olga):
        for deed in (
            lambda who: staff.invite(who, cast.merchant_id, handle="dora", role="owner"),
            lambda who: staff.invite_by_link(who, cast.merchant_id, role="owner"),
            lambda who: staff.set_role(who, cast.merchant_id, cast.eve.id, role="owner"),
            lambda who: staff.remove(who, cast.merchant_id, cast.chen.id),
        ):
            with pytest.raises(NotAllowed):
                deed(person)


def test_who_is_removed_is_a_stranger_at_once_and_loses_her_place_in_the_group(cast: Cast) -> None:
    key = str(staff.invite(cast.chen, cast.merchant_id, handle="eve", role="support"))
    staff.accept(cast.eve, key)
    member = session.get_one(GroupMember, (cast.product_id, cast.eve.id))
    assert member.lost_at is None

    staff.remove(cast.chen, cast.merchant_id, cast.eve.id)

    session.expire_all()
    assert viewer_of(cast.eve.id).merchant_ids == frozenset()
    assert session.get_one(GroupMember, (cast.product_id, cast.eve.id)).lost_at is not None


def test_the_last_owner_stays_and_one_of_two_may_go(cast: Cast) -> None:
    for last in (
        lambda: staff.leave(cast.chen, cast.merchant_id),
        lambda: staff.remove(cast.chen, cast.merchant_id, cast.chen.id),
        lambda: staff.set_role(cast.chen, cast.merchant_id, cast.chen.id, role="support"),
    ):
        with pytest.raises(Refused):
            last()
    works_as(cast, cast.eve, "owner")

    staff.leave(cast.chen, cast.merchant_id)

    session.expire_all()
    assert session.get_one(Merchant, cast.merchant_id).owner_id == cast.eve.id
    assert role_of(cast, cast.chen.id) is None


def test_of_two_owners_who_go_at_once_one_stays(app, cast: Cast) -> None:
    works_as(cast, cast.eve, "owner")
    owners, start, refused = [viewer_of(cast.chen.id), viewer_of(cast.eve.id)], Barrier(2), []

    def go(person) -> None:
        with app.app_context():
            start.wait()
            try:
                staff.leave(person, cast.merchant_id)
            except Refused:
                refused.append(person.id)

    threads = [Thread(target=go, args=(person,)) for person in owners]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    session.rollback()
    left = session.scalar(
        select(func.count()).where(
            MerchantStaff.merchant_id == cast.merchant_id, MerchantStaff.role == "owner"
        )
    )
    assert (left, len(refused)) == (1, 1)


def test_the_history_tells_who_did_what(cast: Cast) -> None:
    key = str(staff.invite(cast.chen, cast.merchant_id, handle="eve", role="support"))
    staff.accept(cast.eve, key)
    staff.set_role(cast.chen, cast.merchant_id, cast.eve.id, role="shipping")
    staff.remove(cast.chen, cast.merchant_id, cast.eve.id)

    lines = people.staff_history(cast.chen, cast.merchant_id)

    told = [(line.kind, line.role, line.by.handle) for line in lines]
    assert told == [
        ("removed", "shipping", "chen"),
        ("role", "shipping", "chen"),
        ("joined", "support", "eve"),
        ("invited", "support", "chen"),
    ]
    with pytest.raises(NotAllowed):
        people.staff_history(cast.eve, cast.merchant_id)
