"""News of posts: who hears of a comment, an answer, a mention, a like."""

import pytest

from core.db import session
from core.unit import action
from domain.notices import actions as notices
from domain.people import actions as people
from domain.says import actions as says
from domain.says.actions import folding
from domain.says.models import Post
from tests.cast import Cast
from tests.domain.notices.world import everybody_told, kinds, only, told


def test_a_comment_is_told_to_the_author_with_its_first_words(cast: Cast):
    post_id = says.publish(cast.alma, body="Sweet")
    says.comment(cast.bo, post_id, body="How much was it?")

    row = only(cast.alma, "comment")

    assert (row.target_id, row.quote) == (post_id, "How much was it?")
    assert kinds(cast.bo) == []


def test_comments_of_several_people_are_one_notice_with_the_latest_words(cast: Cast):
    post_id = says.publish(cast.alma, body="Sweet")
    for person in (cast.bo, cast.chen, cast.bo, cast.eve):
        says.comment(person, post_id, body=f"{person.handle} asks")

    row = only(cast.alma, "comment")

    assert ([one.handle for one in row.actors], row.others, row.quote) == (["eve"], 2, "eve asks")


def test_an_answer_is_told_to_the_one_who_is_answered_and_the_author_hears_of_a_comment(cast: Cast):
    post_id = says.publish(cast.alma, body="Sweet")
    comment_id = says.comment(cast.bo, post_id, body="Really?")
    says.comment(cast.eve, post_id, body="Yes", parent_id=comment_id)

    assert only(cast.bo, "reply").quote == "Yes"
    assert everybody_told() == {(cast.alma.id, "comment"), (cast.bo.id, "reply")}


def test_each_hears_of_a_comment_once_of_the_closest_reason(cast: Cast):
    post_id = says.publish(cast.alma, body="Sweet")
    comment_id = says.comment(cast.alma, post_id, body="By the way")
    says.comment(cast.bo, post_id, body="@alma @eve look", parent_id=comment_id)

    assert everybody_told() == {(cast.alma.id, "reply"), (cast.eve.id, "mention")}


def test_nobody_is_told_of_her_own_deed(cast: Cast):
    post_id = says.publish(cast.alma, body="Sweet, says @alma")
    comment_id = says.comment(cast.alma, post_id, body="So I say, @alma")
    says.comment(cast.alma, post_id, body="Again", parent_id=comment_id)
    says.react(cast.alma, post_id)

    assert everybody_told() == set()


def test_a_mention_is_told_to_those_who_may_read_the_post(cast: Cast):
    says.publish(cast.bo, body="@alma @eve look", audience="friends")

    assert everybody_told() == {(cast.alma.id, "mention")}


def test_a_mention_in_a_comment_is_told_to_readers_of_the_post_only(cast: Cast):
    post_id = says.publish(cast.alma, body="Sweet", audience="friends")
    says.comment(cast.bo, post_id, body="@eve look")

    assert everybody_told() == {(cast.alma.id, "comment")}


@pytest.mark.parametrize("audience", ["friends", "me"])
def test_what_became_invisible_before_the_worker_came_is_not_told(cast: Cast, audience: str):
    post_id = says.publish(cast.alma, body="@eve look")
    says.edit(cast.alma, post_id, body="@eve look", audience=audience)

    assert everybody_told() == set()


def test_a_friend_who_is_none_any_more_hears_nothing(cast: Cast):
    post_id = says.publish(cast.alma, body="Sweet", audience="friends")
    comment_id = says.comment(cast.bo, post_id, body="Really?")
    says.comment(cast.alma, post_id, body="Yes", parent_id=comment_id)
    people.end_friendship(cast.alma, cast.bo.id)

    assert kinds(cast.bo) == []


def test_what_was_folded_or_deleted_before_the_worker_came_is_not_told(cast: Cast):
    post_id = says.publish(cast.alma, body="Sweet")
    first = says.comment(cast.bo, post_id, body="one")
    second = says.comment(cast.eve, post_id, body="two")
    folding.fold_comment(cast.dora, first, reason="rude")
    says.delete_comment(cast.eve, second)

    assert kinds(cast.alma) == []


def test_a_quote_is_gone_when_its_text_is(cast: Cast):
    post_id = says.publish(cast.alma, body="Sweet")
    comment_id = says.comment(cast.bo, post_id, body="A secret")
    assert only(cast.alma, "comment").quote == "A secret"

    says.delete_comment(cast.bo, comment_id)

    assert only(cast.alma, "comment").quote == ""


def test_a_quote_is_not_shown_to_whom_the_post_is_no_longer_meant_for(cast: Cast):
    post_id = says.publish(cast.alma, body="@eve my secret")
    assert only(cast.eve, "mention").quote == "@eve my secret"

    says.edit(cast.alma, post_id, body="@eve my secret", audience="friends")

    assert only(cast.eve, "mention").quote == ""


def test_likes_are_grouped_and_somebody_who_likes_again_counts_once(cast: Cast):
    post_id = says.publish(cast.alma, body="Sweet")
    for person in (cast.bo, cast.chen, cast.eve):
        says.react(person, post_id)
    told(cast.alma)
    says.react(cast.bo, post_id)
    says.react(cast.bo, post_id)

    row = only(cast.alma, "like")

    assert ([one.handle for one in row.actors], row.others) == (["bo"], 2)


def test_a_notice_says_with_which_of_the_five_if_all_gave_the_same(cast: Cast):
    post_id = says.publish(cast.alma, body="Sweet")
    says.react(cast.bo, post_id, kind="thanks")
    assert only(cast.alma, "like").reaction == "thanks"
    says.react(cast.chen, post_id, kind="thanks")
    assert only(cast.alma, "like").reaction == "thanks"
    says.react(cast.bo, post_id, kind="wow")
    assert only(cast.alma, "like").reaction == ""


def test_a_like_that_was_taken_back_is_not_told(cast: Cast):
    post_id = says.publish(cast.alma, body="Sweet")
    says.react(cast.bo, post_id)
    says.react(cast.bo, post_id)

    assert kinds(cast.alma) == []


def test_after_reading_a_new_notice_begins(cast: Cast):
    post_id = says.publish(cast.alma, body="Sweet")
    says.react(cast.bo, post_id)
    notices.mark_read(cast.alma, only(cast.alma, "like").id)
    says.react(cast.eve, post_id)

    rows = [(row.is_unread, [one.handle for one in row.actors]) for row in told(cast.alma)]

    assert rows == [(True, ["eve"]), (False, ["bo"])]


def test_a_closed_account_is_told_nothing(cast: Cast):
    from core import clock
    from domain.people.models import User

    post_id = says.publish(cast.alma, body="Sweet")
    says.comment(cast.bo, post_id, body="Yes")

    @action
    def close() -> None:
        session.get_one(User, cast.alma.id).closed_at = clock.now()

    close()
    assert everybody_told() == set()
    assert session.get_one(Post, post_id)
