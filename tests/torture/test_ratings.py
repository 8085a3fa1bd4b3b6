"""The same author in two tabs at once: a purchase is rated once, a like is counted as it stands."""

from functools import partial

import pytest
from sqlalchemy import func, select

from core.db import session
from domain.catalog.models import Product
from domain.says import actions, check
from domain.says.models import Comment, Post, Rating, Reaction
from tests.domain.says.world import receive
from tests.torture.race import race

pytestmark = pytest.mark.torture

TABS, PURCHASES = 8, 3


def test_each_purchase_is_rated_once(arena, fighters):
    for _ in range(PURCHASES):
        receive(fighters, fighters.bo)
    publish = partial(actions.publish, fighters.bo, body="good", product_id=fighters.product_id, stars=4)
    outcome = race(arena, [publish] * TABS)
    assert outcome.errors == []
    assert (len(outcome.done), len(outcome.refused)) == (PURCHASES, TABS - PURCHASES)
    assert session.scalar(select(func.count(Rating.id.distinct()))) == PURCHASES
    assert session.execute(select(Product.rating_count, Product.rating_sum)).one() == (
        PURCHASES,
        4 * PURCHASES,
    )
    assert session.scalar(select(func.count()).select_from(Post)) == PURCHASES


def test_likes_and_comments_are_counted_as_they_stand(arena, fighters):
    post_id = actions.publish(fighters.alma, body="good")
    people = (fighters.bo, fighters.chen, fighters.dora, fighters.eve)
    works = [partial(actions.react, person, post_id) for person in people * 3]
    works += [partial(actions.comment, person, post_id, body="yes") for person in people * 2]
    outcome = race(arena, works)
    assert (outcome.errors, outcome.refused) == ([], [])
    assert session.scalar(select(func.count()).select_from(Reaction)) == len(people)
    assert session.scalar(select(func.count()).select_from(Comment)) == 2 * len(people)
    assert check.posts_count_what_they_have() == []
