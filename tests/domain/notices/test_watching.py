"""How much one wants to hear: all, mentions and answers, none; of a post, a product's group, a person."""

import pytest

from core.errors import NotAllowed, NotFound, Refused
from domain.angels import actions as angels
from domain.groups import actions as groups
from domain.notices import actions as notices, queries
from domain.notices.news import says as news
from domain.people import actions as people
from domain.says import actions as says
from tests.cast import Cast
from tests.domain.notices.world import everybody_told, kinds, only


def test_the_author_of_a_post_who_wants_none_of_it_still_hears_her_name(cast: Cast):
    post_id = says.publish(cast.alma, body="Sweet")
    notices.watch(cast.alma, "post", post_id, "none")
    says.comment(cast.bo, post_id, body="Really?")
    says.react(cast.bo, post_id)
    assert kinds(cast.alma) == []

    says.comment(cast.bo, post_id, body="Really, @alma?")

    assert kinds(cast.alma) == ["mention"]


def test_mentions_and_answers_are_what_is_left_of_a_post_at_the_middle_level(cast: Cast):
    post_id = says.publish(cast.alma, body="Sweet")
    comment_id = says.comment(cast.alma, post_id, body="By the way")
    notices.watch(cast.alma, "post", post_id, "mentions")
    says.comment(cast.bo, post_id, body="Really?")
    says.comment(cast.bo, post_id, body="What?", parent_id=comment_id)

    assert kinds(cast.alma) == ["reply"]


def test_whoever_mutes_a_thread_is_not_told_of_answers_to_her_either(cast: Cast):
    post_id = says.publish(cast.alma, body="Sweet")
    comment_id = says.comment(cast.bo, post_id, body="Really?")
    notices.watch(cast.bo, "post", post_id, "none")
    says.comment(cast.eve, post_id, body="Yes", parent_id=comment_id)
    assert kinds(cast.bo) == []

    says.comment(cast.eve, post_id, body="Yes, @bo", parent_id=comment_id)

    assert kinds(cast.bo) == ["mention"]


def test_others_hear_of_a_post_once_they_watch_it(cast: Cast):
    post_id = says.publish(cast.alma, body="Sweet")
    says.comment(cast.bo, post_id, body="one")
    assert kinds(cast.eve) == []

    notices.watch(cast.eve, "post", post_id, "all")
    says.comment(cast.bo, post_id, body="two")
    says.comment(cast.chen, post_id, body="three")

    row = only(cast.eve, "thread")
    assert ([one.handle for one in row.actors], row.quote) == (["chen", "bo"], "three")


def test_a_watcher_who_may_not_read_the_post_any_more_hears_nothing(cast: Cast):
    post_id = says.publish(cast.alma, body="Sweet")
    notices.watch(cast.eve, "post", post_id, "all")
    says.edit(cast.alma, post_id, body="Sweet", audience="friends")
    says.comment(cast.bo, post_id, body="A secret")

    assert kinds(cast.eve) == []


def test_whoever_watches_a_group_hears_of_questions_answers_and_its_chat(cast: Cast):
    groups.recompute(cast.chen.id, cast.product_id)
    angels.endorse(cast.alma, cast.product_id)
    notices.watch(cast.alma, "group", cast.product_id, "all")
    notices.watch(cast.eve, "group", cast.product_id, "all")
    question_id = groups.ask(cast.bo, cast.product_id, body="Is it ripe?")
    groups.answer(cast.chen, question_id, body="Yes")
    groups.send(cast.chen, cast.product_id, body="Good morning")

    everybody = everybody_told()

    assert {kind for user_id, kind in everybody if user_id == cast.alma.id} == {
        "question",
        "group_answer",
        "chat",
    }
    # The chat is for members.
    assert {kind for user_id, kind in everybody if user_id == cast.eve.id} == {"question", "group_answer"}


def test_a_group_is_quiet_for_those_who_have_not_chosen_but_its_merchant(cast: Cast):
    groups.recompute(cast.chen.id, cast.product_id)
    angels.endorse(cast.alma, cast.product_id)
    groups.ask(cast.bo, cast.product_id, body="Is it ripe?")
    groups.send(cast.chen, cast.product_id, body="Good morning")

    assert everybody_told() == {(cast.chen.id, "question")}


