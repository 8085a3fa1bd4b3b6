"""No more of this: products and words."""

import pytest
from sqlalchemy import select

from core.db import session
from core.errors import NotFound, Refused
from domain.says import actions, queries
from domain.says.models import Post
from domain.says.policy import not_muted_product


@pytest.mark.parametrize(
    ("word", "text", "is_found"),
    [
        ("durian", "A DURIAN, at last", True),
        ("Ｄｕｒｉａｎ", "durian!", True),
        ("art", "a party", False),
        ("art", "art.", True),
        ("榴莲", "今天的榴蓮很好", True),
        ("榴蓮", "今天的榴莲很好", True),
        ("c++", "I like C++ a lot", True),
        (".*", "anything", False),
        ("black friday", "It is Black  Friday", False),
        ("black friday", "On BLACK FRIDAY again", True),
    ],
)
def test_a_muted_word_is_found_whatever_its_case_and_characters(cast, word, text, is_found):
    actions.mute_word(cast.bo, word)
    assert queries.muted_words(cast.bo).are_in(text) is is_found
    assert not queries.muted_words(cast.alma).are_in(text)


def test_the_same_word_is_muted_once_and_taken_away_by_its_owner(cast):
    actions.mute_word(cast.bo, "蘋果")
    actions.mute_word(cast.bo, "苹果")
    (muted,) = queries.word_mutes(cast.bo)
    actions.unmute_word(cast.alma, muted.id)
    assert queries.word_mutes(cast.bo) == [muted]
    actions.unmute_word(cast.bo, muted.id)
    assert queries.word_mutes(cast.bo) == [] and not queries.muted_words(cast.bo)


@pytest.mark.parametrize("word", ["", " ", "\u200b", "x" * 41, "\0"])
def test_a_word_is_something_to_look_for(cast, word):
    with pytest.raises(Refused) as refused:
        actions.mute_word(cast.bo, word)
    assert refused.value.field == "word"


def test_a_muted_product_stays_out_of_lists_made_for_the_one_who_muted_it(cast):
    about = actions.publish(cast.alma, body="Sweet", product_id=cast.product_id)
    other = actions.publish(cast.alma, body="Good morning")
    actions.mute_product(cast.bo, cast.product_id)

    def kept(viewer):
        return set(session.scalars(select(Post.id).where(not_muted_product(viewer))))

    assert (kept(cast.bo), kept(cast.eve)) == ({other}, {about, other})
    assert [product.id for product in queries.product_mutes(cast.bo)] == [cast.product_id]
    actions.unmute_product(cast.bo, cast.product_id)
    assert kept(cast.bo) == {about, other}


def test_a_muted_word_counts_in_what_a_post_passes_on_and_links_to(cast):
    since = actions.publish(cast.eve, body="I will bring a durian")
    actions.pass_on(cast.alma, since)
    actions.publish(cast.alma, body="Look what Eve says", quoted_id=since)
    actions.publish(cast.alma, body=f"Look at this: /says/{since}")
    own = actions.publish(cast.bo, body="Mine", quoted_id=since)
    other = actions.publish(cast.alma, body="Apples")
    assert len(queries.feed_of(cast.bo).items) > 2
    actions.mute_word(cast.bo, "durian")
    for listed in (queries.feed_of(cast.bo), queries.discover(cast.bo), queries.ranked_feed(cast.bo)):
        assert {post.id for post in listed} == {own, other}
    assert queries.new_in_feed(cast.bo, since) == 2


def test_what_is_not_there_cannot_be_muted(cast):
    with pytest.raises(NotFound):
        actions.mute_product(cast.bo, 999_999)
