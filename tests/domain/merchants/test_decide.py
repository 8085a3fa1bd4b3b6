"""The operator's word on a merchant."""

import pytest

from core.errors import NotAllowed, NotFound, Refused
from domain.merchants import actions, fees, policy, queries
from domain.people.viewer import ANONYMOUS
from tests.domain.merchants.shops import make_shop


@pytest.mark.parametrize(
    ("state", "verdict", "ok"),
    [
        ("applied", "verified", True),
        ("applied", "refused", True),
        ("applied", "suspended", False),
        ("verified", "suspended", True),
        ("verified", "refused", False),
        ("verified", "verified", False),
        ("refused", "verified", True),
        ("refused", "suspended", False),
        ("suspended", "verified", True),
        ("suspended", "applied", False),
        ("applied", "nonsense", False),
    ],
)
def test_states(cast, state, verdict, ok):
    shop = make_shop(cast.eve, state)
    if ok:
        actions.decide(cast.olga, shop.id, verdict=verdict, reason="Because")
        assert queries.merchant(shop.id).state == verdict
    else:
        with pytest.raises(Refused):
            actions.decide(cast.olga, shop.id, verdict=verdict, reason="Because")


def test_a_no_needs_a_reason(cast):
    shop = make_shop(cast.eve, "applied")
    with pytest.raises(Refused) as refused:
        actions.decide(cast.olga, shop.id, verdict="refused", reason=" ")
    assert refused.value.field == "reason"


def test_the_owner_reads_the_reason(cast):
    shop = make_shop(cast.eve, "applied")
    actions.decide(cast.olga, shop.id, verdict="refused", reason="No address")
    assert queries.own_shop(shop.owner).last.reason == "No address"


def test_verified_since_is_the_first_time(cast, time):
    shop = make_shop(cast.eve, "applied")
    actions.decide(cast.olga, shop.id, verdict="verified")
    since = queries.merchant(shop.id).verified_at
    time.pass_(days=3)
    actions.decide(cast.olga, shop.id, verdict="suspended", reason="x")
    actions.decide(cast.olga, shop.id, verdict="verified")
    assert queries.merchant(shop.id).verified_at == since


def test_only_operators_decide_and_see_the_queue(cast):
    shop = make_shop(cast.eve, "applied")
    for person in (ANONYMOUS, cast.bo, cast.dora, shop.owner):
        with pytest.raises(NotAllowed):
            actions.decide(person, shop.id, verdict="verified")
        with pytest.raises(NotAllowed):
            queries.applications(person, state="applied")
    with pytest.raises(NotFound):
        actions.decide(cast.olga, 999, verdict="verified")


def test_the_queue_is_oldest_first_and_turns_its_pages(cast, monkeypatch):
    monkeypatch.setattr(queries, "LISTED", 1)
    shops = [make_shop(person, "applied").id for person in (cast.eve, cast.bo)]
    first = queries.applications(cast.olga, state="applied")
    second = queries.applications(cast.olga, state="applied", before=first.next_cursor)
    assert [one.merchant.id for one in (*first, *second)] == shops
    assert second.next_cursor is None
    assert first.items[0].owner.handle == "eve"
    assert queries.waiting_count(cast.olga) == 2


@pytest.mark.parametrize(("state", "public"), [("verified", True), ("applied", False), ("suspended", False)])
def test_the_public_page_is_for_the_verified(cast, state, public):
    shop = make_shop(cast.eve, state)
    for viewer in (ANONYMOUS, cast.bo, cast.dora):
        if public:
            assert queries.shown(viewer, shop.id).name == "Eve's shop"
        else:
            with pytest.raises(NotFound):
                queries.shown(viewer, shop.id)
    for viewer in (shop.owner, cast.olga):
        assert queries.shown(viewer, shop.id)


def test_the_fee_has_a_limit(cast):
    fees.set_fee(cast.olga, cast.merchant_id, fee_bps=250)
    assert queries.merchant(cast.merchant_id).fee_bps == 250
    with pytest.raises(Refused):
        fees.set_fee(cast.olga, cast.merchant_id, fee_bps=6001)
    with pytest.raises(NotAllowed):
        fees.set_fee(cast.chen, cast.merchant_id, fee_bps=0)


def test_who_may_sell():
    from domain.merchants.models import Merchant

    assert policy.can_sell(Merchant(state="verified"))
    assert "suspended" in policy.can_sell(Merchant(state="suspended")).reason
