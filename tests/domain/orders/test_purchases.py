"""Who bought what how often, and what friends learn of it."""

import pytest
from sqlalchemy import select

from core.db import session
from core.unit import action
from domain.orders import queries
from domain.orders.models import Purchase
from domain.people.models import Block, Follow, User
from domain.people.viewer import ANONYMOUS
from tests.buying import breaches, change, paid, received


@action
def show(person, how: str) -> None:
    session.get_one(User, person.id).purchases_shown = how


@action
def block(blocker, blocked) -> None:
    from core import clock

    session.add(Block(blocker_id=blocker.id, blocked_id=blocked.id, created_at=clock.now()))


def bought_by_friends(viewer, product_id):
    return queries.friends_who_bought(viewer, [product_id]).get(product_id)


def test_only_what_has_arrived_is_bought(cast):
    paid(cast.bo, (cast.variant_id, 1))
    assert queries.purchases_of(cast.alma, [cast.bo.id], [cast.product_id]) == {}
    received(cast.bo, cast.chen, (cast.variant_id, 5))
    received(cast.bo, cast.chen, (cast.other_variant_id, 1))
    assert queries.purchases_of(cast.alma, [cast.bo.id], [cast.product_id]) == {
        (cast.bo.id, cast.product_id): 2
    }
    assert breaches() == []


def test_the_last_purchase_is_known_with_its_time(cast, time):
    received(cast.bo, cast.chen, (cast.variant_id, 1))
    time.pass_(days=3)
    received(cast.bo, cast.chen, (cast.variant_id, 1))
    fact = queries.purchase_facts(cast.alma, [cast.bo.id], [cast.product_id])[(cast.bo.id, cast.product_id)]
    assert fact.times == 2
    assert fact.last_at == queries.orders_of(cast.bo).items[0].placed_at


def test_a_friend_who_lets_it_be_known_is_named_with_how_often(cast):
    show(cast.bo, "named")
    received(cast.bo, cast.chen, (cast.variant_id, 1))
    received(cast.bo, cast.chen, (cast.variant_id, 1))
    facts = bought_by_friends(cast.alma, cast.product_id)
    assert [(person.handle, times) for person, times in facts.people] == [("bo", 2)]
    assert (facts.has_crowd, facts.named_times, facts.count) == (False, 2, 1)


@pytest.mark.parametrize("how", ["hidden", "blocked", "ended", "closed"])
def test_who_does_not_want_to_be_known_or_is_no_friend_is_not_there(cast, how):
    show(cast.bo, "named")
    received(cast.bo, cast.chen, (cast.variant_id, 1))
    if how == "hidden":
        show(cast.bo, "hidden")
    elif how == "blocked":
        block(cast.bo, cast.alma)
    elif how == "closed":
        from core import clock

        change(User, cast.bo.id, closed_at=clock.now())
    else:
        end_friendship(cast)
    assert bought_by_friends(cast.alma, cast.product_id) is None


@action
def end_friendship(cast) -> None:
    session.get_one(Follow, (cast.alma.id, cast.bo.id)).is_friend = False


def test_strangers_and_the_signed_out_learn_nothing(cast):
    show(cast.bo, "named")
    received(cast.bo, cast.chen, (cast.variant_id, 1))
    assert bought_by_friends(cast.eve, cast.product_id) is None
    assert bought_by_friends(ANONYMOUS, cast.product_id) is None


def test_the_check_finds_a_purchase_that_the_orders_do_not_know(cast):
    received(cast.bo, cast.chen, (cast.variant_id, 1))
    change(Purchase, (cast.bo.id, cast.product_id), times=5)
    assert any("purchases" in breach for breach in breaches())
    assert session.scalars(select(Purchase.times)).all() == [5]
