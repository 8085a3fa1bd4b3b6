"""The checks are quiet on a site at work, and each sees its own breach."""

import pytest
from sqlalchemy import insert, update

from core import clock
from core.db import session
from core.unit import action
from domain.catalog.models import Product
from domain.orders.models import Order
from domain.says import actions, check
from domain.says.models import Comment, Post, Rating, Reaction
from tests.domain.says.world import picture, receive

CHECKS = [
    check.posts_count_what_they_have,
    check.posts_count_each_kind_of_reaction,
    check.people_react_once,
    check.comments_count_their_answers,
    check.comments_stay_under_their_post,
    check.products_count_their_ratings,
    check.ratings_belong_to_received_lines,
    check.posts_show_their_rating,
]


@pytest.fixture
def busy(cast):
    receive(cast, cast.bo)
    post_id = actions.publish(
        cast.bo, body="great", product_id=cast.product_id, stars=5, pictures=[picture(), picture()]
    )
    root = actions.comment(cast.alma, post_id, body="really?")
    answer = actions.comment(cast.bo, post_id, body="yes", parent_id=root)
    gone = actions.comment(cast.alma, post_id, body="hm", parent_id=answer)
    actions.delete_comment(cast.alma, gone)
    actions.react(cast.alma, post_id)
    actions.react(cast.chen, post_id)
    actions.react(cast.chen, post_id)
    actions.edit(cast.bo, post_id, body="good", audience="me", stars=4)
    actions.delete(cast.bo, actions.publish(cast.bo, body="gone", pictures=[picture()]))


def test_a_site_at_work_has_no_breach(busy):
    assert [breach for one in CHECKS for breach in one()] == []


@action
def spoil(statement) -> None:
    session.execute(statement)


@pytest.mark.parametrize(
    ("spoiled", "seen_by"),
    [
        (update(Post).where(Post.id == 1).values(comment_count=7), check.posts_count_what_they_have),
        (update(Post).where(Post.id == 1).values(reaction_count=0), check.posts_count_what_they_have),
        (update(Post).where(Post.id == 1).values(helpful_count=1), check.posts_count_what_they_have),
        (
            update(Post).where(Post.id == 1).values(reaction_kinds={"like": 2}),
            check.posts_count_each_kind_of_reaction,
        ),
        (
            insert(Reaction).values(post_id=1, user_id=1, kind="wow", created_at=clock.now()),
            check.people_react_once,
        ),
        (update(Post).where(Post.id == 1).values(photo_count=3), check.posts_count_what_they_have),
        (update(Comment).where(Comment.id == 1).values(reply_count=2), check.comments_count_their_answers),
        (update(Comment).where(Comment.id == 2).values(post_id=2), check.comments_stay_under_their_post),
        (update(Product).values(rating_sum=5), check.products_count_their_ratings),
        (update(Order).values(received_at=None), check.ratings_belong_to_received_lines),
        (update(Rating).values(stars=1), check.posts_show_their_rating),
    ],
)
def test_each_breach_is_seen(busy, spoiled, seen_by):
    spoil(spoiled)
    assert seen_by()