def test_a_group_at_none_leaves_the_name_only(cast: Cast):
    groups.recompute(cast.chen.id, cast.product_id)
    notices.watch(cast.bo, "group", cast.product_id, "none")
    notices.watch(cast.chen, "group", cast.product_id, "none")
    question_id = groups.ask(cast.bo, cast.product_id, body="Is it ripe?")
    groups.answer(cast.chen, question_id, body="Yes")
    assert everybody_told() == set()

    groups.answer(cast.chen, question_id, body="Yes, @bo")

    assert everybody_told() == {(cast.bo.id, "mention")}


def test_each_new_post_of_somebody_watched_is_told_in_one_notice(cast: Cast):
    notices.watch(cast.bo, "person", cast.alma.id, "all")
    for body in ("one", "two", "three"):
        last = says.publish(cast.alma, body=body, audience="friends")

    row = only(cast.bo, "post")

    assert (row.facts["posts"], row.facts["post_id"], row.quote) == (3, last, "three")
    assert [one.handle for one in row.actors] == ["alma"]


def test_only_posts_that_the_follower_may_read_are_told(cast: Cast):
    people.follow(cast.eve, cast.alma.id)
    notices.watch(cast.eve, "person", cast.alma.id, "all")
    notices.watch(cast.bo, "person", cast.alma.id, "all")
    says.publish(cast.alma, body="For friends", audience="friends")
    says.publish(cast.alma, body="For me", audience="me")

    assert everybody_told() >= {(cast.bo.id, "post")}
    assert "post" not in kinds(cast.eve)


def test_whoever_stops_following_hears_no_more(cast: Cast):
    people.follow(cast.eve, cast.alma.id)
    notices.watch(cast.eve, "person", cast.alma.id, "all")
    people.unfollow(cast.eve, cast.alma.id)
    says.publish(cast.alma, body="Sweet")

    assert kinds(cast.eve) == []


def test_a_person_at_none_is_heard_only_by_name(cast: Cast):
    notices.watch(cast.alma, "person", cast.eve.id, "none")
    post_id = says.publish(cast.alma, body="Sweet")
    says.comment(cast.eve, post_id, body="one")
    says.react(cast.eve, post_id)
    assert kinds(cast.alma) == []

    says.comment(cast.eve, post_id, body="@alma two")

    assert kinds(cast.alma) == ["mention"]


def test_many_watchers_are_told_some_at_a_time(cast: Cast, monkeypatch):
    monkeypatch.setattr(news, "WATCHERS_AT_ONCE", 1)
    for person in (cast.bo, cast.chen, cast.eve):
        people.follow(person, cast.alma.id)
        notices.watch(person, "person", cast.alma.id, "all")
    says.publish(cast.alma, body="Sweet, @chen")

    told = {(user_id, kind) for user_id, kind in everybody_told() if user_id != cast.alma.id}

    assert told == {(cast.bo.id, "post"), (cast.eve.id, "post"), (cast.chen.id, "mention")}


def test_one_watches_closely_only_whom_one_follows(cast: Cast):
    with pytest.raises(NotAllowed):
        notices.watch(cast.eve, "person", cast.alma.id, "all")
    notices.watch(cast.eve, "person", cast.alma.id, "none")

    assert queries.level_of(cast.eve, "person", cast.alma.id) == "none"


def test_what_one_does_not_see_cannot_be_watched(cast: Cast):
    hidden = says.publish(cast.alma, body="For friends", audience="friends")
    people.block(cast.chen, cast.eve.id)
    for kind, number in (
        ("post", hidden),
        ("post", 999),
        ("group", 999),
        ("person", cast.chen.id),
        ("person", cast.eve.id),
        ("order", 1),
    ):
        with pytest.raises(NotFound):
            notices.watch(cast.eve, kind, number, "mentions")
    with pytest.raises(Refused):
        notices.watch(cast.bo, "post", hidden, "loudly")


def test_what_one_watches_is_listed_with_what_one_may_see_of_it(cast: Cast):
    post_id = says.publish(cast.alma, body="My secret")
    notices.watch(cast.eve, "post", post_id, "all")
    notices.watch(cast.eve, "group", cast.product_id, "none")
    notices.watch(cast.eve, "person", cast.alma.id, "mentions")
    says.edit(cast.alma, post_id, body="My secret", audience="friends")

    first = queries.watched_by(cast.eve, size=2)
    second = queries.watched_by(cast.eve, before=str(first.next_cursor), size=2)
    rows = [(row.kind, row.level, row.words, row.is_there) for row in (*first, *second)]

    assert rows == [
        ("post", "all", "", False),
        ("person", "mentions", "Alma", True),
        ("group", "none", "Durian, 3 kg", True),
    ]

    notices.watch(cast.eve, "post", post_id, "default")
    assert queries.level_of(cast.eve, "post", post_id) is None
