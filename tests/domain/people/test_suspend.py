"""Suspensions and roles."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.db import session
from core.errors import NotAllowed, NotFound, Refused
from domain.people import actions, policy, queries
from domain.people.models import RoleGrant
from domain.viewers import viewer_of
from tests.cast import Cast
from tests.conftest import Time


def in_days(days: int):  # type: ignore[no-untyped-def]
    return clock.now() + timedelta(days=days)


def test_a_suspended_person_reads_but_does_not_write(cast: Cast) -> None:
    actions.suspend(cast.dora, cast.eve.id, reason="Advertising in comments", until_at=in_days(3))
    eve = viewer_of(cast.eve.id)

    assert not policy.can_write(eve)
    assert queries.person(eve, "alma").handle == "alma"
    told = queries.suspension_of(eve)
    assert told is not None and told.reason == "Advertising in comments"


def test_it_ends_by_itself(cast: Cast, time: Time) -> None:
    actions.suspend(cast.dora, cast.eve.id, reason="spam", until_at=in_days(3))
    time.pass_(days=4)

    assert policy.can_write(viewer_of(cast.eve.id))


def test_it_is_lifted_by_a_moderator(cast: Cast) -> None:
    actions.suspend(cast.dora, cast.eve.id, reason="spam", until_at=in_days(3))
    actions.lift_suspension(cast.dora, cast.eve.id)

    assert policy.can_write(viewer_of(cast.eve.id))
    with pytest.raises(NotFound):
        actions.lift_suspension(cast.dora, cast.eve.id)


def test_only_moderators_suspend(cast: Cast) -> None:
    for nobody in (cast.alma, cast.bo, cast.chen, cast.eve):
        with pytest.raises(NotAllowed):
            actions.suspend(nobody, cast.olga.id, reason="spam", until_at=in_days(3))


def test_a_moderator_suspends_neither_herself_nor_the_people_who_run_the_site(cast: Cast) -> None:
    for untouchable in (cast.dora, cast.olga):
        with pytest.raises(NotAllowed):
            actions.suspend(cast.dora, untouchable.id, reason="spam", until_at=in_days(3))


def test_an_operator_may_suspend_a_moderator(cast: Cast) -> None:
    actions.suspend(cast.olga, cast.dora.id, reason="spam", until_at=in_days(3))

    assert viewer_of(cast.dora.id).is_suspended


@pytest.mark.parametrize(("reason", "days"), [("", 3), ("  ", 3), ("spam", -1)])
def test_it_needs_a_reason_and_an_end_to_come(cast: Cast, reason: str, days: int) -> None:
    with pytest.raises(Refused):
        actions.suspend(cast.dora, cast.eve.id, reason=reason, until_at=in_days(days))


def test_an_operator_makes_a_moderator_and_takes_it_back(cast: Cast) -> None:
    actions.grant_role(cast.olga, cast.alma.id, role="moderator")
    actions.grant_role(cast.olga, cast.alma.id, role="moderator")
    assert viewer_of(cast.alma.id).is_moderator

    actions.revoke_role(cast.olga, cast.alma.id, role="moderator")
    assert not viewer_of(cast.alma.id).is_moderator
    kept = session.scalars(select(RoleGrant).where(RoleGrant.user_id == cast.alma.id)).all()
    assert [(grant.granted_by_id, grant.revoked_at is None) for grant in kept] == [(cast.olga.id, False)]


def test_nobody_else_gives_roles(cast: Cast) -> None:
    for nobody in (cast.alma, cast.dora, cast.eve):
        with pytest.raises(NotAllowed):
            actions.grant_role(nobody, nobody.id, role="operator")


def test_the_last_operator_stays(cast: Cast) -> None:
    with pytest.raises(Refused):
        actions.revoke_role(cast.olga, cast.olga.id, role="operator")

    actions.grant_role(cast.olga, cast.alma.id, role="operator")
    actions.revoke_role(cast.olga, cast.olga.id, role="operator")
    assert not viewer_of(cast.olga.id).is_operator


def test_there_are_two_roles(cast: Cast) -> None:
    with pytest.raises(Refused):
        actions.grant_role(cast.olga, cast.alma.id, role="king")
