"""A benchmark world is one that the site's own actions could have made."""

from sqlalchemy import func, select

from core import invariants
from core.db import session
from domain.angels.models import Commission
from domain.groups import actions as groups
from domain.orders.models import Order
from jobs.demo import bulk

SMALL = bulk.Size(
    people=40, posts=90, reviews=30, products=100, questions=3, follows=5, friends=2, indexed=True, sales=60
)


def test_nothing_is_broken_in_a_world_made_in_bulk(cast):
    groups.recompute_staff(cast.merchant_id, cast.chen.id)
    bulk.load(SMALL, seed=7, currency="CNY")
    wrong = {one.name: one.breaches for one in invariants.outcomes() if one.breaches}
    assert wrong == {}
    assert session.scalar(select(func.count()).select_from(Order)) == SMALL.reviews + SMALL.sales
    assert session.scalar(select(func.count()).select_from(Commission)) == SMALL.sales
