"""Comments: two levels, counted, seen where the post is seen."""

import pytest

from core.db import session
from core.errors import NotAllowed, NotFound, Refused
from core.unit import action
from domain.people import actions as people
from domain.people.models import Block
from domain.people.viewer import ANONYMOUS
from domain.says import actions, queries
from domain.says.models import Comment, Post


@pytest.fixture
def post_id(cast):
    return actions.publish(cast.alma, body="Ripe today", audience="friends")


def test_an_answer_to_an_answer_stays_in_the_second_level(cast, post_id, events):
    root = actions.comment(cast.bo, post_id, body="How many?")
    answer = actions.comment(cast.alma, post_id, body="Three", parent_id=root)
    deeper = actions.comment(cast.bo, post_id, body="Thanks", parent_id=answer)
    made = session.get_one(Comment, deeper)
    assert (made.root_id, made.parent_id) == (root, answer)
    assert session.get_one(Comment, root).reply_count == 2
    assert session.get_one(Post, post_id).comment_count == 3
    assert [fact.parent_author_id for fact in events("Commented")] == [0, cast.bo.id, cast.alma.id]


def test_deleting_keeps_the_place_and_lowers_the_counts(cast, post_id):
    root = actions.comment(cast.bo, post_id, body="How many?")
    answer = actions.comment(cast.alma, post_id, body="Three", parent_id=root)
    assert actions.delete_comment(cast.alma, answer) == post_id
    actions.delete_comment(cast.bo, root)
    assert session.get_one(Comment, root).state == "deleted"
    assert session.get_one(Comment, root).reply_count == 0
    assert session.get_one(Post, post_id).comment_count == 0
    with pytest.raises(NotFound):
        actions.delete_comment(cast.bo, root)


def test_one_deletes_only_ones_own(cast, post_id):
    comment_id = actions.comment(cast.bo, post_id, body="How many?")
    with pytest.raises(NotAllowed):
        actions.delete_comment(cast.alma, comment_id)
    with pytest.raises(NotFound):
        actions.delete_comment(cast.eve, comment_id)


def test_whoever_cannot_see_the_post_cannot_comment(cast, post_id):
    for person in (cast.eve, cast.dora):
        with pytest.raises(NotFound):
            actions.comment(person, post_id, body="hi")
    with pytest.raises(NotAllowed):
        actions.comment(ANONYMOUS, post_id, body="hi")


@pytest.mark.parametrize("body", ["", "  ", "x" * 2001, "\x00"])
def test_a_comment_has_words(cast, post_id, body):
    with pytest.raises(Refused) as refusal:
        actions.comment(cast.bo, post_id, body=body)
    assert refusal.value.field == "body"


def test_an_answer_needs_a_comment_of_the_same_post(cast, post_id):
    elsewhere = actions.publish(cast.alma, body="Another")
    there = actions.comment(cast.bo, elsewhere, body="hi")
    gone = actions.comment(cast.bo, post_id, body="hi")
    actions.delete_comment(cast.bo, gone)
    for parent_id in (there, gone, 999_999):
        with pytest.raises(Refused):
            actions.comment(cast.bo, post_id, body="yes", parent_id=parent_id)


def test_a_folded_post_takes_no_comments(cast):
    post_id = actions.publish(cast.alma, body="Bad words")
    actions.fold_post(cast.dora, post_id, reason="Insults")
    for person in (cast.bo, cast.alma, cast.dora):
        with pytest.raises(NotAllowed):
            actions.comment(person, post_id, body="hm")


def test_a_mention_in_a_comment_reaches_readers_of_the_post_only(cast, post_id, events):
    actions.comment(cast.bo, post_id, body="@alma @eve look")
    assert events("Commented")[0].mentioned_ids == (cast.alma.id,)


def test_whom_the_author_has_blocked_hears_nothing_of_her_post(cast, events):
    post_id = actions.publish(cast.alma, body="Public")
    block(cast.alma.id, cast.eve.id)
    actions.comment(cast.bo, post_id, body="@eve look")
    assert events("Commented")[0].mentioned_ids == ()


@action
def block(blocker_id: int, blocked_id: int) -> None:
    from core import clock

    session.add(Block(blocker_id=blocker_id, blocked_id=blocked_id, created_at=clock.now()))


def test_moderators_fold_comments_and_open_them_again(cast, post_id, events):
    comment_id = actions.comment(cast.bo, post_id, body="hm")
    with pytest.raises(NotAllowed):
        actions.fold_comment(cast.alma, comment_id, reason="no")
    actions.fold_comment(cast.dora, comment_id, reason="Insult")
    made = session.get_one(Comment, comment_id)
    assert (made.state, made.fold_reason) == ("folded", "Insult")
    assert session.get_one(Post, post_id).comment_count == 1
    actions.restore_comment(cast.dora, comment_id)
    assert (made.state, made.fold_reason) == ("visible", "")
    assert len(events("CommentChanged")) == 2


def test_an_answer_names_nobody_who_is_blocked_or_has_taken_the_words_back(cast):
    post_id = actions.publish(cast.alma, body="hello")
    began = actions.comment(cast.alma, post_id, body="first")
    second = actions.comment(cast.eve, post_id, body="second", parent_id=began)
    actions.comment(cast.bo, post_id, body="third", parent_id=second)

    def named(viewer):
        (thread,) = queries.comments(viewer, post_id)
        return [answer.answered for answer in thread.replies if "third" in answer.body_html]

    assert named(cast.chen) == named(ANONYMOUS) == ["Eve"]
    people.block(cast.chen, cast.eve.id)
    assert named(cast.chen) == [""]
    assert named(cast.dora) == ["Eve"]
    actions.delete_comment(cast.eve, second)
    assert named(cast.dora) == named(ANONYMOUS) == [""]
