"""What the people of a shop may do there: the owner everything, support speaks, shipping sends."""

import pytest

from core import clock
from core.db import session
from core.unit import action
from domain.merchants import policy
from domain.merchants.models import MerchantStaff
from domain.people.viewer import Viewer
from domain.viewers import viewer_of
from tests.cast import Cast


@action
def works_as(cast: Cast, person: Viewer, role: str) -> Viewer:
    """The person, who works in Chen's shop from now on."""
    session.add(
        MerchantStaff(merchant_id=cast.merchant_id, user_id=person.id, role=role, created_at=clock.now())
    )
    session.flush()
    return viewer_of(person.id)


@pytest.mark.parametrize(
    ("role", "owns", "supports", "ships", "sees_books", "speaks"),
    [
        ("owner", True, True, True, True, True),
        ("support", False, True, False, False, True),
        ("shipping", False, False, True, False, False),
    ],
)
def test_each_role_may_do_its_own_part(
    cast: Cast, role: str, owns: bool, supports: bool, ships: bool, sees_books: bool, speaks: bool
) -> None:
    person = works_as(cast, cast.eve, role)

    answers = [
        bool(policy.can_own(person, cast.merchant_id)),
        bool(policy.can_support(person, cast.merchant_id)),
        bool(policy.can_ship(person, cast.merchant_id)),
        bool(policy.can_see_books(person, cast.merchant_id)),
        policy.speaks_for(person, cast.merchant_id),
    ]

    assert answers == [owns, supports, ships, sees_books, speaks]


def test_a_role_reaches_one_shop_only(cast: Cast) -> None:
    person = works_as(cast, cast.eve, "owner")

    assert not policy.can_own(person, cast.merchant_id + 1)
    assert not policy.can_ship(person, cast.merchant_id + 1)


def test_who_works_there_reads_why_she_may_not_and_a_stranger_reads_another_reason(cast: Cast) -> None:
    shipper = works_as(cast, cast.eve, "shipping")

    assert "owner" in policy.can_own(shipper, cast.merchant_id).reason
    assert "people of this shop" in policy.can_own(cast.bo, cast.merchant_id).reason


def test_an_operator_reads_the_books_and_changes_nothing(cast: Cast) -> None:
    assert policy.can_see_books(cast.olga, cast.merchant_id)
    assert not policy.can_own(cast.olga, cast.merchant_id)
