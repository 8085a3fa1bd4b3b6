"""Writing a post: what is taken, what is refused, what it leaves."""

import pytest
from sqlalchemy import select

from core.db import session
from core.errors import NotAllowed, Refused
from core.unit import action
from domain.angels.queries import is_angel
from domain.catalog.models import Product
from domain.orders.models import OrderLine
from domain.people.models import Block
from domain.people.viewer import ANONYMOUS
from domain.says import actions, rules
from domain.says.models import Photo, Post, Rating
from tests.cast import befriend as make_friends
from tests.domain.says.world import endorse, picture, receive


def post_of(post_id: int) -> Post:
    return session.get_one(Post, post_id)


def product_numbers(product_id: int) -> tuple[int, int]:
    count, total = session.execute(
        select(Product.rating_count, Product.rating_sum).where(Product.id == product_id)
    ).one()
    return count, total


def test_a_post_keeps_its_words_and_is_rendered_once(cast):
    post = post_of(
        actions.publish(cast.alma, body="  Sweet & ripe <3\r\nhttps://example.org \x07", audience="friends")
    )
    assert post.body == "Sweet & ripe <3\nhttps://example.org"
    assert post.body_html.startswith("<p>Sweet &amp; ripe &lt;3<br><a href=")
    assert (post.audience, post.lang, post.state) == ("friends", "en", "visible")


def test_a_mention_links_to_the_person_and_only_readers_are_told(cast, events):
    body = "Thanks @chen, @eve and @nobody_here"
    befriend(cast.alma.id, cast.chen.id)
    post = post_of(actions.publish(cast.alma, body=body, audience="friends"))
    (fact,) = events("PostPublished")
    assert fact.mentioned_ids == (cast.chen.id,)
    assert ['href="/@chen"' in post.body_html, 'href="/@eve"' in post.body_html] == [True, True]
    assert "nobody_here</a>" not in post.body_html


@action
def befriend(one: int, other: int) -> None:
    make_friends(one, other)


def test_somebody_blocked_is_not_mentioned(cast, events):
    block(cast.eve.id, cast.alma.id)
    post = post_of(actions.publish(cast.alma, body="Look, @eve"))
    assert events("PostPublished")[0].mentioned_ids == ()
    assert "<a" not in post.body_html


