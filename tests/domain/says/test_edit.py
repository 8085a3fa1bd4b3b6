"""Changing and taking back a post and its rating."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.db import session
from core.errors import NotAllowed, NotFound, Refused
from core.unit import action
from domain.catalog.models import Product
from domain.orders.events import RefundDecided
from domain.orders.models import OrderLine
from domain.says import actions
from domain.says.models import Photo, Post, Rating, RatingChange
from tests.domain.says.world import picture, receive


@pytest.fixture
def rated(cast):
    """Bo's post about the durian, five stars."""
    receive(cast, cast.bo)
    return actions.publish(cast.bo, body="great", product_id=cast.product_id, stars=5)


def rating_sum(cast) -> tuple[int, int]:
    count, total = session.execute(select(Product.rating_count, Product.rating_sum)).one()
    return count, total


def test_the_author_changes_words_and_audience(cast, rated, events):
    actions.edit(cast.bo, rated, body="great, again", audience="me")
    post = session.get_one(Post, rated)
    assert (post.body, post.body_html, post.audience, post.version) == (
        "great, again",
        "<p>great, again</p>",
        "me",
        2,
    )
    assert post.edited_at is not None
    assert [fact.post_id for fact in events("PostChanged")] == [rated]


def test_a_rating_is_changed_for_thirty_days_and_what_it_was_is_kept(cast, rated, events):
    with clock.shifted(timedelta(days=29)):
        actions.edit(cast.bo, rated, body="it did not last", audience="public", stars=2)
    assert session.execute(select(RatingChange.old_stars, RatingChange.new_stars)).all() == [(5, 2)]
    assert rating_sum(cast) == (1, 2)
    assert [(fact.stars, fact.old_stars) for fact in events("Rated")] == [(2, 5)]
    with clock.shifted(timedelta(days=31)), pytest.raises(Refused):
        actions.edit(cast.bo, rated, body="no", audience="public", stars=1)
    assert rating_sum(cast) == (1, 2)


def test_the_words_can_be_changed_after_the_rating_no_longer_can(cast, rated):
    with clock.shifted(timedelta(days=400)):
        actions.edit(cast.bo, rated, body="still great", audience="public", stars=5)
    assert session.get_one(Post, rated).body == "still great"


def test_stars_can_be_added_once_the_parcel_has_come(cast):
    post_id = actions.publish(cast.bo, body="ordered!", product_id=cast.product_id)
    with pytest.raises(Refused):
        actions.edit(cast.bo, post_id, body="ordered!", audience="public", stars=5)
    receive(cast, cast.bo)
    actions.edit(cast.bo, post_id, body="here!", audience="public", stars=5)
    assert session.get_one(Post, post_id).stars == 5
    assert rating_sum(cast) == (1, 5)


def test_deleting_a_post_keeps_its_rating_and_lets_its_pictures_go(cast):
    receive(cast, cast.bo)
    post_id = actions.publish(
        cast.bo, body="great", product_id=cast.product_id, stars=5, pictures=[picture()]
    )
    actions.delete(cast.bo, post_id)
    assert session.get_one(Post, post_id).state == "deleted"
    assert rating_sum(cast) == (1, 5)
    assert session.scalars(select(Rating.post_id)).all() == [post_id]
    assert session.scalars(select(Photo.post_id)).all() == [None]
    with pytest.raises(NotFound):
        actions.delete(cast.bo, post_id)


def test_pictures_that_are_not_named_go_and_new_ones_come_after(cast):
    one, two, three = picture(), picture(), picture()
    post_id = actions.publish(cast.bo, body="", pictures=[one, two])
    actions.edit(
        cast.bo,
        post_id,
        body="",
        audience="public",
        photo_tokens=[two.key],
        pictures=[three],
        alts=["two", "three"],
    )
    rows = session.execute(
        select(Photo.key, Photo.alt).where(Photo.post_id == post_id).order_by(Photo.position)
    ).all()
    assert rows == [(two.key, "two"), (three.key, "three")]
    assert session.get_one(Post, post_id).photo_count == 2


def test_a_post_cannot_be_emptied(cast, rated):
    with pytest.raises(Refused):
        actions.edit(cast.bo, rated, body=" ", audience="public")


def test_nobody_else_changes_or_deletes_it(cast, rated):
    hidden = actions.publish(cast.bo, body="mine", audience="me")
    for person in (cast.alma, cast.dora, cast.chen):
        with pytest.raises(NotAllowed):
            actions.edit(person, rated, body="x", audience="public")
        with pytest.raises(NotAllowed):
            actions.delete(person, rated)
        with pytest.raises(NotFound):
            actions.delete(person, hidden)


def test_a_folded_post_can_be_deleted_but_not_changed(cast, rated):
    actions.fold_post(cast.dora, rated, reason="Off topic")
    with pytest.raises(NotAllowed):
        actions.edit(cast.bo, rated, body="better", audience="public")
    actions.delete(cast.bo, rated)
    with pytest.raises(NotFound):
        actions.restore_post(cast.dora, rated)


def test_a_suspended_author_may_take_words_back(cast, rated, suspended):
    actions.delete(suspended(cast.bo), rated)
    assert session.get_one(Post, rated).state == "deleted"


def test_a_full_refund_marks_the_rating_and_a_part_of_it_does_not(cast, rated):
    line_id = session.scalars(select(Rating.order_line_id)).one()
    order_id = give_back(line_id, cents=4_000)
    actions.mark_refunded(refund(cast, order_id))
    assert session.scalars(select(Rating.is_refunded)).one() is False
    give_back(line_id, cents=10_000)
    actions.mark_refunded(refund(cast, order_id))
    assert session.scalars(select(Rating.is_refunded)).one() is True
    assert rating_sum(cast) == (1, 5)


def test_a_refused_refund_marks_nothing(cast, rated):
    line_id = session.scalars(select(Rating.order_line_id)).one()
    order_id = give_back(line_id, cents=10_000)
    actions.mark_refunded(refund(cast, order_id, state="refused"))
    assert session.scalars(select(Rating.is_refunded)).one() is False


@action
def give_back(line_id: int, cents: int) -> int:
    line = session.get_one(OrderLine, line_id)
    line.refunded_cents = cents
    return line.order_id


def refund(cast, order_id: int, state: str = "accepted") -> RefundDecided:
    return RefundDecided(1, order_id, cast.bo.id, cast.merchant_id, state, (cast.product_id,))
