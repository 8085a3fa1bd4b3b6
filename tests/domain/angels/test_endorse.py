"""Endorsing is one click, free and revocable."""

import pytest
from sqlalchemy import func, select

from core.db import session
from core.errors import NotAllowed, NotFound
from domain.angels import actions, queries
from domain.angels.models import Endorsement
from domain.catalog.models import Product
from domain.people.viewer import ANONYMOUS


def angel_count(cast) -> int:
    session.rollback()
    return session.scalar(select(Product.angel_count).where(Product.id == cast.product_id))


def test_one_click_makes_alma_an_angel(cast):
    actions.endorse(cast.alma, cast.product_id)
    assert queries.is_angel(cast.alma.id, cast.product_id)
    assert angel_count(cast) == 1


def test_two_clicks_are_one_endorsement(cast):
    actions.endorse(cast.alma, cast.product_id)
    actions.endorse(cast.alma, cast.product_id)
    assert session.scalar(select(func.count()).select_from(Endorsement)) == 1
    assert angel_count(cast) == 1


def test_stopping_leaves_the_history_and_counts_down(cast):
    actions.endorse(cast.alma, cast.product_id)
    actions.end_endorsement(cast.alma, cast.product_id)
    actions.end_endorsement(cast.alma, cast.product_id)
    assert not queries.is_angel(cast.alma.id, cast.product_id)
    assert angel_count(cast) == 0
    assert session.scalar(select(func.count()).select_from(Endorsement)) == 1


def test_the_merchants_own_people_are_no_angels_of_their_goods(cast):
    with pytest.raises(NotAllowed):
        actions.endorse(cast.chen, cast.product_id)


def test_a_stranger_who_is_not_signed_in_cannot_endorse(cast):
    with pytest.raises(NotAllowed):
        actions.endorse(ANONYMOUS, cast.product_id)


def test_what_is_not_shown_cannot_be_endorsed(cast):
    with pytest.raises(NotFound):
        actions.endorse(cast.alma, 987_654)
