"""`demo load`: a world in which every page has something to show, and in which everything that must hold holds."""

import gc
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

import domain.checks
from core import invariants
from core.db import session
from domain.catalog.models import Product
from domain.ledger.models import Entry, Payout
from domain.merchants import papers
from domain.merchants.models import Merchant
from domain.moderation.models import Case
from domain.orders.models import Order
from domain.orders.queries import friends_who_bought
from domain.orders.rules import State
from domain.people.models import User
from domain.says.models import Post
from domain.search import index
from domain.viewers import viewer_of
from tests.conftest import emptied


@pytest.fixture(scope="module")
def world(app: Flask) -> Iterator[Flask]:
    assert domain.checks.ROOMS
    with emptied(app):
        loaded = app.test_cli_runner().invoke(args=["demo", "load"])
        assert loaded.exit_code == 0, loaded.output
        session.rollback()
        yield app
    # The command takes its process for ended.
    gc.unfreeze()


def count(kind, *conditions) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(kind).where(*conditions)) or 0


def test_it_has_people_shops_products_and_posts(world):
    assert count(User) == 60
    assert count(Merchant, Merchant.state == "verified") == 8
    assert count(Product, Product.state == "on_sale") == 80
    assert count(Post) >= 400


def test_no_shop_is_due_to_be_closed_when_the_clock_begins_to_run(world):
    assert papers.remind_and_lapse() == 0


def test_posts_are_in_three_languages(world):
    assert {"en", "zh-Hans", "zh-Hant"} <= set(session.scalars(select(Post.lang).distinct()))


def test_there_are_orders_in_every_state_a_person_can_look_at(world):
    there = set(session.scalars(select(Order.state).distinct()))
    # Being cancelled lasts only until a gateway has answered.
    assert set(State) - there == {State.CANCELLING}


def test_three_friends_of_bo_bought_the_durian_seven_times(world):
    bo = viewer_of(session.scalar(select(User.id).where(User.handle == "bo")))
    durian = session.scalar(select(Product.id).where(Product.title == "金枕榴莲 整果"))
    bought = friends_who_bought(bo, [durian])[durian]
    assert (len(bought.people), bought.named_times) == (3, 7)


def test_reports_a_withdrawal_an_application_and_a_reversal_wait_to_be_looked_at(world):
    assert count(Case, Case.state == "open") >= 3
    assert count(Payout, Payout.state == "requested", Payout.user_id.is_not(None)) == 1
    assert count(Merchant, Merchant.state == "applied") == 1
    assert count(Entry, Entry.kind == "refund") >= 2


def test_everything_that_must_hold_holds(world):
    session.rollback()
    assert [outcome for outcome in invariants.outcomes() if outcome.breaches] == []
    assert list(index.differences()) == []


def test_it_goes_into_an_empty_site_only(world):
    again = world.test_cli_runner().invoke(args=["demo", "load"])
    assert again.exit_code == 1 and "people here already" in again.output
