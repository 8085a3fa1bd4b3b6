"""Anyone may ask to sell; one application at a time."""

import pytest

from core import clock
from core.errors import NotAllowed, Refused
from domain.merchants import actions, queries
from domain.people.models import Suspension
from domain.people.viewer import ANONYMOUS
from domain.viewers import viewer_of


def apply(actor, **given) -> int:
    facts = {
        "kind": "person",
        "name": "Eve's Honey",
        "about": "Bees on the hill",
        "registration": "",
        "contact": "eve@example.org",
        "agrees": True,
        **given,
    }
    return actions.apply(actor, **facts)


def test_the_applicant_owns_the_shop_and_waits(cast):
    merchant_id = apply(cast.eve)
    eve = viewer_of(cast.eve.id)
    shop = queries.own_shop(eve)
    assert eve.merchant_ids == {merchant_id}
    assert (shop.merchant.state, shop.is_owner, shop.last) == ("applied", True, None)
    assert shop.merchant.agreed_at is not None


@pytest.mark.parametrize(("kind", "fee"), [("person", 0), ("company", 500)])
def test_companies_pay_a_fee_by_default(cast, kind, fee):
    assert queries.merchant(apply(cast.eve, kind=kind, registration="91110000")).fee_bps == fee


def test_a_second_application_waits_for_the_first(cast):
    apply(cast.eve)
    with pytest.raises(Refused, match="open already"):
        apply(cast.eve, name="Another")


def test_who_has_a_shop_does_not_apply_again(cast):
    with pytest.raises(Refused, match="have a shop"):
        apply(cast.chen)


def test_a_refused_application_is_sent_again(cast):
    first = apply(cast.eve)
    actions.decide(cast.olga, first, verdict="refused", reason="Which hill?")
    again = apply(cast.eve, about="The hill of Shan, permit 12")
    shop = queries.own_shop(viewer_of(cast.eve.id))
    assert again == first
    assert (shop.merchant.state, shop.merchant.about) == ("applied", "The hill of Shan, permit 12")
    assert shop.last.reason == "Which hill?"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "cartel"}, "kind"),
        ({"name": "  "}, "name"),
        ({"name": "CHEN'S orchard"}, "name"),
        ({"kind": "company"}, "registration"),
        ({"contact": " "}, "contact"),
        ({"agrees": False}, "agrees"),
    ],
)
def test_what_is_missing_is_refused_at_its_field(cast, given, field):
    with pytest.raises(Refused) as refused:
        apply(cast.eve, **given)
    assert refused.value.field == field


def test_a_stranger_and_a_suspended_person_cannot_apply(cast):
    from core.db import session
    from core.unit import action

    @action
    def suspend() -> None:
        at = clock.now()
        session.add(
            Suspension(
                user_id=cast.eve.id,
                by_id=cast.olga.id,
                reason="x",
                created_at=at,
                until_at=at.replace(year=2999),
            )
        )

    suspend()
    for person in (ANONYMOUS, viewer_of(cast.eve.id)):
        with pytest.raises(NotAllowed):
            apply(person)