@action
def block(blocker_id: int, blocked_id: int) -> None:
    from core import clock

    session.add(Block(blocker_id=blocker_id, blocked_id=blocked_id, created_at=clock.now()))


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"body": "   \n "}, "body"),
        ({"body": "x" * 5001}, "body"),
        ({"body": "nul \x00"}, "body"),
        ({"body": "hello", "audience": "circle:7"}, "audience"),
        ({"body": "hello", "audience": ""}, "audience"),
        ({"body": "hello", "product_id": 999_999}, "product_id"),
        ({"body": "hello", "stars": 5}, "rating"),
        ({"body": "hello", "photo_tokens": ["unknown"]}, "photos"),
        ({"body": "hello", "alts": ["x" * 201], "pictures": [picture()]}, "photos"),
        ({"body": "hello", "pictures": [picture() for _ in range(10)]}, "photos"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(cast, fields, field):
    with pytest.raises(Refused) as refusal:
        actions.publish(cast.bo, **fields)
    assert refusal.value.field == field
    assert session.scalars(select(Post)).all() == []


def test_strangers_and_suspended_people_do_not_write(cast, suspended):
    for somebody in (ANONYMOUS, suspended(cast.bo)):
        with pytest.raises(NotAllowed):
            actions.publish(somebody, body="hello")


def test_a_rating_takes_the_oldest_received_line_that_has_none(cast, time):
    receive(cast, cast.bo, received=False)
    first = receive(cast, cast.bo)
    time.pass_(days=1)
    second = receive(cast, cast.bo)
    for stars in (5, 2):
        actions.publish(cast.bo, body="again", product_id=cast.product_id, stars=stars)
    ratings = session.scalars(select(Rating).order_by(Rating.id)).all()
    assert [(rating.order_line_id, rating.stars) for rating in ratings] == [(first, 5), (second, 2)]
    assert product_numbers(cast.product_id) == (2, 7)


def test_without_a_received_purchase_there_are_no_stars(cast):
    receive(cast, cast.bo, received=False)
    with pytest.raises(Refused) as refusal:
        actions.publish(cast.bo, body="not here yet", product_id=cast.product_id, stars=4)
    assert refusal.value.field == "rating"
    assert product_numbers(cast.product_id) == (0, 0)


def test_somebody_elses_purchase_cannot_be_rated(cast):
    receive(cast, cast.bo)
    with pytest.raises(Refused):
        actions.publish(cast.eve, body="me too", product_id=cast.product_id, stars=5)


@pytest.mark.parametrize("stars", [0, 6, -1, 100])
def test_a_rating_has_one_to_five_stars(cast, stars):
    receive(cast, cast.bo)
    with pytest.raises(Refused):
        actions.publish(cast.bo, body="hm", product_id=cast.product_id, stars=stars)


def test_the_merchants_own_people_cannot_rate(cast):
    receive(cast, cast.chen)
    with pytest.raises(Refused):
        actions.publish(cast.chen, body="the best", product_id=cast.product_id, stars=5)


def test_a_rating_by_an_angel_is_marked(cast):
    receive(cast, cast.alma)
    receive(cast, cast.bo)
    endorse(cast.alma, cast.product_id)
    for person in (cast.alma, cast.bo):
        actions.publish(person, body="good", product_id=cast.product_id, stars=5)
    assert session.execute(select(Rating.user_id, Rating.by_earner).order_by(Rating.id)).all() == [
        (cast.alma.id, True),
        (cast.bo.id, False),
    ]


def test_what_was_given_back_can_be_rated_and_is_marked(cast):
    line_id = receive(cast, cast.bo)
    give_back(line_id)
    actions.publish(cast.bo, body="rotten", product_id=cast.product_id, stars=1)
    assert session.scalars(select(Rating.is_refunded)).all() == [True]


@action
def give_back(line_id: int) -> None:
    line = session.get_one(OrderLine, line_id)
    line.refunded_quantity, line.refunded_cents = line.quantity, line.net_cents


def test_pictures_come_in_order_with_their_words(cast):
    tokens = actions.keep_drafts(cast.bo, [picture()], ["first"])
    one, two = picture(), picture()
    post_id = actions.publish(
        cast.bo, body="", pictures=[one, two], photo_tokens=tokens, alts=["the box", "", "half a fruit"]
    )
    rows = session.execute(
        select(Photo.key, Photo.alt).where(Photo.post_id == post_id).order_by(Photo.position)
    ).all()
    assert rows == [(tokens[0], "the box"), (one.key, ""), (two.key, "half a fruit")]
    assert post_of(post_id).photo_count == 3


def test_a_draft_picture_belongs_to_who_sent_it_and_to_one_post(cast):
    tokens = actions.keep_drafts(cast.bo, [picture()])
    with pytest.raises(Refused):
        actions.publish(cast.eve, body="mine now", photo_tokens=tokens)
    actions.publish(cast.bo, body="mine", photo_tokens=tokens)
    with pytest.raises(Refused):
        actions.publish(cast.bo, body="twice", photo_tokens=tokens)


def test_drafts_nobody_came_back_for_are_swept_up(cast, time):
    old = actions.keep_drafts(cast.bo, [picture()])
    kept = actions.keep_drafts(cast.bo, [picture()])
    actions.publish(cast.bo, body="used", photo_tokens=kept)
    time.pass_(days=3)
    fresh = actions.keep_drafts(cast.bo, [picture()])
    assert actions.sweep_drafts() == old
    assert set(session.scalars(select(Photo.key))) == {*kept, *fresh}


def test_a_draft_product_cannot_be_written_about(cast):
    draft(cast.product_id)
    with pytest.raises(Refused):
        actions.publish(cast.chen, body="soon", product_id=cast.product_id)


@action
def draft(product_id: int) -> None:
    session.get_one(Product, product_id).state = "draft"


def test_one_click_makes_the_author_an_angel_and_her_rating_says_so(cast):
    receive(cast, cast.bo)
    actions.publish(cast.bo, body="I vouch for it", product_id=cast.product_id, stars=5, endorse=True)
    assert is_angel(cast.bo.id, cast.product_id)
    assert session.scalars(select(Rating.by_earner)).all() == [True]


def test_a_refused_post_makes_nobody_an_angel(cast):
    with pytest.raises(Refused):
        actions.publish(cast.bo, body="I vouch", product_id=cast.product_id, stars=5, endorse=True)
    assert not is_angel(cast.bo.id, cast.product_id)


@pytest.mark.parametrize(
    ("body", "on_a_phone", "on_a_desktop"),
    [
        ("short", False, False),
        ("好" * 100, False, False),
        ("好" * 140, True, False),
        ("a\n" * 9, True, True),
        ("word " * 60, True, False),
        ("word " * 200, True, True),
    ],
)
def test_long_texts_unfold(body, on_a_phone, on_a_desktop):
    assert (rules.is_long(body), rules.is_long(body, rules.DESKTOP_WIDTH)) == (on_a_phone, on_a_desktop)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("蘋果很好吃，下次再買", "zh-Hant"),
        ("苹果很好吃，下次再买", "zh-Hans"),
        ("这个 iPhone 手机壳 is good enough", "zh-Hans"),
        ("Sweet!", "en"),
        ("5/5 !!", ""),
    ],
)
def test_the_script_of_a_text_is_noted(cast, text, language):
    assert post_of(actions.publish(cast.bo, body=text)).lang == language
