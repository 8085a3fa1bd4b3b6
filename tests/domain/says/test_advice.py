"""Asking for advice: answers can carry a product, with the label where the one who answers earns on it."""

import pytest

from core.db import session
from core.errors import Refused
from core.unit import action
from domain.angels import actions as angels
from domain.people.viewer import ANONYMOUS
from domain.says import actions, queries
from domain.says.models import Comment
from tests.cast import befriend
from tests.queries import counted


def ask(person, audience="public"):
    return actions.publish(person, body="What durian should I buy?", kind="advice", audience=audience)


def test_an_answer_carries_its_product_and_its_angel_says_what_she_earns(cast):
    angels.endorse(cast.alma, cast.product_id)
    angels.make_share_link(cast.alma, product_id=cast.product_id)
    asked = ask(cast.eve)
    actions.comment(cast.alma, asked, body="This one", product_id=cast.product_id)
    actions.comment(cast.bo, asked, body=f"see /products/{cast.product_id}")
    (by_angel, by_buyer) = queries.comments(ANONYMOUS, asked)
    assert (by_angel.product.id, by_angel.ad.name) == (cast.product_id, "Alma")
    assert (by_buyer.product.id, by_buyer.ad) == (cast.product_id, None)
    (card,) = queries.advice_wanted(cast.chen)
    assert [(made.product.id, made.ad is not None) for made in card.comments] == [
        (cast.product_id, True),
        (cast.product_id, False),
    ]


def test_elsewhere_a_comment_carries_none(cast):
    said = actions.publish(cast.eve, body="hello")
    actions.comment(cast.alma, said, body="buy", product_id=cast.product_id)
    assert session.query(Comment).one().product_id is None


def test_what_is_no_product_is_refused_and_a_dead_link_is_only_text(cast):
    asked = ask(cast.eve)
    with pytest.raises(Refused) as refusal:
        actions.comment(cast.alma, asked, body="This", product_id=999_999)
    assert refusal.value.field == "product"
    actions.comment(cast.alma, asked, body="This /products/999999")
    assert session.query(Comment).one().product_id is None
    with pytest.raises(Refused):
        actions.publish(cast.alma, body="?", kind="nonsense")


def test_a_taken_back_answer_shows_no_product(cast):
    asked = ask(cast.eve)
    made = actions.comment(cast.alma, asked, body="This one", product_id=cast.product_id)
    actions.comment(cast.bo, asked, body="Is it ripe?", parent_id=made)
    actions.delete_comment(cast.alma, made)
    (left,) = queries.comments(ANONYMOUS, asked)
    assert (left.product, left.body) == (None, "")


def test_advice_wanted_is_listed_for_those_who_may_read_it(cast):
    public, friends, own = ask(cast.alma), ask(cast.alma, "friends"), ask(cast.alma, "me")
    actions.publish(cast.alma, body="no question")
    actions.comment(cast.bo, public, body="Any")
    assert [card.id for card in queries.advice_wanted(cast.alma)] == [own, friends, public]
    assert [card.id for card in queries.advice_wanted(cast.bo)] == [friends, public]
    assert [card.id for card in queries.advice_wanted(ANONYMOUS)] == [public]
    assert [card.id for card in queries.advice_wanted(cast.bo, unanswered=True)] == [friends]
    first = queries.advice_wanted(cast.alma, size=2)
    assert [card.id for card in queries.advice_wanted(cast.alma, first.next_cursor, size=2)] == [public]


def test_what_is_still_open_does_not_tell_of_answers_that_are_not_heard(cast):
    @action
    def befriended():
        befriend(cast.alma.id, cast.chen.id)

    befriended()
    asked = ask(cast.alma, "friends")
    actions.comment(cast.chen, asked, body="Any")
    still_open = {
        viewer.handle: [card.id for card in queries.advice_wanted(viewer, unanswered=True)]
        for viewer in (cast.alma, cast.bo, cast.chen)
    }
    assert still_open == {"alma": [], "bo": [asked], "chen": []}


def test_answers_cost_no_more_queries_the_more_there_are(cast):
    asked = ask(cast.eve)
    actions.comment(cast.alma, asked, body="This one", product_id=cast.product_id)
    session.rollback()
    with counted() as few:
        queries.comments(cast.bo, asked)
    for _ in range(6):
        actions.comment(cast.chen, asked, body="This one", product_id=cast.product_id)
    session.rollback()
    with counted() as many:
        queries.comments(cast.bo, asked)
    assert len(many) == len(few)
